/**
 * The converters, by HAProxy's names (manual 7.3.1). To add one: its name in `plan/simulated.ts`, and its row here;
 * either alone does not compile.
 */
import type { SimulatedConverter } from '../../plan/simulated.ts';
import { ARITHMETIC } from './convert-arithmetic.ts';
import { BYTES } from './convert-bytes.ts';
import { CRYPTO } from './convert-crypto.ts';
import { FORWARDED } from './convert-forwarded.ts';
import { HASHES } from './convert-hash.ts';
import { JSONS } from './convert-json.ts';
import { MAPS } from './convert-map.ts';
import { MESSAGES } from './convert-messages.ts';
import { PACKETS } from './convert-packets.ts';
import { PROXY_CONVERTERS } from './convert-proxy.ts';
import { TEXT } from './convert-text.ts';
import { TIMES } from './convert-time.ts';
import { WORDS } from './convert-words.ts';
import type { Converter } from './converter.ts';
import { TABLE_CONVERTERS } from './fetch-stick.ts';

export type { Converter };

export const CONVERTERS = {
  ...TEXT,
  ...WORDS,
  ...BYTES,
  ...ARITHMETIC,
  ...HASHES,
  ...CRYPTO,
  ...TIMES,
  ...JSONS,
  ...FORWARDED,
  ...MAPS,
  ...MESSAGES,
  ...PACKETS,
  ...PROXY_CONVERTERS,
  ...TABLE_CONVERTERS,
} satisfies Record<SimulatedConverter, Converter>;

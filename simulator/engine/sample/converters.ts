/**
 * The converters, by HAProxy's names (manual 7.3.1). To add one: its name in `plan/simulated.ts`, and its row here;
 * either alone does not compile.
 */
import type { SimulatedConverter } from '../../plan/simulated.ts';
import { ARITHMETIC } from './convert-arithmetic.ts';
import { BYTES } from './convert-bytes.ts';
import { TEXT } from './convert-text.ts';
import type { Converter } from './converter.ts';

export type { Converter };

export const CONVERTERS = { ...TEXT, ...BYTES, ...ARITHMETIC } satisfies Record<SimulatedConverter, Converter>;

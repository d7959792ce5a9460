/** Converters that hash: 32 and 64 bits for tables and choices, digests, and tokens that are signed with a secret. */
import { avalanche, crc32, djb2, type HashFunction, sdbm, wt6 } from '../balance/hash.ts';
import { crc32c } from '../hash/crc32c.ts';
import { digest, digestOf, hmac } from '../hash/digest.ts';
import { xxh32, xxh64 } from '../hash/xxh.ts';
import { xxh3 } from '../hash/xxh3.ts';
import { decode64 } from './base64.ts';
import type { SampleContext } from './context.ts';
import type { Converter } from './converter.ts';
import { onBytes } from './on.ts';
import { asText, binary, integer, leadingNumber, wideInteger } from './value.ts';
import { readVariable } from './variables.ts';

const hash = (fn: HashFunction): Converter =>
  onBytes((bytes, [spread = '0']) => integer(leadingNumber(spread) !== 0 ? avalanche(fn(bytes)) : fn(bytes)));

const signed = (word: bigint) => wideInteger(BigInt.asIntN(64, word));
const orNull = (bytes: string | null) => (bytes === null ? null : binary(bytes));

/** base64, or the name of a variable that holds it. */
export function keyBytes(word: string, context: SampleContext): string | null {
  const variable = /^(proc|sess|txn|req|res|check)\./.test(word) ? readVariable(context, word) : null;
  return decode64(variable ? asText(variable) : word);
}

export const HASHES = {
  crc32: hash(crc32),
  crc32c: hash(crc32c),
  djb2: hash(djb2),
  sdbm: hash(sdbm),
  wt6: hash(wt6),
  xxh32: onBytes((bytes, [seed = '0']) => integer(xxh32(bytes, leadingNumber(seed) | 0))),
  xxh64: onBytes((bytes, [seed = '0']) => signed(xxh64(bytes, BigInt.asUintN(64, BigInt(leadingNumber(seed)))))),
  xxh3: onBytes((bytes, [seed = '0']) => signed(xxh3(bytes, BigInt.asUintN(64, BigInt(leadingNumber(seed)))))),
  sha1: onBytes((bytes) => binary(digest(bytes, 'sha1'))),
  sha2: onBytes((bytes, [width = '256']) => orNull(digestOf(bytes, `sha${leadingNumber(width)}`))),
  digest: onBytes((bytes, [name = '']) => orNull(digestOf(bytes, name))),
  hmac: onBytes((bytes, [name = '', key = ''], context) => {
    const secret = keyBytes(key, context);
    return secret === null ? null : orNull(hmac(bytes, secret, name));
  }),
} satisfies Record<string, Converter>;

/**
 * The hash functions behind `hash-type`, on latin-1 strings (a character a byte); results are unsigned 32-bit numbers.
 * Facts: the manual, "hash-type"; djb2 and sdbm are classics, CRC32 is IEEE 802.3's, the avalanche is Bob Jenkins's
 * full 32-bit integer hash (public domain) times a large prime.
 */
export type HashFunction = (text: string) => number;

export function sdbm(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (text.charCodeAt(at) + (hash << 6) + (hash << 16) - hash) | 0;
  return hash >>> 0;
}

export function djb2(text: string): number {
  let hash = 5381;
  for (let at = 0; at < text.length; at++) hash = ((hash << 5) + hash + text.charCodeAt(at)) | 0;
  return hash >>> 0;
}

export function crc32(text: string): number {
  let hash = -1;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) hash = (hash >>> 1) ^ (hash & 1 ? 0xedb88320 : 0);
  }
  return ~hash >>> 0;
}

/** Two words rotated by amounts that depend on the data. */
export function wt6(text: string): number {
  const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));
  let h0 = 0xa53c965a | 0;
  let h1 = 0x5ca6953a | 0;
  let by0 = 6;
  let by1 = 18;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    h0 = ~(h0 ^ code);
    h1 = ~(h1 + code);
    const turned = rotate(h1, by0);
    h1 = rotate(h0, by1);
    h0 = turned;
    const mixed = ((h0 >>> 16) ^ h1) & 0xffff;
    by0 = mixed & 31;
    by1 = mixed >>> 11;
  }
  return (h0 ^ h1) >>> 0;
}

/** `none`: the value, a number already, is the hash. */
export function asNumber(text: string): number {
  return Number.parseInt(text, 10) >>> 0 || 0;
}

export const HASH_FUNCTIONS: Readonly<Record<string, HashFunction>> = { sdbm, djb2, crc32, wt6, none: asNumber };

/** Spreads every input bit over the whole word. */
export function avalanche(word: number): number {
  let a = word | 0;
  a = (a + 0x7ed55d16 + (a << 12)) | 0;
  a = a ^ 0xc761c23c ^ (a >>> 19);
  a = (a + 0x165667b1 + (a << 5)) | 0;
  a = (a + 0xd3a2646c) ^ (a << 9);
  a = (a + 0xfd7046c5 + (a << 3)) | 0;
  a = a ^ 0xb55a4f09 ^ (a >>> 16);
  return Math.imul(a, 3221225473) >>> 0;
}

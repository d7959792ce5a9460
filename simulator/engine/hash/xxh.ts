/** xxHash, the classic ones of 32 and 64 bits (specification by Yann Collet; seeds as HAProxy passes them). */
import { toBytes } from './bytes.ts';

const P32 = [2654435761, 2246822519, 3266489917, 668265263, 374761393] as const;

const turn32 = (word: number, by: number) => (word << by) | (word >>> (32 - by));

/** @returns an unsigned 32-bit number */
export function xxh32(text: string, seed: number): number {
  const bytes = toBytes(text);
  const view = new DataView(bytes.buffer);
  const round = (sum: number, word: number) => Math.imul(turn32((sum + Math.imul(word, P32[1])) | 0, 13), P32[0]);
  let at = 0;
  let hash: number;
  if (bytes.length >= 16) {
    const lanes = [seed + P32[0] + P32[1], seed + P32[1], seed, seed - P32[0]].map((lane) => lane | 0);
    for (; at + 16 <= bytes.length; at += 16) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane]!, view.getInt32(at + lane * 4, true));
    }
    hash = turn32(lanes[0]!, 1) + turn32(lanes[1]!, 7) + turn32(lanes[2]!, 12) + turn32(lanes[3]!, 18);
  } else hash = seed + P32[4];
  hash = (hash + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(turn32((hash + Math.imul(view.getInt32(at, true), P32[2])) | 0, 17), P32[3]);
  }
  for (; at < bytes.length; at++) hash = Math.imul(turn32((hash + Math.imul(bytes[at]!, P32[4])) | 0, 11), P32[0]);
  hash = Math.imul(hash ^ (hash >>> 15), P32[1]);
  hash = Math.imul(hash ^ (hash >>> 13), P32[2]);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const P64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;

export const cut64 = (word: bigint) => BigInt.asUintN(64, word);
const turn64 = (word: bigint, by: bigint) => cut64(word << by) | (word >> (64n - by));

export function avalanche64(word: bigint): bigint {
  let hash = cut64((word ^ (word >> 33n)) * P64[1]);
  hash = cut64((hash ^ (hash >> 29n)) * P64[2]);
  return hash ^ (hash >> 32n);
}

/** @returns an unsigned 64-bit number */
export function xxh64(text: string, seed: bigint): bigint {
  const bytes = toBytes(text);
  const view = new DataView(bytes.buffer);
  const round = (sum: bigint, word: bigint) => cut64(turn64(cut64(sum + word * P64[1]), 31n) * P64[0]);
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 32) {
    const lanes = [seed + P64[0] + P64[1], seed + P64[1], seed, seed - P64[0]].map(cut64);
    for (; at + 32 <= bytes.length; at += 32) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane]!, view.getBigUint64(at + lane * 8, true));
    }
    hash = cut64(turn64(lanes[0]!, 1n) + turn64(lanes[1]!, 7n) + turn64(lanes[2]!, 12n) + turn64(lanes[3]!, 18n));
    for (const lane of lanes) hash = cut64((hash ^ round(0n, lane)) * P64[0] + P64[3]);
  } else hash = cut64(seed + P64[4]);
  hash = cut64(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = cut64(turn64(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P64[0] + P64[3]);
  }
  if (at + 4 <= bytes.length) {
    hash = cut64(turn64(hash ^ cut64(BigInt(view.getUint32(at, true)) * P64[0]), 23n) * P64[1] + P64[2]);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = cut64(turn64(hash ^ cut64(BigInt(bytes[at]!) * P64[4]), 11n) * P64[0]);
  return avalanche64(hash);
}

/** SHA-1 (FIPS 180-4). */
import { wordsToBytes } from '../sample/value.ts';
import { padded, toBytes } from './bytes.ts';

const turn = (word: number, by: number) => (word << by) | (word >>> (32 - by));

/** 20 bytes, as a latin-1 string. */
export function sha1(text: string): string {
  const bytes = padded(toBytes(text), 64, 8, true);
  const view = new DataView(bytes.buffer);
  const sum = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const words = new Int32Array(80);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let at = 0; at < 80; at++) {
      words[at] =
        at < 16
          ? view.getInt32(block + at * 4)
          : turn(words[at - 3]! ^ words[at - 8]! ^ words[at - 14]! ^ words[at - 16]!, 1);
    }
    let [a, b, c, d, e] = sum as [number, number, number, number, number];
    for (let at = 0; at < 80; at++) {
      const next = (turn(a, 5) + mix(at, b, c, d) + e + words[at]!) | 0;
      e = d;
      d = c;
      c = turn(b, 30);
      b = a;
      a = next;
    }
    for (const [at, word] of [a, b, c, d, e].entries()) sum[at] = (sum[at]! + word) | 0;
  }
  return wordsToBytes(sum);
}

function mix(at: number, b: number, c: number, d: number): number {
  if (at < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (at < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (at < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

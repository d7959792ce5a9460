/** SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4). The two widths share everything but their numbers. */
import { padded, toBytes } from './bytes.ts';

interface Form {
  readonly bits: 32n | 64n;
  readonly rounds: number;
  /** Amounts to rotate by: the two sums (three each), the two schedules (two rotations and a shift each). */
  readonly sums: readonly (readonly [bigint, bigint, bigint])[];
}

const NARROW: Form = {
  bits: 32n,
  rounds: 64,
  sums: [
    [2n, 13n, 22n],
    [6n, 11n, 25n],
    [7n, 18n, 3n],
    [17n, 19n, 10n],
  ],
};
const WIDE: Form = {
  bits: 64n,
  rounds: 80,
  sums: [
    [28n, 34n, 39n],
    [14n, 18n, 41n],
    [1n, 8n, 7n],
    [19n, 61n, 6n],
  ],
};

/** The first `count` primes. */
function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

/** The whole part of the nth root of a number, by bisection. */
function root(value: bigint, nth: bigint): bigint {
  let low = 0n;
  let high = 1n << 80n;
  while (low + 1n < high) {
    const middle = (low + high) >> 1n;
    if ((nth === 2n ? middle * middle : middle * middle * middle) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** The first 64 bits of the fractional parts of roots of primes: where the standard takes its constants from. */
const fractions = (count: number, nth: bigint): readonly bigint[] =>
  primes(count).map((prime) => BigInt.asUintN(64, root(prime << (64n * nth), nth)));

let constants: readonly bigint[] | null = null;
const START_384 = [
  0xcbbb9d5dc1059ed8n,
  0x629a292a367cd507n,
  0x9159015a3070dd17n,
  0x152fecd8f70e5939n,
  0x67332667ffc00b31n,
  0x8eb44a8768581511n,
  0xdb0c2e0d64f98fa7n,
  0x47b5481dbefa4fa4n,
];

function digest(text: string, form: Form, start: readonly bigint[], resultBytes: number): string {
  constants ??= fractions(80, 3n);
  const { bits, rounds, sums } = form;
  const cut = (word: bigint) => BigInt.asUintN(Number(bits), word);
  const turn = (word: bigint, by: bigint) => cut((word >> by) | (word << (bits - by)));
  const sum = (word: bigint, [x, y, z]: readonly [bigint, bigint, bigint]) =>
    turn(word, x) ^ turn(word, y) ^ turn(word, z);
  const spread = (word: bigint, [x, y, z]: readonly [bigint, bigint, bigint]) =>
    turn(word, x) ^ turn(word, y) ^ (word >> z);
  const size = Number(bits) / 8;
  const bytes = padded(toBytes(text), size * 16, size * 2, true);
  const view = new DataView(bytes.buffer);
  const state = [...start];
  for (let block = 0; block < bytes.length; block += size * 16) {
    const words: bigint[] = [];
    for (let at = 0; at < rounds; at++) {
      if (at < 16) {
        const from = block + at * size;
        words.push(size === 4 ? BigInt(view.getUint32(from)) : view.getBigUint64(from));
      } else {
        const far = spread(words[at - 2]!, sums[3]!) + spread(words[at - 15]!, sums[2]!);
        words.push(cut(words[at - 16]! + words[at - 7]! + far));
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let at = 0; at < rounds; at++) {
      const constant = constants[at]! >> (64n - bits);
      const first = h + sum(e, sums[1]!) + ((e & f) ^ (cut(~e) & g)) + constant + words[at]!;
      const second = sum(a, sums[0]!) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = cut(d + first);
      d = c;
      c = b;
      b = a;
      a = cut(first + second);
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = cut(state[at]! + word);
  }
  let out = '';
  for (const word of state) {
    for (let shift = bits - 8n; shift >= 0n; shift -= 8n) out += String.fromCharCode(Number((word >> shift) & 255n));
  }
  return out.slice(0, resultBytes);
}

/** @returns the digest of 224, 256, 384 or 512 bits as a latin-1 string; null for another width */
export function sha2(text: string, width: number): string | null {
  switch (width) {
    case 224:
      return digest(
        text,
        NARROW,
        START_384.map((word) => BigInt.asUintN(32, word)),
        28,
      );
    case 256:
      return digest(
        text,
        NARROW,
        fractions(8, 2n).map((word) => word >> 32n),
        32,
      );
    case 384:
      return digest(text, WIDE, START_384, 48);
    case 512:
      return digest(text, WIDE, fractions(8, 2n), 64);
    default:
      return null;
  }
}

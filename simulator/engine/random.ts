/**
 * A small seeded generator (xoshiro128**), integer arithmetic only, so that every engine draws the same numbers.
 * Its state is plain data inside the engine's state. Source: Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators" (public domain reference).
 */

/** Four unsigned 32-bit words, never all zero. */
export interface RandomState {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** A generator for a seed; any number will do, its 32 low bits count. */
export function createRandom(seed: number): RandomState {
  let word = seed >>> 0;
  // splitmix32: seeds that differ in one bit give unrelated states
  const next = () => {
    word = (word + 0x9e3779b9) >>> 0;
    let z = word;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  return { a: next(), b: next(), c: next(), d: next() | 1 };
}

/** The next unsigned 32-bit number. */
export function nextU32(random: RandomState): number {
  const times5 = Math.imul(random.b, 5);
  const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
  const shifted = random.b << 9;
  random.c ^= random.a;
  random.d ^= random.b;
  random.b = (random.b ^ random.c) >>> 0;
  random.a = (random.a ^ random.d) >>> 0;
  random.c = (random.c ^ shifted) >>> 0;
  random.d = ((random.d << 11) | (random.d >>> 21)) >>> 0;
  return result;
}

/** A number from 0 to `bound` - 1, without bias. `bound` is 1 … 2³². */
export function nextBelow(random: RandomState, bound: number): number {
  const limit = 4294967296 - (4294967296 % bound);
  // rejection: fewer than two draws on average, and a bounded loop all the same
  for (let tries = 0; tries < 64; tries++) {
    const drawn = nextU32(random);
    if (drawn < limit) return drawn % bound;
  }
  return nextU32(random) % bound;
}

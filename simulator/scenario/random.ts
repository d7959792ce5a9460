/**
 * Chance in the simulated world: a small counting generator (sfc32) on 32-bit integers, one independent stream a
 * purpose, so that a change in one group of clients does not shift what the others draw. State is plain data. Only
 * + - * / and integer operations are used: every JavaScript engine gives the same numbers (Math.log and its like may differ).
 */

/** The state of one stream of random numbers: four 32-bit integers. */
export interface Random {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** The stream of that purpose for that seed. The same two always give the same stream; others are independent of it. */
export function createRandom(seed: number, purpose: string): Random {
  const text = `${seed}/${purpose}`;
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  let c = 0x13198a2e;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) + 1;
    a = mix(a ^ Math.imul(code, 0x9e3779b1));
    b = mix(b + Math.imul(code, 0x85ebca6b) + a);
    c = mix(c ^ Math.imul(code, 0xc2b2ae35) ^ b);
  }
  const random = { a, b, c, d: 1 };
  for (let i = 0; i < 15; i++) nextUint32(random);
  return random;
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

/** An integer from 0 to 2³² − 1. */
export function nextUint32(random: Random): number {
  const t = (((random.a + random.b) | 0) + random.d) | 0;
  random.d = (random.d + 1) | 0;
  random.a = random.b ^ (random.b >>> 9);
  random.b = (random.c + (random.c << 3)) | 0;
  random.c = (((random.c << 21) | (random.c >>> 11)) + t) | 0;
  return t >>> 0;
}

/** A number in [0, 1), 53 bits of it random. */
export function nextUnit(random: Random): number {
  const high = nextUint32(random) >>> 5;
  const low = nextUint32(random) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** An integer from 0 to `count` − 1; 0 when there is nothing to choose from. */
export function nextBelow(random: Random, count: number): number {
  return count <= 1 ? 0 : Math.floor(nextUnit(random) * count);
}

/** Exponentially distributed with mean 1: −ln(1 − u). At most 37. */
export function nextExponential(random: Random): number {
  return -naturalLog(1 - nextUnit(random));
}

/**
 * The natural logarithm of x in (0, 1], to about 2 ulp: x = m · 2^−k with m in (0.5, 1], then the series of
 * 2·artanh((m·√2 − 1)/(m·√2 + 1)) around the middle of that interval.
 */
export function naturalLog(x: number): number {
  let m = x;
  let halvings = 0;
  while (m <= 0.5 && halvings < 1100) {
    m *= 2;
    halvings++;
  }
  const shifted = m * Math.SQRT2;
  const z = (shifted - 1) / (shifted + 1);
  const zz = z * z;
  let term = z;
  let sum = 0;
  for (let n = 1; n <= 25; n += 2) {
    sum += term / n;
    term *= zz;
  }
  return 2 * sum - Math.LN2 / 2 - halvings * Math.LN2;
}

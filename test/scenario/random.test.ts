import { describe, expect, test } from 'vitest';
import {
  createRandom,
  naturalLog,
  nextBelow,
  nextExponential,
  nextUint32,
  nextUnit,
} from '../../simulator/scenario/random.ts';
import { sampleMs } from '../../simulator/scenario/sampling.ts';

const COUNT = 40_000;

function draws(purpose: string, draw: (r: ReturnType<typeof createRandom>) => number): number[] {
  const random = createRandom(20260101, purpose);
  return Array.from({ length: COUNT }, () => draw(random));
}

/**
 * The largest distance between the sample's distribution and the true one. The bound is Kolmogorov's for one error in a
 * million, so that all tests of this file together cry wolf less than once in ten thousand seeds (the seed is fixed).
 */
function distance(sample: readonly number[], cumulative: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted.reduce((worst, x, i) => {
    const f = cumulative(x);
    return Math.max(worst, Math.abs(f - i / sorted.length), Math.abs(f - (i + 1) / sorted.length));
  }, 0);
}
const BOUND = Math.sqrt(Math.log(2 / 1e-6) / 2 / COUNT);

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('streams of random numbers', () => {
  test('the same seed and purpose repeat, others do not', () => {
    const first = (seed: number, purpose: string) => {
      const random = createRandom(seed, purpose);
      return [nextUint32(random), nextUint32(random), nextUint32(random)];
    };
    expect(first(1, 'a')).toEqual(first(1, 'a'));
    const all = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first(12, 'a'), first(1, '2a')].map((f) => f.join());
    expect(new Set(all).size).toBe(all.length);
  });

  test('known numbers, so that a change of the generator is seen', () => {
    const random = createRandom(1, 'known');
    expect([nextUint32(random), nextUint32(random), nextUint32(random)]).toMatchInlineSnapshot(`
      [
        3493849656,
        820449936,
        2517456572,
      ]
    `);
  });

  test('uniform', () => {
    const sample = draws('uniform', nextUnit);
    expect(distance(sample, (x) => x)).toBeLessThan(BOUND);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sample)).toBeLessThan(1);
  });

  test('neighbouring streams are not correlated', () => {
    const a = draws('group/0', nextUnit);
    const b = draws('group/1', nextUnit);
    const covariance = mean(a.map((x, i) => (x - 0.5) * (b[i]! - 0.5)));
    // standard deviation of the estimate: 1/12/sqrt(n); five of them
    expect(Math.abs(covariance)).toBeLessThan(5 / 12 / Math.sqrt(COUNT));
  });

  test('integers below a bound', () => {
    const counts = Array<number>(7).fill(0);
    for (const value of draws('below', (r) => nextBelow(r, 7))) counts[value]!++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - COUNT / 7) ** 2 / (COUNT / 7), 0);
    // chi-square with 6 degrees of freedom exceeds 38 once in a million
    expect(chiSquare).toBeLessThan(38);
    expect(nextBelow(createRandom(1, 'x'), 0)).toBe(0);
  });

  test('exponential', () => {
    const sample = draws('exponential', nextExponential);
    expect(distance(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(BOUND);
    expect(Math.abs(mean(sample) - 1)).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(Math.abs(mean(sample.map((x) => (x - 1) ** 2)) - 1)).toBeLessThan((5 * Math.sqrt(8)) / Math.sqrt(COUNT));
  });
});

test('the logarithm is right to a few units in the last place', () => {
  const random = createRandom(3, 'log');
  for (let i = 0; i < 20_000; i++) {
    const x = 1 - nextUnit(random) * (i % 2 === 0 ? 1 : 2 ** -(i % 50));
    const exact = Math.log(x);
    expect(Math.abs(naturalLog(x) - exact)).toBeLessThanOrEqual(4e-16 + 4e-16 * Math.abs(exact));
  }
  expect(naturalLog(1)).toBeCloseTo(0, 15);
  expect(naturalLog(2 ** -53)).toBeCloseTo(-53 * Math.LN2, 12);
});

describe('durations drawn', () => {
  const random = createRandom(9, 'sampling');
  test('constant', () => expect(sampleMs({ kind: 'constant', ms: 7 }, random)).toBe(7));
  test('uniform', () => {
    const sample = Array.from({ length: COUNT }, () => sampleMs({ kind: 'uniform', fromMs: 5, toMs: 45 }, random));
    expect(distance(sample, (x) => (x - 5) / 40)).toBeLessThan(BOUND);
  });
  test('exponential', () => {
    const sample = Array.from({ length: COUNT }, () => sampleMs({ kind: 'exponential', meanMs: 20 }, random));
    expect(distance(sample, (x) => 1 - Math.exp(-x / 20))).toBeLessThan(BOUND);
  });
});

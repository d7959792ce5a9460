import { describe, expect, test } from 'vitest';
import { createRandom, nextBelow, nextUnit } from '../../simulator/scenario/random.ts';
import { clear, createHistogram, meanMs, percentileMs, record } from '../../simulator/trace/histogram.ts';

/** The value that `fraction` of the sorted values do not exceed. */
function exact(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(values.length * fraction) - 1)]! / 1000;
}

describe('percentiles are right to 1.6 %', () => {
  const random = createRandom(77, 'histogram');
  const samples: Record<string, number[]> = {
    small: Array.from({ length: 5000 }, () => nextBelow(random, 70)),
    wide: Array.from({ length: 5000 }, () => Math.round(2 ** (31 * nextUnit(random))) - 1),
    one: [123_456],
    equal: Array<number>(100).fill(999_999),
  };
  test.each(Object.keys(samples))('%s', (name) => {
    const histogram = createHistogram();
    for (const value of samples[name]!) record(histogram, value);
    for (const fraction of [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const truth = exact(samples[name]!, fraction);
      expect(Math.abs(percentileMs(histogram, fraction)! - truth)).toBeLessThanOrEqual(truth * 0.0157 + 1e-9);
    }
    const total = samples[name]!.reduce((a, b) => a + b, 0);
    expect(meanMs(histogram)).toBeCloseTo(total / samples[name]!.length / 1000, 6);
  });
});

test('nothing recorded: no figure', () => {
  expect(percentileMs(createHistogram(), 0.5)).toBeNull();
  expect(meanMs(createHistogram())).toBeNull();
});

test('cleared: as new', () => {
  const histogram = createHistogram();
  for (const value of [5, 1000, 2 ** 40]) record(histogram, value);
  expect(histogram.maxUs).toBe(2 ** 40);
  clear(histogram);
  expect(histogram).toEqual(createHistogram());
});

/**
 * Counts of durations in buckets whose width grows with the value: 32 buckets for every doubling, so a percentile is
 * right to 1.6 %. Plain data of fixed size, however many values it takes. Values are whole microseconds.
 */

export interface Histogram {
  readonly counts: Uint32Array;
  count: number;
  sumUs: number;
  minUs: number;
  maxUs: number;
}

const STEPS_BITS = 5;
const STEPS = 1 << STEPS_BITS;
const LARGEST = 0x7fffffff;
const BUCKETS = indexOf(LARGEST) + 1;

export function createHistogram(): Histogram {
  return { counts: new Uint32Array(BUCKETS), count: 0, sumUs: 0, minUs: 0, maxUs: 0 };
}

/** Values up to `2 * STEPS` have a bucket each; after that a doubling has `STEPS`. */
function indexOf(value: number): number {
  if (value < 2 * STEPS) return value;
  const exponent = 31 - Math.clz32(value) - STEPS_BITS;
  return exponent * STEPS + (value >>> exponent);
}

/** The middle of a bucket. */
function middleOf(index: number): number {
  if (index < 2 * STEPS) return index;
  const exponent = Math.floor(index / STEPS) - 1;
  const width = 1 << exponent;
  return (index - exponent * STEPS) * width + (width - 1) / 2;
}

/** Values above 2³¹ µs (36 minutes) count as that in percentiles; the mean and the maximum stay exact. */
export function record(histogram: Histogram, valueUs: number): void {
  const value = Math.max(0, Math.round(valueUs));
  histogram.counts[indexOf(Math.min(value, LARGEST))]!++;
  if (histogram.count === 0 || value < histogram.minUs) histogram.minUs = value;
  if (value > histogram.maxUs) histogram.maxUs = value;
  histogram.count++;
  histogram.sumUs += value;
}

/** The value that `fraction` (0 to 1) of all values do not exceed, in milliseconds; null when there are none. */
export function percentileMs(histogram: Histogram, fraction: number): number | null {
  if (histogram.count === 0) return null;
  const wanted = Math.max(1, Math.ceil(histogram.count * fraction));
  let seen = 0;
  for (let i = 0; i < histogram.counts.length; i++) {
    seen += histogram.counts[i]!;
    if (seen >= wanted) return clamp(middleOf(i), histogram) / 1000;
  }
  return histogram.maxUs / 1000;
}

function clamp(value: number, histogram: Histogram): number {
  return Math.min(Math.max(value, histogram.minUs), histogram.maxUs);
}

export function meanMs(histogram: Histogram): number | null {
  return histogram.count === 0 ? null : histogram.sumUs / histogram.count / 1000;
}

/** Empties it; cheap when little was recorded since. */
export function clear(histogram: Histogram): void {
  if (histogram.count === 0) return;
  const last = indexOf(Math.min(histogram.maxUs, LARGEST));
  for (let i = indexOf(Math.min(histogram.minUs, LARGEST)); i <= last; i++) histogram.counts[i] = 0;
  histogram.count = 0;
  histogram.sumUs = 0;
  histogram.minUs = 0;
  histogram.maxUs = 0;
}

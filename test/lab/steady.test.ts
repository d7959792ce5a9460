/** Single late times are the machine's; a median that is off is an error, and has to be called one. */
import { expect, test } from 'vitest';
import type { Finding } from '../../simulator/lab/compare.ts';
import { createSteadiness, STEADY_TOLERANCE_MS } from '../../simulator/lab/steady.ts';

const found = (what: Finding['what'], offsetsMs: readonly number[]): Finding => {
  return { what, agrees: true, haproxy: '', drydock: '', parts: [], offsetsMs };
};

function errorsOf(what: Finding['what'], offsetsMs: readonly number[]): readonly string[] {
  const steadiness = createSteadiness();
  steadiness.add([found(what, offsetsMs)]);
  return steadiness.judge().errors;
}

const many = (offMs: number, count = 30) => Array.from({ length: count }, (_, index) => offMs + (index % 3));

test('what is late every time is an error, in either direction', () => {
  expect(errorsOf('conversation', many(STEADY_TOLERANCE_MS + 5))).toEqual(['intervals of checks +16.0 ms (30)']);
  expect(errorsOf('table', many(-STEADY_TOLERANCE_MS - 5))).toEqual(['times of entries -14.0 ms (30)']);
  expect(errorsOf('request', many(40))).toHaveLength(1);
});

test('what is late now and then is not', () => {
  expect(errorsOf('conversation', [...many(0), ...many(55, 14)])).toEqual([]);
});

test('a few say nothing', () => {
  expect(errorsOf('request', many(50, 10))).toEqual([]);
});

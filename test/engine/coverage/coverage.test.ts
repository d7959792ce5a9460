/** The page about what is simulated is as the programs are, and what was promised is kept. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coverageKinds, totalsOf } from './figures.ts';
import { coveragePage } from './page.ts';

test('the page is fresh: node scripts/make-coverage.ts writes it', () => {
  expect(readFileSync('content/coverage/index.mdx', 'utf8')).toBe(coveragePage());
});

const shareOf = (title: string) => totalsOf(coverageKinds().find((kind) => kind.title === title)!).share;

test('at least 90 % of the actions of rules are simulated', () => {
  const totals = coverageKinds()
    .filter(({ title }) => title.endsWith('actions'))
    .map(totalsOf);
  const simulated = totals.reduce((sum, one) => sum + one.simulated, 0);
  const possible = totals.reduce((sum, one) => sum + one.known - one.outside, 0);
  expect(simulated / possible).toBeGreaterThanOrEqual(0.9);
});

test('at least 90 % of the fetches that need no kernel are simulated, and 95 % of the converters', () => {
  expect(shareOf('Sample fetches')).toBeGreaterThanOrEqual(90);
  expect(shareOf('Converters')).toBeGreaterThanOrEqual(95);
});

test.each([
  'Balancing algorithms',
  'Hash types and functions',
  'Words of cookie',
  'Types of stick tables',
  'Data of stick tables',
  'Rules of stick',
])('all of it is simulated: %s', (title) => {
  const { rows } = coverageKinds().find((kind) => kind.title === title)!;
  expect(rows.filter(({ simulated }) => !simulated).map(({ name }) => name)).toEqual([]);
});

test('all time-outs and types of checks are simulated', () => {
  const missing = (title: string) =>
    coverageKinds()
      .find((kind) => kind.title === title)!
      .rows.filter(({ simulated }) => !simulated)
      .map(({ name }) => name);
  expect(missing('Time-outs')).toEqual([]);
  expect(missing('Types of checks')).toEqual([]);
});

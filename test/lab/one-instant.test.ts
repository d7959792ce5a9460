/** Numbers of connections in lines of one instant: all together they are the same, whichever was written first. */
import { expect, test } from 'vitest';
import { agreeingInstants } from '../../simulator/lab/one-instant.ts';

const line = (counts: string) => `127.0.0.1:1 www app/s1 0/0/275 0 -- ${counts} 0/0`;

const CASES: readonly {
  readonly what: string;
  readonly lines: readonly (readonly [atMs: number, haproxy: string, drydock: string])[];
  readonly agree: readonly boolean[];
}[] = [
  {
    what: 'two ends in the other order',
    lines: [
      [100, '2/2/1/1/0', '1/1/0/0/0'],
      [101, '1/1/0/0/0', '2/2/1/1/0'],
    ],
    agree: [true, true],
  },
  {
    what: 'two ends with numbers that are none of the two’s',
    lines: [
      [100, '2/2/1/1/0', '1/1/0/0/0'],
      [101, '1/1/0/0/0', '3/3/1/1/0'],
    ],
    agree: [false, false],
  },
  {
    what: 'ends that are apart',
    lines: [
      [100, '2/2/1/1/0', '1/1/0/0/0'],
      [120, '1/1/0/0/0', '2/2/1/1/0'],
    ],
    agree: [false, false],
  },
  { what: 'one alone', lines: [[100, '2/2/1/1/0', '2/2/1/1/0']], agree: [false] },
];

test.each(CASES)('$what', ({ lines, agree }) => {
  const pairs = lines.map(([atMs, haproxy, drydock]) => ({ atMs, haproxy: line(haproxy), drydock: line(drydock) }));
  expect(agreeingInstants(pairs)).toEqual(agree);
});

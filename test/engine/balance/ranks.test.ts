/** Rows of equals beside plain arrays that do the same the slow way. */
import { expect, test } from 'vitest';
import {
  countOf,
  createRanks,
  findFrom,
  join,
  memberAt,
  membersOf,
  quit,
  rankOf,
} from '../../../simulator/engine/balance/ranks.ts';
import { createRandom, nextBelow } from '../../../simulator/scenario/random.ts';

const SEED = 4711;
const SIZE = 60;
const KEYS = 4;

test(`order, ranks and counts are those of lists of members (seed ${SEED})`, () => {
  const random = createRandom(SEED, 'ranks');
  const ranks = createRanks(SIZE);
  const lists: number[][] = Array.from({ length: KEYS }, () => []);
  for (let turn = 0; turn < 5000; turn++) {
    const member = nextBelow(random, SIZE);
    const old = lists.findIndex((list) => list.includes(member));
    if (old >= 0) {
      lists[old] = lists[old]!.filter((other) => other !== member);
      quit(ranks, member);
    } else {
      const key = nextBelow(random, KEYS);
      lists[key]!.push(member);
      join(ranks, key, member);
    }
    const all = lists.flat();
    const picky = (other: number) => other % 7 === 3;
    expect(findFrom(ranks, 0, () => true)).toBe(all[0] ?? -1);
    expect(findFrom(ranks, 1, picky)).toBe(lists.slice(1).flat().find(picky) ?? -1);
    for (const [key, list] of lists.entries()) {
      expect(membersOf(ranks, key)).toEqual(list);
      expect(countOf(ranks, key)).toBe(list.length);
      expect(list.map((_, rank) => memberAt(ranks, key, rank))).toEqual(list);
      expect(rankOf(ranks, key, member)).toBe(list.indexOf(member));
    }
  }
});

test('who quits without a place changes nothing', () => {
  const ranks = createRanks(3);
  join(ranks, 7, 1);
  quit(ranks, 2);
  expect([membersOf(ranks, 7), countOf(ranks, 7), countOf(ranks, 8), rankOf(ranks, 7, 2)]).toEqual([[1], 1, 0, -1]);
});

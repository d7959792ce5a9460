/**
 * Members (small integers) ordered by a key and, among equal keys, by when they joined: who is first, how many are equal,
 * which is the n-th of them, which place one has. All of it takes log n, so that a choice among thousands of equals
 * costs what one among three does. A key's members stand in a row with gaps, and sums over it are kept in a Fenwick tree; when the
 * row is full it is closed up. There are few different keys at a time. Plain data.
 */

interface Row {
  /** -1: a gap. */
  members: number[];
  /** Sums of what is not a gap, from 1; the capacity is a power of two. */
  sums: number[];
  count: number;
}

export interface Ranks {
  /** Keys that somebody has, in order. */
  readonly keys: number[];
  readonly rows: Map<number, Row>;
  /** By member: its index in its row, or -1; its key, the last one when it is not there. */
  readonly place: number[];
  readonly key: number[];
}

const SMALLEST = 16;

export function createRanks(size: number): Ranks {
  return { keys: [], rows: new Map(), place: new Array<number>(size).fill(-1), key: new Array<number>(size).fill(0) };
}

export function has(ranks: Ranks, member: number): boolean {
  return ranks.place[member]! >= 0;
}

/** Puts a member behind all others of the key. It must have no place. */
export function join(ranks: Ranks, key: number, member: number): void {
  let row = ranks.rows.get(key);
  if (row === undefined) {
    row = { members: [], sums: new Array<number>(SMALLEST + 1).fill(0), count: 0 };
    ranks.rows.set(key, row);
    ranks.keys.splice(placeFor(ranks.keys, key), 0, key);
  }
  if (row.members.length === row.sums.length - 1) closeUp(ranks, row);
  const place = row.members.length;
  row.members.push(member);
  ranks.place[member] = place;
  ranks.key[member] = key;
  count(row, place, 1);
}

/** The index of a key, or where it would be. */
function placeFor(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes a member off its place, if it has one. */
export function quit(ranks: Ranks, member: number): void {
  const place = ranks.place[member]!;
  if (place < 0) return;
  const key = ranks.key[member]!;
  const row = ranks.rows.get(key)!;
  ranks.place[member] = -1;
  if (row.count === 1) {
    ranks.rows.delete(key);
    ranks.keys.splice(placeFor(ranks.keys, key), 1);
    return;
  }
  row.members[place] = -1;
  count(row, place, -1);
}

/**
 * The first member, from a key on, to which `accept` says yes.
 * @returns the accepted member, or -1
 */
export function findFrom(ranks: Ranks, fromKey: number, accept: (member: number) => boolean): number {
  for (let at = placeFor(ranks.keys, fromKey); at < ranks.keys.length; at++) {
    const key = ranks.keys[at]!;
    const first = memberAt(ranks, key, 0);
    if (accept(first)) return first;
    const { members } = ranks.rows.get(key)!;
    for (let place = ranks.place[first]! + 1; place < members.length; place++) {
      const member = members[place]!;
      if (member >= 0 && accept(member)) return member;
    }
  }
  return -1;
}

/** How many have the key. */
export function countOf(ranks: Ranks, key: number): number {
  return ranks.rows.get(key)?.count ?? 0;
}

/** Place of a member among those of the key, from 0; -1: it has another key. */
export function rankOf(ranks: Ranks, key: number, member: number): number {
  const place = ranks.place[member] ?? -1;
  const row = ranks.rows.get(key);
  if (place < 0 || row?.members[place] !== member) return -1;
  let before = 0;
  for (let at = place; at > 0; at -= at & -at) before += row.sums[at]!;
  return before;
}

/** The member of that place, from 0. There has to be one. */
export function memberAt(ranks: Ranks, key: number, rank: number): number {
  const { sums, members } = ranks.rows.get(key)!;
  let at = 0;
  let left = rank;
  for (let step = sums.length - 1; step > 0; step >>= 1) {
    if (at + step < sums.length && sums[at + step]! <= left) {
      at += step;
      left -= sums[at]!;
    }
  }
  return members[at]!;
}

/** All of the key, in order. */
export function membersOf(ranks: Ranks, key: number): number[] {
  return ranks.rows.get(key)?.members.filter((member) => member >= 0) ?? [];
}

function count(row: Row, place: number, change: number): void {
  row.count += change;
  for (let at = place + 1; at < row.sums.length; at += at & -at) row.sums[at]! += change;
}

/** Closes the gaps, and makes room for as many again. */
function closeUp(ranks: Ranks, row: Row): void {
  const members = row.members.filter((member) => member >= 0);
  let capacity = SMALLEST;
  while (capacity < 2 * members.length) capacity *= 2;
  row.members = members;
  row.sums = new Array<number>(capacity + 1).fill(0);
  row.count = 0;
  members.forEach((member, place) => {
    ranks.place[member] = place;
    count(row, place, 1);
  });
}

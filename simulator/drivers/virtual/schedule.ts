/**
 * The world's agenda, ordered by (time, order of entry), so that things due at one time happen in the order in which they
 * were arranged. Most things are arranged for one of a few constant delays from now (the wire's): each such delay has a
 * lane, first in, first out, because what is arranged later is due later. Everything else is in a binary heap. The next thing is the
 * earliest of the lanes' heads and the heap's top. Plain data: a copy is a snapshot.
 */

export interface Schedule<E> {
  readonly heap: Heap<E>;
  readonly lanes: readonly Lane<E>[];
  /** By lane. */
  readonly delays: readonly number[];
  /** Time and order of the first thing in each lane and, behind them, in the heap; Infinity where there is nothing. */
  readonly firstAt: number[];
  readonly firstSeq: number[];
  nextSeq: number;
}

/** Three parallel arrays. */
interface Heap<E> {
  readonly at: number[];
  readonly seq: number[];
  readonly what: E[];
}

/** A ring; the capacity is a power of two. */
interface Lane<E> {
  at: number[];
  seq: number[];
  what: (E | null)[];
  head: number;
  length: number;
}

const MAX_LANES = 8;
const FIRST_CAPACITY = 16;

/** @param wanted the constant delays that many things will have; no more than eight are given a lane */
export function createSchedule<E>(wanted: readonly number[] = []): Schedule<E> {
  const delays = [...new Set(wanted)].slice(0, MAX_LANES);
  const lanes = delays.map(() => ({
    at: Array<number>(FIRST_CAPACITY).fill(0),
    seq: Array<number>(FIRST_CAPACITY).fill(0),
    what: Array<E | null>(FIRST_CAPACITY).fill(null),
    head: 0,
    length: 0,
  }));
  const places = delays.length + 1;
  const firstAt = Array<number>(places).fill(Number.POSITIVE_INFINITY);
  const firstSeq = Array<number>(places).fill(0);
  return { heap: { at: [], seq: [], what: [] }, lanes, delays, firstAt, firstSeq, nextSeq: 0 };
}

/** Arranges something for `delay` after `now`. `now` must not decrease from call to call. */
export function planAfter<E>(schedule: Schedule<E>, now: number, delay: number, what: E): void {
  const { delays } = schedule;
  for (let i = 0; i < delays.length; i++) {
    if (delays[i] === delay) {
      append(schedule, i, now + delay, what);
      return;
    }
  }
  plan(schedule, now + delay, what);
}

function append<E>(schedule: Schedule<E>, index: number, at: number, what: E): void {
  const lane = schedule.lanes[index]!;
  const seq = schedule.nextSeq++;
  if (lane.length === 0) {
    schedule.firstAt[index] = at;
    schedule.firstSeq[index] = seq;
  } else if (lane.length === lane.at.length) grow(lane);
  const place = (lane.head + lane.length) & (lane.at.length - 1);
  lane.at[place] = at;
  lane.seq[place] = seq;
  lane.what[place] = what;
  lane.length++;
}

/** Doubles the ring and straightens it. */
function grow<E>(lane: Lane<E>): void {
  const { head } = lane;
  const capacity = lane.at.length;
  const straight = <T>(from: readonly T[], empty: T): T[] => [
    ...from.slice(head),
    ...from.slice(0, head),
    ...Array<T>(capacity).fill(empty),
  ];
  lane.at = straight(lane.at, 0);
  lane.seq = straight(lane.seq, 0);
  lane.what = straight(lane.what, null);
  lane.head = 0;
}

/** Arranges something for a time. */
export function plan<E>(schedule: Schedule<E>, atUs: number, what: E): void {
  const { heap } = schedule;
  const { at } = heap;
  const order = schedule.nextSeq++;
  let hole = at.length;
  at.push(atUs);
  heap.seq.push(order);
  heap.what.push(what);
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    // entries are unique in `seq`, and a new one has the largest: equal times stay in order
    if (at[parent]! <= atUs) break;
    move(heap, parent, hole);
    hole = parent;
  }
  put(heap, hole, atUs, order, what);
  if (hole === 0) noteTop(schedule);
}

/** Where the next thing is: the index of its lane, or the heap's behind those. For `timeAt` and `takeFrom`. */
export function nextPlace<E>({ firstAt, firstSeq }: Schedule<E>): number {
  let best = 0;
  let bestAt = firstAt[0]!;
  for (let i = 1; i < firstAt.length; i++) {
    const at = firstAt[i]!;
    if (at > bestAt || (at === bestAt && firstSeq[i]! > firstSeq[best]!)) continue;
    best = i;
    bestAt = at;
  }
  return best;
}

/** The time of the first thing there, or Infinity. */
export function timeAt<E>({ firstAt }: Schedule<E>, place: number): number {
  return firstAt[place]!;
}

/** How many things are arranged. */
export function sizeOf<E>({ heap, lanes }: Schedule<E>): number {
  return lanes.reduce((sum, lane) => sum + lane.length, heap.at.length);
}

/** Takes the first thing there off. There has to be one. */
export function takeFrom<E>(schedule: Schedule<E>, place: number): E {
  const { heap, lanes, firstAt, firstSeq } = schedule;
  if (place === lanes.length) {
    const first = takeTop(heap);
    noteTop(schedule);
    return first;
  }
  const lane = lanes[place]!;
  const { head } = lane;
  const what = lane.what[head]!;
  lane.what[head] = null;
  const next = (head + 1) & (lane.at.length - 1);
  lane.head = next;
  lane.length--;
  if (lane.length === 0) firstAt[place] = Number.POSITIVE_INFINITY;
  else {
    firstAt[place] = lane.at[next]!;
    firstSeq[place] = lane.seq[next]!;
  }
  return what;
}

/** The heap's first is another. */
function noteTop<E>({ heap, lanes, firstAt, firstSeq }: Schedule<E>): void {
  const isEmpty = heap.at.length === 0;
  firstAt[lanes.length] = isEmpty ? Number.POSITIVE_INFINITY : heap.at[0]!;
  firstSeq[lanes.length] = isEmpty ? 0 : heap.seq[0]!;
}

function takeTop<E>(heap: Heap<E>): E {
  const { at, seq, what } = heap;
  const first = what[0]!;
  const lastAt = at.pop()!;
  const lastSeq = seq.pop()!;
  const last = what.pop()!;
  const size = at.length;
  if (size === 0) return first;
  let hole = 0;
  for (let child = 1; child < size; child = 2 * hole + 1) {
    const right = child + 1;
    if (right < size && (at[right]! < at[child]! || (at[right] === at[child] && seq[right]! < seq[child]!)))
      child = right;
    if (at[child]! > lastAt || (at[child] === lastAt && seq[child]! > lastSeq)) break;
    move(heap, child, hole);
    hole = child;
  }
  put(heap, hole, lastAt, lastSeq, last);
  return first;
}

function move<E>(heap: Heap<E>, from: number, to: number): void {
  heap.at[to] = heap.at[from]!;
  heap.seq[to] = heap.seq[from]!;
  heap.what[to] = heap.what[from]!;
}

function put<E>(heap: Heap<E>, index: number, atUs: number, seq: number, what: E): void {
  heap.at[index] = atUs;
  heap.seq[index] = seq;
  heap.what[index] = what;
}

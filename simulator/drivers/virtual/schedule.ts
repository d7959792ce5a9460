/**
 * The world's agenda: a binary heap ordered by (time, order of entry), so that things due at one time happen in the order in
 * which they were arranged. Three parallel arrays of plain data: a copy is a snapshot.
 */

export interface Schedule<E> {
  /** Microseconds, whole. */
  readonly at: number[];
  readonly seq: number[];
  readonly what: E[];
  nextSeq: number;
}

export function createSchedule<E>(): Schedule<E> {
  return { at: [], seq: [], what: [], nextSeq: 0 };
}

/** Arranges something for a time. */
export function plan<E>(schedule: Schedule<E>, atUs: number, what: E): void {
  const { at, seq } = schedule;
  const order = schedule.nextSeq++;
  let hole = at.length;
  at.push(atUs);
  seq.push(order);
  schedule.what.push(what);
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    // entries are unique in `seq`, and a new one has the largest: equal times stay in order
    if (at[parent]! <= atUs) break;
    move(schedule, parent, hole);
    hole = parent;
  }
  put(schedule, hole, atUs, order, what);
}

/** The time of the next thing, or Infinity. */
export function nextAt<E>(schedule: Schedule<E>): number {
  return schedule.at.length === 0 ? Number.POSITIVE_INFINITY : schedule.at[0]!;
}

/** Takes the next thing off. There has to be one. */
export function take<E>(schedule: Schedule<E>): E {
  const { at, seq, what } = schedule;
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
    move(schedule, child, hole);
    hole = child;
  }
  put(schedule, hole, lastAt, lastSeq, last);
  return first;
}

function move<E>(schedule: Schedule<E>, from: number, to: number): void {
  schedule.at[to] = schedule.at[from]!;
  schedule.seq[to] = schedule.seq[from]!;
  schedule.what[to] = schedule.what[from]!;
}

function put<E>(schedule: Schedule<E>, index: number, atUs: number, seq: number, what: E): void {
  schedule.at[index] = atUs;
  schedule.seq[index] = seq;
  schedule.what[index] = what;
}

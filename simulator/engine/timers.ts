/**
 * The engine's timers: a binary heap of slots ordered by (time, order of arming), with true removal, so that its size is
 * the number of armed slots and not their history. A slot belongs to one owner for the owner's life; arming it again
 * moves it. `kind`, `a` and `b` say whose it is; the one expiry switch is in `step.ts`.
 */

/**
 * `session`: a client connection and its stream (a = client id). `check`: next probe or probe time-out (a = proxy,
 * b = server). `table`: expiry of a stick table (a = table). `pool`: purge of a server's idle connections (a = proxy,
 * b = server). `warmup`: a server's next step of slow start (a = proxy, b = server). `rate`: a frontend may take connections again
 * (a = proxy). `stop`: hard-stop-after.
 */
export type TimerKind = 'session' | 'check' | 'agent' | 'table' | 'pool' | 'warmup' | 'rate' | 'stop';

export interface Timers {
  /** Heap of slots. */
  readonly heap: number[];
  /** By slot. `position` is the index in the heap, or -1. */
  readonly kind: TimerKind[];
  readonly a: number[];
  readonly b: number[];
  readonly atMs: number[];
  readonly order: number[];
  readonly position: number[];
  readonly free: number[];
  nextOrder: number;
}

export function createTimers(): Timers {
  return { heap: [], kind: [], a: [], b: [], atMs: [], order: [], position: [], free: [], nextOrder: 0 };
}

/** A new slot, not armed. */
export function newTimer(timers: Timers, kind: TimerKind, a: number, b: number): number {
  const slot = timers.free.pop() ?? timers.kind.length;
  timers.kind[slot] = kind;
  timers.a[slot] = a;
  timers.b[slot] = b;
  timers.atMs[slot] = 0;
  timers.order[slot] = 0;
  timers.position[slot] = -1;
  return slot;
}

/** Gives a slot back. */
export function freeTimer(timers: Timers, slot: number): void {
  disarm(timers, slot);
  timers.free.push(slot);
}

/** Arms a slot for a time, or moves it there. */
export function arm(timers: Timers, slot: number, atMs: number): void {
  const position = timers.position[slot]!;
  if (position >= 0 && timers.atMs[slot] === atMs) return;
  timers.atMs[slot] = atMs;
  timers.order[slot] = timers.nextOrder++;
  if (position < 0) {
    timers.heap.push(slot);
    rise(timers, timers.heap.length - 1, slot);
  } else {
    rise(timers, position, slot);
    sink(timers, timers.position[slot]!, slot);
  }
}

/** When the slot is due, or null when it is not armed. */
export function dueAt(timers: Timers, slot: number): number | null {
  return timers.position[slot]! < 0 ? null : timers.atMs[slot]!;
}

export function disarm(timers: Timers, slot: number): void {
  const position = timers.position[slot]!;
  if (position < 0) return;
  timers.position[slot] = -1;
  const last = timers.heap.pop()!;
  if (last === slot) return;
  rise(timers, position, last);
  sink(timers, timers.position[last]!, last);
}

/** The time of the earliest armed slot, or null. */
export function earliest(timers: Timers): number | null {
  const slot = timers.heap[0];
  return slot === undefined ? null : timers.atMs[slot]!;
}

/** Disarms and returns the earliest slot that is due at `nowMs`, or -1. */
export function takeDue(timers: Timers, nowMs: number): number {
  const slot = timers.heap[0];
  if (slot === undefined || timers.atMs[slot]! > nowMs) return -1;
  disarm(timers, slot);
  return slot;
}

function before(timers: Timers, x: number, y: number): boolean {
  const dx = timers.atMs[x]!;
  const dy = timers.atMs[y]!;
  return dx < dy || (dx === dy && timers.order[x]! < timers.order[y]!);
}

function rise(timers: Timers, from: number, slot: number): void {
  const { heap, position } = timers;
  let at = from;
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt]!;
    if (!before(timers, slot, parent)) break;
    heap[at] = parent;
    position[parent] = at;
    at = parentAt;
  }
  heap[at] = slot;
  position[slot] = at;
}

function sink(timers: Timers, from: number, slot: number): void {
  const { heap, position } = timers;
  const size = heap.length;
  let at = from;
  for (;;) {
    let childAt = 2 * at + 1;
    if (childAt >= size) break;
    const right = childAt + 1;
    if (right < size && before(timers, heap[right]!, heap[childAt]!)) childAt = right;
    const child = heap[childAt]!;
    if (!before(timers, child, slot)) break;
    heap[at] = child;
    position[child] = at;
    at = childAt;
  }
  heap[at] = slot;
  position[slot] = at;
}

/**
 * A set of small integers (server indexes) ordered by a key and, among equal keys, by the time of insertion: what
 * HAProxy's trees are to its schedulers. A binary heap over plain arrays: adding and removing cost log n, the first is
 * at hand. A member is in the set at most once.
 */

export interface Ordered {
  readonly heap: number[];
  /** By member: index in the heap or -1, key, order of insertion. */
  readonly position: number[];
  readonly key: number[];
  readonly turn: number[];
  nextTurn: number;
}

/** An empty set for members 0 … size - 1. */
export function createOrdered(size: number): Ordered {
  const zeros = () => new Array<number>(size).fill(0);
  return { heap: [], position: new Array<number>(size).fill(-1), key: zeros(), turn: zeros(), nextTurn: 0 };
}

/** Adds a member behind those of equal key. It must not be in the set. */
export function add(set: Ordered, member: number, key: number): void {
  set.key[member] = key;
  set.turn[member] = set.nextTurn++;
  set.heap.push(member);
  rise(set, set.heap.length - 1, member);
}

/** Removes a member if it is there. */
export function remove(set: Ordered, member: number): void {
  const position = set.position[member]!;
  if (position < 0) return;
  set.position[member] = -1;
  const last = set.heap.pop()!;
  if (last === member) return;
  rise(set, position, last);
  sink(set, set.position[last]!, last);
}

/** The first member, or -1. */
export function first(set: Ordered): number {
  return set.heap[0] ?? -1;
}

function before(set: Ordered, x: number, y: number): boolean {
  const dx = set.key[x]!;
  const dy = set.key[y]!;
  return dx < dy || (dx === dy && set.turn[x]! < set.turn[y]!);
}

function rise(set: Ordered, from: number, member: number): void {
  const { heap, position } = set;
  let at = from;
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt]!;
    if (!before(set, member, parent)) break;
    heap[at] = parent;
    position[parent] = at;
    at = parentAt;
  }
  heap[at] = member;
  position[member] = at;
}

function sink(set: Ordered, from: number, member: number): void {
  const { heap, position } = set;
  const size = heap.length;
  let at = from;
  for (;;) {
    let childAt = 2 * at + 1;
    if (childAt >= size) break;
    if (childAt + 1 < size && before(set, heap[childAt + 1]!, heap[childAt]!)) childAt++;
    const child = heap[childAt]!;
    if (!before(set, child, member)) break;
    heap[at] = child;
    position[child] = at;
    at = childAt;
  }
  heap[at] = member;
  position[member] = at;
}

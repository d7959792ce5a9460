/**
 * A deep copy of plain data: objects, arrays, maps, sets, typed arrays, and shared references between them. It does what
 * structuredClone does for such data, several times faster, and says how much there was to copy.
 */

export interface Cloned<T> {
  readonly value: T;
  /** Objects and values copied: a measure of size. */
  readonly nodes: number;
}

export function clonePlain<T>(value: T): Cloned<T> {
  const job: Job = { copies: new Map(), nodes: 0 };
  return { value: copy(value, job) as T, nodes: job.nodes };
}

interface Job {
  readonly copies: Map<object, object>;
  nodes: number;
}

function copy(value: unknown, job: Job): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = job.copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return copyArray(value, job);
  if (value instanceof Map) return copyMap(value, job);
  if (value instanceof Set) return copySet(value, job);
  if (ArrayBuffer.isView(value)) return copyView(value, job);
  return copyObject(value as Record<string, unknown>, job);
}

function copyArray(from: readonly unknown[], job: Job): unknown[] {
  // slice keeps the kind of elements, so arrays of numbers are copied at once
  const to = from.slice();
  job.copies.set(from, to);
  job.nodes += 1 + to.length;
  for (let i = 0; i < to.length; i++) {
    const item = to[i];
    if (typeof item === 'object' && item !== null) to[i] = copy(item, job);
  }
  return to;
}

function copyMap(from: ReadonlyMap<unknown, unknown>, job: Job): Map<unknown, unknown> {
  const to = new Map<unknown, unknown>();
  job.copies.set(from, to);
  job.nodes += 1 + from.size;
  for (const [key, item] of from) to.set(copy(key, job), copy(item, job));
  return to;
}

function copySet(from: ReadonlySet<unknown>, job: Job): Set<unknown> {
  const to = new Set<unknown>();
  job.copies.set(from, to);
  job.nodes += 1 + from.size;
  for (const item of from) to.add(copy(item, job));
  return to;
}

function copyView(from: ArrayBufferView, job: Job): ArrayBufferView {
  const to = (from as Uint8Array).slice();
  job.copies.set(from, to);
  job.nodes += 1 + from.byteLength / 8;
  return to;
}

function copyObject(from: Record<string, unknown>, job: Job): Record<string, unknown> {
  // spread keeps the order of fields, and engines copy it at once
  const to = { ...from };
  job.copies.set(from, to);
  for (const key in to) {
    job.nodes++;
    const item = to[key];
    if (typeof item === 'object' && item !== null) to[key] = copy(item, job);
  }
  return to;
}

/**
 * Things by id, for ids that come and go all the time: an open-addressing table in two plain arrays. A Map would do the
 * same, but V8 gives a Map a new table every few hundred removals, and old tables keep what they held alive in the old
 * generation: a quarter of everything made during a run survived for nothing. Ids are whole numbers other than 0.
 */

export interface IdTable<T> {
  /** 0 where there is nothing. The length is a power of two, at least twice `size`. */
  keys: number[];
  values: (T | undefined)[];
  size: number;
}

const SMALLEST = 16;

export function createIdTable<T>(): IdTable<T> {
  return { keys: Array<number>(SMALLEST).fill(0), values: Array<undefined>(SMALLEST).fill(undefined), size: 0 };
}

/** Where an id would like to be. Ids follow one another: unscrambled, they would be one long run. */
function home(id: number, mask: number): number {
  return (Math.imul(id, 0x9e3779b1) >>> 15) & mask;
}

export function byId<T>(table: IdTable<T>, id: number): T | undefined {
  const { keys } = table;
  const mask = keys.length - 1;
  for (let i = home(id, mask); ; i = (i + 1) & mask) {
    const key = keys[i];
    if (key === id) return table.values[i];
    if (key === 0) return undefined;
  }
}

export function hasId<T>(table: IdTable<T>, id: number): boolean {
  return byId(table, id) !== undefined;
}

/** Adds a thing, or puts it in the place of the one with that id. */
export function putById<T>(table: IdTable<T>, id: number, value: T): void {
  if (2 * (table.size + 1) > table.keys.length) grow(table);
  const { keys } = table;
  const mask = keys.length - 1;
  let i = home(id, mask);
  while (keys[i] !== 0 && keys[i] !== id) i = (i + 1) & mask;
  if (keys[i] === 0) table.size++;
  keys[i] = id;
  table.values[i] = value;
}

function grow<T>(table: IdTable<T>): void {
  const { keys, values } = table;
  const length = 2 * keys.length;
  table.keys = Array<number>(length).fill(0);
  table.values = Array<undefined>(length).fill(undefined);
  table.size = 0;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== 0) putById(table, keys[i]!, values[i] as T);
}

/** Says whether there was something to remove. */
export function removeById<T>(table: IdTable<T>, id: number): boolean {
  const { keys, values } = table;
  const mask = keys.length - 1;
  let hole = home(id, mask);
  while (keys[hole] !== id) {
    if (keys[hole] === 0) return false;
    hole = (hole + 1) & mask;
  }
  // what comes after the hole, up to the next free place, moves up unless that would bring it before its home
  for (let i = (hole + 1) & mask; keys[i] !== 0; i = (i + 1) & mask) {
    if (((i - home(keys[i]!, mask)) & mask) < ((i - hole) & mask)) continue;
    keys[hole] = keys[i]!;
    values[hole] = values[i];
    hole = i;
  }
  keys[hole] = 0;
  values[hole] = undefined;
  table.size--;
  return true;
}

/** All things in the order of their ids: a copy, so the table may change while it is walked. */
export function inOrderOfId<T>(table: IdTable<T>): T[] {
  const { keys, values } = table;
  const order: number[] = [];
  for (let i = 0; i < keys.length; i++) if (keys[i] !== 0) order.push(i);
  order.sort((a, b) => keys[a]! - keys[b]!);
  return order.map((i) => values[i] as T);
}

export function emptyIdTable<T>(table: IdTable<T>): void {
  table.keys.fill(0);
  table.values.fill(undefined);
  table.size = 0;
}

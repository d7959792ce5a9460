/**
 * Counters of stick table entries. A rate is counted over sliding periods: the events of the present period, and of the
 * one before a share that shrinks as the present one goes by.
 * Facts: the manual, "stick-table", data types; HAProxy's freq_ctr.
 */
import type { StickTablePlan } from '../../plan/plan.ts';
import type { StickEntry } from './state.ts';

/** Events of a period that began at `sinceMs`, and of the one before. */
export interface Rate {
  sinceMs: number;
  now: number;
  before: number;
}

export interface EntryData {
  /** By the place of the data type in the table's plan; null as long as nothing was counted. Arrays have one number an element. */
  readonly counts: (number[] | null)[];
  readonly rates: (Rate[] | null)[];
}

/** A data type of a table, and where its entries keep it. */
export interface Stored {
  readonly at: number;
  /** Elements of an array; 1 otherwise. */
  readonly count: number;
  /** Of rates. */
  readonly periodMs: number | null;
}

/** null: the table does not have it. */
export function storedAs(plan: StickTablePlan, name: string): Stored | null {
  return storedIn(plan).get(name) ?? null;
}

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<StickTablePlan, ReadonlyMap<string, Stored>>();

/** What a table stores, by name. */
function storedIn(plan: StickTablePlan): ReadonlyMap<string, Stored> {
  let byName = known.get(plan);
  if (byName === undefined) {
    byName = new Map(plan.store.map(({ name, count, periodMs }, at) => [name, { at, count, periodMs }]));
    known.set(plan, byName);
  }
  return byName;
}

const MOST = 2 ** 32;

/** Adds to a counter if the table has it; 32 bits. */
export function addTo(plan: StickTablePlan, entry: StickEntry, name: string, amount: number, index = 0): number | null {
  return add(entry, storedAs(plan, name), amount, index);
}

/** The same where it is known what the table has. */
export function add({ data }: StickEntry, stored: Stored | null, amount: number, index = 0): number | null {
  if (stored === null || index >= stored.count) return null;
  const list = countsOf(data, stored);
  // the remainder of what does not fit costs more than asking whether it fits
  const sum = list[index]! + amount;
  list[index] = sum >= 0 && sum < MOST ? sum : (sum + MOST) % MOST;
  return list[index]!;
}

export function setTo(plan: StickTablePlan, entry: StickEntry, name: string, value: number, index = 0): void {
  const stored = storedAs(plan, name);
  if (stored && index < stored.count) countsOf(entry.data, stored)[index] = value >>> 0;
}

/** null: the table does not have it. */
export function countOf(plan: StickTablePlan, entry: StickEntry | null, name: string, index = 0): number | null {
  return countAt(entry, storedAs(plan, name), index);
}

/** The same where it is known what the table has. */
export function countAt(entry: StickEntry | null, stored: Stored | null, index: number): number | null {
  if (stored === null || index >= stored.count) return null;
  return entry?.data.counts[stored.at]?.[index] ?? 0;
}

/** Notes events if the table has the rate. */
export function addToRate(
  plan: StickTablePlan,
  entry: StickEntry,
  name: string,
  amount: number,
  nowMs: number,
  index = 0,
): void {
  note(entry, storedAs(plan, name), amount, nowMs, index);
}

/** The same where it is known what the table has. */
export function note({ data }: StickEntry, stored: Stored | null, amount: number, nowMs: number, index = 0): void {
  if (!stored?.periodMs || index >= stored.count) return;
  let rates = data.rates[stored.at];
  if (!rates) {
    rates = Array.from({ length: stored.count }, () => ({ sinceMs: nowMs, now: 0, before: 0 }));
    data.rates[stored.at] = rates;
  }
  const rate = rates[index]!;
  moveOn(rate, nowMs, stored.periodMs);
  const sum = rate.now + amount;
  rate.now = sum >= 0 && sum < MOST ? sum : (sum + MOST) % MOST;
}

export function rateOf(
  plan: StickTablePlan,
  entry: StickEntry | null,
  name: string,
  nowMs: number,
  index = 0,
): number | null {
  return rateAt(entry, storedAs(plan, name), nowMs, index);
}

/** The same where it is known what the table has. */
export function rateAt(entry: StickEntry | null, stored: Stored | null, nowMs: number, index: number): number | null {
  if (!stored?.periodMs || index >= stored.count) return null;
  const rate = entry?.data.rates[stored.at]?.[index];
  return rate ? perPeriod(rate, stored.periodMs, nowMs) : 0;
}

/** Notes an event in a rate of a period of its own. */
export function countRate(rate: Rate, nowMs: number, periodMs = 1000): void {
  moveOn(rate, nowMs, periodMs);
  rate.now++;
}

/** Begins another period when the present one is over. */
function moveOn(rate: Rate, nowMs: number, periodMs: number): void {
  if (nowMs - rate.sinceMs < periodMs) return;
  rate.before = rate.now;
  rate.now = 0;
  rate.sinceMs += periodMs;
  if (nowMs - rate.sinceMs < periodMs) return;
  rate.before = 0;
  rate.sinceMs = nowMs;
}

/** Of the period before, as much counts as is left of the present one; a single event of long ago does not flap. */
export function perPeriod({ sinceMs, now, before }: Rate, periodMs: number, nowMs: number): number {
  let left = sinceMs + periodMs - nowMs;
  let past = before;
  let present = now;
  if (left < 0) {
    past = now;
    present = 0;
    left += periodMs;
    if (left < 0) return 0;
  }
  if (past <= 1 && present === 0) return past;
  return Math.floor((past * left + present * periodMs) / periodMs);
}

/** How long until fewer than so many events count in a second; 0: now. In whole milliseconds, at least one. */
export function untilBelow(rate: Rate, limit: number, nowMs: number): number {
  const { sinceMs, now, before } = rate;
  const left = sinceMs + 1000 - nowMs;
  const past = left < 0 ? (left + 1000 < 0 ? 0 : now * (left + 1000)) : before * left;
  const total = past + (left < 0 ? 0 : now * 1000);
  const most = limit * 1000;
  return Math.floor(total / 1000) < limit ? 0 : Math.max(1, Math.floor((total - most) / limit));
}

function countsOf({ counts }: EntryData, { at, count }: Stored): number[] {
  let list = counts[at];
  if (!list) {
    list = new Array<number>(count).fill(0);
    counts[at] = list;
  }
  return list;
}

export const createEntryData = ({ store }: StickTablePlan): EntryData => ({
  counts: store.map(() => null),
  rates: store.map(() => null),
});

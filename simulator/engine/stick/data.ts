/**
 * Counters of stick table entries. A rate is counted over sliding periods: the events of the present period, and of the
 * one before a share that shrinks as the present one goes by.
 * Facts: the manual, "stick-table", data types; HAProxy's freq_ctr.
 */
import type { StickTablePlan, StoredDataPlan } from '../../plan/plan.ts';
import type { StickEntry } from './state.ts';

/** Events of a period that began at `sinceMs`, and of the one before. */
export interface Rate {
  sinceMs: number;
  now: number;
  before: number;
}

export interface EntryData {
  /** By data type; arrays have one number an element. */
  readonly counts: Record<string, number[]>;
  readonly rates: Record<string, Rate[]>;
}

export function storedAs(plan: StickTablePlan, name: string): StoredDataPlan | null {
  return storedIn(plan)[name] ?? null;
}

type Stored = Readonly<Record<string, StoredDataPlan | undefined>>;

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<StickTablePlan, Stored>();

/** What a table stores, by name: whoever counts many things asks once which of them there are. */
export function storedIn(plan: StickTablePlan): Stored {
  let byName = known.get(plan);
  if (byName === undefined) {
    byName = Object.fromEntries(plan.store.map((data) => [data.name, data]));
    known.set(plan, byName);
  }
  return byName;
}

const MOST = 2 ** 32;

/** Adds to a counter if the table has it; 32 bits. */
export function addTo(plan: StickTablePlan, entry: StickEntry, name: string, amount: number, index = 0): number | null {
  const stored = storedAs(plan, name);
  if (!stored || index >= stored.count) return null;
  const list = countsOf(entry, name, stored.count);
  list[index] = (list[index]! + amount + MOST) % MOST;
  return list[index]!;
}

export function setTo(plan: StickTablePlan, entry: StickEntry, name: string, value: number, index = 0): void {
  const stored = storedAs(plan, name);
  if (stored && index < stored.count) countsOf(entry, name, stored.count)[index] = value >>> 0;
}

/** null: the table does not have it. */
export function countOf(plan: StickTablePlan, entry: StickEntry | null, name: string, index = 0): number | null {
  const stored = storedAs(plan, name);
  if (!stored || index >= stored.count) return null;
  return entry?.data.counts[name]?.[index] ?? 0;
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
  const stored = storedAs(plan, name);
  if (!stored?.periodMs || index >= stored.count) return;
  let rates = entry.data.rates[name];
  if (!rates) {
    rates = Array.from({ length: stored.count }, () => ({ sinceMs: nowMs, now: 0, before: 0 }));
    entry.data.rates[name] = rates;
  }
  const rate = rates[index]!;
  if (nowMs - rate.sinceMs >= stored.periodMs) {
    rate.before = rate.now;
    rate.now = 0;
    rate.sinceMs += stored.periodMs;
    if (nowMs - rate.sinceMs >= stored.periodMs) {
      rate.before = 0;
      rate.sinceMs = nowMs;
    }
  }
  rate.now += amount;
}

export function rateOf(
  plan: StickTablePlan,
  entry: StickEntry | null,
  name: string,
  nowMs: number,
  index = 0,
): number | null {
  const stored = storedAs(plan, name);
  if (!stored?.periodMs || index >= stored.count) return null;
  const rate = entry?.data.rates[name]?.[index];
  return rate ? perPeriod(rate, stored.periodMs, nowMs) : 0;
}

/** Notes an event in a rate of a period of its own. */
export function countRate(rate: Rate, nowMs: number, periodMs = 1000): void {
  if (nowMs - rate.sinceMs >= periodMs) {
    rate.before = rate.now;
    rate.now = 0;
    rate.sinceMs += periodMs;
    if (nowMs - rate.sinceMs >= periodMs) {
      rate.before = 0;
      rate.sinceMs = nowMs;
    }
  }
  rate.now++;
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

function countsOf(entry: StickEntry, name: string, count: number): number[] {
  let list = entry.data.counts[name];
  if (!list) {
    list = new Array<number>(count).fill(0);
    entry.data.counts[name] = list;
  }
  return list;
}

export const createEntryData = (): EntryData => ({ counts: {}, rates: {} });

/**
 * Stick tables: entries by key that expire when unused for long enough. Looking an entry up for a match, and storing
 * to it, begins its time afresh; a session that stays open does not. A full table drops old entries for a new one,
 * unless `nopurge`: those that stand first in a queue by the time of their last use. Being used does not move an entry
 * there; only when it is looked at is it queued again, and too many of those in a row end the search.
 * Facts: the manual, "stick-table"; HAProxy's stick-table code; seen in 2.6 and 3.2.
 */
import type { Behaviour } from '../../plan/behaviour.ts';
import type { StickTablePlan } from '../../plan/plan.ts';
import { formatIp, mapToIpv6 } from '../address.ts';
import type { SampleValue } from '../sample/context.ts';
import { asAddress, asBytes, asInteger, asIpv4, asText } from '../sample/value.ts';
import type { Engine } from '../state.ts';
import { arm, dueAt, newTimer, type Timers } from '../timers.ts';
import { createEntryData } from './data.ts';
import { dequeue, enqueue } from './queue.ts';
import type { StickEntry, StickTableState } from './state.ts';

export function createTable({ peers }: StickTablePlan, index: number, timers: Timers): StickTableState {
  return {
    entries: new Map(),
    queue: [],
    nextTicket: 1,
    fresh: peers === undefined ? null : new Map(),
    reserved: 0,
    timer: newTimer(timers, 'table', index, 0),
  };
}

/** The key of a value as the table keeps it, or null when the value cannot be one. */
export function keyOf(plan: StickTablePlan, value: SampleValue, behaviour: Behaviour): string | null {
  switch (plan.type) {
    case 'ip': {
      // addresses are in their usual form already
      if (value.type === 'address' && !value.text.includes(':')) return value.text;
      const words = asIpv4(value, behaviour.ipv4InIpv6);
      return words && formatIp(words);
    }
    case 'ipv6': {
      const words = asAddress(value);
      return words && formatIp(mapToIpv6(words));
    }
    case 'integer': {
      const number = asInteger(value);
      return number === null ? null : String(number >>> 0);
    }
    case 'string':
      return asText(value).slice(0, plan.keyBytes);
    case 'binary':
      return asBytes(value).slice(0, plan.keyBytes).padEnd(plan.keyBytes, '\0');
  }
}

/** The entry of a key, if it has not expired. */
export function lookUp(plan: StickTablePlan, table: StickTableState, key: string, nowMs: number): StickEntry | null {
  const entry = table.entries.get(key);
  return entry && (entry.trackers > 0 || !isExpired(plan, entry.usedMs, nowMs)) ? entry : null;
}

/**
 * Takes a place for an entry that may become new. HAProxy does so before it knows whether the key is there already: a
 * full table loses old entries even for a client that it knows. The place is to be filled by `store` or `release`d.
 * @returns false: no place; the table is full, and `nopurge` or all that was looked at was used lately
 */
export function reserve(
  plan: StickTablePlan,
  table: StickTableState,
  nowMs: number,
  drops: Behaviour['tableDrops'],
): boolean {
  if (isFull(plan, table)) {
    purgeExpired(plan, table, nowMs);
    if (isFull(plan, table) && (plan.nopurge || !dropOldest(table, batchOf(plan.sizeEntries, drops)))) return false;
  }
  table.reserved++;
  return true;
}

/** A place that was taken is not needed any more. */
export function release(table: StickTableState): void {
  table.reserved--;
}

/**
 * The entry of a key, made in a place that was `reserve`d when there is none; else the place is free again.
 * @param sinceMs when the place was taken: a new entry is queued as if it had been used last then
 */
export function store(
  plan: StickTablePlan,
  table: StickTableState,
  key: string,
  sinceMs: number,
  nowMs: number,
): StickEntry {
  release(table);
  purgeExpired(plan, table, nowMs);
  const found = table.entries.get(key);
  if (found) return found;
  const entry: StickEntry = {
    key,
    data: createEntryData(plan),
    trackers: 0,
    serverName: '',
    serverId: 0,
    usedMs: sinceMs,
    queuedMs: sinceMs,
    ticket: 0,
  };
  table.entries.set(key, entry);
  enqueue(table, entry);
  return entry;
}

/** The entry of a key, made when there is none; null: the table is full. */
export function enter(engine: Engine, index: number, key: string): StickEntry | null {
  const plan = engine.plan.tables[index]!;
  const table = engine.state.tables[index]!;
  const found = lookUp(plan, table, key, engine.nowMs);
  if (found) return found;
  if (!reserve(plan, table, engine.nowMs, engine.plan.behaviour.tableDrops)) return null;
  const entry = store(plan, table, key, engine.nowMs, engine.nowMs);
  touch(plan, table, entry, engine.nowMs, engine.state.timers);
  return entry;
}

/** The entry was used: its time begins afresh. */
export function touch(
  plan: StickTablePlan,
  table: StickTableState,
  entry: StickEntry,
  nowMs: number,
  timers: Timers,
): void {
  if (table.fresh !== null) table.fresh.set(entry.key, true);
  touchAsTold(plan, table, entry, nowMs, timers);
}

/** The same where a peer has told of it: the others need not be told. */
export function touchAsTold(
  plan: StickTablePlan,
  table: StickTableState,
  entry: StickEntry,
  usedMs: number,
  timers: Timers,
): void {
  entry.usedMs = usedMs;
  if (dueAt(timers, table.timer) === null) awaitFirst(plan, table, timers);
}

/** The table's timer went off: what has expired goes, and the next entry is waited for. */
export function expire(plan: StickTablePlan, table: StickTableState, nowMs: number, timers: Timers): void {
  purgeExpired(plan, table, nowMs);
  awaitFirst(plan, table, timers);
}

/** Drops what has expired; for displays, and before anything else is dropped. */
export function purgeExpired(plan: StickTablePlan, table: StickTableState, nowMs: number): void {
  while (table.queue[0] && isExpired(plan, table.queue[0].queuedMs, nowMs)) {
    const entry = dequeue(table)!;
    // it is in use: as if it had been used when its time was over
    if (entry.trackers > 0 && isExpired(plan, entry.usedMs, nowMs)) entry.usedMs = nowMs;
    if (isExpired(plan, entry.usedMs, nowMs) || !isThere(table, entry)) drop(table, entry);
    else enqueue(table, entry);
  }
}

function awaitFirst(plan: StickTablePlan, table: StickTableState, timers: Timers): void {
  const [first] = table.queue;
  if (first && plan.expireMs !== null) arm(timers, table.timer, first.queuedMs + plan.expireMs);
}

function isExpired(plan: StickTablePlan, usedMs: number, nowMs: number): boolean {
  return plan.expireMs !== null && usedMs + plan.expireMs <= nowMs;
}

/** One that was cleared still stands in the queue; another may have its key. */
const isThere = (table: StickTableState, entry: StickEntry): boolean => table.entries.get(entry.key) === entry;

function drop(table: StickTableState, entry: StickEntry): void {
  if (isThere(table, entry)) table.entries.delete(entry.key);
}

function isFull(plan: StickTablePlan, table: StickTableState): boolean {
  return table.entries.size + table.reserved >= plan.sizeEntries;
}

function batchOf(sizeEntries: number, drops: Behaviour['tableDrops']): number {
  if (drops === 'hundred') return 100;
  const share = sizeEntries >> 8;
  return drops === 'share' ? Math.max(1, share) : share + 1;
}

/**
 * Drops entries from the head of the queue, `batch` at most. HAProxy looks at no more than twice as many; one that was
 * used since it was queued is queued again by that use, and stays.
 * @returns whether any was dropped
 */
function dropOldest(table: StickTableState, batch: number): boolean {
  let dropped = 0;
  for (let looks = 2 * batch; looks > 0 && dropped < batch; looks--) {
    const entry = dequeue(table);
    if (!entry) break;
    if (isThere(table, entry) && (entry.usedMs !== entry.queuedMs || entry.trackers > 0)) {
      enqueue(table, entry);
      continue;
    }
    drop(table, entry);
    dropped++;
  }
  return dropped > 0;
}

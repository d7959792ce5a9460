/**
 * Stick tables: entries by key that expire when unused for long enough. Looking an entry up for a match, and storing
 * to it, begins its time afresh; a session that stays open does not. A full table drops its oldest entries for a new
 * one, unless `nopurge`.
 * Facts: the manual, "stick-table"; HAProxy's stick-table code; seen in 2.6 and 3.2.
 */
import type { Behaviour } from '../../plan/behaviour.ts';
import type { StickTablePlan } from '../../plan/plan.ts';
import { formatIp, mapToIpv6 } from '../address.ts';
import type { SampleValue } from '../sample/context.ts';
import { asAddress, asBytes, asInteger, asIpv4, asText } from '../sample/value.ts';
import { arm, dueAt, newTimer, type Timers } from '../timers.ts';
import type { StickEntry, StickTableState } from './state.ts';

export function createTable(_plan: StickTablePlan, index: number, timers: Timers): StickTableState {
  return { entries: new Map(), timer: newTimer(timers, 'table', index, 0) };
}

/** The key of a value as the table keeps it, or null when the value cannot be one. */
export function keyOf(plan: StickTablePlan, value: SampleValue, behaviour: Behaviour): string | null {
  switch (plan.type) {
    case 'ip': {
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
export function lookUp(table: StickTableState, key: string, nowMs: number): StickEntry | null {
  const entry = table.entries.get(key);
  if (!entry) return null;
  if (entry.expiresMs < 0 || entry.expiresMs > nowMs) return entry;
  table.entries.delete(key);
  return null;
}

/**
 * Makes room for an entry that may become new. HAProxy does so before it knows whether the key is there already: a full
 * table loses its oldest entries even for a client that it knows.
 * @returns false: the table is full and `nopurge`
 */
export function makeRoom(
  plan: StickTablePlan,
  table: StickTableState,
  nowMs: number,
  drops: Behaviour['tableDrops'],
): boolean {
  const { sizeEntries } = plan;
  if (table.entries.size < sizeEntries) return true;
  purgeExpired(table, nowMs);
  if (table.entries.size < sizeEntries) return true;
  if (plan.nopurge) return false;
  const share = sizeEntries >> 8;
  dropOldest(table, drops === 'hundred' ? 100 : drops === 'share' ? Math.max(1, share) : share + 1);
  return true;
}

/** The entry of a key, made when there is none. */
export function lookUpOrCreate(table: StickTableState, key: string, nowMs: number): StickEntry {
  const found = lookUp(table, key, nowMs);
  if (found) return found;
  const entry: StickEntry = { key, serverName: '', serverId: 0, usedMs: nowMs, expiresMs: -1 };
  table.entries.set(key, entry);
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
  entry.usedMs = nowMs;
  entry.expiresMs = plan.expireMs === null ? -1 : nowMs + plan.expireMs;
  table.entries.delete(entry.key);
  table.entries.set(entry.key, entry);
  if (entry.expiresMs >= 0 && dueAt(timers, table.timer) === null) arm(timers, table.timer, entry.expiresMs);
}

/** The table's timer went off: what has expired goes, and the next entry is waited for. */
export function expire(table: StickTableState, nowMs: number, timers: Timers): void {
  purgeExpired(table, nowMs);
  const [oldest] = table.entries.values();
  if (oldest && oldest.expiresMs >= 0) arm(timers, table.timer, oldest.expiresMs);
}

/** Drops what has expired; for displays, and before anything else is dropped. */
export function purgeExpired(table: StickTableState, nowMs: number): void {
  for (const [key, entry] of table.entries) {
    // entries are in the order of their last use, and all of a table live equally long
    if (entry.expiresMs < 0 || entry.expiresMs > nowMs) return;
    table.entries.delete(key);
  }
}

function dropOldest(table: StickTableState, count: number): void {
  let left = count;
  for (const key of table.entries.keys()) {
    if (left-- <= 0) return;
    table.entries.delete(key);
  }
}

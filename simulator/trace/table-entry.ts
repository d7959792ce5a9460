/** One line of `show table`: what an entry has stored, in HAProxy's own order of data types. */

import { countOf, rateOf } from '../engine/stick/data.ts';
import type { StickEntry } from '../engine/stick/state.ts';
import type { Plan, StickTablePlan, StoredDataPlan } from '../plan/plan.ts';

/** All data types, in HAProxy's order: peers know them by their places. */
export const DATA_TYPES: readonly string[] = [
  'server_id',
  'gpt0',
  'gpc0',
  'gpc0_rate',
  'conn_cnt',
  'conn_rate',
  'conn_cur',
  'sess_cnt',
  'sess_rate',
  'http_req_cnt',
  'http_req_rate',
  'http_err_cnt',
  'http_err_rate',
  'bytes_in_cnt',
  'bytes_in_rate',
  'bytes_out_cnt',
  'bytes_out_rate',
  'gpc1',
  'gpc1_rate',
  'server_key',
  'http_fail_cnt',
  'http_fail_rate',
  'gpt',
  'gpc',
  'gpc_rate',
  'glitch_cnt',
  'glitch_rate',
];

const ARRAYS = ['gpt', 'gpc', 'gpc_rate'];
export const isArray = (name: string): boolean => ARRAYS.includes(name);

/** What a table stores: what it says, and the server where stick rules use it. */
export function storedBy(plan: Plan, table: number): StoredDataPlan[] {
  const { store } = plan.tables[table]!;
  const sticks = plan.proxies.some((proxy) => proxy.backend?.stickRules.some((rule) => rule.table === table));
  const implied = (sticks ? ['server_id', 'server_key'] : [])
    .filter((name) => !store.some((stored) => stored.name === name))
    .map((name): StoredDataPlan => ({ name, count: 1, periodMs: null }));
  return [...implied, ...store].sort((a, b) => DATA_TYPES.indexOf(a.name) - DATA_TYPES.indexOf(b.name));
}

/** @param number what stands for the entry's address in memory */
export function entryLine(plan: Plan, table: number, entry: StickEntry, nowMs: number, number: number): string {
  const said = plan.tables[table]!;
  const left = said.expireMs === null ? 0 : Math.max(0, entry.usedMs + said.expireMs - nowMs);
  const shard = plan.version === '2.6' ? '' : ' shard=0';
  const data = storedBy(plan, table).flatMap((stored) => dataTexts(said, entry, stored, nowMs));
  return `0x${number.toString(16)}: key=${keyText(said, entry.key)} use=${entry.trackers} exp=${left}${shard}${data.map((text) => ` ${text}`).join('')}\n`;
}

/** Keys of bytes are shown as digits. */
function keyText({ type }: StickTablePlan, key: string): string {
  if (type !== 'binary') return key;
  return Array.from(key, (character) => character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()).join('');
}

function dataTexts(table: StickTablePlan, entry: StickEntry, stored: StoredDataPlan, nowMs: number): string[] {
  const { name, count, periodMs } = stored;
  if (name === 'server_id') return [`server_id=${entry.serverId}`];
  if (name === 'server_key') return [`server_key=${entry.serverName}`];
  return Array.from({ length: count }, (_, index) => {
    const shown = isArray(name) ? name.replace(/^(gp[ct])/, `$1${index}`) : name;
    if (periodMs === null) return `${shown}=${countOf(table, entry, name, index) ?? 0}`;
    return `${shown}(${periodMs})=${rateOf(table, entry, name, nowMs, index) ?? 0}`;
  });
}

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};

/** `data.<type> <operator> <value>`: keeps the entry, or not; an operator that is not known keeps all. */
export function passesFilter(
  table: StickTablePlan,
  entry: StickEntry,
  [name, operator, value]: readonly [string, string, number],
  nowMs: number,
): boolean {
  const stored = table.store.find((one) => one.name === name);
  const amount = stored?.periodMs
    ? rateOf(table, entry, name, nowMs)
    : name === 'server_id'
      ? entry.serverId
      : countOf(table, entry, name);
  return COMPARE[operator]?.(amount ?? 0, value) ?? true;
}

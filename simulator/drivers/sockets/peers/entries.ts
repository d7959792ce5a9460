/**
 * Tables and their entries as peers tell each other of them: a definition (name, kind of keys, which data and in which
 * order), then entries with one value after the other. Names of servers are told once and then by number.
 * Facts: HAProxy's doc/peers.txt.
 */
import { formatIp, parseIp } from '../../../engine/address.ts';
import type { ToldEntry, ToldRate } from '../../../engine/io.ts';
import type { StickEntry } from '../../../engine/stick/state.ts';
import type { StickTablePlan, StoredDataPlan } from '../../../plan/plan.ts';
import { DATA_TYPES, isArray } from '../../../trace/table-entry.ts';
import { type Cursor, encodeNumber, isAtEnd, takeBytes, takeNumber, takeUint32, textBytes, uint32 } from './wire.ts';

const KEY_TYPES: Readonly<Record<StickTablePlan['type'], number>> = {
  integer: 2,
  ip: 4,
  ipv6: 5,
  string: 6,
  binary: 7,
};

/** Text ends with a zero byte that counts. */
function keyBytes({ type, keyBytes }: StickTablePlan): number {
  return type === 'string' ? keyBytes + 1 : type === 'binary' ? keyBytes : type === 'ipv6' ? 16 : 4;
}

/** @param stored what the table keeps, in the order of data types */
export function definition(
  id: number,
  name: string,
  table: StickTablePlan,
  stored: readonly StoredDataPlan[],
): number[] {
  const out: number[] = [];
  encodeNumber(id, out);
  encodeNumber(name.length, out);
  out.push(...textBytes(name));
  encodeNumber(KEY_TYPES[table.type], out);
  encodeNumber(keyBytes(table), out);
  encodeNumber(
    stored.reduce((sum, one) => sum + 2 ** DATA_TYPES.indexOf(one.name), 0),
    out,
  );
  encodeNumber(table.expireMs ?? 0, out);
  for (const { name: data, count, periodMs } of stored) {
    if (!isArray(data) && periodMs === null) continue;
    encodeNumber(DATA_TYPES.indexOf(data), out);
    if (isArray(data)) encodeNumber(count, out);
    if (periodMs !== null) encodeNumber(periodMs, out);
  }
  return out;
}

/** What a peer's updates of a table carry. */
export interface Defined {
  readonly id: number;
  readonly name: string;
  readonly keyType: number;
  readonly keyBytes: number;
  readonly data: readonly { readonly name: string; readonly count: number }[];
}

/** null: it cannot be read. */
export function readDefinition(cursor: Cursor): Defined | null {
  const id = takeNumber(cursor);
  const name = takeBytes(cursor, takeNumber(cursor)).toString('latin1');
  const keyType = takeNumber(cursor);
  const length = takeNumber(cursor);
  const bits = takeNumber(cursor);
  if (cursor.broken || name === '') return null;
  const names = DATA_TYPES.filter((_, at) => Math.floor(bits / 2 ** at) % 2 === 1);
  const counts = new Map<string, number>();
  if (!isAtEnd(cursor)) {
    takeNumber(cursor);
    for (const data of names) {
      const isRate = data.endsWith('_rate');
      if (!isArray(data) && !isRate) continue;
      const said = DATA_TYPES[takeNumber(cursor)];
      if (isArray(data)) counts.set(data, takeNumber(cursor));
      if (isRate) takeNumber(cursor);
      if (cursor.broken || said !== data) return null;
    }
  }
  // how many elements an array has must be told
  if (names.some((data) => isArray(data) && !counts.has(data))) return null;
  return {
    id,
    name,
    keyType,
    keyBytes: length,
    data: names.map((data) => ({ name: data, count: counts.get(data) ?? 1 })),
  };
}

/** Their entries fit into this table. */
export function isLike(table: StickTablePlan, defined: Defined): boolean {
  return defined.keyType === KEY_TYPES[table.type] && defined.keyBytes === keyBytes(table);
}

/** An entry as it would be told. */
export function toldOf(
  table: StickTablePlan,
  { key, usedMs, data, serverId, serverName }: StickEntry,
  nowMs: number,
): ToldEntry {
  const counts: Record<string, number[]> = {};
  const rates: Record<string, ToldRate[]> = {};
  for (const [at, { name }] of table.store.entries()) {
    const [count, rate] = [data.counts[at], data.rates[at]];
    if (count) counts[name] = [...count];
    if (rate) rates[name] = rate.map(({ sinceMs, now, before }) => ({ sinceMs: nowMs - sinceMs, now, before }));
  }
  const leftMs = table.expireMs === null ? null : Math.max(0, usedMs + table.expireMs - nowMs);
  return { key, leftMs, counts, rates, serverId, serverName };
}

/** Names by the numbers that one side of a connection has given them. */
export interface NameCache {
  readonly sent: Map<string, number>;
  next: number;
  readonly received: Map<number, string>;
}

export const createNameCache = (): NameCache => ({ sent: new Map(), next: 0, received: new Map() });

/** So many names have a number at a time. */
const NAMES_KEPT = 128;

/** @param leftMs with how long it has left; null: without */
export function entryBody(
  number: number,
  table: StickTablePlan,
  stored: readonly StoredDataPlan[],
  entry: StickEntry,
  nowMs: number,
  leftMs: number | null,
  names: NameCache,
): number[] {
  const out = uint32(number);
  if (leftMs !== null) out.push(...uint32(leftMs));
  out.push(...keyAsBytes(table, entry.key));
  for (const one of stored) {
    if (one.name === 'server_id') encodeNumber(entry.serverId, out);
    else if (one.name === 'server_key') encodeName(entry.serverName, names, out);
    else {
      const at = table.store.indexOf(one);
      for (let element = 0; element < one.count; element++) {
        if (one.periodMs === null) encodeNumber(entry.data.counts[at]?.[element] ?? 0, out);
        else {
          const rate = entry.data.rates[at]?.[element];
          encodeNumber(rate === undefined ? 0 : Math.max(0, nowMs - rate.sinceMs), out);
          encodeNumber(rate?.now ?? 0, out);
          encodeNumber(rate?.before ?? 0, out);
        }
      }
    }
  }
  return out;
}

function keyAsBytes(table: StickTablePlan, key: string): number[] {
  switch (table.type) {
    case 'string': {
      const out: number[] = [];
      encodeNumber(key.length, out);
      out.push(...textBytes(key));
      return out;
    }
    case 'integer':
      return uint32(Number(key));
    case 'ip':
    case 'ipv6':
      return (parseIp(key) ?? [0]).flatMap((word) => uint32(word));
    case 'binary':
      return textBytes(key);
  }
}

function encodeName(name: string, names: NameCache, out: number[]): void {
  if (name === '') {
    out.push(0);
    return;
  }
  const known = names.sent.get(name);
  const body: number[] = [];
  if (known !== undefined) encodeNumber(known, body);
  else {
    const number = (names.next++ % NAMES_KEPT) + 1;
    for (const [other, its] of names.sent) if (its === number) names.sent.delete(other);
    names.sent.set(name, number);
    encodeNumber(number, body);
    encodeNumber(name.length, body);
    body.push(...textBytes(name));
  }
  encodeNumber(body.length, out);
  out.push(...body);
}

/** null: it cannot be read. */
export function readEntry(
  cursor: Cursor,
  table: StickTablePlan,
  defined: Defined,
  isTimed: boolean,
  names: NameCache,
): ToldEntry | null {
  const leftMs = isTimed ? takeUint32(cursor) : null;
  const key = readKey(cursor, table);
  const counts: Record<string, number[]> = {};
  const rates: Record<string, ToldRate[]> = {};
  const server: { serverId?: number; serverName?: string } = {};
  for (const { name, count } of defined.data) {
    if (name === 'server_id') server.serverId = takeNumber(cursor);
    else if (name === 'server_key') {
      const said = readName(cursor, names);
      if (said !== null) server.serverName = said;
    } else if (name.endsWith('_rate')) {
      const list: ToldRate[] = [];
      for (let at = 0; at < count && !cursor.broken; at++) {
        list.push({ sinceMs: takeNumber(cursor), now: takeNumber(cursor), before: takeNumber(cursor) });
      }
      rates[name] = list;
    } else {
      const list: number[] = [];
      for (let at = 0; at < count && !cursor.broken; at++) list.push(takeNumber(cursor));
      counts[name] = list;
    }
  }
  return cursor.broken ? null : { key, leftMs, counts, rates, ...server };
}

function readKey(cursor: Cursor, table: StickTablePlan): string {
  switch (table.type) {
    case 'string':
      return takeBytes(cursor, takeNumber(cursor)).toString('latin1').slice(0, table.keyBytes);
    case 'integer':
      return String(takeUint32(cursor));
    case 'ip':
      return formatIp([takeUint32(cursor)]);
    case 'ipv6':
      return formatIp([takeUint32(cursor), takeUint32(cursor), takeUint32(cursor), takeUint32(cursor)]);
    case 'binary':
      return takeBytes(cursor, table.keyBytes).toString('latin1');
  }
}

/** null: there is none, or its number is not known. */
function readName(cursor: Cursor, names: NameCache): string | null {
  const length = takeNumber(cursor);
  if (length === 0) return null;
  const end = cursor.at + length;
  const number = takeNumber(cursor);
  if (cursor.broken || cursor.at > end) {
    cursor.broken = true;
    return null;
  }
  if (cursor.at === end) return names.received.get(number) ?? null;
  const name = takeBytes(cursor, takeNumber(cursor)).toString('latin1');
  if (number < 1 || number > NAMES_KEPT) cursor.broken = true;
  else names.received.set(number, name);
  cursor.at = end;
  return name;
}

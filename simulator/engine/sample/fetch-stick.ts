/**
 * Fetches on stick tables (manual 7.3.3): `sc_` on tracked entries, `src_` on the entry of the client's address, and the
 * same for the converters `table_`. `sc0_…` is `sc_…(0)`; another table may be named, in which the same key is looked up.
 */

import type { StickTablePlan } from '../../plan/plan.ts';
import { parseIp } from '../address.ts';
import { addTo, countAt, countOf, rateAt, rateOf, type Stored, setTo, storedAs } from '../stick/data.ts';
import { addGeneral, placeOf } from '../stick/general.ts';
import type { StickEntry } from '../stick/state.ts';
import { enter, keyOf, lookUp, touch } from '../stick/table.ts';
import { trackedBy } from '../stick/track.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import type { BoundFetch, Fetch } from './fetch.ts';
import { address, boolean, integer, leadingNumber, text } from './value.ts';

/** An entry that may be absent, in its table. */
interface Place {
  readonly index: number;
  readonly plan: StickTablePlan;
  readonly key: string | null;
  readonly entry: StickEntry | null;
}

type Read = (place: Place, context: SampleContext, element: number) => SampleValue | null;

function tableNamed({ engine, proxy }: SampleContext, name: string | undefined): number {
  const wanted = name ? name : engine.plan.proxies[proxy]!.name;
  return engine.plan.tables.findIndex((table) => table.name === wanted);
}

function placeIn(context: SampleContext, index: number, key: string | null): Place | null {
  const { engine } = context;
  const plan = engine.plan.tables[index];
  if (!plan) return null;
  const entry = key === null ? null : lookUp(plan, engine.state.tables[index]!, key, engine.nowMs);
  return { index, plan, key, entry };
}

/** What a counter tracks, or the same key in another table. */
function trackedPlace(context: SampleContext, counter: number, table: string | undefined): Place | null {
  const tracked = trackedBy(context.client, context.stream, counter);
  if (!tracked) return null;
  return placeIn(context, table ? tableNamed(context, table) : tracked.table, tracked.key);
}

function valuePlace(context: SampleContext, value: SampleValue, table: string | undefined): Place | null {
  const index = tableNamed(context, table);
  const plan = context.engine.plan.tables[index];
  return plan ? placeIn(context, index, keyOf(plan, value, context.engine.plan.behaviour)) : null;
}

const number = (value: number | null) => (value === null ? null : integer(value));

/** Where a table has something. It is looked for when another table is asked than the last time. */
function finder(name: string): (plan: StickTablePlan) => { readonly stored: Stored | null; readonly index: number } {
  let known: { readonly plan: StickTablePlan; readonly stored: Stored | null; readonly index: number } | null = null;
  return (plan) => {
    if (known?.plan === plan) return known;
    const place = placeOf(plan, name);
    known = { plan, stored: storedAs(plan, place.name), index: place.index };
    return known;
  };
}

function count(name: string): Read {
  const find = finder(name);
  return ({ plan, entry }) => {
    const { stored, index } = find(plan);
    return number(countAt(entry, stored, index));
  };
}

function rate(name: string): Read {
  const find = finder(name);
  return ({ plan, entry }, { engine }) => {
    const { stored, index } = find(plan);
    return number(rateAt(entry, stored, engine.nowMs, index));
  };
}

/** Kilobytes, from what counts bytes. */
const kilobytes =
  (name: string): Read =>
  ({ plan, entry }) => {
    const bytes = countOf(plan, entry, name);
    return number(bytes === null ? null : Math.floor(bytes / 1024));
  };

const element =
  (name: string): Read =>
  ({ plan, entry }, _context, index) =>
    number(countOf(plan, entry, name, index));

const elementRate: Read = ({ plan, entry }, { engine }, index) =>
  number(rateOf(plan, entry, 'gpc_rate', engine.nowMs, index));

/** The entry, made when there is none; touched. */
function used(place: Place, { engine }: SampleContext): StickEntry | null {
  const entry = place.entry ?? (place.key === null ? null : enter(engine, place.index, place.key));
  if (entry) touch(place.plan, engine.state.tables[place.index]!, entry, engine.nowMs, engine.state.timers);
  return entry;
}

const increase =
  (data: string): Read =>
  (place, context, index) => {
    const entry = used(place, context);
    // an element that the table does not have is 0
    return entry && integer(addGeneral(place.plan, entry, data, index, 1, context.engine.nowMs) ?? 0);
  };

/** Gives what it was. */
const clear =
  (data: string): Read =>
  (place, _context, index) => {
    const where = data === 'gpc' ? { name: 'gpc', index } : placeOf(place.plan, data);
    const old = countOf(place.plan, place.entry, where.name, where.index);
    if (place.entry) setTo(place.plan, place.entry, where.name, 0, where.index);
    return number(old);
  };

/** The same; the entry is made when there is none. */
const clearMade = (data: string): Read => {
  const read = clear(data);
  return (place, context, index) => read({ ...place, entry: used(place, context) }, context, index);
};

/** Data types by what fetches and converters are called behind their prefix. */
const COUNTS = [
  'conn_cnt',
  'conn_cur',
  'sess_cnt',
  'http_req_cnt',
  'http_err_cnt',
  'http_fail_cnt',
  'glitch_cnt',
] as const;
const RATES = [
  'conn_rate',
  'sess_rate',
  'http_req_rate',
  'http_err_rate',
  'http_fail_rate',
  'bytes_in_rate',
  'bytes_out_rate',
  'gpc0_rate',
  'gpc1_rate',
  'glitch_rate',
] as const;

type Plain = (typeof COUNTS)[number] | (typeof RATES)[number] | 'kbytes_in' | 'kbytes_out';
type General = 'get_gpc0' | 'get_gpc1' | 'get_gpt0' | 'inc_gpc0' | 'inc_gpc1' | 'clr_gpc0' | 'clr_gpc1';
type Indexed = 'get_gpc' | 'get_gpt' | 'inc_gpc' | 'clr_gpc' | 'gpc_rate';

const PLAIN = {
  ...Object.fromEntries(COUNTS.map((name) => [name, count(name)])),
  ...Object.fromEntries(RATES.map((name) => [name, rate(name)])),
  kbytes_in: kilobytes('bytes_in_cnt'),
  kbytes_out: kilobytes('bytes_out_cnt'),
} as Record<Plain, Read>;

const GENERAL: Record<General, Read> = {
  get_gpc0: count('gpc0'),
  get_gpc1: count('gpc1'),
  get_gpt0: count('gpt0'),
  inc_gpc0: increase('gpc0'),
  inc_gpc1: increase('gpc1'),
  clr_gpc0: clear('gpc0'),
  clr_gpc1: clear('gpc1'),
};

const INDEXED: Record<Indexed, Read> = {
  get_gpc: element('gpc'),
  get_gpt: element('gpt'),
  inc_gpc: increase('gpc'),
  clr_gpc: clear('gpc'),
  gpc_rate: elementRate,
};

/** A fetch on what counter `counter` tracks. */
function onCounter(read: Read, counter: number | null, isIndexed: boolean): Fetch {
  const bind = (args: readonly string[]): BoundFetch => {
    const left = [...args];
    const index = isIndexed ? leadingNumber(left.shift() ?? '0') : 0;
    const which = counter ?? leadingNumber(left.shift() ?? '0');
    const [table] = left;
    return {
      one(context) {
        const place = trackedPlace(context, which, table);
        return place && read(place, context, index);
      },
    };
  };
  return { one: (context, args) => bind(args).one(context), bind };
}

const tracked = (counter: number | null): Fetch => ({
  one: (context, [word = '0']) =>
    boolean(trackedBy(context.client, context.stream, counter ?? leadingNumber(word)) !== null),
});

const trackers = (counter: number | null): Fetch => ({
  one(context, args) {
    const left = [...args];
    const place = trackedPlace(context, counter ?? leadingNumber(left.shift() ?? '0'), left[0]);
    return place && integer(place.entry?.trackers ?? 0);
  },
});

const key = (counter: number | null): Fetch => ({
  one(context, [word = '0']) {
    const found = trackedBy(context.client, context.stream, counter ?? leadingNumber(word));
    if (!found) return null;
    const { type } = context.engine.plan.tables[found.table]!;
    if (type === 'integer') return integer(Number(found.key));
    if (type === 'ip' || type === 'ipv6') {
      const words = parseIp(found.key);
      return words && address(words);
    }
    return type === 'binary' ? { type: 'binary', text: found.key } : text(found.key);
  },
});

const onSource = (read: Read, isIndexed: boolean): Fetch => ({
  one(context, args) {
    const left = [...args];
    const index = isIndexed ? leadingNumber(left.shift() ?? '0') : 0;
    const words = parseIp((context.stream.src ?? context.client.src).host);
    const place = words && valuePlace(context, address(words), left[0]);
    return place && read(place, context, index);
  },
});

/** `src_updt_conn_cnt`: one more connection, but for the rate. */
const updateConnections: Read = (place, context) => {
  const entry = used(place, context);
  return entry && number(addTo(place.plan, entry, 'conn_cnt', 1));
};

/** Entries that a table has, or could still take. */
const tableSize = (of: (size: number, used: number) => number): Fetch => ({
  one(context, [name]) {
    const index = tableNamed(context, name);
    const plan = context.engine.plan.tables[index];
    return plan ? integer(of(plan.sizeEntries, context.engine.state.tables[index]!.entries.size)) : null;
  },
});

function allFetches(): Record<string, Fetch> {
  const fetches: Record<string, Fetch> = {};
  const counters = [null, 0, 1, 2] as const;
  for (const counter of counters) {
    const prefix = counter === null ? 'sc_' : `sc${counter}_`;
    for (const [name, read] of Object.entries({ ...PLAIN, ...GENERAL })) {
      fetches[prefix + name] = onCounter(read, counter, false);
    }
    fetches[`${prefix}tracked`] = tracked(counter);
    fetches[`${prefix}trackers`] = trackers(counter);
    fetches[`${prefix}key`] = key(counter);
  }
  for (const [name, read] of Object.entries(INDEXED)) {
    fetches[`sc_${name}`] = onCounter(read, null, true);
    fetches[`src_${name}`] = onSource(read, true);
  }
  fetches.sc1_clr_gpc = onCounter(INDEXED.clr_gpc, 1, true);
  fetches.sc2_clr_gpc = onCounter(INDEXED.clr_gpc, 2, true);
  for (const [name, read] of Object.entries({ ...PLAIN, ...GENERAL })) fetches[`src_${name}`] = onSource(read, false);
  fetches.src_updt_conn_cnt = onSource(updateConnections, false);
  fetches.table_cnt = tableSize((_size, used) => used);
  fetches.table_avl = tableSize((size, used) => size - used);
  return fetches;
}

type Prefix = 'sc_' | 'sc0_' | 'sc1_' | 'sc2_';
type StickFetch =
  | `${Prefix | 'src_'}${Plain | General}`
  | `${Prefix}${'tracked' | 'trackers' | 'key'}`
  | `${'sc_' | 'src_'}${Indexed}`
  | 'sc1_clr_gpc'
  | 'sc2_clr_gpc'
  | 'src_updt_conn_cnt'
  | 'table_cnt'
  | 'table_avl';

export const STICK_FETCHES = allFetches() as Record<StickFetch, Fetch>;

const onTable = (read: Read, isIndexed: boolean): Converter => ({
  input: 'any',
  run(value, args, context) {
    const left = [...args];
    const index = isIndexed ? leadingNumber(left.shift() ?? '0') : 0;
    const place = valuePlace(context, value, left[0]);
    return place && read(place, context, index);
  },
});

/** With a second argument, what there would be for a key that is not in the table. */
const timed = (of: (entry: StickEntry, plan: StickTablePlan, nowMs: number) => number): Converter => ({
  input: 'any',
  run(value, [name, fallback], context) {
    const place = valuePlace(context, value, name);
    if (!place) return null;
    if (place.entry) return integer(of(place.entry, place.plan, context.engine.nowMs));
    return fallback === undefined ? null : integer(leadingNumber(fallback));
  },
});

type TableConverter =
  | `table_${Plain | 'gpc0' | 'gpc1' | 'gpt0' | 'gpc' | 'gpt' | 'gpc_rate' | 'trackers' | 'server_id' | 'expire' | 'idle'}`
  | `table_${'inc' | 'clr'}_${'gpc' | 'gpc0' | 'gpc1'}`
  | 'in_table';

function allConverters(): Record<string, Converter> {
  const converters: Record<string, Converter> = {};
  for (const [name, read] of Object.entries(PLAIN)) converters[`table_${name}`] = onTable(read, false);
  for (const name of ['gpc0', 'gpc1', 'gpt0']) converters[`table_${name}`] = onTable(count(name), false);
  for (const name of ['gpc', 'gpt']) converters[`table_${name}`] = onTable(element(name), true);
  converters.table_gpc_rate = onTable(elementRate, true);
  for (const name of ['gpc0', 'gpc1', 'gpc']) {
    converters[`table_inc_${name}`] = onTable(increase(name), name === 'gpc');
    converters[`table_clr_${name}`] = onTable(clearMade(name), name === 'gpc');
  }
  converters.table_trackers = onTable(({ entry }, { engine }) => {
    const own = engine.plan.behaviour.countsOwnLook ? 1 : 0;
    return integer(entry ? entry.trackers + own : 0);
  }, false);
  converters.table_server_id = onTable(({ entry }) => integer(entry?.serverId ?? 0), false);
  converters.in_table = onTable(({ entry }) => boolean(entry !== null), false);
  converters.table_expire = timed((entry, plan, nowMs) =>
    plan.expireMs === null ? 0 : Math.max(0, entry.usedMs + plan.expireMs - nowMs),
  );
  converters.table_idle = timed((entry, plan, nowMs) => (plan.expireMs === null ? 0 : nowMs - entry.usedMs));
  return converters;
}

export const TABLE_CONVERTERS = allConverters() as Record<TableConverter, Converter>;

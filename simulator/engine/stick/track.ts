/**
 * Tracked entries: `track-sc` puts a connection's or a stream's counters on a table's entry. The first rule for a counter
 * wins; what the connection tracks, all its streams count on. An entry that is tracked does not expire.
 */
import type { SampleContext, SampleValue } from '../sample/context.ts';
import type { Client, Engine, Stream } from '../state.ts';
import { addTo, addToRate, storedIn } from './data.ts';
import type { StickEntry } from './state.ts';
import { enter, keyOf, touch } from './table.ts';

export interface Tracked {
  readonly counter: number;
  readonly table: number;
  readonly key: string;
}

/** What a counter is on: the stream's own, or its connection's. */
export function trackedBy(client: Client, stream: Stream | null, counter: number): Tracked | null {
  return (stream && onCounter(stream.tracked, counter)) ?? onCounter(client.tracked, counter);
}

function onCounter(list: readonly Tracked[] | null, counter: number): Tracked | null {
  if (list === null) return null;
  for (let at = 0; at < list.length; at++) if (list[at]!.counter === counter) return list[at]!;
  return null;
}

export function entryOf({ state }: Engine, { table, key }: Tracked): StickEntry | null {
  return state.tables[table]!.entries.get(key) ?? null;
}

export function track(context: SampleContext, counter: number, table: number, value: SampleValue | null): void {
  const { engine, client, stream } = context;
  if (!value || trackedBy(client, stream, counter)) return;
  const plan = engine.plan.tables[table]!;
  const key = keyOf(plan, value, engine.plan.behaviour);
  const entry = key === null ? null : enter(engine, table, key);
  if (!entry) return;
  const isSession = context.scope === 'session';
  const owner: { tracked: Tracked[] | null } = isSession ? client : stream;
  const tracked: Tracked = { counter, table, key: entry.key };
  owner.tracked = owner.tracked === null ? [tracked] : [...owner.tracked, tracked];
  entry.trackers++;
  const stored = storedIn(plan);
  if (stored['conn_cnt']) addTo(plan, entry, 'conn_cnt', 1);
  if (stored['conn_rate']) addToRate(plan, entry, 'conn_rate', 1, engine.nowMs);
  if (stored['conn_cur']) addTo(plan, entry, 'conn_cur', 1);
  touch(plan, engine.state.tables[table]!, entry, engine.nowMs, engine.state.timers);
  if (isSession || stream.mode !== 'http') return;
  if (context.direction === 'request') countOne(engine, tracked, HTTP_REQ);
  else for (const kind of kindsOf(engine, stream.response?.status ?? 0)) countOne(engine, tracked, kind);
}

/** The names of a count and of its rate. */
interface Counted {
  readonly count: string;
  readonly rate: string;
}

const HTTP_REQ: Counted = { count: 'http_req_cnt', rate: 'http_req_rate' };
const HTTP_ERR: Counted = { count: 'http_err_cnt', rate: 'http_err_rate' };
const HTTP_FAIL: Counted = { count: 'http_fail_cnt', rate: 'http_fail_rate' };
const SESS: Counted = { count: 'sess_cnt', rate: 'sess_rate' };

/** Adds one to a count and its rate of every entry. */
function countOn(engine: Engine, list: readonly Tracked[] | null, what: Counted): void {
  if (list === null) return;
  for (let at = 0; at < list.length; at++) countOne(engine, list[at]!, what);
}

function countOne(engine: Engine, one: Tracked, { count, rate }: Counted): void {
  const plan = engine.plan.tables[one.table]!;
  const stored = storedIn(plan);
  if (!stored[count] && !stored[rate]) return;
  const entry = entryOf(engine, one);
  if (!entry) return;
  addTo(plan, entry, count, 1);
  addToRate(plan, entry, rate, 1, engine.nowMs);
}

/** A session was let in. */
export const countSession = (engine: Engine, client: Client): void => countOn(engine, client.tracked, SESS);
/** A request came on a connection that is tracked. */
export const countRequest = (engine: Engine, client: Client): void => countOn(engine, client.tracked, HTTP_REQ);
/** A request was an error of the client's. */
export function countError(engine: Engine, client: Client, stream: Stream | null): void {
  countOn(engine, stream?.tracked ?? null, HTTP_ERR);
  countOn(engine, client.tracked, HTTP_ERR);
}

/** A server answered. */
export function countAnswer(engine: Engine, client: Client, stream: Stream, status: number): void {
  for (const kind of kindsOf(engine, status)) {
    countOn(engine, stream.tracked, kind);
    countOn(engine, client.tracked, kind);
  }
}

const NONE: readonly Counted[] = [];
const ERRORS: readonly Counted[] = [HTTP_ERR];
const FAILURES: readonly Counted[] = [HTTP_FAIL];
const BOTH: readonly Counted[] = [HTTP_ERR, HTTP_FAIL];

/** 4xx is an error of the client's, 5xx a failure (501 and 505 are not), unless the configuration has sets of its own. */
function kindsOf(engine: Engine, status: number): readonly Counted[] {
  const own = engine.plan.process.countedStatuses;
  if (own) {
    const fails = own.failures.includes(status);
    return own.errors.includes(status) ? (fails ? BOTH : ERRORS) : fails ? FAILURES : NONE;
  }
  if (status >= 400 && status < 500) return ERRORS;
  return status >= 500 && status < 600 && status !== 501 && status !== 505 ? FAILURES : NONE;
}

/** Bytes of a stream that ended. */
export function countBytes(engine: Engine, client: Client, stream: Stream): void {
  countBytesOn(engine, stream.tracked, stream);
  countBytesOn(engine, client.tracked, stream);
}

function countBytesOn(engine: Engine, list: readonly Tracked[] | null, stream: Stream): void {
  if (list === null) return;
  for (let at = 0; at < list.length; at++) {
    const one = list[at]!;
    const plan = engine.plan.tables[one.table]!;
    const stored = storedIn(plan);
    const counts =
      stored['bytes_in_cnt'] ?? stored['bytes_in_rate'] ?? stored['bytes_out_cnt'] ?? stored['bytes_out_rate'];
    const entry = counts === undefined ? null : entryOf(engine, one);
    if (!entry) continue;
    addTo(plan, entry, 'bytes_in_cnt', stream.bytesToServer);
    addToRate(plan, entry, 'bytes_in_rate', stream.bytesToServer, engine.nowMs);
    addTo(plan, entry, 'bytes_out_cnt', stream.bytesToClient);
    addToRate(plan, entry, 'bytes_out_rate', stream.bytesToClient, engine.nowMs);
  }
}

/** A stream or a connection ends: its entries may expire again, their time begins now. */
export function untrack(engine: Engine, owner: { tracked: readonly Tracked[] | null }): void {
  if (owner.tracked === null) return;
  for (const one of owner.tracked) {
    const entry = entryOf(engine, one);
    if (!entry) continue;
    const plan = engine.plan.tables[one.table]!;
    entry.trackers--;
    addTo(plan, entry, 'conn_cur', -1);
    touch(plan, engine.state.tables[one.table]!, entry, engine.nowMs, engine.state.timers);
  }
  (owner as { tracked: readonly Tracked[] | null }).tracked = null;
}

/**
 * Tracked entries: `track-sc` puts a connection's or a stream's counters on a table's entry. The first rule for a counter
 * wins; what the connection tracks, all its streams count on. An entry that is tracked does not expire.
 */
import type { SampleContext, SampleValue } from '../sample/context.ts';
import type { Client, Engine, Stream } from '../state.ts';
import { addTo, addToRate } from './data.ts';
import type { StickEntry } from './state.ts';
import { enter, keyOf, touch } from './table.ts';

export interface Tracked {
  readonly counter: number;
  readonly table: number;
  readonly key: string;
}

/** What a counter is on: the stream's own, or its connection's. */
export function trackedBy(client: Client, stream: Stream | null, counter: number): Tracked | null {
  const find = (list: readonly Tracked[] | null) => list?.find((one) => one.counter === counter);
  return find(stream?.tracked ?? null) ?? find(client.tracked) ?? null;
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
  owner.tracked = [...(owner.tracked ?? []), { counter, table, key: entry.key }];
  entry.trackers++;
  addTo(plan, entry, 'conn_cnt', 1);
  addToRate(plan, entry, 'conn_rate', 1, engine.nowMs);
  addTo(plan, entry, 'conn_cur', 1);
  touch(plan, engine.state.tables[table]!, entry, engine.nowMs, engine.state.timers);
  if (isSession || stream.mode !== 'http') return;
  if (context.direction === 'request') countOn(engine, [{ counter, table, key: entry.key }], 'http_req');
  else countStatus(engine, [{ counter, table, key: entry.key }], stream.response?.status ?? 0);
}

/** Adds one to a count and its rate of every entry. */
function countOn(engine: Engine, list: readonly Tracked[], name: 'http_req' | 'http_err' | 'http_fail' | 'sess'): void {
  for (const one of list) {
    const entry = entryOf(engine, one);
    if (!entry) continue;
    const plan = engine.plan.tables[one.table]!;
    addTo(plan, entry, `${name}_cnt`, 1);
    addToRate(plan, entry, `${name}_rate`, 1, engine.nowMs);
  }
}

const all = (client: Client, stream: Stream | null): Tracked[] => [
  ...(stream?.tracked ?? []),
  ...(client.tracked ?? []),
];

/** A session was let in. */
export const countSession = (engine: Engine, client: Client): void => countOn(engine, all(client, null), 'sess');
/** A request came on a connection that is tracked. */
export const countRequest = (engine: Engine, client: Client): void => countOn(engine, all(client, null), 'http_req');
/** A request was an error of the client's. */
export const countError = (engine: Engine, client: Client, stream: Stream | null): void =>
  countOn(engine, all(client, stream), 'http_err');

/** A server answered: 4xx is an error of the client's, 5xx a failure (501 and 505 are not). */
export function countAnswer(engine: Engine, client: Client, stream: Stream, status: number): void {
  countStatus(engine, all(client, stream), status);
}

function countStatus(engine: Engine, list: readonly Tracked[], status: number): void {
  if (status >= 400 && status < 500) countOn(engine, list, 'http_err');
  if (status >= 500 && status < 600 && status !== 501 && status !== 505) countOn(engine, list, 'http_fail');
}

/** Bytes of a stream that ended. */
export function countBytes(engine: Engine, client: Client, stream: Stream): void {
  for (const one of all(client, stream)) {
    const entry = entryOf(engine, one);
    if (!entry) continue;
    const plan = engine.plan.tables[one.table]!;
    addTo(plan, entry, 'bytes_in_cnt', stream.bytesToServer);
    addToRate(plan, entry, 'bytes_in_rate', stream.bytesToServer, engine.nowMs);
    addTo(plan, entry, 'bytes_out_cnt', stream.bytesToClient);
    addToRate(plan, entry, 'bytes_out_rate', stream.bytesToClient, engine.nowMs);
  }
}

/** A stream or a connection ends: its entries may expire again, their time begins now. */
export function untrack(engine: Engine, owner: { tracked: readonly Tracked[] | null }): void {
  for (const one of owner.tracked ?? []) {
    const entry = entryOf(engine, one);
    if (!entry) continue;
    const plan = engine.plan.tables[one.table]!;
    entry.trackers--;
    addTo(plan, entry, 'conn_cur', -1);
    touch(plan, engine.state.tables[one.table]!, entry, engine.nowMs, engine.state.timers);
  }
  (owner as { tracked: readonly Tracked[] | null }).tracked = null;
}

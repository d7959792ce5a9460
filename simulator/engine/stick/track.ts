/**
 * Tracked entries: `track-sc` puts a connection's or a stream's counters on a table's entry. The first rule for a counter
 * wins; what the connection tracks, all its streams count on. An entry that is tracked does not expire.
 */
import type { StickTablePlan } from '../../plan/plan.ts';
import type { SampleContext, SampleValue } from '../sample/context.ts';
import type { Client, Engine, Stream } from '../state.ts';
import { add, note, type Stored, storedAs } from './data.ts';
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
  const counted = countedIn(plan);
  countOn(entry, counted.connections, 1, engine.nowMs);
  add(entry, counted.present, 1);
  touch(plan, engine.state.tables[table]!, entry, engine.nowMs, engine.state.timers);
  if (isSession || stream.mode !== 'http') return;
  if (context.direction === 'request') countOn(entry, counted.requests, 1, engine.nowMs);
  else for (const kind of kindsOf(engine, stream.response?.status ?? 0)) countOn(entry, counted[kind], 1, engine.nowMs);
}

/** A count and its rate, as far as a table has them. */
interface Counted {
  readonly count: Stored | null;
  readonly rate: Stored | null;
}

/** What is counted of its own accord, in a table. */
interface AllCounted {
  readonly connections: Counted;
  /** Those that are there now. */
  readonly present: Stored | null;
  readonly sessions: Counted;
  readonly requests: Counted;
  readonly errors: Counted;
  readonly failures: Counted;
  readonly bytesIn: Counted;
  readonly bytesOut: Counted;
}

type Kind = Exclude<keyof AllCounted, 'present'>;

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<StickTablePlan, AllCounted>();

/** The table that was asked last: most configurations have few. */
let lastPlan: StickTablePlan | null = null;
let lastCounted: AllCounted | null = null;

function countedIn(plan: StickTablePlan): AllCounted {
  if (lastCounted !== null && plan === lastPlan) return lastCounted;
  lastPlan = plan;
  lastCounted = known.get(plan) ?? whatCounts(plan);
  known.set(plan, lastCounted);
  return lastCounted;
}

function whatCounts(plan: StickTablePlan): AllCounted {
  const both = (name: string): Counted => ({
    count: storedAs(plan, `${name}_cnt`),
    rate: storedAs(plan, `${name}_rate`),
  });
  return {
    connections: both('conn'),
    present: storedAs(plan, 'conn_cur'),
    sessions: both('sess'),
    requests: both('http_req'),
    errors: both('http_err'),
    failures: both('http_fail'),
    bytesIn: both('bytes_in'),
    bytesOut: both('bytes_out'),
  };
}

function countOn(entry: StickEntry, { count, rate }: Counted, amount: number, nowMs: number): void {
  if (count !== null) add(entry, count, amount);
  if (rate !== null) note(entry, rate, amount, nowMs);
}

/** What is counted is used: the entry's time begins anew. */
function refresh(engine: Engine, index: number, entry: StickEntry): void {
  const { tables, timers } = engine.state;
  touch(engine.plan.tables[index]!, tables[index]!, entry, engine.nowMs, timers);
}

/** Adds one to a count and its rate of every entry. */
function countAll(engine: Engine, list: readonly Tracked[] | null, kind: Kind): void {
  if (list === null) return;
  for (let at = 0; at < list.length; at++) {
    const one = list[at]!;
    const { [kind]: counted } = countedIn(engine.plan.tables[one.table]!);
    const entry = counted.count === null && counted.rate === null ? null : entryOf(engine, one);
    if (!entry) continue;
    countOn(entry, counted, 1, engine.nowMs);
    refresh(engine, one.table, entry);
  }
}

/** A session was let in. */
export const countSession = (engine: Engine, client: Client): void => countAll(engine, client.tracked, 'sessions');
/** A request came on a connection that is tracked. */
export const countRequest = (engine: Engine, client: Client): void => countAll(engine, client.tracked, 'requests');
/** A request was an error of the client's. */
export function countError(engine: Engine, client: Client, stream: Stream | null): void {
  countAll(engine, stream?.tracked ?? null, 'errors');
  countAll(engine, client.tracked, 'errors');
}

/** No answer came, or none that is one: HAProxy's own answer is a failure of the server's. */
export function countFailure(engine: Engine, client: Client, stream: Stream): void {
  countAll(engine, stream.tracked, 'failures');
  countAll(engine, client.tracked, 'failures');
}

/** A server answered. */
export function countAnswer(engine: Engine, client: Client, stream: Stream, status: number): void {
  for (const kind of kindsOf(engine, status)) {
    countAll(engine, stream.tracked, kind);
    countAll(engine, client.tracked, kind);
  }
}

const NONE: readonly Kind[] = [];
const ERRORS: readonly Kind[] = ['errors'];
const FAILURES: readonly Kind[] = ['failures'];
const BOTH: readonly Kind[] = ['errors', 'failures'];

/** 4xx is an error of the client's, 5xx a failure (501 and 505 are not), unless the configuration has sets of its own. */
function kindsOf(engine: Engine, status: number): readonly Kind[] {
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
    const { bytesIn, bytesOut } = countedIn(engine.plan.tables[one.table]!);
    const counts = bytesIn.count ?? bytesIn.rate ?? bytesOut.count ?? bytesOut.rate;
    const entry = counts === null ? null : entryOf(engine, one);
    if (!entry) continue;
    countOn(entry, bytesIn, stream.bytesToServer, engine.nowMs);
    countOn(entry, bytesOut, stream.bytesToClient, engine.nowMs);
    refresh(engine, one.table, entry);
  }
}

/** A stream or a connection ends: its entries may expire again. Who is counted as present is counted off, which is a use. */
export function untrack(engine: Engine, owner: { tracked: readonly Tracked[] | null }): void {
  if (owner.tracked === null) return;
  for (const one of owner.tracked) {
    const entry = entryOf(engine, one);
    if (!entry) continue;
    const { present } = countedIn(engine.plan.tables[one.table]!);
    entry.trackers--;
    if (present === null) continue;
    add(entry, present, -1);
    refresh(engine, one.table, entry);
  }
  (owner as { tracked: readonly Tracked[] | null }).tracked = null;
}

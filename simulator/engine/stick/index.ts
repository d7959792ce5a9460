/**
 * Stick rules of a backend: `match` finds the server that a key was stored with, `store` remembers the chosen one, `on`
 * does both. Keys to store are gathered from the request and written when the server has answered (HTTP) or is connected
 * (TCP). Per table the first store rule that yields a key counts.
 * Facts: the manual, "stick on", "stick match", "stick store-request", "stick store-response"; HAProxy's sticking rules.
 */
import type { ServerPlan, StickRulePlan, StickTablePlan } from '../../plan/plan.ts';
import { conditionHolds } from '../acl.ts';
import { explainPersistence } from '../persist.ts';
import type { SampleContext } from '../sample/context.ts';
import { evaluate } from '../sample/evaluate.ts';
import { mayBeUsed } from '../server-rules.ts';
import { type Client, type Engine, NEVER, type Stream } from '../state.ts';
import { clearStick, forgetStick } from './forget.ts';
import { createStreamStick, type StickEntry } from './state.ts';
import { expire, keyOf, lookUp, reserve, store, touch } from './table.ts';

export { createTable } from './table.ts';

/** A table's timer went off. */
export function expireTable(engine: Engine, table: number): void {
  expire(engine.plan.tables[table]!, engine.state.tables[table]!, engine.nowMs, engine.state.timers);
}

/** HAProxy keeps room for so many keys to store in one stream. */
const MOST_STORED = 8;

/**
 * Runs the backend's request rules.
 * @returns the index of the server to use, or null: nothing found, or what was found is down
 */
export function stickMatch(engine: Engine, client: Client, stream: Stream): number | null {
  const { stickRules } = engine.plan.proxies[stream.backend]!.backend!;
  const context: SampleContext = { engine, client, stream, proxy: stream.backend, direction: 'request' };
  let chosen: number | null = null;
  for (const rule of stickRules) {
    if (rule.kind === 'store-response') continue;
    const stores = rule.kind !== 'match';
    if (stores && stream.stick.tables.includes(rule.table)) continue;
    if (!conditionHolds(rule.condition, context)) continue;
    const key = keyFor(rule, context);
    if (key === null) continue;
    if (rule.kind !== 'store-request') {
      const found = match(engine, stream, rule, key, chosen !== null || stream.assigned);
      chosen ??= found;
    }
    if (stores) remember(engine, stream, rule.table, key);
  }
  return chosen;
}

/** Runs the `store-response` rules and writes every key that is to be stored, with the stream's server. */
export function stickStore(engine: Engine, client: Client, stream: Stream): void {
  const { stickRules, servers } = engine.plan.proxies[stream.backend]!.backend!;
  const fromRequest = stream.stick.tables.length;
  const context: SampleContext = { engine, client, stream, proxy: stream.backend, direction: 'response' };
  for (const rule of stickRules) {
    if (rule.kind !== 'store-response' || stream.stick.tables.indexOf(rule.table, fromRequest) >= 0) continue;
    const key = conditionHolds(rule.condition, context) ? keyFor(rule, context) : null;
    if (key !== null) remember(engine, stream, rule.table, key);
  }
  const server = stream.server === NEVER ? null : servers[stream.server]!;
  if (!server || server.nonStick) {
    forgetStick(engine, stream);
    return;
  }
  for (const [at, tableIndex] of stream.stick.tables.entries()) {
    const plan = engine.plan.tables[tableIndex]!;
    const table = engine.state.tables[tableIndex]!;
    const entry = store(plan, table, stream.stick.keys[at]!, stream.stick.sinceMs[at]!, engine.nowMs);
    entry.serverName = nameIn(plan, server);
    entry.serverId = server.puid;
    touch(plan, table, entry, engine.nowMs, engine.state.timers);
    if (engine.state.explain) {
      const rule = stickRules.find((candidate) => candidate.table === tableIndex && candidate.kind !== 'match');
      if (rule) explainPersistence(engine, stream, 'stick', entry.key, server.index, 'stored', rule.span);
    }
  }
  clearStick(stream);
}

function remember(engine: Engine, stream: Stream, table: number, key: string): void {
  if (stream.stick.tables.length >= MOST_STORED) return;
  const { tables, behaviour } = engine.plan;
  if (!reserve(tables[table]!, engine.state.tables[table]!, engine.nowMs, behaviour.tableDrops)) return;
  if (stream.stick.tables.length === 0) stream.stick = createStreamStick();
  stream.stick.tables.push(table);
  stream.stick.keys.push(key);
  stream.stick.sinceMs.push(engine.nowMs);
}

function keyFor(rule: StickRulePlan, context: SampleContext): string | null {
  const value = evaluate(rule.expr, context);
  const { tables, behaviour } = context.engine.plan;
  return value && keyOf(tables[rule.table]!, value, behaviour);
}

/** A matching begins the entry's time afresh, whether its server is used or not. */
function match(engine: Engine, stream: Stream, rule: StickRulePlan, key: string, isChosen: boolean): number | null {
  const plan = engine.plan.tables[rule.table]!;
  const table = engine.state.tables[rule.table]!;
  const entry = lookUp(plan, table, key, engine.nowMs);
  if (!entry) {
    if (engine.state.explain) explainPersistence(engine, stream, 'stick', key, null, 'absent', rule.span);
    return null;
  }
  const server = isChosen ? null : serverOf(engine, stream, plan, entry);
  touch(plan, table, entry, engine.nowMs, engine.state.timers);
  if (server === null) return null;
  const isUsable = mayBeUsed(engine, stream, server);
  if (engine.state.explain) {
    explainPersistence(engine, stream, 'stick', key, server, isUsable ? 'used' : 'unusable', rule.span);
  }
  return isUsable ? server : null;
}

/** What a table calls a server. */
const nameIn = ({ byAddress }: StickTablePlan, { name, host, port }: ServerPlan): string =>
  byAddress ? `${host}:${port ?? 0}` : name;

/** By name or address, else by id: a table may be shared by backends. */
function serverOf(engine: Engine, stream: Stream, table: StickTablePlan, entry: StickEntry): number | null {
  const { servers } = engine.plan.proxies[stream.backend]!.backend!;
  const byName = servers.findIndex((server) => nameIn(table, server) === entry.serverName);
  const index = byName >= 0 ? byName : servers.findIndex((server) => server.puid === entry.serverId);
  return index < 0 ? null : index;
}

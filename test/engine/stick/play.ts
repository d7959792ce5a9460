/** Tells a story to the engine: which server every visit went to, and what the tables hold in the end. */
import { createEngine } from '../../../simulator/engine/create.ts';
import type { Output } from '../../../simulator/engine/io.ts';
import { step } from '../../../simulator/engine/step.ts';
import { purgeExpired } from '../../../simulator/engine/stick/table.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import { backendOf, type StickStory } from './stick-cases.ts';

export interface Told {
  readonly servers: readonly string[];
  /** By table: `key → server id`. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

export function tellOurs(plan: Plan, story: StickStory): Told {
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const servers: string[] = [];
  let nowMs = 0;
  let answers: readonly (readonly [string, string])[] = [];
  const tell = (input: Parameters<typeof step>[3]) => {
    const out: Output[] = [];
    step(plan, state, nowMs, input, out);
    for (const output of out) perform(output);
  };
  const perform = (output: Output): void => {
    if (output.type === 'connect') tell({ type: 'connected', conn: output.conn });
    else if (output.type === 'forwardRequest') {
      const headers = [
        ...answers.map(([name, value]) => ({ name: name.toLowerCase(), value })),
        { name: 'content-length', value: '0' },
      ];
      nowMs += story.serverMs ?? 0;
      tell({
        type: 'responseHead',
        conn: output.conn,
        head: { version: '1.1', status: 200, reason: 'OK', headers },
        body: 'none',
        headBytes: 50,
      });
      tell({ type: 'responseEnd', conn: output.conn, reusable: false });
    } else if (output.type === 'log') servers.push(output.record.server);
  };
  const acts = [
    ...story.visits.map((visit, at) => ({ atMs: visit.atMs, visit, client: at + 1 })),
    ...(story.orders ?? []).map((order) => ({ atMs: order.atMs, order })),
  ].sort((x, y) => x.atMs - y.atMs);
  for (const act of acts) {
    nowMs = act.atMs;
    if ('order' in act) {
      const [backend, server] = act.order.server.split('/');
      const proxy = plan.proxies.findIndex((candidate) => candidate.name === backend);
      const index = plan.proxies[proxy]!.backend!.servers.findIndex((candidate) => candidate.name === server);
      tell({ type: 'command', command: { type: 'set-state', proxy, server: index, state: act.order.state } });
      continue;
    }
    const { visit, client } = act;
    answers = visit.answers ?? [];
    tell({
      type: 'accepted',
      client,
      listener: 0,
      src: { host: visit.src ?? '10.0.0.1', port: 1000 },
      dst: { host: '127.0.0.1', port: 80 },
    });
    const headers = [['x-backend', backendOf(story, visit)] as const, ...(visit.headers ?? [])].map(
      ([name, value]) => ({ name: name.toLowerCase(), value }),
    );
    tell({
      type: 'requestHead',
      client,
      head: { method: 'GET', target: visit.target ?? '/', version: '1.1', headers },
      body: 'none',
      headBytes: 50,
    });
    tell({ type: 'requestEnd', client });
    tell({ type: 'clientClosed', client, how: 'end' });
  }
  const tables: Record<string, string[]> = {};
  for (const [at, table] of plan.tables.entries()) {
    if (!story.tables.includes(table.name)) continue;
    purgeExpired(table, state.tables[at]!, nowMs);
    tables[table.name] = [...state.tables[at]!.entries.values()]
      .map((entry) => `${shownKey(table.type, entry.key)} → ${entry.serverId}`)
      .sort();
  }
  return { servers, tables };
}

/** As `show table` prints keys. */
function shownKey(type: string, key: string): string {
  if (type !== 'binary') return key;
  return [...key].map((character) => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')).join('');
}

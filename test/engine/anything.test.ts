/**
 * Random facts, sensible and senseless ones, told to the engine in random order. Whatever happens: it does not throw, its
 * counts agree, every stream ends once, no server has more than its maxconn, nobody is sent to a server that is down,
 * queues are in order, and a copy of its state goes on the same way.
 */

import { expect, test } from 'vitest';
import { byId, hasId, type IdTable, inOrderOfId } from '../../simulator/engine/id-table.ts';
import type { Input, Output } from '../../simulator/engine/io.ts';
import { createRandom, nextBelow, type RandomState } from '../../simulator/engine/random.ts';
import { type EngineState, NEVER, type Queue } from '../../simulator/engine/state.ts';
import { createEngine, nextDeadline, step } from '../../simulator/engine/step.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import { planOf } from './plans.ts';

const HTTP = `
global
  log stdout format raw local0
  maxconn 30
defaults
  mode http
  option httplog
  log global
  option redispatch
  option abortonclose
  timeout client 300
  timeout server 300
  timeout connect 100
  timeout queue 200
  timeout http-request 150
frontend fe
  bind :80
  maxconn 20
  http-request deny if { path /deny }
  http-request redirect location /x if { path /redirect }
  use_backend other if { path /other }
  http-request set-priority-class int(-1) if { path /deny2 }
  http-request set-priority-offset int(40) if { path /slow }
  http-request wait-for-body time 80 if { path /body }
  default_backend bk
backend bk
  use-server web2 if { path /two }
  ignore-persist if { path /slow }
  http-response pause 30 if { status 204 }
  http-response wait-for-body time 50 if { status 500 }
  cookie SRV insert indirect
  stick-table type ip size 10 expire 200ms
  stick on src
  http-response deny if { status 404 }
  server web1 127.0.0.1:8001 maxconn 2 maxqueue 3 cookie w1 check inter 100 on-marked-down shutdown-sessions
  server web2 127.0.0.1:8002 maxconn 1 cookie w2 check inter 70 fall 2
  server web3 127.0.0.1:8003 backup maxconn 1 cookie w3
backend other
  balance leastconn
  http-reuse always
  option httpclose
  server o1 127.0.0.1:8004 maxconn 1
  server o2 127.0.0.1:8005 maxconn 1 weight 3
`;

const TCP = `
global
  log stdout format raw local0
defaults
  mode tcp
  option tcplog
  log global
  timeout client 300
  timeout server 300
  timeout connect 100
  timeout queue 200
  timeout client-fin 50
listen fe
  bind :80
  balance source
  server web1 127.0.0.1:8001 maxconn 2 check inter 100 on-marked-up shutdown-backup-sessions
  server web2 127.0.0.1:8002 maxconn 1
  server web3 127.0.0.1:8003 backup
`;

const PATHS = ['/', '/deny', '/redirect', '/other', '/other', '/deny2', '/slow', '/two', '/body'];
const STATUSES = [200, 200, 204, 404, 500, 100, 101];

class Chaos {
  private readonly random: RandomState;
  private clients = 0;

  constructor(seed: number) {
    this.random = createRandom(seed);
  }

  below(bound: number): number {
    return nextBelow(this.random, bound);
  }

  private one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Mostly one that is there. */
  private idOf(ids: readonly number[]): number {
    return ids.length === 0 || this.below(20) === 0 ? 1 + this.below(1000) : this.one(ids);
  }

  private get how(): 'end' | 'reset' {
    return this.below(3) === 0 ? 'reset' : 'end';
  }

  next(plan: Plan, state: EngineState): Input {
    const client = this.idOf(idsIn(state.clients));
    const conn = this.idOf(idsIn(state.conns));
    const isHttp = plan.proxies[0]!.mode === 'http';
    switch (this.below(isHttp ? 24 : 16)) {
      case 0:
      case 1: {
        this.clients++;
        const src = { host: `10.0.0.${1 + this.below(20)}`, port: 1000 + this.clients };
        return { type: 'accepted', client: this.clients, listener: 0, src, dst: { host: '127.0.0.1', port: 80 } };
      }
      case 2:
      case 3:
      case 4:
        return { type: 'connected', conn };
      case 5:
        return { type: 'connectFailed', conn, reason: 'refused' };
      case 6:
        if (this.below(3) > 0) return { type: 'requestEnd', client };
        return { type: 'clientClosed', client, how: this.how };
      case 7:
        if (this.below(3) > 0) return { type: 'connected', conn };
        return { type: 'serverClosed', conn, how: this.how, truncated: this.below(2) === 0 };
      case 8:
        return { type: 'clientData', client, bytes: 1 + this.below(100) };
      case 9:
        return { type: 'serverData', conn, bytes: 1 + this.below(100) };
      case 10: {
        const proxy = isHttp ? 1 + this.below(2) : 0;
        const server = this.below(plan.proxies[proxy]!.backend!.servers.length);
        if (this.below(4) > 0) return { type: 'deadline' };
        const command = this.one([
          { type: 'set-state', proxy, server, state: this.one(['ready', 'ready', 'drain', 'maint'] as const) },
          { type: 'set-health', proxy, server, health: this.one(['up', 'up', 'stopping', 'down'] as const) },
          { type: 'set-weight', proxy, server, weight: this.below(4) },
        ] as const);
        return { type: 'command', command };
      }
      case 11:
        return {
          type: 'probeEnded',
          probe: this.idOf([...state.probes.keys()]),
          result: { status: this.one(['L4OK', 'L4CON']) },
        };
      case 12:
      case 13:
      case 14:
      case 15:
        return { type: 'deadline' };
      case 16:
        return { type: 'requestStarted', client };
      case 17:
      case 18: {
        const headers = this.below(3) === 0 ? [{ name: 'cookie', value: `SRV=w${1 + this.below(4)}` }] : [];
        const body = this.below(4) === 0 ? 'chunked' : 'none';
        const head = { method: 'GET', target: this.one(PATHS), version: this.one(['1.0', '1.1'] as const), headers };
        return { type: 'requestHead', client, head, body, headBytes: 50 };
      }
      case 19:
        return this.below(2) === 0 ? { type: 'requestBody', client, bytes: 10 } : { type: 'requestEnd', client };
      case 20: {
        const head = { version: '1.1' as const, status: this.one(STATUSES), reason: 'OK', headers: [] };
        const body = head.status === 101 ? 'tunnel' : this.one(['none', 'length', 'chunked', 'until-close'] as const);
        return { type: 'responseHead', conn, head, body, headBytes: 50 };
      }
      case 21:
        return {
          type: 'responseEnd',
          conn,
          reusable: this.below(4) > 0,
          ...(this.below(4) === 0 ? { pending: true } : {}),
        };
      case 22:
        return this.below(3) === 0
          ? { type: 'badRequest', client, status: 400, reason: 'x' }
          : { type: 'flushed', client, stream: this.idOf(idsIn(state.streams)) };
      default:
        return this.below(6) === 0
          ? { type: 'badResponse', conn, reason: 'x' }
          : { type: 'responseBody', conn, bytes: 10 };
    }
  }
}

const idsIn = <T extends { readonly id: number }>(table: IdTable<T>): number[] =>
  inOrderOfId(table).map(({ id }) => id);

/** A plain comparison: `expect` is too slow for a hundred thousand of them. */
function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

/** What must hold between steps. */
function checkCounts(plan: Plan, state: EngineState): void {
  const streams = inOrderOfId(state.streams);
  const conns = inOrderOfId(state.conns);
  const clients = inOrderOfId(state.clients);
  const count = <T>(list: readonly T[], test: (item: T) => boolean) => list.filter(test).length;
  same('woken', state.woken.length, 0);
  same('actconn', state.actconn, clients.length);
  same(
    'clients with streams',
    count(clients, (client) => client.stream !== 0),
    streams.length,
  );
  for (const proxy of state.proxies) {
    const here = streams.filter((stream) => stream.backend === proxy.id);
    const queued = here.filter((stream) => stream.phase === 'queued');
    same(
      'beconn',
      proxy.beconn,
      count(here, (stream) => stream.backendSet),
    );
    same(
      'served',
      proxy.served,
      count(here, (stream) => stream.slot !== NEVER),
    );
    same('queued', proxy.queuedTotal, queued.length);
    same(
      'queue',
      proxy.queue.length,
      count(queued, (stream) => stream.queuedAt === NEVER),
    );
    inOrder(state, proxy.queue);
    for (const server of proxy.servers) {
      inOrder(state, server.queue);
      const limit = plan.proxies[proxy.id]!.backend!.servers[server.index]!.maxconn;
      const mine = conns.filter((conn) => conn.proxy === proxy.id && conn.server === server.index);
      same(
        'server served',
        server.served,
        count(here, (stream) => stream.slot === server.index),
      );
      if (limit !== null) same('within maxconn', server.served <= limit, true);
      same(
        'server queue',
        server.queue.length,
        count(queued, (stream) => stream.queuedAt === server.index),
      );
      same(
        'current',
        server.current,
        count(here, (stream) => stream.counted && stream.server === server.index),
      );
      // those that no pool will ever have are not counted for longer than a moment
      const poolable = count(mine, (conn) => !conn.isPrivate);
      same('used', server.usedConns, poolable - server.safe.length - server.idle.length);
    }
  }
  for (const client of clients) for (const id of client.owned) same('owned', hasId(state.conns, id), true);
  for (const conn of conns) if (conn.stream !== 0) same('carries', byId(state.streams, conn.stream)?.conn, conn.id);
}

/** Who waits is sorted by class, then by the time of waiting as moved by the offset. */
function inOrder(state: EngineState, queue: Queue): void {
  const waiting = queue.ids.slice(queue.head).flatMap((id) => (id === 0 ? [] : byId(state.streams, id)!));
  same('queue length', waiting.length, queue.length);
  for (const [at, stream] of waiting.entries()) {
    const before = waiting[at - 1];
    if (!before) continue;
    const [ours, theirs] = [stream, before].map(({ priority: { class: c, offset }, queuedMs }) => [
      c,
      queuedMs + offset,
    ]);
    const isSorted = theirs![0]! < ours![0]! || (theirs![0] === ours![0] && theirs![1]! <= ours![1]!);
    same('queue in order', isSorted, true);
  }
}

/**
 * A first attempt never goes to a server that is down or in maintenance. Later ones may (without redispatch they keep
 * their server), and so may who had waited for that server.
 */
function checkTargets(out: readonly Output[], state: EngineState): void {
  for (const output of out) {
    if (output.type !== 'connect') continue;
    const stream = byId(state.streams, output.stream);
    if (!stream || stream.retries > 0 || stream.queuedMs !== NEVER) continue;
    const { running, admin } = state.proxies[output.proxy]!.servers[output.server]!;
    same('sent to a server that is not down', running !== 'stopped' && admin !== 'maint', true);
    if (stream.direct === null)
      same('balanced to one that takes traffic', admin !== 'drain' && running !== 'stopping', true);
  }
}

interface Seen {
  readonly closedClients: Set<number>;
  readonly closedServers: Set<number>;
  readonly logged: Set<number>;
}

/** What must hold of the outputs: nothing is said about what was closed; a stream is logged once. */
function checkOutputs(out: readonly Output[], seen: Seen): void {
  for (const output of out) {
    if ('client' in output) same(`${output.type} after close`, seen.closedClients.has(output.client), false);
    if ('conn' in output) same(`${output.type} after close`, seen.closedServers.has(output.conn), false);
    if (output.type === 'closeClient' && !output.half) seen.closedClients.add(output.client);
    if (output.type === 'closeServer' && !output.half) seen.closedServers.add(output.conn);
    if (output.type === 'log' && output.record.stream !== 0) {
      same('logged twice', seen.logged.has(output.record.stream), false);
      seen.logged.add(output.record.stream);
    }
  }
}

function run(config: string, version: Version, seed: number, steps: number): void {
  // responses learnt to pause in 3.2
  const plan = planOf(version < '3.2' ? config.replace(/.*http-response pause.*\n/, '') : config, version);
  const chaos = new Chaos(seed);
  const state = createEngine(plan, { seed, startMs: 0, explain: seed % 2 === 0 });
  const seen: Seen = { closedClients: new Set(), closedServers: new Set(), logged: new Set() };
  let copy: EngineState | null = null;
  let now = 0;
  for (let at = 0; at < steps; at++) {
    if (chaos.below(3) === 0) now += chaos.below(40);
    const input = chaos.next(plan, state);
    const out: Output[] = [];
    step(plan, state, now, input, out);
    if (copy) {
      const again: Output[] = [];
      step(plan, copy, now, input, again);
      same('the copy goes on the same way', JSON.stringify(again), JSON.stringify(out));
    }
    if (at === Math.floor(steps / 2)) copy = structuredClone(state);
    checkCounts(plan, state);
    checkOutputs(out, seen);
    checkTargets(out, state);
  }
  // left alone, everything comes to its end
  for (let wakes = 0; wakes < 10_000 && state.clients.size > 0; wakes++) {
    now = Math.max(now, nextDeadline(state) ?? now);
    step(plan, state, now, { type: 'deadline' }, []);
  }
  same('streams left', state.streams.size, 0);
  same('clients left', state.clients.size, 0);
  checkCounts(plan, state);
}

const SEED = Number(process.env.SEED ?? 20260101);

for (const [name, config] of Object.entries({ HTTP, TCP })) {
  for (const version of ['2.6', '3.2'] as const) {
    test(`${name}, ${version}`, () => {
      for (let seed = SEED; seed < SEED + 12; seed++) {
        expect(() => run(config, version, seed, 1500), `SEED=${seed}`).not.toThrow();
      }
    });
  }
}

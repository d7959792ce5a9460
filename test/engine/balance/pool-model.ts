/** A pool of servers around one balancing algorithm, without the rest of the engine. */

import { balanceOf } from '../../../simulator/engine/balance/index.ts';
import type { Balance } from '../../../simulator/engine/balance/record.ts';
import { createIdTable, putById } from '../../../simulator/engine/id-table.ts';
import { createRandom } from '../../../simulator/engine/random.ts';
import type { Engine, ProxyState, ServerState, Stream } from '../../../simulator/engine/state.ts';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { behaviourOf } from '../../../simulator/plan/behaviour.ts';
import type { BackendPlan, BalanceKey, ServerPlan } from '../../../simulator/plan/plan.ts';

export interface ServerSpec {
  readonly weight?: number;
  readonly backup?: boolean;
  readonly maxconn?: number;
  readonly id?: number;
  /** `hash-key`; addresses are 127.0.0.11 and up, the port 18111, GUIDs srv-1 and up. */
  readonly hashKey?: ServerPlan['hashKey'];
}

export interface PoolSpec {
  readonly balance: string;
  readonly servers: readonly ServerSpec[];
  readonly version?: Version;
  readonly allbackups?: boolean;
  readonly consistent?: boolean;
  readonly avalanche?: boolean;
  readonly fn?: string;
  readonly key?: BalanceKey;
  readonly hashBalanceFactor?: number;
  readonly draws?: number;
  readonly seed?: number;
}

export interface Request {
  readonly src?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Pool {
  readonly proxy: ProxyState;
  readonly balance: Balance;
  readonly plan: BackendPlan;
  readonly engine: Engine;
  /** Chooses without taking a slot; servers are numbered from 1, 0 is none. */
  pick(request?: Request, avoid?: number): number;
  /** Chooses and takes a slot. */
  take(request?: Request): number;
  drop(server: number): void;
  setWeight(server: number, weight: number): void;
  setAdmin(server: number, admin: ServerState['admin']): void;
  setRunning(server: number, running: ServerState['running']): void;
}

/** @param spec its servers are numbered from 1, as their ids are */
export function createPool(spec: PoolSpec): Pool {
  const plan = backendPlan(spec);
  const proxy = {
    id: 0,
    served: 0,
    beconn: 0,
    queue: { ids: [], head: 0, length: 0 },
    servers: spec.servers.map((server, index) => serverState(server, index)),
    lb: null,
    activeWeight: 0,
    backupWeight: 0,
    activeUsable: 0,
    backupUsable: 0,
  } as unknown as ProxyState & { lb: unknown };
  const client = { src: { host: '127.0.0.1', port: 1 } };
  const clients = createIdTable<typeof client>();
  putById(clients, 1, client);
  const engine = {
    plan: { version: spec.version ?? '2.6', behaviour: behaviourOf(spec.version ?? '2.6'), proxies: [] },
    state: { random: createRandom(spec.seed ?? 1), clients, proxies: [proxy] },
    out: [],
    nowMs: 0,
  } as unknown as Engine;
  const balance = balanceOf(spec.balance);
  proxy.lb = balance.init(plan, proxy, engine);
  const pick = (request: Request = {}, avoid = 0) => {
    client.src = { host: request.src ?? '127.0.0.1', port: 1 };
    const headers = Object.entries(request.headers ?? {}).map(([name, value]) => ({ name, value }));
    const head = { method: 'GET', target: request.target ?? '/', version: '1.1', headers };
    const stream = { client: 1, request: head, peeked: '' } as unknown as Stream;
    const picked = balance.pick({ engine, plan, proxy, stream, avoid: avoid - 1 });
    return picked === null ? 0 : picked + 1;
  };
  const change = (server: number, what: (state: ServerState) => void) => {
    what(proxy.servers[server - 1]!);
    balance.onChange(plan, proxy, server - 1);
  };
  return {
    proxy,
    balance,
    plan,
    engine,
    pick,
    take(request) {
      const server = pick(request);
      if (server === 0) return 0;
      proxy.servers[server - 1]!.served++;
      proxy.served++;
      balance.onTake(plan, proxy, server - 1);
      return server;
    },
    drop(server) {
      proxy.servers[server - 1]!.served--;
      proxy.served--;
      balance.onDrop(plan, proxy, server - 1);
    },
    setWeight: (server, weight) =>
      change(server, (state) => {
        state.userWeight = weight;
        state.effectiveWeight = weight * 16;
      }),
    setAdmin: (server, admin) =>
      change(server, (state) => {
        state.admin = admin;
      }),
    setRunning: (server, running) =>
      change(server, (state) => {
        state.running = running;
      }),
  };
}

function serverState(spec: ServerSpec, index: number): ServerState {
  const weight = spec.weight ?? 1;
  return {
    proxy: 0,
    index,
    admin: 'ready',
    running: 'running',
    userWeight: weight,
    effectiveWeight: weight * 16,
    served: 0,
    current: 0,
    queue: { ids: [], head: 0, length: 0 },
  } as unknown as ServerState;
}

function backendPlan(spec: PoolSpec): BackendPlan {
  const servers = spec.servers.map((server, index) => ({
    index,
    puid: server.id ?? index + 1,
    name: `s${index + 1}`,
    weight: server.weight ?? 1,
    backup: server.backup ?? false,
    host: `127.0.0.${11 + index}`,
    port: 18111,
    guid: `srv-${index + 1}`,
    hashKey: server.hashKey ?? null,
    maxconn: server.maxconn ?? null,
    maxqueue: null,
  })) as unknown as ServerPlan[];
  return {
    balance: {
      algorithm: spec.balance,
      args: [],
      span: null,
      key: spec.key ?? (spec.balance === 'source' ? { type: 'source' } : null),
      draws: spec.draws ?? 2,
      hashBalanceFactor: spec.hashBalanceFactor ?? 0,
    },
    hashType: {
      method: spec.consistent ? 'consistent' : 'map-based',
      fn: spec.fn ?? 'sdbm',
      avalanche: spec.avalanche ?? false,
    },
    servers,
    allbackups: spec.allbackups ?? false,
  } as unknown as BackendPlan;
}

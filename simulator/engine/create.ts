/** A new engine for a plan: nothing is open, every server as configured. */

import type { BackendPlan, Plan, ProxyPlan } from '../plan/plan.ts';
import { balanceOf } from './balance/index.ts';
import { createChanges } from './changes.ts';
import { createServer } from './create-server.ts';
import { startAgents } from './health/agent.ts';
import { startChecks } from './health/index.ts';
import { createIdTable } from './id-table.ts';
import type { EngineOptions, Output } from './io.ts';
import { preload } from './preload.ts';
import { setProcessVariables } from './process-variables.ts';
import { createQueue } from './queue.ts';
import { createRandom } from './random.ts';
import { followTracked } from './server.ts';
import type { EngineState, ListenerState, ProxyCounters, ProxyState, ServerState } from './state.ts';
import { createTable } from './stick/index.ts';
import { createTimers, newTimer, type Timers } from './timers.ts';

/** @returns plain data; give it to `step` with the same plan */
export function createEngine(plan: Plan, options: EngineOptions): EngineState {
  const timers = createTimers();
  const proxies = plan.proxies.map((proxy) => createProxy(proxy, timers, options.startMs));
  const state: EngineState = {
    nowMs: options.startMs,
    startMs: options.startMs,
    explain: options.explain,
    random: createRandom(options.seed),
    given: null,
    timers,
    failing: 0,
    doomed: 0,
    nextStream: 1,
    nextConn: 1,
    nextProbe: 1,
    proxies,
    listeners: plan.listeners.map((): ListenerState => ({ open: true, paused: false, connections: 0 })),
    clients: createIdTable(),
    streams: createIdTable(),
    conns: createIdTable(),
    probes: new Map(),
    tables: plan.tables.map((table, index) => createTable(table, index, timers)),
    changes: createChanges(),
    patterns: new Map(),
    caches: new Map(),
    variables: {},
    woken: [],
    actconn: 0,
    stopping: false,
    stopped: false,
    stopTimer: newTimer(timers, 'stop', 0, 0),
  };
  const out: Output[] = [];
  const engine = { plan, state, out, nowMs: options.startMs };
  for (const proxy of plan.proxies) {
    if (!proxy.backend) continue;
    const slot = proxies[proxy.id]!;
    (slot as { lb: ProxyState['lb'] }).lb = balanceOf(proxy.backend.balance.algorithm).init(
      proxy.backend,
      slot,
      engine,
    );
  }
  setProcessVariables(engine);
  preload(engine);
  followTracked(engine);
  startChecks(engine);
  startAgents(engine);
  return state;
}

function createProxy(plan: ProxyPlan, timers: Timers, startMs: number): ProxyState {
  return {
    id: plan.id,
    feconn: 0,
    logLines: 0,
    beconn: 0,
    served: 0,
    queue: createQueue(),
    queuedTotal: 0,
    servers: plan.backend ? createServers(plan, plan.backend, timers, startMs) : [],
    lb: null,
    ...(plan.frontend?.sessionsPerSecond ? { rateTimer: newTimer(timers, 'rate', plan.id, 0) } : {}),
    warming: 0,
    activeWeight: 0,
    backupWeight: 0,
    activeUsable: 0,
    backupUsable: 0,
    counters: proxyCounters(),
    sessionRate: { sinceMs: startMs, now: 0, before: 0 },
    backendRate: { sinceMs: startMs, now: 0, before: 0 },
    requestRate: { sinceMs: startMs, now: 0, before: 0 },
  };
}

function createServers(proxy: ProxyPlan, plan: BackendPlan, timers: Timers, startMs: number): ServerState[] {
  // nobody is served by a section that is off
  return plan.servers.map((server) =>
    createServer(proxy.id, plan, proxy.disabled ? { ...server, disabled: true } : server, timers, startMs),
  );
}

function proxyCounters(): ProxyCounters {
  return {
    connections: 0,
    deniedConnections: 0,
    deniedSessions: 0,
    frontSessions: 0,
    requests: 0,
    sessions: 0,
    bytesIn: 0,
    bytesOut: 0,
    deniedRequests: 0,
    deniedResponses: 0,
    requestErrors: 0,
    connectionErrors: 0,
    responseErrors: 0,
    retries: 0,
    redispatches: 0,
    clientAborts: 0,
    serverAborts: 0,
    maxFrontend: 0,
    maxBackend: 0,
    maxQueue: 0,
    intercepted: 0,
    failedRewrites: 0,
    responses: [0, 0, 0, 0, 0, 0],
  };
}

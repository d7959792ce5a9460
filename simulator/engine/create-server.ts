/** A server's state, as configured: at the start, and for one that is added at run time. */
import type { BackendPlan, ServerPlan } from '../plan/plan.ts';
import { createCheckState } from './health/index.ts';
import { createQueue } from './queue.ts';
import { weigh } from './server.ts';
import type { ServerCounters, ServerState } from './state.ts';
import { newTimer, type Timers } from './timers.ts';

export function createServer(
  proxy: number,
  backend: BackendPlan,
  plan: ServerPlan,
  timers: Timers,
  startMs: number,
): ServerState {
  const state: ServerState = {
    proxy,
    index: plan.index,
    admin: plan.disabled ? 'maint' : 'ready',
    ownAdmin: plan.disabled ? 'maint' : 'ready',
    inheritedAdmin: 'ready',
    running: plan.disabled || plan.check?.initState?.endsWith('down') ? 'stopped' : 'running',
    userWeight: plan.weight,
    effectiveWeight: 0,
    served: 0,
    current: 0,
    queue: createQueue(),
    safe: [],
    idle: [],
    usedConns: 0,
    maxUsedConns: 0,
    estimatedConns: 0,
    warmupTimer: newTimer(timers, 'warmup', proxy, plan.index),
    warmPercent: 100,
    poolTimer: newTimer(timers, 'pool', proxy, plan.index),
    check: plan.check ? createCheckState(plan.check, proxy, plan.index, timers) : null,
    ...(plan.agent ? { agent: createCheckState(plan.agent, proxy, plan.index, timers, 'agent') } : {}),
    changedMs: startMs,
    downTimeMs: 0,
    sessionRate: { sinceMs: startMs, now: 0, before: 0 },
    counters: serverCounters(),
  };
  weigh(backend, state, startMs);
  return state;
}

function serverCounters(): ServerCounters {
  return {
    sessions: 0,
    chosen: 0,
    connects: 0,
    reuses: 0,
    bytesIn: 0,
    bytesOut: 0,
    connectionErrors: 0,
    responseErrors: 0,
    retries: 0,
    redispatches: 0,
    clientAborts: 0,
    serverAborts: 0,
    maxCurrent: 0,
    maxQueue: 0,
    failedChecks: 0,
    downs: 0,
    responses: [0, 0, 0, 0, 0, 0],
  };
}

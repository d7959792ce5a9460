/**
 * A server changes: checks found it down or up, an operator paused it or gave it another weight. Balancing is told, the
 * queues are served or emptied, sessions are shut down where the configuration says so, and the change is reported.
 * The order is HAProxy's: what waits is redistributed and counted, the change is logged, then sessions end.
 */

import type { BackendPlan, ServerPlan } from '../plan/plan.ts';
import { balanceOf } from './balance/index.ts';
import { initialHealth } from './health/counter.ts';
import { byId, inOrderOfId } from './id-table.ts';
import type { ProbeResult, ServerStateChange } from './io.ts';
import { killStream } from './kill.ts';
import { closeIdle } from './pool.ts';
import { redistribute, serveQueues } from './queue.ts';
import { isUsable, operState } from './server-state.ts';
import { followsWeights, isWarm, STEP_MS, slowstartSeconds, warmPercent, warmShare } from './slowstart.ts';
import { type Engine, NEVER, type Running, type ServerState, type Stream } from './state.ts';
import { arm } from './timers.ts';
import { strongerAdmin, trackersOf } from './tracking.ts';

export interface ChangeReason {
  /** As the log says it, for example `Layer4 timeout`. */
  readonly reason: string;
  readonly probe: ProbeResult | null;
  readonly durationMs: number | null;
  /** The server that is followed: `backend/server`. */
  readonly via?: string;
}

/** What the checks say now (HAProxy's srv_set_running, srv_set_stopping, srv_set_stopped). */
export function setRunning(engine: Engine, server: ServerState, running: Running, why: ChangeReason): void {
  if (server.running === running || (running === 'running' && server.running === 'starting')) return;
  change(engine, server, why, false, () => {
    server.running = running === 'running' ? comingUp(engine, server) : running;
  });
  for (const tracker of trackersOf(engine.state, serverPlanOf(engine, server))) {
    setRunning(engine, tracker, running, { reason: '', probe: null, durationMs: null, via: nameOf(engine, server) });
  }
}

function serverPlanOf(engine: Engine, server: ServerState): ServerPlan {
  return planOf(engine, server).servers[server.index]!;
}

function nameOf(engine: Engine, server: ServerState): string {
  return `${engine.plan.proxies[server.proxy]!.name}/${serverPlanOf(engine, server).name}`;
}

/** Up at once, or by and by. */
function comingUp(engine: Engine, server: ServerState): Running {
  const plan = planOf(engine, server);
  if (slowstartSeconds(plan, server.index) === 0) return 'running';
  arm(engine.state.timers, server.warmupTimer, engine.nowMs + STEP_MS);
  return 'starting';
}

function planOf(engine: Engine, server: ServerState): BackendPlan {
  return engine.plan.proxies[server.proxy]!.backend!;
}

/** The next step of a slow start, which may be the last one. */
export function warmUp(engine: Engine, proxyId: number, index: number): void {
  const server = engine.state.proxies[proxyId]!.servers[index]!;
  if (server.admin === 'maint' || server.running !== 'starting') return;
  if (isWarm(planOf(engine, server), server, engine.nowMs)) {
    setWarm(engine, server);
    return;
  }
  weigh(planOf(engine, server), server, engine.nowMs);
  tellBalance(engine, server);
  serveQueues(engine, proxyId, index);
  arm(engine.state.timers, server.warmupTimer, engine.nowMs + STEP_MS);
}

function setWarm(engine: Engine, server: ServerState): void {
  change(engine, server, { reason: '', probe: null, durationMs: null }, false, () => {
    server.running = 'running';
  });
  serveQueues(engine, server.proxy, server.index);
}

/** What the operator wants: `set server … state ready|drain|maint`. */
export function setAdmin(engine: Engine, server: ServerState, admin: ServerState['admin']): void {
  server.ownAdmin = admin;
  const reason = admin === 'ready' ? 'leaving forced maintenance' : admin;
  administer(engine, server, { reason, probe: null, durationMs: null });
}

/** Own orders and those of the server that it tracks come to this. */
function administer(engine: Engine, server: ServerState, why: ChangeReason): void {
  const admin = strongerAdmin(server.ownAdmin, server.inheritedAdmin);
  if (server.admin === admin) return;
  change(engine, server, why, true, () => {
    if (server.admin === 'maint') leaveMaintenance(engine, server);
    // a check under way finds nothing left to take away
    else if (admin === 'maint' && server.check) server.check.health = 0;
    server.admin = admin;
  });
  const via = nameOf(engine, server);
  for (const tracker of trackersOf(engine.state, serverPlanOf(engine, server))) {
    tracker.inheritedAdmin = admin;
    administer(engine, tracker, { reason: 'inherited', probe: null, durationMs: null, via });
  }
}

/** At the start: servers that track others are what those are; nothing is said about it. */
export function followTracked(engine: Engine): void {
  for (const { servers } of engine.state.proxies) {
    for (const server of servers) inherit(engine, server);
  }
}

function inherit(engine: Engine, server: ServerState): void {
  for (const tracker of trackersOf(engine.state, serverPlanOf(engine, server))) {
    if (tracker.inheritedAdmin === server.admin && tracker.running === server.running) continue;
    tracker.inheritedAdmin = server.admin;
    tracker.admin = strongerAdmin(tracker.ownAdmin, server.admin);
    tracker.running = tracker.admin === 'maint' ? 'stopped' : server.running;
    weigh(planOf(engine, tracker), tracker, engine.nowMs);
    tellBalance(engine, tracker);
    inherit(engine, tracker);
  }
}

/**
 * A server that was in maintenance comes back up, whatever its checks had found before: the next one decides. One that
 * tracks another is what that is; `init-state` may say otherwise.
 */
function leaveMaintenance(engine: Engine, server: ServerState): void {
  const { check, track } = serverPlanOf(engine, server);
  if (track) {
    server.running = engine.state.proxies[track.proxy]!.servers[track.server]!.running;
    return;
  }
  if (check && server.check) server.check.health = initialHealth(check);
  const isDown = check && server.check && server.check.health < check.rise;
  server.running = isDown ? 'stopped' : comingUp(engine, server);
}

/** `set server … weight`: 0 to 256. Where servers are laid out on a map, only none or the configured one. */
export function setWeight(engine: Engine, server: ServerState, weight: number): void {
  const plan = planOf(engine, server);
  if (weight !== 0 && weight !== plan.servers[server.index]!.weight && !followsWeights(plan)) return;
  server.userWeight = weight;
  if (server.running === 'starting' && isWarm(plan, server, engine.nowMs)) setWarm(engine, server);
  weigh(plan, server, engine.nowMs);
  tellBalance(engine, server);
  if (isUsable(server)) serveQueues(engine, server.proxy, server.index);
}

/** Weight as balancing uses it: sixteen for each unit, less during a slow start, and none while draining. */
export function weigh(plan: BackendPlan, server: ServerState, nowMs: number): void {
  server.effectiveWeight = server.admin === 'drain' ? 0 : server.userWeight * warmShare(plan, server, nowMs);
  server.warmPercent = warmPercent(plan, server, nowMs);
}

function change(
  engine: Engine,
  server: ServerState,
  why: ChangeReason,
  administrative: boolean,
  apply: () => void,
): void {
  const from = operState(server);
  const wasAdmin = server.admin;
  const wasUsable = isUsable(server);
  const wasGone = isGone(server);
  const wasStarting = server.running === 'starting';
  const hadServers = hasServers(engine, server.proxy);
  apply();
  engine.state.proxies[server.proxy]!.warming += Number(server.running === 'starting') - Number(wasStarting);
  const isBack = wasGone && !isGone(server);
  const isLost = !wasGone && isGone(server);
  if (isLost) server.counters.downs++;
  if (isBack) server.downTimeMs += engine.nowMs - server.changedMs;
  server.changedMs = engine.nowMs;
  weigh(planOf(engine, server), server, engine.nowMs);
  tellBalance(engine, server);
  if (server.admin === 'maint') closeIdle(engine, server, server.safe.length + server.idle.length);
  let requeued = 0;
  if (wasUsable && !isUsable(server)) requeued = redistribute(engine, server.proxy, server);
  else if (!wasUsable && isUsable(server)) {
    const before = engine.state.woken.length;
    serveQueues(engine, server.proxy, server.index);
    requeued = engine.state.woken.length - before;
  }
  const drained = from === 'DOWN' && operState(server) === 'DOWN' && wasAdmin !== server.admin;
  const described: ServerStateChange = {
    ...describeChange(engine, server, from, why, administrative, requeued),
    ...(drained ? { drain: server.admin === 'drain' ? 'entered' : 'left' } : {}),
  };
  const lastGone = hadServers && !hasServers(engine, server.proxy);
  engine.out.push({ type: 'serverState', change: lastGone ? { ...described, lastGone } : described });
  const plan = engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!;
  if (isLost && plan.onMarkedDown === 'shutdown-sessions') killSessions(engine, server, 'D');
  const comesBack = !wasUsable && isUsable(server) && !plan.backup;
  if (comesBack && plan.onMarkedUp === 'shutdown-backup-sessions') killBackupSessions(engine, server.proxy);
}

function hasServers(engine: Engine, proxyId: number): boolean {
  const { activeUsable, backupUsable } = engine.state.proxies[proxyId]!;
  return activeUsable > 0 || backupUsable > 0;
}

/** Down, or taken out of service. */
function isGone(server: ServerState): boolean {
  return server.running === 'stopped' || server.admin === 'maint';
}

/** The change as a record; `from` is what the server was. */
export function describeChange(
  engine: Engine,
  server: ServerState,
  from: ServerStateChange['from'],
  why: ChangeReason,
  administrative: boolean,
  requeued: number,
): ServerStateChange {
  const proxy = engine.state.proxies[server.proxy]!;
  return {
    proxy: server.proxy,
    server: server.index,
    from,
    to: operState(server),
    reason: why.reason,
    probe: why.probe,
    activeLeft: proxy.activeUsable,
    backupLeft: proxy.backupUsable,
    sessionsActive: server.current,
    requeued,
    remaining: server.queue.length,
    durationMs: why.durationMs,
    ...(why.via === undefined ? {} : { via: why.via }),
    administrative,
  };
}

function tellBalance(engine: Engine, server: ServerState): void {
  const plan = engine.plan.proxies[server.proxy]!.backend!;
  const proxy = engine.state.proxies[server.proxy]!;
  balanceOf(plan.balance.algorithm).onChange(plan, proxy, server.index);
}

/** Ends every session that holds a slot of the server. `cause`: D (it went down), U (a better one came up), K (an operator). */
export function killSessions(engine: Engine, server: ServerState, cause: 'D' | 'U' | 'K'): void {
  const { streams, clients } = engine.state;
  const doomed = inOrderOfId(streams).filter(
    (stream) => stream.backend === server.proxy && stream.slot === server.index && stream.slot !== NEVER,
  );
  for (const stream of doomed) {
    if (stream.id === engine.state.failing) doom(engine, stream);
    else killStream(engine, byId(clients, stream.client)!, stream, cause);
  }
}

/** Its own failure took the server down: it ends behind that; up to 2.8 it may try again, but is marked. */
function doom(engine: Engine, stream: Stream): void {
  if (engine.plan.behaviour.killedSession === 'as-connect-failure') engine.state.doomed = stream.id;
  else if (stream.counted && stream.cause === '') stream.cause = 'D';
}

function killBackupSessions(engine: Engine, proxyId: number): void {
  const { servers } = engine.plan.proxies[proxyId]!.backend!;
  for (const server of engine.state.proxies[proxyId]!.servers) {
    if (servers[server.index]!.backup) killSessions(engine, server, 'U');
  }
}

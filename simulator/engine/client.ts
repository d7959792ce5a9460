/**
 * Client connections: accepted, counted against the limits, idle between requests, closed. A frontend that is full, or a
 * process that is, stops accepting: the kernel's backlog holds who comes then.
 * Facts: the manual, `maxconn` (global, frontend, bind).
 */

import { awaitRequest } from './deadlines.ts';
import { byId, putById, removeById } from './id-table.ts';
import type { ClientId, Ending, Endpoint, Tlv } from './io.ts';
import { forgetConn } from './pool.ts';
import { type Client, type Engine, NEVER } from './state.ts';
import { countRate, untilBelow } from './stick/data.ts';
import { untrack } from './stick/track.ts';
import { arm, freeTimer, newTimer } from './timers.ts';

export function createClient(
  engine: Engine,
  id: ClientId,
  listener: number,
  src: Endpoint,
  dst: Endpoint,
  tlvs?: readonly Tlv[],
  peer?: Client['own'],
  waitedMs = 0,
): Client {
  const { state, nowMs } = engine;
  const plan = engine.plan.listeners[listener]!;
  const client: Client = {
    id,
    listener,
    proxy: plan.proxy,
    src,
    dst,
    own: peer ?? (plan.acceptProxy ? null : { src, dst }),
    acceptedMs: nowMs - waitedMs,
    readyMs: plan.ssl ? NEVER : nowMs,
    ...(tlvs === undefined ? {} : { tlvs }),
    tls: null,
    variables: null,
    tracked: null,
    stream: 0,
    requests: 0,
    idleSinceMs: nowMs,
    firstByteMs: NEVER,
    ended: false,
    reset: false,
    draining: false,
    owned: [],
    timer: newTimer(state.timers, 'session', id, 0),
    requestDeadlineMs: NEVER,
  };
  putById(state.clients, id, client);
  const proxy = state.proxies[plan.proxy]!;
  state.actconn++;
  proxy.feconn++;
  proxy.counters.connections++;
  proxy.counters.maxFrontend = Math.max(proxy.counters.maxFrontend, proxy.feconn);
  state.listeners[listener]!.connections++;
  countRate(proxy.sessionRate, nowMs);
  adjustListeners(engine, plan.proxy, true);
  return client;
}

/** A stream of an HTTP/2 connection: it shares everything with it that is the connection's, and counts nowhere. */
export function createChild(engine: Engine, id: ClientId, parent: Client): Client {
  const { state, nowMs } = engine;
  parent.variables ??= {};
  const client: Client = {
    ...parent,
    id,
    within: parent.id,
    stream: 0,
    firstByteMs: nowMs,
    ended: false,
    reset: false,
    draining: false,
    owned: [],
    timer: newTimer(state.timers, 'session', id, 0),
    requestDeadlineMs: NEVER,
  };
  delete client.children;
  putById(state.clients, id, client);
  parent.children = (parent.children ?? 0) + 1;
  parent.requestDeadlineMs = NEVER;
  parent.requests++;
  parent.idleSinceMs = nowMs;
  return client;
}

/** The last of a connection's streams leaves it idle. */
function forgetChild(engine: Engine, parent: Client | undefined): void {
  if (!parent) return;
  parent.children = (parent.children ?? 1) - 1;
  if (parent.children > 0) return;
  if (engine.state.stopping) closeClient(engine, parent, 'end');
  else awaitRequest(engine, parent);
}

/** Closes a client connection and forgets it; its stream must have ended. */
export function closeClient(engine: Engine, client: Client, how: Ending): void {
  engine.out.push({ type: 'closeClient', client: client.id, how });
  forgetClient(engine, client);
}

/** The connection is gone already. */
export function forgetClient(engine: Engine, client: Client): void {
  const { state } = engine;
  if (!removeById(state.clients, client.id)) return;
  freeTimer(state.timers, client.timer);
  for (const id of client.owned.splice(0)) {
    const conn = byId(state.conns, id);
    if (!conn) continue;
    forgetConn(engine, conn);
    engine.out.push({ type: 'closeServer', conn: id, how: 'end' });
  }
  if (client.within !== undefined) {
    forgetChild(engine, byId(state.clients, client.within));
    return;
  }
  if (client.tracked) untrack(engine, client);
  state.actconn--;
  state.proxies[client.proxy]!.feconn--;
  state.listeners[client.listener]!.connections--;
  adjustListeners(engine, client.proxy, false);
}

/** After a stream: the connection waits for its next request, or is closed. */
export function afterStream(engine: Engine, client: Client, keepAlive: boolean): void {
  client.requests++;
  client.idleSinceMs = engine.nowMs;
  client.firstByteMs = NEVER;
  if (!keepAlive || client.ended || client.reset || client.within !== undefined) {
    closeClient(engine, client, 'end');
    return;
  }
  awaitRequest(engine, client);
  if (!client.draining) engine.out.push({ type: 'nextRequest', client: client.id });
}

/** The rest of a request that was answered early has come and was dropped: the next one may be read. */
export function drained(engine: Engine, client: Client): void {
  client.draining = false;
  client.idleSinceMs = engine.nowMs;
  awaitRequest(engine, client);
  engine.out.push({ type: 'nextRequest', client: client.id });
}

/** Pauses listeners that have no room left, or lets them accept again. */
function adjustListeners(engine: Engine, proxyId: number, more: boolean): void {
  const { state, plan } = engine;
  const limit = plan.process.maxconn;
  // the process's limit concerns every listener, but only when it is just reached or just left
  const crossed = limit > 0 && state.actconn === (more ? limit : limit - 1);
  if (crossed) {
    for (const listener of plan.listeners) adjust(engine, listener.id);
    return;
  }
  for (const id of plan.proxies[proxyId]!.frontend!.listeners) adjust(engine, id);
}

function adjust(engine: Engine, id: number): void {
  const { state } = engine;
  const listener = state.listeners[id]!;
  if (!listener.open) return;
  const plan = engine.plan.listeners[id]!;
  const front = engine.plan.proxies[plan.proxy]!.frontend!;
  const isFull =
    (engine.plan.process.maxconn > 0 && state.actconn >= engine.plan.process.maxconn) ||
    (front.maxconn !== null && state.proxies[plan.proxy]!.feconn >= front.maxconn) ||
    (plan.maxconn !== null && listener.connections >= plan.maxconn) ||
    isTooFast(engine, plan.proxy);
  if (isFull === listener.paused) return;
  listener.paused = isFull;
  engine.out.push({ type: isFull ? 'pauseListener' : 'resumeListener', listener: id });
}

/** `rate-limit sessions`: as many have come as a second may bring; a timer looks again. */
function isTooFast(engine: Engine, id: number): boolean {
  const limit = engine.plan.proxies[id]!.frontend!.sessionsPerSecond;
  if (limit === undefined) return false;
  const proxy = engine.state.proxies[id]!;
  const waitMs = untilBelow(proxy.sessionRate, limit, engine.nowMs);
  if (waitMs > 0) arm(engine.state.timers, proxy.rateTimer!, engine.nowMs + waitMs);
  return waitMs > 0;
}

/** The timer went off: new connections may be let in. */
export function admitAgain(engine: Engine, proxyId: number): void {
  for (const id of engine.plan.proxies[proxyId]!.frontend!.listeners) adjust(engine, id);
}

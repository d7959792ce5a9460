/**
 * Idle connections to servers. After a response a connection goes to its server's pool: among the `safe` ones when it
 * carried more than one request or speaks HTTP/2, else among the `idle` ones. `http-reuse` says who may take which:
 *
 *              never   safe    aggressive  always
 *   first      -       -       safe        safe, idle     first request of a client connection
 *   later      -       idle, safe (all three)             the client will repeat it if told nothing
 *
 * A pool keeps no more than the need seen so far: the most connections that were in use at once, averaged down every
 * 5 seconds, when half of the excess is closed too. With `http-reuse never` a connection stays with its client.
 *
 * Facts: HAProxy's idle connection lists; the manual, `http-reuse`, `pool-purge-delay`, `pool-low-conn`.
 */
import { byId, removeById } from './id-table.ts';
import type { ServerConnId } from './io.ts';
import type { Client, Engine, ServerConn, ServerState, Stream } from './state.ts';
import { arm } from './timers.ts';

/** The manual's default of `pool-purge-delay`. */
export const PURGE_DELAY_MS = 5000;

/** Takes an idle connection for the stream, or returns 0: a new one is needed. */
export function takeIdle(
  engine: Engine,
  client: Client,
  stream: Stream,
  server: ServerState,
  key: string,
): ServerConnId {
  const { conns } = engine.state;
  for (let at = 0; at < client.owned.length; at++) {
    const conn = byId(conns, client.owned[at]!)!;
    if (conn.proxy !== server.proxy || conn.server !== server.index || conn.key !== key) continue;
    client.owned.splice(at, 1);
    return conn.id;
  }
  const reuse = engine.plan.proxies[server.proxy]!.backend!.httpReuse;
  if (reuse === 'never') return 0;
  let id: ServerConnId = 0;
  if (stream.notFirst) id = take(engine, server.idle, key) || take(engine, server.safe, key);
  else if (reuse === 'aggressive') id = take(engine, server.safe, key);
  else if (reuse === 'always') id = take(engine, server.safe, key) || take(engine, server.idle, key);
  if (id !== 0) countUse(server);
  return id;
}

/** The oldest one with that key, or 0. */
function take({ state: { conns } }: Engine, list: ServerConnId[], key: string): ServerConnId {
  for (let at = 0; at < list.length; at++) {
    const id = list[at]!;
    if (byId(conns, id)!.key !== key) continue;
    removeAt(list, at);
    return id;
  }
  return 0;
}

const FEW = 64;

/** Moves what is behind one forward; where that is little, by hand, which costs less than asking for it. */
function removeAt(list: ServerConnId[], at: number): void {
  if (list.length - at > FEW) {
    list.splice(at, 1);
    return;
  }
  for (let to = at + 1; to < list.length; to++) list[to - 1] = list[to]!;
  list.pop();
}

/** A connection of the server is in use from now on. */
export function countUse(server: ServerState): void {
  server.usedConns++;
  if (server.maxUsedConns < server.usedConns) server.maxUsedConns = server.usedConns;
  if (server.estimatedConns < server.usedConns) server.estimatedConns = server.usedConns;
}

/**
 * A connection that no pool will ever have, as those of health checks: HAProxy counts it when it makes it, and takes that
 * back at once. The need seen so far may have grown by it.
 */
export function countPassingUse(server: ServerState): void {
  countUse(server);
  server.usedConns--;
}

/** Keeps a connection that nobody uses now. False: there is no room for it, and it is to be closed. */
export function keepIdle(engine: Engine, conn: ServerConn): boolean {
  const server = engine.state.proxies[conn.proxy]!.servers[conn.server]!;
  if (conn.isPrivate) {
    const owner = byId(engine.state.clients, conn.owner);
    if (!owner) return false;
    owner.owned.push(conn.id);
    return true;
  }
  if (server.admin === 'maint') return false;
  const isSafe = conn.requests > 1 || conn.multiplexes === true;
  const idleNow = server.safe.length + server.idle.length;
  const isFirst = server.safe.length === 0 && (isSafe || server.idle.length === 0);
  if (!isFirst && server.usedConns + idleNow > Math.max(server.usedConns, server.estimatedConns)) return false;
  server.usedConns--;
  (isSafe ? server.safe : server.idle).push(conn.id);
  if (idleNow === 0) arm(engine.state.timers, server.poolTimer, engine.nowMs + PURGE_DELAY_MS);
  return true;
}

/** A connection is gone, or about to be closed: out of the pool, out of the counts, out of the state. */
export function forgetConn(engine: Engine, conn: ServerConn): void {
  const server = engine.state.proxies[conn.proxy]!.servers[conn.server]!;
  removeById(engine.state.conns, conn.id);
  if (remove(server.safe, conn.id) || remove(server.idle, conn.id)) return;
  if (!conn.isPrivate) server.usedConns--;
  const owner = conn.owner === 0 ? undefined : byId(engine.state.clients, conn.owner);
  if (owner) remove(owner.owned, conn.id);
}

/** Every 5 s while there are idle connections: half of what exceeds the need is closed. */
export function purgeIdle(engine: Engine, proxyId: number, serverIndex: number): void {
  const server = engine.state.proxies[proxyId]!.servers[serverIndex]!;
  const idleNow = server.safe.length + server.idle.length;
  if (idleNow === 0) return;
  const excess = server.usedConns + idleNow - Math.max(server.maxUsedConns, server.estimatedConns);
  server.estimatedConns = Math.max(Math.floor((server.estimatedConns + server.maxUsedConns) / 2), server.maxUsedConns);
  server.maxUsedConns = server.usedConns;
  const half = Math.floor(excess / 2) + (excess & 1);
  // HAProxy closes one more than the half, the oldest first, whichever list they are in
  if (half > 0) closeIdle(engine, server, Math.min(idleNow, half + 1));
  if (server.safe.length + server.idle.length > 0) {
    arm(engine.state.timers, server.poolTimer, engine.nowMs + PURGE_DELAY_MS);
  }
}

/** Closes that many idle connections, those idle for longest first. */
export function closeIdle(engine: Engine, server: ServerState, count: number): void {
  const { conns } = engine.state;
  for (let closed = 0; closed < count; closed++) {
    const safe = server.safe[0];
    const idle = server.idle[0];
    if (safe === undefined && idle === undefined) return;
    const safeSince = safe === undefined ? Number.POSITIVE_INFINITY : byId(conns, safe)!.idleSinceMs;
    const idleSince = idle === undefined ? Number.POSITIVE_INFINITY : byId(conns, idle)!.idleSinceMs;
    const id = safeSince <= idleSince ? server.safe.shift()! : server.idle.shift()!;
    removeById(conns, id);
    engine.out.push({ type: 'closeServer', conn: id, how: 'end' });
  }
}

function remove(list: ServerConnId[], id: ServerConnId): boolean {
  const at = list.indexOf(id);
  if (at < 0) return false;
  list.splice(at, 1);
  return true;
}

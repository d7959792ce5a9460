/**
 * Getting a connection to a server: from a slot (`assign.ts`) to an established connection, with retries. After a failed
 * attempt the next one goes to the same server after a pause of one second (`timeout connect` if that is shorter), or at
 * once to another one when redispatching is due. A time-out needs no pause: it was long enough.
 * Facts: HAProxy's backend connection states; the manual, `retries`, `option redispatch`, `timeout connect`.
 */

import type { ServerPlan } from '../plan/plan.ts';
import { assignServer } from './assign.ts';
import { balanceOf } from './balance/index.ts';
import { type ConnTarget, targetOf } from './conn-target.ts';
import { countConnectionError } from './counting.ts';
import { after, refreshHttp, refreshTcp, schedule, timeoutOf } from './deadlines.ts';
import { explain } from './explain.ts';
import { observeSuccess, observeTrouble } from './health/observe.ts';
import { byId, putById } from './id-table.ts';
import type { ConnectFailure } from './io.ts';
import { logEarly } from './log-values.ts';
import { countPassingUse, countUse, forgetConn, takeIdle } from './pool.ts';
import { leaveQueue } from './queue.ts';
import { withServerName } from './rare-options.ts';
import { answerError, closeBoth } from './reply.ts';
import { retriesOn } from './retry-on.ts';
import {
  type Client,
  type ConnectionError,
  type Engine,
  NEVER,
  type ServerConn,
  type ServerState,
  type Stream,
} from './state.ts';
import { countRate } from './stick/data.ts';
import { stickStore } from './stick/index.ts';
import { blame, countOut, freeSlot } from './stream.ts';

const TURNAROUND_MS = 1000;

/** The request is ready for a server: looks for one. May be called again, after a failure or when woken from a queue. */
export function requestServer(engine: Engine, client: Client, stream: Stream): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  let assignment = assignServer(engine, stream);
  if (assignment === 'full' && stream.direct !== null && plan.redispatch !== null && stream.persistence !== 'force') {
    // persistence gives way when its server has no room left in its queue either
    stream.direct = null;
    stream.assigned = false;
    assignment = assignServer(engine, stream);
  }
  switch (assignment) {
    case 'slot':
      stream.queueMs = engine.nowMs;
      connect(engine, client, stream);
      return;
    case 'queued':
      stream.waitDeadlineMs = after(engine, timeoutOf(stream, 'queue', plan.timeoutQueueMs));
      if (stream.mode === 'tcp') refreshTcp(engine, client, stream);
      else schedule(engine, client, stream);
      return;
    case 'full':
      stream.error ??= 'queue-full';
      countConnectionError(engine, stream);
      giveUp(engine, client, stream);
      return;
    case 'none':
      stream.error ??= 'connect-error';
      countConnectionError(engine, stream);
      giveUp(engine, client, stream);
      return;
  }
}

/** A queued stream was given a slot, or has to be balanced anew. */
export function leaveForServer(engine: Engine, client: Client, stream: Stream): void {
  stream.waitDeadlineMs = NEVER;
  if (!stream.assigned) {
    requestServer(engine, client, stream);
    return;
  }
  stream.queueMs = engine.nowMs;
  connect(engine, client, stream);
}

/** The slot is held: takes an idle connection or opens a new one. */
function connect(engine: Engine, client: Client, stream: Stream): void {
  const server = engine.state.proxies[stream.backend]!.servers[stream.server]!;
  const target = targetOf(engine, client, stream, serverPlan(engine, server));
  const pooled = stream.mode === 'http' ? takeIdle(engine, client, stream, server, target.key) : 0;
  const conn = pooled === 0 ? openConn(engine, client, stream, server, target) : byId(engine.state.conns, pooled)!;
  stream.conn = conn.id;
  stream.reused = pooled !== 0;
  stream.counted = true;
  server.current++;
  server.counters.sessions++;
  countRate(server.sessionRate, engine.nowMs);
  if (server.counters.maxCurrent < server.current) server.counters.maxCurrent = server.current;
  conn.stream = stream.id;
  if (stream.reused) {
    server.counters.reuses++;
    established(engine, client, stream, conn);
    return;
  }
  server.counters.connects++;
  stream.phase = 'connecting';
  stream.waitDeadlineMs = after(
    engine,
    timeoutOf(stream, 'connect', engine.plan.proxies[stream.backend]!.backend!.timeoutConnectMs),
  );
  schedule(engine, client, stream);
}

function serverPlan(engine: Engine, server: ServerState): ServerPlan {
  return engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!;
}

function openConn(engine: Engine, client: Client, stream: Stream, server: ServerState, target: ConnTarget): ServerConn {
  const { state, nowMs } = engine;
  const back = engine.plan.proxies[stream.backend]!.backend!;
  const plan = back.servers[server.index]!;
  const isPrivate = stream.mode === 'tcp' || back.httpReuse === 'never' || plan.isImplied === true;
  const conn: ServerConn = {
    id: state.nextConn++,
    proxy: stream.backend,
    server: server.index,
    openedMs: nowMs,
    connected: false,
    stream: stream.id,
    owner: isPrivate ? client.id : 0,
    isPrivate,
    key: target.key,
    requests: 0,
    idleSinceMs: nowMs,
    drainingSinceMs: NEVER,
    ...(plan.ssl ? { tls: { sni: target.sni ?? null, alpn: null, version: 'TLSv1.3' } } : {}),
  };
  putById(state.conns, conn.id, conn);
  if (isPrivate) countPassingUse(server);
  else countUse(server);
  engine.out.push({
    type: 'connect',
    conn: conn.id,
    stream: stream.id,
    proxy: stream.backend,
    server: server.index,
    host: target.host,
    port: target.port,
    sendProxy: plan.sendProxy,
    ...(target.tlvs.length === 0 ? {} : { tlvs: target.tlvs }),
    ...(target.sni === undefined ? {} : { sni: target.sni }),
  });
  return conn;
}

/** The connection stands (a new one just now, a reused one anyway): the request, or everything, goes to the server. */
export function established(engine: Engine, client: Client, stream: Stream, conn: ServerConn): void {
  if (!conn.connected) observeSuccess(engine, engine.state.proxies[conn.proxy]!.servers[conn.server]!, 'layer4');
  conn.connected = true;
  conn.requests++;
  stream.connectMs = engine.nowMs;
  stream.waitDeadlineMs = NEVER;
  stream.error = null;
  if (stream.mode === 'http') {
    stream.phase = 'waiting';
    engine.out.push({
      type: 'forwardRequest',
      stream: stream.id,
      client: client.id,
      conn: conn.id,
      head: withServerName(engine.plan.proxies[conn.proxy]!.backend!, conn.server, stream.request!),
      body: stream.requestBody,
    });
    refreshHttp(engine, client, stream);
    return;
  }
  stream.phase = 'responding';
  // what the client had said goes to the server now: that is activity; of a silent client there is none
  const isActivity = stream.retries > 0 || engine.plan.behaviour.lateFirstSend === 'activity';
  if (stream.bytesToServer > 0 && isActivity) stream.activityMs = engine.nowMs;
  const inspects = engine.plan.proxies[stream.backend]!.backend!.responseContentRules.length > 0;
  stream.inspectsBack = inspects;
  engine.out.push({
    type: 'link',
    stream: stream.id,
    client: client.id,
    conn: conn.id,
    ...(inspects ? { inspects: engine.plan.process.maxHeadBytes } : {}),
  });
  if (stream.stick.tables.length > 0) stickStore(engine, client, stream);
  logEarly(engine, client, stream);
  // a client that has closed its side already: the server is told so behind what the client had sent
  if (stream.clientEnded) engine.out.push({ type: 'closeServer', conn: conn.id, how: 'end', half: true });
  refreshTcp(engine, client, stream);
}

/** An attempt failed: refused, unreachable, a failed handshake, or too slow. */
export function connectFailed(
  engine: Engine,
  client: Client,
  stream: Stream,
  conn: ServerConn,
  failure: ConnectFailure | 'connect-timeout',
): void {
  const isTimeout = failure === 'connect-timeout';
  if (isTimeout) engine.out.push({ type: 'closeServer', conn: conn.id, how: 'reset' });
  forgetConn(engine, conn);
  stream.conn = 0;
  stream.waitDeadlineMs = NEVER;
  observeTrouble(engine, stream, 'not connected');
  countOut(engine, stream);
  stream.error ??= isTimeout ? 'connect-timeout' : failure === 'resources' ? 'resources' : 'connect-error';
  retry(engine, client, stream, !isTimeout);
}

/** Tries again, if that is still allowed. `pause`: an error came back at once, so a new attempt at once would fail too. */
export function retry(engine: Engine, client: Client, stream: Stream, pause: boolean, isConnection = true): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  const proxy = engine.state.proxies[stream.backend]!;
  const server = proxy.servers[stream.server]!;
  const isWanted = !isConnection || plan.retryOn === null || retriesOn(plan.retryOn, 'conn-failure');
  if (!isWanted || stream.retries >= (stream.retryLimit ?? plan.retries)) {
    countConnectionError(engine, stream);
    freeSlot(engine, stream);
    giveUp(engine, client, stream);
    return;
  }
  stream.retries++;
  const elsewhere = mayRedispatch(engine, stream);
  if (elsewhere) {
    freeSlot(engine, stream);
    stream.direct = null;
    stream.assigned = false;
  } else {
    server.counters.retries++;
    proxy.counters.retries++;
  }
  const waits = pause && !stream.reused && (!elsewhere || proxy.activeUsable <= 1);
  const waitMs = waits ? Math.min(TURNAROUND_MS, plan.timeoutConnectMs ?? TURNAROUND_MS) : 0;
  if (engine.state.explain) explainRetry(engine, stream, elsewhere, waitMs);
  stream.phase = 'turnaround';
  if (waitMs > 0) {
    stream.waitDeadlineMs = engine.nowMs + waitMs;
    if (stream.mode === 'tcp') refreshTcp(engine, client, stream);
    else schedule(engine, client, stream);
  } else if (elsewhere) requestServer(engine, client, stream);
  else connect(engine, client, stream);
}

/** The turn-around is over. */
export function attemptAgain(engine: Engine, client: Client, stream: Stream): void {
  stream.waitDeadlineMs = NEVER;
  if (stream.assigned && stream.slot !== NEVER) connect(engine, client, stream);
  else requestServer(engine, client, stream);
}

/**
 * May the next attempt go to another server? With `option redispatch`: when the server is not up any more; on every
 * nth retry (-1, the default, is the last one); and at once when nothing ties the stream to its server, the algorithm
 * does not hash, and there is another active server.
 */
function mayRedispatch(engine: Engine, stream: Stream): boolean {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  if (plan.redispatch === null || stream.persistence === 'force') return false;
  const proxy = engine.state.proxies[stream.backend]!;
  const server = proxy.servers[stream.server]!;
  if (server.admin === 'maint' || (server.running !== 'running' && server.running !== 'stopping')) return true;
  const { interval } = plan.redispatch;
  const every = interval > 0 ? interval : plan.retries + 1 + interval;
  if (interval !== 0 && every > 0 && stream.retries % every === 0) return true;
  const hashes = balanceOf(plan.balance.algorithm).picksFull;
  return stream.direct === null && proxy.activeUsable > 1 && !hashes;
}

function explainRetry(engine: Engine, stream: Stream, redispatch: boolean, waitMs: number): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  const name = plan.servers[stream.server]!.name;
  const failure = stream.error === 'connect-timeout' ? 'did not answer in time' : 'refused the connection';
  explain(engine, stream.id, stream.backend, {
    type: 'retry',
    attempt: stream.retries,
    of: plan.retries,
    redispatch,
    waitMs,
    why: `${name} ${failure}; ${redispatch ? 'another server may be tried' : 'the same server is tried again'}${waitMs > 0 ? ' after a pause' : ''}`,
    spans: redispatch && plan.redispatch?.span ? [plan.redispatch.span] : [plan.servers[stream.server]!.span],
  });
}

interface Failure {
  readonly cause: string;
  readonly struck: string;
  /** HTTP: the answer; -1 when there is none because the client left. */
  readonly status: number;
}

const FAILURES: Readonly<Record<ConnectionError, Failure>> = {
  'queue-abort': { cause: 'C', struck: 'Q', status: -1 },
  'connect-abort': { cause: 'C', struck: 'C', status: -1 },
  'queue-timeout': { cause: 's', struck: 'Q', status: 503 },
  'queue-full': { cause: 'S', struck: 'Q', status: 503 },
  'connect-timeout': { cause: 's', struck: 'C', status: 503 },
  'connect-error': { cause: 'S', struck: 'C', status: 503 },
  resources: { cause: 'R', struck: 'C', status: 503 },
  other: { cause: 'I', struck: 'C', status: 500 },
};

/** There is no server connection and there will be none: `stream.error` says why, and what the client is told. */
export function giveUp(engine: Engine, client: Client, stream: Stream): void {
  leaveQueue(engine, stream);
  const { cause, struck, status } = FAILURES[stream.error ?? 'other'];
  blame(stream, cause, struck);
  stream.waitDeadlineMs = NEVER;
  if (engine.state.explain && status > 0) {
    explain(engine, stream.id, stream.backend, {
      type: 'response',
      status,
      by: 'haproxy',
      why: stream.error === 'queue-timeout' ? 'waited too long in the queue' : 'no connection to a server',
      spans: [engine.plan.proxies[stream.backend]!.span],
    });
  }
  if (stream.mode === 'tcp') closeBoth(engine, client, stream, 'end');
  else if (status === -1) {
    stream.status = -1;
    closeBoth(engine, client, stream, 'reset');
  } else answerError(engine, client, stream, status);
}

/** `timeout queue` struck. */
export function queueTimedOut(engine: Engine, client: Client, stream: Stream): void {
  stream.queueMs = engine.nowMs;
  stream.error ??= 'queue-timeout';
  countConnectionError(engine, stream);
  if (engine.state.explain) {
    const afterMs = engine.plan.proxies[stream.backend]!.backend!.timeoutQueueMs ?? 0;
    explain(engine, stream.id, stream.backend, { type: 'timeout', name: 'timeout queue', afterMs, spans: [] });
  }
  giveUp(engine, client, stream);
}

/** The client left before there was a connection. */
export function abortWaiting(engine: Engine, client: Client, stream: Stream): void {
  const isQueued = stream.phase === 'queued';
  if (isQueued) stream.queueMs = engine.nowMs;
  // HAProxy lets the abort take precedence over an earlier failure
  stream.error = isQueued ? 'queue-abort' : 'connect-abort';
  giveUp(engine, client, stream);
}

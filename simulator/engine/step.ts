/**
 * The engine's entry: one fact in, what to do about it out. `step` never reads a clock and never throws for anything a
 * driver may say: facts about connections that are gone are ignored, early wake-ups do nothing.
 *
 * Deadlines that have passed are dealt with when the driver says `deadline`, and not on the way of another fact, so that
 * a driver decides what came first.
 */

import type { Plan } from '../plan/plan.ts';
import { blankStream } from './blank-stream.ts';
import { effectivePlan } from './changes.ts';
import { admitAgain, closeClient, createChild, createClient } from './client.ts';
import { command } from './command.ts';
import { attemptAgain, connectFailed, established, leaveForServer, queueTimedOut } from './connect.ts';
import { admits } from './content-rules.ts';
import { awaitRequest, isDue, schedule } from './deadlines.ts';
import { agentDue } from './health/agent.ts';
import { checkDue, probeConnected, probeEnded, probeStep } from './health/index.ts';
import { badRequest, httpClientClosed, httpClientTimedOut, requestTimedOut } from './http-client-end.ts';
import { requestArrived, requestBody, requestEnded, resumeRequest } from './http-request.ts';
import {
  badResponse,
  drainedResponse,
  finishExchange,
  flushed,
  responseArrived,
  responseBody,
  responseEnded,
  resumeResponse,
  serverLeft,
  serverTimedOut,
} from './http-response.ts';
import { byId, hasId, inOrderOfId } from './id-table.ts';
import type { Input, Output } from './io.ts';
import { killStream } from './kill.ts';
import { forgetConn, purgeIdle } from './pool.ts';
import { warmUp } from './server.ts';
import { type Client, type Engine, type EngineState, NEVER, type ServerConn, type Stream } from './state.ts';
import { statsServed } from './stats.ts';
import { expireTable } from './stick/index.ts';
import { learn } from './stick/learn.ts';
import { countSession } from './stick/track.ts';
import {
  resumeTcp,
  tcpBegins,
  tcpClientClosed,
  tcpClientData,
  tcpClientTimedOut,
  tcpServerClosed,
  tcpServerData,
  tcpServerTimedOut,
} from './tcp.ts';
import { arm, earliest, takeDue } from './timers.ts';
import { awaitHandshake, handshakeDone, handshakeFailed, proxyHeaderFailed } from './tls/handshake.ts';

export { createEngine } from './create.ts';

/** Most timers that one `deadline` deals with; the rest is due at once again. */
const TIMERS_A_STEP = 10_000;

/**
 * Tells the engine a fact.
 * @param nowMs the time of the fact, never before an earlier one's
 * @param out outputs are appended, in the order in which they are to be carried out
 */
export function step(plan: Plan, state: EngineState, nowMs: number, input: Input, out: Output[]): void {
  state.nowMs = nowMs;
  const engine: Engine = { plan: effectivePlan(plan, state), basePlan: plan, state, out, nowMs };
  take(engine, input);
  if (state.doomed !== 0) endDoomed(engine);
  settle(engine);
  if (state.stopping && !state.stopped && state.actconn === 0) {
    state.stopped = true;
    out.push({ type: 'stopped' });
  }
}

/** When to wake the engine with `deadline`, or null. May be earlier than anything is due; never later. */
export function nextDeadline(state: EngineState): number | null {
  return earliest(state.timers);
}

/** It has failed, and by that its server: unless it is over already, it ends with the server's other sessions. */
function endDoomed(engine: Engine): void {
  const { state } = engine;
  const stream = byId(state.streams, state.doomed);
  state.doomed = 0;
  if (stream) killStream(engine, byId(state.clients, stream.client)!, stream, 'D');
}

/** Whom the fact has woken goes on. */
function settle(engine: Engine): void {
  const { state, basePlan } = engine;
  if (state.woken.length > 0) goOn({ ...engine, plan: effectivePlan(basePlan!, state) });
}

/** Streams that were given a slot, or are to be balanced anew, in the order in which that happened. */
function goOn(engine: Engine): void {
  const { woken, streams, clients } = engine.state;
  // more may be woken meanwhile (a stream that goes on can free a slot); every one leaves the queues for good
  for (let at = 0; at < woken.length; at++) {
    const stream = byId(streams, woken[at]!);
    if (stream?.phase === 'queued') leaveForServer(engine, byId(clients, stream.client)!, stream);
  }
  woken.length = 0;
}

/** The one switch over facts. */
function take(engine: Engine, input: Input): void {
  const { state } = engine;
  switch (input.type) {
    case 'accepted': {
      if (input.within !== undefined) {
        const parent = byId(state.clients, input.within);
        if (parent) createChild(engine, input.client, parent);
        return;
      }
      const { listener, src, dst, tlvs, peer, waitedMs } = input;
      const client = createClient(engine, input.client, listener, src, dst, tlvs, peer, waitedMs);
      if (!connects(engine, client)) return;
      if (client.readyMs !== NEVER) ready(engine, client);
      else awaitHandshake(engine, client);
      return;
    }
    case 'noProxyHeader': {
      const { listener, src, dst, waitedMs, error } = input;
      const own = { src, dst };
      const client = createClient(engine, input.client, listener, src, dst, undefined, own, waitedMs);
      client.readyMs = NEVER;
      if (connects(engine, client)) proxyHeaderFailed(engine, client, error);
      return;
    }
    case 'multiplexed':
    case 'tlsDone':
    case 'tlsFailed':
    case 'clientData':
    case 'requestStarted':
    case 'requestBody':
    case 'requestEnd':
    case 'badRequest':
    case 'clientClosed':
    case 'statsServed':
    case 'flushed': {
      const client = byId(state.clients, input.client);
      if (client) clientFact(engine, client, input);
      return;
    }
    case 'requestHead': {
      const client = byId(state.clients, input.client);
      if (client && !streamOf(engine, client)) requestArrived(engine, client, input.head, input.body, input.persistent);
      return;
    }
    case 'responseHead':
    case 'responseBody':
    case 'responseEnd':
      responseFact(engine, input);
      return;
    case 'response':
      wholeResponse(engine, input);
      return;
    case 'connected':
    case 'connectFailed':
    case 'serverData':
    case 'badResponse':
    case 'serverClosed': {
      const conn = byId(state.conns, input.conn);
      if (conn) serverFact(engine, conn, input);
      return;
    }
    case 'probeConnected':
      probeConnected(engine, input.probe, input.awaitsTls === true);
      return;
    case 'probeStep':
      probeStep(engine, input.probe, input.step);
      return;
    case 'probeEnded':
      probeEnded(engine, input.probe, input.result);
      return;
    case 'deadline':
      runTimers(engine);
      return;
    case 'command':
      command(engine, input.command);
      return;
    case 'entriesTold':
      learn(engine, input.table, input.entries);
      return;
    case 'stop':
      stop(engine);
      return;
  }
}

type RequestHeadFact = Extract<Input, { readonly type: 'requestHead' }>;
type ResponseFact = Extract<Input, { readonly type: 'responseHead' | 'responseBody' | 'responseEnd' }>;
// requests and responses are apart from the rest: what is read from few kinds of facts is read fast
type ClientFact = Exclude<Extract<Input, { readonly client: number }>, RequestHeadFact>;
type WholeResponse = Extract<Input, { readonly type: 'response' }>;
type ServerFact = Exclude<Extract<Input, { readonly conn: number }>, ResponseFact | WholeResponse>;

/** The stream that a client's connection carries. */
function streamOf({ state }: Engine, { stream }: Client): Stream | undefined {
  return stream === 0 ? undefined : byId(state.streams, stream);
}

function responseFact(engine: Engine, input: ResponseFact): void {
  const conn = byId(engine.state.conns, input.conn);
  if (!conn) return;
  const stream = conn.stream === 0 ? undefined : byId(engine.state.streams, conn.stream);
  if (!stream) {
    idleServerFact(engine, conn, input);
    return;
  }
  const client = byId(engine.state.clients, stream.client)!;
  switch (input.type) {
    case 'responseHead':
      if (stream.phase === 'waiting') responseArrived(engine, client, stream, conn, input.head, input.body);
      return;
    case 'responseBody':
      responseBody(engine, client, stream, input.bytes, input.data);
      return;
    case 'responseEnd':
      if (stream.phase === 'responding') {
        responseEnded(engine, client, stream, input.reusable, input.pending === true);
      }
      return;
  }
}

/** Most responses pass: their stream is looked up once. What becomes of the others depends on what their head has led to. */
function wholeResponse(engine: Engine, input: WholeResponse): void {
  const { state } = engine;
  const { conn: id, bytes, reusable } = input;
  const conn = byId(state.conns, id);
  const stream = conn === undefined || conn.stream === 0 ? undefined : byId(state.streams, conn.stream);
  if (conn === undefined || stream === undefined || stream.phase !== 'waiting') {
    const { head, body, headBytes } = input;
    responseFact(engine, { type: 'responseHead', conn: id, head, body, headBytes });
  } else {
    const client = byId(state.clients, stream.client)!;
    responseArrived(engine, client, stream, conn, input.head, input.body);
    if (passes(engine, stream, conn)) {
      if (bytes > 0) responseBody(engine, client, stream, bytes);
      if (passes(engine, stream, conn)) {
        responseEnded(engine, client, stream, reusable, false);
        return;
      }
      settle(engine);
      responseFact(engine, { type: 'responseEnd', conn: id, reusable });
      return;
    }
  }
  settle(engine);
  if (bytes > 0) responseFact(engine, { type: 'responseBody', conn: id, bytes });
  settle(engine);
  responseFact(engine, { type: 'responseEnd', conn: id, reusable });
}

/** The response is on its way to the client, and nobody else has to go on first. */
function passes({ state }: Engine, stream: Stream, conn: ServerConn): boolean {
  return conn.stream === stream.id && stream.phase === 'responding' && state.woken.length === 0;
}

/** `tcp-request connection` or `session` rules; who is not let in is gone without a word. */
function letIn(engine: Engine, client: Client, which: 'connectionRules' | 'sessionRules'): boolean {
  const rules = engine.plan.proxies[client.proxy]!.frontend![which];
  if (rules.length === 0) return true;
  if (admits(engine, client, blankStream(engine, client, 0, null), rules)) return true;
  const { counters } = engine.state.proxies[client.proxy]!;
  if (which === 'connectionRules') counters.deniedConnections++;
  else counters.deniedSessions++;
  closeClient(engine, client, which === 'connectionRules' ? 'reset' : 'end');
  return false;
}

/**
 * `tcp-request connection` rules come before a PROXY header: they see, and change, the addresses of the connection itself,
 * which are the client's as well as long as no header tells others.
 */
function connects(engine: Engine, client: Client): boolean {
  const { src, dst, own } = client;
  const isTold = engine.plan.listeners[client.listener]!.acceptProxy;
  if (own) Object.assign(client, own);
  if (!letIn(engine, client, 'connectionRules')) return false;
  if (own) client.own = { src: client.src, dst: client.dst };
  if (isTold && own) Object.assign(client, { src, dst });
  return true;
}

/** The connection may carry its first stream. */
function ready(engine: Engine, client: Client): void {
  if (!letIn(engine, client, 'sessionRules')) return;
  engine.state.proxies[client.proxy]!.counters.frontSessions++;
  if (client.tracked) countSession(engine, client);
  if (engine.plan.proxies[client.proxy]!.mode === 'http') awaitRequest(engine, client);
  else tcpBegins(engine, client);
}

function clientFact(engine: Engine, client: Client, input: ClientFact): void {
  const stream = streamOf(engine, client);
  switch (input.type) {
    case 'accepted':
      return;
    case 'multiplexed':
      client.children ??= 0;
      client.firstByteMs = NEVER;
      awaitRequest(engine, client);
      return;
    case 'tlsDone':
      if (handshakeDone(engine, client, input)) ready(engine, client);
      return;
    case 'tlsFailed':
      handshakeFailed(engine, client, input.version ?? '', {
        error: input.ended ? 'SSL_EMPTY' : 'SSL_HANDSHAKE',
        code: input.code ?? 0,
      });
      return;
    case 'clientData':
      if (stream?.mode === 'tcp') tcpClientData(engine, client, stream, input.bytes, input.peeked);
      else if (stream) requestBody(engine, client, stream, input.bytes);
      return;
    case 'requestStarted':
      if (stream || client.draining) return;
      if (client.firstByteMs === NEVER) client.firstByteMs = engine.nowMs;
      awaitRequest(engine, client);
      return;
    case 'requestBody':
      if (stream) requestBody(engine, client, stream, input.bytes, input.data);
      return;
    case 'requestEnd': {
      const ended = requestEnded(engine, client);
      if (ended) finishExchange(engine, client, ended);
      return;
    }
    case 'badRequest':
      badRequest(engine, client, input.status, input.silent === true);
      return;
    case 'clientClosed':
      if (stream?.mode === 'tcp') tcpClientClosed(engine, client, stream, input.how === 'reset');
      else if (client.readyMs === NEVER) {
        const error = input.how === 'end' ? 'SSL_EMPTY' : 'SSL_HANDSHAKE';
        handshakeFailed(engine, client, '', { error, code: 0 });
      } else httpClientClosed(engine, client, input.how === 'reset');
      return;
    case 'statsServed':
      if (stream && stream.id === input.stream) statsServed(engine, client, stream, input.head, input.body);
      return;
    case 'flushed':
      if (stream && stream.id === input.stream) flushed(engine, client, stream);
      return;
  }
}

function serverFact(engine: Engine, conn: ServerConn, input: ServerFact): void {
  const stream = conn.stream === 0 ? undefined : byId(engine.state.streams, conn.stream);
  if (!stream) {
    idleServerFact(engine, conn, input);
    return;
  }
  const client = byId(engine.state.clients, stream.client)!;
  switch (input.type) {
    case 'connected':
      if (input.multiplexes) conn.multiplexes = true;
      if (input.src) conn.src = input.src;
      if (input.tls) conn.tls = { ...input.tls, sni: input.tls.sni ?? conn.tls?.sni ?? null };
      if (!conn.connected) established(engine, client, stream, conn);
      if (client.reset && stream.mode === 'tcp') tcpClientClosed(engine, client, stream, true);
      return;
    case 'connectFailed':
      if (!conn.connected) connectFailed(engine, client, stream, conn, input.reason);
      return;
    case 'serverData':
      if (stream.mode === 'tcp') tcpServerData(engine, client, stream, input.bytes, input.peeked);
      else responseBody(engine, client, stream, input.bytes);
      return;
    case 'badResponse':
      badResponse(engine, client, stream);
      return;
    case 'serverClosed':
      if (!conn.connected) connectFailed(engine, client, stream, conn, 'refused');
      else if (stream.mode === 'tcp') tcpServerClosed(engine, client, stream, input.how === 'reset');
      else serverLeft(engine, client, stream, input.how === 'reset', input.truncated === true);
      return;
  }
}

/** A connection without a stream: idle in a pool, or draining a response that nobody wanted. */
function idleServerFact(engine: Engine, conn: ServerConn, input: ServerFact | ResponseFact): void {
  const isDraining = conn.drainingSinceMs !== NEVER;
  if (isDraining && (input.type === 'responseBody' || input.type === 'responseEnd')) {
    const ended = input.type === 'responseEnd';
    drainedResponse(engine, conn, ended, ended && input.reusable);
    return;
  }
  if (input.type === 'serverClosed') forgetConn(engine, conn);
  else {
    // bytes that nobody asked for: such a connection cannot carry another request
    forgetConn(engine, conn);
    engine.out.push({ type: 'closeServer', conn: conn.id, how: 'end' });
  }
}

/** The one expiry switch. */
function runTimers(engine: Engine): void {
  const { timers } = engine.state;
  for (let count = 0; count < TIMERS_A_STEP; count++) {
    const slot = takeDue(timers, engine.nowMs);
    if (slot < 0) return;
    const a = timers.a[slot]!;
    const b = timers.b[slot]!;
    switch (timers.kind[slot]!) {
      case 'session':
        sessionDue(engine, byId(engine.state.clients, a)!);
        break;
      case 'agent':
        agentDue(engine, a, b);
        break;
      case 'check':
        checkDue(engine, a, b);
        break;
      case 'table':
        expireTable(engine, a);
        break;
      case 'pool':
        purgeIdle(engine, a, b);
        break;
      case 'warmup':
        warmUp(engine, a, b);
        break;
      case 'rate':
        admitAgain(engine, a);
        break;
      case 'stop':
        for (const stream of inOrderOfId(engine.state.streams)) {
          killStream(engine, byId(engine.state.clients, stream.client)!, stream, 'D');
        }
        for (const client of inOrderOfId(engine.state.clients)) closeClient(engine, client, 'reset');
        break;
    }
  }
}

/** A client's slot went off: whichever of its deadlines have passed, in HAProxy's order; else armed again. */
function sessionDue(engine: Engine, client: Client): void {
  const stream = client.stream === 0 ? null : byId(engine.state.streams, client.stream)!;
  if (!stream) {
    if (!isDue(engine, client.requestDeadlineMs)) schedule(engine, client, null);
    else if (client.readyMs !== NEVER) requestTimedOut(engine, client);
    else handshakeFailed(engine, client, '', { error: 'SSL_TIMEOUT', code: 0 });
    return;
  }
  const isTcp = stream.mode === 'tcp';
  if (isDue(engine, stream.waitDeadlineMs)) {
    stream.waitDeadlineMs = NEVER;
    const conn = stream.conn === 0 ? undefined : byId(engine.state.conns, stream.conn);
    if (stream.phase === 'request') {
      if (isTcp) resumeTcp(engine, client, stream, true);
      else resumeRequest(engine, client, stream, true);
    } else if (stream.phase === 'responding' && stream.resume) resumeResponse(engine, client, stream, true);
    else if (stream.phase === 'queued') queueTimedOut(engine, client, stream);
    else if (stream.phase === 'turnaround') attemptAgain(engine, client, stream);
    else if (stream.inspectsBack) resumeTcp(engine, client, stream, true);
    else if (stream.phase === 'connecting' && conn) connectFailed(engine, client, stream, conn, 'connect-timeout');
  } else if (isDue(engine, stream.clientDeadlineMs)) {
    stream.clientDeadlineMs = NEVER;
    if (isTcp) tcpClientTimedOut(engine, client, stream);
    else httpClientTimedOut(engine, client, stream);
  } else if (isDue(engine, stream.serverDeadlineMs)) {
    stream.serverDeadlineMs = NEVER;
    if (isTcp) tcpServerTimedOut(engine, client, stream);
    else serverTimedOut(engine, client, stream);
  }
  if (hasId(engine.state.streams, stream.id)) schedule(engine, client, stream);
}

/** Soft stop: nobody new is let in, idle connections go, streams finish; after `hard-stop-after`, everything goes. */
function stop(engine: Engine): void {
  const { state, plan } = engine;
  if (state.stopping) return;
  state.stopping = true;
  for (const listener of plan.listeners) {
    state.listeners[listener.id]!.open = false;
    engine.out.push({ type: 'closeListener', listener: listener.id });
  }
  for (const client of inOrderOfId(state.clients)) {
    const isQuiet = client.stream === 0 && client.firstByteMs === NEVER && !client.draining;
    const isIdle = isQuiet && (client.children === undefined ? client.requests > 0 : client.children === 0);
    const waits = plan.proxies[plan.listeners[client.listener]!.proxy]!.frontend!.keepsIdleOnStop === true;
    if (isIdle && !waits) closeClient(engine, client, 'end');
  }
  const { hardStopAfterMs } = plan.process;
  if (hardStopAfterMs !== null) arm(state.timers, state.stopTimer, engine.nowMs + hardStopAfterMs);
}

/**
 * From a server's response head to the end of the exchange: rules (the backend's, then the frontend's), the persistence
 * cookie, stick tables; then the body passes by, and both connections are kept or closed.
 */

import { errorPage } from '../http1/index.ts';
import { runAfterResponse } from './after-response.ts';
import { endStoring } from './cache.ts';
import { captureCookie, captureHeaders } from './captures.ts';
import { afterStream } from './client.ts';
import { compressHead, decideCompression } from './compression.ts';
import { runContentRules } from './content-rules.ts';
import { countClientAbort, countResponseError, countServerAbort } from './counting.ts';
import { refreshHttp, schedule } from './deadlines.ts';
import { explain } from './explain.ts';
import { observeStatus, observeTrouble } from './health/observe.ts';
import { firstHeader, splitConnection } from './http-headers.ts';
import { runRules, type Verdict } from './http-rules.ts';
import { CHUNKED_END_BYTES, responseSize } from './http-size.ts';
import { byId, hasId } from './id-table.ts';
import type { BodyKind, ResponseHead } from './io.ts';
import { retryRequest } from './layer7-retry.ts';
import { logEarly } from './log-values.ts';
import { rewriteResponseCookie } from './persistence/cookie.ts';
import { isCacheableCookie } from './rare-options.ts';
import { answer, answerError, closeBoth } from './reply.ts';
import { forgetRequestVariables } from './sample/variables.ts';
import { type Client, type Engine, NEVER, type ServerConn, type ServerState, type Stream } from './state.ts';
import { stickStore } from './stick/index.ts';
import { countAnswer, countFailure } from './stick/track.ts';
import { blame, countOut, endStream, leaveConn, releaseConn, releaseServer } from './stream.ts';

/** A response head came: an informational one, or the final one. */
export function responseArrived(
  engine: Engine,
  client: Client,
  stream: Stream,
  conn: ServerConn,
  received: ResponseHead,
  body: BodyKind,
): void {
  const split = splitConnection(received.headers);
  const head = split === null ? received : { ...received, headers: split.headers };
  stream.bytesToClient += responseSize(head);
  if (head.status >= 100 && head.status < 200 && head.status !== 101) {
    send(engine, client, stream, conn, head, 'none', true);
    refreshHttp(engine, client, stream);
    return;
  }
  stream.response = head;
  stream.status = stream.serverStatus = head.status;
  forgetRequestVariables(stream);
  stream.responseMs = engine.nowMs;
  stream.responseBody = body;
  captureHeaders(engine, stream, 'response', head.headers);
  countServerResponse(engine, conn, head.status);
  observeStatus(engine, stream, serverOf(engine, stream), head.status);
  if (retryRequest(engine, client, stream, head.status)) return;
  if (stream.tracked || client.tracked) countAnswer(engine, client, stream, head.status);
  if (stream.compression) decideCompression(engine, stream);
  // the head is here; whether it goes on to the client is for the rules to say
  stream.phase = 'responding';
  if (body === 'until-close' || body === 'tunnel' || engine.state.stopping) stream.keepAlive = false;
  const verdict = responseContent(engine, client, stream);
  if (verdict?.how === 'close') neverAnswered(engine, client, stream);
  else if (verdict) replaceResponse(engine, client, stream, conn, verdict);
  else passResponse(engine, client, stream, conn, 'response-backend', 0);
}

/** Runs the rules from there on, and lets the response through if they do. */
function passResponse(
  engine: Engine,
  client: Client,
  stream: Stream,
  conn: ServerConn,
  from: ResponseList,
  at: number,
): void {
  const lists = from === 'response-backend' ? RESPONSE_LISTS : RESPONSE_LISTS.slice(1);
  for (const list of lists) {
    const verdict = responseRules(engine, client, stream, list, list === from ? at : 0);
    if (verdict.type === 'wait') {
      const { untilMs, why, bytes } = verdict;
      stream.resume = { list, at: verdict.at, untilMs, why, bytes };
      stream.waitDeadlineMs = untilMs;
      refreshHttp(engine, client, stream);
      return;
    }
    if (verdict.type !== 'go-on') {
      replaceResponse(engine, client, stream, conn, verdict);
      return;
    }
  }
  // The server's own, unless a rule has taken it away.
  captureCookie(engine, stream, 'response', stream.response!.headers);
  const back = engine.plan.proxies[stream.backend]!.backend!;
  if (back.checksCache && isCacheableCookie(back, stream.request!, stream.response!)) {
    const status = engine.plan.behaviour.blockedCookie === 'bad-gateway' ? 502 : stream.response!.status;
    replaceResponse(engine, client, stream, conn, { type: 'denied', answer: errorPage(status, engine.plan.version) });
    return;
  }
  if (back.cookie) rewriteResponseCookie(engine, client, stream);
  if (stream.stick.tables.length > 0 || back.stickRules.length > 0) stickStore(engine, client, stream);
  runAfterResponse(engine, client, stream);
  logEarly(engine, client, stream);
  explainResponse(engine, stream, back.servers[conn.server]!.name);
  // what has come before it is let through nobody has kept
  if (stream.responseBytes > 0) stream.storing = null;
  compressHead(engine, stream);
  send(engine, client, stream, conn, stream.response!, stream.responseBody, stream.keepAlive);
  refreshHttp(engine, client, stream);
}

const RESPONSE_LISTS = ['response-backend', 'response-frontend'] as const;
type ResponseList = (typeof RESPONSE_LISTS)[number];

/** The time of a rule of the response that waits is over, or what it waits for is there. */
export function resumeResponse(engine: Engine, client: Client, stream: Stream, isLate: boolean): void {
  const { resume } = stream;
  const conn = byId(engine.state.conns, stream.conn);
  if (!resume || !conn || (resume.list !== 'response-backend' && resume.list !== 'response-frontend')) return;
  stream.resume = null;
  stream.waitDeadlineMs = NEVER;
  if (resume.why === 'body' && isLate) {
    if (engine.plan.behaviour.replacedResponseTime === 'never') stream.responseMs = NEVER;
    blame(stream, 's', engine.plan.behaviour.lateBody);
    releaseServer(engine, stream, false, 'reset');
    explainFailure(engine, stream, 504, 'the body did not come in the time that wait-for-body gives it');
    countFailure(engine, client, stream);
    answerError(engine, client, stream, 504);
    return;
  }
  passResponse(engine, client, stream, conn, resume.list, resume.at);
  if (hasId(engine.state.streams, stream.id) && stream.responseDone && !stream.resume)
    finishExchange(engine, client, stream);
}

function send(
  engine: Engine,
  client: Client,
  stream: Stream,
  conn: ServerConn,
  head: ResponseHead,
  body: BodyKind,
  keepAlive: boolean,
): void {
  const compress = stream.compression?.applies && head.status >= 200 ? stream.compression.algorithm : null;
  const { id } = stream;
  if (!compress && !stream.storing) {
    engine.out.push({ type: 'forwardResponse', stream: id, client: client.id, conn: conn.id, head, body, keepAlive });
    return;
  }
  engine.out.push({
    type: 'forwardResponse',
    stream: id,
    client: client.id,
    conn: conn.id,
    head,
    body: compress ? 'chunked' : body,
    keepAlive,
    ...(compress ? { compress } : {}),
    ...(stream.storing ? { keep: true as const } : {}),
  });
}

function explainResponse(engine: Engine, stream: Stream, server: string): void {
  if (!engine.state.explain) return;
  const { servers } = engine.plan.proxies[stream.backend]!.backend!;
  explain(engine, stream.id, stream.backend, {
    type: 'response',
    status: stream.status,
    by: 'server',
    why: `${server} answered`,
    spans: [servers[stream.server]!.span],
  });
}

function countServerResponse(engine: Engine, conn: ServerConn, status: number): void {
  const hundreds = Math.floor(status / 100);
  const { responses } = engine.state.proxies[conn.proxy]!.servers[conn.server]!.counters;
  responses[hundreds >= 1 && hundreds <= 5 ? hundreds : 0]!++;
}

type Ended = Exclude<Verdict, { type: 'go-on' | 'wait' }>;
type Closed = Extract<Verdict, { type: 'closed' }>;

/** `tcp-response content close`: nobody reads what the server said, as if it had left without a word. */
function neverAnswered(engine: Engine, client: Client, stream: Stream): void {
  stream.response = null;
  stream.bytesToClient = 0;
  stream.responseMs = NEVER;
  stream.phase = 'waiting';
  serverLeftEarly(engine, client, stream, false, false);
}

/** `tcp-response content` rules; null: they let it pass. */
function responseContent(engine: Engine, client: Client, stream: Stream): (Closed & { isRaw: true }) | null {
  const rules = engine.plan.proxies[stream.backend]!.backend!.responseContentRules;
  if (rules.length === 0) return null;
  const said = runContentRules(engine, client, stream, stream.backend, rules, true, 'response');
  if (said === 'go-on' || said === 'wait') return null;
  return { type: 'closed', how: said, isRaw: true };
}

/** The rules of responses on one that a cache has given; what they put in its place, or null. */
export function rulesOnCached(engine: Engine, client: Client, stream: Stream): Ended | null {
  for (const list of RESPONSE_LISTS) {
    if (list === 'response-backend' && !stream.backendSet) continue;
    const verdict = responseRules(engine, client, stream, list, 0);
    if (verdict.type !== 'go-on' && verdict.type !== 'wait') return verdict;
  }
  return null;
}

function responseRules(engine: Engine, client: Client, stream: Stream, list: ResponseList, at: number): Verdict {
  const isBack = list === 'response-backend';
  // the rules of a listen section stand once, in its frontend half
  if (isBack && stream.backend === stream.frontend) return { type: 'go-on' };
  const proxy = isBack ? stream.backend : stream.frontend;
  const plan = engine.plan.proxies[proxy]!;
  const { httpResponseRules } = isBack ? plan.backend! : plan.frontend!;
  return runRules(engine, client, stream, proxy, httpResponseRules, 'http-response', at);
}

/** A rule denies the response or puts another in its place; the server's connection is kept if the rest is here already. */
function replaceResponse(engine: Engine, client: Client, stream: Stream, conn: ServerConn, verdict: Ended): void {
  if (engine.plan.behaviour.replacedResponseTime === 'never') stream.responseMs = NEVER;
  const isDenied = verdict.type !== 'local';
  if (verdict.type === 'denied' && verdict.fault) blame(stream, verdict.fault, 'H');
  else if (isDenied) {
    engine.state.proxies[stream.backend]!.counters.deniedResponses++;
    if (stream.frontend !== stream.backend) engine.state.proxies[stream.frontend]!.counters.deniedResponses++;
    blame(stream, 'P', 'H');
  } else blame(stream, 'L', 'H');
  if (stream.responseDone) releaseServer(engine, stream, stream.serverReusable);
  else {
    if (stream.responseBytes === 0) stream.bytesToClient += bytesBehindHead(stream);
    conn.drainingSinceMs = engine.nowMs;
    conn.stream = 0;
    leaveConn(stream, conn);
  }
  if (verdict.type === 'closed') {
    stream.struck = verdict.how === 'silent-drop' ? 'R' : 'D';
    // who is dropped in silence by a rule of responses is logged as if this one had been sent
    if (verdict.how !== 'silent-drop' || verdict.isRaw) {
      stream.status = -1;
      stream.bytesToClient = 0;
    }
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  if (!isDenied) {
    answer(engine, client, stream, verdict.answer);
    return;
  }
  answer(engine, client, stream, verdict.answer);
}

/** What HAProxy reads at once (its buffer, less what is reserved for rewriting). */
const READ_BYTES = 15_360;

/** A body of known length that fits the buffer comes with its head, and was counted before the rules ran. */
function bytesBehindHead({ response, responseBody: kind }: Stream): number {
  const length = kind === 'length' && response ? firstHeader(response.headers, 'content-length') : null;
  return length === null ? 0 : Math.min(Number(length) || 0, READ_BYTES);
}

/** Bytes of the response's body went by. */
export function responseBody(engine: Engine, client: Client, stream: Stream, bytes: number, data = ''): void {
  if (stream.storing) stream.storing.body += data;
  if (stream.resume?.why === 'body') stream.peekedBack += data;
  stream.bytesToClient += bytes;
  stream.responseBytes += bytes;
  if (client.reset) {
    leaveResponse(engine, client, stream);
    return;
  }
  refreshHttp(engine, client, stream);
  const wanted = stream.resume?.why === 'body' ? stream.resume.bytes : 0;
  const isEnough = wanted > 0 && stream.responseBytes >= wanted;
  if (isEnough || (stream.resume?.why === 'body' && stream.responseBytes >= READ_BYTES))
    resumeResponse(engine, client, stream, false);
}

/** The response is complete. */
export function responseEnded(
  engine: Engine,
  client: Client,
  stream: Stream,
  reusable: boolean,
  pending: boolean,
): void {
  if (stream.responseBody === 'chunked') stream.bytesToClient += CHUNKED_END_BYTES;
  stream.responseDone = true;
  endStoring(engine, stream);
  stream.unsent = pending;
  stream.serverReusable = reusable && keepsServer(engine, stream);
  if (client.reset) blame(stream, 'C', 'D');
  if (stream.resume) {
    if (stream.resume.why === 'body') resumeResponse(engine, client, stream, false);
    return;
  }
  finishExchange(engine, client, stream);
}

/** May the server's connection be kept? Only in keep-alive mode on both sides (3.0: `httpclose` in front does not count). */
function keepsServer(engine: Engine, stream: Stream): boolean {
  const front = engine.plan.proxies[stream.frontend]!.frontend!.connectionMode;
  const back = engine.plan.proxies[stream.backend]!.backend!.connectionMode;
  if (back !== 'keep-alive' || front === 'server-close' || engine.state.stopping) return false;
  return front === 'keep-alive' || !engine.plan.behaviour.frontendCloseReachesServer;
}

/** Ends the exchange when both messages are complete and delivered. */
export function finishExchange(engine: Engine, client: Client, stream: Stream): void {
  if (!stream.responseDone) return;
  if (!stream.requestDone) {
    refreshHttp(engine, client, stream);
    return;
  }
  releaseServer(engine, stream, stream.serverReusable);
  if (stream.unsent) {
    stream.phase = 'flushing';
    stream.serverDeadlineMs = NEVER;
    const { timeoutClientMs } = engine.plan.proxies[stream.frontend]!.frontend!;
    stream.clientDeadlineMs = timeoutClientMs === null ? NEVER : engine.nowMs + timeoutClientMs;
    schedule(engine, client, stream);
    return;
  }
  const { keepAlive } = stream;
  endStream(engine, client, stream);
  afterStream(engine, client, keepAlive);
}

/** The client has taken everything. */
export function flushed(engine: Engine, client: Client, stream: Stream): void {
  stream.unsent = false;
  if (stream.phase === 'flushing') finishExchange(engine, client, stream);
}

/** The rest of a response that nobody wanted: the connection is kept if it ended at the very time it was dropped. */
export function drainedResponse(engine: Engine, conn: ServerConn, ended: boolean, reusable: boolean): void {
  const isInTime = conn.drainingSinceMs === engine.nowMs;
  if (!ended && isInTime) return;
  conn.drainingSinceMs = NEVER;
  releaseConn(engine, conn, ended && isInTime && reusable, 'end');
}

/** The server closed its connection, or reset it, during an exchange. */
export function serverLeft(engine: Engine, client: Client, stream: Stream, isReset: boolean, truncated: boolean): void {
  if (stream.phase === 'waiting') {
    serverLeftEarly(engine, client, stream, isReset, truncated);
    return;
  }
  if (stream.responseDone) {
    // only the client's upload is still going on: it needs no server
    stream.serverReusable = false;
    releaseServer(engine, stream, false);
    return;
  }
  const endsBody = stream.responseBody === 'until-close' || stream.responseBody === 'tunnel';
  if (endsBody && !isReset) {
    stream.requestDone = true;
    responseEnded(engine, client, stream, false, false);
    return;
  }
  if (stream.resume?.why === 'body') resumeResponse(engine, client, stream, false);
  if (!hasId(engine.state.streams, stream.id)) return;
  countResponseError(engine, stream);
  countServerAbort(engine, stream);
  blame(stream, 'S', 'D');
  closeBoth(engine, client, stream, 'end');
}

/** No response: 502; on a reused connection nothing at all, so that the client repeats its request. */
function serverLeftEarly(engine: Engine, client: Client, stream: Stream, isReset: boolean, truncated: boolean): void {
  if (stream.reused && !truncated) {
    // nothing is said and nothing logged, but it counts
    const counts = engine.plan.behaviour.earlyEndCounts === 'twice';
    if (isReset || counts) countResponseError(engine, stream);
    if (counts) countServerAbort(engine, stream);
    stream.logged = true;
    closeBoth(engine, client, stream, 'end');
    return;
  }
  // the connection is let go of before it is judged
  countOut(engine, stream);
  observeTrouble(engine, stream, isReset || engine.plan.behaviour.earlyEndCounts === 'twice' ? 'read error' : 'closed');
  countResponseError(engine, stream);
  // HAProxy counts the connection's error, and once more that there was no answer
  if (isReset || engine.plan.behaviour.earlyEndCounts === 'twice') countResponseError(engine, stream);
  if (!truncated && retryRequest(engine, client, stream, 'empty-response')) return;
  countFailure(engine, client, stream);
  blame(stream, truncated && engine.plan.behaviour.truncatedHead === 'PH' ? 'P' : 'S', 'H');
  releaseServer(engine, stream, false, 'end');
  explainFailure(engine, stream, 502, 'the server closed the connection without a whole response head');
  answerError(engine, client, stream, 502);
}

/** The codec refused what the server sent. */
export function badResponse(engine: Engine, client: Client, stream: Stream): void {
  observeTrouble(engine, stream, stream.phase === 'waiting' ? 'bad head' : 'bad body');
  countResponseError(engine, stream);
  if (stream.phase !== 'waiting') {
    blame(stream, engine.plan.behaviour.badResponseBody === 'PD' ? 'P' : 'S', 'D');
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  if (engine.plan.behaviour.badResponseCounts === 'twice') countResponseError(engine, stream);
  if (retryRequest(engine, client, stream, 'junk-response')) return;
  countFailure(engine, client, stream);
  blame(stream, 'P', 'H');
  releaseServer(engine, stream, false, 'reset');
  explainFailure(engine, stream, 502, 'the server sent something that is no HTTP response');
  answerError(engine, client, stream, 502);
}

/** `timeout server` struck. */
export function serverTimedOut(engine: Engine, client: Client, stream: Stream): void {
  if (stream.phase === 'waiting') {
    countOut(engine, stream);
    observeTrouble(engine, stream, 'read timeout');
    countResponseError(engine, stream);
  } else if (engine.plan.behaviour.bodyTimeoutCounts) {
    if (engine.plan.behaviour.bodyTimeout === 'CD') countClientAbort(engine, stream);
    else countServerAbort(engine, stream);
  }
  if (engine.state.explain) {
    const afterMs = engine.plan.proxies[stream.backend]!.backend!.timeoutServerMs ?? 0;
    explain(engine, stream.id, stream.backend, { type: 'timeout', name: 'timeout server', afterMs, spans: [] });
  }
  if (stream.phase !== 'waiting') {
    blame(stream, engine.plan.behaviour.bodyTimeout === 'CD' ? 'C' : 's', 'D');
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  if (retryRequest(engine, client, stream, 'response-timeout')) return;
  blame(stream, 's', 'H');
  releaseServer(engine, stream, false, 'reset');
  explainFailure(engine, stream, 504, 'no response head within timeout server');
  countFailure(engine, client, stream);
  answerError(engine, client, stream, 504);
}

function serverOf(engine: Engine, stream: Stream): ServerState {
  return engine.state.proxies[stream.backend]!.servers[stream.server]!;
}

function explainFailure(engine: Engine, stream: Stream, status: number, why: string): void {
  if (!engine.state.explain) return;
  const spans = [engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!.span];
  explain(engine, stream.id, stream.backend, { type: 'response', status, by: 'haproxy', why, spans });
}

/** The client is gone while a response is on its way. */
export function leaveResponse(engine: Engine, client: Client, stream: Stream): void {
  countClientAbort(engine, stream);
  blame(stream, 'C', stream.responseDone ? engine.plan.behaviour.afterResponse : 'D');
  closeBoth(engine, client, stream, 'reset');
}

/**
 * A request's way to a server: the frontend's rules, the choice of a backend, the backend's rules, persistence,
 * `forwardfor`; then `connect.ts` takes over. The order is HAProxy's, whatever the order of the lines in the file.
 */

import { type Answer, errorPage } from '../http1/index.ts';
import { captureCookie, captureHeaders } from './captures.ts';
import { closeClient, drained } from './client.ts';
import { chooseCompression } from './compression.ts';
import { requestServer } from './connect.ts';
import { runContentRules } from './content-rules.ts';
import { after, refreshHttp, schedule } from './deadlines.ts';
import { explain } from './explain.ts';
import { forwardFor } from './http-forwardfor.ts';
import { splitConnection } from './http-headers.ts';
import { rulesOnCached } from './http-response.ts';
import { runRules, tarpitAnswer, type Verdict } from './http-rules.ts';
import { CHUNKED_END_BYTES, requestSize, responseSize } from './http-size.ts';
import { byId, hasId } from './id-table.ts';
import { inform } from './inform.ts';
import type { BodyKind, RequestHead } from './io.ts';
import { logConnect } from './log-values.ts';
import { answerMonitor } from './monitor.ts';
import { useCookie, useStick } from './persist.ts';
import { withoutOddNames } from './rare-options.ts';
import { answer, answerError } from './reply.ts';
import { decidePersistence, useServerRules } from './server-rules.ts';
import { type Client, type Engine, NEVER, type Resume, type Stream } from './state.ts';
import { serveStats, statsAskedFor } from './stats.ts';
import { countRate } from './stick/data.ts';
import { countError, countRequest } from './stick/track.ts';
import { blame, createStream, endStream, enterBackend } from './stream.ts';
import { chooseBackend } from './switching.ts';
import { addUniqueId } from './unique-id.ts';

/** A whole head has arrived. */
export function requestArrived(
  engine: Engine,
  client: Client,
  received: RequestHead,
  body: BodyKind,
  persistent: boolean | undefined,
): void {
  // a codec that says whether the connection persists has read `connection` already
  const split = persistent === undefined ? splitConnection(received.headers) : null;
  const head = split === null ? received : { ...received, headers: split.headers };
  const stream = createStream(engine, client, head);
  const front = engine.plan.proxies[client.proxy]!.frontend!;
  const wants = persistent ?? (split?.close !== true && (received.version === '1.1' || split?.keepAlive === true));
  stream.keepAlive = wants && front.connectionMode !== 'close' && !engine.state.stopping;
  stream.requestBody = body;
  stream.requestDone = body === 'none';
  stream.bytesToServer = requestSize(head);
  if (engine.state.explain) {
    const listener = engine.plan.listeners[client.listener]!;
    const proxyName = engine.plan.proxies[client.proxy]!.name;
    explain(engine, stream.id, client.proxy, {
      type: 'listener',
      listener: client.listener,
      proxyName,
      spans: [listener.span],
    });
  }
  route(engine, client, stream);
}

/** The content rules of the frontend have passed: only now HAProxy reads the request. False: it is answered already. */
function readRequest(engine: Engine, client: Client, stream: Stream): boolean {
  const { headers } = stream.request!;
  const frontend = engine.state.proxies[client.proxy]!;
  frontend.counters.requests++;
  countRate(frontend.requestRate, engine.nowMs);
  captureHeaders(engine, stream, 'request', headers);
  captureCookie(engine, stream, 'request', headers);
  if (client.tracked) countRequest(engine, client);
  if (answerMonitor(engine, client, stream)) return false;
  logConnect(engine, client, stream);
  return true;
}

/** Where a request's rules are: each list may wait, and goes on where it was. */
const LISTS = ['content', 'read', 'buffer', 'frontend', 'backend-content', 'backend', 'backend-buffer'] as const;
type List = (typeof LISTS)[number];

function route(engine: Engine, client: Client, stream: Stream, from: List = 'content', at = 0, final = false): void {
  for (let index = LISTS.indexOf(from); index < LISTS.length; index++) {
    const list = LISTS[index]!;
    if (list === 'backend-content' && !stream.backendSet && !enter(engine, client, stream)) return;
    const begins = list === from ? at : 0;
    if (!runList(engine, client, stream, list, begins, list === from && final)) return;
  }
  dispatch(engine, client, stream);
}

/** The choice of a backend; false: there is none, and the client was told. */
function enter(engine: Engine, client: Client, stream: Stream): boolean {
  const backend = chooseBackend(engine, client, stream);
  if (backend === null) {
    blame(stream, 'S', 'C');
    answerError(engine, client, stream, 503);
    return false;
  }
  enterBackend(engine, stream, backend);
  decidePersistence(engine, client, stream);
  if (backend !== stream.frontend) {
    const { cookie } = engine.plan.proxies[backend]!.backend!;
    stream.cookie.request = stream.cookie.response = cookie ? 'N' : '-';
  }
  return true;
}

/** Runs one list; false: the request waits, or is settled. */
function runList(engine: Engine, client: Client, stream: Stream, list: List, at: number, final: boolean): boolean {
  if (list === 'read') return readRequest(engine, client, stream);
  if (list === 'buffer' || list === 'backend-buffer') {
    if (!hasBody(engine, client, stream, list)) return false;
    if (list === 'buffer') noteBuffered(engine, stream);
    return true;
  }
  const isFront = list === 'content' || list === 'frontend';
  // the rules of a listen section stand once, in its frontend half
  if (!isFront && stream.backend === stream.frontend) return true;
  const proxy = isFront ? stream.frontend : stream.backend;
  const plan = engine.plan.proxies[proxy]!;
  const half = isFront ? plan.frontend! : plan.backend!;
  if (list === 'content' || list === 'backend-content') {
    if (half.contentRules.length === 0) return true;
    const verdict = runContentRules(
      engine,
      client,
      stream,
      proxy,
      half.contentRules,
      final || half.inspectDelayMs === null,
    );
    if (verdict === 'go-on') return true;
    if (verdict === 'wait') {
      const untilMs = stream.resume?.list === list ? stream.resume.untilMs : engine.nowMs + (half.inspectDelayMs ?? 0);
      suspend(engine, client, stream, { list, at: 0, untilMs, why: 'data', bytes: 0 });
    } else {
      if (list === 'content') stream.originalMethod = '';
      drop(engine, client, stream, verdict);
    }
    return false;
  }
  if (half.oddNames && at === 0 && !dealsWithOddNames(stream, half.oddNames))
    return !settled(engine, client, stream, { type: 'denied', answer: errorPage(403, engine.plan.version) });
  let verdict = runRules(engine, client, stream, proxy, half.httpRequestRules, 'http-request', at);
  const stats = verdict.type === 'go-on' ? statsAskedFor(engine, stream, proxy) : null;
  if (stats) {
    verdict = serveStats(engine, client, stream, proxy, stats);
    if (verdict.type === 'go-on') return false;
  }
  if (verdict.type === 'wait') {
    const { untilMs, why, bytes } = verdict;
    // it counts when it begins, whether the client will be there at its end or not
    if (why === 'tarpit') countDenied(engine, client, stream);
    suspend(engine, client, stream, { list, at: verdict.at, untilMs, why, bytes });
    return false;
  }
  return !settled(engine, client, stream, verdict);
}

/** Takes odd headers away; false: the request is refused for them. */
function dealsWithOddNames(stream: Stream, how: 'delete' | 'reject'): boolean {
  const request = stream.request!;
  const headers = withoutOddNames(request.headers, how);
  if (headers !== null && headers.length < request.headers.length) stream.request = { ...request, headers };
  return headers !== null;
}

/** `option http-buffer-request`: the frontend's before its rules, the backend's behind all rules. */
function hasBody(engine: Engine, client: Client, stream: Stream, list: 'buffer' | 'backend-buffer'): boolean {
  if (stream.requestDone || stream.clientEnded) return true;
  const isFront = list === 'buffer';
  const plan = engine.plan.proxies[isFront ? stream.frontend : stream.backend]!;
  const half = isFront ? plan.frontend! : plan.backend!;
  if (!half.bufferRequest || isFull(engine, stream)) return true;
  const untilMs = after(engine, half.timeoutHttpRequestMs);
  suspend(engine, client, stream, { list, at: LISTS.indexOf(list) + 1, untilMs, why: 'body', bytes: 0 });
  return false;
}

/** From here on the request counts as complete, whatever the rules will make of it. */
function noteBuffered(engine: Engine, stream: Stream): void {
  if (engine.plan.proxies[stream.frontend]!.frontend!.bufferRequest) stream.requestMs = engine.nowMs;
}

/** No more of the request fits where HAProxy keeps it. */
function isFull(engine: Engine, stream: Stream): boolean {
  return stream.bytesToServer >= engine.plan.process.maxHeadBytes;
}

function suspend(engine: Engine, client: Client, stream: Stream, resume: Resume): void {
  stream.resume = resume;
  stream.waitDeadlineMs = resume.untilMs;
  if (resume.why === 'body') {
    engine.out.push({ type: 'peek', client: client.id, maxBytes: engine.plan.process.maxHeadBytes });
    bidContinue(engine, client, stream);
    refreshHttp(engine, client, stream);
  }
  schedule(engine, client, stream);
}

/** Who waits for a word before it sends its body is told to go on; the server is not asked any more. */
function bidContinue(engine: Engine, client: Client, stream: Stream): void {
  const request = stream.request!;
  if (request.version === '1.0' || stream.body !== '' || stream.bodyBytes > 0) return;
  const waits = request.headers.some(({ name, value }) => name === 'expect' && value.toLowerCase() === '100-continue');
  if (!waits) return;
  stream.request = { ...request, headers: request.headers.filter(({ name }) => name !== 'expect') };
  inform(engine, client, stream, { version: '1.1', status: 100, reason: 'Continue', headers: [] });
}

/** The time of a rule that waits is over, or what it waits for is there. */
export function resumeRequest(engine: Engine, client: Client, stream: Stream, isLate: boolean): void {
  const { resume } = stream;
  if (!resume) return;
  stream.waitDeadlineMs = NEVER;
  if (resume.why === 'tarpit') {
    const isFront = resume.list === 'frontend';
    const proxy = isFront ? stream.frontend : stream.backend;
    const plan = engine.plan.proxies[proxy]!;
    const rules = isFront ? plan.frontend!.httpRequestRules : plan.backend!.httpRequestRules;
    stream.resume = null;
    settled(engine, client, stream, tarpitAnswer(engine, client, stream, proxy, rules[resume.at]));
    return;
  }
  if (resume.why === 'body' && isLate) {
    stream.resume = null;
    blame(stream, 'c', 'R');
    stream.requestMs = NEVER;
    stream.keepAlive = false;
    answerError(engine, client, stream, 408);
    return;
  }
  if (resume.why !== 'data') stream.resume = null;
  if (resume.list === 'buffer' || resume.list === 'backend-buffer') {
    if (resume.list === 'buffer') noteBuffered(engine, stream);
    const next = LISTS[resume.at];
    if (next === undefined) dispatch(engine, client, stream);
    else route(engine, client, stream, next);
    return;
  }
  if (resume.list === 'response-backend' || resume.list === 'response-frontend') return;
  route(engine, client, stream, resume.list, resume.at, isLate);
}

/** All rules have been passed: persistence, and on to a server. */
function dispatch(engine: Engine, client: Client, stream: Stream): void {
  stream.resume = null;
  useServerRules(engine, client, stream);
  useCookie(engine, client, stream);
  forwardFor(engine, client, stream);
  chooseCompression(engine, stream);
  addUniqueId(engine, client, stream);
  stream.requestMs = engine.nowMs;
  useStick(engine, client, stream);
  // a client that left while its body was waited for: the caller ends the stream
  if (stream.clientEnded && !stream.requestDone) return;
  if (!stream.requestDone) refreshHttp(engine, client, stream);
  requestServer(engine, client, stream);
}

/** Deals with a rule that ended the matter. */
function settled(engine: Engine, client: Client, stream: Stream, verdict: Verdict): boolean {
  if (verdict.type === 'go-on' || verdict.type === 'wait') return false;
  stream.resume = null;
  const bufferedMs = stream.requestMs;
  stream.requestMs = engine.nowMs;
  if (verdict.type === 'closed') {
    stream.requestMs = bufferedMs;
    if (stream.backend !== stream.frontend) engine.state.proxies[stream.backend]!.counters.deniedRequests++;
    drop(engine, client, stream, verdict.how);
    return true;
  }
  if (verdict.type === 'denied') {
    if (!verdict.late && !verdict.fault) countDenied(engine, client, stream);
    else if (verdict.late) {
      // all of a tarpit's time is the queue's, and the request never was complete unless it was waited for
      stream.requestMs = bufferedMs;
      stream.queueMs = engine.nowMs;
    }
    // the cookie is read for the log's sake
    useCookie(engine, client, stream);
    blame(stream, verdict.fault ?? 'P', verdict.late ? 'T' : 'R');
  } else {
    blame(stream, 'L', 'R');
    if (stream.backend === stream.frontend) engine.state.proxies[stream.frontend]!.counters.intercepted++;
  }
  if (engine.state.explain) {
    const { status } = verdict.answer.head;
    const why = verdict.type === 'denied' ? 'a deny rule applied' : 'a rule answered';
    explain(engine, stream.id, stream.backend, { type: 'response', status, by: 'haproxy', why, spans: [] });
  }
  if (verdict.type === 'local' && verdict.cachedBytes !== undefined) {
    answerCached(engine, client, stream, verdict.answer, verdict.cachedBytes);
    return true;
  }
  answer(engine, client, stream, verdict.answer);
  return true;
}

function countDenied(engine: Engine, client: Client, stream: Stream): void {
  const { proxies } = engine.state;
  proxies[stream.frontend]!.counters.deniedRequests++;
  if (stream.backend !== stream.frontend) proxies[stream.backend]!.counters.deniedRequests++;
  countError(engine, client, stream);
}

/** What a cache gives is a response like any other: its rules run. */
function answerCached(engine: Engine, client: Client, stream: Stream, kept: Answer, bodyBytes: number): void {
  stream.service = 'cache';
  stream.queueMs = stream.connectMs = stream.responseMs = engine.nowMs;
  stream.response = kept.head;
  stream.status = kept.head.status;
  const ended = rulesOnCached(engine, client, stream);
  if (ended?.type === 'closed') drop(engine, client, stream, ended.how);
  else if (ended) answer(engine, client, stream, ended.answer);
  else {
    const countedBytes = responseSize(kept.head) + bodyBytes;
    answer(engine, client, stream, { head: stream.response, body: kept.body }, { countedBytes });
  }
}

/** Nothing is said to the client: its connection is closed, or just forgotten. */
function drop(engine: Engine, client: Client, stream: Stream, how: 'reject' | 'close' | 'silent-drop'): void {
  engine.state.proxies[stream.frontend]!.counters.deniedRequests++;
  blame(stream, 'P', 'R');
  stream.status = -1;
  endStream(engine, client, stream);
  closeClient(engine, client, how === 'silent-drop' ? 'reset' : 'end');
}

/** Body bytes went by. */
export function requestBody(engine: Engine, client: Client, stream: Stream, bytes: number, data?: string): void {
  stream.bytesToServer += bytes;
  stream.bodyBytes += bytes;
  if (data !== undefined && stream.phase === 'request') stream.body += data;
  refreshHttp(engine, client, stream);
  if (stream.resume?.why !== 'body' || stream.phase !== 'request') return;
  const isEnough = stream.resume.bytes > 0 && stream.bodyBytes >= stream.resume.bytes;
  if (isEnough || isFull(engine, stream)) resumeRequest(engine, client, stream, false);
}

/** The last byte of the request is in. Returns the stream when it may have been waiting for that. */
export function requestEnded(engine: Engine, client: Client): Stream | null {
  if (client.stream === 0) {
    if (client.draining) drained(engine, client);
    return null;
  }
  const stream = byId(engine.state.streams, client.stream)!;
  if (stream.requestDone) return null;
  stream.requestDone = true;
  if (stream.requestBody === 'chunked') stream.bytesToServer += CHUNKED_END_BYTES;
  refreshHttp(engine, client, stream);
  if (stream.resume?.why === 'body' && stream.phase === 'request') resumeRequest(engine, client, stream, false);
  return hasId(engine.state.streams, stream.id) ? stream : null;
}

/**
 * A request's way to a server: the frontend's rules, the choice of a backend, the backend's rules, persistence,
 * `forwardfor`; then `connect.ts` takes over. The order is HAProxy's, whatever the order of the lines in the file.
 */
import { drained } from './client.ts';
import { requestServer } from './connect.ts';
import { refreshHttp } from './deadlines.ts';
import { explain } from './explain.ts';
import { forwardFor } from './http-forwardfor.ts';
import { splitConnection } from './http-headers.ts';
import { runRules, type Verdict } from './http-rules.ts';
import { CHUNKED_END_BYTES, requestSize } from './http-size.ts';
import type { BodyKind, RequestHead } from './io.ts';
import { logConnect } from './log-values.ts';
import { useCookie, useStick } from './persist.ts';
import { answer, answerError } from './reply.ts';
import type { Client, Engine, Stream } from './state.ts';
import { blame, createStream, enterBackend } from './stream.ts';
import { chooseBackend } from './switching.ts';

/** A whole head has arrived. */
export function requestArrived(
  engine: Engine,
  client: Client,
  received: RequestHead,
  body: BodyKind,
  persistent: boolean | undefined,
): void {
  // a codec that says whether the connection persists has read `connection` already
  const { headers, close, keepAlive } =
    persistent === undefined ? splitConnection(received.headers) : { ...received, close: false, keepAlive: false };
  const head = headers === received.headers ? received : { ...received, headers };
  const stream = createStream(engine, client, head);
  const front = engine.plan.proxies[client.proxy]!.frontend!;
  const wants = persistent ?? (received.version === '1.1' ? !close : keepAlive && !close);
  stream.keepAlive = wants && front.connectionMode !== 'close' && !engine.state.stopping;
  stream.requestBody = body;
  stream.requestDone = body === 'none';
  stream.bytesToServer = requestSize(head);
  engine.state.proxies[client.proxy]!.counters.requests++;
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
  logConnect(engine, client, stream);
  route(engine, client, stream);
}

function route(engine: Engine, client: Client, stream: Stream): void {
  const frontend = engine.plan.proxies[stream.frontend]!;
  const rules = frontend.frontend!.httpRequestRules;
  if (settled(engine, client, stream, runRules(engine, client, stream, stream.frontend, rules, 'request'))) return;
  const backend = chooseBackend(engine, client, stream);
  if (backend === null) {
    blame(stream, 'S', 'C');
    answerError(engine, client, stream, 503);
    return;
  }
  enterBackend(engine, stream, backend);
  const plan = engine.plan.proxies[backend]!.backend!;
  if (backend !== stream.frontend) {
    stream.cookie.request = stream.cookie.response = plan.cookie ? 'N' : '-';
    const verdict = runRules(engine, client, stream, backend, plan.httpRequestRules, 'request');
    if (settled(engine, client, stream, verdict)) return;
  }
  useCookie(engine, client, stream);
  forwardFor(engine, client, stream);
  stream.requestMs = engine.nowMs;
  useStick(engine, client, stream);
  if (!stream.requestDone) refreshHttp(engine, client, stream);
  requestServer(engine, client, stream);
}

/** Deals with a rule that ended the matter. */
function settled(engine: Engine, client: Client, stream: Stream, verdict: Verdict): boolean {
  if (verdict.type === 'go-on') return false;
  stream.requestMs = engine.nowMs;
  if (verdict.type === 'denied') {
    engine.state.proxies[stream.frontend]!.counters.deniedRequests++;
    // the cookie is read for the log's sake
    useCookie(engine, client, stream);
    blame(stream, 'P', 'R');
  } else blame(stream, 'L', 'R');
  if (engine.state.explain) {
    const { status } = verdict.answer.head;
    const why = verdict.type === 'denied' ? 'a deny rule applied' : 'a rule answered';
    explain(engine, stream.id, stream.backend, { type: 'response', status, by: 'haproxy', why, spans: [] });
  }
  answer(engine, client, stream, verdict.answer);
  return true;
}

/** Body bytes went by. */
export function requestBody(engine: Engine, client: Client, stream: Stream, bytes: number): void {
  stream.bytesToServer += bytes;
  refreshHttp(engine, client, stream);
}

/** The last byte of the request is in. Returns the stream when it may have been waiting for that. */
export function requestEnded(engine: Engine, client: Client): Stream | null {
  if (client.stream === 0) {
    if (client.draining) drained(engine, client);
    return null;
  }
  const stream = engine.state.streams.get(client.stream)!;
  if (stream.requestDone) return null;
  stream.requestDone = true;
  if (stream.requestBody === 'chunked') stream.bytesToServer += CHUNKED_END_BYTES;
  refreshHttp(engine, client, stream);
  return stream;
}

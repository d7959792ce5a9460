/**
 * TCP mode: one stream a connection. Its backend is chosen when it is accepted; once a server connection stands the
 * driver joins the two, and the engine hears how many bytes pass. Each side may close its half; a time-out of one side
 * is taken as the end of that side's half, so the other one is told and may finish. The stream is over when both
 * halves are.
 */

import { closeClient } from './client.ts';
import { abortWaiting, requestServer } from './connect.ts';
import { runContentRules } from './content-rules.ts';
import { countClientAbort, countResponseError, countServerAbort } from './counting.ts';
import { refreshTcp, schedule } from './deadlines.ts';
import { explain } from './explain.ts';
import { hasId } from './id-table.ts';
import { logConnect } from './log-values.ts';
import { useStick } from './persist.ts';
import { useRdpCookie } from './rare-options.ts';
import { closeBoth } from './reply.ts';
import { decidePersistence, useServerRules } from './server-rules.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { blame, createStream, endStream, enterBackend, stateLetter } from './stream.ts';
import { chooseBackend } from './switching.ts';

/** The connection is ready (accepted, and TLS done where that applies). */
export function tcpBegins(engine: Engine, client: Client): void {
  const stream = createStream(engine, client, null);
  if (engine.state.explain) {
    const listener = engine.plan.listeners[client.listener]!;
    const proxyName = engine.plan.proxies[client.proxy]!.name;
    const spans = [listener.span];
    explain(engine, stream.id, client.proxy, { type: 'listener', listener: client.listener, proxyName, spans });
  }
  logConnect(engine, client, stream);
  inspect(engine, client, stream, 'content', false);
}

/** Content rules of the frontend, the choice of a backend, its content rules; then on to a server. */
function inspect(
  engine: Engine,
  client: Client,
  stream: Stream,
  list: 'content' | 'backend-content',
  isLate: boolean,
): void {
  if (list === 'content') {
    if (!passes(engine, client, stream, 'content', isLate)) return;
    const backend = chooseBackend(engine, client, stream);
    if (backend === null) {
      blame(stream, 'S', 'C');
      endStream(engine, client, stream);
      closeClient(engine, client, 'end');
      return;
    }
    enterBackend(engine, stream, backend);
    decidePersistence(engine, client, stream);
  }
  const isOwn = stream.backend === stream.frontend;
  if (!isOwn && !passes(engine, client, stream, 'backend-content', list === 'backend-content' && isLate)) return;
  stream.resume = null;
  useServerRules(engine, client, stream);
  useRdpCookie(engine, client, stream);
  useStick(engine, client, stream);
  requestServer(engine, client, stream);
  if (hasId(engine.state.streams, stream.id)) refreshTcp(engine, client, stream);
}

/** Whether a list of content rules lets the stream on; it may wait, or be closed. */
function passes(
  engine: Engine,
  client: Client,
  stream: Stream,
  list: 'content' | 'backend-content',
  isLate: boolean,
): boolean {
  const proxy = list === 'content' ? stream.frontend : stream.backend;
  const plan = engine.plan.proxies[proxy]!;
  const { contentRules, inspectDelayMs } = list === 'content' ? plan.frontend! : plan.backend!;
  if (contentRules.length === 0) return true;
  const isFinal = isLate || inspectDelayMs === null || stream.clientEnded;
  const verdict = runContentRules(engine, client, stream, proxy, contentRules, isFinal);
  if (verdict === 'go-on') return true;
  if (verdict !== 'wait') {
    engine.state.proxies[stream.frontend]!.counters.deniedRequests++;
    blame(stream, 'P', 'R');
    endStream(engine, client, stream);
    closeClient(engine, client, verdict === 'silent-drop' ? 'reset' : 'end');
    return false;
  }
  const isNew = stream.resume?.list !== list;
  const untilMs = isNew ? engine.nowMs + inspectDelayMs! : stream.resume!.untilMs;
  stream.resume = { list, at: 0, untilMs, why: 'data', bytes: 0 };
  stream.waitDeadlineMs = untilMs;
  if (isNew) engine.out.push({ type: 'peek', client: client.id, maxBytes: engine.plan.process.maxHeadBytes });
  refreshTcp(engine, client, stream);
  return false;
}

/** More has come, or the inspect delay is over (`isLate`). */
export function resumeTcp(engine: Engine, client: Client, stream: Stream, isLate: boolean): void {
  const { resume } = stream;
  if (stream.inspectsBack && isLinked(stream)) {
    passesBack(engine, client, stream, isLate);
    return;
  }
  if (!resume || (resume.list !== 'content' && resume.list !== 'backend-content')) return;
  stream.waitDeadlineMs = NEVER;
  inspect(engine, client, stream, resume.list, isLate);
}

/** Bytes from the client: on their way to the server, or held back until there is one. */
export function tcpClientData(engine: Engine, client: Client, stream: Stream, bytes: number, peeked?: string): void {
  stream.bytesToServer += bytes;
  if (peeked !== undefined) stream.peeked = peeked;
  stream.activityMs = engine.nowMs;
  refreshTcp(engine, client, stream);
  if (stream.resume) resumeTcp(engine, client, stream, false);
}

/** Bytes from the server. */
export function tcpServerData(engine: Engine, client: Client, stream: Stream, bytes: number, peeked?: string): void {
  stream.bytesToClient += bytes;
  stream.activityMs = engine.nowMs;
  if (peeked !== undefined) stream.peekedBack = peeked;
  // a world without bytes has nothing to wait for
  if (stream.inspectsBack && !passesBack(engine, client, stream, peeked === undefined)) return;
  refreshTcp(engine, client, stream);
}

/** `tcp-response content` rules; false: they have ended the stream. They may wait for more, as long as their delay lasts. */
export function passesBack(engine: Engine, client: Client, stream: Stream, isLate: boolean): boolean {
  const { responseContentRules: rules, responseInspectDelayMs } = engine.plan.proxies[stream.backend]!.backend!;
  const isFinal = isLate || responseInspectDelayMs === null || stream.serverEnded;
  const said = runContentRules(engine, client, stream, stream.backend, rules, isFinal, 'response');
  if (said === 'wait') {
    if (stream.waitDeadlineMs === NEVER) stream.waitDeadlineMs = engine.nowMs + responseInspectDelayMs!;
    schedule(engine, client, stream);
    return true;
  }
  stream.inspectsBack = false;
  stream.waitDeadlineMs = NEVER;
  if (said === 'go-on') {
    engine.out.push({ type: 'passBack', stream: stream.id, client: client.id, conn: stream.conn });
    return true;
  }
  if (said === 'close') {
    if (engine.plan.behaviour.closedAfterData)
      engine.out.push({ type: 'passBack', stream: stream.id, client: client.id, conn: stream.conn });
  } else blame(stream, 'P', said === 'silent-drop' ? 'R' : 'D');
  closeBoth(engine, client, stream, 'reset');
  return false;
}

const isLinked = (stream: Stream): boolean => stream.phase === 'responding';

/** FIN or RST from the client. */
export function tcpClientClosed(engine: Engine, client: Client, stream: Stream, isReset: boolean): void {
  const spoke = stream.bytesToServer > 0;
  if (isReset) {
    // who has closed its half is not listened to any more
    if (stream.clientEnded && isLinked(stream)) return;
    const isUnseen = stream.phase === 'connecting' && spoke && !engine.plan.behaviour.resetSeenWhileConnecting;
    if (isUnseen) {
      client.reset = true;
      return;
    }
    if (stream.phase === 'queued') stream.queueMs = engine.nowMs;
    blame(stream, 'C', 'D');
    countClientAbort(engine, stream);
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  if (stream.clientEnded) return;
  client.ended = true;
  stream.clientEnded = true;
  if (stream.resume) resumeTcp(engine, client, stream, true);
  else if (isLinked(stream)) clientHalfDone(engine, client, stream);
  else if (abortsWithoutServer(engine, stream, spoke)) abortWaiting(engine, client, stream);
  else refreshTcp(engine, client, stream);
}

/** Who has sent nothing wants nothing; who has, only with `option abortonclose` gives that up. */
function abortsWithoutServer(engine: Engine, stream: Stream, spoke: boolean): boolean {
  if (!spoke) return true;
  if (!engine.plan.proxies[stream.backend]!.backend!.abortonclose) return false;
  return stream.phase !== 'connecting' || engine.plan.behaviour.tcpAbortsConnecting;
}

/** The client will send no more: the server is told, and has its own time to finish. */
function clientHalfDone(engine: Engine, client: Client, stream: Stream): void {
  if (stream.serverEnded) {
    closeBoth(engine, client, stream, 'end');
    return;
  }
  engine.out.push({ type: 'closeServer', conn: stream.conn, how: 'end', half: true });
  const fin = engine.plan.proxies[stream.backend]!.backend!.timeoutServerFinMs;
  if (fin !== null && engine.plan.behaviour.finTimeoutFrom === 'half-close') stream.activityMs = engine.nowMs;
  refreshTcp(engine, client, stream);
}

/** The server will send no more. */
function serverHalfDone(engine: Engine, client: Client, stream: Stream): void {
  stream.serverEnded = true;
  if (stream.clientEnded) {
    closeBoth(engine, client, stream, 'end');
    return;
  }
  engine.out.push({ type: 'closeClient', client: client.id, how: 'end', half: true });
  const fin = engine.plan.proxies[stream.frontend]!.frontend!.timeoutClientFinMs;
  if (fin !== null && engine.plan.behaviour.finTimeoutFrom === 'half-close') stream.activityMs = engine.nowMs;
  refreshTcp(engine, client, stream);
}

/** FIN or RST from the server, after the connection was established. */
export function tcpServerClosed(engine: Engine, client: Client, stream: Stream, isReset: boolean): void {
  if (!isReset) {
    if (stream.serverEnded) return;
    if (stream.inspectsBack && !passesBack(engine, client, stream, true)) return;
    serverHalfDone(engine, client, stream);
    return;
  }
  blame(stream, 'S', 'D');
  countResponseError(engine, stream);
  countServerAbort(engine, stream);
  closeBoth(engine, client, stream, 'end');
}

/** `timeout client` (or `client-fin`, or `tunnel`) struck. */
export function tcpClientTimedOut(engine: Engine, client: Client, stream: Stream): void {
  explainTimeout(engine, stream, 'client', engine.plan.proxies[stream.frontend]!.frontend!.timeoutClientMs);
  // what follows from an earlier mishap is none of its own
  if (stream.cause === '') countClientAbort(engine, stream);
  blame(stream, 'c', stateLetter(stream));
  if (!isLinked(stream)) {
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  stream.clientEnded = true;
  clientHalfDone(engine, client, stream);
}

/** `timeout server` (or `server-fin`, or `tunnel`) struck. */
export function tcpServerTimedOut(engine: Engine, client: Client, stream: Stream): void {
  explainTimeout(engine, stream, 'server', engine.plan.proxies[stream.backend]!.backend!.timeoutServerMs);
  if (stream.cause === '') countServerAbort(engine, stream);
  blame(stream, 's', 'D');
  serverHalfDone(engine, client, stream);
}

function explainTimeout(engine: Engine, stream: Stream, side: string, timeoutMs: number | null): void {
  if (!engine.state.explain) return;
  const name = `timeout ${side}`;
  explain(engine, stream.id, stream.backend, { type: 'timeout', name, afterMs: timeoutMs ?? 0, spans: [] });
}

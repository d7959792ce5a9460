/**
 * Theory of operation. A client connection (`Client`) carries one stream at a time: a request in HTTP mode, everything in
 * TCP mode. A stream goes through these phases; who moves it is said in brackets.
 *
 *   request ──▶ queued ──▶ connecting ──▶ waiting ──▶ responding ──▶ (flushing) ──▶ gone
 *      │          ▲  │        │  ▲  │        ▲
 *      │          │  │        ▼  │  └────────┼── reused connection: nothing to wait for
 *      └──────────┴──┴──▶ turnaround         └── TCP goes from connecting to responding: both sides are linked
 *
 *   request     rules run, backend and persistence are decided     [http-request.ts, tcp.ts]
 *   queued      every slot that it may use is taken                [assign.ts; queue.ts gives it one]
 *   connecting  an attempt is under way                            [connect.ts]
 *   turnaround  an attempt failed; the next waits a second         [connect.ts]
 *   waiting     HTTP: request sent, no response head               [http-response.ts]
 *   responding  response head sent on; or linked                   [http-response.ts, tcp.ts]
 *   flushing    all was said; the client has not taken all of it   [http-response.ts]
 *
 * A stream ends exactly once, in `endStream`: its server's slot goes to whoever waits, then it is counted out of its
 * backend and logged. The first thing that goes wrong names the cause and the state it struck in (`blame`), as the log
 * shows them; later mishaps do not change them.
 */

import { blankStream } from './blank-stream.ts';
import { explain, meaning } from './explain.ts';
import { byId, putById, removeById } from './id-table.ts';
import type { Ending, RequestHead } from './io.ts';
import { logStream, terminationOf } from './log-values.ts';
import { forgetConn, keepIdle } from './pool.ts';
import { dropSlot, leaveQueue, serveQueues } from './queue.ts';
import { type Client, type Engine, NEVER, type ServerConn, type Stream } from './state.ts';
import { countRate } from './stick/data.ts';
import { forgetStick } from './stick/forget.ts';
import { countBytes, untrack } from './stick/track.ts';

/** Begins a stream on a client connection. `head` is null in TCP mode. */
export function createStream(engine: Engine, client: Client, head: RequestHead | null): Stream {
  const stream = blankStream(engine, client, engine.state.nextStream++, head);
  client.stream = stream.id;
  client.requestDeadlineMs = NEVER;
  putById(engine.state.streams, stream.id, stream);
  return stream;
}

/** Notes why the stream ends and in which state it was; the first time counts. */
export function blame(stream: Stream, cause: string, struck: string): void {
  if (stream.cause === '') stream.cause = cause;
  if (stream.struck === '') stream.struck = struck;
}

/** The state letter for something that goes wrong now. */
export function stateLetter(stream: Stream): string {
  switch (stream.phase) {
    case 'request':
      return 'R';
    case 'queued':
      return 'Q';
    case 'turnaround':
    case 'connecting':
      return 'C';
    case 'waiting':
      return 'H';
    case 'responding':
      return 'D';
    case 'flushing':
      return 'L';
  }
}

/** The stream's backend is known: it counts there from now on. */
export function enterBackend(engine: Engine, stream: Stream, backend: number): void {
  stream.backend = backend;
  stream.backendSet = true;
  const proxy = engine.state.proxies[backend]!;
  proxy.beconn++;
  proxy.counters.sessions++;
  proxy.counters.maxBackend = Math.max(proxy.counters.maxBackend, proxy.beconn);
  countRate(proxy.backendRate, engine.nowMs);
}

/** Its facts are for the log line that is still to come. */
export function leaveConn(stream: Stream, { src, tls }: ServerConn): void {
  stream.conn = 0;
  if (src || tls) stream.lastConn = { ...(src ? { src } : {}), ...(tls ? { tls } : {}) };
}

/**
 * The server's part is over: the connection is kept (`keep`) or closed, the slot given back, and offered to those who
 * wait. Nothing happens when there is none.
 */
export function releaseServer(engine: Engine, stream: Stream, keep: boolean, how: Ending = 'end'): void {
  leaveQueue(engine, stream);
  const conn = stream.conn === 0 ? undefined : byId(engine.state.conns, stream.conn);
  stream.conn = 0;
  if (conn) leaveConn(stream, conn);
  if (conn) releaseConn(engine, conn, keep, how);
  countOut(engine, stream);
  freeSlot(engine, stream);
}

/** The slot goes to whoever waits for it longest. */
export function freeSlot(engine: Engine, stream: Stream): void {
  const { slot } = stream;
  dropSlot(engine, stream);
  if (slot !== NEVER) serveQueues(engine, stream.backend, slot);
}

/** Out of the server's current sessions (`%sc`). */
export function countOut(engine: Engine, stream: Stream): void {
  if (!stream.counted) return;
  stream.counted = false;
  engine.state.proxies[stream.backend]!.servers[stream.server]!.current--;
}

export function releaseConn(engine: Engine, conn: ServerConn, keep: boolean, how: Ending): void {
  conn.stream = 0;
  conn.idleSinceMs = engine.nowMs;
  if (keep && keepIdle(engine, conn)) return;
  forgetConn(engine, conn);
  engine.out.push({ type: 'closeServer', conn: conn.id, how });
}

/** The end of every stream: server released, counted, logged, forgotten. The client's connection is the caller's. */
export function endStream(engine: Engine, client: Client, stream: Stream, how: Ending = 'end'): void {
  const { state } = engine;
  releaseServer(engine, stream, false, how);
  if (stream.backendSet) state.proxies[stream.backend]!.beconn--;
  countResponse(engine, stream);
  if (stream.tracked || client.tracked) countBytes(engine, client, stream);
  if (!stream.logged) logStream(engine, client, stream);
  if (state.explain) {
    const termination = terminationOf(engine, stream);
    explain(engine, stream.id, stream.backend, { type: 'end', termination, meaning: meaning(termination), spans: [] });
  }
  untrack(engine, stream);
  forgetStick(engine, stream);
  removeById(state.streams, stream.id);
  client.stream = 0;
}

function countResponse(engine: Engine, stream: Stream): void {
  const back = engine.state.proxies[stream.backend]!;
  const front = engine.state.proxies[stream.frontend]!;
  front.counters.bytesIn += stream.bytesToServer;
  front.counters.bytesOut += stream.bytesToClient;
  if (back !== front) {
    back.counters.bytesIn += stream.bytesToServer;
    back.counters.bytesOut += stream.bytesToClient;
  }
  if (stream.server !== NEVER) {
    const { counters } = back.servers[stream.server]!;
    counters.bytesIn += stream.bytesToServer;
    counters.bytesOut += stream.bytesToClient;
  }
  // -1, nothing was answered, counts among the others; 0 says that there was no request
  if (stream.status === 0) return;
  const hundreds = Math.floor(stream.status / 100);
  const kind = hundreds >= 1 && hundreds <= 5 ? hundreds : 0;
  front.counters.responses[kind]!++;
  if (back !== front) back.counters.responses[kind]!++;
}

/** Stops waiting on the stream's own account. */
export function stopWaiting(stream: Stream): void {
  stream.waitDeadlineMs = NEVER;
}

/**
 * The values of a log line, gathered when a stream ends (or, with `option logasap`, as soon as its response head is
 * known). Only values: `trace/log-lines.ts` prints them.
 * Facts: the manual, sections 8.2 (formats), 8.4 (timers), 8.5 (termination states).
 */

import type { LogLevel } from '../plan/log-plan.ts';
import { blankStream } from './blank-stream.ts';
import type { LogRecord } from './io.ts';
import { lineText } from './log-line.ts';
import { wentWell } from './rare-options.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import type { HandshakeFailure } from './tls/facts.ts';
import { handshakeText } from './tls/failures.ts';

/** Two letters in TCP mode, four in HTTP mode; for this moment when the stream has not ended. */
export function terminationOf(engine: Engine, stream: Stream): string {
  // most end well, without a cookie
  const { cause, struck } = stream;
  if (cause === '' && struck === '' && stream.cookie.request === '-' && stream.cookie.response === '-') {
    return engine.plan.proxies[stream.frontend]!.mode === 'http' ? '----' : '--';
  }
  const two = `${cause || '-'}${struck || '-'}`;
  if (engine.plan.proxies[stream.frontend]!.mode !== 'http') return two;
  // a cookie that is only looked at is not reported
  const cookie = engine.plan.proxies[stream.backend]!.backend?.cookie;
  if (cookie?.mode === 'passive' && !cookie.indirect) return `${two}--`;
  return `${two}${stream.cookie.request}${stream.cookie.response}`;
}

/** Emits the log line of a stream, if its frontend logs such ones. */
export function logStream(engine: Engine, client: Client, stream: Stream): void {
  const { log } = engine.plan.proxies[stream.frontend]!.frontend!;
  if (!log.enabled || log.format === 'connect') return;
  if (log.dontlognull && stream.bytesToServer === 0) return;
  if (log.errorsOnly && wentWell(stream)) return;
  writeLog(engine, client, stream, log.raisesErrors && !wentWell(stream) ? 'err' : 'info');
}

/**
 * `do-log`: a line of what is known now; the one at the end is written all the same. Nothing has been sent to the client
 * so far, and a response is not known as long as only its bytes are looked at.
 * @param isRaw content rules
 * @param isSession before there are streams: as if it had been turned away
 */
export function logNow(engine: Engine, client: Client, stream: Stream, isRaw: boolean, isSession: boolean): void {
  const { log } = engine.plan.proxies[stream.frontend]!.frontend!;
  const { logLevel } = stream;
  if (!log.enabled || logLevel === 'silent') return;
  const record = recordOf(engine, client, stream);
  const isUnknown = !isSession && record.mode === 'http' && (isRaw || record.status === 0);
  const now = {
    ...record,
    bytesRead: 0,
    ...(isUnknown ? { status: -1 } : {}),
    ...(isSession ? { termination: `PR${record.termination.slice(2)}` } : {}),
  };
  emit(engine, client, stream, now, logLevel ?? 'info');
}

/** `option logasap`: the line is written when the connection (TCP) or the response head (HTTP) is there. */
export function logEarly(engine: Engine, client: Client, stream: Stream): void {
  const { log } = engine.plan.proxies[stream.frontend]!.frontend!;
  if (!log.logasap || !log.enabled || log.format === 'connect' || stream.logged) return;
  const isWell = wentWell(stream);
  // whether it goes wrong is seen at its end
  if (log.errorsOnly && isWell) return;
  stream.logged = true;
  writeLog(engine, client, stream, log.raisesErrors && !isWell ? 'err' : 'info');
}

/** Without any log format, a line is written when a connection (TCP) or a request (HTTP) begins. */
export function logConnect(engine: Engine, client: Client, stream: Stream): void {
  const { log } = engine.plan.proxies[stream.frontend]!.frontend!;
  if (!log.enabled || log.format !== 'connect') return;
  stream.logged = true;
  writeLog(engine, client, stream, 'info');
}

/** `level`, unless a rule has set another (`set-log-level`). */
function writeLog(engine: Engine, client: Client, stream: Stream, level: LogLevel): void {
  const { logLevel } = stream;
  if (logLevel !== 'silent') emit(engine, client, stream, recordOf(engine, client, stream), logLevel ?? level);
}

/** A format of the configuration's own is evaluated here and now: what it looks at goes with the stream. */
function emit(engine: Engine, client: Client, stream: Stream | null, record: Draft, level: LogLevel): void {
  const { format } = engine.plan.proxies[client.proxy]!.frontend!.log;
  if (typeof format !== 'string') {
    const subject = stream ?? blankStream(engine, client, 0, null);
    const context = {
      engine,
      client,
      stream: subject,
      proxy: client.proxy,
      direction: 'response' as const,
      isLogged: true as const,
    };
    record.custom = lineText(format, context, record);
  }
  send(engine, client, record, level);
}

/** Counts the line, and hands it on if any target takes lines of its level. */
function send(engine: Engine, client: Client, record: Draft, level: LogLevel): void {
  const { takes } = engine.plan.proxies[client.proxy]!.frontend!.log;
  engine.state.proxies[client.proxy]!.logLines++;
  if (takes !== undefined && !takes.includes(level)) return;
  if (level !== 'info') record.level = level;
  engine.out.push({ type: 'log', record });
}

/** A record whose own line may still be written into it. */
type Draft = Omit<LogRecord, 'custom' | 'level'> & { custom: string | null; level?: LogLevel };

/** Everything that a log line may say about a stream, as it is now. */
export function recordOf(engine: Engine, client: Client, stream: Stream): Draft {
  const { state, plan } = engine;
  const front = plan.proxies[stream.frontend]!;
  const back = plan.proxies[stream.backend]!;
  const server = stream.server === NEVER ? null : state.proxies[stream.backend]!.servers[stream.server]!;
  const isHttp = front.mode === 'http';
  return {
    proxy: stream.frontend,
    stream: stream.id,
    frontend: front.name,
    frontendTls: client.tls !== null,
    backend: back.name,
    server: server ? back.backend!.servers[server.index]!.name : ownName(stream),
    mode: isHttp ? 'http' : 'tcp',
    src: stream.src ?? client.src,
    dst: stream.dst ?? client.dst,
    acceptMs: isHttp ? stream.requestStartMs : client.acceptedMs,
    endMs: engine.nowMs,
    timers: timersOf(client, stream, engine.nowMs),
    status: stream.status,
    bytesRead: stream.bytesToClient,
    // early lines of TCP come before anything is counted
    bytesUploaded: stream.mode === 'tcp' && front.frontend!.log.logasap ? 0 : stream.bytesToServer,
    termination: terminationOf(engine, stream),
    actconn: state.actconn,
    feconn: state.proxies[stream.frontend]!.feconn,
    beconn: state.proxies[stream.backend]!.beconn,
    srvconn: server ? server.current : 0,
    retries: stream.retries,
    redispatched: stream.redispatched,
    srvQueue: stream.srvQueue,
    backendQueue: stream.backendQueue,
    request: stream.mode === 'http' && stream.originalMethod !== '' ? requestLine(engine, stream) : null,
    requestCookie: stream.cookies?.request ?? '-',
    responseCookie: stream.cookies?.response ?? '-',
    capturedRequestHeaders: slots(stream.captures?.request, front.frontend!.captures.request.length),
    capturedResponseHeaders: slots(stream.captures?.response, front.frontend!.captures.response.length),
    custom: null,
  };
}

/** Every declared slot, empty ones too. */
function slots(captured: readonly (string | null)[] | undefined, count: number): readonly string[] {
  return count === 0 ? NONE : Array.from({ length: count }, (_, at) => captured?.[at] ?? '');
}

const NONE: readonly string[] = [];

interface KeptLine {
  readonly target: string;
  readonly method: string;
  readonly version: string;
  readonly line: string;
}

const KEPT_LINES = 256;
/** Request lines of late by target: most requests are like others. What is kept follows from the stream's own words. */
const lines = new Map<string, KeptLine>();
let lastLine: KeptLine | null = null;

function requestLine({ plan }: Engine, stream: Stream): string {
  const line = wholeRequestLine(stream);
  const { requestLineBytes: most } = plan.process;
  return line.length > most ? line.slice(0, most) : line;
}

function wholeRequestLine({
  originalMethod: method,
  originalTarget: target,
  originalVersion: version,
}: Stream): string {
  const kept = lastLine?.target === target ? lastLine : lines.get(target);
  if (kept !== undefined && kept.method === method && kept.version === version) {
    lastLine = kept;
    return kept.line;
  }
  const line = `${method} ${target} HTTP/${version}`;
  if (lines.size >= KEPT_LINES) lines.clear();
  lines.set(target, { target, method, version, line });
  return line;
}

/** Why there was no session, if so. */
const handshakeFailure = ({ failure, tls }: Client) => failure ?? tls?.failure;

/** The timers of section 8.4, in milliseconds; -1 for what was not reached. */
export function timersOf(client: Client, stream: Stream, endMs: number): LogRecord['timers'] {
  const between = (from: number, to: number) => (to === NEVER || from === NEVER ? -1 : to - from);
  const isLater = client.within === undefined ? stream.notFirst : client.requests > 0;
  const isTooLate = client.readyMs === NEVER && handshakeFailure(client)?.error.endsWith('TIMEOUT') === true;
  const readyMs = client.readyMs === NEVER ? endMs : client.readyMs;
  const handshake = isTooLate ? -1 : isLater ? 0 : readyMs - client.acceptedMs;
  const isHttp = stream.mode === 'http';
  const begun = stream.acceptMs + handshake;
  // it counts from the -1 that stands for the request's time
  const isTarpit = isHttp && stream.requestMs === NEVER && stream.queueMs !== NEVER;
  return {
    Th: handshake,
    Ti: isHttp ? stream.requestStartMs - begun : -1,
    TR: isHttp ? between(stream.requestStartMs, stream.requestMs) : -1,
    Tw: isTarpit ? stream.queueMs - stream.acceptMs + 1 : between(isHttp ? stream.requestMs : begun, stream.queueMs),
    Tc: between(stream.queueMs, stream.connectMs),
    Tr: isHttp ? between(stream.connectMs, stream.responseMs) : -1,
    Ta: endMs - stream.requestStartMs,
    Tt: endMs - stream.acceptMs,
  };
}

/** The line of a request that never became one (see `reply.ts`). */
export function logBadRequest(engine: Engine, client: Client, status: number, cause: string): void {
  const { state, plan, nowMs } = engine;
  const front = plan.proxies[client.proxy]!;
  const { log } = front.frontend!;
  if (!log.enabled || log.format === 'connect') return;
  const acceptMs = client.requests > 0 ? client.idleSinceMs : client.acceptedMs;
  const handshake = client.requests > 0 ? 0 : client.readyMs - client.acceptedMs;
  // without a single byte, the idle time is none and all of it counts as active
  const startMs = client.firstByteMs === NEVER ? acceptMs + handshake : client.firstByteMs;
  const feconn = state.proxies[client.proxy]!.feconn;
  emit(
    engine,
    client,
    null,
    {
      proxy: client.proxy,
      stream: 0,
      frontend: front.name,
      frontendTls: client.tls !== null,
      backend: front.name,
      server: '<NOSRV>',
      mode: 'http',
      src: client.src,
      dst: client.dst,
      acceptMs: startMs,
      endMs: nowMs,
      timers: {
        Th: handshake,
        Ti: startMs - acceptMs - handshake,
        TR: -1,
        Tw: -1,
        Tc: -1,
        Tr: -1,
        Ta: nowMs - startMs,
        Tt: nowMs - acceptMs,
      },
      status,
      bytesRead: 0,
      bytesUploaded: 0,
      termination: `${cause}R--`,
      actconn: state.actconn,
      feconn,
      beconn: 0,
      srvconn: 0,
      retries: 0,
      redispatched: false,
      srvQueue: 0,
      backendQueue: 0,
      request: '<BADREQ>',
      requestCookie: '-',
      responseCookie: '-',
      capturedRequestHeaders: [],
      capturedResponseHeaders: [],
      custom: null,
    },
    log.raisesErrors ? 'err' : 'info',
  );
}

/** A handshake that failed: by `error-log-format`, or one line that says why; `option dontlognull` leaves these alone. */
export function logHandshake(engine: Engine, client: Client, failure: HandshakeFailure): void {
  const { log } = engine.plan.proxies[client.proxy]!.frontend!;
  if (!log.enabled || log.format === 'connect') return;
  const stream = blankStream(engine, client, 0, null);
  const record: Draft = {
    ...recordOf(engine, client, stream),
    frontendTls: engine.plan.listeners[client.listener]!.ssl !== null,
    termination: 'PR--',
    handshake: handshakeText(engine, client, failure),
  };
  if (log.errorFormat) {
    const context = { engine, client, stream, proxy: client.proxy, direction: 'response' as const };
    record.custom = lineText(log.errorFormat, context, record);
  }
  send(engine, client, record, log.raisesErrors ? 'err' : 'info');
}

/** Where HAProxy answers itself, it has names in place of a server's. */
function ownName({ service }: Stream): string {
  return service === 'stats' ? '<STATS>' : service === 'cache' ? '<CACHE>' : '<NOSRV>';
}

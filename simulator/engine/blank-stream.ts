/** A stream at its very beginning, known to nobody yet. */
import type { RequestHead, StreamId } from './io.ts';
import { createCookieState } from './persistence/state.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { NO_STICK } from './stick/state.ts';

const NO_PRIORITY = { class: 0, offset: 0 } as const;

/** `head` is null in TCP mode. */
/** The line's beginning is kept, if it is too long. */
function keptTarget({ plan }: Engine, { method, target }: RequestHead): string {
  const room = plan.process.requestLineBytes - method.length - 1;
  return target.length > room ? target.slice(0, Math.max(room, 0)) : target;
}

export function blankStream(engine: Engine, client: Client, id: StreamId, head: RequestHead | null): Stream {
  const { nowMs } = engine;
  const front = engine.plan.proxies[client.proxy]!;
  return {
    id,
    client: client.id,
    frontend: client.proxy,
    backend: client.proxy,
    backendSet: false,
    mode: head ? 'http' : 'tcp',
    phase: 'request',
    notFirst: client.requests > 0 || client.within !== undefined,
    server: NEVER,
    assigned: false,
    direct: null,
    persistence: null,
    slot: NEVER,
    counted: false,
    queuedAt: NEVER,
    conn: 0,
    lastConn: null,
    reused: false,
    retries: 0,
    redispatched: false,
    error: null,
    request: head,
    originalMethod: head ? head.method : '',
    originalTarget: head ? keptTarget(engine, head) : '',
    originalVersion: head ? (head.spoken ?? head.version) : '',
    requestBody: 'none',
    requestDone: false,
    response: null,
    responseBody: 'none',
    responseDone: false,
    serverReusable: false,
    status: 0,
    serverStatus: 0,
    bytesToServer: 0,
    bytesToClient: 0,
    peeked: '',
    peekedBack: '',
    inspectsBack: false,
    clientEnded: client.ended,
    serverEnded: false,
    keepAlive: false,
    unsent: false,
    logged: false,
    stick: NO_STICK,
    cookie: createCookieState(front.backend?.cookie != null),
    variables: null,
    uniqueId: null,
    tracked: null,
    src: null,
    dst: null,
    priority: NO_PRIORITY,
    timeoutsMs: null,
    retryLimit: null,
    repeats: true,
    logLevel: null,
    resume: null,
    compression: null,
    storing: null,
    cacheName: null,
    cacheAsked: null,
    bodyBytes: 0,
    body: '',
    responseBytes: 0,
    captures: null,
    lastRule: null,
    service: null,
    cookies: null,
    acceptMs: client.requests > 0 ? client.idleSinceMs : client.acceptedMs,
    requestStartMs: head ? (client.firstByteMs === NEVER ? nowMs : client.firstByteMs) : client.readyMs,
    requestHeadMs: nowMs,
    requestMs: NEVER,
    queueMs: NEVER,
    connectMs: NEVER,
    responseMs: NEVER,
    activityMs: nowMs,
    srvQueue: 0,
    backendQueue: 0,
    queuedMs: NEVER,
    queueMark: 0,
    clientDeadlineMs: NEVER,
    serverDeadlineMs: NEVER,
    waitDeadlineMs: NEVER,
    cause: '',
    struck: '',
  };
}

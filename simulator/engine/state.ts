/**
 * Everything the engine remembers, as plain data: `structuredClone` (or a hand-over to a worker) is a complete copy.
 * No closures, no class instances, no references into the Plan; ids and indexes instead. Maps keep insertion order, so
 * walking them is deterministic. Times are engine-clock milliseconds; `NEVER` means "not armed" or "never reached".
 */

import type { Plan } from '../plan/plan.ts';
import type { LbState } from './balance/state.ts';
import type { CheckState } from './health/state.ts';
import type {
  BodyKind,
  ClientId,
  Endpoint,
  Output,
  ProbeId,
  RequestHead,
  ResponseHead,
  ServerConnId,
  StreamId,
} from './io.ts';
import type { CookieState } from './persistence/state.ts';
import type { RandomState } from './random.ts';
import type { StickTableState, StreamStick } from './stick/state.ts';
import type { Timers } from './timers.ts';

export const NEVER = -1;

/** What every function of the engine works on during one step. Only `state` outlives the step. */
export interface Engine {
  readonly plan: Plan;
  readonly state: EngineState;
  /** The caller's buffer. */
  readonly out: Output[];
  readonly nowMs: number;
}

export interface EngineState {
  nowMs: number;
  readonly startMs: number;
  /** Emit `explain` outputs. */
  explain: boolean;
  readonly random: RandomState;
  readonly timers: Timers;
  nextStream: StreamId;
  nextConn: ServerConnId;
  nextProbe: ProbeId;
  /** Indexed by proxy id. */
  readonly proxies: readonly ProxyState[];
  /** Indexed by listener id. */
  readonly listeners: readonly ListenerState[];
  readonly clients: Map<ClientId, Client>;
  readonly streams: Map<StreamId, Stream>;
  readonly conns: Map<ServerConnId, ServerConn>;
  /** Probes under way, to their server. */
  readonly probes: Map<ProbeId, { readonly proxy: number; readonly server: number }>;
  /** Indexed as Plan.tables. */
  readonly tables: readonly StickTableState[];
  /** Client connections now (`%ac`). */
  actconn: number;
  stopping: boolean;
  stopped: boolean;
  /** Timer slot of idle-connection purging, and of `hard-stop-after`. */
  poolTimer: number;
  stopTimer: number;
}

export interface ListenerState {
  open: boolean;
  paused: boolean;
  connections: number;
}

/** A frontend's and a backend's figures; a `listen` section uses both halves. */
export interface ProxyState {
  readonly id: number;
  /** Client connections of the frontend now (`%fc`). */
  feconn: number;
  /** Streams on the backend now, queued ones included (`%bc`). */
  beconn: number;
  /** Streams that hold a server slot of this backend now. */
  served: number;
  /** Streams waiting for any server. */
  readonly queue: Queue;
  /** Streams queued anywhere in this backend: its own queue and its servers' queues. */
  queuedTotal: number;
  readonly servers: readonly ServerState[];
  readonly lb: LbState | null;
  /** Sum of effective weights and number of usable servers, active and backup; kept by `balance/`. */
  activeWeight: number;
  backupWeight: number;
  activeUsable: number;
  backupUsable: number;
  readonly counters: ProxyCounters;
}

/** First in, first out, with removal from the middle: a removed stream leaves a 0 behind that is skipped. */
export interface Queue {
  ids: StreamId[];
  head: number;
  length: number;
}

export interface ProxyCounters {
  connections: number;
  requests: number;
  sessions: number;
  bytesIn: number;
  bytesOut: number;
  deniedRequests: number;
  deniedResponses: number;
  requestErrors: number;
  connectionErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  clientAborts: number;
  serverAborts: number;
  /** Responses by class: 1xx … 5xx at 1..5, other at 0. */
  readonly responses: [number, number, number, number, number, number];
}

/** `running` and `starting` take traffic by balancing; `stopping` only by persistence; `stopped` none. */
export type Running = 'running' | 'starting' | 'stopping' | 'stopped';

export interface ServerState {
  readonly proxy: number;
  readonly index: number;
  /** What the operator asked for. */
  admin: 'ready' | 'drain' | 'maint';
  /** What the checks say (`running` without checks). */
  running: Running;
  /** As configured or set at run time, 0..256. */
  userWeight: number;
  /** What balancing uses: 0 when draining. Kept by `server.ts`; scaled by 16 as in HAProxy (`weight 1` is 16). */
  effectiveWeight: number;
  /** Streams that hold a slot now. */
  served: number;
  /** Streams (or, in keep-alive, current requests) on the server as `%sc` and `show stat` `scur` print it. */
  current: number;
  readonly queue: Queue;
  /** Idle connections, oldest first: `safe` ones carried more than one request, `idle` ones just one. */
  readonly safe: ServerConnId[];
  readonly idle: ServerConnId[];
  /** Connections in use now, the most since the last purge, and HAProxy's moving estimate of the need. */
  usedConns: number;
  maxUsedConns: number;
  estimatedConns: number;
  readonly check: CheckState | null;
  /** Engine time of the last change of `running` or `admin`. */
  changedMs: number;
  downTimeMs: number;
  readonly counters: ServerCounters;
}

export interface ServerCounters {
  sessions: number;
  /** Chosen by balancing (`lbtot`). */
  chosen: number;
  connects: number;
  reuses: number;
  bytesIn: number;
  bytesOut: number;
  connectionErrors: number;
  responseErrors: number;
  retries: number;
  redispatches: number;
  clientAborts: number;
  serverAborts: number;
  maxCurrent: number;
  maxQueue: number;
  readonly responses: [number, number, number, number, number, number];
}

/** A client connection: HAProxy's session and its front connection. */
export interface Client {
  readonly id: ClientId;
  readonly listener: number;
  /** The frontend. */
  readonly proxy: number;
  src: Endpoint;
  dst: Endpoint;
  readonly acceptedMs: number;
  /** When the TLS handshake and PROXY header were done (equal to `acceptedMs` without them). */
  readyMs: number;
  tls: { readonly sni: string | null; readonly alpn: string | null; readonly version: string } | null;
  /** The stream under way, or 0: an idle connection. */
  stream: StreamId;
  /** Requests seen so far on this connection. */
  requests: number;
  /** When the present wait for a request began; when its first byte came (`NEVER` before). */
  idleSinceMs: number;
  firstByteMs: number;
  /** The client has half-closed. */
  ended: boolean;
  /** Closed by us: later inputs about it are ignored until `clientClosed` says that it is gone. */
  closed: boolean;
  /** Bytes that came before a stream existed. */
  earlyBytes: number;
  /** Bytes were buffered behind the current request: the next one has begun already. */
  nextStarted: boolean;
  /** Private server connections of this client (`http-reuse never`), idle now. */
  readonly owned: ServerConnId[];
  /** The one timer slot of the client and its stream; see `deadlines.ts` for what it stands for. */
  readonly timer: number;
  /** Deadline for the next request's first byte or for its complete head. */
  requestDeadlineMs: number;
}

/**
 * Where a stream is. The transitions are in `stream.ts`.
 * `request` (rules run), `queued`, `turnaround` (waiting before a retry), `connecting`, `waiting` (request sent, no
 * response head), `responding` (response head passed; or, in TCP mode, linked), `flushing` (all said, the client has not
 * taken all of it), `tarpit`.
 */
export type StreamPhase =
  | 'request'
  | 'queued'
  | 'turnaround'
  | 'connecting'
  | 'waiting'
  | 'responding'
  | 'flushing'
  | 'tarpit';

/** One request (HTTP mode) or one connection (TCP mode). */
export interface Stream {
  readonly id: StreamId;
  readonly client: ClientId;
  readonly frontend: number;
  /** Proxy id; the frontend's own until a backend is chosen. */
  backend: number;
  /** True when `backend` was chosen (and counts in its `beconn`). */
  backendSet: boolean;
  readonly mode: 'tcp' | 'http';
  phase: StreamPhase;
  /** Chosen server's index in `backend`, or `NEVER`. */
  server: number;
  /** The server that the last attempt went to, or `NEVER`; balancing avoids it on a redispatch. */
  previousServer: number;
  /** True when this stream holds a slot of `server` (counts in its `served`). */
  slot: boolean;
  /** Set while queued: the server whose queue it is in, or `NEVER` for the backend's. */
  queuedAt: number;
  conn: ServerConnId;
  /** The connection was taken from a pool. */
  reused: boolean;
  /** Server imposed by a cookie or a stick table (HAProxy's SF_DIRECT, SF_ASSIGNED); which of the two. */
  direct: 'cookie' | 'stick' | null;
  retriesLeft: number;
  retries: number;
  redispatched: boolean;
  lastFailure: string | null;

  /** As it will be sent: rules change it. Null in TCP mode. */
  request: RequestHead | null;
  /** Method and target as received, for the log. */
  originalMethod: string;
  originalTarget: string;
  requestBody: BodyKind;
  requestBytes: number;
  requestDone: boolean;
  response: ResponseHead | null;
  responseBody: BodyKind;
  responseDone: boolean;
  status: number;
  bytesToServer: number;
  bytesToClient: number;
  /** TCP mode: bytes received and held back before the link; what content rules may look at. */
  peeked: string;
  clientEnded: boolean;
  serverEnded: boolean;
  keepAlive: boolean;
  serverReusable: boolean;
  clientFlushed: boolean;
  loggedEarly: boolean;

  readonly stick: StreamStick;
  readonly cookie: CookieState;
  /** Variables, by scoped name (`txn.x`, `req.y`); session variables live on the client. */
  variables: Record<string, string | number | boolean> | null;

  /** Stamps for the log's timers, engine clock. */
  readonly acceptMs: number;
  readonly requestStartMs: number;
  requestDoneMs: number;
  queueDoneMs: number;
  connectedMs: number;
  responseMs: number;
  /** Position in the queues when it entered (`%sq`, `%bq`). */
  srvQueue: number;
  backendQueue: number;

  /** Deadlines, see `deadlines.ts`. */
  clientDeadlineMs: number;
  serverDeadlineMs: number;
  waitDeadlineMs: number;

  /** First cause of the end, HAProxy's first termination character, and the state it struck in, the second. */
  cause: string;
  struck: string;
}

/** A connection to a server. Either carries `stream`, or is idle in a pool, or in a client's `owned`. */
export interface ServerConn {
  readonly id: ServerConnId;
  readonly proxy: number;
  readonly server: number;
  readonly openedMs: number;
  connected: boolean;
  stream: StreamId;
  /** The client whose requests it carries while it is private, or 0. */
  owner: ClientId;
  isPrivate: boolean;
  /** Requests carried so far. */
  requests: number;
  idleSinceMs: number;
}

/**
 * Everything the engine remembers, as plain data: `structuredClone` (or a hand-over to a worker) is a complete copy.
 * No closures, no class instances, no references into the Plan; ids and indexes instead. Maps keep insertion order, so
 * walking them is deterministic. Times are engine-clock milliseconds; `NEVER` means "not armed" or "never reached".
 */

import type { Span } from '../language/diagnostic.ts';
import type { TimeoutKind } from '../plan/action-plan.ts';
import type { LogLevel } from '../plan/log-plan.ts';
import type { PatternEntry, Plan } from '../plan/plan.ts';
import type { LbState } from './balance/state.ts';
import type { Entries, Storing } from './cache-state.ts';
import type { RuntimeChanges } from './changes.ts';
import type { ProxyCounters, ServerCounters } from './counters.ts';
import type { CheckState } from './health/state.ts';
import type { IdTable } from './id-table.ts';
import type {
  BodyKind,
  ClientId,
  Endpoint,
  Header,
  Output,
  ProbeId,
  RequestHead,
  ResponseHead,
  ServerConnId,
  StreamId,
  Tlv,
} from './io.ts';
import type { CookieState } from './persistence/state.ts';
import type { RandomState } from './random.ts';
import type { SampleValue } from './sample/context.ts';
import type { Rate } from './stick/data.ts';
import type { StickTableState, StreamStick } from './stick/state.ts';
import type { Tracked } from './stick/track.ts';
import type { Timers } from './timers.ts';
import type { HandshakeFailure, TlsFacts } from './tls/facts.ts';

export const NEVER = -1;

export type { ProxyCounters, ServerCounters } from './counters.ts';

/** What every function of the engine works on during one step. Only `state` outlives the step. */
export interface Engine {
  /** The plan with what was changed at run time. */
  readonly plan: Plan;
  /** The plan as the configuration has it; absent: the same. */
  readonly basePlan?: Plan;
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
  /**
   * A replay of what HAProxy did: by stream, the servers to which it turned, in order, as far as they were seen. Where
   * chance decides, the next of them is taken if it is a legal choice. null: the engine draws.
   */
  given: Map<StreamId, { readonly proxy: number; readonly server: number }[]> | null;
  readonly timers: Timers;
  /** The stream whose failure is being judged: what that does to its server ends it only when it has been dealt with; 0: none. */
  failing: StreamId;
  /** It is to end behind this fact, since its failure took its server down; 0: none. */
  doomed: StreamId;
  nextStream: StreamId;
  nextConn: ServerConnId;
  nextProbe: ProbeId;
  /** Indexed by proxy id. */
  readonly proxies: readonly ProxyState[];
  /** Indexed by listener id. */
  readonly listeners: readonly ListenerState[];
  readonly clients: IdTable<Client>;
  readonly streams: IdTable<Stream>;
  readonly conns: IdTable<ServerConn>;
  /** Probes under way, to their server. */
  readonly probes: Map<ProbeId, { readonly proxy: number; readonly server: number; readonly agent?: true }>;
  /** Indexed as Plan.tables. */
  readonly tables: readonly StickTableState[];
  /** What was changed at run time of what the plan says. */
  readonly changes: RuntimeChanges;
  /** What rules and commands have made of files of patterns and maps; those that are not here are as the plan has them. */
  readonly patterns: Map<string, readonly PatternEntry[]>;
  /** By cache: what it keeps, the oldest first. */
  readonly caches: Map<string, Entries>;
  /** `proc.` variables. */
  readonly variables: Record<string, SampleValue>;
  /** Streams that were given a slot during this step and have to go on; empty between steps. */
  readonly woken: StreamId[];
  /** Client connections now (`%ac`). */
  actconn: number;
  stopping: boolean;
  stopped: boolean;
  /** Timer slot of `hard-stop-after`. */
  readonly stopTimer: number;
}

export interface ListenerState {
  open: boolean;
  paused: boolean;
  connections: number;
  /** The most at once, and all together. */
  maxConnections?: number;
  total?: number;
}

/** A frontend's and a backend's figures; a `listen` section uses both halves. */
export interface ProxyState {
  readonly id: number;
  /** Client connections of the frontend now (`%fc`). */
  feconn: number;
  /** Log lines that the frontend has written (`%lc`). */
  logLines: number;
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
  /** Servers in their slow start. */
  warming: number;
  /** Sum of effective weights and number of usable servers, active and backup; kept by `balance/`. */
  activeWeight: number;
  backupWeight: number;
  activeUsable: number;
  backupUsable: number;
  readonly counters: ProxyCounters;
  /** Timer slot of `rate-limit sessions`. */
  readonly rateTimer?: number;
  /** New sessions and requests in the last second, by the process's clock. */
  readonly sessionRate: Rate;
  readonly backendRate: Rate;
  readonly requestRate: Rate;
}

/** First in, first out, with removal from the middle: a removed stream leaves a 0 behind that is skipped. */
export interface Queue {
  ids: StreamId[];
  head: number;
  length: number;
  /** How many were taken out in order so far: positions in the log count from it. */
  taken: number;
}

/** `running` and `starting` take traffic by balancing; `stopping` only by persistence; `stopped` none. */
export type Running = 'running' | 'starting' | 'stopping' | 'stopped';

export interface ServerState {
  readonly proxy: number;
  readonly index: number;
  /** What operators asked for: of this server, of the one that it tracks; and the stronger of both. */
  admin: 'ready' | 'drain' | 'maint';
  ownAdmin: 'ready' | 'drain' | 'maint';
  inheritedAdmin: 'ready' | 'drain' | 'maint';
  /** What the checks say (`running` without checks). */
  running: Running;
  /** As configured or set at run time, 0..256. */
  userWeight: number;
  /** What balancing uses: 0 when draining. Kept by `server.ts`; scaled by 16 as in HAProxy (`weight 1` is 16). */
  effectiveWeight: number;
  /** Streams that hold a slot now. */
  served: number;
  /** Streams with a connection, or trying one (`%sc`). */
  current: number;
  readonly queue: Queue;
  /** Idle connections, oldest first: `safe` ones carried more than one request, `idle` ones just one. */
  readonly safe: ServerConnId[];
  readonly idle: ServerConnId[];
  /** Connections in use now, the most since the last purge, and HAProxy's moving estimate of the need. */
  usedConns: number;
  maxUsedConns: number;
  estimatedConns: number;
  /** Timer slot of its slow start, and how much of its `maxconn` it may use now: 100 but while `starting`. */
  readonly warmupTimer: number;
  warmPercent: number;
  /** Timer slot of purging its idle connections. */
  readonly poolTimer: number;
  readonly check: CheckState | null;
  /** What is remembered of its agent; only of such as have one. */
  readonly agent?: CheckState;
  /** Engine time of the last change of `running` or `admin`. */
  changedMs: number;
  downTimeMs: number;
  /** New sessions in the last second. */
  readonly sessionRate: Rate;
  readonly counters: ServerCounters;
}

/** Where rules go on after a wait. */
export interface Resume {
  readonly list:
    | 'content'
    | 'buffer'
    | 'frontend'
    | 'backend-content'
    | 'backend'
    | 'backend-buffer'
    | 'response-backend'
    | 'response-frontend';
  readonly at: number;
  readonly untilMs: number;
  /** What is waited for; `deny`: nothing, the answer is only late. */
  readonly why: 'time' | 'body' | 'tarpit' | 'data';
  /** For `body`: enough is there. */
  readonly bytes: number;
}

export interface Captures {
  readonly request: (string | null)[];
  readonly response: (string | null)[];
}

/** A client connection: HAProxy's session and its front connection. */
export interface Client {
  readonly id: ClientId;
  readonly listener: number;
  /** The frontend. */
  readonly proxy: number;
  src: Endpoint;
  dst: Endpoint;
  /** The connection's own (`fc_src`), which a PROXY header does not touch; null: not known. */
  own: { readonly src: Endpoint; readonly dst: Endpoint } | null;
  /** Entries of stick tables that the connection is counted on. */
  tracked: Tracked[] | null;
  readonly acceptedMs: number;
  /** When the TLS handshake and PROXY header were done (equal to `acceptedMs` without them), or `NEVER`. */
  readyMs: number;
  /** What the PROXY header carried beside addresses. */
  readonly tlvs?: readonly Tlv[];
  tls: TlsFacts | null;
  /** What was wrong before TLS, or without it. */
  failure?: HandshakeFailure;
  /** A stream of HTTP/2: the connection that carries it. */
  readonly within?: ClientId;
  /** A connection of HTTP/2: how many of its streams are under way. */
  children?: number;
  /** The stream under way, or 0: an idle connection. */
  stream: StreamId;
  /** `sess.` variables. */
  variables: Record<string, SampleValue> | null;
  /** Requests seen so far on this connection. */
  requests: number;
  /** When the present wait for a request began; when its first byte came (`NEVER` before). */
  idleSinceMs: number;
  firstByteMs: number;
  /** The client has half-closed. */
  ended: boolean;
  /** The client has reset the connection, and nobody has noticed so far. */
  reset: boolean;
  /** The rest of a request that was answered early is still coming, and dropped. */
  draining: boolean;
  /** Private server connections of this client (`http-reuse never`), idle now. */
  readonly owned: ServerConnId[];
  /** The one timer slot of the client and its stream; see `deadlines.ts` for what it stands for. */
  readonly timer: number;
  /** Without a stream: deadline for the next request's first byte or for its complete head. */
  requestDeadlineMs: number;
}

/**
 * Where a stream is; the transitions are in `stream.ts`.
 * `request`: its rules run. `queued`: waits for a slot. `turnaround`: waits before a retry. `connecting`. `waiting`:
 * the request was sent, no response head came. `responding`: the response head passed; in TCP mode, and in tunnels,
 * both sides are linked. `flushing`: all was said, the client has not taken all of it.
 */
export type StreamPhase = 'request' | 'queued' | 'turnaround' | 'connecting' | 'waiting' | 'responding' | 'flushing';

/** Why the server side failed, HAProxy's `STRM_ET_*`; the first one of a stream's attempts stays. */
export type ConnectionError =
  | 'queue-abort'
  | 'connect-abort'
  | 'queue-timeout'
  | 'queue-full'
  | 'connect-timeout'
  | 'connect-error'
  | 'resources'
  | 'other';

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
  /** Second or later request of its connection: the client will repeat it when told nothing. */
  readonly notFirst: boolean;
  /** The server of the present or the last attempt: its index in `backend`, or `NEVER`. */
  server: number;
  /** `server` stands: balancing is not asked again. */
  assigned: boolean;
  /** `server` was imposed by a cookie, a stick table or `use-server`. */
  direct: 'cookie' | 'stick' | 'rule' | null;
  /** What `force-persist` or `ignore-persist` say. */
  persistence: 'force' | 'ignore' | null;
  /** The server whose slot this stream holds (counts in its `served`), or `NEVER`. */
  slot: number;
  /** Counts in `current` of `server`. */
  counted: boolean;
  /** While queued: the server whose queue it is in, or `NEVER` for the backend's. */
  queuedAt: number;
  conn: ServerConnId;
  lastConn: Pick<ServerConn, 'src' | 'tls'> | null; // what is still said of one that it had
  /** The connection was taken from a pool. */
  reused: boolean;
  retries: number;
  redispatched: boolean;
  error: ConnectionError | null;

  /** As it will be sent: rules change it. Null in TCP mode. */
  request: RequestHead | null;
  /** Method, target and version as received, for the log. */
  originalMethod: string;
  readonly originalTarget: string;
  readonly originalVersion: string;
  requestBody: BodyKind;
  requestDone: boolean;
  response: ResponseHead | null;
  responseBody: BodyKind;
  responseDone: boolean;
  /** The response's last byte came and the connection may be used again. */
  serverReusable: boolean;
  status: number;
  /** As the server said it, before rules. */
  serverStatus: number;
  /** Counted as HAProxy counts (`%U`, `%B`): heads by their parts, not by their bytes on the wire. */
  bytesToServer: number;
  bytesToClient: number;
  /** TCP mode: what content rules may look at, of the client's bytes and of the server's; HTTP mode: of a response's body that is waited for. */
  peeked: string;
  peekedBack: string;
  /** The server's bytes are held back, and response rules wait for more of them. */
  inspectsBack: boolean;
  /** FIN seen, or taken as seen by a time-out. */
  clientEnded: boolean;
  serverEnded: boolean;
  /** The client's connection may carry another request after this one. */
  keepAlive: boolean;
  /** The response is complete, but the client has not taken all of it. */
  unsent: boolean;
  /** Not logged any more: it was (`option logasap`), or must not be (a silent close of a reused connection). */
  logged: boolean;

  /** Its own as soon as there is something to store. */
  stick: StreamStick;
  readonly cookie: CookieState;
  /** Variables, by scoped name (`txn.x`, `req.y`); `sess.` ones live on the client, `proc.` ones in the engine's state. */
  variables: Record<string, SampleValue> | null;
  /** Entries of stick tables that this stream is counted on, beside its connection's. */
  tracked: Tracked[] | null;
  /** What rules have set for this stream alone: its addresses, priority, time-outs, retries, level in the log. */
  src: Endpoint | null;
  dst: Endpoint | null;
  priority: { readonly class: number; readonly offset: number };
  timeoutsMs: Partial<Readonly<Record<TimeoutKind, number>>> | null;
  retryLimit: number | null;
  /** It may be sent again (`retry-on`). */
  repeats: boolean;
  logLevel: LogLevel | 'silent' | null;
  /** A rule waits: where its list goes on. */
  resume: Resume | null;
  /** The algorithm that the client takes, and whether the response is fit for it. */
  compression: { readonly algorithm: string; readonly applies: boolean } | null;
  /** Body bytes that have come, and the beginning of them, where rules look at it. */
  bodyBytes: number;
  body: string;
  /** Of the response. */
  responseBytes: number;
  /** Once it was made. */
  uniqueId: string | null;
  /** What was captured for the log, by slot. */
  captures: Captures | null;
  /** `capture cookie`: with its name. */
  cookies: { readonly request?: string; readonly response?: string } | null;

  /** The last rule that ended its list: where it stands. */
  lastRule: Span | null;
  /** HAProxy itself answers: with its statistics. */
  service: 'stats' | 'cache' | null;
  /** The cache that answered. */
  cacheName: string | null;
  /** What the request said when a cache was asked; null: none was. */
  cacheAsked: readonly Header[] | null;
  /** A cache keeps the response as it passes. */
  storing: Storing | null;

  /** Stamps for the log's timers, engine clock; `NEVER` when not reached. `acceptMs` is where this request's time begins. */
  readonly acceptMs: number;
  readonly requestStartMs: number;
  readonly requestHeadMs: number;
  /** The request's rules have been passed. */
  requestMs: number;
  queueMs: number;
  connectMs: number;
  responseMs: number;
  /** Last activity of either side, where their time-outs count from. */
  activityMs: number;
  /** Position in the queues when it left them (`%sq`, `%bq`), summed over redispatches. */
  srvQueue: number;
  backendQueue: number;
  /** When it entered the queue, and the queue's `taken` then. */
  queuedMs: number;
  queueMark: number;

  /** Deadlines, see `deadlines.ts`. */
  clientDeadlineMs: number;
  serverDeadlineMs: number;
  waitDeadlineMs: number;

  /** First cause of the end and the state it struck in: HAProxy's two termination letters, '' as long as there is none. */
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
  /** Only streams whose own connection would have the same key may use it again. */
  readonly key: string;
  /** It speaks HTTP/2. */
  multiplexes?: boolean;
  /** Requests carried so far. */
  requests: number;
  /** When it became idle. */
  idleSinceMs: number;
  /** Its response is of no interest any more; it may be kept if that ends at this very time. `NEVER`: it is. */
  drainingSinceMs: number;
  /** Our own address on it, where the driver knows it; what TLS agreed upon. */
  src?: Endpoint;
  tls?: TlsFacts;
}

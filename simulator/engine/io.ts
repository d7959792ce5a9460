import type { ServerPlan } from '../plan/plan.ts';
import type { Explanation } from './explanation.ts';
import type { ProbeStatus } from './health/status.ts';
import type { LogRecord } from './log-record.ts';
import type { SampleValue } from './sample/context.ts';
import type { ToldEntry } from './stick/learn.ts';
import type { ProxyHeaderError, TlsFacts } from './tls/facts.ts';

export type { LogRecord } from './log-record.ts';

export type ClientId = number;
export type ServerConnId = number;
export type StreamId = number;
export type ProbeId = number;

/** Header names are lower-case, as HAProxy keeps them; values are latin-1 strings, a character a byte. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

export interface RequestHead {
  readonly method: string;
  /** As received: origin form, absolute form, authority or `*`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** The version that logs and `req.ver` show, where the client speaks another one: its messages count as 1.1's. */
  readonly spoken?: '2.0';
  readonly headers: readonly Header[];
}

export interface ResponseHead {
  readonly version: '1.0' | '1.1';
  /** As in a request's head. */
  readonly spoken?: '2.0';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A value in a PROXY header: its type (a byte), and latin-1 text. */
export interface Tlv {
  readonly type: number;
  readonly value: string;
}

/** How a message's body is delimited; `none` when there is none. */
export type BodyKind = 'none' | 'length' | 'chunked' | 'until-close' | 'tunnel';

/** How a peer ended a connection: `end` is FIN, `reset` is RST or another error. */
export type Ending = 'end' | 'reset';

/** What a driver observed. */
export type Input =
  | {
      readonly type: 'accepted';
      readonly client: ClientId;
      readonly listener: number;
      readonly src: Endpoint;
      readonly dst: Endpoint;
      /** What the PROXY header carried beside addresses. */
      readonly tlvs?: readonly Tlv[];
      /** How long its PROXY header took to come. */
      readonly waitedMs?: number;
      /** The connection's own addresses, where a PROXY header has told others. */
      readonly peer?: { readonly src: Endpoint; readonly dst: Endpoint };
      /** It is a stream of HTTP/2: the client whose connection carries it. It has one request, and ends with it. */
      readonly within?: ClientId;
    }
  /** A connection that should have begun with a PROXY header, and did not. It is over. */
  | {
      readonly type: 'noProxyHeader';
      readonly client: ClientId;
      readonly listener: number;
      readonly src: Endpoint;
      readonly dst: Endpoint;
      readonly waitedMs: number;
      readonly error: ProxyHeaderError;
    }
  /** The connection speaks HTTP/2: its streams are told as clients of their own (`within`). */
  | { readonly type: 'multiplexed'; readonly client: ClientId }
  /** TLS finished on a listener with `ssl`. */
  | ({ readonly type: 'tlsDone'; readonly client: ClientId } & TlsFacts)
  /** `code`: OpenSSL's error, where it is known; `ended`: the client closed the connection instead. */
  | {
      readonly type: 'tlsFailed';
      readonly client: ClientId;
      readonly reason: string;
      readonly version?: string;
      readonly code?: number;
      readonly ended?: true;
    }
  /**
   * TCP mode: bytes came from the client. `peeked` is everything received so far as a latin-1 string (bounded by the
   * buffer size), given only while the stream waits for content rules.
   */
  | { readonly type: 'clientData'; readonly client: ClientId; readonly bytes: number; readonly peeked?: string }
  /**
   * HTTP mode: the first byte of a request whose head is not complete yet (`timeout http-request` counts from it); may be
   * repeated with every further part of the head (`timeout client` counts from the last one).
   */
  | { readonly type: 'requestStarted'; readonly client: ClientId }
  | {
      readonly type: 'requestHead';
      readonly client: ClientId;
      readonly head: RequestHead;
      readonly body: BodyKind;
      readonly headBytes: number;
      /** The client keeps the connection; absent: as the version and `connection` say. */
      readonly persistent?: boolean;
    }
  /** `data`: the bytes themselves, given while rules look at the body (`peek`). */
  | { readonly type: 'requestBody'; readonly client: ClientId; readonly bytes: number; readonly data?: string }
  /** The last byte of the request was received. Follows `requestHead` at once when there is no body. */
  | { readonly type: 'requestEnd'; readonly client: ClientId }
  /** The codec refused what the client sent; `status` is what HAProxy answers (400, 408, 413, 414, 431, 501 …). */
  | {
      readonly type: 'badRequest';
      readonly client: ClientId;
      readonly status: number;
      readonly reason: string /** no answer, only the end of the connection */;
      readonly silent?: boolean;
    }
  | { readonly type: 'clientClosed'; readonly client: ClientId; readonly how: Ending }
  /** `multiplexes`: it speaks HTTP/2. */
  | {
      readonly type: 'connected';
      readonly conn: ServerConnId;
      readonly src?: Endpoint;
      readonly multiplexes?: true;
      readonly tls?: TlsFacts;
    }
  | { readonly type: 'connectFailed'; readonly conn: ServerConnId; readonly reason: ConnectFailure }
  /** `peeked`: everything received so far, while rules look at it (`link`). */
  | { readonly type: 'serverData'; readonly conn: ServerConnId; readonly bytes: number; readonly peeked?: string }
  | {
      readonly type: 'responseHead';
      readonly conn: ServerConnId;
      readonly head: ResponseHead;
      readonly body: BodyKind;
      readonly headBytes: number;
    }
  /** `data`: the bytes themselves, where the response is kept (`keep`). */
  | { readonly type: 'responseBody'; readonly conn: ServerConnId; readonly bytes: number; readonly data?: string }
  | {
      readonly type: 'responseEnd';
      readonly conn: ServerConnId;
      /** The codec's verdict: the connection may carry another request. */
      readonly reusable: boolean;
      /** The client has not taken all of it yet: `flushed` will follow. Absent: it has. */
      readonly pending?: boolean;
    }
  /** All of it at once: `responseHead`, `responseBody` if there are bytes, and `responseEnd`. */
  | {
      readonly type: 'response';
      readonly conn: ServerConnId;
      readonly head: ResponseHead;
      readonly body: BodyKind;
      readonly headBytes: number;
      readonly bytes: number;
      readonly reusable: boolean;
    }
  | { readonly type: 'badResponse'; readonly conn: ServerConnId; readonly reason: string }
  /** `truncated`: in the middle of a response's head. */
  | { readonly type: 'serverClosed'; readonly conn: ServerConnId; readonly how: Ending; readonly truncated?: boolean }
  /** The client has taken everything that was to be sent to it for this stream (the log's last timer); only after a `responseEnd` with `pending`. */
  | { readonly type: 'flushed'; readonly client: ClientId; readonly stream: StreamId }
  /** The answer to `serveStats`; a head with `transfer-encoding` has its body sent in chunks. */
  | {
      readonly type: 'statsServed';
      readonly client: ClientId;
      readonly stream: StreamId;
      readonly head: ResponseHead;
      readonly body: string;
    }
  /** `awaitsTls`: the other machine is there, and TLS begins; it is said again when that is agreed upon. */
  | { readonly type: 'probeConnected'; readonly probe: ProbeId; readonly awaitsTls?: true }
  /** The probe has come to this step of CheckPlan.steps (`step` actions of `health/probe.ts`): what a time-out's message names. */
  | { readonly type: 'probeStep'; readonly probe: ProbeId; readonly step: number }
  | { readonly type: 'probeEnded'; readonly probe: ProbeId; readonly result: ProbeResult }
  /** A timer may be due: nothing else happened. An early one does nothing. */
  | { readonly type: 'deadline' }
  | { readonly type: 'command'; readonly command: RuntimeCommand }
  /** A peer, or the process that was here before, has told of entries of a table. */
  | { readonly type: 'entriesTold'; readonly table: number; readonly entries: readonly ToldEntry[] }
  /** Soft stop: listeners close, sessions finish. */
  | { readonly type: 'stop' };

export type { ProbeStatus };

export type ConnectFailure = 'refused' | 'unreachable' | 'timeout' | 'name' | 'resources' | 'tls';

export interface ProbeResult {
  readonly status: ProbeStatus;
  /** HTTP status, when there was one. */
  readonly code?: number;
  /** For example `Connection refused`. */
  readonly description?: string;
  /** Span index of the deciding step in CheckPlan.steps, when one decided. */
  readonly step?: number;
}

export type RuntimeCommand =
  | { readonly type: 'set-weight'; readonly proxy: number; readonly server: number; readonly weight: number }
  | {
      readonly type: 'set-state';
      readonly proxy: number;
      readonly server: number;
      readonly state: 'ready' | 'drain' | 'maint';
    }
  | {
      readonly type: 'set-health';
      readonly proxy: number;
      readonly server: number;
      readonly health: 'up' | 'stopping' | 'down';
    }
  /** Another address; `port` null: the client's. */
  | {
      readonly type: 'set-address';
      readonly proxy: number;
      readonly server: number;
      readonly host: string;
      readonly port: number | null;
    }
  /** Where its checks go. */
  | {
      readonly type: 'set-check';
      readonly proxy: number;
      readonly server: number;
      readonly host?: string;
      readonly port?: number;
    }
  /** Whether its checks are made. */
  | {
      readonly type: 'set-checking';
      readonly proxy: number;
      readonly server: number;
      readonly on: boolean;
      /** Its agent's, not its own. */
      readonly agent?: true;
    }
  /** Whether new connections to it speak TLS. */
  | { readonly type: 'set-ssl'; readonly proxy: number; readonly server: number; readonly on: boolean }
  /** 0: no limit. */
  | { readonly type: 'set-maxconn'; readonly proxy: number; readonly server: number; readonly maxconn: number }
  | { readonly type: 'kill-sessions'; readonly proxy: number; readonly server: number }
  /** One server more: its index is the number of servers so far. */
  | { readonly type: 'add-server'; readonly proxy: number; readonly plan: ServerPlan }
  | { readonly type: 'delete-server'; readonly proxy: number; readonly server: number }
  | { readonly type: 'set-frontend-maxconn'; readonly proxy: number; readonly maxconn: number }
  /** An entry, made when there is none: what it has stored from now on. `key` as a text, as the table's type reads it. */
  | {
      readonly type: 'set-table';
      readonly table: number;
      readonly key: string;
      readonly values: readonly { readonly name: string; readonly index: number; readonly value: number }[];
    }
  /** Entries that nobody tracks; `key` null: all of them. */
  | { readonly type: 'clear-table'; readonly table: number; readonly key: string | null }
  /** The entries of a file of patterns or of a map, as they are from now on. */
  | {
      readonly type: 'set-patterns';
      readonly file: string;
      readonly entries: readonly { readonly key: string; readonly value: string }[];
    }
  /** A `proc.` variable. */
  | { readonly type: 'set-variable'; readonly name: string; readonly value: SampleValue | null }
  /** Maxima, or everything. */
  | { readonly type: 'clear-counters'; readonly all: boolean };

/** What a driver has to do. */
export type Output =
  | {
      readonly type: 'connect';
      readonly conn: ServerConnId;
      readonly stream: StreamId;
      readonly proxy: number;
      readonly server: number;
      readonly host: string;
      readonly port: number;
      readonly sendProxy: 'v1' | 'v2' | null;
      /** Values that a version 2 header carries, in this order. */
      readonly tlvs?: readonly Tlv[];
      /** The name that TLS asks for. */
      readonly sni?: string;
    }
  /**
   * TCP mode: join the two, both ways, from the first byte the client sent. `inspects`: rules look at what the server says
   * first; it is held back, and given whole (up to so many bytes) as `peeked` with every `serverData`, until `passBack`.
   */
  | {
      readonly type: 'link';
      readonly stream: StreamId;
      readonly client: ClientId;
      readonly conn: ServerConnId;
      readonly inspects?: number;
    }
  | { readonly type: 'passBack'; readonly stream: StreamId; readonly client: ClientId; readonly conn: ServerConnId }
  /** Send this head (as rewritten) and then the request's body, as it comes, to this server connection (new or reused). */
  | {
      readonly type: 'forwardRequest';
      readonly stream: StreamId;
      readonly client: ClientId;
      readonly conn: ServerConnId;
      readonly head: RequestHead;
      readonly body: BodyKind;
    }
  /** Send this head (as rewritten) and then the response's body to the client. `keepAlive`: the client connection stays open after it. */
  | {
      readonly type: 'forwardResponse';
      readonly stream: StreamId;
      readonly client: ClientId;
      readonly conn: ServerConnId;
      readonly head: ResponseHead;
      readonly body: BodyKind;
      readonly keepAlive: boolean;
      /** The body is to be coded so on its way, and sent in chunks: `gzip`, `deflate`, `raw-deflate`, `identity`. */
      readonly compress?: string;
      /** A cache keeps it: the payload is told as text. */
      readonly keep?: true;
    }
  /**
   * Answer from HAProxy itself; whatever the server would still say is dropped. It is small: the engine takes it as handed
   * over at once. `stream` is null when the request never became one (400, 408 before a whole head).
   */
  | {
      readonly type: 'respond';
      readonly stream: StreamId | null;
      readonly client: ClientId;
      readonly head: ResponseHead;
      readonly body: string;
      readonly keepAlive: boolean;
    }
  /** Make the statistics page, or do what a POST to it says, and report `statsServed`. */
  | {
      readonly type: 'serveStats';
      readonly stream: StreamId;
      readonly client: ClientId;
      readonly proxy: number;
      readonly target: string;
      readonly method: 'GET' | 'HEAD' | 'POST';
      readonly body: string;
      readonly isAdmin: boolean;
    }
  /** An informational response of HAProxy's own (103), sent before the real one. */
  | { readonly type: 'inform'; readonly stream: StreamId; readonly client: ClientId; readonly head: ResponseHead }
  /** The client connection is ready for its next request (pipelined bytes may be read now). */
  | { readonly type: 'nextRequest'; readonly client: ClientId }
  /**
   * Reserved for layer-7 retries: keep what is sent of this request, up to so many bytes; `replay` sends it once more, to
   * another connection. Not emitted so far.
   */
  | { readonly type: 'hold'; readonly stream: StreamId; readonly client: ClientId; readonly maxBytes: number }
  | {
      readonly type: 'replay';
      readonly stream: StreamId;
      readonly client: ClientId;
      readonly conn: ServerConnId;
      readonly head: RequestHead;
      readonly body: BodyKind;
    }
  /**
   * Rules look at bytes: TCP mode, give `peeked` with every `clientData` until the stream is linked, and at once what is
   * there already; HTTP mode, give `data` with every `requestBody` until the request is forwarded.
   */
  | { readonly type: 'peek'; readonly client: ClientId; readonly maxBytes: number }
  /** Close after what was queued is sent (`end`: half-close of our sending side when `half`), or at once and with a reset. */
  | { readonly type: 'closeClient'; readonly client: ClientId; readonly how: Ending; readonly half?: boolean }
  | { readonly type: 'closeServer'; readonly conn: ServerConnId; readonly how: Ending; readonly half?: boolean }
  | { readonly type: 'pauseListener'; readonly listener: number }
  | { readonly type: 'resumeListener'; readonly listener: number }
  | { readonly type: 'closeListener'; readonly listener: number }
  /** Connect to host:port and carry out CheckPlan.steps of that server; report `probeConnected` and `probeEnded`. The engine keeps the time-out. */
  | {
      readonly type: 'startProbe';
      readonly probe: ProbeId;
      readonly proxy: number;
      readonly server: number;
      readonly host: string;
      readonly port: number;
      /** For `createProbe`: the server counts as down now. */
      readonly serverDown: boolean;
      /** Not a check: the server's agent is asked, by `ServerPlan.agent`. */
      readonly agent?: true;
    }
  | { readonly type: 'abortProbe'; readonly probe: ProbeId }
  | { readonly type: 'log'; readonly record: LogRecord }
  | { readonly type: 'serverState'; readonly change: ServerStateChange }
  /** Every session is over and the engine was told to stop. */
  | { readonly type: 'stopped' }
  | {
      readonly type: 'explain';
      readonly stream: StreamId | null;
      readonly proxy: number;
      readonly explanation: Explanation;
    };

/** One health transition or administrative change, with what HAProxy would log about it. */
export interface ServerStateChange {
  readonly proxy: number;
  readonly server: number;
  readonly from: OperState;
  readonly to: OperState;
  readonly reason: string;
  readonly probe: ProbeResult | null;
  readonly activeLeft: number;
  readonly backupLeft: number;
  readonly sessionsActive: number;
  readonly requeued: number;
  /** Streams queued in the backend after the change. */
  readonly remaining: number;
  /** The server whose change it follows (`track`): `backend/server`. */
  readonly via?: string;
  /** How long the deciding probe took; null without one. */
  readonly durationMs: number | null;
  /** Changed by a command and not by a check. */
  readonly administrative: boolean;
  /** A server that is down, and stays so, is to drain from now on, or not any more. */
  readonly drain?: 'entered' | 'left';
  /** With this the backend has lost the last server that balancing could choose. */
  readonly lastGone?: true;
  /** Nothing changed: this is what `option log-health-checks` says about a check; the counter as HAProxy prints it (`2/3 UP`). */
  readonly check?: string;
  /** That check was its agent's. */
  readonly agent?: true;
}

export type OperState = 'UP' | 'DOWN' | 'GOING DOWN' | 'GOING UP' | 'MAINT' | 'DRAIN' | 'NOLB';

export type { AclTrace, CandidateTrace, Explanation } from './explanation.ts';
export type { ToldEntry, ToldRate } from './stick/learn.ts';

/**
 * The engine's side of the contract (see `step.ts`): `createEngine(plan, options)` makes a plain-data state;
 * `step(plan, state, nowMs, input, out)` appends outputs; `nextDeadline(state)` is the time of the next wake-up or null.
 */
export interface EngineOptions {
  readonly seed: number;
  readonly startMs: number;
  /** Emit `explain` outputs. Off while running; on when a stream's story is replayed from a snapshot. */
  readonly explain: boolean;
}

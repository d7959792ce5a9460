/**
 * A scenario: who sends what to which frontend, how the servers behave, and what breaks when. `read.ts` makes it from
 * scenario.yaml, `default.ts` from a plan, `bind.ts` fits it to a plan. Durations are milliseconds, sizes bytes, rates per second.
 * Plain data, so that it crosses to a worker and can be kept with a recording.
 */
import type { AddressBlock } from './values.ts';

/** A place in scenario.yaml, from 1; `length` in UTF-16 code units. All 0 when the scenario was not written by anyone. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Something wrong with a scenario. With an `error` it is not run. */
export interface ScenarioProblem extends Position {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A name that the configuration has to know, and where it was written. */
export interface NameAt {
  readonly text: string;
  readonly at: Position;
}

export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number };

export interface Scenario {
  readonly title: string | null;
  /** The configuration that it belongs to, when it brings it along. */
  readonly configuration?: string;
  readonly seed: number;
  readonly durationMs: number;
  /** One-way delays: clients to the load balancer, load balancer to servers. */
  readonly network: { readonly clientsMs: number; readonly serversMs: number };
  readonly clients: readonly ClientGroup[];
  readonly servers: readonly ServerRule[];
  readonly faults: readonly FaultPlan[];
}

export type Traffic =
  /** Requests come at a rate, whatever becomes of earlier ones. */
  | { readonly kind: 'open'; readonly ratePerSecond: number; readonly arrivals: 'constant' | 'poisson' }
  /** Users wait for an answer, think, ask again. */
  | { readonly kind: 'closed'; readonly users: number; readonly think: Distribution }
  /** Persistent connections with one message outstanding, as HL7 senders hold them. */
  | {
      readonly kind: 'feed';
      readonly feeds: number;
      readonly every: Distribution;
      readonly ackTimeoutMs: number;
      readonly reconnectMs: number;
    };

export interface ClientGroup {
  readonly name: string;
  readonly at: Position;
  /** A frontend's name or `address:port` of a bind; null when the configuration has one frontend only. */
  readonly to: NameAt | null;
  readonly traffic: Traffic;
  readonly from: readonly AddressBlock[];
  readonly requests: readonly RequestPlan[];
  /** The requests are sent one after another, round and round, instead of by weight. */
  readonly inTurn?: true;
  readonly messages: readonly MessagePlan[];
  readonly keepAlive: boolean;
  readonly requestsPerConnection: number | null;
  readonly cookies: boolean;
  /** The group ends after so many requests or messages. */
  readonly count: number | null;
  readonly startMs: number;
  readonly stopMs: number | null;
  /** How long a client waits for an answer before it gives up and closes. */
  readonly patienceMs: number | null;
  readonly tls: ClientTls | null;
}

/** What clients bring along to handshakes; the rest is as between two of today's OpenSSL. */
export interface ClientTls {
  readonly sni: string | null;
  /** The protocol that both agree on. */
  readonly alpn?: string;
  readonly version?: string;
  readonly cipher?: string;
  readonly resumed?: boolean;
  readonly certificate?: ClientCertificate;
}

/** A client's certificate, as facts. */
export interface ClientCertificate {
  /** `/C=DE/O=Example/CN=alice`, or with commas. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** `YYMMDDhhmmssZ` */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `DNS:alice.example` … */
  readonly names: readonly string[];
  /** What verification finds: X509_V_ERR_…, 0 when all is well; and how far up the chain. */
  readonly verify: number;
  readonly depth: number;
}

export interface RequestPlan {
  readonly weight: number;
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly host: string | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bodyBytes: number;
}

/** An HL7 message of a feed. */
export interface MessagePlan {
  readonly weight: number;
  /** MSH-9, for example `ADT^A01`. */
  readonly type: string;
  readonly bytes: number;
  /** It comes in two pieces: so many bytes, a pause, the rest. */
  readonly cut: { readonly bytes: number; readonly pauseMs: number } | null;
}

export type Acknowledgement = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR' | 'none';

/** What a health check finds, apart from faults: `as-served` answers checks as it answers requests. */
export type HealthAnswer =
  | { readonly kind: 'as-served' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'fail' }
  /** The status that the program of an external check ends with; 0 is well, to other checks too. */
  | { readonly kind: 'exit'; readonly code: number };

export interface ServerBehaviour {
  readonly service: Distribution;
  /** Requests worked on at once; others wait inside the server. null: no limit. */
  readonly concurrency: number | null;
  /** Connections that its kernel accepts while the process does not. */
  readonly backlog: number;
  readonly responseBytes: number;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly keepAlive: boolean;
  readonly health: HealthAnswer;
  /** null: HTTP or plain TCP, by the backend's mode. */
  readonly mllp: { readonly ack: Acknowledgement } | null;
  /** It understands the PROXY protocol. */
  readonly readsProxy: boolean;
  readonly fault: FaultName;
  /** For `fault: slow`. */
  readonly factor: number;
}

/** One entry of `servers:`; only what was written. A more exact pattern wins over a wider one, whatever their order. */
export interface ServerRule {
  /** `backend/server`, `server` or `*`. */
  readonly pattern: NameAt;
  readonly set: Partial<ServerBehaviour>;
}

/** What the world does to a server; `none` is its normal life. */
export type FaultName = 'none' | 'refuse' | 'blackhole' | 'hang' | 'slow' | 'http-500';

/** `revive` ends a fault; `maint`, `drain` and `ready` are what an operator tells HAProxy. */
export type FaultAction = Exclude<FaultName, 'none'> | 'revive' | 'maint' | 'drain' | 'ready';

export interface FaultPlan {
  readonly atMs: number;
  /** After this long the fault ends by itself; null: it stays. */
  readonly forMs: number | null;
  readonly servers: readonly NameAt[];
  readonly action: FaultAction;
  readonly factor: number;
  readonly at: Position;
}

export const FAULT_ACTIONS = [
  'refuse',
  'blackhole',
  'hang',
  'slow',
  'http-500',
  'revive',
  'maint',
  'drain',
  'ready',
] as const satisfies readonly FaultAction[];

/** What a scenario may ask for at most; larger is refused with a message, so that nothing runs for ever. */
export const LIMITS = {
  textBytes: 262_144,
  nodes: 100_000,
  durationMs: 31 * 86_400_000,
  ratePerSecond: 1_000_000,
  requests: 50_000_000,
  happenings: 500_000_000,
  users: 100_000,
  clientGroups: 500,
  faults: 5_000,
  bytes: 1024 ** 3,
  count: 50_000_000,
} as const;

export const DEFAULT_BEHAVIOUR: ServerBehaviour = {
  service: { kind: 'constant', ms: 20 },
  concurrency: null,
  backlog: 4096,
  responseBytes: 1024,
  status: 200,
  headers: [],
  keepAlive: true,
  health: { kind: 'as-served' },
  mllp: null,
  readsProxy: true,
  fault: 'none',
  factor: 10,
};

export const NOWHERE: Position = { line: 0, column: 0, length: 0 };

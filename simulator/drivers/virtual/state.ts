/**
 * Everything the virtual world remembers, as plain data: a copy of it (with the engine's state inside) is a snapshot. What
 * does not change during a run is in `World` and never copied. Times are whole microseconds since the run's start.
 */
import type { IdTable } from '../../engine/id-table.ts';
import type { Ending } from '../../engine/io.ts';
import type { EngineState } from '../../engine/state.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Random } from '../../scenario/random.ts';
import type { FaultAction, FaultName } from '../../scenario/schema.ts';
import type { Stage } from '../../scenario/stage.ts';
import type { FlightPhase } from '../../trace/frame.ts';
import type { Metrics } from '../../trace/metrics.ts';
import type { GroupRequests, PreparedResponse } from './messages.ts';
import type { ProbeState } from './probes.ts';
import type { Schedule } from './schedule.ts';

/** What a run is made from. */
export interface World {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly seed: number;
  readonly durationUs: number;
  /** One-way delays, at least 1 µs, so that time passes whatever the scenario says. */
  readonly clientsUs: number;
  readonly serversUs: number;
  /** Heads of requests by group, and of responses by machine, made once. */
  readonly requests: readonly GroupRequests[];
  readonly responses: readonly (readonly PreparedResponse[])[];
}

export interface WorldState {
  nowUs: number;
  /** Happenings and deadlines dealt with so far: the exact position in the run. */
  events: number;
  readonly agenda: Schedule<Happening>;
  readonly engine: EngineState;
  readonly groups: readonly GroupState[];
  readonly actors: readonly Actor[];
  readonly clients: IdTable<ClientConn>;
  /** By listener id. */
  readonly doors: readonly Door[];
  readonly links: IdTable<Link>;
  readonly probes: IdTable<ProbeState>;
  readonly machines: readonly MachineState[];
  readonly metrics: Metrics;
  /** Counts what changes in the picture: requests that move on or end. */
  changes: number;
  nextClient: number;
  nextFlight: number;
  nextJob: number;
  nextProbeLink: number;
  /** Counts fault changes, so that the end of an old fault does not end a newer one. */
  faultTurn: number;
  /** Deadlines dealt with since time last moved: a guard against standing still. */
  deadlinesHere: number;
  /** HAProxy was told to stop, and did. */
  stopped: boolean;
}

/** What is arranged for a time. */
export type Happening =
  /** Open loop: a request of the group is due. */
  | { readonly type: 'visit'; readonly group: number }
  /** A user or feed begins its next request, unless it moved on since (`turn`). */
  | { readonly type: 'begin'; readonly actor: number; readonly turn: number }
  /** A client's connection is complete at the load balancer, its first request right behind it. */
  | { readonly type: 'front'; readonly client: number }
  | { readonly type: 'request'; readonly client: number }
  | { readonly type: 'clientEnd'; readonly client: number; readonly how: Ending }
  | { readonly type: 'answer'; readonly client: number; readonly flight: number; readonly answer: Answer }
  /** The load balancer's end of the connection reaches the client. */
  | { readonly type: 'cut'; readonly client: number; readonly how: Ending }
  /** The rest of a message that comes in pieces; a client's patience ends. */
  | { readonly type: 'rest'; readonly client: number; readonly flight: number }
  | { readonly type: 'patience'; readonly client: number; readonly flight: number }
  | { readonly type: 'syn'; readonly link: number; readonly sentUs: number }
  | { readonly type: 'synAnswer'; readonly link: number; readonly ok: boolean }
  | { readonly type: 'arrive'; readonly link: number; readonly message: Message }
  | { readonly type: 'done'; readonly machine: number; readonly job: number; readonly turn: number }
  | { readonly type: 'reply'; readonly link: number; readonly reply: Reply }
  /** The server's end of a connection reaches the load balancer; the load balancer's end reaches the server. */
  | { readonly type: 'serverEnd'; readonly link: number; readonly how: Ending }
  | { readonly type: 'proxyEnd'; readonly link: number; readonly how: Ending; readonly half: boolean }
  | { readonly type: 'fault'; readonly index: number }
  | { readonly type: 'faultEnd'; readonly index: number; readonly turn: number };

/** What reaches a client. */
export interface Answer {
  /** 0: bytes without a status. */
  readonly status: number;
  readonly ok: boolean;
  /** HAProxy keeps the connection open after it. */
  readonly keepAlive: boolean;
  /** Values of Set-Cookie, for clients with a jar. */
  readonly cookies: readonly string[] | null;
}

/** What reaches a server over a connection. */
export interface Message {
  readonly kind: 'http' | 'tcp' | 'probe';
  readonly method: string;
  readonly bytes: number;
  /** A feed's actor and the number of its message, or -1 and 0. */
  readonly actor: number;
  readonly number: number;
  /** What a probe sent. */
  readonly data: string;
}

/** What a server sends back. */
export interface Reply {
  readonly kind: Message['kind'];
  readonly method: string;
  readonly status: number;
  readonly bytes: number;
  readonly ok: boolean;
  readonly data: string;
  /** The server closes the connection behind it. */
  readonly close: boolean;
}

export interface GroupState {
  /** One stream of random numbers a purpose. */
  readonly arrivals: Random;
  readonly addresses: Random;
  readonly choices: Random;
  readonly thinking: Random;
  /** Open loop: visits arranged so far. */
  visits: number;
  /** Open loop with keep-alive: idle connections, the last used on top. */
  readonly idle: number[];
}

/** A user of a closed loop, or a feed. */
export interface Actor {
  readonly group: number;
  /** From 0 within its group. */
  readonly index: number;
  /** Its connection, or 0. */
  client: number;
  /** Cookies by name. */
  jar: Record<string, string>;
  /** Raised whenever a planned `begin` becomes void. */
  turn: number;
  /** Feeds: number of the message outstanding (or last), 0 before the first; whether it is still to be acknowledged. */
  message: number;
  outstanding: boolean;
  /** Feeds: times that a server processed the present message; when it was first sent. */
  processed: number;
  sinceUs: number;
  choice: number;
}

/** A client's connection, and the request on it. */
export interface ClientConn {
  readonly id: number;
  readonly group: number;
  /** Index of its user or feed, or -1. */
  readonly actor: number;
  readonly host: string;
  readonly port: number;
  /** The engine knows it and has not closed it. */
  nearOpen: boolean;
  /** Its client has not closed it. */
  farOpen: boolean;
  accepted: boolean;
  /** Requests that reached HAProxy over it; answers that came back. */
  sent: number;
  answered: number;
  /** TCP: the server connection it is joined to, or 0; what came before that. */
  link: number;
  readonly pending: Message[];
  /** TCP: content rules look at what comes. */
  peeked: boolean;
  /** The answer that is on its way to the client is the last: the client will close. */
  lastAnswer: boolean;
  /** The request under way: 0 when none. */
  flight: number;
  request: number;
  startUs: number;
  stream: number;
  backend: number;
  server: number;
  phase: FlightPhase;
  sinceUs: number;
  /** When the phase ends if nothing happens, or -1. */
  untilUs: number;
}

/** A listener as the kernel sees it: connections wait here while HAProxy does not accept. */
export interface Door {
  open: boolean;
  paused: boolean;
  readonly waiting: number[];
}

/** A connection from the load balancer to a machine: of a stream, idle in a pool, or of a probe. */
export interface Link {
  /** The engine's connection id; negative for probes. */
  readonly id: number;
  readonly proxy: number;
  readonly server: number;
  readonly machine: number;
  readonly openedUs: number;
  /** Our end: as the engine knows it. The server's end: as its kernel knows it. */
  near: 'opening' | 'open' | 'closed';
  far: 'none' | 'open' | 'closed';
  /** The kernel took it while the process hung. */
  inBacklog: boolean;
  /** The server has read our end of file. */
  eof: boolean;
  client: number;
  /** Messages on their way to the server or in its hands. */
  jobs: number;
  /** The probe whose connection it is, or 0. */
  readonly probe: number;
}

export interface Job {
  readonly id: number;
  readonly link: number;
  readonly message: Message;
  /** When it ends; how much is left while the process is stopped. */
  endUs: number;
  leftUs: number;
  turn: number;
}

export interface MachineState {
  readonly random: Random;
  fault: FaultName;
  factor: number;
  /** When its fault last changed. */
  sinceUs: number;
  /** Of the fault in force. */
  turn: number;
  readonly running: IdTable<Job>;
  /** Read later: what came while all hands were busy, or while the process hung. */
  readonly waiting: Job[];
  /** Connections in the kernel's backlog. */
  backlog: number;
  /** Packets lost in a black hole, which TCP sends again. */
  readonly lost: Lost[];
}

export interface Lost {
  readonly what: Happening;
  readonly sentUs: number;
  /** Retransmission timer at the start: 1 s for a connection attempt, 200 ms for data (RFC 6298, Linux). */
  readonly firstRetryUs: number;
}

/** A fault that a person injects: now, and for good until the next. */
export interface Injection {
  readonly machine: number;
  readonly action: FaultAction | 'none';
  readonly factor: number;
  readonly proxy: number;
  readonly server: number;
}

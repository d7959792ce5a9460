/**
 * What the socket driver keeps, and the loop between it and the engine: a fact goes in (`feed`), the engine's commands come
 * out and are carried out at once (`outputs.ts`), facts that arise meanwhile wait their turn, and one timer is armed
 * for the engine's next deadline.
 *
 * Every object here lives exactly as long as its socket: a `ClientLink` from `accepted` to `clientClosed`, a `ServerLink` from `connect`
 * to `serverClosed` (or our own close), a probe from `startProbe` to its end.
 */
import type { Duplex } from 'node:stream';
import type {
  ClientId,
  Endpoint,
  Input,
  LogRecord,
  Output,
  ProbeId,
  ServerConnId,
  ServerStateChange,
} from '../../engine/io.ts';
import type { EngineState } from '../../engine/state.ts';
import { nextDeadline, step } from '../../engine/step.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ProcessFacts } from '../runtime/index.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { Http2Server } from './h2-back.ts';
import type { Http2Stream } from './h2-front.ts';
import type { Session } from './h2-session.ts';
import type { HttpClient } from './http-client.ts';
import type { HttpServer } from './http-server.ts';
import type { ListenerLink } from './listeners.ts';
import { flushAll } from './outgoing.ts';
import { collectPassed } from './passing.ts';
import type { PeersAtWork } from './peers/index.ts';
import type { ProbeLink } from './probes.ts';

/** `now` is the engine's time: whole milliseconds, monotonic. `date` is the wall clock at such a time, in milliseconds. */
export interface Clock {
  now(): number;
  date(nowMs: number): number;
}

/** How much is held back in memory for a peer that cannot take it yet: HAProxy's buffer. */
export const BUFFER_BYTES = 16384;

export interface ClientLink {
  readonly id: ClientId;
  readonly listener: number;
  /** Its connection (once TLS has begun, that); of a stream of HTTP/2, the stream. */
  socket: Duplex;
  /** What was put on the socket to listen to it, to be taken off when another codec takes over. */
  detach: () => void;
  /** A connection that speaks HTTP/2. */
  session: Session | null;
  /** A stream of one. */
  readonly h2: Http2Stream | null;
  readonly src: Endpoint;
  readonly dst: Endpoint;
  /** What arrived before there was a place to send it to. */
  held: Buffer[];
  heldBytes: number;
  /** Rules look at what comes before it is sent on: so many bytes of it at most; 0: they do not. */
  peekBytes: number;
  /** What leaves at the end of the batch, and whether the link is on the list of those (see `outgoing.ts`). */
  text: string;
  dirty: boolean;
  /** Bytes that passed and that the engine was not told of so far, and as what they will be (see `passing.ts`). */
  unsaidBytes: number;
  unsaid: 'clientData' | 'requestBody' | 'serverData' | 'responseBody';
  /** TCP mode, and tunnels: the connection that bytes go to. */
  peer: ServerLink | null;
  /** Null in TCP mode. */
  readonly http: HttpClient | null;
  /** Their FIN was seen. */
  ended: boolean;
  /** Our FIN was sent or asked for. */
  finished: boolean;
  /** The engine knows that it is gone; nothing more is said about it. */
  gone: boolean;
}

export interface ServerLink {
  readonly id: ServerConnId;
  /** Its connection; where HTTP/2 is spoken, and while a stream is on it, the stream. */
  socket: Duplex;
  /** Set when it speaks HTTP/2. */
  h2: Http2Server | null;
  /** As a client's. */
  detach: () => void;
  connected: boolean;
  /** A SOCKS proxy has not answered so far. */
  awaitsProxy: boolean;
  /** TCP mode, and tunnels: the client that bytes go to. */
  peer: ClientLink | null;
  held: Buffer[];
  heldBytes: number;
  /** As a client's: rules look at what the server says first. */
  peekBytes: number;
  text: string;
  dirty: boolean;
  unsaidBytes: number;
  unsaid: ClientLink['unsaid'];
  readonly http: HttpServer | null;
  ended: boolean;
  finished: boolean;
  gone: boolean;
}

/** Who writes down what the engine is told, before it is told, and what it says to the log. */
export interface InputRecorder {
  input(atMs: number, input: Input): void;
  log(record: LogRecord): void;
  serverState(change: ServerStateChange): void;
}

export interface World {
  /** The plan as it was given; the engine adds what was changed at run time. */
  readonly basePlan: Plan;
  /** The plan that holds now. */
  readonly plan: Plan;
  readonly state: EngineState;
  readonly clock: Clock;
  readonly report: {
    request(record: LogRecord, plan: Plan): void;
    server(change: ServerStateChange, plan: Plan): void;
  };
  readonly recorder: InputRecorder | null;
  /** Set when there are `peers` sections. */
  peers: PeersAtWork | null;
  /** What is known of the process. */
  readonly facts: () => ProcessFacts;
  readonly listeners: ReadonlyMap<number, ListenerLink>;
  readonly clients: Map<ClientId, ClientLink>;
  readonly servers: Map<ServerConnId, ServerLink>;
  readonly probes: Map<ProbeId, Pick<ProbeLink, 'close'>>;
  /** Files of TLS, and what runtime commands make of them. */
  readonly store: CertificateStore;
  /** The last TLS session with each server, by backend and server. */
  readonly sessions: Map<string, Buffer>;
  nextClient: ClientId;
  /** Carries out one command. */
  readonly perform: (world: World, output: Output) => void;
  /** The engine has nothing left to do. */
  readonly onStopped: () => void;
  /** Links with text that leaves when the facts of the present batch have been dealt with. */
  readonly dirty: (ClientLink | ServerLink)[];
  /** Links whose passing bytes the engine was not told of so far. */
  readonly unsaid: (ClientLink | ServerLink)[];
  unsaidTimer: NodeJS.Timeout | null;
  /** The engine's buffer for outputs. */
  readonly out: Output[];
  /** Facts that arose while the engine was busy. */
  readonly pending: Input[];
  busy: boolean;
  /** The time of all facts that came with one piece of bytes; null outside of `together`. */
  batchMs: number | null;
  timer: NodeJS.Timeout | null;
  timerAtMs: number;
  /** The last deadline that had passed when it arose; each is told once. */
  overdueMs: number;
  over: boolean;
}

/** Tells the engine a fact and carries out what it answers. Facts told from within wait until the present one is done. */
export function feed(world: World, input: Input): void {
  if (world.over) return;
  if (world.unsaid.length > 0) collectPassed(world);
  world.pending.push(input);
  if (!world.busy) work(world);
}

/** Tells of bytes that have passed; nothing else has happened. */
export function tellPassed(world: World): void {
  if (world.over) return;
  collectPassed(world);
  if (!world.busy) work(world);
}

/** Tells the engine what is pending, until nothing is left. */
function work(world: World): void {
  world.busy = true;
  const { pending, out } = world;
  do {
    // Both lists grow while they are walked: commands give rise to facts, facts to commands.
    for (let i = 0; i < pending.length; i++) {
      const nowMs = world.batchMs ?? world.clock.now();
      if (world.recorder !== null) world.recorder.input(nowMs, pending[i]!);
      step(world.basePlan, world.state, nowMs, pending[i]!, out);
      for (let j = 0; j < out.length; j++) world.perform(world, out[j]!);
      out.length = 0;
    }
    pending.length = 0;
    if (world.dirty.length > 0) flushAll(world);
    if (isOverdueAtOnce(world)) pending.push({ type: 'deadline' });
  } while (pending.length > 0);
  world.busy = false;
  if (world.peers !== null) world.peers.changed();
  armTimer(world);
}

/**
 * Whether what was just told has begun a time that is over already: `timeout client-fin` counts from the last byte. HAProxy
 * looks at it before it reads on. (What was due before, and is late, waits for what has arrived in time: see `armTimer`.)
 */
function isOverdueAtOnce(world: World): boolean {
  const deadline = nextDeadline(world.state);
  if (deadline === null || (world.timer !== null && world.timerAtMs <= deadline)) return false;
  // not what has become due meanwhile: this machine is slower than a time-out of a millisecond
  if (deadline > world.state.nowMs || deadline === world.overdueMs) return false;
  world.overdueMs = deadline;
  return true;
}

/** Facts that are told by `tell` happened at the same time: they were read with one piece of bytes. */
export function together(world: World, tell: () => void): void {
  const outer = world.batchMs;
  world.batchMs ??= world.clock.now();
  tell();
  world.batchMs = outer;
}

/** Sees to it that the engine is woken at its next deadline, not later. A timer that is early is left: it re-arms itself. */
export function armTimer(world: World): void {
  if (world.over) return;
  const deadline = nextDeadline(world.state);
  if (deadline === null || (world.timer !== null && world.timerAtMs <= deadline)) return;
  if (world.timer !== null) clearTimeout(world.timer);
  const now = world.clock.now();
  world.timerAtMs = deadline;
  // what has arrived by then is read first: a client that has spoken in time is not called silent
  world.timer = setTimeout(() => setImmediate(wake, world), Math.max(1, Math.min(deadline - now, MAX_TIMEOUT_MS)));
}

/** Node's longest timeout. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

function wake(world: World): void {
  if (world.over) return;
  world.timer = null;
  const deadline = nextDeadline(world.state);
  if (deadline !== null && deadline <= world.clock.now()) feed(world, { type: 'deadline' });
  else armTimer(world);
}

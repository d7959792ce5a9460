/**
 * The world in Node: carries a plan out on real sockets. The engine decides; this folder accepts, connects, reads, writes, and
 * tells the engine what happened (`world.ts` has the loop, `outputs.ts` the commands).
 */

import type { Server } from 'node:net';
import { effectivePlan } from '../../engine/changes.ts';
import type { LogRecord, ServerStateChange } from '../../engine/io.ts';
import type { EngineState } from '../../engine/state.ts';
import { createEngine } from '../../engine/step.ts';
import type { Span } from '../../language/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { overTls } from '../../plan/tls-plan.ts';
import type { ProcessFacts } from '../runtime/index.ts';
import { type CertificateStore, createStore } from './certificate-store.ts';
import { acceptClient } from './clients.ts';
import { closeListener, type ListenerLink, openListeners, takeOver } from './listeners.ts';
import { perform } from './outputs.ts';
import { toldOf } from './peers/entries.ts';
import { openPeers, type PeersAtWork, startPeers } from './peers/index.ts';
import {
  answerFor,
  closeRuntimeSockets,
  openRuntimeSockets,
  type RuntimeSocket,
  serveRuntime,
  takeOverRuntime,
} from './runtime-socket.ts';
import { serverProblem, unreadable } from './tls-server.ts';
import { type Clock, feed, type InputRecorder, type World } from './world.ts';

export type { ListenerLink } from './listeners.ts';
export type { Clock, InputRecorder } from './world.ts';

/** `plan` is the one that holds now: servers may have been added. */
export interface Report {
  request(record: LogRecord, plan: Plan): void;
  server(change: ServerStateChange, plan: Plan): void;
  /** A client was turned away: so many connections are open, and the process may have no more descriptors. */
  full?(proxy: number, open: number, plan: Plan): void;
}

export interface SocketsOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** What is to be logged, as values; printing and sending is the caller's. */
  readonly report: Report;
  /** What the runtime sockets tell about the process. */
  readonly processFacts?: () => ProcessFacts;
  /** Is told what the engine is told. `startMs`: the engine's time when it is made. */
  readonly recorder?: (startMs: number) => InputRecorder;
  /** A reload: once everything is open, the listening sockets of this one are taken over, and it stops softly. */
  readonly predecessor?: Running;
}

export interface Running {
  readonly listeners: readonly ListenerLink[];
  readonly runtimeSockets: readonly RuntimeSocket[];
  /** Runtime sockets that a successor listens on. */
  handedOver: readonly RuntimeSocket[];
  /** A line over the runtime socket, with all rights. */
  answer(line: string): string;
  /** Sockets for peers that a successor listens on. */
  keptPeers: readonly Server[];
  peers(): PeersAtWork | null;
  readonly plan: Plan;
  /** Read only, for those who want to look. */
  readonly state: EngineState;
  /** Soft stop: listeners close, sessions finish. */
  stop(): void;
  /** Everything is closed at once. */
  kill(): void;
  /** When nothing is left. */
  readonly ended: Promise<void>;
}

export type Started =
  | { readonly ok: true; readonly running: Running }
  | { readonly ok: false; readonly problem: string; readonly span: Span };

/** A flood is not answered with a flood of lines. */
const SAY_FULL_EVERY_MS = 1000;

const NOTHING_KNOWN = (): ProcessFacts => ({ pid: 0, release: '', node: '', bootMs: 0, dateMs: 0, environment: {} });

/** Opens every listener and starts. When one cannot be opened nothing is started, and `problem` says why in one sentence. */
export async function runSockets(plan: Plan, options: SocketsOptions): Promise<Started> {
  // `options` itself is kept by no closure: it would keep the predecessor, and that one its own, reload after reload
  const { predecessor, clock, report, seed, recorder: openRecorder } = options;
  const store = createStore(plan.process.tls);
  const unusable = unusableServer(plan, store);
  if (unusable !== null) return unusable;
  const opened = await openListeners(plan, store, predecessor?.listeners);
  if (!opened.ok) return opened;
  let onStopped = () => {};
  const ended = new Promise<void>((resolve) => {
    onStopped = resolve;
  });
  const facts = options.processFacts;
  const runtime = await openRuntimeSockets(
    facts === undefined ? [] : (plan.process.statsSockets ?? []),
    predecessor?.runtimeSockets ?? [],
    (socket, level) => serveRuntime(world, socket, level, facts!),
  );
  if (!runtime.ok) {
    await opened.undo();
    return runtime;
  }
  const peers = await openPeers({ basePlan: plan, store }, predecessor?.peers() ?? null);
  if (!peers.ok) {
    await opened.undo();
    closeRuntimeSockets(runtime.sockets, predecessor?.runtimeSockets);
    return peers;
  }
  const startMs = clock.now();
  const recorder = openRecorder?.(startMs) ?? null;
  const state = createEngine(plan, { seed, startMs, explain: false });
  const world: World = {
    basePlan: plan,
    get plan() {
      return effectivePlan(plan, state);
    },
    state,
    clock,
    report,
    recorder,
    peers: null,
    facts: facts ?? NOTHING_KNOWN,
    listeners: new Map(opened.listeners.map((link) => [link.plan.id, link])),
    clients: new Map(),
    servers: new Map(),
    probes: new Map(),
    nextClient: 1,
    perform,
    onStopped: () => {
      world.peers?.close(running.keptPeers);
      closeAll(world, false);
      closeRuntimeSockets(runtime.sockets, running.handedOver);
      onStopped();
    },
    store,
    sessions: new Map(),
    dirty: [],
    unsaid: [],
    unsaidTimer: null,
    out: [],
    pending: [],
    busy: false,
    batchMs: null,
    timer: null,
    timerAtMs: 0,
    overdueMs: -1,
    over: false,
  };
  let saidFullMs = Number.NEGATIVE_INFINITY;
  for (const link of opened.listeners) {
    link.onConnection = (socket) => acceptClient(world, link, socket);
    link.onFull = (open) => {
      const nowMs = clock.now();
      if (nowMs - saidFullMs < SAY_FULL_EVERY_MS) return;
      saidFullMs = nowMs;
      report.full?.(link.plan.proxy, open, world.plan);
    };
  }
  const running: Running = {
    listeners: opened.listeners,
    runtimeSockets: runtime.sockets,
    handedOver: [],
    plan,
    state: world.state,
    stop: () => {
      // whoever comes after us talks to the others
      world.peers?.close(running.keptPeers);
      world.peers = null;
      feed(world, { type: 'stop' });
    },
    keptPeers: [],
    peers: () => world.peers,
    answer: (line) => answerFor(world, line, facts ?? NOTHING_KNOWN),
    kill: () => {
      world.peers?.close(running.keptPeers);
      closeAll(world, true);
      closeRuntimeSockets(runtime.sockets, running.handedOver);
      onStopped();
    },
    ended,
  };
  if (predecessor !== undefined) {
    takeOver(opened.listeners, predecessor.listeners);
    takeOverRuntime(runtime.sockets);
    predecessor.handedOver = runtime.sockets;
  }
  feed(world, { type: 'deadline' });
  if (predecessor !== undefined) inheritTables(world, predecessor);
  if (peers.sections.length > 0) {
    if (predecessor !== undefined) predecessor.keptPeers = peers.sections.flatMap(({ server }) => server ?? []);
    world.peers = startPeers(world, peers, predecessor !== undefined);
  }
  predecessor?.stop();
  return { ok: true, running };
}

/** The first server that could not be spoken to: as HAProxy, nothing is started then. */
function unusableServer(plan: Plan, store: CertificateStore): Extract<Started, { readonly ok: false }> | null {
  for (const { name, kind, backend } of plan.proxies) {
    for (const server of backend?.servers ?? []) {
      const problem =
        server.tls === undefined
          ? unreadable(store, server.readsFor ?? {})
          : serverProblem(store, overTls(plan.process.tls.server, server.tls));
      if (problem !== null)
        return { ok: false, problem: `${kind} ${name}, server ${server.name}: ${problem}`, span: server.span };
    }
  }
  return null;
}

/** Tables that are shared with peers live on in the process that comes after: HAProxy's old one tells the new one. */
function inheritTables(world: World, { plan, state }: Running): void {
  for (const [index, { name, type, peers }] of world.basePlan.tables.entries()) {
    const old = plan.tables.findIndex((other) => other.name === name && other.type === type);
    if (peers === undefined || old < 0) continue;
    const nowMs = world.clock.now();
    const entries = [...state.tables[old]!.entries.values()].map((entry) => toldOf(plan.tables[old]!, entry, nowMs));
    if (entries.length > 0) feed(world, { type: 'entriesTold', table: index, entries });
  }
}

/** Leaves nothing behind that would keep the process alive. Unless `hard`, what was said to clients still goes out. */
function closeAll(world: World, hard: boolean): void {
  if (world.over) return;
  world.over = true;
  if (world.timer !== null) clearTimeout(world.timer);
  if (world.unsaidTimer !== null) clearTimeout(world.unsaidTimer);
  for (const link of world.listeners.values()) closeListener(link);
  for (const link of world.clients.values()) {
    link.gone = true;
    if (hard || !link.finished) link.socket.destroy();
  }
  for (const link of world.servers.values()) {
    link.gone = true;
    link.socket.destroy();
  }
  for (const probe of world.probes.values()) probe.close();
  world.clients.clear();
  world.servers.clear();
  world.probes.clear();
}

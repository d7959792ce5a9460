/**
 * `peers` sections at work: listening for the others, connecting to them, and which of two connections stays; who is asked
 * for everything at the start; what was used here since is told to all.
 * Facts: the manual, "peers"; HAProxy's doc/peers.txt; times as in 2.6 to 3.4.
 */
import { connect as connectTcp, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Span } from '../../../language/diagnostic.ts';
import type { PeersPlan, ServerPlan } from '../../../plan/plan.ts';
import { socketPath } from '../addresses.ts';
import { awaitClientHello } from '../client-hello.ts';
import { listen } from '../listeners.ts';
import { type Certificates, loadCertificates } from '../tls.ts';
import { serverOptions, startTls } from '../tls-server.ts';
import { whyRefused } from '../tls-verify.ts';
import type { World } from '../world.ts';
import { awaitLines, helloText, readHello, SUCCESS, WRONG_VERSION } from './handshake.ts';
import {
  createSession,
  forgetSession,
  type PeerSession,
  type SessionEvents,
  type SharedTable,
  say,
  sessionData,
  tablesOf,
  tellPending,
} from './session.ts';
import { CONTROL, HEARTBEAT, plainMessage, RESYNC_REQUEST } from './wire.ts';

/** How long a process of this name is waited for that may know everything, and then for others. */
const RESYNC_MS = 5000;
const RECONNECT_MS = 5000;
const HEARTBEAT_MS = 3000;
/** So long without a word, and the peer is gone. */
const SILENT_MS = 5000;
const TICK_MS = 500;
/** What was said last still goes out. */
const LINGER_MS = 500;
/** Behind a connection that was lost or given up: the other side does the same, and not at the same time. */
const soon = (): number => 50 + Math.floor(Math.random() * 2000);

interface Peer {
  readonly plan: ServerPlan;
  readonly tables: readonly SharedTable[];
  session: PeerSession | null;
  /** Our attempt that is under way. */
  connecting: Duplex | null;
  /** Not before that time. */
  connectMs: number;
  /** It has said that it does not know everything. */
  partial: boolean;
  /** It speaks 2.0 only. */
  isOld: boolean;
}

interface SectionAtWork {
  readonly plan: PeersPlan;
  readonly peers: readonly Peer[];
  readonly certificates: Certificates | null;
  readonly server: Server | null;
  /** Whom we learn from: waiting for a process of our own name, asking another, or knowing everything. */
  resync: 'local' | 'remote' | 'done';
  resyncMs: number;
}

/** What a world has of its peers. */
export interface PeersAtWork {
  readonly listeners: readonly { readonly plan: PeersPlan; readonly server: Server | null }[];
  /** Entries may have been used since. */
  changed(): void;
  close(kept: readonly Server[]): void;
}

export type OpenedPeers =
  | {
      readonly ok: true;
      readonly sections: readonly {
        readonly plan: PeersPlan;
        readonly server: Server | null;
        readonly certificates: Certificates | null;
      }[];
    }
  | { readonly ok: false; readonly problem: string; readonly span: Span };

/** Opens what peers sections listen on. @param before those of a world that will stop, whose sockets are taken over */
export async function openPeers(
  world: Pick<World, 'basePlan' | 'store'>,
  before: PeersAtWork | null,
): Promise<OpenedPeers> {
  const sections: { plan: PeersPlan; server: Server | null; certificates: Certificates | null }[] = [];
  const fail = (problem: string, span: Span): OpenedPeers => {
    for (const { server } of sections) {
      if (server !== null && !before?.listeners.some((other) => other.server === server)) server.close();
    }
    return { ok: false, problem, span };
  };
  for (const plan of world.basePlan.peers) {
    const { listener } = plan;
    let certificates: Certificates | null = null;
    if (listener?.ssl) {
      const loaded = loadCertificates(listener.tls ?? { crt: listener.ssl.crt, crtLists: [] }, world.store);
      if (!loaded.ok) return fail(`peers ${plan.name}: ${loaded.problem}`, listener.span);
      certificates = loaded.certificates;
    }
    const same = before?.listeners.find(
      ({ plan: other }) =>
        other.listener?.host === listener?.host &&
        other.listener?.port === listener?.port &&
        other.listener?.family === listener?.family,
    );
    const server = listener === null ? null : (same?.server ?? (await listen(listener)));
    if (typeof server === 'string') return fail(`peers ${plan.name}: ${server}`, listener!.span);
    sections.push({ plan, server, certificates });
  }
  return { ok: true, sections };
}

/** @param knowsAll a process before this one has told what it knew */
export function startPeers(world: World, opened: Extract<OpenedPeers, { ok: true }>, knowsAll: boolean): PeersAtWork {
  const nowMs = world.clock.now();
  const sections = opened.sections.map(
    ({ plan, server, certificates }, index): SectionAtWork => ({
      plan,
      server,
      certificates,
      resync: knowsAll ? 'done' : 'local',
      resyncMs: nowMs + RESYNC_MS,
      peers: plan.others.map((other) => ({
        plan: other,
        tables: tablesOf(world, index),
        session: null,
        connecting: null,
        connectMs: nowMs,
        partial: false,
        isOld: false,
      })),
    }),
  );
  for (const section of sections) attend(world, section);
  const tick = () => {
    for (const section of sections) look(world, section);
  };
  const timer = setInterval(tick, TICK_MS);
  let isPlanned = false;
  let isOver = false;
  const tell = () => {
    isPlanned = false;
    if (isOver) return;
    for (const section of sections) spread(world, section);
  };
  setImmediate(() => {
    if (!isOver) tick();
  });
  return {
    listeners: sections.map(({ plan, server }) => ({ plan, server })),
    changed() {
      if (isPlanned || isOver || !hasFresh(world)) return;
      isPlanned = true;
      setImmediate(tell);
    },
    close(kept) {
      isOver = true;
      clearInterval(timer);
      for (const { server, peers } of sections) {
        if (server !== null && !kept.includes(server)) server.close();
        for (const peer of peers) {
          peer.connecting?.destroy();
          if (peer.session === null) continue;
          forgetSession(peer.session);
          peer.session.socket.destroy();
        }
      }
    },
  };
}

const hasFresh = ({ state }: World): boolean => state.tables.some(({ fresh }) => fresh !== null && fresh.size > 0);

/** What was used here since the last time is to be told to every peer. */
function spread(world: World, section: SectionAtWork): void {
  const first = section.peers[0];
  if (first === undefined) return;
  for (const [at, { index, plan }] of first.tables.entries()) {
    const { fresh, entries } = world.state.tables[index]!;
    if (fresh === null || fresh.size === 0) continue;
    for (const peer of section.peers) {
      const { pending } = peer.tables[at]!;
      for (const key of fresh.keys()) pending.set(key, true);
      // a peer that is away for long is not told of what has gone
      if (pending.size <= 2 * plan.sizeEntries) continue;
      for (const key of pending.keys()) if (!entries.has(key)) pending.delete(key);
    }
    fresh.clear();
  }
  for (const { session } of section.peers) {
    if (session !== null) tellPending(world, session, eventsOf(world, section));
  }
}

/** Twice a second: who is silent, whom to greet, whom to connect to, whom to ask. */
function look(world: World, section: SectionAtWork): void {
  const nowMs = world.clock.now();
  for (const peer of section.peers) {
    const { session } = peer;
    if (session === null) {
      if (peer.connecting === null && nowMs >= peer.connectMs) connect(world, section, peer);
      continue;
    }
    if (nowMs - session.heardMs >= SILENT_MS) lose(world, section, peer);
    else if (nowMs - session.saidMs >= HEARTBEAT_MS) say(world, session, plainMessage(CONTROL, HEARTBEAT));
  }
  if (section.resync === 'local' && nowMs >= section.resyncMs) {
    section.resync = 'remote';
    section.resyncMs = nowMs + RESYNC_MS;
  }
  if (section.resync === 'remote') askSomebody(world, section, nowMs);
}

/** One of those that are there is asked for everything. Nobody within five seconds: there is nothing to know. */
function askSomebody(world: World, section: SectionAtWork, nowMs: number): void {
  if (section.peers.some(({ session }) => session?.learning === true)) return;
  const there = section.peers.filter(({ session, partial }) => session !== null && !partial);
  const chosen = there[Math.floor(Math.random() * there.length)];
  if (chosen?.session) {
    chosen.session.learning = true;
    section.resyncMs = nowMs + RESYNC_MS;
    say(world, chosen.session, plainMessage(CONTROL, RESYNC_REQUEST));
  } else if (nowMs >= section.resyncMs) section.resync = 'done';
}

function eventsOf(world: World, section: SectionAtWork): SessionEvents {
  const peerOf = (session: PeerSession) => section.peers.find((peer) => peer.session === session);
  return {
    isUpToDate: () => section.resync === 'done',
    learnt(session, partial) {
      const peer = peerOf(session);
      if (partial && peer !== undefined) {
        peer.partial = true;
        askSomebody(world, section, world.clock.now());
      } else section.resync = 'done';
      tellPending(world, session, eventsOf(world, section));
    },
    failed(session) {
      const peer = peerOf(session);
      if (peer === undefined) session.socket.destroy();
      else lose(world, section, peer);
    },
  };
}

/** The connection is no more; the next one may come soon. */
function lose(world: World, section: SectionAtWork, peer: Peer): void {
  const { session } = peer;
  if (session === null) return;
  peer.session = null;
  peer.connectMs = world.clock.now() + soon();
  const wasLearning = session.learning;
  forgetSession(session);
  session.socket.end();
  setTimeout(() => session.socket.destroy(), LINGER_MS).unref();
  if (wasLearning) askSomebody(world, section, world.clock.now());
}

function connect(world: World, section: SectionAtWork, peer: Peer): void {
  const { plan } = peer;
  const path = socketPath(plan.family, plan.host);
  const where = path === null ? { host: plan.host, port: plan.port ?? 0 } : { path };
  let socket: Duplex;
  try {
    socket = plan.ssl
      ? startTls(world, serverOptions(world, plan), where, {
          sni: null,
          alpn: [],
          sessionKey: `peers ${section.plan.name}/${plan.name}`,
        })
      : connectTcp({ ...where, noDelay: true });
  } catch {
    peer.connectMs = world.clock.now() + RECONNECT_MS;
    return;
  }
  peer.connecting = socket;
  socket.on('error', () => undefined);
  const failed = () => {
    if (peer.connecting !== socket) return;
    peer.connecting = null;
    peer.connectMs = world.clock.now() + RECONNECT_MS;
    socket.destroy();
  };
  socket.once('close', failed);
  socket.once(plan.ssl ? 'secureConnect' : 'connect', () => {
    const hello = helloText(plan.name, section.plan.me, process.pid);
    socket.write(peer.isOld ? hello.replace('2.1', '2.0') : hello, 'latin1');
  });
  awaitLines(socket, 1, RECONNECT_MS, (lines, rest) => {
    const status = Number(lines?.[0] ?? 0);
    if (status === WRONG_VERSION) peer.isOld = true;
    if (status !== SUCCESS || peer.connecting !== socket) {
      failed();
      socket.destroy();
      return;
    }
    peer.connecting = null;
    begin(world, section, peer, socket, peer.isOld, rest);
  });
}

/** From now on this is the peer's connection; one that was there is given up. */
function begin(world: World, section: SectionAtWork, peer: Peer, socket: Duplex, isOld: boolean, rest: Buffer): void {
  if (peer.session !== null) lose(world, section, peer);
  const session = createSession(socket, isOld, peer.tables, world.clock.now());
  peer.session = session;
  peer.partial = false;
  const events = eventsOf(world, section);
  socket.on('data', (chunk: Buffer) => {
    if (!session.over) sessionData(world, session, events, chunk);
  });
  const gone = () => {
    if (!session.over) events.failed(session);
  };
  socket.once('end', gone);
  socket.once('close', gone);
  if (rest.length > 0) sessionData(world, session, events, rest);
  tellPending(world, session, events);
}

/** Peers that come. */
function attend(world: World, section: SectionAtWork): void {
  const { server, certificates } = section;
  if (server === null) return;
  server.removeAllListeners('connection');
  server.on('connection', (raw: Socket) => {
    raw.on('error', () => undefined);
    if (certificates === null) {
      greet(world, section, raw);
      raw.resume();
    } else overTls(raw, certificates, (socket) => greet(world, section, socket));
  });
}

function greet(world: World, section: SectionAtWork, socket: Duplex): void {
  const { me, others } = section.plan;
  const names = others.map(({ name }) => name);
  awaitLines(socket, 3, RECONNECT_MS, (lines, rest) => {
    if (lines === null || world.over) {
      socket.destroy();
      return;
    }
    const hello = readHello(lines, me, names);
    if (typeof hello === 'number') {
      socket.end(`${hello}\n`);
      return;
    }
    const peer = section.peers.find(({ plan }) => plan.name === hello.from)!;
    socket.write(`${SUCCESS}\n`);
    peer.isOld = hello.isOld;
    begin(world, section, peer, socket, hello.isOld, rest);
  });
}

/** The side of a server. */
function overTls(raw: Socket, certificates: Certificates, done: (socket: TLSSocket) => void): void {
  awaitClientHello(raw, (hello) => {
    try {
      if (hello === null) throw new Error('no handshake');
      const { context, options } = certificates.choose(hello.sni);
      const socket = new TLSSocket(raw, {
        isServer: true,
        secureContext: context,
        requestCert: (options.verify ?? 'none') !== 'none',
        rejectUnauthorized: false,
      });
      socket.on('error', () => undefined);
      socket.on('_tlsError', () => socket.destroy());
      socket.once('secure', () => {
        (socket as unknown as { _releaseControl?: () => boolean })._releaseControl?.();
        if (whyRefused(socket, options) === null) done(socket);
        else socket.destroy();
      });
    } catch {
      raw.destroy();
    }
  });
}

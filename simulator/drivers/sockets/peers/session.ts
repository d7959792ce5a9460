/**
 * One connection to a peer, after its handshake: entries go both ways, each side acknowledges what it was told, and a side
 * that knows nothing asks for everything.
 */
import type { Duplex } from 'node:stream';
import type { StickTablePlan, StoredDataPlan } from '../../../plan/plan.ts';
import { storedBy } from '../../../trace/table-entry.ts';
import { feed, type World } from '../world.ts';
import {
  createNameCache,
  type Defined,
  definition,
  entryBody,
  isLike,
  type NameCache,
  readDefinition,
  readEntry,
} from './entries.ts';
import {
  ACKNOWLEDGEMENT,
  CONTROL,
  cursorOn,
  DEFINITION,
  encodeNumber,
  FAILURE,
  HEARTBEAT,
  type Message,
  NEXT_TIMED_UPDATE,
  NEXT_UPDATE,
  PROTOCOL_ERROR,
  plainMessage,
  RESYNC_CONFIRM,
  RESYNC_FINISHED,
  RESYNC_PARTIAL,
  RESYNC_REQUEST,
  readMessage,
  SWITCH,
  TABLE,
  TIMED_UPDATE as TIMED,
  TIMED_UPDATE,
  TOO_LARGE,
  tableMessage,
  takeNumber,
  takeUint32,
  UPDATE,
  uint32,
} from './wire.ts';

/** A table of the section, with what one peer is still to be told of it. It outlives the connection. */
export interface SharedTable {
  /** Index into Plan.tables. */
  readonly index: number;
  /** As peers call it. */
  readonly name: string;
  readonly plan: StickTablePlan;
  readonly stored: readonly StoredDataPlan[];
  /** Keys of entries that the peer was not told of. */
  readonly pending: Map<string, true>;
  /** Told, and not acknowledged: by number. */
  readonly unacknowledged: Map<number, string>;
  /** Of the last entry told. */
  number: number;
}

export interface PeerSession {
  readonly socket: Duplex;
  /** Version 2.0: entries are told without how long they have left. */
  readonly isOld: boolean;
  readonly tables: readonly SharedTable[];
  /** Entries for a peer that has asked for all of them, by table. */
  readonly lesson: Map<SharedTable, Map<string, true>>;
  /** It was asked for everything, and has not said so far that this is all. */
  learning: boolean;
  /** `telling` a lesson, or `told`: waiting for the confirmation. */
  teaching: 'no' | 'telling' | 'told';
  received: Buffer;
  readonly names: NameCache;
  /** The table that our updates, and the peer's, are about now. */
  current: SharedTable | null;
  theirs: { readonly table: SharedTable | null; readonly defined: Defined } | null;
  /** The peer's definitions by its numbers. */
  readonly defined: Map<number, Defined>;
  /** The number of the last entry of each table that the peer has told, and that is to be acknowledged. */
  readonly toAcknowledge: Map<SharedTable, { readonly id: number; readonly number: number }>;
  readonly lastNumber: Map<SharedTable, number>;
  heardMs: number;
  saidMs: number;
  waits: boolean;
  over: boolean;
}

/** What happens beyond one connection. */
export interface SessionEvents {
  /** We know everything that is to be known. */
  isUpToDate(): boolean;
  /** The peer has told all; `partial`: of what it knows itself. */
  learnt(session: PeerSession, partial: boolean): void;
  /** It has to be closed. */
  failed(session: PeerSession): void;
}

export function createSession(
  socket: Duplex,
  isOld: boolean,
  tables: readonly SharedTable[],
  nowMs: number,
): PeerSession {
  return {
    socket,
    isOld,
    tables,
    lesson: new Map(),
    learning: false,
    teaching: 'no',
    received: Buffer.alloc(0),
    names: createNameCache(),
    current: null,
    theirs: null,
    defined: new Map(),
    toAcknowledge: new Map(),
    lastNumber: new Map(),
    heardMs: nowMs,
    saidMs: nowMs,
    waits: false,
    over: false,
  };
}

export function tablesOf(world: World, section: number): SharedTable[] {
  const { plan } = world;
  // of a peers section's own table, what follows the section's name: `/table`
  const { name: owner } = plan.peers[section]!;
  return plan.tables.flatMap((table, index) =>
    table.peers !== section
      ? []
      : [
          {
            index,
            name: table.name.startsWith(`${owner}/`) ? table.name.slice(owner.length) : table.name,
            plan: table,
            stored: storedBy(plan, index),
            pending: new Map(),
            unacknowledged: new Map(),
            number: 0,
          },
        ],
  );
}

/** Bytes came. */
export function sessionData(world: World, session: PeerSession, events: SessionEvents, chunk: Buffer): void {
  session.heardMs = world.clock.now();
  session.received = session.received.length === 0 ? chunk : Buffer.concat([session.received, chunk]);
  while (!session.over) {
    const read = readMessage(session.received);
    if (read.kind === 'more') break;
    if (read.kind === 'too-large') {
      fail(session, events, TOO_LARGE);
      return;
    }
    session.received = read.rest;
    if (!take(world, session, events, read.message)) {
      fail(session, events, PROTOCOL_ERROR);
      return;
    }
  }
  for (const [, { id, number }] of session.toAcknowledge) {
    const body: number[] = [];
    encodeNumber(id, body);
    say(world, session, tableMessage(ACKNOWLEDGEMENT, [...body, ...uint32(number)]));
  }
  session.toAcknowledge.clear();
  tellPending(world, session, events);
}

function fail(session: PeerSession, events: SessionEvents, why: number): void {
  if (session.over) return;
  session.socket.write(plainMessage(FAILURE, why));
  events.failed(session);
}

export function say(world: World, session: PeerSession, bytes: Buffer): void {
  session.saidMs = world.clock.now();
  session.socket.write(bytes);
}

/** @returns whether it could be read */
function take(world: World, session: PeerSession, events: SessionEvents, message: Message): boolean {
  if (message.class === CONTROL) {
    takeControl(world, session, events, message.type);
    return true;
  }
  if (message.class === FAILURE) {
    events.failed(session);
    return true;
  }
  if (message.class !== TABLE) return message.class !== 255;
  const cursor = cursorOn(message.body);
  switch (message.type) {
    case DEFINITION: {
      const defined = readDefinition(cursor);
      if (defined === null) return false;
      session.defined.set(defined.id, defined);
      turnTo(session, defined);
      return true;
    }
    case SWITCH: {
      const defined = session.defined.get(takeNumber(cursor));
      if (defined === undefined) session.theirs = null;
      else turnTo(session, defined);
      return !cursor.broken;
    }
    case UPDATE:
    case NEXT_UPDATE:
    case TIMED:
    case NEXT_TIMED_UPDATE:
      return takeUpdate(world, session, message);
    case ACKNOWLEDGEMENT: {
      const id = takeNumber(cursor);
      const number = takeUint32(cursor);
      const table = session.tables[id - 1];
      if (table !== undefined && session.teaching !== 'telling') acknowledged(table, number);
      return !cursor.broken;
    }
    default:
      return true;
  }
}

/** What the peer's updates are about; a table that is not like ours is as one that we do not have. */
function turnTo(session: PeerSession, defined: Defined): void {
  const table = session.tables.find(({ name, plan }) => name === defined.name && isLike(plan, defined)) ?? null;
  session.theirs = { table, defined };
}

function takeUpdate(world: World, session: PeerSession, { type, body }: Message): boolean {
  const { theirs } = session;
  if (theirs === null || theirs.table === null) return true;
  const { table, defined } = theirs;
  const cursor = cursorOn(body);
  const hasNumber = type === UPDATE || type === TIMED_UPDATE;
  const number = hasNumber ? takeUint32(cursor) : ((session.lastNumber.get(table) ?? 0) + 1) >>> 0;
  const isTimed = type === TIMED_UPDATE || type === NEXT_TIMED_UPDATE;
  const entry = readEntry(cursor, table.plan, defined, isTimed, session.names);
  if (entry === null) return false;
  if (!session.learning) {
    session.lastNumber.set(table, number);
    session.toAcknowledge.set(table, { id: defined.id, number });
  }
  feed(world, { type: 'entriesTold', table: table.index, entries: [entry] });
  return true;
}

function acknowledged(table: SharedTable, number: number): void {
  for (const told of table.unacknowledged.keys()) {
    // numbers may have gone round
    if ((number - told) >>> 0 < 2 ** 31) table.unacknowledged.delete(told);
  }
}

function takeControl(world: World, session: PeerSession, events: SessionEvents, type: number): void {
  switch (type) {
    case RESYNC_REQUEST:
      session.teaching = 'telling';
      session.lesson.clear();
      for (const table of session.tables) {
        const keys = [...world.state.tables[table.index]!.entries.keys()];
        session.lesson.set(table, new Map(keys.map((key) => [key, true])));
      }
      return;
    case RESYNC_FINISHED:
    case RESYNC_PARTIAL:
      say(world, session, plainMessage(CONTROL, RESYNC_CONFIRM));
      if (!session.learning) return;
      session.learning = false;
      events.learnt(session, type === RESYNC_PARTIAL);
      return;
    case RESYNC_CONFIRM:
      session.teaching = 'no';
      return;
    case HEARTBEAT:
      return;
    default:
      return;
  }
}

/** So much may wait in a socket before the rest is told later. */
const WAITING_BYTES = 65_536;

/** Tells what the peer does not know, as far as its socket takes it now. */
export function tellPending(world: World, session: PeerSession, events: SessionEvents): void {
  if (session.over || session.learning || session.waits) return;
  const isLesson = session.teaching === 'telling';
  // behind a lesson its confirmation is waited for
  if (session.teaching === 'told') return;
  for (const [at, table] of session.tables.entries()) {
    const keys = isLesson ? session.lesson.get(table) : table.pending;
    if (keys === undefined || keys.size === 0) continue;
    if (session.current !== table) {
      say(world, session, tableMessage(DEFINITION, definition(at + 1, table.name, table.plan, table.stored)));
      session.current = table;
    }
    for (const key of keys.keys()) {
      if (session.socket.writableLength > WAITING_BYTES) {
        session.waits = true;
        session.socket.once('drain', () => {
          session.waits = false;
          tellPending(world, session, events);
        });
        return;
      }
      keys.delete(key);
      tell(world, session, table, key, isLesson);
    }
  }
  if (!isLesson) return;
  session.teaching = 'told';
  say(world, session, plainMessage(CONTROL, events.isUpToDate() ? RESYNC_FINISHED : RESYNC_PARTIAL));
}

function tell(world: World, session: PeerSession, table: SharedTable, key: string, isLesson: boolean): void {
  const entry = world.state.tables[table.index]!.entries.get(key);
  // it has gone since
  if (entry === undefined) return;
  const nowMs = world.clock.now();
  const { expireMs } = table.plan;
  const leftMs = expireMs === null ? 0 : entry.usedMs + expireMs - nowMs;
  if (expireMs !== null && leftMs <= 0 && entry.trackers === 0) return;
  table.number = (table.number + 1) >>> 0;
  if (!isLesson) table.unacknowledged.set(table.number, key);
  const isTimed = isLesson && !session.isOld;
  const time = isTimed ? Math.max(0, leftMs) : null;
  const body = entryBody(table.number, table.plan, table.stored, entry, nowMs, time, session.names);
  say(world, session, tableMessage(isTimed ? TIMED_UPDATE : UPDATE, body));
}

/** Entries that a lost connection may not have brought are told again. */
export function forgetSession(session: PeerSession): void {
  session.over = true;
  for (const table of session.tables) {
    for (const key of table.unacknowledged.values()) table.pending.set(key, true);
    table.unacknowledged.clear();
  }
}

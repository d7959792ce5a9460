/** The connections of the lab's clients: opened, read, closed; what each of them did goes onto the tape. */
import { connect, type Socket } from 'node:net';
import { createResponseReader, feed, finish, type Reader, type WireEvent } from '../http1/index.ts';
import { nextBelow, type Random } from '../scenario/random.ts';
import type { StageGroup } from '../scenario/stage.ts';
import { addressAt } from '../scenario/values.ts';
import type { Timeline } from './servers.ts';
import type { ClientTape } from './tape.ts';

export interface Conn {
  readonly socket: Socket;
  readonly tape: ClientTape;
  readonly reader: Reader;
  open: boolean;
  sent: number;
  text: string;
  /** What to do with the answer, and when there will be none. */
  waiting: { readonly answered: (answer: Seen) => void; readonly cut: () => void } | null;
}

export interface Seen {
  readonly status: number;
  readonly keepAlive: boolean;
  readonly cookies: readonly string[];
}

export interface Crowd {
  readonly timeline: Timeline;
  readonly tapes: ClientTape[];
  readonly durationMs: number;
  /** Requests begun so far, in all groups: their ids. */
  requests: number;
  readonly open: Set<Conn>;
}

export interface Where {
  readonly listener: number;
  readonly port: number;
}

export interface Group {
  readonly crowd: Crowd;
  readonly staged: StageGroup;
  readonly index: number;
  readonly where: Where;
  readonly arrivals: Random;
  readonly addresses: Random;
  readonly choices: Random;
  readonly thinking: Random;
  started: number;
  readonly idle: Conn[];
}

export interface Actor {
  readonly index: number;
  conn: Conn | null;
  jar: Record<string, string>;
}

/** The group begins nothing more. */
export function isOver({ crowd, staged, started }: Group): boolean {
  const { stopMs, count } = staged.group;
  const now = crowd.timeline.now();
  return now >= Math.min(stopMs ?? crowd.durationMs, crowd.durationMs) || (count !== null && started >= count);
}

export function open(group: Group, actor: Actor | null): Conn {
  const { crowd, where, staged } = group;
  const host = addressFor(group, actor);
  const socket = connect({
    host: '127.0.0.1',
    port: where.port,
    localAddress: host,
    allowHalfOpen: true,
    noDelay: true,
  });
  const openedMs = crowd.timeline.now();
  const src = { host, port: 0 };
  const tape: ClientTape = {
    group: group.index,
    listener: where.listener,
    src,
    dst: { host: '127.0.0.1', port: where.port },
    openedMs,
    acts: [],
    answers: [],
    cutMs: null,
  };
  socket.once('connect', () => {
    src.port = socket.localPort ?? 0;
  });
  const conn: Conn = {
    socket,
    tape,
    reader: createResponseReader({ relaxed: true }),
    open: true,
    sent: 0,
    text: '',
    waiting: null,
  };
  crowd.tapes.push(tape);
  crowd.open.add(conn);
  if (actor !== null) actor.conn = conn;
  if (staged.mode === 'http') readResponses(crowd, conn);
  else readMessages(crowd, conn);
  const cut = () => {
    if (!conn.open) return;
    conn.open = false;
    const atMs = crowd.timeline.now();
    tape.cutMs = atMs;
    tape.acts.push({ type: 'close', atMs, how: 'end', answers: tape.answers.length, afterCut: true });
    socket.end();
    conn.waiting?.cut();
  };
  socket.on('end', () => {
    if (staged.mode === 'http') {
      const events: WireEvent[] = [];
      finish(conn.reader, events);
      takeEvents(crowd, conn, events);
    }
    cut();
  });
  socket.on('error', cut);
  socket.on('close', () => {
    cut();
    crowd.open.delete(conn);
  });
  return conn;
}

/** A user keeps its address; visitors draw one. */
function addressFor({ staged, addresses }: Group, actor: Actor | null): string {
  const blocks = staged.group.from;
  const total = blocks.reduce((sum, block) => sum + block.count, 0);
  let left = actor === null ? nextBelow(addresses, total) : actor.index % total;
  for (const block of blocks) {
    if (left < block.count) return addressAt(block, left);
    left -= block.count;
  }
  return addressAt(blocks[0]!, 0);
}

/** The client closes, as far as it is not closed. */
export function close(group: Group, conn: Conn, actor: Actor | null): void {
  if (actor?.conn === conn) actor.conn = null;
  if (!conn.open) return;
  conn.open = false;
  const { tape, socket } = conn;
  tape.acts.push({
    type: 'close',
    atMs: group.crowd.timeline.now(),
    how: 'end',
    answers: tape.answers.length,
    afterCut: false,
  });
  socket.end();
}

function readResponses(crowd: Crowd, conn: Conn): void {
  conn.socket.on('data', (chunk: Buffer) => {
    const events: WireEvent[] = [];
    feed(conn.reader, chunk, events);
    takeEvents(crowd, conn, events);
  });
}

const PENDING = new WeakMap<Conn, Seen>();

function takeEvents(crowd: Crowd, conn: Conn, events: readonly WireEvent[]): void {
  for (const event of events) {
    if (event.type === 'responseHead') {
      const { head, facts } = event;
      const cookies = head.headers.filter(({ name }) => name === 'set-cookie').map(({ value }) => value);
      const keepAlive = facts.body !== 'until-close' && (head.version === '1.1' ? !facts.close : facts.keepAlive);
      PENDING.set(conn, { status: head.status, keepAlive, cookies });
    } else if (event.type === 'end')
      answered(crowd, conn, PENDING.get(conn) ?? { status: 0, keepAlive: false, cookies: [] });
  }
}

function answered(crowd: Crowd, conn: Conn, seen: Seen): void {
  conn.tape.answers.push({ atMs: crowd.timeline.now(), status: seen.status });
  const { waiting } = conn;
  conn.waiting = null;
  waiting?.answered(seen);
}

/** TCP: an answer ends with a line feed, or with MLLP's frame. */
function readMessages(crowd: Crowd, conn: Conn): void {
  conn.socket.on('data', (chunk: Buffer) => {
    conn.text += chunk.toString('latin1');
    if (!/(\n|\x1c\r)$/.test(conn.text)) return;
    conn.text = '';
    answered(crowd, conn, { status: 0, keepAlive: true, cookies: [] });
  });
}

/** Everything ends, without a word on the tape. */
export function closeCrowd(crowd: Crowd): void {
  for (const { socket } of crowd.open) socket.destroy();
}

/**
 * The lab's clients: visitors at a rate, and users who wait, think and ask again, as in the virtual world and drawn from
 * the same random numbers, over real connections. What each connection did goes onto the tape.
 */
import { connect, type Socket } from 'node:net';
import { keepCookies } from '../drivers/virtual/messages.ts';
import { createResponseReader, expectResponse, feed, finish, type Reader, type WireEvent } from '../http1/index.ts';
import { createRandom, nextBelow, nextExponential, type Random } from '../scenario/random.ts';
import { sampleMs, sampleWeighted } from '../scenario/sampling.ts';
import type { RequestPlan } from '../scenario/schema.ts';
import type { StageGroup } from '../scenario/stage.ts';
import { addressAt } from '../scenario/values.ts';
import { ID_HEADER, type Timeline } from './servers.ts';
import type { ClientTape } from './tape.ts';

interface Conn {
  readonly socket: Socket;
  readonly tape: ClientTape;
  readonly reader: Reader;
  open: boolean;
  sent: number;
  text: string;
  /** What to do with the answer, and when there will be none. */
  waiting: { readonly answered: (answer: Seen) => void; readonly cut: () => void } | null;
}

interface Seen {
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

/** Sets a group to work: everything it does is arranged on the timeline. */
export function startGroup(crowd: Crowd, staged: StageGroup, index: number, seed: number, where: Where): void {
  const { group } = staged;
  const stream = (purpose: string) => createRandom(seed, `clients/${group.name}/${purpose}`);
  const member: Group = {
    crowd,
    staged,
    index,
    where,
    arrivals: stream('arrivals'),
    addresses: stream('addresses'),
    choices: stream('choices'),
    thinking: stream('thinking'),
    started: 0,
    idle: [],
  };
  const { traffic } = group;
  if (traffic.kind === 'open') crowd.timeline.after(group.startMs - crowd.timeline.now(), () => visit(member, 0));
  else if (traffic.kind === 'closed') {
    for (let user = 0; user < traffic.users; user++) {
      const actor: Actor = { index: user, conn: null, jar: {} };
      const spreadMs = (meanOf(traffic.think) * user) / traffic.users;
      crowd.timeline.after(group.startMs + spreadMs - crowd.timeline.now(), () => ask(member, actor));
    }
  }
}

interface Group {
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

interface Actor {
  readonly index: number;
  conn: Conn | null;
  jar: Record<string, string>;
}

function meanOf(think: Parameters<typeof sampleMs>[0]): number {
  return think.kind === 'constant'
    ? think.ms
    : think.kind === 'uniform'
      ? (think.fromMs + think.toMs) / 2
      : think.meanMs;
}

function isOver({ crowd, staged, started }: Group): boolean {
  const { stopMs, count } = staged.group;
  const now = crowd.timeline.now();
  return now >= Math.min(stopMs ?? crowd.durationMs, crowd.durationMs) || (count !== null && started >= count);
}

function visit(group: Group, visits: number): void {
  const { traffic, startMs } = group.staged.group;
  if (traffic.kind !== 'open' || isOver(group)) return;
  group.started++;
  const gapMs = 1000 / traffic.ratePerSecond;
  const now = group.crowd.timeline.now();
  const nextMs =
    traffic.arrivals === 'poisson' ? now + gapMs * nextExponential(group.arrivals) : startMs + (visits + 1) * gapMs;
  group.crowd.timeline.after(nextMs - now, () => visit(group, visits + 1));
  request(group, null, choose(group), () => undefined);
}

function ask(group: Group, actor: Actor): void {
  if (isOver(group)) return;
  group.started++;
  const { traffic } = group.staged.group;
  if (traffic.kind !== 'closed') return;
  const { think } = traffic;
  request(group, actor, choose(group), () => {
    group.crowd.timeline.after(sampleMs(think, group.thinking), () => ask(group, actor));
  });
}

function choose({ staged, choices, started }: Group): RequestPlan {
  const { requests, inTurn } = staged.group;
  if (inTurn) return requests[(started - 1) % requests.length]!;
  return staged.group.requests[sampleWeighted(staged.group.requests, choices)]!;
}

/** One request, over an idle connection or a new one; `done` when its client knows how it ended. */
function request(group: Group, actor: Actor | null, plan: RequestPlan, done: () => void): void {
  const conn = reusable(group, actor) ?? open(group, actor);
  const { timeline } = group.crowd;
  const { group: said } = group.staged;
  const id = `${++group.crowd.requests}`;
  let isOpen = true;
  const ended = () => {
    if (!isOpen) return;
    isOpen = false;
    conn.waiting = null;
    done();
  };
  conn.waiting = {
    answered(answer) {
      if (said.cookies && actor !== null) keepCookies(actor.jar, answer.cookies);
      const used = said.requestsPerConnection !== null && conn.sent >= said.requestsPerConnection;
      if (!answer.keepAlive || !said.keepAlive || used) close(group, conn, actor);
      else if (actor === null) group.idle.push(conn);
      ended();
    },
    cut() {
      if (actor?.conn === conn) actor.conn = null;
      ended();
    },
  };
  send(group, conn, plan, id, actor?.jar ?? {});
  if (said.patienceMs === null) return;
  timeline.after(said.patienceMs, () => {
    if (!isOpen || !conn.open) return;
    close(group, conn, actor);
    ended();
  });
}

function reusable(group: Group, actor: Actor | null): Conn | null {
  if (actor !== null) return actor.conn?.open && actor.conn.waiting === null ? actor.conn : null;
  for (;;) {
    const conn = group.idle.pop();
    if (conn === undefined) return null;
    if (conn.open) return conn;
  }
}

function open(group: Group, actor: Actor | null): Conn {
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

function send(group: Group, conn: Conn, plan: RequestPlan, id: string, jar: Readonly<Record<string, string>>): void {
  const { staged, crowd, where } = group;
  const bytes = Buffer.from(textOf(staged, plan, id, jar, where.port), 'latin1');
  const { tape } = conn;
  conn.sent++;
  if (staged.mode === 'http') expectResponse(conn.reader, { method: plan.method, upgrade: false }, []);
  tape.acts.push({ type: 'send', atMs: crowd.timeline.now(), id, bytes, answers: tape.answers.length });
  conn.socket.write(bytes);
}

function textOf(
  { group }: StageGroup,
  plan: RequestPlan,
  id: string,
  jar: Readonly<Record<string, string>>,
  port: number,
): string {
  const lines: string[] = [];
  const given = new Set(plan.headers.map(([name]) => name.toLowerCase()));
  if (!given.has('host') && (plan.version === '1.1' || plan.host !== null)) {
    lines.push(`host: ${plan.host ?? `127.0.0.1:${port}`}`);
  }
  for (const [name, value] of plan.headers) lines.push(`${name}: ${value}`);
  const cookies = Object.entries(jar).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) lines.push(`cookie: ${cookies.join('; ')}`);
  lines.push(`${ID_HEADER}: ${id}`);
  if (plan.bodyBytes > 0) lines.push(`content-length: ${plan.bodyBytes}`);
  if (!group.keepAlive && plan.version === '1.1') lines.push('connection: close');
  if (group.keepAlive && plan.version === '1.0') lines.push('connection: keep-alive');
  const head = lines.map((line) => `${line}\r\n`).join('');
  return `${plan.method} ${plan.target} HTTP/${plan.version}\r\n${head}\r\n${'b'.repeat(plan.bodyBytes)}`;
}

/** The client closes, as far as it is not closed. */
function close(group: Group, conn: Conn, actor: Actor | null): void {
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

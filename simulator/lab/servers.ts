/**
 * The lab's servers: real sockets that behave as the scenario says. A machine has a door for traffic and one for health
 * checks; a fault concerns both. What each connection did goes onto the tape.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { hl7Acknowledgement, prepareResponse, responseText } from '../drivers/virtual/messages.ts';
import type { Ending } from '../engine/io.ts';
import { createRequestReader, feed, isDone, nextRequest, type WireEvent } from '../http1/index.ts';
import { createRandom, type Random } from '../scenario/random.ts';
import { sampleMs } from '../scenario/sampling.ts';
import type { FaultName } from '../scenario/schema.ts';
import type { Machine } from '../scenario/stage.ts';
import type { MachinePorts } from './mapping.ts';
import { createHeaderReader } from './proxy-header.ts';
import type { DoorTape, ExchangeTape, ProbeTape, ServerConnTape } from './tape.ts';

export interface Timeline {
  /** Milliseconds since the scenario's time 0. */
  now(): number;
  /** Runs something after a while, unless the run is over by then. */
  after(ms: number, what: () => void): void;
}

export interface ServersTape {
  readonly conns: ServerConnTape[];
  readonly probes: ProbeTape[];
  readonly doors: DoorTape[];
}

interface Job {
  readonly conn: OpenConn;
  readonly exchange: ExchangeTape;
  readonly method: string;
  /** Work left when it was frozen; null before it began. */
  leftMs: number | null;
  endMs: number;
  turn: number;
}

interface OpenConn {
  readonly socket: Socket;
  readonly tape: ServerConnTape | ProbeTape;
  /** Their FIN was seen. */
  eof: boolean;
  jobs: number;
}

export interface RealMachine {
  readonly staged: Machine;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly tape: ServersTape;
  readonly ports: MachinePorts;
  readonly open: Set<OpenConn>;
  readonly running: Set<Job>;
  readonly waiting: Job[];
  /** Checks that came while the process hangs: it answers them when it goes on. */
  readonly held: (() => void)[];
  fault: FaultName;
  factor: number;
  turn: number;
  doors: Server[];
}

export async function openMachine(
  staged: Machine,
  ports: MachinePorts,
  seed: number,
  timeline: Timeline,
  tape: ServersTape,
): Promise<RealMachine> {
  const { fault, factor } = staged.behaviour;
  const machine: RealMachine = {
    staged,
    random: createRandom(seed, `server/${staged.name}`),
    timeline,
    tape,
    ports,
    open: new Set(),
    running: new Set(),
    waiting: [],
    held: [],
    fault,
    factor,
    turn: 0,
    doors: [],
  };
  if (fault === 'refuse') tape.doors.push({ machine: staged.id, atMs: Number.NEGATIVE_INFINITY, open: false });
  else await openDoors(machine);
  return machine;
}

async function openDoors(machine: RealMachine): Promise<void> {
  const { port, checkPort } = machine.ports;
  const traffic = await listen(port, (socket) => accept(machine, socket));
  machine.doors = [traffic];
  if (checkPort !== null) machine.doors.push(await listen(checkPort, (socket) => acceptProbe(machine, socket)));
}

function listen(port: number, onSocket: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onSocket);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 4096, () => resolve(server));
  });
}

/** Everything ends, without a word on the tape. */
export function closeMachine(machine: RealMachine): void {
  for (const door of machine.doors) door.close();
  for (const { socket } of machine.open) socket.destroy();
}

/** The machine's condition changes now. */
export function setFault(machine: RealMachine, fault: FaultName, factor: number): void {
  const before = machine.fault;
  machine.factor = factor;
  machine.turn++;
  if (before === fault) return;
  machine.fault = fault;
  if (before === 'hang') thaw(machine);
  if (fault === 'hang') freeze(machine);
  if (fault === 'refuse') kill(machine);
  else if (before === 'refuse') revive(machine);
}

function revive(machine: RealMachine): void {
  const { timeline, tape, staged } = machine;
  void openDoors(machine);
  tape.doors.push({ machine: staged.id, atMs: timeline.now(), open: true });
}

/** A dead process: nobody listens, its connections end; with a reset where something was not read. */
function kill(machine: RealMachine): void {
  const { timeline, tape, staged } = machine;
  for (const door of machine.doors) door.close();
  machine.doors = [];
  tape.doors.push({ machine: staged.id, atMs: timeline.now(), open: false });
  const unread = new Set(machine.waiting.map((job) => job.conn));
  machine.running.clear();
  machine.waiting.length = 0;
  machine.held.length = 0;
  for (const conn of [...machine.open]) end(machine, conn, unread.has(conn) ? 'reset' : 'end', true);
}

function freeze(machine: RealMachine): void {
  for (const job of machine.running) {
    job.leftMs = job.endMs - machine.timeline.now();
    job.turn++;
  }
}

function thaw(machine: RealMachine): void {
  for (const job of machine.running) start(machine, job, job.leftMs ?? 0);
  beginWaiting(machine);
  for (const answer of machine.held.splice(0)) answer();
  for (const conn of machine.open) if (conn.eof && conn.jobs === 0) end(machine, conn, 'end', false);
}

/** We end a connection. `whole`: the process is gone, so nothing is read any more either. */
function end(machine: RealMachine, conn: OpenConn, how: 'end' | 'reset', whole: boolean): void {
  if (!machine.open.has(conn)) return;
  machine.open.delete(conn);
  const { tape, socket } = conn;
  tape.close ??= { atMs: machine.timeline.now(), how };
  if (how === 'reset') socket.resetAndDestroy();
  else {
    socket.end();
    if (whole) socket.destroySoon();
  }
}

function watchEnd(machine: RealMachine, conn: OpenConn): void {
  const { socket, tape } = conn;
  const { timeline } = machine;
  const cut = (how: Ending) => {
    if (tape.close !== null) return;
    tape.cutMs ??= timeline.now();
    if ('cutHow' in tape) tape.cutHow ??= how;
  };
  socket.on('error', () => cut('reset'));
  socket.on('end', () => {
    conn.eof = true;
    cut('end');
    // a server that is asked nothing more closes; one that works on something finishes first
    if (conn.jobs === 0 && machine.fault !== 'hang') end(machine, conn, 'end', false);
  });
  socket.on('close', () => {
    cut('end');
    machine.open.delete(conn);
  });
}

function accept(machine: RealMachine, socket: Socket): void {
  const tape: ServerConnTape = {
    machine: machine.staged.id,
    openedMs: machine.timeline.now(),
    exchanges: [],
    close: null,
    cutMs: null,
  };
  machine.tape.conns.push(tape);
  const conn: OpenConn = { socket, tape, eof: false, jobs: 0 };
  machine.open.add(conn);
  watchEnd(machine, conn);
  const take = (id: string, method: string) => {
    const exchange: ExchangeTape = { id, atMs: machine.timeline.now(), reply: null };
    tape.exchanges.push(exchange);
    conn.jobs++;
    const job: Job = { conn, exchange, method, leftMs: null, endMs: 0, turn: 0 };
    machine.waiting.push(job);
    beginWaiting(machine);
  };
  const { speaks, proxyHeader } = machine.staged;
  const strip = proxyHeader === 'read' ? createHeaderReader() : (chunk: Buffer) => chunk;
  if (speaks === 'http') readRequests(socket, strip, take);
  else readMessages(socket, strip, take);
}

/** The header that tells requests apart; see `clients.ts`. */
export const ID_HEADER = 'x-drydock';

/** What is left of what came, without what goes before. */
type Strip = (chunk: Buffer) => Buffer;

function readRequests(socket: Socket, strip: Strip, take: (id: string, method: string) => void): void {
  const reader = createRequestReader({ relaxed: true });
  let id = '';
  let method = '';
  socket.on('data', (chunk: Buffer) => {
    const events: WireEvent[] = [];
    feed(reader, strip(chunk), events);
    for (let at = 0; at < events.length; at++) {
      const event = events[at]!;
      if (event.type === 'requestHead') {
        id = event.head.headers.find(({ name }) => name === ID_HEADER)?.value ?? '';
        method = event.head.method;
      } else if (event.type === 'end') {
        take(id, method);
        if (isDone(reader)) nextRequest(reader, events);
      }
    }
  });
}

/** TCP: a message ends with an empty line, or with MLLP's frame. */
function readMessages(socket: Socket, strip: Strip, take: (id: string, method: string) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += strip(chunk).toString('latin1');
    for (;;) {
      const found = /\r\n\r\n|\x1c\r/.exec(text);
      if (found === null) return;
      const message = text.slice(0, found.index + found[0].length);
      text = text.slice(message.length);
      take(messageId(message), message);
    }
  });
}

/** The name of a message as its client gave it. */
export function messageId(message: string): string {
  return /x-drydock: (\S+)/.exec(message)?.[1] ?? /\|(F\d+M\d+)\|/.exec(message)?.[1] ?? '';
}

function beginWaiting(machine: RealMachine): void {
  const { concurrency, service } = machine.staged.behaviour;
  while (machine.waiting.length > 0 && machine.fault !== 'hang') {
    if (concurrency !== null && machine.running.size >= concurrency) return;
    const job = machine.waiting.shift()!;
    machine.running.add(job);
    start(machine, job, sampleMs(service, machine.random) * (machine.fault === 'slow' ? machine.factor : 1));
  }
}

function start(machine: RealMachine, job: Job, ms: number): void {
  const { turn } = job;
  job.endMs = machine.timeline.now() + ms;
  machine.timeline.after(ms, () => {
    if (!machine.running.has(job) || job.turn !== turn) return;
    machine.running.delete(job);
    finish(machine, job);
    beginWaiting(machine);
  });
}

function finish(machine: RealMachine, job: Job): void {
  const { conn, exchange } = job;
  conn.jobs--;
  if (!machine.open.has(conn)) return;
  const answer = answerTo(machine, job);
  const atMs = machine.timeline.now();
  if (answer === 'close') {
    end(machine, conn, 'end', false);
    return;
  }
  if (answer === null) return;
  const bytes = Buffer.from(answer.text, 'latin1');
  exchange.reply = { atMs, bytes };
  conn.socket.write(bytes);
  if (answer.close || (conn.eof && conn.jobs === 0)) end(machine, conn, 'end', false);
}

interface Answer {
  readonly text: string;
  readonly close: boolean;
}

/** null: not a word. */
function answerTo(machine: RealMachine, { method }: Job): Answer | 'close' | null {
  const { staged, fault } = machine;
  const { behaviour, speaks } = staged;
  const failing = fault === 'http-500';
  if (speaks === 'http') {
    const status = failing ? 500 : behaviour.status;
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    const { head } = prepareResponse(staged, status, behaviour.responseBytes, !behaviour.keepAlive);
    const lines = head.headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
    const body = bodiless ? '' : 'x'.repeat(behaviour.responseBytes);
    return { text: `HTTP/1.1 ${status} ${head.reason}\r\n${lines}\r\n${body}`, close: !behaviour.keepAlive };
  }
  if (speaks === 'mllp') {
    // a message begins with VT; what does not is no message
    if (!method.startsWith('\x0b')) return null;
    const code = failing ? 'AE' : (behaviour.mllp?.ack ?? 'AA');
    return code === 'none' ? null : { text: hl7Acknowledgement(code, method), close: false };
  }
  if (failing) return 'close';
  return { text: `${'y'.repeat(Math.max(0, behaviour.responseBytes - 1))}\n`, close: false };
}

/** A health check is answered at once by a healthy process, in the language that it asks in. */
const PROBE_SERVICE_MS = 1;

function acceptProbe(machine: RealMachine, socket: Socket): void {
  const tape: ProbeTape = {
    machine: machine.staged.id,
    openedMs: machine.timeline.now(),
    replies: [],
    close: null,
    cutMs: null,
    cutHow: null,
  };
  machine.tape.probes.push(tape);
  const conn: OpenConn = { socket, tape, eof: false, jobs: 0 };
  machine.open.add(conn);
  watchEnd(machine, conn);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const whole = /^[A-Z]+ \S+ HTTP\/1\.[01]\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(text);
    const asked = whole === null ? text : whole[0];
    if (whole === null && /^[A-Z]+ /.test(text)) return;
    text = '';
    const ms = PROBE_SERVICE_MS * (machine.fault === 'slow' ? machine.factor : 1);
    machine.timeline.after(ms, () => answerProbe(machine, conn, tape, asked));
  });
}

function answerProbe(machine: RealMachine, conn: OpenConn, tape: ProbeTape, asked: string): void {
  if (!machine.open.has(conn)) return;
  if (machine.fault === 'hang') {
    machine.held.push(() => answerProbe(machine, conn, tape, asked));
    return;
  }
  const { behaviour } = machine.staged;
  const { health, mllp } = behaviour;
  const failing = machine.fault === 'http-500';
  const http = /^([A-Z]+) \S+( HTTP\/1\.[01])?\r\n/.exec(asked);
  if (http === null && (mllp !== null || asked.startsWith('\x0b'))) {
    const code = failing || health.kind !== 'as-served' ? 'AE' : (mllp?.ack ?? 'AA');
    if (code === 'none') return;
    const bytes = hl7Acknowledgement(code, asked);
    tape.replies.push({ atMs: machine.timeline.now(), bytes });
    conn.socket.write(bytes, 'latin1');
    return;
  }
  if (http === null && (failing || health.kind !== 'as-served')) {
    end(machine, conn, 'end', false);
    return;
  }
  const status = failing
    ? 500
    : health.kind === 'status'
      ? health.status
      : health.kind === 'fail'
        ? 503
        : behaviour.status;
  const bytes = http === null ? '+PONG\r\n' : responseText(machine.staged, status, http[1]!);
  tape.replies.push({ atMs: machine.timeline.now(), bytes });
  conn.socket.write(bytes, 'latin1');
  if (http !== null) end(machine, conn, 'end', false);
}

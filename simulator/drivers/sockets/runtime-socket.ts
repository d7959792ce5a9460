/**
 * Runtime sockets (`stats socket`): a line is a command, its answer ends with an empty line. Unless `prompt` was said, the
 * connection ends after one line; a line that ends with `<<` is followed by a payload, up to an empty line.
 */
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Span } from '../../language/diagnostic.ts';
import type { StatsSocketPlan } from '../../plan/plan.ts';
import { answerLine, type Level, type ProcessFacts, type RuntimeSession, type RuntimeView } from '../runtime/index.ts';
import { listenAddress, listenOn } from './addresses.ts';
import { answerTls } from './tls-commands.ts';
import { feed, type World } from './world.ts';

/** The longest line that is read. */
const MAX_LINE_BYTES = 16_384;
const IDLE_MS = 10_000;

export interface RuntimeSocket {
  readonly address: string;
  readonly server: Server;
  /** Who is served: another world after a reload. */
  serve: (socket: Socket, level: Level) => void;
  level: Level;
  readonly connections: Set<Socket>;
}

export type OpenedRuntime =
  | { readonly ok: true; readonly sockets: readonly RuntimeSocket[] }
  | { readonly ok: false; readonly problem: string; readonly span: Span };

/**
 * Listens on every `stats socket` of the plan.
 * @param before those of a world that will stop: where the address is the same they are shared, until `takeOverRuntime`
 */
export async function openRuntimeSockets(
  plans: readonly StatsSocketPlan[],
  before: readonly RuntimeSocket[],
  serve: (socket: Socket, level: Level) => void,
): Promise<OpenedRuntime> {
  const sockets: RuntimeSocket[] = [];
  for (const plan of plans) {
    const same = before.find(({ address }) => address === plan.address);
    if (same !== undefined) {
      sockets.push({ ...same, serve, level: plan.level });
      continue;
    }
    const where = listenAddress(plan.address);
    const server = createServer({ allowHalfOpen: true });
    const problem = await listenOn(server, where);
    if (problem !== null) {
      closeRuntimeSockets(sockets, before);
      return { ok: false, problem: `stats socket ${plan.address}: ${problem}`, span: plan.span };
    }
    if (where?.path !== undefined && plan.mode !== null) permit(where.path, plan.mode);
    // The runtime socket alone keeps no process alive that has ended its work.
    const opened = { address: plan.address, server, serve, level: plan.level, connections: new Set<Socket>() };
    attend(opened);
    sockets.push(opened);
  }
  return { ok: true, sockets };
}

function attend(runtime: RuntimeSocket): void {
  runtime.server.removeAllListeners('connection');
  runtime.server.on('connection', (socket) => {
    runtime.connections.add(socket);
    socket.once('close', () => runtime.connections.delete(socket));
    runtime.serve(socket, runtime.level);
  });
}

/** From now on connections to the shared sockets are for `next`. */
export function takeOverRuntime(next: readonly RuntimeSocket[]): void {
  for (const runtime of next) attend(runtime);
}

function permit(path: string, mode: string): void {
  try {
    chmodSync(path, Number.parseInt(mode, 8));
  } catch {
    // an abstract socket has no permissions
  }
}

/** @param kept sockets that others still, or now, listen on */
export function closeRuntimeSockets(sockets: readonly RuntimeSocket[], kept: readonly RuntimeSocket[] = []): void {
  for (const { server, connections } of sockets) {
    if (kept.some((other) => other.server === server)) continue;
    server.close();
    for (const socket of connections) socket.destroy();
  }
}

/** The world as commands see it; what they change is seen at once. */
export function viewOf(world: World, session: RuntimeSession, facts: () => ProcessFacts): RuntimeView {
  return {
    get plan() {
      return world.plan;
    },
    state: world.state,
    get nowMs() {
      return world.clock.now();
    },
    process: facts(),
    session,
    tls: (words, payload) => answerTls(world, words, payload),
    command: (command) => feed(world, { type: 'command', command }),
  };
}

/** One line, with all rights. */
export function answerFor(world: World, line: string, facts: () => ProcessFacts): string {
  const session: RuntimeSession = { level: 'admin', interactive: false, timed: false, experimental: true, over: false };
  return answerLine(viewOf(world, session, facts), line);
}

/** Serves one connection. */
export function serveRuntime(world: World, socket: Socket, level: Level, facts: () => ProcessFacts): void {
  const session: RuntimeSession = { level, interactive: false, timed: false, experimental: false, over: false };
  let received = '';
  let pending: { readonly line: string; text: string } | null = null;
  const finish = () => {
    session.over = true;
    socket.end();
  };
  const say = (line: string, payload: string) => {
    socket.write(
      answerLine(viewOf(world, session, facts), line, payload) + (session.interactive ? '> ' : ''),
      'latin1',
    );
    if (session.over || !session.interactive) finish();
  };
  const takeLine = (line: string) => {
    if (pending !== null) {
      if (line !== '') {
        pending.text += `${line}\n`;
        return;
      }
      const { line: command, text } = pending;
      pending = null;
      say(command, text);
    } else if (/<<\s*$/.test(line)) pending = { line: line.replace(/\s*<<\s*$/, ''), text: '' };
    else say(line, '');
  };
  const drain = (atEnd: boolean) => {
    for (;;) {
      if (session.over) return;
      const end = received.indexOf('\n');
      if (end < 0) break;
      const line = received.slice(0, end);
      received = received.slice(end + 1);
      takeLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    if (received.length > MAX_LINE_BYTES) finish();
    else if (atEnd) {
      const rest = received;
      received = '';
      if (pending !== null) takeLine('');
      else if (rest !== '') takeLine(rest);
      if (!session.over) finish();
    }
  };
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    if (session.over) return;
    received += chunk.toString('latin1');
    drain(false);
  });
  socket.on('end', () => {
    if (!session.over) drain(true);
  });
}

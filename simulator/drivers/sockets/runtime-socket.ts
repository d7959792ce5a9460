/**
 * Runtime sockets (`stats socket`): a line is a command, its answer ends with an empty line. Unless `prompt` was said, the
 * connection ends after one line; a line that ends with `<<` is followed by a payload, up to an empty line.
 */
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Span } from '../../language/diagnostic.ts';
import type { StatsSocketPlan } from '../../plan/plan.ts';
import { answerLine, type Level, type ProcessFacts, type RuntimeSession, type RuntimeView } from '../runtime/index.ts';
import { listenAddress } from './addresses.ts';
import { feed, type World } from './world.ts';

/** The longest line that is read. */
const MAX_LINE_BYTES = 16_384;
const IDLE_MS = 10_000;

export interface RuntimeSocket {
  readonly server: Server;
  readonly connections: Set<Socket>;
}

export type OpenedRuntime =
  | { readonly ok: true; readonly sockets: readonly RuntimeSocket[] }
  | { readonly ok: false; readonly problem: string; readonly span: Span };

/** Listens on every `stats socket` of the plan. */
export async function openRuntimeSockets(
  plans: readonly StatsSocketPlan[],
  serve: (socket: Socket, level: Level) => void,
): Promise<OpenedRuntime> {
  const sockets: RuntimeSocket[] = [];
  for (const plan of plans) {
    const where = listenAddress(plan.address);
    const server = createServer({ allowHalfOpen: true });
    const problem =
      where === null
        ? 'this kind of address is not supported here'
        : await new Promise<string | null>((resolve) => {
            server.once('error', (error) => resolve(error.message));
            server.listen(where, () => resolve(null));
          });
    if (problem !== null) {
      for (const other of sockets) other.server.close();
      return { ok: false, problem: `stats socket ${plan.address}: ${problem}`, span: plan.span };
    }
    if (where?.path !== undefined && plan.mode !== null) permit(where.path, plan.mode);
    const connections = new Set<Socket>();
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
      serve(socket, plan.level);
    });
    // The runtime socket alone keeps no process alive that has ended its work.
    sockets.push({ server, connections });
  }
  return { ok: true, sockets };
}

function permit(path: string, mode: string): void {
  try {
    chmodSync(path, Number.parseInt(mode, 8));
  } catch {
    // an abstract socket has no permissions
  }
}

export function closeRuntimeSockets(sockets: readonly RuntimeSocket[]): void {
  for (const { server, connections } of sockets) {
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
    command: (command) => feed(world, { type: 'command', command }),
  };
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

/** Plays a situation on loopback against a real HAProxy and returns its log lines and what the clients received. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CLOSED,
  type ClientScript,
  FIN,
  RESPONSE,
  RST,
  type ServerScript,
  type Situation,
  type Step,
} from '../engine/situation.ts';

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A port below the range that the system hands out by itself, so that nobody takes it between our look and our use. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 12000 + Math.floor(Math.random() * 20000);
    const server = net.createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error('no free port found');
}

/** Length of the first whole HTTP message in `text`, or -1. */
export function messageLength(text: string, ended: boolean): number {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return -1;
  const head = text.slice(0, end + 2).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)\r\n/.exec(head);
  if (length) {
    const total = end + 4 + Number(length[1]);
    return text.length >= total ? total : -1;
  }
  if (/\r\ntransfer-encoding: *chunked\r\n/.test(head)) {
    const last = text.indexOf('0\r\n\r\n', end + 4);
    return last < 0 ? -1 : last + 5;
  }
  if (/^http\/1\.\d (1\d\d|204|304)/.test(head) || !head.startsWith('http/')) return end + 4;
  return ended ? text.length : -1;
}

async function runSteps(socket: net.Socket, steps: readonly Step[], waiters: Waiters | null): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'number') await sleep(step);
    else if (step === FIN) socket.end();
    else if (step === RST) socket.resetAndDestroy();
    else if (step === RESPONSE) await waiters?.response();
    else if (step === CLOSED) await waiters?.closed();
    else if (!socket.destroyed) socket.write(step, 'latin1');
  }
}

interface Waiters {
  response(): Promise<void>;
  closed(): Promise<void>;
}

class Player {
  private readonly sockets = new Set<net.Socket>();
  private readonly servers = new Set<net.Server>();
  private readonly children = new Set<ChildProcess>();

  async server(script: ServerScript): Promise<number> {
    const port = await freePort();
    if (script.mode === 'refuse') return port;
    if (script.mode === 'blackhole') {
      const child = spawn('python3', ['-c', BLACKHOLE, String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
      this.children.add(child);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      return port;
    }
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.accepted(socket, script));
    server.on('error', () => {});
    this.servers.add(server);
    const listen = () => server.listen(port, '127.0.0.1');
    if (script.fromMs === undefined) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    else this.timed.push([script.fromMs, listen]);
    if (script.untilMs !== undefined) {
      this.timed.push([
        script.untilMs,
        () => {
          server.close();
          for (const socket of this.accepts.get(script) ?? []) socket.resetAndDestroy();
        },
      ]);
    }
    return port;
  }

  private readonly timed: [number, () => void][] = [];

  /** The situation's time 0. */
  start(): void {
    for (const [ms, what] of this.timed) setTimeout(what, ms);
  }

  private readonly accepts = new Map<ServerScript, Set<net.Socket>>();

  /** Requests on each connection that a server accepted, in order of accepting. */
  readonly connections = new Map<ServerScript, string[][]>();

  private accepted(socket: net.Socket, script: ServerScript): void {
    const requests: string[] = [];
    this.connections.set(script, [...(this.connections.get(script) ?? []), requests]);
    this.sockets.add(socket);
    const mine = this.accepts.get(script) ?? new Set();
    this.accepts.set(script, mine.add(socket));
    socket.on('error', () => {});
    let seen = '';
    let count = 0;
    let queue = Promise.resolve();
    const isHttp = /^(GET|POST|HEAD|PUT|DELETE|OPTIONS) /;
    if (script.onConnect) queue = queue.then(() => runSteps(socket, script.onConnect!, null));
    socket.on('data', (data) => {
      seen += data.toString('latin1');
      while (seen.length > 0) {
        const length = isHttp.test(seen) ? messageLength(seen, false) : seen.length;
        if (length < 0) break;
        requests.push(seen.slice(0, length));
        seen = seen.slice(length);
        const list = script.onRequest ?? [];
        const steps = list[Math.min(count++, list.length - 1)] ?? [];
        queue = queue.then(() => runSteps(socket, steps, null));
      }
    });
    socket.on('end', () => {
      queue = queue.then(() => {
        if (!socket.writableEnded) socket.end();
      });
    });
  }

  async client(script: ClientScript, port: number): Promise<string> {
    await sleep(script.atMs);
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.sockets.add(socket);
    let received = '';
    let taken = 0;
    let ended = '';
    let wake = () => {};
    const changed = () => wake();
    socket.on('data', (data) => {
      received += data.toString('latin1');
      changed();
    });
    socket.on('end', () => {
      ended ||= 'end';
      changed();
    });
    socket.on('error', () => {
      ended ||= 'reset';
      changed();
    });
    socket.on('close', () => {
      ended ||= 'end';
      changed();
    });
    const until = async (test: () => boolean) => {
      while (!test()) await new Promise<void>((resolve) => (wake = resolve));
    };
    await runSteps(socket, script.steps, {
      response: async () => {
        await until(() => messageLength(received.slice(taken), ended !== '') >= 0 || ended !== '');
        taken += Math.max(0, messageLength(received.slice(taken), ended !== ''));
      },
      closed: () => until(() => ended !== ''),
    });
    if (!socket.destroyed && !socket.writableEnded) socket.end();
    this.results.set(script, () => (script.steps.includes(RST) ? 'reset' : summary(received, ended)));
    this.bytes.set(script, received);
    return received;
  }

  readonly bytes = new Map<ClientScript, string>();
  readonly results = new Map<ClientScript, () => string>();

  end(): void {
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers) server.close();
    for (const child of this.children) child.kill('SIGKILL');
  }
}

const BLACKHOLE = `
import socket, sys, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen(0)
fill = []
for i in range(3):
    c = socket.socket(); c.setblocking(False)
    try: c.connect(('127.0.0.1', int(sys.argv[1])))
    except BlockingIOError: pass
    fill.append(c)
time.sleep(0.05)
print('ready', flush=True)
time.sleep(60)
`;

/** `200 200 end`: the statuses of the HTTP responses, or the bytes as they are, and how the connection ended. */
export function summary(received: string, ended: string): string {
  const statuses = [...received.matchAll(/HTTP\/1\.\d (\d\d\d)/g)].map((match) => match[1]);
  const what = statuses.length > 0 ? statuses.join(' ') : JSON.stringify(received);
  return ended === '' ? `${what} open` : `${what} ${ended}`;
}

export interface Played {
  readonly log: string[];
  readonly received: string[];
  readonly raw: string[];
  /** By server: what came on each of its connections. */
  readonly connections: Record<string, string[][]>;
  /** By client: everything it got. */
  readonly bytes: string[];
}

/** @param program path of the haproxy executable */
export async function playReal(situation: Situation, program: string): Promise<Played> {
  const directory = mkdtempSync(path.join(tmpdir(), 'drydock-engine-'));
  const player = new Player();
  let child: ChildProcess | null = null;
  try {
    const addresses: Record<string, string> = {};
    const fePort = await freePort();
    addresses.fe = `127.0.0.1:${fePort}`;
    for (const [name, script] of Object.entries(situation.servers)) {
      addresses[name] = `127.0.0.1:${await player.server(script)}`;
    }
    const socketFile = path.join(directory, 's');
    const text = `global\n  nbthread 1\n  stats socket ${socketFile}\n  log stdout format raw local0\n${fillIn(situation.config, addresses)}\n`;
    const file = path.join(directory, 'haproxy.cfg');
    writeFileSync(file, text);
    let output = '';
    let errors = '';
    child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout!.on('data', (data) => (output += data));
    child.stderr!.on('data', (data) => (errors += data));
    // the socket file appears when everything is bound; then a moment for the listeners to start
    for (let tries = 0; tries < 200 && !existsSync(socketFile) && child.exitCode === null; tries++) await sleep(10);
    await sleep(50);
    if (child.exitCode !== null) throw new Error(`haproxy refused: ${errors}`);
    player.start();
    const results = situation.clients.map((script) => player.client(script, fePort));
    await Promise.race([Promise.all(results), sleep(15000)]);
    await sleep(situation.tailMs ?? 100);
    const received = situation.clients.map((script) => player.results.get(script)?.() ?? 'unfinished');
    const raw = output.split('\n').filter((line) => line !== '');
    const connections: Record<string, string[][]> = {};
    for (const [name, script] of Object.entries(situation.servers)) {
      connections[name] = player.connections.get(script) ?? [];
    }
    const bytes = situation.clients.map((script) => player.bytes.get(script) ?? '');
    return { log: raw.map(normalise), received, raw, connections, bytes };
  } finally {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(child.pid, 'SIGKILL');
    player.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** `{{name}}` becomes an address, `{{port:name}}` its port. */
export function fillIn(config: string, addresses: Readonly<Record<string, string>>): string {
  return config.replace(/\{\{(port:)?(\w+)\}\}/g, (_, port, name) => {
    const address = addresses[name] ?? '';
    return port ? address.slice(address.lastIndexOf(':') + 1) : address;
  });
}

/** Takes the client's address and the date off a request's log line. */
export function normalise(line: string): string {
  return line
    .replace(/^127\.0\.0\.1:\d+ \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] /, '')
    .replace(/^Connect from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+/, 'Connect from CLIENT to FRONTEND')
    .replace(/^127\.0\.0\.1:\d+ \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\]/, '');
}

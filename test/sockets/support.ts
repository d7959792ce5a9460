/** A configuration at work in this process, clients that speak bytes, and servers that do as they are told. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../../simulator/drivers/sockets/clock.ts';
import { type Running, runSockets } from '../../simulator/drivers/sockets/index.ts';
import type { LogRecord, ServerStateChange } from '../../simulator/engine/io.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { plan } from '../../simulator/plan/build.ts';

export interface Subject {
  readonly running: Running;
  readonly log: readonly LogRecord[];
  readonly changes: readonly ServerStateChange[];
  /** Ends everything and checks that nothing stayed open. */
  end(): Promise<void>;
}

/** Runs a configuration; throws with its findings when it has errors. */
export async function run(text: string, version: Version = '3.2'): Promise<Subject> {
  const analysis = analyse([{ name: 'test.cfg', text }], { version });
  const errors = analysis.diagnostics.filter((d) => d.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((d) => d.message).join('\n'));
  const log: LogRecord[] = [];
  const changes: ServerStateChange[] = [];
  const report = {
    request: (r: LogRecord) => void log.push(r),
    server: (c: ServerStateChange) => void changes.push(c),
  };
  const started = await runSockets(plan(analysis.config), { clock: systemClock, seed: 1, report });
  if (!started.ok) throw new Error(started.problem);
  const { running } = started;
  return {
    running,
    log,
    changes,
    async end() {
      running.kill();
      await running.ended;
    },
  };
}

const FIRST_PORT = 12_000;
const LAST_PORT = 31_999;

/** Files of tests run side by side: each has ports of its own. */
const SHARES = 16;
const SHARE = {
  count: Math.floor((LAST_PORT - FIRST_PORT + 1) / SHARES),
  first:
    FIRST_PORT + (Number(process.env.VITEST_POOL_ID ?? 0) % SHARES) * Math.floor((LAST_PORT - FIRST_PORT + 1) / SHARES),
};
const given = new Set<number>();

/**
 * Ports that nobody listens on now, below those that the system gives to outgoing connections: on a busy machine a port
 * from there may be taken by somebody's connection before it is used here.
 */
export async function quietPorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  while (held.length < count) {
    const port = SHARE.first + Math.floor(Math.random() * SHARE.count);
    // What was given may not be used yet.
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isFree) held.push(server);
  }
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A configuration with the ports filled in: `$front`, `$a`, `$b`, `$c`. */
export async function withPorts(
  text: string,
): Promise<{ readonly text: string; readonly ports: Readonly<Record<string, number>> }> {
  const names = [...new Set(text.match(/\$[a-z]+/g) ?? [])];
  const free = await quietPorts(names.length);
  const ports = Object.fromEntries(names.map((name, i) => [name.slice(1), free[i]!]));
  return { text: text.replace(/\$([a-z]+)/g, (_all, name: string) => String(ports[name])), ports };
}

/** A server that hands every connection to `serve`, and can go away. */
export interface Origin {
  readonly connections: readonly Socket[];
  readonly accepted: () => number;
  close(): Promise<void>;
}

export async function origin(port: number, serve: (socket: Socket) => void): Promise<Origin> {
  const connections = new Set<Socket>();
  let accepted = 0;
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted++;
    connections.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
    serve(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    get connections() {
      return [...connections];
    },
    accepted: () => accepted,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

/** Answers every request head with a 200 whose body is the server's name; bodies of requests must be empty. */
export function answering(name: string): (socket: Socket) => void {
  return (socket) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        text = text.slice(end + 4);
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
      }
    });
    socket.on('end', () => socket.end());
  };
}

/** A client that remembers what it heard. */
export interface Client {
  readonly socket: Socket;
  /** Everything received so far, a character a byte. */
  readonly heard: () => string;
  readonly ended: () => boolean;
  readonly failure: () => string | null;
  say(text: string): void;
  /** Waits until what was heard satisfies `wanted`. */
  until(wanted: (heard: string) => boolean, timeoutMs?: number): Promise<string>;
  /** Waits for the other side's FIN or reset. */
  over(timeoutMs?: number): Promise<void>;
}

export async function client(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  let heard = '';
  let ended = false;
  let failure: string | null = null;
  const watchers = new Set<() => void>();
  const notify = () => {
    for (const watcher of [...watchers]) watcher();
  };
  socket.on('data', (data) => {
    heard += data.toString('latin1');
    notify();
  });
  socket.on('end', () => {
    ended = true;
    notify();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code ?? error.message;
    ended = true;
    notify();
  });
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  const wait = (isSo: () => boolean, timeoutMs: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(check);
        reject(
          new Error(`not within ${timeoutMs} ms; heard ${JSON.stringify(heard.slice(-500))}${ended ? ', ended' : ''}`),
        );
      }, timeoutMs);
      const check = () => {
        if (!isSo()) return;
        clearTimeout(timer);
        watchers.delete(check);
        resolve();
      };
      watchers.add(check);
      check();
    });
  return {
    socket,
    heard: () => heard,
    ended: () => ended,
    failure: () => failure,
    say: (text) => void socket.write(text, 'latin1'),
    async until(wanted, timeoutMs = 5000) {
      await wait(() => wanted(heard), timeoutMs);
      return heard;
    },
    over: (timeoutMs = 5000) => wait(() => ended, timeoutMs),
  };
}

/** Waits until something is so. */
export async function eventually(isSo: () => boolean, what: string, timeoutMs = 5000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(5);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Status and body of a response whose head and body are whole. */
export function parse(response: string): { readonly status: number; readonly head: string; readonly body: string } {
  const end = response.indexOf('\r\n\r\n');
  return { status: Number(response.slice(9, 12)), head: response.slice(0, end), body: response.slice(end + 4) };
}

/** One GET on a connection of its own. */
export async function get(port: number, path = '/', headers = ''): Promise<ReturnType<typeof parse>> {
  const c = await client(port);
  c.say(`GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n${headers}\r\n`);
  await c.over();
  c.socket.destroy();
  return parse(c.heard());
}

const LOG = 'global\n  log stdout format raw local0\n';

export const HTTP_DEFAULTS = `${LOG}defaults
  mode http
  log global
  option httplog
  timeout connect 2s
  timeout client 5s
  timeout server 5s
  timeout http-keep-alive 5s
`;

export const TCP_DEFAULTS = `${LOG}defaults
  log global
  option tcplog
  timeout connect 2s
  timeout client 5s
  timeout server 5s
`;

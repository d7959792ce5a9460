/** Servers that health checks meet, a backend each, and what is logged about them: by HAProxy or by Drydock. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { origin, pause, quietPorts } from '../sockets/support.ts';
import { temporaryFolder } from '../support/temporary.ts';

export const fixture = (name: string) => fileURLToPath(new URL(`../sockets/fixtures/${name}`, import.meta.url));

export interface CheckCase {
  readonly name: string;
  /** Lines of the backend; `$a` is the server's port. */
  readonly lines: readonly string[];
  /** What the server says: at once (`greeting`), and to whatever it hears. Null: nobody listens. */
  readonly server: {
    readonly greeting?: string;
    readonly answer?: string;
    readonly ends?: boolean;
    /** It resets whatever comes. */
    readonly resets?: boolean;
    /** TLS: its certificate, the protocols that it knows, and the authority that its clients must be of. */
    readonly tls?: { readonly crt: string; readonly alpn?: readonly string[]; readonly wants?: string };
    /** It speaks HTTP/2, and answers so. */
    readonly http2?: { readonly status: number; readonly body: string };
  } | null;
}

export interface Seen {
  /** What the server heard on its first connection, and how that ended. */
  readonly heard: string;
  readonly end: string;
  readonly log: readonly string[];
}

const INTER_MS = 400;

/** Starts the program on all the cases at once, and looks for a few intervals. */
export async function play(
  cases: readonly CheckCase[],
  command: readonly string[],
): Promise<ReadonlyMap<string, Seen>> {
  const origins: { close(): Promise<void> }[] = [];
  const first = new Map<string, { heard: string; end: string }>();
  const [front = 0, ...ports] = await quietPorts(cases.length + 1);
  let text = `global\n  log stdout format raw local0\n  nbthread 1\n  spread-checks 0\n  external-check\n  insecure-fork-wanted\ndefaults\n  log global\n  timeout connect 300ms\n  timeout client 1s\n  timeout server 1s\n  default-server inter ${INTER_MS}ms fall 1 rise 1\n`;
  for (const [i, item] of cases.entries()) {
    const port = ports[i]!;
    text += `backend case${i}\n  mode ${item.lines[0]!.includes('httpchk') ? 'http' : 'tcp'}\n`;
    text += item.lines.map((line) => `  ${line.replaceAll('$a', String(port))}\n`).join('');
    const mine = { heard: '', end: 'open' };
    first.set(item.name, mine);
    if (item.server === null) continue;
    origins.push(await startServer(port, item.server, mine));
  }
  text += `listen ready\n  mode http\n  bind 127.0.0.1:${front}\n`;
  const folder = temporaryFolder({ 'h.cfg': text });
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, '-f', join(folder.path, 'h.cfg')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  let messages = '';
  child.stdout.on('data', (data) => {
    log += String(data);
  });
  child.stderr.on('data', (data) => {
    messages += String(data);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    for (
      let waited = 0;
      !log.includes(`case${cases.length - 3}/s `) && waited < 200 && child.exitCode === null;
      waited++
    )
      await pause(50);
    await pause(3 * INTER_MS);
    if (child.exitCode !== null) throw new Error(messages);
  } finally {
    child.kill('SIGKILL');
    await ended;
    for (const server of origins) await server.close();
    folder.remove();
  }
  const lines = log.split('\n').map((line) => line.replace(/check duration: \d+ms/, 'check duration: Nms'));
  return new Map(
    cases.map((item, i) => [
      item.name,
      { ...first.get(item.name)!, log: lines.filter((line) => new RegExp(`\\bcase${i}\\b`).test(line)) },
    ]),
  );
}

/**
 * HAProxy and Drydock on the same cases at the same time. Handshakes of all cases at once may be late on a busy machine, and
 * a check gives up in time: cases that differ are looked at again, and differ if they do so every time.
 *
 * @param differs whether a case does, of what was seen
 */
export async function playBeside(
  cases: readonly CheckCase[],
  haproxy: readonly string[],
  drydock: readonly string[],
  differs: (name: string, real: Seen, ours: Seen) => boolean,
): Promise<{ real: ReadonlyMap<string, Seen>; ours: ReadonlyMap<string, Seen> }> {
  const real = new Map<string, Seen>();
  const ours = new Map<string, Seen>();
  for (let attempt = 0, left = cases.map((c) => c.name); attempt < MOST_ATTEMPTS && left.length > 0; attempt++) {
    const [theirs, mine] = await Promise.all([play(cases, haproxy), play(cases, drydock)]);
    for (const name of left) {
      real.set(name, theirs.get(name)!);
      ours.set(name, mine.get(name)!);
    }
    left = left.filter((name) => differs(name, theirs.get(name)!, mine.get(name)!));
  }
  return { real, ours };
}

const MOST_ATTEMPTS = 3;

type Mine = { heard: string; end: string };

async function startServer(port: number, server: NonNullable<CheckCase['server']>, mine: Mine) {
  const { greeting, answer, ends, resets, tls } = server;
  let count = 0;
  const serve = (socket: Duplex, introduction = '') => {
    const isFirst = count++ === 0;
    if (isFirst) mine.heard += introduction;
    if (greeting !== undefined) socket.write(greeting, 'latin1');
    socket.on('data', (data) => {
      const said = data.toString('latin1').replace(/(PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1) \d+ \d+/, '$1 PORT PORT');
      // of a handshake that is not answered only that there was one
      if (isFirst) mine.heard += said.replace(/\x16\x03[\s\S]*$/, 'a ClientHello');
      // What a PROXY header stands alone in is not yet the check.
      if (/^PROXY [^\n]*\n$/.test(said)) return;
      if (answer !== undefined && answer !== '') socket.write(answer, 'latin1');
      if (ends) socket.end();
    });
    socket.on('end', () => {
      if (isFirst && mine.end === 'open') mine.end = 'FIN';
      socket.end();
    });
    socket.on('error', () => {
      if (isFirst && mine.end === 'open') mine.end = 'RST';
    });
  };
  if (server.http2 !== undefined) return serveHttp2(port, server, mine);
  if (tls === undefined)
    return origin(port, (socket) => {
      if (resets) socket.once('data', () => socket.resetAndDestroy());
      else serve(socket);
    });
  const secure = createTlsServer({ ...keysOf(tls), allowHalfOpen: true }, (socket) => {
    const client = tls.wants === undefined ? '' : ` client=${socket.getPeerCertificate().subject?.CN}`;
    serve(socket, `TLS sni=${socket.servername || '-'} alpn=${socket.alpnProtocol || '-'}${client}\n`);
  });
  secure.on('tlsClientError', () => {
    if (count++ === 0) mine.end = 'in the handshake';
  });
  return listening(secure, port);
}

const keysOf = ({ crt, alpn, wants }: NonNullable<NonNullable<CheckCase['server']>['tls']>) => ({
  cert: readFileSync(fixture(crt)),
  key: readFileSync(fixture(crt)),
  ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  ...(wants === undefined ? {} : { ca: readFileSync(fixture(wants)), requestCert: true }),
});

async function serveHttp2(port: number, server: NonNullable<CheckCase['server']>, mine: Mine) {
  const { tls, http2 } = server;
  let count = 0;
  const secure = createSecureServer(keysOf(tls!));
  secure.on('stream', (stream, headers) => {
    const isFirst = count++ === 0;
    let body = '';
    stream.on('data', (data) => {
      body += data;
    });
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (isFirst)
        mine.heard = Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\n`)
          .sort()
          .concat(body)
          .join('');
      stream.respond({ ':status': http2!.status });
      stream.end(http2!.body);
    });
  });
  secure.on('sessionError', () => undefined);
  secure.on('error', () => undefined);
  return listening(secure, port);
}

async function listening(
  server: ReturnType<typeof createTlsServer> | ReturnType<typeof createSecureServer>,
  port: number,
) {
  const open = new Set<Duplex>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

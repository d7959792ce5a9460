/** Plays the twins' cases through one program, all at once, and gathers what was seen. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { pause, quietPorts } from '../../sockets/support.ts';
import { type RunningHaproxy, startHaproxy } from '../../support/haproxy.ts';
import type { Files } from '../../support/temporary.ts';
import {
  backOf,
  FIN,
  frontOf,
  type Ports,
  questionsOf,
  RST,
  readLine,
  type Seen,
  type Twin,
  twinConfiguration,
  type Visit,
} from './twin.ts';

const LATE_MS = 4000;

export interface Program {
  readonly binary: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Answers every head with what it is called in `x-answer`, or with "ok"; bodies of requests must come with them. */
export function answerPlainly(socket: Socket): void {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const head = text.slice(0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      text = text.slice(end + 4 + length);
      const said = /^x-answer: *(.*)$/im.exec(head)?.[1];
      const answer = said ? Buffer.from(said, 'hex').toString('latin1') : '';
      socket.write(answer || 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Server: here\r\n\r\nok', 'latin1');
    }
  });
  socket.on('end', () => socket.end());
}

/** Ports of this visit, by which numbers are named. */
interface Known {
  client: number;
  readonly ports: Ports;
  readonly seen: Set<string>;
}

const nameNumbers = (text: string, { client, ports, seen }: Known): string => {
  const names = new Map([
    [String(client), 'CLIENT'],
    [String(ports.front), 'FRONT'],
    [String(ports.server), 'SERVER'],
    [String(ports.nobody), 'NOBODY'],
    ...[...seen].map((port): [string, string] => [port, 'SEEN']),
  ]);
  return text.replace(/\d{4,5}/g, (number) => names.get(number) ?? number);
};

async function visitOnce(visit: Visit, known: Known): Promise<string> {
  const idle = Array.from({ length: visit.beside ?? 0 }, () => connect({ port: known.ports.front, host: '127.0.0.1' }));
  for (const socket of idle) socket.on('error', () => undefined);
  if (idle.length > 0) await pause(40);
  const heard = await visitAlone(visit, known);
  for (const socket of idle) socket.destroy();
  return heard;
}

async function visitAlone(visit: Visit, known: Known): Promise<string> {
  const plain = connect({ port: known.ports.front, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  await new Promise((resolve) => plain.once('connect', resolve).once('error', resolve));
  known.client = plain.localPort ?? 0;
  const socket: Socket = visit.tls ? await overTls(plain, visit.tls) : plain;
  let heard = '';
  let isOver = false;
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LATE_MS);
    const end = () => {
      isOver = true;
      clearTimeout(timer);
      resolve();
    };
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (visit.until !== undefined && heard.includes(visit.until)) end();
    });
    for (const event of ['end', 'error', 'close']) socket.on(event, end);
  });
  for (const piece of visit.say) {
    if (typeof piece === 'number') await Promise.race([pause(piece), done]);
    else if (isOver || socket.destroyed) break;
    else if (piece === FIN) socket.end();
    else if (piece === RST) plain.resetAndDestroy();
    else socket.write(piece, 'latin1');
  }
  await done;
  const heardNow = heard;
  socket.end();
  await pause(0);
  if (visit.until === undefined) socket.destroy();
  else {
    await pause(20);
    socket.destroy();
  }
  return heardNow;
}

function overTls(plain: Socket, options: ConnectionOptions): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connectTls({ socket: plain, rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', () => resolve(socket));
  });
}

/** Heads without dates. */
const settled = (text: string) => text.replace(/^date: .*$/gim, 'date: then');

/** @returns by case */
export async function play(
  twins: readonly Twin[],
  version: Version,
  { binary, env }: Program,
  files: Files,
): Promise<readonly Seen[]> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const free = await quietPorts(twins.length * 2 + 1);
  const ports = twins.map(
    (_twin, at): Ports => ({ front: free[at * 2]!, server: free[at * 2 + 1]!, nobody: free.at(-1)! }),
  );
  const knowns = ports.map((own): Known => ({ client: 0, ports: own, seen: new Set() }));
  for (const [at, { serve = answerPlainly }] of twins.entries()) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      knowns[at]!.seen.add(String(socket.remotePort));
      serve(socket);
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(ports[at]!.server, '127.0.0.1', resolve));
    servers.push(server);
  }
  const program = await startHaproxy(
    twinConfiguration(twins, version, (at) => ports[at]!),
    {
      binary,
      files,
      logsToStdout: false,
      timeoutMs: 20_000,
      ...(env ? { env } : {}),
    },
  );
  try {
    return await Promise.all(twins.map((twin, at) => playOne(twin, at, version, program, knowns[at]!)));
  } finally {
    await program.stop();
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  }
}

async function playOne(twin: Twin, at: number, version: Version, program: RunningHaproxy, known: Known): Promise<Seen> {
  const heard: string[] = [];
  const lines: Seen['lines'][number][] = [];
  const own = () =>
    program.log.flatMap((line) => {
      const read = readLine(line);
      return read?.at === at ? [read.line] : [];
    });
  const arePorts = new Set(
    questionsOf(twin, version).flatMap(({ expression }, number) => (/port|%/.test(expression) ? [`q${number}`] : [])),
  );
  let expected = 0;
  for (const visit of twin.visits) {
    if (visit.afterMs) await pause(visit.afterMs);
    for (const command of visit.commands ?? [])
      await program.command(command.replaceAll('$front', frontOf(at)).replaceAll('$back', backOf(at)));
    const from = lines.length;
    heard.push(settled(await visitOnce(visit, known)));
    expected += visit.lines ?? 1;
    for (const begin = performance.now(); own().length < expected && performance.now() < begin + 1500; ) await pause(5);
    for (const { begin, answers } of own().slice(from)) {
      const named = Object.entries(answers).map(([name, value]) => [
        name,
        arePorts.has(name) ? nameNumbers(value, known) : value,
      ]);
      lines.push({ begin, answers: Object.fromEntries(named) });
    }
  }
  const tables: string[] = [];
  for (const name of twin.tables ?? []) {
    const shown = await program.command(
      `show table ${name.replaceAll('$front', frontOf(at)).replaceAll('$back', backOf(at))}`,
    );
    tables.push(
      ...shown
        .split('\n')
        .filter((line) => line.includes('key='))
        .map(settledEntry)
        .sort(),
    );
  }
  return { heard, lines, tables };
}

/** Without its address and its time. */
const settledEntry = (line: string) => line.replace(/^0x[0-9a-f]+: /, '').replace(/exp=\d+/, 'exp=N');

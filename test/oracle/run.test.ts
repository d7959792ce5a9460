/**
 * The same clients and servers with `drydock run` and with the real HAProxy between them: the bytes that both sides hear
 * are equal, and so are the log lines, times and ports aside.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { VERSIONS } from '../../simulator/cli/load.ts';
import { type Client, client, eventually, type Origin, origin, pause, quietPorts } from '../sockets/support.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { HTTP_CASES, type RunCase, TCP_CASES } from './run-cases.ts';
import { AUTH_CASES, LOG_HTTP_CASES, LOG_TCP_CASES, USERLIST } from './run-log-cases.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));
const CASES = [
  ...[...HTTP_CASES, ...LOG_HTTP_CASES, ...AUTH_CASES].map((item) => ({ item, mode: 'http' })),
  ...[...TCP_CASES, ...LOG_TCP_CASES].map((item) => ({ item, mode: 'tcp' })),
];

/** What was seen of one case. */
interface Seen {
  readonly clients: readonly string[];
  /** By server, what it heard on each of its connections. */
  readonly servers: Readonly<Record<string, readonly string[]>>;
  readonly log: readonly string[];
}

/** A log line without what differs from run to run: ports, dates, times that were reached. */
function withoutTimes(line: string): string {
  return line
    .replace(/^(\S+):\d+ \[[^\]]*\]/, '$1:PORT [DATE]')
    .replace(/ ((?:-?\d+\/){2,4}\+?-?\d+) /, (_all, timers: string) => ` ${timers.replace(/(?<![-\d])\d+/g, 'N')} `);
}

async function play(command: readonly string[], version: string): Promise<ReadonlyMap<string, Seen>> {
  const origins: Origin[] = [];
  const heard = new Map<string, Record<string, string[]>>();
  const [nobody = 0, ready = 0, ...fronts] = await quietPorts(CASES.length + 2);
  let text = `global\n  log stdout format raw local0\n  nbthread 1\ndefaults\n  log global\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n${USERLIST}`;
  for (const [i, { item, mode }] of CASES.entries()) {
    const servers: Record<string, string[]> = {};
    heard.set(item.name, servers);
    const ports: Record<string, number> = { x: nobody };
    for (const [name, serve] of Object.entries(item.servers ?? {})) {
      const [port = 0] = await quietPorts(1);
      ports[name] = port;
      const connections: string[] = [];
      servers[name] = connections;
      origins.push(
        await origin(port, (socket) => {
          const mine = connections.push('') - 1;
          serve(socket, (bytes) => {
            connections[mine] += bytes;
          });
        }),
      );
    }
    const lines = item.section.map(
      (line) => `  ${line.replace(/\$([abx])\b/g, (_all, name: string) => String(ports[name]))}\n`,
    );
    text += `listen case${i}\n  mode ${mode}\n  option ${mode}log\n  bind 127.0.0.1:${fronts[i]}\n${lines.join('')}`;
  }
  text += `listen ready\n  mode http\n  bind 127.0.0.1:${ready}\n`;
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
  const result = new Map<string, Seen>();
  try {
    await listening(
      ready,
      () => child.exitCode !== null,
      () => `${version}: ${messages}`,
    );
    log = '';
    for (const [i, { item }] of CASES.entries()) {
      const clients: Client[] = [];
      await item.client(async () => {
        const c = await client(fronts[i]!);
        clients.push(c);
        return c;
      });
      const own = () => log.split('\n').filter((line) => line.includes(`] case${i} `));
      await eventually(() => own().length >= item.lines, `${item.lines} log lines of "${item.name}":\n${log}`).catch(
        () => undefined,
      );
      if (item.lines === 0) await pause(50);
      for (const c of clients) c.socket.destroy();
      result.set(item.name, {
        clients: clients.map((c) => c.heard()),
        servers: heard.get(item.name)!,
        log: own().map(withoutTimes),
      });
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
    for (const server of origins) await server.close();
    folder.remove();
  }
  return result;
}

async function listening(port: number, isOver: () => boolean, messages: () => string): Promise<void> {
  for (let tries = 0; tries < 800; tries++) {
    if (isOver()) throw new Error(messages());
    const c = await client(port);
    c.socket.destroy();
    if (c.failure() === null) {
      await pause(100);
      return;
    }
    await pause(25);
  }
  throw new Error(`nobody listens: ${messages()}`);
}

describeWithEveryHaproxy('drydock run beside', (haproxy) => {
  const version = VERSIONS.find((v) => haproxy.version.startsWith(`${v}.`)) ?? '3.2';
  let real: ReadonlyMap<string, Seen>;
  let ours: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    [real, ours] = await Promise.all([
      play([haproxy.path, '-db'], haproxy.version),
      play([process.execPath, CLI, 'run', '--haproxy', version], 'drydock'),
    ]);
  }, 60_000);

  it.each(CASES.map(({ item }) => [item.name, item] as const))('%s', (name, item: RunCase) => {
    expect(real.get(name)?.log.length, 'the case itself: lines that HAProxy logs').toBe(item.lines);
    expect(ours.get(name)).toEqual(real.get(name));
  });
});

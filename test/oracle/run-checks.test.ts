/**
 * Health checks as servers see them, and what is logged about them: `drydock run` beside the real HAProxy, on the same
 * servers at the same time.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { VERSIONS } from '../../simulator/cli/load.ts';
import { type Origin, origin, pause, quietPorts } from '../sockets/support.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

interface CheckCase {
  readonly name: string;
  /** Lines of the backend; `$a` is the server's port. */
  readonly lines: readonly string[];
  /** What the server says: at once (`greeting`), and to whatever it hears. Null: nobody listens. */
  readonly server: { readonly greeting?: string; readonly answer?: string; readonly ends?: boolean } | null;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const CASES: readonly CheckCase[] = [
  { name: 'a plain connection', lines: ['server s 127.0.0.1:$a check'], server: {} },
  { name: 'nobody listens', lines: ['server s 127.0.0.1:$a check'], server: null },
  { name: 'HTTP', lines: ['option httpchk GET /health', 'server s 127.0.0.1:$a check'], server: { answer: OK } },
  {
    name: 'HTTP/1.1 with a host and a body',
    lines: [
      'option httpchk',
      'http-check send meth POST uri /check ver HTTP/1.1 hdr Host lab.example hdr X-A b body hello',
      'http-check expect string ok',
      'server s 127.0.0.1:$a check',
    ],
    server: { answer: OK },
  },
  {
    name: 'HTTP, the wrong status',
    lines: ['option httpchk GET /', 'server s 127.0.0.1:$a check'],
    server: { answer: 'HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n' },
  },
  { name: 'HTTP, no answer', lines: ['option httpchk GET /', 'server s 127.0.0.1:$a check'], server: {} },
  {
    name: 'HTTP, the server hangs up',
    lines: ['option httpchk GET /', 'server s 127.0.0.1:$a check'],
    server: { answer: '', ends: true },
  },
  {
    name: 'a sequence',
    lines: [
      'option tcp-check',
      'tcp-check expect string READY',
      'tcp-check send PING\\r\\n',
      'tcp-check expect rstring PO[MN]G',
      'server s 127.0.0.1:$a check',
    ],
    server: { greeting: 'READY\r\n', answer: 'PONG\r\n' },
  },
  {
    name: 'a sequence that ends in good order',
    lines: [
      'option tcp-check',
      'tcp-check connect linger',
      'tcp-check send-binary 0b4d53480d1c0d',
      'tcp-check expect min-recv 5 ! rbinary 4145',
      'tcp-check expect rbinary 4141',
      'server s 127.0.0.1:$a check',
    ],
    server: { answer: '\x0bMSA|AA\r\x1c\r' },
  },
  {
    name: 'a sequence with the wrong answer',
    lines: [
      'option tcp-check',
      'tcp-check send PING\\r\\n',
      'tcp-check expect string PONG',
      'server s 127.0.0.1:$a check',
    ],
    server: { answer: 'WHAT?\r\n', ends: true },
  },
  {
    name: 'send-proxy',
    lines: ['option httpchk GET /', 'server s 127.0.0.1:$a check send-proxy'],
    server: { answer: OK },
  },
  {
    name: 'send-proxy-v2',
    lines: ['option httpchk GET /', 'server s 127.0.0.1:$a check send-proxy-v2'],
    server: { answer: OK },
  },
];

interface Seen {
  /** What the server heard on its first connection, and how that ended. */
  readonly heard: string;
  readonly end: string;
  readonly log: readonly string[];
}

const INTER_MS = 400;

async function play(command: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  const origins: Origin[] = [];
  const first = new Map<string, { heard: string; end: string }>();
  const [front = 0, ...ports] = await quietPorts(CASES.length + 1);
  let text = `global\n  log stdout format raw local0\n  nbthread 1\n  spread-checks 0\ndefaults\n  log global\n  timeout connect 300ms\n  timeout client 1s\n  timeout server 1s\n  default-server inter ${INTER_MS}ms fall 1 rise 1\n`;
  for (const [i, item] of CASES.entries()) {
    const port = ports[i]!;
    text += `backend case${i}\n  mode ${item.lines[0]!.includes('httpchk') ? 'http' : 'tcp'}\n`;
    text += item.lines.map((line) => `  ${line.replace('$a', String(port))}\n`).join('');
    const mine = { heard: '', end: 'open' };
    first.set(item.name, mine);
    if (item.server === null) continue;
    const { greeting, answer, ends } = item.server;
    let count = 0;
    origins.push(
      await origin(port, (socket) => {
        const isFirst = count++ === 0;
        if (greeting !== undefined) socket.write(greeting, 'latin1');
        socket.on('data', (data) => {
          const said = data
            .toString('latin1')
            .replace(/(PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1) \d+ \d+/, '$1 PORT PORT');
          if (isFirst) mine.heard += said;
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
      }),
    );
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
      !log.includes(`case${CASES.length - 3}/s `) && waited < 200 && child.exitCode === null;
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
    CASES.map((item, i) => [
      item.name,
      { ...first.get(item.name)!, log: lines.filter((line) => new RegExp(`\\bcase${i}\\b`).test(line)) },
    ]),
  );
}

describeWithEveryHaproxy('health checks of drydock run beside', (haproxy) => {
  const version = VERSIONS.find((v) => haproxy.version.startsWith(`${v}.`)) ?? '3.2';
  let real: ReadonlyMap<string, Seen>;
  let ours: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    [real, ours] = await Promise.all([
      play([haproxy.path, '-db']),
      play([process.execPath, CLI, 'run', '--haproxy', version]),
    ]);
  }, 60_000);

  it.each(CASES.map(({ name }) => name))('%s', (name) => {
    // HAProxy resets a mere connection before the handshake is over, so that the server never sees it; Node cannot.
    const end = name === 'a plain connection' ? 'RST' : real.get(name)!.end;
    expect(ours.get(name)).toEqual({ ...real.get(name), end });
  });

  it('went as meant', () => {
    expect(
      [...real].filter(([, seen]) => seen.log.some((line) => line.includes(' is DOWN'))).map(([name]) => name),
    ).toEqual([
      'nobody listens',
      'HTTP, the wrong status',
      'HTTP, no answer',
      'HTTP, the server hangs up',
      'a sequence with the wrong answer',
    ]);
    expect(new Set([...real.values()].map((seen) => seen.end))).toEqual(new Set(['FIN', 'RST', 'open']));
  });
});

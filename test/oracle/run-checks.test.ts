/**
 * Health checks as servers see them, and what is logged about them: `drydock run` beside the real HAProxy, on the same
 * servers at the same time.
 */
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { VERSIONS } from '../../simulator/cli/load.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { type CheckCase, fixture, playBeside, type Seen } from './check-lab.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

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
  ...[
    { name: 'a program that is content', command: '/bin/true' },
    { name: 'a program that is not', command: '/bin/false' },
    { name: 'a program that is not there', command: 'no-such-program' },
    { name: 'a program that takes too long', command: fixture('check-slow.sh') },
    { name: 'what a program is told', command: fixture('check-told.sh'), more: 'id 12 maxconn 7' },
    { name: 'a program that a signal ends', command: fixture('check-signal.sh') },
  ].map(({ name, command, more = '' }) => ({
    name,
    lines: [
      'option external-check',
      'external-check path /usr/bin:/bin',
      `external-check command ${command}`,
      `server s 127.0.0.1:$a check ${more}`,
    ],
    server: null,
  })),
];

/** HAProxy resets a mere connection before the handshake is over, so that the server never sees it; Node cannot. */
function wanted(name: string, real: Seen): Seen {
  return name === 'a plain connection' ? { ...real, end: 'RST' } : real;
}

describeWithEveryHaproxy('health checks of drydock run beside', (haproxy) => {
  const version = VERSIONS.find((v) => haproxy.version.startsWith(`${v}.`)) ?? '3.2';
  let real: ReadonlyMap<string, Seen>;
  let ours: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    const drydock = [process.execPath, CLI, 'run', '--allow-programs', '--haproxy', version];
    const differs = (name: string, theirs: Seen, mine: Seen): boolean => !isDeepStrictEqual(mine, wanted(name, theirs));
    ({ real, ours } = await playBeside(CASES, [haproxy.path, '-db'], drydock, differs));
  }, 60_000);

  it.each(CASES.map(({ name }) => name))('%s', (name) => {
    expect(ours.get(name)).toEqual(wanted(name, real.get(name)!));
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
      'a program that is not',
      'a program that is not there',
      'a program that takes too long',
      'what a program is told',
      'a program that a signal ends',
    ]);
    expect(new Set([...real.values()].map((seen) => seen.end))).toEqual(new Set(['FIN', 'RST', 'open']));
  });
});

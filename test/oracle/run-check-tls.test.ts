/**
 * Health checks over TLS as servers see them, and what is logged about them: `drydock run` beside the real HAProxy, on the
 * same servers at the same time. How connections end is not compared: HAProxy's own ends in TLS are resets at times.
 */
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { VERSIONS } from '../../simulator/cli/load.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { type CheckCase, fixture, playBeside, type Seen } from './check-lab.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CA = `ca-file ${fixture('authority.crt')}`;
const tls = { crt: 'signed-rsa.pem' };
const both = { crt: 'signed-rsa.pem', alpn: ['h2', 'http/1.1'] };
const http2 = { status: 200, body: 'ok' };
const server = (options: string) => `server s 127.0.0.1:$a check ${options}`;

const CASES: readonly CheckCase[] = [
  { name: 'ssl', lines: [server('ssl verify none')], server: { tls } },
  { name: 'check-ssl', lines: [server('check-ssl verify none')], server: { tls } },
  {
    name: 'ssl, HTTP',
    lines: ['option httpchk GET /', server('ssl verify none')],
    server: { tls, answer: OK },
  },
  { name: 'ssl, a port for checks', lines: [server('ssl verify none port $a')], server: {} },
  {
    name: 'ssl, a port for checks, check-ssl',
    lines: [server('ssl verify none port $a check-ssl')],
    server: { tls },
  },
  {
    name: 'ssl, no-check-ssl',
    lines: ['option httpchk', server('ssl verify none no-check-ssl')],
    server: { answer: OK },
  },
  { name: 'check-sni', lines: [server('ssl verify none check-sni signed.example')], server: { tls } },
  { name: 'sni is for traffic', lines: [server('ssl verify none sni str(signed.example)')], server: { tls } },
  {
    name: 'check-alpn',
    lines: [server('ssl verify none check-alpn foo,http/1.1')],
    server: { tls: both },
  },
  {
    name: 'the server’s alpn',
    lines: [server('ssl verify none alpn http/1.1')],
    server: { tls: both },
  },
  {
    name: 'tcp-check connect ssl',
    lines: ['option tcp-check', 'tcp-check connect ssl sni a.example alpn http/1.1', server('verify none')],
    server: { tls: both },
  },
  {
    name: 'tcp-check connect default',
    lines: ['option tcp-check', 'tcp-check connect default', server('ssl verify none check-sni b.example')],
    server: { tls },
  },
  {
    name: 'tcp-check connect, bare',
    lines: [
      'option tcp-check',
      'tcp-check connect',
      'tcp-check send hello',
      server('ssl verify none check-sni b.example'),
    ],
    server: {},
  },
  {
    name: 'a sequence over TLS',
    lines: ['option tcp-check', 'tcp-check send PING', 'tcp-check expect string PONG', server('ssl verify none')],
    server: { tls, answer: 'PONG' },
  },
  {
    name: 'two connections, the second with TLS',
    lines: [
      'option tcp-check',
      'tcp-check connect port $a ssl',
      'tcp-check connect port $a ssl linger',
      'tcp-check send PING',
      'tcp-check expect string PONG',
      server('verify none'),
    ],
    server: { tls, answer: 'PONG' },
  },
  { name: 'a good certificate', lines: [server(`ssl ${CA}`)], server: { tls } },
  { name: 'a stranger’s certificate', lines: [server(`ssl ${CA}`)], server: { tls: { crt: 'shop.pem' } } },
  { name: 'verifyhost', lines: [server(`ssl ${CA} verifyhost signed.example`)], server: { tls } },
  { name: 'verifyhost, by a wildcard', lines: [server(`ssl ${CA} verifyhost a.wild.example`)], server: { tls } },
  { name: 'verifyhost, another', lines: [server(`ssl ${CA} verifyhost other.example`)], server: { tls } },
  {
    name: 'check-sni, another',
    lines: [server(`ssl ${CA} check-sni other.example verifyhost signed.example`)],
    server: { tls },
  },
  {
    name: 'a stranger’s certificate, in a sequence',
    lines: ['option tcp-check', 'tcp-check connect ssl comment "say hello"', server(CA)],
    server: { tls: { crt: 'shop.pem' } },
  },
  {
    name: 'a certificate is shown',
    lines: [server(`ssl verify none crt ${fixture('client.pem')}`)],
    server: { tls: { ...tls, wants: 'authority.crt' } },
  },
  { name: 'no TLS', lines: [server('ssl verify none')], server: { answer: 'what is this?\n' } },
  { name: 'hangs up', lines: [server('ssl verify none')], server: { answer: '', ends: true } },
  {
    name: 'hangs up, in a sequence',
    lines: ['option tcp-check', server('ssl verify none')],
    server: { answer: '', ends: true },
  },
  { name: 'resets', lines: [server('ssl verify none')], server: { resets: true } },
  { name: 'says nothing', lines: [server('ssl verify none')], server: {} },
  {
    name: 'says nothing, timeout check',
    lines: ['timeout check 100ms', 'option httpchk', server('ssl verify none')],
    server: {},
  },
  { name: 'nobody listens', lines: [server('ssl verify none')], server: null },
  {
    name: 'send-proxy',
    lines: ['option httpchk', server('ssl verify none send-proxy')],
    server: { answer: 'x', ends: true },
  },
  {
    name: 'the host of the request',
    lines: ['option httpchk', 'http-check send ver HTTP/1.1 hdr Host signed.example:443', server('ssl verify none')],
    server: { tls, answer: OK },
  },
  {
    name: 'HTTP/2 by check-alpn',
    lines: [
      'option httpchk',
      'http-check send meth POST uri /up?a=b ver HTTP/2 hdr Host signed.example hdr X-A b body hello',
      'http-check expect string ok',
      server('ssl verify none check-alpn h2'),
    ],
    server: { tls: both, http2 },
  },
  {
    name: 'HTTP/2 by alpn, the wrong status',
    lines: [
      'option httpchk',
      'http-check send ver HTTP/1.1 hdr host b.example',
      server('ssl verify none alpn h2,http/1.1'),
    ],
    server: { tls: both, http2: { status: 503, body: '' } },
  },
  {
    name: 'HTTP/2 by http-check connect',
    lines: [
      'option httpchk',
      'http-check connect ssl alpn h2',
      'http-check send uri /x ver HTTP/1.1 hdr host a',
      server('verify none'),
    ],
    server: { tls: both, http2 },
  },
];

/** What of a case is compared. */
function compared(name: string, { heard, log }: Seen): Partial<Seen> {
  // HAProxy may end the first connection before its server has taken the handshake for complete
  if (name.startsWith('two connections')) return { log };
  // an error of the system's, of another connection even, is among HAProxy's words at times
  const plain = log.map((line) => line.replace(/(handshake failure|configured one|expected one) \([^)]*\)/, '$1'));
  return {
    heard,
    log: name === 'resets' ? plain.map((line) => line.replace(/info: .*(?=, check dur)/, 'info')) : plain,
  };
}

describeWithEveryHaproxy('health checks over TLS of drydock run beside', (haproxy) => {
  const version = VERSIONS.find((v) => haproxy.version.startsWith(`${v}.`)) ?? '3.2';
  let real: ReadonlyMap<string, Seen>;
  let ours: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    const cases = CASES.map((one) => ({ ...one, lines: ['option log-health-checks', ...one.lines] }));
    const differs = (name: string, theirs: Seen, mine: Seen): boolean =>
      !isDeepStrictEqual(compared(name, theirs), compared(name, mine));
    const drydock = [process.execPath, CLI, 'run', '--haproxy', version];
    ({ real, ours } = await playBeside(cases, [haproxy.path, '-db'], drydock, differs));
  }, 60_000);

  it.each(CASES.map(({ name }) => name))('%s', (name) => {
    expect(compared(name, ours.get(name)!)).toEqual(compared(name, real.get(name)!));
  });
});

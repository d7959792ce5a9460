/**
 * The same clients of TLS in front of HAProxy and of Drydock: which certificate they are shown, what is agreed upon, who is
 * turned away, and what servers that want TLS are told.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { client, pause, quietPorts, run } from '../sockets/support.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { versionOf } from './versions.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../sockets/fixtures/${name}`, import.meta.url));
const pem = (name: string) => ({ cert: readFileSync(fixture(name)), key: readFileSync(fixture(name)) });

const NAMES = ['plain', 'strict', 'list', 'old', 'suites', 'asks', 'wants', 'h2', 'none', 'reuse', 'ready'] as const;
const SERVERS = [
  'good',
  'stranger',
  'named',
  'misnamed',
  'asked-by-name',
  'asked-by-wildcard',
  'asked-by-another',
  'deep',
  'unchecked',
  'of-the-system',
  'introduced',
  'shows',
  'lower',
] as const;
type Ports = Readonly<Record<string, number>>;

const config = (ports: Ports, folder: string) => `
global
  ssl-server-verify none
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 3s
  retries 0
listen ready
  bind 127.0.0.1:${ports.ready}
frontend f
  bind 127.0.0.1:${ports.plain} ssl crt ${fixture('shop.pem')} crt ${fixture('lab.pem')}
  bind 127.0.0.1:${ports.strict} ssl crt ${fixture('shop.pem')} strict-sni
  bind 127.0.0.1:${ports.list} ssl strict-sni crt-list ${folder}/list
  bind 127.0.0.1:${ports.old} ssl crt ${fixture('shop.pem')} ssl-max-ver TLSv1.2
  bind 127.0.0.1:${ports.suites} ssl crt ${fixture('shop.pem')} ssl-max-ver TLSv1.2 ciphers ECDHE-RSA-AES128-GCM-SHA256
  bind 127.0.0.1:${ports.asks} ssl crt ${fixture('shop.pem')} ca-file ${fixture('authority.crt')} verify optional
  bind 127.0.0.1:${ports.wants} ssl crt ${fixture('shop.pem')} ca-file ${fixture('authority.crt')} verify required
  bind 127.0.0.1:${ports.h2} ssl crt ${fixture('shop.pem')} alpn h2,http/1.1
  bind 127.0.0.1:${ports.none} ssl crt ${fixture('shop.pem')} alpn http/1.1
  bind 127.0.0.1:${ports.reuse} ssl crt ${fixture('shop.pem')}
  http-request return status 200 content-type text/plain lf-string "%[ssl_fc] %[ssl_fc_sni] %[ssl_fc_protocol] %[ssl_fc_alpn] %[req.ver]"
listen servers
  bind 127.0.0.1:${ports.servers}
  use-server %[path,field(2,/)] if TRUE
  server good 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')}
  server stranger 127.0.0.1:${ports.plain} ssl verify required ca-file ${fixture('authority.crt')}
  server named 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} verifyhost signed.example
  server misnamed 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} verifyhost other.example
  server asked-by-name 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} sni str(SIGNED.example) verifyhost other.example
  server asked-by-wildcard 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} sni str(any.wild.example)
  server asked-by-another 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} sni str(other.example) verifyhost signed.example
  server deep 127.0.0.1:${ports.back} ssl verify required ca-file ${fixture('authority.crt')} verifyhost a.b.wild.example
  server unchecked 127.0.0.1:${ports.plain} ssl ca-file ${fixture('authority.crt')} verifyhost other.example
  server of-the-system 127.0.0.1:${ports.back} ssl verify required ca-file @system-ca
  server introduced 127.0.0.1:${ports.introduced} ssl send-proxy verify required ca-file ${fixture('authority.crt')}
  server shows 127.0.0.1:${ports.wants} ssl verify none crt ${fixture('client.pem')}
  server lower 127.0.0.1:${ports.plain} ssl verify none ssl-max-ver TLSv1.2 alpn http/1.1
frontend introduced
  bind 127.0.0.1:${ports.introduced} accept-proxy ssl crt ${fixture('signed-rsa.pem')}
  http-request return status 200 content-type text/plain lf-string "introduced %[ssl_fc] %[src]"
frontend back
  bind 127.0.0.1:${ports.back} ssl crt ${fixture('signed-rsa.pem')}
  http-request return status 200 content-type text/plain lf-string "back %[ssl_fc_protocol]"
`;

const LIST = `# names
${fixture('signed-rsa.pem')} *.wild.example !not.wild.example both.example
${fixture('signed-ec.pem')} [alpn http/1.1 ssl-min-ver TLSv1.3] both.example ec.example
${fixture('lab.pem')}
`;

interface Case {
  readonly name: string;
  readonly to: (typeof NAMES)[number];
  readonly options?: ConnectionOptions;
}

const CASES: readonly Case[] = [
  { name: 'no name', to: 'plain' },
  { name: 'the first certificate by name', to: 'plain', options: { servername: 'shop.example' } },
  { name: 'the second by name', to: 'plain', options: { servername: 'lab.example' } },
  { name: 'in capitals', to: 'plain', options: { servername: 'LAB.example' } },
  { name: 'by wildcard', to: 'plain', options: { servername: 'www.shop.example' } },
  { name: 'two levels below a wildcard', to: 'plain', options: { servername: 'a.b.shop.example' } },
  { name: 'a name that nobody has', to: 'plain', options: { servername: 'else.example' } },
  { name: 'strict, with the name', to: 'strict', options: { servername: 'shop.example' } },
  { name: 'strict, with another', to: 'strict', options: { servername: 'else.example' } },
  { name: 'strict, without', to: 'strict' },
  { name: 'a filter', to: 'list', options: { servername: 'ec.example' } },
  { name: 'a wildcard filter', to: 'list', options: { servername: 'a.wild.example' } },
  { name: 'a negative filter', to: 'list', options: { servername: 'not.wild.example' } },
  {
    name: 'a name of the certificate that is not among the filters',
    to: 'list',
    options: { servername: 'signed.example' },
  },
  { name: 'a line without filters', to: 'list', options: { servername: 'lab.example' } },
  { name: 'two kinds of keys', to: 'list', options: { servername: 'both.example' } },
  {
    name: 'options of a line: TLS 1.2 is too old',
    to: 'list',
    options: { servername: 'ec.example', maxVersion: 'TLSv1.2' },
  },
  {
    name: 'options of a line: its ALPN',
    to: 'list',
    options: { servername: 'ec.example', ALPNProtocols: ['h2', 'http/1.1'] },
  },
  { name: 'a newest version', to: 'old' },
  { name: 'versions that do not meet', to: 'old', options: { minVersion: 'TLSv1.3' } },
  { name: 'ciphers', to: 'suites' },
  { name: 'ciphers that do not meet', to: 'suites', options: { ciphers: 'ECDHE-RSA-CHACHA20-POLY1305' } },
  { name: 'asked, without a certificate', to: 'asks' },
  { name: 'asked, with one', to: 'asks', options: pem('client.pem') },
  { name: 'asked, with a stranger’s', to: 'asks', options: pem('stranger.pem') },
  { name: 'required, without a certificate', to: 'wants' },
  { name: 'required, with one', to: 'wants', options: pem('client.pem') },
  { name: 'required, with a stranger’s', to: 'wants', options: pem('stranger.pem') },
  { name: 'the listener’s order of protocols', to: 'none', options: { ALPNProtocols: ['h2', 'http/1.1'] } },
  { name: 'no protocol in common', to: 'none', options: { ALPNProtocols: ['foo'] } },
  { name: 'protocols, the client has none', to: 'h2' },
  { name: 'http/1.1 of two', to: 'h2', options: { ALPNProtocols: ['http/1.1'] } },
  { name: 'h2 of two', to: 'h2', options: { ALPNProtocols: ['http/1.1', 'h2'] } },
  { name: 'what is offered by default', to: 'plain', options: { ALPNProtocols: ['h2', 'http/1.1'] } },
];

/** What a client sees: what was agreed upon, and the answer, as far as one can be understood in HTTP/1. */
function look(port: number, options: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    let heard = '';
    let agreed = '';
    const finish = (text: string) => {
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(() => finish(`${agreed} nothing`), 3000);
    socket.once('secureConnect', () => {
      const { subject } = socket.getPeerCertificate();
      const kind = socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType;
      agreed = `${subject?.CN} ${kind} ${socket.getProtocol()} alpn=${socket.alpnProtocol || '-'}`;
      if (socket.getProtocol() === 'TLSv1.2') agreed += ` ${socket.getCipher().name}`;
      if (socket.alpnProtocol === 'h2') finish(agreed);
      else socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      // in TLS 1.3 a client may think that it is connected before it is turned away
      const answer = heard === '' ? 'turned away' : heard.slice(heard.indexOf('\r\n\r\n') + 4);
      finish(heard === '' ? answer : `${agreed} ${answer}`);
    });
  });
}

/** A second connection with the session of the first. */
async function resumed(port: number, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion });
  let session: Buffer | undefined;
  socket.on('session', (one) => {
    session = one;
  });
  socket.on('error', () => undefined);
  socket.once('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  const again = connect({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    maxVersion,
    ...(session ? { session } : {}),
  });
  again.on('error', () => undefined);
  await new Promise((resolve) => again.once('secureConnect', resolve));
  const isReused = again.isSessionReused();
  again.destroy();
  return `reused: ${isReused}`;
}

async function ask(port: number, path: string): Promise<string> {
  const c = await client(port);
  c.socket.write(`GET /${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => c.socket.once('end', resolve));
  c.socket.destroy();
  const heard = c.heard();
  return `${heard.slice(9, 12)} ${heard.startsWith('HTTP/1.1 200') ? heard.slice(heard.indexOf('\r\n\r\n') + 4) : ''}`;
}

async function playAll(ports: Ports): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const { name, to, options } of CASES) seen.set(name, await look(ports[to]!, options));
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    seen.set(`a session of ${version}`, await resumed(ports.reuse!, version));
  for (const name of SERVERS) seen.set(`server ${name}`, await ask(ports.servers!, name));
  return seen;
}

async function freePorts(): Promise<Ports> {
  const names = [...NAMES, 'servers', 'introduced', 'back'];
  const free = await quietPorts(names.length);
  return Object.fromEntries(names.map((name, i) => [name, free[i]!]));
}

const ALL = [
  ...CASES.map(({ name }) => name),
  'a session of TLSv1.2',
  'a session of TLSv1.3',
  ...SERVERS.map((one) => `server ${one}`),
];

describeWithEveryHaproxy('TLS on sockets as', (haproxy) => {
  let real: ReadonlyMap<string, string>;
  let ours: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const folder = temporaryFolder({ list: LIST });
    const ports = await freePorts();
    const files = temporaryFolder({ 'h.cfg': config(ports, folder.path).replace('global', 'global\n  nbthread 1') });
    const child = spawn(haproxy.path, ['-db', '-f', `${files.path}/h.cfg`], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      for (let isReady = false; !isReady && child.exitCode === null; ) {
        const c = await client(ports.ready!);
        c.socket.destroy();
        isReady = c.failure() === null;
        await pause(25);
      }
      real = await playAll(ports);
    } finally {
      child.kill('SIGKILL');
      await ended;
      files.remove();
    }
    const own = await freePorts();
    const subject = await run(config(own, folder.path), versionOf(haproxy));
    try {
      ours = await playAll(own);
    } finally {
      await subject.end();
      folder.remove();
    }
  }, 60_000);

  it.each(ALL)('%s', (name) => {
    expect(real.get(name)).toBeDefined();
    expect(ours.get(name)).toBe(real.get(name));
  });
});

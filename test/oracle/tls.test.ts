/**
 * TLS handshakes with clients and servers: what HAProxy's fetches say of them, whom it turns away, and what it logs. With
 * `RECORD=1` the answers are written down for `test/engine/tls/tls.test.ts`, which needs no program.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { expect, it } from 'vitest';
import {
  BACK_EXPRESSIONS,
  BINDS,
  EXPRESSIONS,
  FILES,
  HANDSHAKES,
  type Handshake,
  key,
  pem,
  tlsConfiguration,
} from '../engine/tls/cases.ts';
import { type Recorded, type RecordedTls, settled } from '../engine/tls/recorded.ts';
import { startHaproxy } from '../support/haproxy.ts';
import { haproxyCheck } from '../support/haproxy-check.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

/** A TLS server that says OK. */
async function startOrigin(): Promise<tls.Server> {
  const server = tls.createServer({ cert: pem('server'), key: key('server') }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Heard {
  readonly answer: string;
  /** The ClientHello as it went over the wire. */
  readonly hello: string;
  readonly cipher: string;
  readonly version: string;
}

/** Plain bytes of what TLS sends are seen by a relay in front of HAProxy. */
async function ask(port: number, one: Handshake): Promise<Heard> {
  let hello = '';
  const relay = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    near.on('data', (data) => {
      if (hello === '') hello = data.toString('latin1');
      far.write(data);
    });
    far.on('data', (data) => near.write(data));
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      a.on('error', () => b.destroy());
      a.on('close', () => b.destroy());
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<Heard>((resolve) => {
      const { certificate, cipher, version, sni, alpn } = one;
      const socket = tls.connect({
        host: '127.0.0.1',
        port: (relay.address() as net.AddressInfo).port,
        rejectUnauthorized: false,
        ...(certificate
          ? {
              cert: pem(certificate === 'alice' ? 'alice-chain' : certificate),
              key: key(certificate === 'alice' ? 'alice' : 'bob'),
            }
          : {}),
        ...(cipher ? { ciphers: cipher } : {}),
        ...(version ? { minVersion: version, maxVersion: version } : {}),
        ...(sni ? { servername: sni } : {}),
        ...(alpn ? { ALPNProtocols: [alpn] } : {}),
      });
      let answer = '';
      let agreed = { cipher: '', version: '' };
      socket.setTimeout(3000, () => socket.destroy());
      socket.on('secureConnect', () => {
        agreed = { cipher: socket.getCipher().name, version: socket.getProtocol() ?? '' };
        socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
      });
      socket.on('data', (data) => {
        answer += data.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve({ answer, hello, ...agreed }));
    });
  } finally {
    relay.close();
  }
}

/** What of the lists this version takes. */
async function known(binary: string): Promise<{ readonly front: string[]; readonly back: string[] }> {
  let front = [...EXPRESSIONS];
  let back = [...BACK_EXPRESSIONS];
  for (let tries = 0; tries < 60; tries++) {
    const text = tlsConfiguration(() => 1, 2, front, back);
    const { lines } = await haproxyCheck({ 'haproxy.cfg': text, ...FILES }, { binary });
    const rows = text.split('\n');
    const bad = lines.flatMap(({ severity, line }) => (severity === 'error' && line !== null ? [rows[line - 1]!] : []));
    const isBad = (which: string) => (_one: string, at: number) =>
      bad.some((row) => row.includes(` x-${which}-${at} `));
    if (bad.length === 0) return { front, back };
    front = front.filter((one, at) => !isBad('f')(one, at));
    back = back.filter((one, at) => !isBad('b')(one, at));
  }
  return { front, back };
}

describeWithEveryHaproxy('TLS', ({ path, version }) => {
  it('is as it is written down', async () => {
    const short = version.split('.').slice(0, 2).join('.');
    const file = new URL(`../engine/tls/recorded-${short}.json`, import.meta.url);
    const origin = await startOrigin();
    const ports = new Map<string, number>();
    for (const bind of Object.keys(BINDS)) ports.set(bind, await freePort());
    const { front, back } = await known(path);
    const text = tlsConfiguration((bind) => ports.get(bind)!, (origin.address() as net.AddressInfo).port, front, back);
    const haproxy = await startHaproxy(text, { binary: path, files: FILES });
    const handshakes: Record<string, RecordedTls> = {};
    try {
      for (const one of HANDSHAKES) {
        const from = haproxy.log.length;
        const { answer, hello, cipher, version: agreed } = await ask(ports.get(one.bind)!, one);
        const line = await haproxy.waitForLog((row) => row !== '', { from });
        const headers = new Map(answer.split('\r\n').map((row) => row.split(/: (.*)/s) as [string, string]));
        const said = (which: string, list: readonly string[]) =>
          answer === '' ? null : list.map((_expression, at) => headers.get(`x-${which}-${at}`) ?? '(none)');
        handshakes[one.name] = settled({
          hello: Buffer.from(hello, 'latin1').toString('base64'),
          cipher,
          version: agreed,
          front: said('f', front),
          back: said('b', back),
          log: line,
        });
      }
    } finally {
      await haproxy.stop();
      origin.close();
    }
    const recorded: Recorded = { front, back, handshakes };
    if (process.env.RECORD) writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
    else expect(withoutHellos(recorded)).toEqual(withoutHellos(JSON.parse(readFileSync(file, 'utf8')) as Recorded));
  }, 60_000);
});

/** What the client offers is the client's business: another Node offers other things. */
function withoutHellos({ front, back, handshakes }: Recorded) {
  const isOffer = (expression: string) => /list|bin|xxh/.test(expression);
  const rows = Object.entries(handshakes).map(([name, { front: said, back: saidBack, log }]) => ({
    name,
    front: said?.filter((_one, at) => !isOffer(front[at]!)),
    back: saidBack,
    log,
  }));
  return { front, back, rows };
}

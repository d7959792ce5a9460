import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyHeader } from '../../simulator/drivers/sockets/proxy-protocol.ts';
import {
  answering,
  client,
  get,
  HTTP_DEFAULTS,
  origin,
  parse,
  run,
  type Subject,
  TCP_DEFAULTS,
  withPorts,
} from './support.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  text: string,
  serve: (socket: Socket) => void = answering('a'),
): Promise<{ port: number; subject: Subject }> {
  const filled = await withPorts(text);
  const server = await origin(filled.ports['a']!, serve);
  cleanups.push(() => server.close());
  const subject = await run(filled.text);
  cleanups.push(() => subject.end());
  return { port: filled.ports['front']!, subject };
}

describe('TLS on a listener', () => {
  const certificate = fileURLToPath(new URL('fixtures/shop.pem', import.meta.url));

  const tlsAsk = (port: number, servername: string, text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({ port, host: '127.0.0.1', servername, rejectUnauthorized: false }, () =>
        socket.write(text),
      );
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      socket.on('end', () => resolve(heard));
      socket.on('error', reject);
    });

  it('speaks HTTP, and tells the engine the server name', async () => {
    const { port, subject } = await start(
      `${HTTP_DEFAULTS}frontend f\n  bind 127.0.0.1:$front ssl crt ${certificate}\n  http-request deny if { ssl_fc_sni evil.example }\n  default_backend b\nbackend b\n  server s 127.0.0.1:$a\n`,
    );
    const text = 'GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n';
    expect(parse(await tlsAsk(port, 'shop.example', text))).toMatchObject({ status: 200, body: 'a' });
    expect(parse(await tlsAsk(port, 'evil.example', text)).status).toBe(403);
    expect(subject.log[0]).toMatchObject({ frontendTls: true, status: 200 });
  });

  it('asks clients for certificates, and lets in whom the authority knows', async () => {
    const folder = new URL('../engine/tls/certificates/', import.meta.url);
    const ca = fileURLToPath(new URL('ca.pem', folder));
    const { port, subject } = await start(
      `${HTTP_DEFAULTS}frontend f\n  bind 127.0.0.1:$front ssl crt ${certificate} ca-file ${ca} verify required\n  http-request return status 200 content-type text/plain lf-string "%[ssl_c_s_dn(cn)] %[ssl_c_verify] %[ssl_f_s_dn(cn)]"\n  default_backend b\nbackend b\n  server s 127.0.0.1:$a\n`,
    );
    const ask = (name: 'bob' | 'old' | null) =>
      new Promise<string>((resolve) => {
        const read = (file: string) => readFileSync(fileURLToPath(new URL(file, folder)));
        const shown = name === null ? {} : { cert: read(`${name}.pem`), key: read('bob.key') };
        const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...shown });
        let heard = '';
        socket.write('GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n');
        socket.on('data', (data) => {
          heard += data.toString('latin1');
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(heard));
      });
    expect(parse(await ask('bob'))).toMatchObject({ status: 200, body: expect.stringMatching(/^bob 0 /) });
    expect(await ask('old')).toBe('');
    expect(await ask(null)).toBe('');
    expect(subject.log.map(({ handshake }) => handshake?.why)).toEqual([
      undefined,
      'SSL client certificate not trusted',
      'SSL handshake failure (error:0A0000C7:SSL routines::peer did not return a certificate)',
    ]);
  });

  it('closes on what is no TLS, and serves the next one', async () => {
    const { port } = await start(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front ssl crt ${certificate}\n  server s 127.0.0.1:$a\n`,
    );
    const plain = await client(port);
    plain.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await plain.over();
    expect(plain.heard()).not.toContain('HTTP/1.1 200');
    plain.socket.destroy();
    const text = 'GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n';
    expect(parse(await tlsAsk(port, 'shop.example', text))).toMatchObject({ status: 200, body: 'a' });
  });
});

describe('TLS to a server', () => {
  it('is spoken where the server line says ssl', async () => {
    const pem = readFileSync(fileURLToPath(new URL('fixtures/lab.pem', import.meta.url)));
    const filled = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a ssl verify none\n`,
    );
    const server = createTlsServer({ cert: pem, key: pem }, answering('secret')).listen(filled.ports['a'], '127.0.0.1');
    cleanups.push(() => server.close());
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    expect(await get(filled.ports['front']!)).toMatchObject({ status: 200, body: 'secret' });
  });
});

describe('the PROXY protocol on a listener', () => {
  const src = { host: '198.51.100.7', port: 1234 };
  const dst = { host: '192.0.2.1', port: 80 };

  it.each(['v1', 'v2'] as const)('%s: the addresses are those of the header', async (version) => {
    const { port, subject } = await start(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front accept-proxy\n  http-request deny unless { src 198.51.100.0/24 }\n  server s 127.0.0.1:$a\n`,
    );
    const c = await client(port);
    const header = proxyHeader(version, src, dst);
    // Together with the beginning of the request; the header itself must come in one piece, as HAProxy wants it.
    c.say(`${header}GET / HTTP/1.1\r\nHo`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    c.say('st: t\r\nConnection: close\r\n\r\n');
    await c.over();
    expect(parse(c.heard())).toMatchObject({ status: 200, body: 'a' });
    expect(subject.log[0]).toMatchObject({ src, dst });
  });

  it('a connection without the header is dropped', async () => {
    const { port, subject } = await start(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front accept-proxy\n  server s 127.0.0.1:$a\n`,
    );
    const c = await client(port);
    c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await c.over();
    expect(c.heard()).toBe('');
    expect(subject.running.state.actconn).toBe(0);
  });

  it('goes on to the server as it came', async () => {
    let heard = '';
    const { port } = await start(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front accept-proxy\n  server s 127.0.0.1:$a send-proxy\n`,
      (socket) => {
        socket.on('data', (data) => {
          heard += data.toString('latin1');
        });
        socket.on('end', () => socket.end());
      },
    );
    const c = await client(port);
    c.socket.end(`${proxyHeader('v1', src, dst)}hello`, 'latin1');
    await c.over();
    expect(heard).toBe('PROXY TCP4 198.51.100.7 192.0.2.1 1234 80\r\nhello');
  });
});

describe('IPv6', () => {
  it('is listened on', async () => {
    const { port, subject } = await start(`${HTTP_DEFAULTS}listen l\n  bind [::1]:$front\n  server s 127.0.0.1:$a\n`);
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '::1', port }, () => socket.write('GET / HTTP/1.0\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => {
        text += data.toString('latin1');
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(parse(heard).body).toBe('a');
    expect(subject.log[0]!.src.host).toBe('::1');
  });
});

describe('an abstract socket', () => {
  it('is listened on, and is a server', async () => {
    const { port } = await start(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server there abns@drydock_$front\n  server app 127.0.0.1:$a backup\nlisten behind\n  bind abns@drydock_$front\n  http-request return status 200 content-type text/plain string through\n`,
    );
    expect((await get(port)).body).toBe('through');
  });
});

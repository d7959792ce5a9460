import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answering,
  client,
  eventually,
  get,
  HTTP_DEFAULTS,
  origin,
  parse,
  pause,
  run,
  type Subject,
  withPorts,
} from './support.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const LISTEN = `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`;

async function start(
  text: string,
  serve: (socket: Socket) => void = answering('a'),
): Promise<{ port: number; subject: Subject; ports: Readonly<Record<string, number>> }> {
  const filled = await withPorts(text);
  const server = await origin(filled.ports['a']!, serve);
  cleanups.push(() => server.close());
  const subject = await run(filled.text);
  cleanups.push(() => subject.end());
  return { port: filled.ports['front']!, subject, ports: filled.ports };
}

/** The same before a server made of node:http, which knows HTTP on its own. */
async function startBefore(handler: (req: IncomingMessage, res: ServerResponse) => void, text = LISTEN) {
  const filled = await withPorts(text);
  const server: Server = createServer(handler);
  server.keepAliveTimeout = 20_000;
  server.listen(filled.ports['a'], '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const subject = await run(filled.text);
  cleanups.push(() => subject.end());
  return { port: filled.ports['front']!, subject, server };
}

/** One request through node:http's own client. */
function ask(
  port: number,
  agent: Agent,
  options: { method?: string; path?: string; headers?: Record<string, string> } = {},
  body?: string | Buffer,
) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, agent, ...options }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part) => parts.push(part));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(parts) }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

describe('HTTP mode', () => {
  it('answers request after request on one connection', async () => {
    const { port, subject } = await start(LISTEN);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 50; i++) expect((await ask(port, agent, { path: `/${i}` })).body.toString()).toBe('a');
    agent.destroy();
    expect(subject.log.length).toBe(50);
    expect(subject.log.every((record) => record.termination === '----' && record.status === 200)).toBe(true);
  });

  it('answers pipelined requests in order', async () => {
    const { port, subject } = await start(LISTEN);
    const c = await client(port);
    const count = 200;
    c.say(Array.from({ length: count }, (_, i) => `GET /${i} HTTP/1.1\r\nHost: t\r\n\r\n`).join(''));
    await c.until((heard) => heard.split('HTTP/1.1 200 OK').length === count + 1);
    expect(subject.log.map((record) => record.request)).toEqual(
      Array.from({ length: count }, (_, i) => `GET /${i} HTTP/1.1`),
    );
    c.socket.destroy();
  });

  it('answers pipelined requests that HAProxy refuses by rule, without recursion', async () => {
    const { port } = await start(`${LISTEN}  http-request deny\n`);
    const c = await client(port);
    const count = 3000;
    c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n'.repeat(count));
    await c.until((heard) => heard.split('HTTP/1.1 403 Forbidden').length === count + 1);
    c.socket.destroy();
  });

  it('survives requests that come byte by byte', async () => {
    const { port } = await start(LISTEN);
    const c = await client(port);
    for (const byte of 'POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n') {
      c.say(byte);
      await pause(1);
    }
    await c.until((heard) => heard.endsWith('\r\n\r\na'));
    c.socket.destroy();
  });

  it('closes when the client asks for it, and after HTTP/1.0', async () => {
    const { port } = await start(LISTEN);
    expect(await get(port)).toMatchObject({ status: 200, body: 'a' });
    const old = await client(port);
    old.say('GET / HTTP/1.0\r\n\r\n');
    await old.over();
    expect(parse(old.heard())).toMatchObject({ status: 200, body: 'a' });
  });

  it('carries bodies both ways: by length, in chunks, none', async () => {
    const { port } = await startBefore((req, res) => {
      const parts: Buffer[] = [];
      req.on('data', (part) => parts.push(part));
      req.on('end', () => {
        const body = Buffer.concat(parts);
        if (req.url === '/chunked') {
          res.write(body.subarray(0, 1000));
          setTimeout(() => res.end(body.subarray(1000)), 5);
        } else if (req.url === '/none') res.writeHead(204).end();
        else res.writeHead(200, { 'content-length': body.length }).end(body);
      });
    });
    const agent = new Agent({ keepAlive: true });
    cleanups.push(() => agent.destroy());
    const body = Buffer.alloc(300_000, 'abcdefg');
    const framings: Record<string, string>[] = [
      { 'content-length': String(body.length) },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const headers of framings) {
      for (const path of ['/length', '/chunked']) {
        const answer = await ask(port, agent, { method: 'POST', path, headers }, body);
        expect(answer.body.equals(body)).toBe(true);
        expect(answer.headers['transfer-encoding']).toBe(path === '/chunked' ? 'chunked' : undefined);
      }
    }
    expect(await ask(port, agent, { path: '/none' })).toMatchObject({ status: 204 });
    const head = await ask(port, agent, { method: 'HEAD', path: '/length' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
  });

  it('passes 100 Continue through', async () => {
    const { port } = await startBefore((req, res) => {
      req.resume();
      req.on('end', () => res.end('thanks'));
    });
    const c = await client(port);
    c.say('POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    await c.until((heard) => heard.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    c.say('body');
    await c.until((heard) => heard.includes('thanks'));
    c.socket.destroy();
  });

  it('becomes a tunnel after 101, and after CONNECT', async () => {
    const { port } = await start(LISTEN, (socket) => {
      socket.once('data', (data) => {
        const isConnect = data.toString().startsWith('CONNECT');
        socket.write(
          isConnect
            ? 'HTTP/1.1 200 OK\r\n\r\n'
            : 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n',
        );
        socket.on('data', (more) => socket.write(more.toString().toUpperCase()));
        socket.on('end', () => socket.end('bye'));
      });
    });
    for (const head of [
      'GET /chat HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n',
      'CONNECT t:1 HTTP/1.1\r\nHost: t:1\r\n\r\n',
    ]) {
      const c = await client(port);
      c.say(head);
      await c.until((heard) => heard.includes('\r\n\r\n'));
      c.say('hello');
      await c.until((heard) => heard.endsWith('HELLO'));
      c.say(' again');
      await c.until((heard) => heard.endsWith(' AGAIN'));
      c.socket.end();
      await c.over();
      expect(c.heard().endsWith('bye')).toBe(true);
    }
  });

  it('answers what it cannot read as HAProxy does', async () => {
    const { port, subject } = await start(LISTEN);
    const c = await client(port);
    c.say('GARBAGE\r\n\r\n');
    await c.over();
    expect(parse(c.heard()).status).toBe(400);
    await eventually(() => subject.log.length === 1, 'one log line');
    expect(subject.log[0]).toMatchObject({ request: '<BADREQ>', termination: 'PR--', status: 400 });
  });

  it('answers 502 to a server that speaks nonsense, and 503 when there is none', async () => {
    const { port } = await start(LISTEN, (socket) => socket.on('data', () => socket.end('what?\r\n\r\n')));
    expect((await get(port)).status).toBe(502);
    const { text, ports } = await withPorts(`${LISTEN}  retries 0\n`);
    const lonely = await run(text);
    cleanups.push(() => lonely.end());
    expect((await get(ports['front']!)).status).toBe(503);
  });

  it('carries out redirect, deny, return and header rules on the wire', async () => {
    const { port } = await startBefore(
      (req, res) => res.end(JSON.stringify(req.headers)),
      `${HTTP_DEFAULTS}frontend f
  bind 127.0.0.1:$front
  http-request deny deny_status 429 if { path /deny }
  http-request redirect location /else code 302 if { path /redirect }
  http-request return status 200 content-type text/plain string "hello" if { path /return }
  http-request set-header X-Path %[path]
  http-response set-header X-Served yes
  option forwardfor
  default_backend b
backend b
  server s 127.0.0.1:$a
`,
    );
    expect((await get(port, '/deny')).status).toBe(429);
    const redirect = await get(port, '/redirect');
    expect(redirect.status).toBe(302);
    expect(redirect.head).toContain('\r\nlocation: /else');
    expect(await get(port, '/return')).toMatchObject({ status: 200, body: 'hello' });
    const plain = await get(port, '/plain');
    expect(plain.head).toContain('\r\nx-served: yes');
    expect(JSON.parse(plain.body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/gi, ''))).toMatchObject({
      'x-path': '/plain',
      'x-forwarded-for': '127.0.0.1',
    });
  });

  it('keeps a client on its server by cookie', async () => {
    const filled = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  cookie SRV insert indirect nocache\n  server a 127.0.0.1:$a cookie one\n  server b 127.0.0.1:$b cookie two\n`,
    );
    for (const name of ['a', 'b']) {
      const server = await origin(filled.ports[name]!, answering(name));
      cleanups.push(() => server.close());
    }
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    const port = filled.ports['front']!;
    const first = await get(port);
    expect(first.head).toContain('\r\nset-cookie: SRV=one; path=/');
    for (let i = 0; i < 4; i++) {
      const next = await get(port, '/', 'Cookie: SRV=one\r\n');
      expect(next.body).toBe('a');
      expect(next.head).not.toContain('set-cookie');
    }
    expect((await get(port, '/', 'Cookie: SRV=two\r\n')).body).toBe('b');
    expect(subject.log.map((record) => record.termination.slice(2))).toEqual(['NI', 'VN', 'VN', 'VN', 'VN', 'VN']);
  });

  it('queues what a server may not take yet, and gives up after timeout queue', async () => {
    const filled = await withPorts(
      `${HTTP_DEFAULTS}  timeout queue 300ms\nlisten l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a maxconn 1\n`,
    );
    const waiting: Socket[] = [];
    const server = await origin(filled.ports['a']!, (socket) => socket.on('data', () => waiting.push(socket)));
    cleanups.push(() => server.close());
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    const port = filled.ports['front']!;
    const first = get(port, '/first');
    await eventually(() => waiting.length === 1, 'the first request is at the server');
    const second = get(port, '/second');
    expect((await second).status).toBe(503);
    const third = get(port, '/third');
    await pause(50);
    waiting[0]!.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1');
    expect(await first).toMatchObject({ status: 200, body: '1' });
    await eventually(() => waiting.length === 2, 'the third request is at the server');
    waiting[1]!.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3');
    expect((await third).body).toBe('3');
    const byPath = (path: string) => subject.log.find((record) => record.request?.includes(path));
    expect(byPath('/second')).toMatchObject({ termination: 'sQ--', status: 503 });
    expect(byPath('/third')).toMatchObject({ termination: '----', srvQueue: 0, status: 200 });
  });

  it('spreads 200 clients at once and 5,000 requests in a row', async () => {
    const { port, subject } = await start(LISTEN);
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const answers = await Promise.all(Array.from({ length: 2000 }, (_, i) => ask(port, agent, { path: `/c${i}` })));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    agent.destroy();
    const one = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 5000; i++) expect((await ask(port, one)).status).toBe(200);
    one.destroy();
    expect(subject.log.length).toBe(7000);
  });
});

describe('large bodies', () => {
  const SIZE = 100 * 1024 * 1024;
  const block = Buffer.alloc(64 * 1024, 'x');

  it('100 MB to a slow reader, and 100 MB to a slow server, in bounded memory', async () => {
    const { port } = await startBefore((req, res) => {
      if (req.method === 'POST') {
        let received = 0;
        req.on('data', (part: Buffer) => {
          received += part.length;
          req.pause();
          setImmediate(() => req.resume());
        });
        req.on('end', () => res.end(String(received)));
        return;
      }
      res.writeHead(200, { 'content-length': SIZE });
      let left = SIZE;
      const more = () => {
        while (left > 0) {
          left -= block.length;
          if (!res.write(block)) {
            res.once('drain', more);
            return;
          }
        }
        res.end();
      };
      more();
    });
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 20);
    const down = await client(port);
    down.socket.removeAllListeners('data');
    let received = 0;
    down.socket.on('data', (data) => {
      received += data.length;
      if (received % 7 === 0) {
        down.socket.pause();
        setTimeout(() => down.socket.resume(), 1);
      }
    });
    down.say('GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n');
    await down.over(40_000);
    expect(received).toBeGreaterThan(SIZE);
    const up = await client(port);
    up.say(`POST / HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: ${SIZE}\r\n\r\n`);
    for (let sent = 0; sent < SIZE; sent += block.length) if (!up.socket.write(block)) await once(up.socket, 'drain');
    await up.over(40_000);
    expect(up.heard()).toContain(String(SIZE));
    clearInterval(watch);
    // Origin, client and Drydock share this process: tens of megabytes, not hundreds.
    expect(peak).toBeLessThan(90 * 1024 * 1024);
  }, 90_000);

  it('a reader that stops reading stops the server', async () => {
    let written = 0;
    const { port } = await start(LISTEN, (socket) => {
      socket.on('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
        const more = () => {
          while (written < SIZE && socket.write(block)) written += block.length;
        };
        socket.on('drain', more);
        more();
      });
    });
    const c = await client(port);
    c.socket.pause();
    c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await pause(700);
    const then = written;
    expect(then).toBeLessThan(40 * 1024 * 1024);
    await pause(300);
    expect(written - then).toBeLessThan(1024 * 1024);
    c.socket.destroy();
  });
});

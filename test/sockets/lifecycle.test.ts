import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answering,
  client,
  eventually,
  get,
  HTTP_DEFAULTS,
  type Origin,
  origin,
  pause,
  run,
  type Subject,
  TCP_DEFAULTS,
  withPorts,
} from './support.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startUp(text: string): Promise<{ ports: Readonly<Record<string, number>>; subject: Subject }> {
  const filled = await withPorts(text);
  const subject = await run(filled.text);
  cleanups.push(() => subject.end());
  return { ports: filled.ports, subject };
}

async function serve(port: number, how: (socket: Socket) => void): Promise<Origin> {
  const server = await origin(port, how);
  cleanups.push(() => server.close());
  return server;
}

const isRefused = async (port: number) => {
  const c = await client(port);
  c.socket.destroy();
  return c.failure() === 'ECONNREFUSED';
};

// As HAProxy 2.6, 3.0 and 3.2 were seen to do it.
describe('soft stop', () => {
  it('leaves idle connections until their next answer with option idle-close-on-response', async () => {
    const { ports, subject } = await startUp(
      `${HTTP_DEFAULTS}  option idle-close-on-response\nlisten l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    await serve(ports['a']!, answering('a'));
    const idle = await client(ports['front']!);
    idle.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await idle.until((heard) => heard.endsWith('\r\n\r\na'));
    subject.running.stop();
    await pause(50);
    expect(idle.ended()).toBe(false);
    idle.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await idle.over();
    expect(idle.heard()).toMatch(/connection: close\r\n\r\na$/);
    await subject.running.ended;
  });

  it('closes listeners and idle connections at once, finishes what is under way, and ends', async () => {
    const { ports, subject } = await startUp(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    const waiting: Socket[] = [];
    await serve(ports['a']!, (socket) => {
      socket.on('data', (data) => {
        if (data.toString().startsWith('GET /slow')) waiting.push(socket);
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const port = ports['front']!;
    const idle = await client(port);
    idle.say('GET /quick HTTP/1.1\r\nHost: t\r\n\r\n');
    await idle.until((heard) => heard.endsWith('ok'));
    const busy = await client(port);
    busy.say('GET /slow HTTP/1.1\r\nHost: t\r\n\r\n');
    await eventually(() => waiting.length === 1, 'a request is at the server');
    const partial = await client(port);
    partial.say('GET /quick HTTP/1.1\r\nHo');
    await pause(50);

    let over = false;
    subject.running.stop();
    subject.running.ended.then(() => {
      over = true;
    });
    await idle.over(500);
    expect(await isRefused(port)).toBe(true);
    expect(busy.ended()).toBe(false);
    partial.say('st: t\r\n\r\n');
    await partial.over();
    expect(partial.heard()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*connection: close\r\n.*ok$/s);
    expect(over).toBe(false);
    waiting[0]!.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow');
    await busy.over();
    expect(busy.heard()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*slow$/s);
    await eventually(() => over, 'the end');
    expect(subject.log.map((record) => record.status)).toEqual([200, 200, 200]);
    for (const c of [idle, busy, partial]) c.socket.destroy();
  });

  it('lets TCP sessions go on until they end', async () => {
    const { ports, subject } = await startUp(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    await serve(ports['a']!, (socket) => {
      socket.on('data', (data) => socket.write(data));
      socket.on('end', () => socket.end());
    });
    const c = await client(ports['front']!);
    c.say('one');
    await c.until((heard) => heard === 'one');
    subject.running.stop();
    await pause(100);
    expect(await isRefused(ports['front']!)).toBe(true);
    c.say('two');
    await c.until((heard) => heard === 'onetwo');
    c.socket.end();
    await c.over();
    await subject.running.ended;
  });

  it('ends at once when nothing is open', async () => {
    const { subject } = await startUp(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a check inter 100ms\n`,
    );
    subject.running.stop();
    await subject.running.ended;
  });

  it('kill cuts everything', async () => {
    const { ports, subject } = await startUp(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    await serve(ports['a']!, (socket) => socket.on('data', (data) => socket.write(data)));
    const c = await client(ports['front']!);
    c.say('x');
    await c.until((heard) => heard === 'x');
    subject.running.kill();
    await subject.running.ended;
    await c.over();
    expect(await isRefused(ports['front']!)).toBe(true);
  });
});

describe('nothing is left behind', () => {
  /** Sockets and timers that keep this process alive. */
  const alive = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Pipe|Timeout/.test(kind)).length;

  it('after 2,000 connections of every sort', async () => {
    const { ports, subject } = await startUp(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  retries 0\n  server a 127.0.0.1:$a\n  server b 127.0.0.1:$b\nlisten t\n  mode tcp\n  bind 127.0.0.1:$tcp\n  server a 127.0.0.1:$a\n`,
    );
    await serve(ports['a']!, answering('a'));
    const before = alive();
    const kinds: ((port: number) => Promise<void>)[] = [
      async (port) => void (await get(port)),
      async (port) => {
        const c = await client(port);
        c.socket.destroy();
      },
      async (port) => {
        const c = await client(port);
        c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
        c.socket.resetAndDestroy();
      },
      async (port) => {
        const c = await client(port);
        c.say('NONSENSE\r\n\r\n');
        await c.over();
        c.socket.destroy();
      },
      async () => {
        const c = await client(ports['tcp']!);
        c.say('GET / HTTP/1.1\r\n\r\n');
        await c.until((heard) => heard.endsWith('a'));
        c.socket.destroy();
      },
    ];
    for (let i = 0; i < 2000; i += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, k) => kinds[(i + k) % kinds.length]!(ports['front']!)));
    }
    const { state } = subject.running;
    await eventually(
      () => state.clients.size === 0 && state.streams.size === 0,
      'the engine has forgotten every client',
    );
    // Idle connections to the server may stay: they are the pool's.
    const pooled = state.conns.size;
    await eventually(
      () => alive() <= before + 2 * pooled + 5,
      `sockets are closed (${alive()} now, ${before} before, ${pooled} pooled)`,
    );
    expect(state.conns.size).toBeLessThan(50);
    subject.running.kill();
    await subject.running.ended;
  }, 60_000);
});

describe('health checks on real sockets', () => {
  it('mark a server DOWN when it goes and UP when it is back; traffic follows', async () => {
    const filled = await withPorts(
      `${HTTP_DEFAULTS}listen l
  bind 127.0.0.1:$front
  option httpchk GET /health
  option redispatch
  server a 127.0.0.1:$a check inter 100ms fall 2 rise 2
  server b 127.0.0.1:$b check inter 100ms fall 2 rise 2
`,
    );
    const a = await origin(filled.ports['a']!, answering('a'));
    await serve(filled.ports['b']!, answering('b'));
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    const port = filled.ports['front']!;
    const bodies = async (count: number) => {
      const seen: string[] = [];
      for (let i = 0; i < count; i++) seen.push((await get(port)).body);
      return seen.sort().join('');
    };
    expect(await bodies(4)).toBe('aabb');
    await a.close();
    await eventually(() => subject.changes.some((change) => change.to === 'DOWN'), 'a is DOWN');
    expect(subject.changes.at(-1)).toMatchObject({ server: 0, from: 'UP', to: 'DOWN', activeLeft: 1 });
    expect(await bodies(4)).toBe('bbbb');
    const again = await origin(filled.ports['a']!, answering('a'));
    cleanups.push(() => again.close());
    await eventually(() => subject.changes.some((change) => change.to === 'UP'), 'a is UP');
    expect(await bodies(4)).toBe('aabb');
  });

  it('notice a server that accepts and says nothing', async () => {
    const filled = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  option httpchk GET /\n  timeout check 100ms\n  server a 127.0.0.1:$a check inter 100ms fall 2\n`,
    );
    const server = await serve(filled.ports['a']!, () => undefined);
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    await eventually(() => subject.changes.some((change) => change.to === 'DOWN'), 'DOWN');
    expect(subject.changes[0]!.probe).toMatchObject({ status: 'L7TOUT' });
    await eventually(() => server.connections.length <= 1, 'probes are closed');
  });
});

describe('limits and idle connections', () => {
  it('lets no more clients in than maxconn, and the next when one leaves', async () => {
    const { ports, subject } = await startUp(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  maxconn 2\n  http-request return status 200 content-type text/plain string "ok"\n`,
    );
    const clients = await Promise.all(Array.from({ length: 6 }, () => client(ports['front']!)));
    for (const c of clients) c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    const answered = () => clients.filter((c) => c.heard().endsWith('ok')).length;
    await eventually(() => answered() === 2, 'two answers');
    await pause(150);
    expect(answered()).toBe(2);
    expect(subject.running.state.actconn).toBe(2);
    for (let left = 1; left <= 4; left++) {
      const done = clients.find((c) => c.heard().endsWith('ok') && !c.socket.destroyed)!;
      done.socket.destroy();
      await eventually(() => answered() === 2 + left, `${2 + left} answers`);
      await pause(30);
      expect(answered()).toBe(2 + left);
      expect(subject.running.state.actconn).toBe(2);
    }
    for (const c of clients) c.socket.destroy();
    await eventually(() => subject.running.state.actconn === 0, 'nobody is left');
  });

  it('closes its side of idle connections that a server closes', async () => {
    const { ports, subject } = await startUp(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    const server = await serve(ports['a']!, (socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        setTimeout(() => socket.end(), 30);
      });
    });
    const clients = await Promise.all(Array.from({ length: 5 }, () => client(ports['front']!)));
    for (const c of clients) {
      c.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
      await c.until((heard) => heard.endsWith('ok'));
    }
    await eventually(() => server.connections.length === 0, 'the server’s connections are closed from both sides');
    expect(subject.running.state.conns.size).toBe(0);
    // The next request takes a new connection.
    clients[0]!.say('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    await clients[0]!.until((heard) => heard.split('200 OK').length === 3);
    for (const c of clients) c.socket.destroy();
  });
});

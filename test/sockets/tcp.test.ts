import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import {
  client,
  eventually,
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

async function setUp(
  serve: Parameters<typeof origin>[1],
  extra = '',
): Promise<{ port: number; subject: Subject; server: Origin }> {
  const { text, ports } = await withPorts(
    `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a ${extra}\n`,
  );
  const server = await origin(ports['a']!, serve);
  cleanups.push(() => server.close());
  const subject = await run(text);
  cleanups.push(() => subject.end());
  return { port: ports['front']!, subject, server };
}

describe('TCP mode', () => {
  it('passes bytes both ways', async () => {
    const { port, subject } = await setUp((socket) => {
      socket.on('data', (data) => socket.write(`<${data.toString()}>`));
      socket.on('end', () => socket.end('bye'));
    });
    const c = await client(port);
    c.say('one');
    await c.until((heard) => heard === '<one>');
    c.say('two');
    await c.until((heard) => heard === '<one><two>');
    c.socket.end();
    await c.over();
    expect(c.heard()).toBe('<one><two>bye');
    await eventually(() => subject.log.length === 1, 'one log line');
    expect(subject.log[0]).toMatchObject({ termination: '--', bytesRead: 13, bytesUploaded: 6, server: 's' });
  });

  it('keeps the other direction open after the client’s half-close', async () => {
    const { port } = await setUp((socket) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      // What comes after the client has said everything.
      socket.on('end', () => setTimeout(() => socket.end(`got ${text}`), 100));
    });
    const c = await client(port);
    c.socket.end('everything');
    await c.over();
    expect(c.heard()).toBe('got everything');
  });

  it('keeps the other direction open after the server’s half-close', async () => {
    let text = '';
    const { port } = await setUp((socket) => {
      socket.end('greeting');
      socket.on('data', (data) => {
        text += data.toString();
      });
    });
    const c = await client(port);
    await c.over();
    expect(c.heard()).toBe('greeting');
    c.say('still here');
    await eventually(() => text === 'still here', 'the server hears it');
    c.socket.end();
  });

  it('speaks first if the server does', async () => {
    const { port } = await setUp((socket) => socket.write('220 hello\r\n'));
    const c = await client(port);
    await c.until((heard) => heard === '220 hello\r\n');
    c.socket.destroy();
  });

  it('tells the server of a reset by the client', async () => {
    const seen: string[] = [];
    const { port, subject } = await setUp((socket) => {
      socket.on('data', () => seen.push('data'));
      socket.on('error', () => seen.push('reset'));
      socket.on('close', () => seen.push('closed'));
    });
    const c = await client(port);
    c.say('x');
    await eventually(() => seen.includes('data'), 'the server hears it');
    c.socket.resetAndDestroy();
    await eventually(() => seen.includes('closed'), 'the server’s connection is over');
    await eventually(() => subject.log.length === 1, 'one log line');
    expect(subject.log[0]!.termination).toBe('CD');
  });

  it('does not connect to a server that refuses, and says so', async () => {
    const { text, ports } = await withPorts(
      `${TCP_DEFAULTS}  retries 0\nlisten l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    const subject = await run(text);
    cleanups.push(() => subject.end());
    const c = await client(ports['front']!);
    await c.over();
    expect(c.heard()).toBe('');
    await eventually(() => subject.log.length === 1, 'one log line');
    expect(subject.log[0]).toMatchObject({ termination: 'SC', server: 's' });
  });

  it('cuts idle connections off after timeout client', async () => {
    const { text, ports } = await withPorts(
      `${TCP_DEFAULTS}  timeout client 200ms\nlisten l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a\n`,
    );
    const server = await origin(ports['a']!, (socket) => {
      socket.on('data', (data) => socket.write(data));
      socket.on('end', () => socket.end());
    });
    cleanups.push(() => server.close());
    const subject = await run(text);
    cleanups.push(() => subject.end());
    const c = await client(ports['front']!);
    c.say('ping');
    await c.until((heard) => heard === 'ping');
    await c.over();
    expect(subject.log[0]).toMatchObject({ termination: 'cD' });
    c.socket.destroy();
  });

  it('carries 20 MB each way at once, to readers that rest now and then', async () => {
    const size = 20 * 1024 * 1024;
    const body = randomBytes(size);
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    const { port } = await setUp((socket) => {
      // An echo: what cannot be sent stops what is read.
      socket.on('data', (data) => {
        if (!socket.write(data)) socket.pause();
      });
      socket.on('drain', () => socket.resume());
      socket.on('end', () => socket.end());
    });
    const c = await client(port);
    c.socket.removeAllListeners('data');
    const parts: Buffer[] = [];
    let received = 0;
    c.socket.on('data', (data) => {
      parts.push(data);
      received += data.length;
      if (parts.length % 50 === 0) {
        c.socket.pause();
        setTimeout(() => c.socket.resume(), 2);
      }
    });
    c.socket.end(body);
    await c.over(20_000);
    expect(received).toBe(size);
    expect(digest(Buffer.concat(parts))).toBe(digest(body));
  });

  it('holds back, in bounds, what a client sends while it waits for a server, and delivers it then', async () => {
    const { text, ports } = await withPorts(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server s 127.0.0.1:$a maxconn 1\n`,
    );
    let received = 0;
    const server = await origin(ports['a']!, (socket) => {
      socket.on('data', (data) => {
        received += data.length;
      });
      socket.on('end', () => socket.end('done'));
    });
    cleanups.push(() => server.close());
    const subject = await run(text);
    cleanups.push(() => subject.end());
    const first = await client(ports['front']!);
    first.say('x');
    await eventually(() => received === 1, 'the first has the server');
    const second = await client(ports['front']!);
    const size = 32 * 1024 * 1024;
    second.socket.end(Buffer.alloc(size));
    await pause(300);
    expect(received).toBe(1);
    // The kernel's buffers take some megabytes; the rest is still with the client.
    expect(second.socket.writableLength).toBeGreaterThan(size / 2);
    first.socket.end();
    await second.over(15_000);
    expect(received).toBe(size + 1);
    expect(second.heard()).toBe('done');
  });
});

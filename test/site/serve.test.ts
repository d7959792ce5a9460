import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, whyNotListening } from '../../scripts/serve.mjs';
import { temporaryFolder } from '../support/temporary.ts';

const outside = temporaryFolder({ 'secret.txt': 'secret' });
const folder = temporaryFolder({
  'index.html': '<h1>home</h1>',
  '404.html': '<h1>absent</h1>',
  'deep/index.html': 'deep',
  'deep/a b.cfg': 'frontend f\n',
  'empty/keep.bin': new Uint8Array([0, 255]),
});
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  server = await serve(folder.path);
});
afterAll(async () => {
  await server.close();
  folder.remove();
  outside.remove();
});

/** Sends a request target as it is: clients such as `fetch` tidy paths first. */
function ask(target: string, method = 'GET', headers = ''): Promise<{ head: string; status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => {
      const [head = '', body = ''] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n', 2);
      resolve({ head, status: Number(head.split(' ')[1]), body });
    });
    socket.write(`${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
  });
}

describe('what it finds', () => {
  it.each([
    ['/', 200, '<h1>home</h1>'],
    ['/?q=1', 200, '<h1>home</h1>'],
    ['/deep/', 200, 'deep'],
    ['/deep/a%20b.cfg', 200, 'frontend f\n'],
    ['/nothing', 404, '<h1>absent</h1>'],
    ['/empty/', 404, '<h1>absent</h1>'],
    ['/index.html/', 404, '<h1>absent</h1>'],
  ])('%s: %i', async (target, status, body) => {
    expect(await ask(target)).toMatchObject({ status, body });
  });

  it('sends a folder to its address with a slash, on this host', async () => {
    expect((await ask('/deep?a=b')).head).toMatch(/^HTTP\/1.1 301 [\s\S]*\r\nlocation: \/deep\/\?a=b\r\n/i);
    expect((await ask('//deep')).head).toMatch(/\r\nlocation: \/deep\/\r\n/i);
  });
});

describe('what it refuses', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/deep/..%2f..%2fsecret.txt',
    '/%',
    '/a%00b',
    '/..\\x',
    'http://x/',
  ])('%s', async (target) => {
    const { status, body } = await ask(target);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
  });

  it('methods that change things', async () => {
    expect((await ask('/', 'POST', 'Content-Length: 0\r\n')).status).toBe(405);
  });
});

it('answers HEAD with the head of GET and nothing more', async () => {
  const { head, body } = await ask('/deep/', 'HEAD');
  expect(head).toMatch(/content-length: 4\r\n/i);
  expect(body).toBe('');
  expect((await ask('/nothing', 'HEAD')).status).toBe(404);
});

it('names types, and compresses where asked', async () => {
  expect((await ask('/deep/a%20b.cfg')).head).toMatch(/content-type: text\/plain; charset=utf-8\r\n/i);
  expect((await ask('/empty/keep.bin')).head).toMatch(/content-type: application\/octet-stream\r\n/i);
  const { head, body } = await ask('/', 'GET', 'Accept-Encoding: gzip\r\n');
  expect(head).toMatch(/content-encoding: gzip/i);
  expect(body).toMatch(/^[0-9a-f]+\r\n\x1f\x8b/); // a chunk's size, then gzip's magic number
});

it('says that a port is taken', async () => {
  expect(await whyNotListening(server.port)).toBe(
    `port ${server.port} is in use; choose another one: PORT=${server.port + 1} npm start`,
  );
  await expect(serve(folder.path, { port: server.port })).rejects.toThrow('EADDRINUSE');
});

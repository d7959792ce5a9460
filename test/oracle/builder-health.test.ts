import { createServer } from 'node:net';
import { test, vi } from 'vitest';
import { builderEdits, type NewHealthCheck } from '../../src/builder/change.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { applyEdits } from '../../src/builder/text.ts';
import { configOf } from '../builder/config.ts';
import { startHaproxy } from '../support/haproxy.ts';
import { describeWith } from '../support/programs.ts';

/**
 * The first line that HAProxy's checks send to the server; `(connects)` when they send nothing. Such a check never completes
 * the handshake, so the server does not see it, but HAProxy says that layer 4 was well.
 */
async function whatIsAsked(configuration: (serverPort: number) => string): Promise<string> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let data = '';
    socket.on('data', (chunk) => {
      data += chunk.toString('latin1');
      socket.end('HTTP/1.0 200 OK\r\n\r\n');
    });
    socket.on('error', () => {});
    socket.on('close', () => asked.push(data.split(/[\r\n]/)[0] || '(connects)'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const haproxy = await startHaproxy(configuration(port));
  try {
    const connectsOnly = async () => {
      const row = (await haproxy.command('show stat')).split('\n').find((line) => line.startsWith('app,a,')) ?? '';
      return row.split(',').includes('L4OK');
    };
    const isKnown = async () => asked.length > 1 || (await connectsOnly());
    await vi.waitUntil(isKnown, { timeout: 10_000, interval: 50 });
    return asked.length === 0 ? '(connects)' : [...new Set(asked)].join(' and ');
  } finally {
    await haproxy.stop();
    await new Promise((closed) => server.close(closed));
  }
}

interface Lines {
  readonly defaults?: readonly string[];
  readonly app?: readonly string[];
  readonly mode?: 'tcp' | 'http';
}

const configuration =
  ({ defaults = [], app = [], mode = 'http' }: Lines) =>
  (serverPort: number) =>
    [
      'defaults base',
      `  mode ${mode}`,
      '  timeout connect 1s',
      '  timeout client 1s',
      '  timeout server 1s',
      '  timeout check 300ms',
      ...defaults.map((line) => `  ${line}`),
      'frontend f from base',
      '  bind unix@./f.sock',
      '  default_backend app',
      'backend app from base',
      ...app.map((line) => `  ${line}`),
      `  server a 127.0.0.1:${serverPort} check inter 200ms`,
      '',
    ].join('\n');

const backendOf = (text: string) => readBuilder(configOf(text)).sections.find(({ name }) => name === 'app');

describeWith('haproxy', 'health checks: the panel and HAProxy', () => {
  const inherited = ['option httpchk GET /d', 'http-check send meth HEAD uri /x'];
  const shown: [string, Lines][] = [
    ['inherited', { defaults: inherited }],
    ['an own option over an inherited send', { defaults: inherited, app: ['option httpchk GET /own'] }],
    ['an own bare option over an inherited send', { defaults: inherited, app: ['option httpchk'] }],
    ['an own send over inherited ones', { defaults: inherited, app: ['http-check send uri /own'] }],
    ['a send behind the option', { app: ['option httpchk GET /a', 'http-check send uri /b'] }],
    ['a send before the option', { app: ['http-check send meth HEAD uri /b', 'option httpchk /a'] }],
    ['a send before a bare option', { app: ['http-check send uri /b', 'option httpchk'] }],
    ['two options', { app: ['option httpchk GET /1', 'option httpchk HEAD /2'] }],
    ['a connect before the send', { app: ['option httpchk', 'http-check connect', 'http-check send uri /b'] }],
  ];
  test.concurrent.for(shown)('%s: what is shown is what is asked', async ([, lines], { expect }) => {
    const text = configuration(lines);
    const health = backendOf(text(1))?.backend?.healthCheck;
    expect(health?.kind).toBe('http');
    expect(await whatIsAsked(text)).toBe(`${health?.method} ${health?.path} HTTP/1.0`);
  });

  const get: NewHealthCheck = { kind: 'http', method: 'GET', path: '/drydock' };
  const wished: [string, Lines, NewHealthCheck, string][] = [
    ['http from nothing', {}, get, 'GET /drydock HTTP/1.0'],
    ['http over inherited lines', { defaults: inherited }, get, 'GET /drydock HTTP/1.0'],
    ['http with a send', { app: ['option httpchk', 'http-check send uri /b'] }, get, 'GET /drydock HTTP/1.0'],
    ['http with a send first', { app: ['http-check send uri /b', 'option httpchk /a'] }, get, 'GET /drydock HTTP/1.0'],
    ['http instead of tcp-check', { app: ['option tcp-check', 'tcp-check send x'] }, get, 'GET /drydock HTTP/1.0'],
    ['tcp instead of http', { app: ['option httpchk GET /a'] }, { kind: 'tcp' }, '(connects)'],
    ['tcp over an inherited http', { defaults: inherited }, { kind: 'tcp' }, '(connects)'],
    ['tcp over inherited steps', { defaults: ['option tcp-check', 'tcp-check send x'] }, { kind: 'tcp' }, '(connects)'],
    [
      'mllp',
      { mode: 'tcp', app: ['option httpchk GET /a'] },
      { kind: 'mllp' },
      '\x0bMSH^~\\&|HAPROXY|LB|MLLP|HL7|20250101000000||NMQ^N01|HC1|P|2.5',
    ],
  ];
  test.concurrent.for(wished)(
    '%s: what is chosen is what is asked',
    async ([, lines, healthCheck, asked], { expect }) => {
      const before = configuration(lines);
      const text = (serverPort: number) => {
        const given = before(serverPort);
        const { edits, refused } = builderEdits(configOf(given), {
          type: 'set-health-check',
          section: backendOf(given)?.section ?? -1,
          healthCheck,
        });
        expect(refused).toBeNull();
        return applyEdits(given, edits);
      };
      const got = await whatIsAsked(text);
      expect(got.replaceAll('|', '')).toBe(asked.replaceAll('|', ''));
    },
  );
});

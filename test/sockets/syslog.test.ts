import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLogBackends } from '../../simulator/drivers/sockets/log-backends.ts';
import { openLogForwards } from '../../simulator/drivers/sockets/log-forward.ts';
import { parseSyslog, syslogText } from '../../simulator/drivers/sockets/syslog.ts';
import { createEngine } from '../../simulator/engine/step.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan as planOf } from '../../simulator/plan/build.ts';

const planFrom = (text: string) => planOf(analyse([{ name: 'h.cfg', text }], { version: '3.0' }).config);

describe('messages are read', () => {
  it.each([
    [
      '<134>Nov 21 15:40:12 haproxy[27449]: GET /',
      { level: 'info', facility: 16, tag: 'haproxy', pid: '27449', host: null, text: 'GET /' },
    ],
    [
      '<29>Nov  1 05:40:12 web1 sshd: hello',
      { level: 'notice', facility: 3, host: 'web1', tag: 'sshd', pid: '', text: 'hello' },
    ],
    [
      '<134>1 2026-11-21T15:40:12.000000+00:00 - haproxy 12 - - GET /',
      { host: null, tag: 'haproxy', pid: '12', text: 'GET /' },
    ],
    ['<13>1 - h app - id [a@1 x="]\\]"] text', { host: 'h', tag: 'app', pid: '', text: 'text' }],
    ['neither', { level: 'info', tag: '', text: 'neither' }],
  ])('%s', (line, expected) => {
    expect(parseSyslog(line, 0)).toMatchObject(expected);
  });

  it('and written again in another form', () => {
    const message = parseSyslog('<134>1 - h app 7 - - text', 0);
    expect(syslogText(message, 'rfc3164', 'local1')).toMatch(/^<134>Jan [ \d]\d \d\d:00:00 h app\[7\]: text$/);
    expect(syslogText({ ...message, facility: null }, 'priority', 'local1')).toBe('<142>text');
  });
});

describe('backends in mode log', () => {
  const TEXT = `backend l
  mode log
  balance log-hash 'field(2,/)'
  hash-type map-based none
  server a udp@127.0.0.1:1
  server b tcp@127.0.0.1:2
backend s
  mode log
  balance sticky
  server a udp@127.0.0.1:1
  server b udp@127.0.0.1:2
  server c udp@127.0.0.1:3 backup
`;
  const plan = planFrom(TEXT);
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const backends = createLogBackends(plan, () => state);
  const set = (server: number, admin: 'ready' | 'maint') => {
    state.proxies[1]!.servers[server]!.admin = admin;
    backends.changed(1, server);
  };

  it('by what the message says', () => {
    expect(backends.choose('l', 'x/0')).toBe('udp@127.0.0.1:1');
    expect(backends.choose('l', 'x/1')).toBe('tcp@127.0.0.1:2');
    expect(backends.choose('nobody', 'x')).toBe(null);
  });

  // What HAProxy 3.0's own test of log backends expects.
  it('sticky: the first of a queue, where those who come back stand last', () => {
    const port = () => backends.choose('s', '')?.slice(-1);
    expect(port()).toBe('1');
    set(0, 'maint');
    expect(port()).toBe('2');
    set(0, 'ready');
    expect(port()).toBe('2');
    set(1, 'maint');
    expect(port()).toBe('1');
    set(0, 'maint');
    expect(port()).toBe('3');
  });
});

it('log-forward takes datagrams and both framings on connections', async () => {
  const lines: string[] = [];
  const port = 20000 + Math.floor(Math.random() * 20000);
  const address = `127.0.0.1:${port}`;
  const opened = await openLogForwards(
    [{ name: 'f', binds: [address], datagramBinds: [address], targets: [] }],
    (_, line) => lines.push(line),
  );
  if (!opened.ok) throw new Error(opened.problem);
  const socket = createSocket('udp4');
  socket.send('<14>one', port, '127.0.0.1');
  const stream = connect(port, '127.0.0.1');
  stream.write('<14>two\n9 <14>three<14>four\n');
  for (let tries = 0; tries < 200 && lines.length < 4; tries++) await new Promise((done) => setTimeout(done, 10));
  stream.destroy();
  socket.close();
  opened.forwards.close();
  expect(lines.sort()).toEqual(['<14>four', '<14>one', '<14>three', '<14>two']);
});

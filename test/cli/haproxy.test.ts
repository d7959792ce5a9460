import { describe, expect, it } from 'vitest';
import { evaluateCondition } from '../../simulator/cli/haproxy/condition.ts';
import { parseHaproxyOptions } from '../../simulator/cli/haproxy/options.ts';
import { main } from '../../simulator/cli/main.ts';
import { temporaryFolder } from '../support/temporary.ts';

const parsed = (line: string) => {
  const result = parseHaproxyOptions(line.split(' '));
  if (!result.ok) throw new Error(`refused: ${line}`);
  return result.options;
};

describe('its command line', () => {
  it('reads values, flags, several files and what stands behind --', () => {
    const options = parsed('-d -W -S fd@7 -dM -dI -L A -n 100 -C /etc -p pid -f a -sf 12 13 -f b -- c d');
    expect(options).toMatchObject({ debug: true, master: true, masterSockets: ['fd@7'], localPeer: 'A', maxconn: 100 });
    expect(options).toMatchObject({
      directory: '/etc',
      pidFile: 'pid',
      files: ['a', 'b', 'c', 'd'],
      oldPids: [12, 13],
    });
  });

  it.each(['-c -z', '-f', 'file', '-cc'])('refuses %s with its usage', (line) => {
    expect(parseHaproxyOptions(line.split(' ')).ok).toBe(false);
  });
});

// The verdicts are HAProxy 3.0's.
it.each([
  ['version_atleast(2.4)', true],
  ['version_atleast(1024)', false],
  ["streq(foo,'foo')", true],
  ['streq("foo bar",\'foo bar\')', true],
  ['streq(foo,bar)', false],
  ['defined(HOME) && streq("$HOME","/h")', true],
  ['1&&!0&&!((streq(a,b)||!streq(a,a)&&1)||strneq(a,a))', true],
  ['1 && !0 && !((streq(a,a) || !streq(a,a) && 1) || strneq(a,a))', false],
  ['', false],
  ['-1000 && 200', true],
  ['200rrr', false],
  ['!(0))', false],
  ['streq(a,"a)', false],
])('-cc %s', (condition, holds) => {
  expect(evaluateCondition(condition, '3.0', { HOME: '/h' }).holds).toBe(holds);
});

async function run(text: string, ...args: string[]) {
  const folder = temporaryFolder({ 'h.cfg': text });
  let out = '';
  let err = '';
  const status = await main(['haproxy', ...args], {
    out(more) {
      out += more;
    },
    err(more) {
      err += more;
    },
    cwd: folder.path,
    env: { DRYDOCK_HAPROXY: '3.0' },
    colorOut: false,
    colorErr: false,
    readStdin: async () => new Uint8Array(),
  });
  folder.remove();
  return { status, out, err };
}

const FINE =
  'defaults\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\nfrontend f\n  bind 127.0.0.1:8080\n';

describe('-c', () => {
  it('says nothing about a valid file, unless asked', async () => {
    expect(await run(FINE, '-c', '-f', 'h.cfg')).toEqual({ status: 0, out: '', err: '' });
    expect((await run(FINE, '-c', '-V', '-f', 'h.cfg')).out).toBe('Configuration file is valid\n');
  });

  it('has alerts with file and line, and the exit status', async () => {
    const { status, err } = await run(`${FINE}  bnid :1\n`, '-c', '-f', 'h.cfg');
    expect(status).toBe(1);
    expect(err).toMatch(/^\[ALERT\] {4}\(\d+\) : config : parsing \[h\.cfg:7\] : /m);
    expect((await run('global\n', '-c', '-f', 'h.cfg')).status).toBe(2);
  });

  it('-q says nothing at all', async () => {
    expect(await run(`${FINE}  bnid :1\n`, '-q', '-c', '-f', 'h.cfg')).toEqual({ status: 1, out: '', err: '' });
  });

  it('-dW refuses a file with warnings', async () => {
    const warned = `${FINE}backend f2\n  server s 127.0.0.1:1\n  option httplog\n`;
    expect((await run(warned, '-c', '-f', 'h.cfg')).status).toBe(0);
    expect((await run(warned, '-dW', '-c', '-f', 'h.cfg')).status).toBe(1);
  });
});

it('-vv lists version, target and features as HAProxy does', async () => {
  const { out } = await run('', '-vv');
  expect(out).toMatch(/^HAProxy version 3\.0\.\d+-/);
  expect(out).toMatch(/^Feature list : .*\+OPENSSL/m);
  expect(out).toMatch(/-LUA /);
});

import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const GOOD = `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen web
  bind 127.0.0.1:8080
  server app1 192.0.2.1:80 check
`;
const BAD = 'frontend web\n  bnid :80\n';
const IDLE = 'global\n  maxconn 100\n';

const verdicts = (out: string) =>
  out
    .split('\n')
    .flatMap((line) => /^(\S+): HAProxy \S+ (.*?)(?: in configuration)?[:.]/.exec(line)?.slice(1).join(' ') ?? []);

describe('drydock check: files and folders', () => {
  const here = shell(
    {
      'sites/b.cfg': GOOD,
      'sites/a/1.cfg': BAD,
      'sites/a/2.conf': IDLE,
      'sites/a/notes.txt': 'not a configuration\n',
      'sites/.git/x.cfg': BAD,
      'plain/one': GOOD,
      'plain/two': BAD,
      'order/b.cfg': 'frontend late\n',
      'order/B.cfg': 'frontend early\n',
      'order/.hidden.cfg': BAD,
      'order/c.conf': BAD,
      'nothing/README': '',
    },
    GOOD,
  );
  afterAll(here.remove);
  mkdirSync(here.file('order/folder.cfg'));
  mkdirSync(here.file('empty'));
  symlinkSync(here.file('sites'), here.file('sites/loop'));

  it('--each: every file below a folder by itself, and a sum', async () => {
    const { status, out, err } = await here.run('check', '--each', 'sites');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(verdicts(out)).toEqual([
      expect.stringMatching(/^sites\/a\/1\.cfg .*fatal errors found/),
      expect.stringMatching(/^sites\/a\/2\.conf .*will not start/),
      expect.stringMatching(/^sites\/b\.cfg .*is valid/),
    ]);
    expect(out).toMatch(/\n3 configurations: 1 valid, 1 refused, 1 no listener\.\n$/);
  });

  it('--each: every file where none is called like a configuration; several names; standard input', async () => {
    const { out } = await here.run('check', '--each', 'plain', 'sites/b.cfg', '-');
    expect(out.match(/^\S.*: HAProxy 3\.2/gm)).toEqual([
      'plain/one: HAProxy 3.2',
      'plain/two: HAProxy 3.2',
      'sites/b.cfg: HAProxy 3.2',
      '(standard input): HAProxy 3.2',
    ]);
  });

  it('--each: what cannot be read is said, and the rest is checked; the status is the worst', async () => {
    const { status, out, err } = await here.run('check', '--each', 'nowhere', 'sites/b.cfg', '--format', 'json');
    expect({ status, err }).toEqual({ status: 1, err: 'drydock check: nowhere: no such file\n' });
    expect(Array.isArray(JSON.parse(out))).toBe(true);
    expect((await here.run('check', '--each', 'sites/b.cfg', 'sites/a/2.conf')).status).toBe(2);
    expect((await here.run('check', '--each', 'sites/a/2.conf', 'sites/a/1.cfg')).status).toBe(1);
    expect((await here.run('check', '--each', 'empty')).err).toBe(
      'drydock check: empty: there is no file below this directory\n',
    );
  });

  it('--each: one array with the files’ names', async () => {
    const found: { file: string }[] = JSON.parse((await here.run('check', '--each', 'sites', '--format', 'json')).out);
    expect(new Set(found.map((f) => f.file))).toContain('sites/a/1.cfg');
    const entries = JSON.parse(
      (await here.run('check', '--each', 'sites', '--format', 'json', '--haproxy', 'all')).out,
    );
    expect(entries).toHaveLength(15);
  });

  it('--each with all versions: a line a configuration', async () => {
    const { out } = await here.run('check', '--each', 'sites', '--haproxy', 'all');
    expect(out.split('\n')[0]).toMatch(/^sites\/a\/1\.cfg: 2\.6 refused \(\d+ errors?\), 2\.8 .*, 3\.4 refused/);
  });

  it('a folder is read as HAProxy reads it: regular *.cfg that are not hidden, by their bytes', async () => {
    const found: { file: string }[] = JSON.parse((await here.run('check', 'order', '--format', 'json')).out);
    expect([...new Set(found.map((f) => f.file))]).toEqual(['order/B.cfg', 'order/b.cfg']);
  });
});

describe('drydock check --build', () => {
  const LUA = GOOD.replace('listen', 'global\n  lua-load x.lua\nlisten');
  const QUIC = GOOD.replace('8080', '8080\n  bind quic4@127.0.0.1:8443 ssl crt x.pem');
  const CONDITION = `.if feature(LUA)\n${GOOD}.else\n${BAD}.endif\n`;
  const here = shell({ 'lua.cfg': LUA, 'quic.cfg': QUIC, 'if.cfg': CONDITION });
  afterAll(here.remove);

  const cases: [string, string[], number, RegExp][] = [
    ['lua.cfg', [], 0, /valid/],
    ['lua.cfg', ['--build', '-LUA'], 1, /error: 'lua-load' needs LUA, which this build has not/],
    ['quic.cfg', ['--build', '-lua'], 0, /valid/],
    ['quic.cfg', ['--build', 'Feature list : +LUA -QUIC +SSL'], 1, /needs QUIC/],
    ['quic.cfg', ['--build', '-SSL', '--build', '-OPENSSL'], 1, /'ssl' needs OPENSSL/],
    ['if.cfg', [], 0, /valid/],
    ['if.cfg', ['--build', '-LUA'], 1, /'bnid'/],
  ];
  it.each(cases)('%s %j', async (file, args, status, out) => {
    expect(await here.run('check', file, ...args)).toEqual({ status, out: expect.stringMatching(out), err: '' });
  });

  it('knows the features’ names', async () => {
    expect((await here.run('check', 'lua.cfg', '--build', '-QIUC')).err).toBe(
      "drydock check: --build: no version has a feature 'QIUC': did you mean QUIC?\n",
    );
    expect((await here.run('check', 'lua.cfg', '--build', 'LUA')).err).toBe(
      "drydock check: --build takes features with + or - in front, such as -LUA or +QUIC, not 'LUA'\n",
    );
  });
});

describe('drydock check --strict-environment', () => {
  const { username } = userInfo();
  const config = (lines: string, server = '192.0.2.1') =>
    GOOD.replace('listen', `${lines}listen`).replace('192.0.2.1', server);
  const here = shell({
    'here.http': 'HTTP/1.0 503 x\r\n\r\n',
    'certs/site.pem': '',
    'files.cfg': config('  errorfile 503 here.http\n  errorfile 500 gone.http\n'),
    'base.cfg': config('')
      .replace('defaults', 'global\n  crt-base certs\ndefaults')
      .replace('8080', '8080 ssl crt site.pem'),
    'user.cfg': config('').replace('defaults', `global\n  user ${username}\n  group no-such-group\ndefaults`),
    'names.cfg': config('', 'localhost'),
    'lost.cfg': config('', 'drydock-test.invalid'),
  });
  afterAll(here.remove);

  const cases: [string, number, string[]][] = [
    ['files.cfg', 1, ["HAProxy needs the file 'gone.http': no such file"]],
    ['base.cfg', 0, []],
    ['user.cfg', 1, ["HAProxy needs the group 'no-such-group', and this machine has none of that name"]],
    ['names.cfg', 0, []],
    ['lost.cfg', 1, ["HAProxy looks up 'drydock-test.invalid' when it starts:"]],
  ];
  it.each(cases)('%s', async (file, status, errors) => {
    const ran = await here.run('check', file, '--strict-environment', '--format', 'json');
    const found: { severity: string; message: string }[] = JSON.parse(ran.out);
    expect(ran.status).toBe(status);
    expect(found.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual(
      errors.map((e) => expect.stringContaining(e)),
    );
    expect(found.filter((f) => f.severity === 'environment')).toEqual([]);
    expect((await here.run('check', file)).status).toBe(0);
  });
});

describe('drydock check: the installed HAProxy', () => {
  const program = '#!/bin/sh\necho "HAProxy version 2.8.5-1 2024/01/01 - https://haproxy.org/"\n';
  const files = { 'good.cfg': GOOD, 'bin/haproxy': program };
  const here = shell(files);
  afterAll(here.remove);
  chmodSync(here.file('bin/haproxy'), 0o755);
  const atTerminal = (...args: string[]) => here.runAt({ PATH: here.file('bin') }, true, 'check', 'good.cfg', ...args);

  it('is named in one line on a terminal, when no version was asked for', async () => {
    expect((await atTerminal()).err).toBe(
      'drydock check: HAProxy 2.8.5 is installed here: --haproxy 2.8 checks for it (this was 3.2)\n',
    );
    expect((await atTerminal('--haproxy', '3.2')).err).toBe('');
    expect((await atTerminal('--format', 'json')).err).toBe('');
    expect((await here.run('check', 'good.cfg')).err).toBe('');
  });
});

describe('drydock check --explain', () => {
  const { run } = shell({});

  it('says what a code means', async () => {
    const { status, out, err } = await run('check', '--explain', 'server-without-check');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^server-without-check\n\n/);
    expect(out.split('\n').length).toBeGreaterThan(5);
  });

  it('says when there is nothing of that name', async () => {
    const { status, out, err } = await run('check', '--explain', 'no-such-code-at-all');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^drydock check: nothing is written about a code 'no-such-code-at-all'/);
  });
});

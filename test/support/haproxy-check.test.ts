import { expect, it } from 'vitest';
import { parseCheckOutput } from './haproxy-check.ts';
import { describeWithEveryHaproxy, haproxyCheck, isAtLeast } from './programs.ts';

it('reads every form of a location', () => {
  const check = (printed: string) => {
    const [line] = parseCheckOutput(`[ALERT]    (17) : ${printed}\n`);
    return line && `${line.severity} ${line.file}:${line.line} ${line.section} | ${line.message}`;
  };
  expect(check("config : parsing [a.cfg:3] : unknown keyword 'x' in 'global' section")).toBe(
    "error a.cfg:3 null | unknown keyword 'x' in 'global' section",
  );
  expect(check('config : parsing [a.cfg:7]: Missing LF on last line')).toBe(
    'error a.cfg:7 null | Missing LF on last line',
  );
  expect(check("config : [a.cfg:14] : 'server b/a' : unknown keyword 'chekc'")).toBe(
    "error a.cfg:14 b | 'server b/a' : unknown keyword 'chekc'",
  );
  expect(check("config : Proxy 'f': unable to find required default_backend: 'nob'.")).toBe(
    "error null:null f | Proxy 'f': unable to find required default_backend: 'nob'.",
  );
  expect(check("http frontend 'm' (a.cfg:25) tries to use incompatible tcp backend 't' (a.cfg:22)")).toBe(
    "error a.cfg:25 m | http frontend 'm' (a.cfg:25) tries to use incompatible tcp backend 't' (a.cfg:22)",
  );
});

it('keeps continuation lines, and leaves out what is about itself', () => {
  const lines = parseCheckOutput(
    [
      '[NOTICE]   (17) : haproxy version is 2.6.12',
      '[NOTICE]   (17) : path to executable is /usr/sbin/haproxy',
      "[WARNING]  (17) : config : missing timeouts for backend 'b'.",
      '   | While not properly invalid,',
      '[ALERT]    (17) : config : Error(s) found in configuration file : a.cfg',
      '[ALERT]    (17) : config : Fatal errors found in configuration.',
      'Warnings were found.',
      'Configuration file is valid',
      '',
    ].join('\n'),
  );
  expect(lines).toEqual([
    {
      severity: 'warning',
      file: null,
      line: null,
      section: 'b',
      message: "missing timeouts for backend 'b'.\n   | While not properly invalid,",
    },
  ]);
});

it('compares versions', () => {
  const newer = ['2.6.12', '3.0.11', '3.2', '10.0'].filter((version) => isAtLeast(version, '3.0'));
  expect(newer).toEqual(['3.0.11', '3.2', '10.0']);
});

describeWithEveryHaproxy('haproxy -c', ({ path: binary }) => {
  it('refuses, finds no listener, accepts', async () => {
    const refused = await haproxyCheck('frontend f\n bind :80\n mode http\n nonsense\n', { binary });
    expect(refused.status).toBe(1);
    expect(refused.lines.map(({ severity, file, line }) => [severity, file, line])).toEqual([
      ['error', 'haproxy.cfg', 4],
    ]);

    const nowhere = await haproxyCheck('backend b\n server s 192.0.2.1:80\n', { binary });
    expect(nowhere.status).toBe(2);

    const timeouts = ['client', 'connect', 'server'].map((name) => ` timeout ${name} 1s\n`).join('');
    const text = `defaults\n${timeouts}frontend f\n bind :80\n default_backend b\nbackend b\n use-server s if { src -f a.lst }\n server s 192.0.2.1:80\n`;
    const accepted = await haproxyCheck({ 'haproxy.cfg': text, 'a.lst': '192.0.2.0/24\n' }, { binary });
    expect(accepted).toMatchObject({ status: 0, lines: [] });
  });
});

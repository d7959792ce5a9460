import { describe, expect, it } from 'vitest';
import { answerLine, type Level, type RuntimeSession } from '../../simulator/drivers/runtime/index.ts';
import { effectivePlan } from '../../simulator/engine/changes.ts';
import type { Output } from '../../simulator/engine/io.ts';
import { createEngine, step } from '../../simulator/engine/step.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan as planOf } from '../../simulator/plan/build.ts';

const TEXT = `global
  stats socket /run/lab.sock level admin
defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
frontend f
  bind 127.0.0.1:8080
  acl busy srv_conn(b/s3) gt 5
  default_backend b
backend b
  stick-table type ip size 1k expire 10s
  server s1 127.0.0.1:8081 check
  server s2 127.0.0.1:8082 weight 3 disabled
  server s3 127.0.0.1:8083
backend fixed
  balance static-rr
`;

/** A process with a runtime socket; `ask` is one connection. */
function start(level: Level = 'admin') {
  const base = planOf(analyse([{ name: 'h.cfg', text: TEXT }], { version: '3.0' }).config);
  const state = createEngine(base, { seed: 1, startMs: 0, explain: false });
  const out: Output[] = [];
  const ask = (line: string): string => {
    const session: RuntimeSession = { level, interactive: false, timed: false, experimental: false, over: false };
    return answerLine(
      {
        get plan() {
          return effectivePlan(base, state);
        },
        state,
        nowMs: 5000,
        process: { pid: 42, release: '3.0.11', node: 'here', bootMs: 0, dateMs: 5000, environment: { A: 'b' } },
        session,
        command: (command) => step(base, state, 5000, { type: 'command', command }, out),
      },
      line,
    );
  };
  return { ask, state, out };
}

const cell = (csv: string, row: string, column: string) => {
  const [head = '', ...lines] = csv.split('\n');
  const at = head.replace('# ', '').split(',').indexOf(column);
  return lines.find((line) => line.startsWith(row))?.split(',')[at];
};

describe('what it shows (the forms are those of HAProxy 3.0)', () => {
  it('show info', () => {
    const text = start().ask('show info');
    expect(text).toMatch(/^Name: HAProxy\nVersion: 3\.0\.11\n/);
    expect(text).toContain('\nPid: 42\nUptime: 0d 0h00m05s\n');
    expect(text.endsWith('\n\n')).toBe(true);
  });

  it('show stat as CSV, by proxy, and typed', () => {
    const { ask } = start();
    const all = ask('show stat');
    expect(all.split('\n')[0]!.split(',')).toHaveLength(114);
    expect(cell(all, 'b,s2,', 'status')).toBe('MAINT');
    expect(cell(all, 'b,s3,', 'status')).toBe('no check');
    expect(cell(all, 'b,BACKEND,', 'act')).toBe('2');
    expect(ask('show stat b 4 2 typed')).toContain('S.3.2.17.status.1:SGP:str:MAINT\n');
    expect(ask('show stat f 1 -1').split('\n')).toHaveLength(4);
  });

  it('show servers state', () => {
    const lines = start().ask('show servers state b').split('\n');
    expect(lines[0]).toBe('1');
    expect(lines[2]).toBe('3 b 1 s1 127.0.0.1 2 0 1 1 5 1 0 2 6 0 0 0 - 8081 - 0 0 - - 0');
    expect(lines[3]).toBe('3 b 2 s2 127.0.0.1 0 5 3 3 5 1 0 0 8 0 0 0 - 8082 - 0 0 - - 0');
  });

  it.each([
    ['show backend', '# name\nb\nfixed\n\n'],
    ['get weight b/s2', '3 (initial 3)\n\n'],
    ['show table', '# table: b, type: ip, size:1024, used:0\n\n'],
    ['show env A', 'A=b\n\n'],
    ['enable server', "Require 'backend/server'.\n\n"],
    ['enable server x/s1', 'No such backend.\n\n'],
    ['enable server b/x', 'No such server.\n\n'],
    [
      'set server b/s1 addr 127.0.0.2 port 99',
      "IP changed from '127.0.0.1' to '127.0.0.2', port changed from '8081' to '99' by 'stats socket command'\n\n",
    ],
    ['show backend; get weight b/s1', '# name\nb\nfixed\n\n1 (initial 1)\n\n'],
  ])('%s', (command, answer) => {
    expect(start().ask(command)).toBe(answer);
  });
});

describe('what it changes', () => {
  it('maintenance and weights', () => {
    const { ask } = start();
    expect(ask('enable server b/s2')).toBe('\n');
    expect(ask('set weight b/s2 50%')).toBe('\n');
    expect(ask('get weight b/s2')).toBe('2 (initial 3)\n\n');
    expect(cell(ask('show stat'), 'b,BACKEND,', 'act')).toBe('3');
    expect(ask('set server b/s1 weight 257')).toContain('Absolute weight');
  });

  it('servers come and go', () => {
    const { ask, state } = start();
    expect(ask('add server fixed/n 127.0.0.1:1')).toContain('Backend must use a dynamic load balancing');
    expect(ask('add server b/s1 127.0.0.1:1')).toContain('Already exists a server with the same name');
    expect(ask('add server b/n')).toContain("'server' expects <name> and <addr>[:<port>] as arguments.");
    expect(ask('add server b/n 127.0.0.1:8084 weight 7')).toBe('New server registered.\n\n');
    expect(cell(ask('show stat'), 'b,n,', 'status')).toBe('MAINT');
    ask('enable server b/n');
    expect(state.proxies[1]!.activeWeight).toBe((1 + 1 + 7) * 16);
    expect(ask('del server b/n')).toContain('Only servers in maintenance mode can be deleted.');
    ask('disable server b/n');
    expect(ask('del server b/n')).toBe('Server deleted.\n\n');
    expect(ask('show stat')).not.toContain('\nb,n,');
    expect(ask('del server b/s3')).toContain('due to other configuration elements pointing to it');
  });

  it('asks for the level', () => {
    expect(start('user').ask('show stat')).toMatch(/^# pxname/);
    expect(start('operator').ask('disable server b/s1')).toBe('Permission denied\n\n');
    expect(start('admin').ask('user; disable server b/s1')).toBe('\nPermission denied\n\n');
  });
});

describe('files of patterns, maps and variables of the process', () => {
  const text = `global
  set-var proc.a int(12)
  set-var proc.b var(proc.none,60),div(proc.a)
  set-var-fmt proc.c "%[var(proc.a)]!"
frontend f
  mode http
  bind 127.0.0.1:8080
  http-request deny if { src -f bad.acl }
  http-request set-header x %[path,map(m.map)]
`;
  const base = planOf(analyse([{ name: 'h.cfg', text }], { version: '3.0' }).config, {
    files: { 'bad.acl': '192.0.2.1\n', 'm.map': '/a one\n/b  two words \n' },
  });
  const state = createEngine(base, { seed: 1, startMs: 0, explain: false });
  const ask = (line: string, payload = '') =>
    answerLine(
      {
        plan: base,
        state,
        nowMs: 0,
        process: { pid: 1, release: '3.0', node: 'n', bootMs: 0, dateMs: 0, environment: {} },
        session: { level: 'admin', interactive: false, timed: false, experimental: true, over: false },
        command: (command) => step(base, state, 0, { type: 'command', command }, []),
      },
      line,
      payload,
    );
  const keys = (answer: string) => answer.replace(/^0x[0-9a-f]+ /gm, '');

  it('maps', () => {
    expect(keys(ask('show map m.map'))).toBe('/a one\n/b two words\n\n');
    expect(ask('add map m.map /c three')).toBe('\n');
    expect(ask('add map m.map', '/d four\n')).toBe('\n');
    expect(ask('set map m.map /a 1')).toBe('\n');
    expect(ask('del map m.map /b')).toBe('\n');
    expect(keys(ask('show map m.map'))).toBe('/a 1\n/c three\n/d four\n\n');
    expect(ask('clear map m.map')).toBe('\n');
    expect(ask('show map m.map')).toBe('\n');
    expect(ask('show map no.map')).toContain('Unknown map identifier');
  });

  it('patterns, with blanks and semicolons behind backslashes', () => {
    expect(ask('add acl bad.acl a\\ b\\;')).toBe('\n');
    expect(keys(ask('show acl bad.acl'))).toBe('192.0.2.1\na b;\n\n');
    expect(ask('del acl bad.acl a\\ b\\;')).toBe('\n');
    expect(keys(ask('show acl bad.acl'))).toBe('192.0.2.1\n\n');
  });

  it('variables', () => {
    expect(ask('get var proc.b')).toBe('proc.b: type=sint value=<5>\n\n');
    expect(ask('get var proc.c')).toBe('proc.c: type=str value=<12!>\n\n');
    expect(ask('set var proc.c fmt %[var(proc.c),length]')).toBe('\n');
    expect(ask('get var proc.c')).toBe('proc.c: type=str value=<3>\n\n');
  });
});

describe('servers that are added, and those that are switched (wording of 3.0)', () => {
  it('follow servers that have a check', () => {
    const { ask, state } = start();
    expect(ask('add server b/n1 127.0.0.1:9 track b/s3')).toBe(
      'unable to use b/s3 for tracking as it does not have any check nor agent enabled.\n\n',
    );
    expect(ask('add server b/n1 127.0.0.1:9 track s1')).toBe('New server registered.\n\n');
    expect(ask('add server b/n2 127.0.0.1:9 track b/n1')).toBe(
      'unable to use b/n1 for tracking as it is a dynamic server.\n\n',
    );
    ask('enable server b/n1');
    const followed = () => state.proxies[1]!.servers.find(({ index }) => index === 3)!.admin;
    expect(followed()).toBe('ready');
    ask('disable server b/s1');
    expect(followed()).toBe('maint');
    ask('enable server b/s1; disable server b/n1');
    expect(ask('del server b/n1')).toBe('Server deleted.\n\n');
  });
  it('are asked only once their checks are enabled, an interval at a time', () => {
    const { ask, state } = start();
    ask('add server b/n1 127.0.0.1:9 check inter 200ms');
    const check = state.proxies[1]!.servers[3]!.check!;
    expect(check.isOff).toBe(true);
    expect(ask('enable health b/n1')).toBe('\n');
    expect(check.isOff).toBe(false);
    expect(ask('enable agent b/n1')).toBe('Agent was not configured on this server, cannot enable.\n\n');
  });
  it('speak TLS if the configuration is ready for it', () => {
    const { ask } = start();
    expect(ask('set server b/s1 ssl on')).toBe(
      "'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n\n",
    );
  });
});

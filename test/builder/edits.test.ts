import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BuilderChange, builderEdits } from '../../src/builder/change.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { configOf } from './config.ts';
import { APP, change, check, checkRefused } from './edit-check.ts';

describe('balance', () => {
  check('the word alone', APP, { type: 'set-balance', algorithm: 'leastconn' }, change('roundrobin ', 'leastconn '));
  check(
    'arguments go with it',
    'backend app\n  balance hash src # x\n',
    { type: 'set-balance', algorithm: 'first' },
    'backend app\n  balance first # x\n',
  );
  check(
    'inherited: a line of its own',
    'defaults\n  balance source\nbackend app\n\tmode tcp # m\n\tserver a 1.1.1.1:1\n',
    { type: 'set-balance', algorithm: 'leastconn' },
    'defaults\n  balance source\nbackend app\n\tmode tcp # m\n\tbalance leastconn\n\tserver a 1.1.1.1:1\n',
  );
  check(
    'inherited and the same: nothing',
    'defaults\n  balance source\nbackend app\n',
    { type: 'set-balance', algorithm: 'source' },
    'defaults\n  balance source\nbackend app\n',
  );
  check('back to what is inherited', APP, { type: 'clear-balance' }, change('balance roundrobin   # one', '# one'));
  check(
    'a line without a comment goes away',
    'backend app\n  balance source\n  server a 1.1.1.1:1\n',
    { type: 'clear-balance' },
    'backend app\n  server a 1.1.1.1:1\n',
  );
  check(
    'a section of one line',
    'backend app',
    { type: 'set-balance', algorithm: 'source' },
    'backend app\n    balance source',
  );
  checkRefused('not an algorithm', APP, { type: 'set-balance', algorithm: 'fastest' }, 'balance-unknown');
  checkRefused(
    'uri in mode tcp',
    'backend app\n mode tcp\n',
    { type: 'set-balance', algorithm: 'uri' },
    'balance-unknown',
  );
});

describe('one word of a server', () => {
  check(
    'address',
    APP,
    { type: 'set-address', on: 'b', address: '10.9.9.9:8080' },
    change('10.0.0.2:80', '10.9.9.9:8080'),
  );
  check('weight in place', APP, { type: 'set-weight', on: 'a', weight: 10 }, change('weight 3', 'weight 10'));
  check(
    'weight before the comment',
    APP,
    { type: 'set-weight', on: 'b', weight: 2 },
    change('80\tcheck', '80\tcheck weight 2'),
  );
  check(
    'weight before a comment that touches',
    APP,
    { type: 'set-weight', on: 'c', weight: 2 },
    change('backup#', 'backup weight 2#'),
  );
  check('weight 1 where nobody says one: nothing', APP, { type: 'set-weight', on: 'b', weight: 1 }, APP);
  check(
    'the last weight counts',
    'backend app\n server a 1.1.1.1:1 weight 1 weight 2\n',
    { type: 'set-weight', on: 'a', weight: 5 },
    'backend app\n server a 1.1.1.1:1 weight 1 weight 5\n',
  );
  check(
    'a cookie called weight',
    'backend app\n server a 1.1.1.1:1 cookie weight\n',
    { type: 'set-weight', on: 'a', weight: 5 },
    'backend app\n server a 1.1.1.1:1 cookie weight weight 5\n',
  );
  check('check off', APP, { type: 'set-check', on: 'a', check: false }, change(' check weight', ' weight'));
  check('check on', APP, { type: 'set-check', on: 'c', check: true }, change('backup#', 'backup check#'));
  check('backup off', APP, { type: 'set-backup', on: 'c', backup: false }, change(' backup# last', '# last'));
  check('backup on', APP, { type: 'set-backup', on: 'a', backup: true }, change('weight 3 ', 'weight 3 backup '));
  check('maxconn', APP, { type: 'set-maxconn', on: 'b', maxconn: 50 }, change('80\tcheck', '80\tcheck maxconn 50'));
  const defaulted = 'backend app\n  default-server check weight 5 maxconn 9\n  server a 1.1.1.1:1\n';
  check(
    'inherited check off',
    defaulted,
    { type: 'set-check', on: 'a', check: false },
    `${defaulted.trimEnd()} no-check\n`,
  );
  check('and on again', `${defaulted.trimEnd()} no-check\n`, { type: 'set-check', on: 'a', check: true }, defaulted);
  check('inherited weight', defaulted, { type: 'set-weight', on: 'a', weight: 1 }, `${defaulted.trimEnd()} weight 1\n`);
  check(
    'no limit where one is inherited',
    defaulted,
    { type: 'set-maxconn', on: 'a', maxconn: null },
    `${defaulted.trimEnd()} maxconn 0\n`,
  );
  check(
    'CRLF',
    'backend app\r\n  server a 1.1.1.1:1\r\n',
    { type: 'set-weight', on: 'a', weight: 2 },
    'backend app\r\n  server a 1.1.1.1:1 weight 2\r\n',
  );
  check(
    'quoted words',
    'backend app\n  server "a" "1.1.1.1:1" weight "2"\n',
    { type: 'set-weight', on: 'a', weight: 3 },
    'backend app\n  server "a" "1.1.1.1:1" weight 3\n',
  );
  checkRefused('weight 257', APP, { type: 'set-weight', on: 'a', weight: 257 }, 'number-invalid');
  checkRefused(
    'an address of two words',
    APP,
    { type: 'set-address', on: 'a', address: '10.0.0.1 disabled' },
    'address-invalid',
  );
  checkRefused(
    'an address with a comment',
    APP,
    { type: 'set-address', on: 'a', address: '10.0.0.1#x' },
    'address-invalid',
  );
  checkRefused('port 0', APP, { type: 'set-address', on: 'c', address: '10.0.0.1:0' }, 'address-invalid');
  checkRefused(
    'an address without a port under checks',
    APP,
    { type: 'set-address', on: 'a', address: '10.0.0.1' },
    'check-without-port',
  );
  check(
    'an address without a port without checks',
    APP,
    { type: 'set-address', on: 'c', address: '10.0.0.9' },
    change('10.0.0.3:80', '10.0.0.9'),
  );
  checkRefused(
    'checks without a port',
    'backend app\n server a 1.1.1.1\n',
    { type: 'set-check', on: 'a', check: true },
    'check-without-port',
  );
  checkRefused(
    'checks of a server that tracks',
    'backend app\n server a 1.1.1.1:1 check\n server b 1.1.1.2:1 track a\n',
    { type: 'set-check', on: 'b', check: true },
    'server-tracks',
  );
  checkRefused(
    'no checks of a server that is tracked',
    'backend app\n server a 1.1.1.1:1 check\n server b 1.1.1.2:1 track app/a\n',
    { type: 'set-check', on: 'a', check: false },
    'server-in-use',
  );
});

describe('servers', () => {
  check(
    'add behind the last, as it is indented',
    APP,
    { type: 'add-server', server: { name: 'd', address: '10.0.0.4:80', weight: 2, check: true, backup: false } },
    `${APP}\tserver d 10.0.0.4:80 weight 2 check\n`,
  );
  check(
    'add to a section without servers',
    'backend app # x\n  mode tcp # y\n\nlisten z\n  bind :1\n',
    { type: 'add-server', server: { name: 'd', address: '10.0.0.4:80' } },
    'backend app # x\n  mode tcp # y\n  server d 10.0.0.4:80\n\nlisten z\n  bind :1\n',
  );
  check(
    'add where cookies are used',
    'backend app\n mode http\n cookie S insert\n server a 1.1.1.1:1 cookie a\n',
    { type: 'add-server', server: { name: 'b', address: '1.1.1.2:1' } },
    'backend app\n mode http\n cookie S insert\n server a 1.1.1.1:1 cookie a\n server b 1.1.1.2:1 cookie b\n',
  );
  check(
    'add where checks are inherited',
    'backend app\n default-server check\n',
    { type: 'add-server', server: { name: 'b', address: '1.1.1.2:1', check: false } },
    'backend app\n default-server check\n server b 1.1.1.2:1 no-check\n',
  );
  checkRefused(
    'add a name that exists',
    APP,
    { type: 'add-server', server: { name: 'a', address: '1.1.1.1:1' } },
    'server-exists',
  );
  checkRefused(
    'add a name with a blank',
    APP,
    { type: 'add-server', server: { name: 'a b', address: '1.1.1.1:1' } },
    'server-invalid',
  );
  check('remove', APP, { type: 'remove-server', on: 'b' }, change('    server b 10.0.0.2:80\tcheck\n', ''));
  check(
    'remove, its comment stays',
    APP,
    { type: 'remove-server', on: 'a' },
    change('server a 10.0.0.1:80 check weight 3   # first', '# first'),
  );
  checkRefused(
    'remove one that is used',
    'backend app\n server a 1.1.1.1:1\n use-server a if TRUE\n',
    { type: 'remove-server', on: 'a' },
    'server-in-use',
  );
  check('rename', APP, { type: 'rename-server', on: 'a', name: 'web-1' }, change('server a ', 'server web-1 '));
  check(
    'rename everywhere',
    'frontend f\n use_backend app if { srv_is_up(app/a) } !{ srv_is_up(other/a) }\nbackend app\n server a 1.1.1.1:1 check cookie a\n server b 1.1.1.2:1 track a\n use-server a if { srv_conn(a) lt 5 }\nbackend other\n server a 1.1.1.1:1 check\n server c 1.1.1.2:1 track app/a\n',
    { type: 'rename-server', on: 'a', name: 'x' },
    'frontend f\n use_backend app if { srv_is_up(app/x) } !{ srv_is_up(other/a) }\nbackend app\n server x 1.1.1.1:1 check cookie a\n server b 1.1.1.2:1 track x\n use-server x if { srv_conn(x) lt 5 }\nbackend other\n server a 1.1.1.1:1 check\n server c 1.1.1.2:1 track app/x\n',
  );
  checkRefused('rename to a name that exists', APP, { type: 'rename-server', on: 'a', name: 'b' }, 'server-exists');
  check(
    'move down, over a comment',
    APP,
    { type: 'move-server', on: 'a', to: 2 },
    `defaults
    mode http

backend app
    balance roundrobin   # one after the other
    # the old machines
    server b 10.0.0.2:80	check
    server c 10.0.0.3:80 backup# last
\tserver a 10.0.0.1:80 check weight 3   # first
`,
  );
  check(
    'move up',
    APP,
    { type: 'move-server', on: 'c', to: 0 },
    `defaults
    mode http

backend app
    balance roundrobin   # one after the other
    # the old machines
    server c 10.0.0.3:80 backup# last
    server a 10.0.0.1:80 check weight 3   # first
\tserver b 10.0.0.2:80	check
`,
  );
  checkRefused(
    'move over a default-server line',
    'backend app\n server a 1.1.1.1:1\n default-server check\n server b 1.1.1.2:1\n',
    { type: 'move-server', on: 'a', to: 1 },
    'default-server-between',
  );
});

describe('bind', () => {
  const listen = 'listen app\n  bind :80 ssl crt /x.pem # in\n  bind 10.0.0.1:81\n';
  check(
    'the address alone',
    listen,
    { type: 'set-bind', on: ':80', address: '[::]:443' },
    listen.replace(':80', '[::]:443'),
  );
  check(
    'several',
    listen,
    { type: 'set-bind', on: '10.0.0.1:81', address: ':81,:82' },
    listen.replace('10.0.0.1:81', ':81,:82'),
  );
  checkRefused('without a port', listen, { type: 'set-bind', on: ':80', address: '10.0.0.1' }, 'bind-address');
  checkRefused('two words', listen, { type: 'set-bind', on: ':80', address: ':80 accept-proxy' }, 'bind-address');
});

describe('opening and closing the panel', () => {
  const folder = new URL('../../content/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cfg'));
  test('there are configurations in the guide', () => expect(files.length).toBeGreaterThan(4));
  test.each(files)('%s: saying again what the panel shows changes nothing', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const config = configOf(text, '3.2');
    for (const section of readBuilder(config).sections) {
      for (const change of sayAgain(section))
        expect(builderEdits(config, change)).toEqual({ edits: [], refused: null });
    }
  });
});

/** Every value of the model, as a change. */
function sayAgain({ section, binds, backend }: ReturnType<typeof readBuilder>['sections'][number]): BuilderChange[] {
  const changes: BuilderChange[] = binds.map(({ line, address }) => ({ type: 'set-bind', section, line, address }));
  if (!backend) return changes;
  changes.push({ type: 'set-balance', section, algorithm: backend.balance.value.algorithm });
  const { stickiness, healthCheck } = backend;
  if (stickiness.kind !== 'other')
    changes.push({ type: 'set-stickiness', section, stickiness: { kind: stickiness.kind } });
  if (healthCheck.kind === 'http') {
    const { method, path } = healthCheck;
    changes.push({
      type: 'set-health-check',
      section,
      healthCheck: { kind: 'http', method: method ?? '', path: path ?? '' },
    });
  } else if (healthCheck.kind !== 'other') {
    changes.push({ type: 'set-health-check', section, healthCheck: { kind: healthCheck.kind } });
  }
  for (const [to, { line, name, address, weight, check, backup, maxconn }] of backend.servers.entries()) {
    changes.push(
      { type: 'set-address', section, line, address },
      { type: 'rename-server', section, line, name },
      { type: 'move-server', section, line, to },
      { type: 'set-weight', section, line, weight: weight.value },
      { type: 'set-maxconn', section, line, maxconn: maxconn.value },
      { type: 'set-check', section, line, check: check.value },
      { type: 'set-backup', section, line, backup: backup.value },
    );
  }
  return changes;
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BuilderChange, builderEdits } from '../../src/builder/change.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { applyEdits } from '../../src/builder/text.ts';
import { configOf } from './config.ts';

/** A change to the section `app`; `on` names the server (or bind) whose line it is about. */
type Wish = { on?: string } & Record<string, unknown> & { type: BuilderChange['type'] };

function run(before: string, wish: Wish) {
  const config = configOf(before);
  const section = readBuilder(config).sections.find(({ name }) => name === 'app');
  const { on, ...change } = wish;
  const line =
    section?.backend?.servers.find(({ name }) => name === on)?.line ??
    section?.binds.find(({ address }) => address === on)?.line;
  const result = builderEdits(config, {
    section: section?.section ?? -1,
    ...(line === undefined ? {} : { line }),
    ...change,
  } as unknown as BuilderChange);
  return { result, after: applyEdits(before, result.edits) };
}

/** These find their line by what they change. */
const ONCE: readonly string[] = ['add-server', 'remove-server', 'rename-server', 'move-server', 'set-bind'];

/** One change: the text after it. */
function check(title: string, before: string, wish: Wish, after: string) {
  test(title, () => {
    const { result, after: got } = run(before, wish);
    expect(result.refused).toBeNull();
    expect(got).toBe(after);
    // Asking again for what is so already changes nothing.
    if (!ONCE.includes(wish.type)) {
      expect(run(got, wish).result).toEqual({ edits: [], refused: null });
    }
  });
}

/** A change that is refused, with its code; the text stays. */
function checkRefused(title: string, before: string, wish: Wish, code: string) {
  test(title, () => {
    const { result, after } = run(before, wish);
    expect(result.refused?.code).toBe(code);
    expect(result.refused?.message).toMatch(/[.]$/);
    expect(after).toBe(before);
  });
}

const APP = `defaults
    mode http

backend app
    balance roundrobin   # one after the other
    # the old machines
    server a 10.0.0.1:80 check weight 3   # first
    server b 10.0.0.2:80	check
\tserver c 10.0.0.3:80 backup# last
`;
const change = (from: string, to: string) => APP.replace(from, to);

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

describe('stickiness', () => {
  const sticky = (kind: string, more = {}) => ({ type: 'set-stickiness', stickiness: { kind, ...more } }) as const;
  const cookies = `defaults
    mode http

backend app
    balance roundrobin   # one after the other
    cookie SRV insert indirect nocache
    # the old machines
    server a 10.0.0.1:80 check weight 3 cookie a   # first
    server b 10.0.0.2:80	check cookie b
\tserver c 10.0.0.3:80 backup cookie c# last
`;
  check('a cookie', APP, sticky('cookie'), cookies);
  check('none again', cookies, sticky('none'), APP);
  check('another name', cookies, sticky('cookie', { name: 'WHO' }), cookies.replace('SRV', 'WHO'));
  check(
    'values that are there stay',
    'backend app\n mode http\n server a 1.1.1.1:1 cookie x\n server b 1.1.1.2:1\n',
    sticky('cookie'),
    'backend app\n mode http\n cookie SRV insert indirect nocache\n server a 1.1.1.1:1 cookie x\n server b 1.1.1.2:1 cookie b\n',
  );
  checkRefused('a cookie in mode tcp', 'backend app\n mode tcp\n', sticky('cookie'), 'cookie-needs-http');
  checkRefused(
    'an inherited cookie cannot be taken back',
    'defaults\n mode http\n cookie S insert\nbackend app\n',
    sticky('none'),
    'cookie-inherited',
  );
  const table = APP.replace('other\n', 'other\n    stick-table type ip size 100k expire 30m\n    stick on src\n');
  check('a stick table', APP, sticky('stick-src'), table);
  check('from a cookie to a table', cookies, sticky('stick-src'), table);
  check('none, from a table', table, sticky('none'), APP);
  check('its expiry', table, sticky('stick-src', { expire: '8h' }), table.replace('30m', '8h'));
  check(
    'its size and expiry where none was',
    'backend app\n stick-table type ip size 1k # t\n stick on src\n',
    sticky('stick-src', { size: '5k', expire: '1h' }),
    'backend app\n stick-table type ip size 5k expire 1h # t\n stick on src\n',
  );
  check(
    'a table that counts stays when the rule goes',
    'backend app\n stick-table type ip size 1k store http_req_rate(10s)\n stick on src # s\n',
    sticky('none'),
    'backend app\n stick-table type ip size 1k store http_req_rate(10s)\n # s\n',
  );
  check(
    'a table that somebody else looks into stays',
    'frontend f\n http-request deny if { src,in_table(app) }\nbackend app\n stick-table type ip size 1k\n stick on src\n',
    sticky('none'),
    'frontend f\n http-request deny if { src,in_table(app) }\nbackend app\n stick-table type ip size 1k\n',
  );
  checkRefused(
    'a table of strings',
    'backend app\n stick-table type string size 1k\n',
    sticky('stick-src'),
    'table-type',
  );
  checkRefused(
    'rules that are not known',
    'backend app\n stick-table type string size 1k\n stick on req.cook(x)\n',
    sticky('none'),
    'stickiness-unknown',
  );
  check('the source balance', APP, sticky('source'), change('roundrobin', 'source'));
  check('and back', change('roundrobin', 'source'), sticky('none'), APP);
  check('from a table to the source balance', table, sticky('source'), change('roundrobin', 'source'));
});

describe('health check', () => {
  const health = (kind: string, more = {}) => ({ type: 'set-health-check', healthCheck: { kind, ...more } }) as const;
  const http = health('http', { method: 'GET', path: '/health' });
  const plain = 'backend app\n    balance source\n    server a 1.1.1.1:1\n    server b 1.1.1.2:1 # b\n';
  const tcp = plain.replace(':1\n', ':1 check\n').replace(' # b', ' check # b');
  const withHttp = tcp.replace('source\n', 'source\n    option httpchk GET /health\n');
  check('tcp: checks on all', plain, health('tcp'), tcp);
  check('none: off all', tcp, health('none'), plain);
  check('http', plain, http, withHttp);
  check(
    'http where some are checked: those only',
    APP,
    http,
    APP.replace('other\n', 'other\n    option httpchk GET /health\n'),
  );
  check(
    'http: another path',
    withHttp,
    health('http', { method: 'HEAD', path: '/up' }),
    withHttp.replace('GET /health', 'HEAD /up'),
  );
  check(
    'http: the version stays',
    'backend app\n option httpchk GET /a HTTP/1.1 # h\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk GET /health HTTP/1.1 # h\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: an option without a request',
    'backend app\n option httpchk\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk GET /health\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: a path only',
    'backend app\n option httpchk /x\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk GET /health\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: in http-check send',
    'backend app\n option httpchk\n http-check send meth HEAD uri /x ver HTTP/1.1 hdr Host a # s\n http-check expect status 200\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk\n http-check send meth GET uri /health ver HTTP/1.1 hdr Host a # s\n http-check expect status 200\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: a send without a method',
    'backend app\n option httpchk\n http-check send uri /x\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk\n http-check send uri /health meth GET\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http over an inherited one',
    'defaults\n option httpchk GET /d\nbackend app\n server a 1.1.1.1:1 check\n',
    http,
    'defaults\n option httpchk GET /d\nbackend app\n option httpchk GET /health\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: a request in the option behind the send',
    'backend app\n http-check send uri /x\n option httpchk /y\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n http-check send uri /health meth GET\n option httpchk GET /health\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http: what is expected stays',
    'backend app\n option tcp-check # t\n http-check expect status 200\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk GET /health\n # t\n http-check expect status 200\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http over an inherited send',
    'defaults\n option httpchk\n http-check send uri /d\nbackend app\n server a 1.1.1.1:1 check\n',
    http,
    'defaults\n option httpchk\n http-check send uri /d\nbackend app\n option httpchk GET /health\n server a 1.1.1.1:1 check\n',
  );
  check(
    'http instead of a conversation',
    'backend app\n option httpchk # h\n http-check connect\n http-check send uri /a\n http-check expect status 200\n http-check connect\n http-check send uri /b # b\n server a 1.1.1.1:1 check\n',
    http,
    'backend app\n option httpchk GET /health # h\n # b\n server a 1.1.1.1:1 check\n',
  );
  check(
    'tcp: the http lines go, their comments stay',
    withHttp.replace('/health', '/health # why'),
    health('tcp'),
    tcp.replace('source\n', 'source\n    # why\n'),
  );
  check(
    'tcp over an inherited http',
    'defaults\n option httpchk GET /d\nbackend app\n server a 1.1.1.1:1 check\n',
    health('tcp'),
    'defaults\n option httpchk GET /d\nbackend app\n option tcp-check\n server a 1.1.1.1:1 check\n',
  );
  const hl7 = (line = '') =>
    `backend app\n    balance source\n${line}    option tcp-check\n    tcp-check connect linger\n    tcp-check send-binary 0b4d53487c5e7e5c267c484150524f58597c4c427c4d4c4c507c484c377c32303235303130313030303030307c7c4e4d515e4e30317c4843317c507c322e350d1c0d\n    tcp-check expect min-recv 20 ! rbinary 4D53417C(4145|4152|4345|4352)\n    tcp-check expect rbinary 4D53417C4[13]41\n    server a 1.1.1.1:1 check\n    server b 1.1.1.2:1 check # b\n`;
  check('mllp', plain, health('mllp'), hl7());
  check(
    'from mllp to tcp',
    hl7('    # a real message\n'),
    health('tcp'),
    tcp.replace('source\n', 'source\n    # a real message\n'),
  );
  check('from http to mllp', withHttp, health('mllp'), hl7());
  check('CRLF', plain.replaceAll('\n', '\r\n'), health('mllp'), hl7().replaceAll('\n', '\r\n'));
  checkRefused('mllp in mode http', 'backend app\n mode http\n', health('mllp'), 'mllp-needs-tcp');
  checkRefused('a path with a blank', plain, health('http', { method: 'GET', path: '/a b' }), 'check-path');
  checkRefused('a path that would be a comment', plain, health('http', { method: 'GET', path: '/a#b' }), 'check-path');
  checkRefused('a server without a port', 'backend app\n server a 1.1.1.1\n', health('tcp'), 'check-without-port');
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

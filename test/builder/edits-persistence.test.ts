import { describe } from 'vitest';
import { APP, change, check, checkRefused } from './edit-check.ts';

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

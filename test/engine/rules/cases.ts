/** Rules and what they make of requests: asked of HAProxy and of ours. The server behind them sends back what it was sent. */

export interface RuleCase {
  readonly name: string;
  readonly front?: readonly string[];
  readonly back?: readonly string[];
  /** Requests, each on a connection of its own, one after the other: `METHOD target`, then header lines, then a body. */
  readonly requests: readonly (readonly string[])[];
  /** Header lines of the server's answer. */
  readonly answer?: readonly string[];
  /** From this version on. */
  readonly since?: '3.0' | '3.2' | '3.4';
}

const get = (target: string, ...headers: string[]) => [`GET ${target}`, ...headers];
const http = (...rules: string[]) => rules.map((rule) => `http-request ${rule}`);
const show = (expression: string) => `http-request return status 200 content-type text/plain lf-string "${expression}"`;

export const RULE_CASES: readonly RuleCase[] = [
  { name: 'set-path', front: http('set-path /x%[path]'), requests: [get('/a?b=1'), get('/')] },
  { name: 'set-pathq', front: http('set-pathq /x?y=1'), requests: [get('/a?b=1')] },
  { name: 'set-query', front: http('set-query c=2'), requests: [get('/a?b=1'), get('/a')] },
  { name: 'set-uri', front: http('set-uri http://other%[url]'), requests: [get('/a?b=1')] },
  { name: 'set-method', front: http('set-method PUT'), requests: [get('/a')] },
  {
    name: 'replace-path',
    front: http('replace-path /foo/(.*) /bar/\\1'),
    requests: [get('/foo/x?y'), get('/other'), get('/a/foo/b')],
  },
  {
    name: 'replace-pathq',
    front: http('replace-pathq ([^?]*)(\\?.*)? \\1/foo\\2'),
    requests: [get('/a?b'), get('/a')],
  },
  { name: 'replace-uri', front: http('replace-uri (.*) /static\\1'), requests: [get('/a?b')] },
  {
    name: 'replace-header',
    front: http(
      'replace-header X-A (.*)b(.*) \\2-\\1',
      'replace-header cookie foo=([^;]*);(.*) foo=\\1;ip=%[int(7)];\\2',
    ),
    requests: [get('/', 'X-A: 1b2, 3b4', 'X-A: none', 'Cookie: foo=1; bar=2')],
  },
  {
    name: 'replace-value',
    front: http('replace-value X-A ^a(.*)$ [\\1]'),
    requests: [get('/', 'X-A: ab, b, ac  ,"a,d"', 'X-A: a')],
  },
  {
    name: 'headers',
    front: http(
      'set-header X-A 1',
      'add-header X-A 2',
      'del-header X-B',
      'del-header x-c -m beg',
      'del-header ^x-d -m reg',
    ),
    requests: [get('/', 'X-A: 0', 'X-B: b', 'X-C1: c', 'X-D2: d', 'Y: y')],
  },
  {
    name: 'variables',
    front: [
      ...http(
        'set-var(txn.a) path',
        'set-var(txn.a,ifnotexists) str(no)',
        'set-var-fmt(txn.b) "%[var(txn.a)]!"',
        'set-var(txn.c) str(c)',
        'unset-var(txn.c)',
        'set-var(txn.n) int(3)',
        'set-var(txn.n,ifgt) int(2)',
      ),
      show('%[var(txn.a)]|%[var(txn.b)]|%[var(txn.c)]|%[var(txn.n)]|%[var(txn.x,none)]'),
    ],
    requests: [get('/p')],
    since: '3.0',
  },
  {
    name: 'scopes',
    front: [
      ...http('set-var(proc.n) str(kept) if { path /set }', 'set-var(req.r) str(r)'),
      'http-response set-header X-Req "%[var(req.r)]"',
      'http-response set-header X-Proc "%[var(proc.n)]"',
    ],
    requests: [get('/set'), get('/see')],
  },
  {
    name: 'types of variables',
    front: [
      ...http('set-var(txn.a) src', 'set-var(txn.b) bin(4142)', 'set-var(txn.m) method'),
      show('%[var(txn.a),hex]|%[var(txn.b),hex]|%[var(txn.m)]|%[var(txn.a),ipmask(8)]'),
    ],
    requests: [get('/')],
  },
  {
    name: 'maps',
    front: [
      ...http(
        'set-map(rules.map) %[path] %[query] if { query -m found }',
        'del-map(rules.map) /gone if { path /gone }',
        'add-acl(rules.lst) %[path] if { path_beg /add }',
        'del-acl(rules.lst) /add1 if { path /del }',
      ),
      `${show('%[path,map(rules.map,none)] %[path,map_beg(rules2.map,none)]')} if { path -f rules.lst }`,
      show('not %[path,map(rules.map,none)]'),
    ],
    requests: [
      get('/one'),
      get('/one?new'),
      get('/one'),
      get('/gone'),
      get('/add1'),
      get('/add1'),
      get('/del'),
      get('/add1'),
      get('/listed'),
    ],
  },
  { name: 'deny', front: http('deny'), requests: [get('/')] },
  { name: 'deny with a status', front: http('deny deny_status 429'), requests: [get('/')] },
  { name: 'deny with headers', front: http('deny status 403 hdr X-Why "%[path]"'), requests: [get('/x')] },
  {
    name: 'deny with a body',
    front: http('deny status 418 content-type text/plain lf-string "no %[path]" hdr X-A b'),
    requests: [get('/x')],
  },
  { name: 'return', front: http('return'), requests: [get('/')] },
  {
    name: 'return with a file',
    front: http('return status 200 content-type text/html file page.html'),
    requests: [get('/')],
  },
  {
    name: 'return with a file of format',
    front: http('return status 200 content-type text/html lf-file page.lf'),
    requests: [get('/x')],
  },
  { name: 'return with an error file', front: http('return status 503 errorfile own.http'), requests: [get('/')] },
  {
    name: 'return with default error files',
    front: http('return status 404 default-errorfiles'),
    requests: [get('/')],
  },
  { name: 'errorfile of the section', front: ['errorfile 403 own.http', ...http('deny')], requests: [get('/')] },
  {
    name: 'auth',
    front: http('auth realm Secret unless { http_auth(users) }'),
    requests: [get('/'), get('/', 'Authorization: Basic dXNlcjpwYXNz'), get('/', 'Authorization: Basic dXNlcjpub25l')],
  },
  { name: 'auth without a realm', front: http('auth'), requests: [get('/')] },
  { name: 'reject', front: http('reject'), requests: [get('/')] },
  { name: 'silent-drop', front: http('silent-drop'), requests: [get('/')] },
  { name: 'tarpit', front: ['timeout tarpit 80ms', ...http('tarpit')], requests: [get('/')] },
  {
    name: 'tarpit with a status',
    front: ['timeout tarpit 80ms', ...http('tarpit deny_status 429')],
    requests: [get('/')],
  },
  {
    name: 'wait-for-body',
    front: [
      ...http('wait-for-body time 1s'),
      show('%[req.body]|%[req.body_len]|%[req.body_size]|%[req.body_param(a)]'),
    ],
    requests: [['POST /', 'Content-Length: 7', 'Content-Type: application/x-www-form-urlencoded', '', 'a=1&b=2']],
  },
  { name: 'early-hint', front: http('early-hint Link "</a.css>"'), requests: [get('/')] },
  { name: 'pause', front: http('pause 50ms'), requests: [get('/')], since: '3.2' },
  {
    name: 'redirect forms',
    front: http(
      'redirect location /to%[path] if { path /l }',
      'redirect prefix https://h code 301 if { path_beg /p }',
      'redirect scheme https drop-query if { path_beg /s }',
      'redirect prefix /q drop-query append-slash set-cookie A=1 if { path_beg /c }',
      'redirect location %[var(txn.none)] ignore-empty',
      'redirect location /end code 308 clear-cookie B=',
    ),
    requests: [get('/l?x'), get('/p?x=1', 'Host: a:80'), get('/s/a?x', 'Host: b'), get('/c/d?x'), get('/none')],
  },
  ...[
    'path-merge-slashes',
    'path-strip-dot',
    'path-strip-dotdot',
    'path-strip-dotdot full',
    'percent-to-uppercase',
    'percent-decode-unreserved',
    'percent-to-uppercase strict',
    'query-sort-by-name',
    'fragment-strip',
    'fragment-encode',
  ].map((how) => ({
    name: `normalize-uri ${how}`,
    front: ['option accept-invalid-http-request', ...http(`normalize-uri ${how}`)],
    requests: [
      get('/a//b/./c/../d/.?z=1&a=2&a=1#f'),
      get('/../a/../../b'),
      get('/%aa%41%7e?%2f'),
      get('/a%zz'),
      get('//x/'),
      get('/a/..'),
      get('/a/.'),
    ],
  })),
  {
    name: 'responses',
    front: [
      'http-response set-status 404 if { path /404 }',
      'http-response set-status 299 reason Odd if { path /odd }',
      'http-response set-header X-R "%[status]"',
      'http-response del-header server',
      'http-response replace-header X-S (.*) <\\1>',
      'http-after-response set-header X-After "%[status]"',
    ].filter((line) => !line.includes('{ path')),
    answer: ['Server: s', 'X-S: v'],
    requests: [get('/')],
  },
  { name: 'set-status', front: ['http-response set-status 404'], requests: [get('/')] },
  { name: 'set-status with a reason', front: ['http-response set-status 299 reason Odd'], requests: [get('/')] },
  { name: 'response deny', front: ['http-response deny'], requests: [get('/')] },
  { name: 'response deny with a status', front: ['http-response deny deny_status 429'], requests: [get('/')] },
  {
    name: 'response return',
    front: ['http-response return status 200 content-type text/plain lf-string "%[res.hdr(x-s)]"'],
    answer: ['X-S: v'],
    requests: [get('/')],
  },
  {
    name: 'after-response on answers of its own',
    front: [
      'http-after-response set-header X-After "%[status]"',
      'http-after-response set-status 599 if { status 403 }',
      ...http('deny if { path /deny }', 'return if { path /return }', 'redirect location /x if { path /redirect }'),
    ],
    requests: [get('/deny'), get('/return'), get('/redirect'), get('/')],
  },
  {
    name: 'captures',
    front: [
      'capture request header X-A len 3',
      'capture response header X-S len 10',
      'declare capture request len 4',
      'http-request capture path id 1',
      'http-request capture req.hdr(x-b) len 5',
      'capture cookie SID len 20',
      'http-request set-var(txn.c) capture.req.hdr(1)',
      'http-response set-header X-C "%[capture.req.hdr(0)]|%[var(txn.c)]|%[capture.res.hdr(0)]|%[capture.req.hdr(2)]"',
    ],
    answer: ['X-S: server-side', 'Set-Cookie: SID=new; path=/'],
    requests: [get('/path', 'X-A: abcdef', 'X-B: bb', 'Cookie: SIDX=1; SID=old'), get('/')],
  },
  {
    name: 'unique id',
    front: [
      'unique-id-format %{+X}o%ci:%[path]',
      'unique-id-header X-Id',
      'http-response set-header X-Id "%[unique-id]"',
    ],
    requests: [get('/x')],
  },
  {
    name: 'rules and allow',
    front: http('set-header X-A 1', 'allow if { path /a }', 'set-header X-A 2'),
    back: http('set-header X-B 1'),
    requests: [get('/a'), get('/b')],
  },
  {
    name: 'use of content rules',
    front: [
      'tcp-request inspect-delay 1s',
      'tcp-request content set-var(txn.t) src',
      'tcp-request content reject if { path /no }',
      'http-request set-header X-T "%[var(txn.t)]"',
    ],
    requests: [get('/yes'), get('/no')],
  },
  {
    name: 'set-src',
    front: [...http('set-src req.hdr(x-ip)', 'set-src-port int(77)'), show('%[src]:%[src_port] %ci:%cp')],
    requests: [get('/', 'X-Ip: 192.0.2.9'), get('/', 'X-Ip: 2001:db8::1')],
  },
  {
    name: 'set-log-level silent',
    front: http('set-log-level silent if { path /s }'),
    requests: [get('/s'), get('/t')],
  },
  {
    name: 'general counters',
    front: [
      'stick-table type ip size 10 expire 1h store gpc0,gpc1,gpt0,http_req_cnt,http_req_rate(1h),conn_cnt,conn_cur,http_err_cnt,sess_cnt',
      ...http(
        'track-sc0 src',
        'sc-inc-gpc0(0)',
        'sc-inc-gpc1(0) if { path /two }',
        'sc-set-gpt0(0) 7 if { path /tag }',
      ),
      show(
        '%[sc0_get_gpc0] %[sc_get_gpc1(0)] %[sc0_get_gpt0] req %[sc0_http_req_cnt] %[sc0_http_req_rate] conn %[sc0_conn_cnt] %[sc0_conn_cur] %[sc0_sess_cnt] err %[sc0_http_err_cnt] tr %[sc0_tracked] %[sc1_tracked] %[sc0_trackers] un %[sc1_get_gpc0] src %[src_get_gpc0({me})] %[src_http_req_cnt({me})] t %[src,table_gpc0({me})] %[src,table_http_req_cnt({me})] %[str(9.9.9.9),table_gpc0({me})] %[src,in_table({me})] %[str(9.9.9.9),in_table({me})] cnt %[table_cnt({me})] %[table_avl({me})] inc %[sc0_inc_gpc1] clr %[sc0_clr_gpc1] %[sc0_get_gpc1]',
      ),
    ],
    requests: [get('/'), get('/two'), get('/tag')],
  },
  {
    name: 'tracked errors',
    front: [
      'stick-table type ip size 10 expire 1h store http_err_cnt,http_fail_cnt,http_err_rate(1h)',
      ...http('track-sc0 src', 'deny if { path /deny }'),
      'http-response set-header X-E "%[sc0_http_err_cnt] %[sc0_http_fail_cnt] %[sc0_http_err_rate]"',
    ],
    requests: [get('/'), get('/deny'), get('/')],
  },
  {
    name: 'tracked by the connection',
    front: [
      'stick-table type ip size 10 expire 1h store conn_cnt,sess_cnt,http_req_cnt,conn_cur',
      'tcp-request connection track-sc0 src',
      show('%[sc0_conn_cnt] %[sc0_sess_cnt] %[sc0_http_req_cnt] %[sc0_conn_cur] %[sc0_trackers]'),
    ],
    requests: [get('/'), get('/')],
  },
  {
    name: 'arrays of counters',
    front: [
      'stick-table type string len 20 size 10 store gpc(3),gpt(2),gpc_rate(3,1h)',
      ...http('track-sc1 path', 'sc-inc-gpc(1,1)', 'sc-add-gpc(2,1) int(5)', 'sc-set-gpt(1,1) 9'),
      show(
        '%[sc_get_gpc(1,1)] %[sc_get_gpc(2,1)] %[sc_get_gpt(1,1)] %[sc_gpc_rate(2,1)] %[sc_get_gpc(0,1)] %[path,table_gpc(2,{me})] %[path,table_gpt(1,{me})]',
      ),
    ],
    requests: [get('/a'), get('/a'), get('/b')],
    since: '3.0',
  },
  {
    name: 'tcp-response content',
    front: ['http-response set-header X-R "%[var(txn.r)]|%[var(txn.f)]|%[var(txn.u)]"'],
    back: [
      'tcp-response content set-var(txn.r) int(5)',
      'tcp-response content set-var-fmt(txn.f) "<%[var(txn.r)]>"',
      'tcp-response content set-var(txn.u) int(6)',
      'tcp-response content unset-var(txn.u)',
      'tcp-response content accept',
      'tcp-response content reject',
    ],
    requests: [get('/')],
  },
  { name: 'tcp-response content reject', back: ['tcp-response content reject'], requests: [get('/')] },
  {
    name: 'connection and session',
    front: [
      'stick-table type ip size 10 expire 1h store gpc0,gpt0,gpc1',
      'tcp-request connection track-sc0 src',
      'tcp-request connection sc-inc-gpc0(0)',
      'tcp-request connection set-var(sess.c) src',
      'tcp-request connection set-var-fmt(sess.f) "<%[src]>"',
      'tcp-request connection accept',
      'tcp-request session sc-inc-gpc1(0)',
      'tcp-request session sc-set-gpt0(0) 4',
      'tcp-request session set-var(sess.s) src_port,bool',
      'tcp-request session unset-var(sess.none)',
      'tcp-request content set-var(txn.c) method',
      'tcp-request content sc-inc-gpc0(0)',
      'tcp-request content capture method len 5',
      'tcp-request content accept',
      show(
        '%[var(sess.c)] %[var(sess.f)] %[var(sess.s)] %[var(txn.c)] %[sc0_get_gpc0] %[sc0_get_gpc1] %[sc0_get_gpt0]',
      ),
    ],
    requests: [get('/'), get('/')],
  },
  { name: 'tcp-request connection reject', front: ['tcp-request connection reject'], requests: [get('/')] },
  { name: 'tcp-request session reject', front: ['tcp-request session reject'], requests: [get('/')] },
  { name: 'tcp-request content reject', front: ['tcp-request content reject'], requests: [get('/')] },
  {
    name: 'what responses may do',
    front: [
      'stick-table type ip size 10 expire 1h store gpc0,gpt0',
      'declare capture response len 8',
      'http-request track-sc0 src',
      'http-response set-var(txn.a) status',
      'http-response set-var-fmt(txn.b) "%[status]"',
      'http-response set-var(txn.c) int(1)',
      'http-response unset-var(txn.c)',
      'http-response sc-inc-gpc0(0)',
      'http-response sc-set-gpt0(0) 3',
      'http-response capture res.hdr(x-s) id 0',
      'http-response set-map(answers.map) %[capture.req.uri] %[status]',
      'http-response add-acl(answers.lst) %[capture.req.uri]',
      'http-response add-header X-M "%[str(/a),map(answers.map,none)] %[var(txn.a)]%[var(txn.b)]%[var(txn.c)] %[sc0_get_gpc0] %[sc0_get_gpt0]"',
      'http-response add-header X-L listed if { capture.req.uri -f answers.lst }',
      'http-response replace-value X-S ^v(.)$ <\\1>',
      'http-response del-map(answers.map) /a',
      'http-response set-log-level notice',
      'http-response set-nice 1',
      'http-response allow',
      'http-response deny',
    ],
    answer: ['X-S: v1, v2, w'],
    requests: [get('/a'), get('/b')],
  },
  {
    name: 'what may be done after responses',
    front: [
      'http-after-response set-var(txn.a) status',
      'http-after-response set-var-fmt(txn.b) "%[status]"',
      'http-after-response unset-var(txn.b)',
      'http-after-response add-header X-A "%[var(txn.a)]%[var(txn.b)]"',
      'http-after-response replace-header X-S v(.) <\\1>',
      'http-after-response replace-value X-T v(.) <\\1>',
      'http-after-response del-header X-D',
      'http-after-response set-status 201',
      'http-after-response strict-mode on',
      'http-after-response allow',
      'http-after-response set-header X-Never here',
    ],
    answer: ['X-S: v1, v2', 'X-T: v1, v2', 'X-D: gone'],
    requests: [get('/')],
  },
  {
    name: 'set for this stream',
    front: [
      ...http(
        'set-dst ipv4(192.0.2.3)',
        'set-dst-port int(99)',
        'set-priority-class int(-5)',
        'set-priority-offset int(300)',
        'set-nice 5',
        'strict-mode on',
        'wait-for-handshake',
        'disable-l7-retry',
      ),
      show('%[dst]:%[dst_port] %[prio_class] %[prio_offset]'),
    ],
    requests: [get('/')],
  },
  {
    name: 'set-timeout',
    back: [
      'http-request set-timeout server 700ms',
      'http-request set-timeout tunnel 9s',
      show('%[cur_server_timeout] %[cur_tunnel_timeout] %[be_server_timeout]'),
    ],
    requests: [get('/')],
  },
  {
    name: 'facts',
    front: [
      'acl yes path_beg /',
      show(
        '%[baseq]|%[req.cook_names]|%[req.hdr_names(:)]|%[http_auth_user]|%[http_auth_type]|%[http_auth_bearer]|%[stopping]|%[act_conn]|%[src_is_local]|%[dst_is_local]|%[bytes_in,bool]|%[fe_sess_rate,bool]|%[fe_req_rate,bool]|%[thread]|%[nbproc]|%[proc]|%[uuid,length]|%[req.body_size]|%[acl(yes)]|%[acl(!yes)]',
      ),
    ],
    requests: [
      get('/p?q=1', 'Cookie: a=1; b=2', 'Authorization: Bearer tok'),
      get('/', 'Authorization: Basic dXNlcjpwYXNz'),
    ],
    since: '3.0',
  },
  {
    name: 'no content rules match',
    front: ['tcp-request content reject if { src 192.0.2.1 }', show('ok')],
    requests: [get('/')],
  },
];

export const RULE_FILES: Readonly<Record<string, string>> = {
  'rules.map': '/one 1\n/gone here\n',
  'rules2.map': '/o o\n/on on\n',
  'answers.map': '/x x\n',
  'answers.lst': '/x\n',
  'rules.lst': '/listed\n/one\n/gone\n',
  'page.html': '<b>%[path]</b>\n',
  'page.lf': '<b>%[path]</b>\n',
  'own.http': 'HTTP/1.1 503 Gone Fishing\r\nX-Own: yes\r\nContent-Type: text/plain\r\n\r\nown page\n',
};

/** One frontend and one backend a case; `portOf` is where it listens. */
export function ruleConfiguration(cases: readonly RuleCase[], portOf: (at: number) => number, origin: number): string {
  const lines = [
    'global',
    '  expose-experimental-directives',
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 1s',
    '  timeout client 2s',
    '  timeout server 2s',
    'userlist users',
    '  user user insecure-password pass',
  ];
  for (const [at, { front = [], back = [] }] of cases.entries()) {
    lines.push(
      `frontend f${at}`,
      `  bind 127.0.0.1:${portOf(at)}`,
      `  log-format "%f %ST %tsc %B %hr %hs %CC %CS %ID"`,
    );
    lines.push(...front.map((line) => `  ${line.replaceAll('{me}', `f${at}`)}`), `  default_backend b${at}`);
    lines.push(`backend b${at}`, ...back.map((line) => `  ${line}`), `  server s 127.0.0.1:${origin}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What a client sends. */
export function requestText(lines: readonly string[]): string {
  const blank = lines.indexOf('');
  const head = blank < 0 ? lines : lines.slice(0, blank);
  const host = head.some((line) => line.startsWith('Host:')) ? [] : ['Host: h'];
  const body = blank < 0 ? '' : lines.slice(blank + 1).join('\n');
  return `${[`${head[0]} HTTP/1.1`, ...host, ...head.slice(1), 'Connection: close'].join('\r\n')}\r\n\r\n${body}`;
}

/** Checks and servers: what HAProxy concludes of them is asked of the program, and of ours. */
import type { CheckServer } from './check-world.ts';

export interface CheckCase {
  readonly name: string;
  /** Lines of the backend. */
  readonly lines: readonly string[];
  readonly server: CheckServer;
  /** More words on the server's line. */
  readonly options?: string;
}

const http = (answers: string): CheckServer => ({ answers, closes: 'end' });
const httpchk = 'option httpchk';
const tcp = (...rules: readonly string[]) => ['option tcp-check', ...rules.map((rule) => `tcp-check ${rule}`)];
const MLLP = tcp(
  'connect linger',
  'send-binary 0b4d53487c5e7e5c267c484150524f58597c4c427c4d4c4c507c484c377c32303235303130313030303030307c7c4e4d515e4e30317c4843317c507c322e350d1c0d',
  'expect min-recv 20 ! rbinary 4D53417C(4145|4152|4345|4352)',
  'expect rbinary 4D53417C4[13]41',
);
const acknowledgement = (code: string) => `\x0bMSH|^~\\&|X|Y|Z|W|2025||ACK|1|P|2.5\rMSA|${code}|HC1\r\x1c\r`;

/** MySQL: a packet with its number. */
const packet = (number: number, body: string) =>
  `${String.fromCharCode(body.length)}\0\0${String.fromCharCode(number)}${body}`;
const greeting = packet(0, '\x0a8.0.31\0AAAABBBB');
const mysqlError = packet(2, '\xff\x15\x04Access denied');
/** SPOP: a frame with its items. */
const frame = (type: string, items: string) =>
  `\0\0\0${String.fromCharCode(items.length + 7)}${type}\0\0\0\x01\0\0${items}`;
const agentHello = '\x07version\x08\x032.0\x0emax-frame-size\x03\xfc\xf0\x06\x0ccapabilities\x08\0';
const says = (answers: string, closes?: 'end'): CheckServer => ({ answers, ...(closes ? { closes } : {}) });
const body = 'HTTP/1.0 200 Fine\r\nX-State: ready, steady\r\nX-Load: 7\r\nContent-Length: 5\r\n\r\nhello';

const PROTOCOLS: readonly CheckCase[] = [
  { name: 'redis_ok', lines: ['option redis-check'], server: says('+PONG\r\n') },
  { name: 'redis_loading', lines: ['option redis-check'], server: says('-LOADING Redis is busy\r\n', 'end') },
  { name: 'redis_empty', lines: ['option redis-check'], server: { closes: 'end' } },
  { name: 'redis_silent', lines: ['option redis-check', 'timeout check 100ms'], server: {} },
  { name: 'ssl_hello_ok', lines: ['option ssl-hello-chk'], server: says('\x15\x03\0\0\x02\x02\x28') },
  { name: 'ssl_hello_bad', lines: ['option ssl-hello-chk'], server: says('HTTP/1.0 400 Bad\r\n\r\n') },
  { name: 'ssl_hello_silent', lines: ['option ssl-hello-chk', 'timeout check 100ms'], server: {} },
  { name: 'smtp_ok', lines: ['option smtpchk'], server: { greets: '220 mail\r\n', answers: '250 pleased\r\n' } },
  {
    name: 'smtp_ehlo',
    lines: ['option smtpchk EHLO me'],
    server: { greets: '220 m\r\n', answers: '250-a\r\n250 b\r\n' },
  },
  { name: 'smtp_busy', lines: ['option smtpchk'], server: { greets: '421 too busy\r\n' } },
  {
    name: 'smtp_no',
    lines: ['option smtpchk HELO me'],
    server: { greets: '220 mail\r\n', answers: '550 go away\r\n' },
  },
  { name: 'smtp_odd', lines: ['option smtpchk'], server: { greets: 'hello there\r\n' } },
  { name: 'pgsql_ok', lines: ['option pgsql-check user hap'], server: says('R\0\0\0\x08\0\0\0\0') },
  { name: 'pgsql_md5', lines: ['option pgsql-check user hap'], server: says('R\0\0\0\x0c\0\0\0\x05abcd') },
  {
    name: 'pgsql_error',
    lines: ['option pgsql-check user hap'],
    server: says('E\0\0\0\x20SFATAL\0no such user', 'end'),
  },
  { name: 'pgsql_odd', lines: ['option pgsql-check user hap'], server: says('Rxxxxxxxxxxx') },
  { name: 'mysql_ok', lines: ['option mysql-check'], server: { greets: greeting } },
  { name: 'mysql_blocked', lines: ['option mysql-check'], server: { greets: packet(0, '\xff\x6a\x04blocked') } },
  {
    name: 'mysql_short',
    lines: ['option mysql-check'],
    server: { greets: '\x20\0\0\0abc', closes: 'end', closesAtOnce: true },
  },
  {
    name: 'mysql_user',
    lines: ['option mysql-check user hap'],
    server: { greets: greeting, answers: packet(2, '\0\0\0\x02\0\0\0') },
  },
  {
    name: 'mysql_denied',
    lines: ['option mysql-check user hap pre-41'],
    server: { greets: greeting, answers: mysqlError },
  },
  { name: 'ldap_ok', lines: ['option ldap-check'], server: says('0\x0c\x02\x01\x01a\x07\x0a\x01\0\x04\0\x04\0') },
  { name: 'ldap_denied', lines: ['option ldap-check'], server: says('0\x0c\x02\x01\x01a\x07\x0a\x01\x31\x04\0\x04\0') },
  { name: 'ldap_other', lines: ['option ldap-check'], server: says('HTTP/1.1 400 Bad Request\r\n\r\n') },
  { name: 'ldap_odd', lines: ['option ldap-check'], server: says('0\x0c\x02\x01\x02a\x07\x0a\x01\0\x04\0\x04\0') },
  { name: 'spop_ok', lines: ['mode tcp', 'option spop-check'], server: says(frame('\x65', agentHello)) },
  {
    name: 'spop_no_size',
    lines: ['mode tcp', 'option spop-check'],
    server: says(frame('\x65', agentHello.slice(0, 13))),
  },
  { name: 'spop_odd', lines: ['mode tcp', 'option spop-check'], server: says('HTTP/1.1 400 Bad Request\r\n\r\n') },
  { name: 'hdr_is', lines: [httpchk, 'http-check expect hdr name x-state value steady'], server: http(body) },
  { name: 'hdr_is_not', lines: [httpchk, 'http-check expect hdr name x-state value down'], server: http(body) },
  { name: 'fhdr_is_not', lines: [httpchk, 'http-check expect fhdr name x-state value steady'], server: http(body) },
  {
    name: 'hdr_by_method',
    lines: [httpchk, 'http-check expect hdr name -m beg x-lo value -m reg ^[0-6]$'],
    server: http(body),
  },
  { name: 'hdr_absent', lines: [httpchk, 'http-check expect ! hdr name x-load'], server: http(body) },
  {
    name: 'status_says',
    lines: [httpchk, 'http-check expect status 204 error-status L7RSP on-error "wanted 204"'],
    server: http(body),
  },
  {
    name: 'body_says',
    lines: [httpchk, 'http-check expect string bye on-error "got %[res.body]"'],
    server: http(body),
  },
  {
    name: 'body_format',
    lines: [httpchk, 'http-check set-var(check.word) str(hell)', 'http-check expect string-lf %[var(check.word)]o'],
    server: http(body),
  },
  {
    name: 'tcp_says',
    lines: tcp(
      'send PING',
      'expect string PONG on-error "said %[res.payload(0,3)]" error-status L7STS status-code res.payload(4,2)',
    ),
    server: says('NAH 42 no', 'end'),
  },
  {
    name: 'tcp_passes_so',
    lines: tcp('send PING', 'expect string PONG ok-status L4OK on-success "fine: %[res.payload(5,0),cut_crlf]"'),
    server: says('PONG well\r\n'),
  },
  {
    name: 'tcp_comment',
    lines: tcp('send PING comment asking', 'expect string PONG comment "the answer"'),
    server: says('no', 'end'),
  },
  {
    name: 'tcp_format',
    lines: tcp(
      'set-var-fmt(check.word) AB',
      'send-binary-lf %[var(check.word),hex]',
      'expect string-lf %[var(check.word)]C',
    ),
    server: says('xABD', 'end'),
  },
  {
    name: 'tcp_tout',
    lines: [...tcp('send PING', 'expect string PONG tout-status L6TOUT'), 'timeout check 100ms'],
    server: {},
  },
];

export const CHECK_CASES: readonly CheckCase[] = [
  { name: 'plain_refused', lines: [], server: { connect: 'refuse' } },
  { name: 'plain_ok', lines: [], server: {} },
  { name: 'plain_hole', lines: [], server: { connect: 'hole' } },
  { name: 'http_refused', lines: [httpchk], server: { connect: 'refuse' } },
  { name: 'http_200', lines: [httpchk], server: http('HTTP/1.0 200 OK\r\n\r\n') },
  { name: 'http_302', lines: [httpchk], server: http('HTTP/1.0 302 Found\r\n\r\n') },
  { name: 'http_500', lines: [httpchk], server: http('HTTP/1.0 500 Oops Oh\r\n\r\nx') },
  { name: 'http_404', lines: [httpchk], server: http('HTTP/1.0 404 Not Found\r\n\r\n') },
  {
    name: 'http_404_leaves',
    lines: [httpchk, 'http-check disable-on-404'],
    server: http('HTTP/1.0 404 Not Found\r\n\r\n'),
  },
  { name: 'http_silent', lines: [httpchk], server: {} },
  { name: 'http_silent_check', lines: [httpchk, 'timeout check 100ms'], server: {} },
  { name: 'http_closes', lines: [httpchk], server: { closes: 'end' } },
  { name: 'http_resets', lines: [httpchk], server: { closes: 'reset' } },
  { name: 'http_garbage', lines: [httpchk], server: http('garbage\r\n\r\n') },
  {
    name: 'http_string',
    lines: [httpchk, 'http-check expect string foo'],
    server: http('HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nbar'),
  },
  {
    name: 'http_string_ok',
    lines: [httpchk, 'http-check expect string foo'],
    server: http('HTTP/1.0 500 OK\r\nContent-Length: 3\r\n\r\nfoo'),
  },
  {
    name: 'http_not_string',
    lines: [httpchk, 'http-check expect ! string foo'],
    server: http('HTTP/1.0 500 OK\r\nContent-Length: 3\r\n\r\nfoo'),
  },
  {
    name: 'http_chunked',
    lines: [httpchk, 'http-check expect rstring ^foobar$'],
    server: http('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nfoo\r\n3\r\nbar\r\n0\r\n\r\n'),
  },
  { name: 'http_no_body', lines: [httpchk, 'http-check expect string foo'], server: http('HTTP/1.0 200 OK\r\n\r\n') },
  {
    name: 'http_rstatus',
    lines: [httpchk, 'http-check expect rstatus ^2..'],
    server: http('HTTP/1.0 301 Moved\r\n\r\n'),
  },
  {
    name: 'http_statuses',
    lines: [httpchk, 'http-check expect status 200,300-310'],
    server: http('HTTP/1.0 301 Moved\r\n\r\n'),
  },
  {
    name: 'http_not_status',
    lines: [httpchk, 'http-check expect ! status 500-599'],
    server: http('HTTP/1.0 503 No\r\n\r\n'),
  },
  { name: 'http_no_reason', lines: [httpchk], server: http('HTTP/1.0 503\r\n\r\n') },
  { name: 'tcp_refused', lines: tcp('connect', 'expect string A'), server: { connect: 'refuse' } },
  { name: 'tcp_refused_implied', lines: tcp('expect string A'), server: { connect: 'refuse' } },
  { name: 'tcp_ok', lines: tcp('expect string A'), server: { greets: 'xAx' } },
  { name: 'tcp_waits', lines: tcp('comment hello', 'expect string ABC'), server: { greets: 'nopenope' } },
  {
    name: 'tcp_wrong',
    lines: tcp('comment hello', 'expect string ABC'),
    server: { greets: 'nopenope', closes: 'end' },
  },
  { name: 'tcp_short', lines: tcp('send PING', 'expect string ABC'), server: { greets: 'n', closes: 'end' } },
  { name: 'tcp_empty', lines: tcp('send PING', 'expect string ABC'), server: { closes: 'end', closesAtOnce: true } },
  { name: 'tcp_unwanted', lines: tcp('expect ! string ABC'), server: { greets: 'xxABC' } },
  { name: 'tcp_not_there', lines: tcp('expect ! string ABC'), server: { greets: 'xxxxx' } },
  { name: 'tcp_not_there_min', lines: tcp('expect min-recv 5 ! string ABC'), server: { greets: 'xxxxx' } },
  { name: 'tcp_binary', lines: tcp('expect binary 414243'), server: { greets: 'zzz', closes: 'end' } },
  { name: 'tcp_rbinary', lines: tcp('expect rbinary 41424[39]'), server: { greets: 'zzz', closes: 'end' } },
  { name: 'tcp_rstring', lines: tcp('expect rstring A.C'), server: { greets: 'zzz', closes: 'end' } },
  { name: 'tcp_silent', lines: tcp('send PING', 'comment waiting', 'expect string ABC'), server: {} },
  { name: 'tcp_silent_binary', lines: tcp('connect', 'expect binary 414243'), server: {} },
  { name: 'tcp_resets', lines: tcp('send PING', 'expect string ABC'), server: { closes: 'reset' } },
  { name: 'tcp_send', lines: tcp('send PING'), server: {} },
  { name: 'tcp_nothing', lines: tcp(), server: {} },
  { name: 'tcp_connect', lines: tcp('connect'), server: {} },
  { name: 'tcp_hole', lines: tcp('connect', 'send X'), server: { connect: 'hole' } },
  {
    name: 'tcp_two',
    lines: tcp('expect string A', 'expect string B', 'send X', 'expect string C'),
    server: { greets: 'AB' },
  },
  { name: 'mllp_accepts', lines: MLLP, server: { answers: acknowledgement('AA') } },
  { name: 'mllp_commits', lines: MLLP, server: { answers: acknowledgement('CA') } },
  { name: 'mllp_error', lines: MLLP, server: { answers: acknowledgement('AE') } },
  { name: 'mllp_rejects', lines: MLLP, server: { answers: acknowledgement('AR') } },
  { name: 'mllp_silent', lines: MLLP, server: {} },
  ...PROTOCOLS,
];

/** One configuration with all of them. Addresses are made by the caller. */
export function checkConfiguration(
  list: readonly CheckCase[],
  addressOf: (name: string) => string,
  logChecks: boolean,
): string {
  const lines = [
    'defaults',
    '  mode tcp',
    '  log global',
    '  timeout connect 300ms',
    '  timeout client 2s',
    '  timeout server 2s',
  ];
  if (logChecks) lines.push('  option log-health-checks');
  for (const { name, lines: own, options } of list) {
    lines.push(`backend ${name}`, ...own.map((line) => `  ${line}`));
    lines.push(`  server s ${addressOf(name)} check inter 400ms fall 2 rise 2 ${options ?? ''}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

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

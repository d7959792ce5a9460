/** Random rules of a frontend, and the format of its log. */
import type { Dice } from './dice.ts';

const CONDITIONS = [
  'path_beg /b',
  'path /',
  'path_end .png',
  'path -m reg ^/(a|c)$',
  'hdr(x-key) k1 k2',
  'hdr(x-key) -m found',
  'url_param(id) 1 3',
  'url_param(id) -m int ge 2',
  'method POST PUT',
  'method HEAD',
  'hdr(host) -i TWO.example',
  'src 127.0.1.0/24',
  'src 127.0.3.10 127.0.3.32/27',
  'req.hdr_cnt(host) gt 0',
  'path,length gt 4',
  'query -m found',
  'req.ver 1.0',
  'http_first_req',
  'hdr(x-key),word(1,k) 1:3',
  'str(a) -m str a',
  'always_false',
] as const;

/** One condition, or some joined, negated or declared by name before. */
function condition(dice: Dice, names: readonly string[]): string {
  const one = () => {
    const not = dice.chance(15) ? '!' : '';
    if (names.length > 0 && dice.chance(30)) return `${not}${dice.pick(names)}`;
    const [fetch = '', ...values] = dice.pick(CONDITIONS).split(' ');
    return `${not}{ ${[fetch, ...values].join(' ')} }`;
  };
  const word = dice.chance(85) ? 'if' : 'unless';
  const joined = dice.chance(25) ? `${one()} ${dice.chance(50) ? 'or ' : ''}${one()}` : one();
  return `${word} ${joined}`;
}

const FINAL = [
  'deny',
  'deny deny_status 404',
  'deny status 429 hdr retry-after 1',
  'tarpit deny_status 500',
  'redirect location /login code 303',
  'redirect prefix http://other.example code 307 drop-query',
  'redirect scheme https code 301',
  'redirect location /x set-cookie SEEN=1 append-slash',
  'return status 200 content-type text/plain string "hello"',
  'return status 404 content-type text/plain lf-string "no %[path]"',
  'return status 204 hdr x-a b',
  'auth realm closed',
  'reject',
  'silent-drop',
  'set-priority-class int(1)',
  'set-priority-offset int(50)',
  'wait-for-body time 100ms',
  'set-timeout server 150ms',
] as const;

const CHANGES = [
  'set-path /b%[path]',
  'replace-path /d/(.*) /\\1',
  'replace-pathq /a(.*) /b\\1',
  'replace-uri ^/img /pictures',
  'set-query z=%[urlp(id)]',
  'set-pathq /fixed?id=4',
  'set-method GET',
  'set-uri /uri?id=5',
  'add-header x-key k2',
  'set-header x-key k%[rand(1),add(3)]',
  'set-header x-from %[src]',
  'set-header x-all "%[path,lower] %[req.ver] %[src,ipmask(24)] %[hdr(host),field(1,.)]"',
  'set-header x-hash %[path,crc32,mod(7)]',
  'del-header x-key',
  'replace-header x-key k(.) key\\1',
  'replace-value x-key k k',
  'set-var(txn.group) hdr(x-key),map_dummy',
  'set-var(txn.where) path',
  'set-var-fmt(req.both) %[path]-%[method]',
  'set-log-level silent',
  'early-hint link /x.css',
  'disable-l7-retry',
  'set-src src,ipmask(24)',
] as const;

const RESPONSES = [
  'http-response set-header x-served yes',
  'http-response deny if { status 500 }',
  'http-response set-status 418 if { status 404 }',
  'http-response del-header set-cookie',
  'http-response return status 200 content-type text/plain string "fine" if { status ge 500 }',
  'http-response redirect location /other if { status 404 }',
  'http-response replace-header set-cookie (.*) \\1;Secure',
  'http-response add-header x-srv %[srv_name]',
  'http-response set-var(txn.st) status',
  'http-after-response set-header x-after %[status]',
  'http-after-response del-header x-served if { status 503 }',
  'http-response cache-none',
] as const;

const COUNTERS = [
  'http-request deny deny_status 429 if { sc_http_req_cnt(0) gt 2 }',
  'http-request deny deny_status 429 if { sc0_http_req_rate gt 3 }',
  'http-request set-header x-key k1 if { sc_conn_cnt(0) gt 1 }',
  'http-request sc-inc-gpc0(0) if { path_beg /b }',
  'http-request deny if { sc_get_gpc0(0) ge 2 }',
  'http-request sc-set-gpt0(0) 3 if { method POST }',
  'http-request deny deny_status 403 if { src_http_err_cnt(counts) gt 1 }',
  'http-request return status 200 content-type text/plain string "%" if { src_get_gpt0(counts) eq 3 }',
] as const;

export function rules(dice: Dice, second: boolean): string[] {
  const lines: string[] = [];
  const names: string[] = [];
  if (dice.chance(6)) lines.push('  tcp-request connection reject if { src 127.0.2.0/24 }');
  if (dice.chance(4)) lines.push('  tcp-request session reject if { src 127.0.3.0/25 }');
  if (dice.chance(4)) lines.push('  tcp-request content reject if { src 127.0.1.0/25 }');
  if (dice.chance(30)) {
    names.push('is_admin', 'is_key');
    lines.push('  acl is_admin path_beg /admin', '  acl is_key hdr(x-key) k1', '  acl is_key hdr(x-key) k3');
  }
  if (dice.chance(15)) lines.push('  capture request header x-key len 8');
  if (dice.chance(8)) lines.push('  capture response header content-length len 8');
  if (dice.chance(5)) lines.push('  capture cookie SRV len 12');
  if (dice.chance(15)) lines.push('  option forwardfor');
  if (dice.chance(5)) lines.push('  unique-id-format %ci:%[path]', '  unique-id-header x-uid');
  if (dice.chance(5)) lines.push('  monitor-uri /d/e/f', '  monitor fail if { nbsrv(app) lt 2 }');
  const counted = dice.chance(18);
  if (counted) {
    lines.push(`  ${dice.pick(['http-request track-sc0 src', 'tcp-request connection track-sc0 src'])} table counts`);
    for (let count = dice.between(1, 2); count > 0; count--) lines.push(`  ${dice.pick(COUNTERS)}`);
  }
  for (let count = dice.pick([0, 0, 1, 1, 2, 3]); count > 0; count--) {
    const what = dice.chance(40) ? dice.pick(FINAL) : dice.pick(CHANGES);
    if (what.includes('map_dummy') || what.includes('rand(')) continue;
    lines.push(`  http-request ${what} ${condition(dice, names)}`);
  }
  if (lines.some((line) => line.includes('txn.where')))
    lines.push('  http-request deny deny_status 410 if { var(txn.where) -m beg /c }');
  for (let count = dice.pick([0, 0, 0, 1, 2]); count > 0; count--) {
    const what = dice.pick(RESPONSES);
    if (!what.endsWith('cache-none')) lines.push(`  ${what}`);
  }
  if (dice.chance(6)) lines.push(`  maxconn ${dice.between(1, 3)}`);
  if (second) {
    const how = dice.below(5);
    if (how === 0) lines.push('  use_backend other if { nbsrv(app) lt 2 }');
    else if (how === 1)
      lines.push('  use_backend %[hdr(x-key),lower] if { hdr(x-key) k9 }', '  use_backend other if !{ path / }');
    else lines.push(`  use_backend other ${condition(dice, names)}`);
  }
  return lines;
}

export function tcpRules(dice: Dice): string[] {
  const lines: string[] = [];
  if (dice.chance(8)) lines.push('  tcp-request connection reject if { src 127.0.2.0/24 }');
  if (dice.chance(8)) lines.push('  tcp-request session reject if { src 127.0.3.0/25 }');
  if (dice.chance(15)) {
    lines.push('  tcp-request inspect-delay 200ms');
    lines.push(
      `  tcp-request content ${dice.pick([
        'accept if { req.len gt 10 }',
        'reject if { req.payload(0,3) -m str GET }',
        'reject if { src 127.0.1.0/25 }',
        'set-var(sess.word) req.payload(0,3)',
      ])}`,
    );
  }
  if (dice.chance(12)) {
    lines.push('  tcp-request connection track-sc0 src table counts');
    lines.push('  tcp-request connection reject if { sc_conn_cnt(0) gt 2 }');
  }
  if (dice.chance(6)) lines.push(`  maxconn ${dice.between(1, 3)}`);
  return lines;
}

const HTTP_VALUES = [
  '%HM',
  '%HV',
  '%{+Q}HP',
  '%HQ',
  '%ST',
  '%B',
  '%U',
  '%CC',
  '%CS',
  '%hr',
  '%hs',
  '%ac/%fc/%bc/%sc',
  '%rc',
  '%bq/%sq',
];
const HTTP_EXPRESSIONS = [
  '%[src]',
  '%[hdr(host)]',
  '%[capture.req.method]',
  '%[capture.req.uri,lower]',
  '%[var(txn.where)]',
  '%[var(txn.st)]',
  '%[path,crc32]',
  '%[src,ipmask(24)]',
  '%[nbsrv(app)]',
  '%[be_name]',
  '%[srv_name]',
  '%[txn.sess_term_state]',
  '%[res.hdr(content-length)]',
  '%{+E}[hdr(host)]',
];

/** A format of its own; the client comes first, so that lines can be told apart. */
export function formats(dice: Dice, mode: 'http' | 'tcp'): string[] {
  if (!dice.chance(20)) return [];
  const values =
    mode === 'http'
      ? [...HTTP_VALUES, ...HTTP_EXPRESSIONS]
      : ['%B', '%ac/%fc/%bc/%sc', '%rc', '%bq/%sq', '%[src]', '%[be_name]', '%[srv_name]'];
  const some = Array.from({ length: dice.between(1, 6) }, () => dice.pick(values));
  const timers = mode === 'http' ? '%TR/%Tw/%Tc/%Tr/%Ta' : '%Tw/%Tc/%Tt';
  const format = `%ci:%cp [%t] %ft %b/%s ${timers} ${mode === 'http' ? '%tsc' : '%ts'} ${some.join(' ')}`;
  return [`  log-format ${format.replaceAll('%{+Q}HP', '%HP').replaceAll(' ', '\\ ')}`];
}

/** A small random configuration: a frontend, one or two backends, a few servers, and some of what can be said about them. */
import type { Dice } from './dice.ts';

export interface MadeServer {
  readonly name: string;
  readonly checked: boolean;
}

export interface MadeConfiguration {
  readonly text: string;
  readonly mode: 'http' | 'tcp';
  readonly backends: readonly { readonly name: string; readonly servers: readonly MadeServer[] }[];
  /** Any of its servers limits its connections, or time-outs are short: requests may take long. */
  readonly busy: boolean;
  /** How long a slow server takes, so that a time-out strikes; null: no such time-out. */
  readonly slowMs: number | null;
  readonly cookies: boolean;
  /** Servers are drawn at random: what a refusing one was offered is not seen, so there should be one of them at most. */
  readonly draws: boolean;
}

const HTTP_BALANCE = [
  'roundrobin',
  'static-rr',
  'leastconn',
  'first',
  'source',
  'uri',
  'uri depth 1',
  'uri len 4 whole',
  'url_param id',
  'hdr(x-key)',
  'hdr(host)',
  'random',
  'random(3)',
  'hash path',
] as const;
const TCP_BALANCE = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'random'] as const;
const HASHING = /^(source|uri|url_param|hdr|hash)/;

export function makeConfiguration(dice: Dice): MadeConfiguration {
  const mode = dice.chance(75) ? 'http' : 'tcp';
  const busy = dice.chance(35);
  const slowMs = dice.chance(25) ? 385 : null;
  const lines: string[] = ['defaults', `  mode ${mode}`, '  log global', `  option ${mode}log`];
  lines.push(`  timeout connect ${dice.pick([120, 230, 340])}ms`);
  lines.push('  timeout client 10s');
  lines.push(`  timeout server ${slowMs === null ? '10s' : '260ms'}`);
  if (dice.chance(40)) lines.push(`  timeout queue ${dice.pick([170, 280, 450])}ms`);
  if (dice.chance(60)) lines.push(`  retries ${dice.between(0, 4)}`);
  if (dice.chance(50)) lines.push(`  option redispatch${dice.pick(['', '', ' 1', ' 2', ' -1'])}`);
  if (mode === 'http') {
    if (dice.chance(30)) lines.push(`  option ${dice.pick(['httpclose', 'http-server-close', 'http-keep-alive'])}`);
    if (dice.chance(40)) lines.push(`  http-reuse ${dice.pick(['never', 'safe', 'aggressive', 'always'])}`);
  }
  if (dice.chance(15)) lines.push('  option abortonclose');
  if (mode === 'http' && dice.chance(15)) lines.push(`  timeout http-keep-alive ${dice.pick([70, 150])}ms`);
  if (dice.chance(10)) lines.push(`  timeout client ${dice.pick([310, 640])}ms`);
  if (dice.chance(8)) lines.push('  option persist');
  const second = mode === 'http' && dice.chance(30);
  const backends = [backend(dice, 'app', mode, busy), ...(second ? [backend(dice, 'other', mode, busy)] : [])];
  lines.push('', 'frontend www', '  bind 127.0.0.1:8080');
  if (mode === 'http') lines.push(...rules(dice, second));
  lines.push('  default_backend app');
  for (const { lines: more } of backends) lines.push('', ...more);
  return {
    text: `${lines.join('\n')}\n`,
    mode,
    backends: backends.map(({ name, servers }) => ({ name, servers })),
    busy,
    slowMs,
    cookies: backends.some(({ cookies }) => cookies),
    draws: backends.some(({ draws }) => draws),
  };
}

function rules(dice: Dice, second: boolean): string[] {
  const lines: string[] = [];
  if (dice.chance(25)) lines.push('  acl is_admin path_beg /admin');
  if (lines.length > 0) {
    lines.push(
      dice.pick([
        '  http-request deny if is_admin',
        '  http-request deny deny_status 404 if is_admin',
        '  http-request redirect location /login code 303 if is_admin',
        '  http-request return status 200 content-type text/plain string "hello" if is_admin',
      ]),
    );
  }
  if (dice.chance(20)) lines.push('  http-request set-header x-from %[src]');
  if (dice.chance(15)) lines.push('  http-response set-header x-served yes');
  if (dice.chance(15)) lines.push('  capture request header x-key len 8');
  if (dice.chance(15)) lines.push('  option forwardfor');
  lines.push(...moreRules(dice));
  if (second)
    lines.push(
      `  use_backend other if { ${dice.pick(['path_beg /b', 'path -i /A', 'hdr(x-key) k1 k2', 'url_param(id) 1 3'])} }`,
    );
  return lines;
}

function moreRules(dice: Dice): string[] {
  const lines: string[] = [];
  if (dice.chance(12)) {
    lines.push(
      dice.pick([
        '  http-request set-path /b%[path] if { path_beg /img }',
        '  http-request replace-path /d/(.*) /\\1 if { method GET }',
        '  http-request set-query z=%[urlp(id)] if { url_param(id) -m found }',
        '  http-request set-method GET if { method POST }',
        '  http-request add-header x-key k2 unless { hdr(x-key) -m found }',
        '  http-request deny deny_status 429 if { hdr(x-key) k4 } !{ path / } or { path_end .png }',
        '  http-request del-header x-key if { path_sub img }',
      ]),
    );
  }
  if (dice.chance(8)) {
    const what = dice.pick(['deny if { status 500 }', 'set-status 418 if { status 404 }', 'del-header set-cookie']);
    lines.push(`  http-response ${what}`);
  }
  if (dice.chance(6)) lines.unshift('  tcp-request connection reject if { src 127.0.2.0/24 }');
  if (dice.chance(6)) lines.push(`  maxconn ${dice.between(1, 3)}`);
  return lines;
}

interface MadeBackend {
  readonly name: string;
  readonly servers: readonly MadeServer[];
  readonly lines: readonly string[];
  readonly cookies: boolean;
  readonly draws: boolean;
}

function backend(dice: Dice, name: string, mode: 'http' | 'tcp', busy: boolean): MadeBackend {
  const lines = [`backend ${name}`];
  const balance = dice.pick<string>(mode === 'http' ? HTTP_BALANCE : TCP_BALANCE);
  lines.push(`  balance ${balance}`);
  if (HASHING.test(balance) && dice.chance(60)) {
    const hash = dice.pick(['', ' sdbm', ' djb2', ' wt6', ' crc32']);
    lines.push(
      `  hash-type ${dice.pick(['map-based', 'consistent'])}${hash}${hash !== '' && dice.chance(50) ? ' avalanche' : ''}`,
    );
  }
  const count = dice.between(1, 4);
  const checked = dice.chance(50);
  const check = checked ? checks(dice, mode, lines) : '';
  const cookies = mode === 'http' && dice.chance(20);
  if (cookies) {
    lines.push(
      `  cookie SRV ${dice.pick(['insert', 'insert indirect nocache', 'insert preserve', 'rewrite', 'prefix', 'insert postonly'])}`,
    );
  } else if (dice.chance(20)) {
    const [type, key] =
      mode === 'http' && dice.chance(60)
        ? ['string len 16', dice.pick(['hdr(x-key)', 'path', 'url_param(id)'])]
        : ['ip', 'src'];
    lines.push(`  stick-table type ${type} size ${dice.pick(['100', '1k'])} expire ${dice.pick(['400ms', '10s'])}`);
    lines.push(`  stick ${dice.pick(['on', 'on', 'match', 'store-request'])} ${key}`);
  }
  if (dice.chance(15)) lines.push('  option allbackups');
  if (mode === 'http' && dice.chance(8)) {
    lines.push(`  retry-on ${dice.pick(['all-retryable-errors', 'conn-failure 500 503', 'empty-response'])}`);
  }
  if (HASHING.test(balance) && dice.chance(10)) lines.push(`  hash-balance-factor ${dice.pick([110, 150, 300])}`);
  if (busy && dice.chance(10)) lines.push(`  fullconn ${dice.between(2, 4)}`);
  const servers: MadeServer[] = [];
  for (let index = 0; index < count; index++) {
    const own = `${name === 'app' ? 's' : 't'}${index + 1}`;
    const options: string[] = [];
    if (dice.chance(35)) options.push(`weight ${dice.pick([0, 1, 2, 3, 5, 10, 100])}`);
    if (busy && dice.chance(75)) options.push(`maxconn ${dice.between(1, 2)}`);
    else if (busy && dice.chance(20)) options.push(`minconn 1 maxconn ${dice.between(2, 3)}`);
    if (busy && dice.chance(20)) options.push(`maxqueue ${dice.between(1, 2)}`);
    if (index > 0 && dice.chance(20)) options.push('backup');
    if (dice.chance(5)) options.push('disabled');
    if (dice.chance(10)) options.push(`id ${100 * (name === 'app' ? 1 : 2) + index}`);
    if (cookies && dice.chance(90)) options.push(`cookie c${index + 1}`);
    const isChecked = checked && dice.chance(85);
    if (isChecked) options.push(check);
    if (isChecked && dice.chance(15)) options.push('on-marked-down shutdown-sessions');
    if (isChecked && dice.chance(10)) options.push('on-marked-up shutdown-backup-sessions');
    if (dice.chance(4)) options.push('non-stick');
    lines.push(
      `  server ${own} 127.0.${name === 'app' ? 1 : 2}.${index + 1}:80${options.map((option) => ` ${option}`).join('')}`,
    );
    servers.push({ name: `${name}/${own}`, checked: isChecked });
  }
  return { name, servers, lines, cookies, draws: /^(random|leastconn)/.test(balance) };
}

function checks(dice: Dice, mode: 'http' | 'tcp', lines: string[]): string {
  if (mode === 'http' && dice.chance(60)) {
    lines.push(`  option httpchk ${dice.pick(['GET /health', 'HEAD /', 'OPTIONS *'])}`);
    if (dice.chance(30))
      lines.push(`  http-check expect ${dice.pick(['status 200', '! rstatus ^5', 'rstatus ^[23]'])}`);
    if (dice.chance(15)) lines.push('  http-check disable-on-404');
  } else if (dice.chance(25))
    lines.push('  option tcp-check', '  tcp-check send PING\\r\\n', '  tcp-check expect string +PONG');
  if (dice.chance(20)) lines.push('  option log-health-checks');
  const said = [`check inter ${dice.pick([150, 210, 270, 400])}ms`];
  if (dice.chance(60)) said.push(`fall ${dice.between(1, 3)}`);
  if (dice.chance(60)) said.push(`rise ${dice.between(1, 3)}`);
  if (dice.chance(25)) said.push(`fastinter ${dice.pick([110, 160])}ms`);
  if (dice.chance(25)) said.push(`downinter ${dice.pick([130, 300])}ms`);
  return said.join(' ');
}

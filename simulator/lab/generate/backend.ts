/** A random backend: balancing, persistence, limits, servers. */
import { checks } from './checks.ts';
import type { MadeServer } from './configuration.ts';
import type { Dice } from './dice.ts';

const HTTP_BALANCE = [
  'roundrobin',
  'roundrobin',
  'static-rr',
  'leastconn',
  'first',
  'source',
  'uri',
  'uri depth 1',
  'uri len 4 whole',
  'uri path-only',
  'url_param id',
  'url_param id check_post',
  'hdr(x-key)',
  'hdr(host)',
  'hdr(host) use_domain_only',
  'random',
  'random(1)',
  'random(3)',
  'hash path',
  'hash src',
  'hash path,lower,length',
  'rdp-cookie(SRV)',
] as const;
const TCP_BALANCE = [
  'roundrobin',
  'static-rr',
  'leastconn',
  'first',
  'source',
  'random',
  'random(3)',
  'hash src',
  'rdp-cookie',
] as const;
const HASHING = /^(source|uri|url_param|hdr|hash|rdp)/;

export interface MadeBackend {
  readonly name: string;
  readonly servers: readonly MadeServer[];
  readonly lines: readonly string[];
  readonly cookies: boolean;
  readonly draws: boolean;
}

export function backend(
  dice: Dice,
  name: string,
  mode: 'http' | 'tcp',
  busy: boolean,
  tracked: string | null,
): MadeBackend {
  const lines = [`backend ${name}`];
  const balance = dice.pick<string>(mode === 'http' ? HTTP_BALANCE : TCP_BALANCE);
  lines.push(`  balance ${balance}`);
  if (HASHING.test(balance) && dice.chance(60)) {
    const hash = dice.pick(['', ' sdbm', ' djb2', ' wt6', ' crc32', ' none']);
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
      `  cookie SRV ${dice.pick(['insert', 'insert indirect nocache', 'insert preserve', 'rewrite', 'prefix', 'insert postonly', 'insert indirect httponly secure domain one.example', 'insert maxidle 30m maxlife 1h', 'insert dynamic', 'insert attr SameSite=Lax'])}`,
    );
  } else if (dice.chance(20)) {
    const [type, key] =
      mode === 'http' && dice.chance(60)
        ? ['string len 16', dice.pick(['hdr(x-key)', 'path', 'url_param(id)'])]
        : ['ip', 'src'];
    const store = dice.pick(['', '', ' nopurge', ' srvkey addr', ' store gpc0', ' store http_req_cnt,conn_cnt']);
    lines.push(
      `  stick-table type ${type} size ${dice.pick(['2', '100', '1k'])} expire ${dice.pick(['400ms', '10s'])}${store}`,
    );
    const how = dice.pick(['on', 'on', 'match', 'store-request', 'both', 'response']);
    if (how === 'both') lines.push(`  stick store-request ${key}`, `  stick match ${key} if { src 127.0.1.0/24 }`);
    else if (how === 'response' && mode === 'http')
      lines.push('  stick store-response res.cook(SRV)', '  stick match req.cook(SRV)');
    else lines.push(`  stick ${how === 'response' ? 'on' : how} ${key}`);
  }
  if (cookies && lines.some((line) => line.includes(' dynamic'))) lines.push('  dynamic-cookie-key secret');
  if (dice.chance(15)) lines.push('  option allbackups');
  if (mode === 'http') lines.push(...backendRules(dice, name));
  if (mode === 'http' && dice.chance(8)) {
    lines.push(
      `  retry-on ${dice.pick(['all-retryable-errors', 'conn-failure 500 503', 'empty-response', 'response-timeout', '404', 'none'])}`,
    );
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
    if (isChecked && dice.chance(8))
      options.push(`observe layer${mode === 'http' ? dice.pick([4, 7]) : 4} error-limit ${dice.between(1, 3)}`);
    if (isChecked && options.at(-1)!.startsWith('observe'))
      options.push(`on-error ${dice.pick(['fastinter', 'fail-check', 'sudden-death', 'mark-down'])}`);
    if (isChecked && dice.chance(6)) options.push('slowstart 450ms');
    if (!isChecked && name === 'other' && dice.chance(15) && tracked !== null) options.push(`track ${tracked}`);
    if (mode === 'http' && dice.chance(6))
      options.push(dice.pick(['pool-max-conn 0', 'pool-max-conn 1', 'max-reuse 1']));
    if (dice.chance(4)) options.push('non-stick');
    if (balance.startsWith('hash') && dice.chance(10)) options.push('hash-key id');
    lines.push(
      `  server ${own} 127.0.${name === 'app' ? 1 : 2}.${index + 1}:80${options.map((option) => ` ${option}`).join('')}`,
    );
    servers.push({ name: `${name}/${own}`, checked: isChecked });
  }
  if (mode === 'http' && count > 1 && dice.chance(6))
    lines.push(`  use-server ${name === 'app' ? 's' : 't'}2 if { hdr(x-key) k2 }`);
  return { name, servers, lines, cookies, draws: /^(random|leastconn)/.test(balance) };
}

/** Rules of the backend itself. */
function backendRules(dice: Dice, name: string): string[] {
  if (!dice.chance(18)) return [];
  return [
    `  ${dice.pick([
      'http-request deny deny_status 405 if { method PUT }',
      'http-request set-header x-backend %[be_name]',
      'http-request return status 200 content-type text/plain string "b" if { path / }',
      'http-request redirect location /again if { path_beg /img }',
      `http-request set-header x-up %[nbsrv(${name})]`,
      'http-response set-header x-backend yes',
      'http-response deny if { status 404 }',
      'http-request tarpit if { hdr(x-key) k5 }',
      'force-persist if { hdr(x-key) k1 }',
      'ignore-persist if { hdr(x-key) k1 }',
      'redirect location /old if { path /a }',
    ])}`,
  ];
}

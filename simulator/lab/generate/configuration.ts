/** A small random configuration: a frontend, one or two backends, a few servers, and some of what can be said about them. */
import { backend } from './backend.ts';
import type { Dice } from './dice.ts';
import { formats, rules, tcpRules } from './rules.ts';

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

/** What the table of counters keeps; periods are long, so that no rate decays in a moment's difference. */
const COUNTED =
  'conn_cnt,conn_cur,sess_cnt,http_req_cnt,http_err_cnt,http_fail_cnt,gpc0,gpt0,http_req_rate(100s),conn_rate(100s)';

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
  if (dice.chance(6)) lines.push('  timeout check 90ms');
  lines.push(...moreOptions(dice, mode));
  const second = mode === 'http' && dice.chance(30);
  const app = backend(dice, 'app', mode, busy, null);
  const checked = app.servers.find((server) => server.checked)?.name ?? null;
  const backends = [app, ...(second ? [backend(dice, 'other', mode, busy, checked)] : [])];
  lines.push('', 'frontend www', '  bind 127.0.0.1:8080');
  if (mode === 'http') lines.push(...rules(dice, second));
  else lines.push(...tcpRules(dice));
  // what a refusing server was offered is read from the usual format
  if (!backends.some(({ draws }) => draws)) lines.push(...formats(dice, mode));
  lines.push('  default_backend app');
  for (const { lines: more } of backends) lines.push('', ...more);
  if (lines.some((line) => line.includes(' table counts')))
    lines.push('', 'backend counts', `  stick-table type ip size 100 expire 10s store ${COUNTED}`);
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

/** Switches that change little, one or two at a time. */
function moreOptions(dice: Dice, mode: 'http' | 'tcp'): string[] {
  const lines: string[] = [];
  const http = [
    'option prefer-last-server',
    'option http-pretend-keepalive',
    'option http-buffer-request',
    'option dontlognull',
    'option dontlog-normal',
    'option idle-close-on-response',
    'option http-no-delay',
    'option independent-streams',
    'timeout http-request 300ms',
    'timeout tarpit 155ms',
    'timeout client-fin 100ms',
    'timeout tunnel 300ms',
    'option originalto',
    'http-send-name-header x-srv',
    'option forwarded',
    'option http-ignore-probes',
    'http-error status 503 content-type text/plain string "sorry"',
  ];
  const tcp = [
    'timeout client-fin 100ms',
    'timeout server-fin 100ms',
    'timeout tunnel 300ms',
    'option logasap',
    'option independent-streams',
  ];
  for (let count = 0; count < 2; count++) {
    if (dice.chance(30)) lines.push(`  ${dice.pick(mode === 'http' ? http : tcp)}`);
  }
  return lines;
}

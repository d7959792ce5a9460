/**
 * What a request for the statistics page gets: HTML, CSV or JSON of the same figures, or, for a POST, the change that it
 * asks for and a redirection back that tells how it went. Management guide, 9.1 and 9.2; asked of 3.0.
 */
import type { Output, ResponseHead } from '../../engine/io.ts';
import type { StatsPlan } from '../../plan/plan.ts';
import { jsonOf, selectStats, statCsv } from './show-stat.ts';
import type { StatLine } from './stat-values.ts';
import { postChanges } from './stats-post.ts';
import type { RuntimeView } from './types.ts';

export type StatsRequest = Pick<
  Extract<Output, { type: 'serveStats' }>,
  'proxy' | 'target' | 'method' | 'body' | 'isAdmin'
>;

export interface StatsAnswer {
  readonly head: ResponseHead;
  readonly body: string;
}

/** @param isHttp11 the client takes chunks */
export function answerStats(view: RuntimeView, request: StatsRequest, isHttp11: boolean): StatsAnswer {
  const stats = view.plan.proxies[request.proxy]!.stats!;
  const said = optionsOf(stats, request.target);
  if (request.method === 'POST') {
    const code = request.isAdmin
      ? postChanges(view, request.body, (name) => inScope(view, request, stats, name))
      : 'DENY';
    return seeOther(stats, said, code);
  }
  const lines = selectStats(view, '-1', -1, -1).filter((line) => {
    const name = String(line.values['pxname']);
    return inScope(view, request, stats, name) && name.includes(said.scope) && (!said.upOnly || isUp(line));
  });
  const headers = [
    { name: 'cache-control', value: 'no-cache' },
    { name: 'content-type', value: TYPES[said.form] },
    ...(stats.refreshSeconds !== null && !said.noRefresh
      ? [{ name: 'refresh', value: String(stats.refreshSeconds) }]
      : []),
    isHttp11 && request.method !== 'HEAD'
      ? { name: 'transfer-encoding', value: 'chunked' }
      : { name: 'connection', value: 'close' },
  ];
  const body =
    said.form === 'csv'
      ? statCsv(view, lines)
      : said.form === 'json'
        ? jsonOf(view, lines)
        : page(view, request, stats, said, lines);
  return { head: { version: '1.1', status: 200, reason: 'OK', headers }, body };
}

const TYPES = { csv: 'text/plain', json: 'application/json', html: 'text/html' } as const;

interface Options {
  readonly form: keyof typeof TYPES;
  readonly upOnly: boolean;
  readonly noRefresh: boolean;
  /** What names of sections must have in them. */
  readonly scope: string;
  /** How a change went. */
  readonly status: string;
}

/** Options stand behind the page's own path, each behind a `;`; `scope=` anywhere. */
function optionsOf({ uri }: StatsPlan, target: string): Options {
  const rest = target.slice(target.indexOf(uri) + uri.length);
  const has = (word: string) => rest.includes(`;${word}`);
  return {
    form: has('csv') ? 'csv' : has('json') ? 'json' : 'html',
    upOnly: has('up'),
    noRefresh: has('norefresh'),
    scope: /[?;&]scope=([^&;]*)/.exec(rest)?.[1] ?? '',
    status: /;st=([A-Z]{4})/.exec(rest)?.[1] ?? '',
  };
}

function inScope(view: RuntimeView, { proxy }: StatsRequest, { scope }: StatsPlan, name: string): boolean {
  if (scope.length === 0) return true;
  return scope.some((word) => (word === '.' ? view.plan.proxies[proxy]!.name : word) === name);
}

const isUp = ({ kind, values }: StatLine): boolean =>
  kind !== 'S' || /^(UP|no check|NOLB)/.test(String(values['status'] ?? ''));

function seeOther({ uri }: StatsPlan, said: Options, code: string): StatsAnswer {
  const location = `${uri};st=${code}${said.upOnly ? ';up' : ''}${said.noRefresh ? ';norefresh' : ''}${said.scope === '' ? '' : `?scope=${said.scope}`}`;
  const headers = [
    { name: 'cache-control', value: 'no-cache' },
    { name: 'content-type', value: 'text/plain' },
    { name: 'content-length', value: '0' },
    { name: 'location', value: location },
  ];
  return { head: { version: '1.1', status: 303, reason: 'See Other', headers }, body: '' };
}

const OUTCOMES: Readonly<Record<string, string>> = {
  DONE: 'The change was made.',
  NONE: 'Nothing was changed.',
  PART: 'The change was made for some of the servers only.',
  ERRP: 'The change could not be made: the section, a server or the action is not known.',
  DENY: 'You may not change anything here.',
};

/** Columns of the page: heading and name in the CSV form. */
const COLUMNS: readonly (readonly [string, string])[] = [
  ['Queue', 'qcur'],
  ['Queue max', 'qmax'],
  ['Rate', 'rate'],
  ['Sessions', 'scur'],
  ['Sessions max', 'smax'],
  ['Limit', 'slim'],
  ['Total', 'stot'],
  ['Bytes in', 'bin'],
  ['Bytes out', 'bout'],
  ['Denied req', 'dreq'],
  ['Denied resp', 'dresp'],
  ['Errors req', 'ereq'],
  ['Errors conn', 'econ'],
  ['Errors resp', 'eresp'],
  ['Retries', 'wretr'],
  ['Redispatches', 'wredis'],
  ['Status', 'status'],
  ['Last change (s)', 'lastchg'],
  ['Last check', 'check_status'],
  ['Weight', 'weight'],
  ['Active', 'act'],
  ['Backup', 'bck'],
  ['Failed checks', 'chkfail'],
  ['Downs', 'chkdown'],
  ['Downtime (s)', 'downtime'],
];

const ACTIONS: readonly (readonly [string, string])[] = [
  ['', 'choose'],
  ['ready', 'set state to READY'],
  ['drain', 'set state to DRAIN'],
  ['maint', 'set state to MAINT'],
  ['hrunn', 'health: force UP'],
  ['hnolb', 'health: force NOLB'],
  ['hdown', 'health: force DOWN'],
  ['dhlth', 'health: disable checks'],
  ['ehlth', 'health: enable checks'],
  ['shutdown', 'kill sessions'],
];

const escaped = (text: unknown): string => String(text ?? '').replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

function page(
  view: RuntimeView,
  request: StatsRequest,
  stats: StatsPlan,
  said: Options,
  lines: readonly StatLine[],
): string {
  const version = stats.hideVersion ? '' : ` version ${escaped(view.process.release)}`;
  const seconds = Math.floor((view.process.dateMs - view.process.bootMs) / 1000);
  const names = [...new Set(lines.map(({ values }) => String(values['pxname'])))];
  const links = [';up', ';norefresh', ';csv', ';json'].map(
    (word) => `<a href="${escaped(stats.uri + word)}">${word.slice(1)}</a>`,
  );
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Statistics Report for HAProxy</title>
<style>body{font:13px sans-serif;margin:1em}table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{border:1px solid #bbb;padding:2px 5px;text-align:right}th,td:first-child{background:#eee;text-align:left}.UP{background:#c0ffc0}.DOWN{background:#ff9090}.MAINT{background:#c07820;color:#fff}.DRAIN,.NOLB{background:#20a0ff}</style></head>
<body><h1>Statistics Report${version}</h1>
<p>pid ${view.process.pid} on ${escaped(view.process.node)}, up for ${seconds} s, ${view.state.actconn} connections now</p>
<p>${links.join(' ')}</p>
${said.status === '' ? '' : `<p><strong>${escaped(OUTCOMES[said.status] ?? said.status)}</strong></p>\n`}${names.map((name) => section(stats, request.isAdmin, name, lines)).join('\n')}
</body></html>
`;
}

function section(stats: StatsPlan, isAdmin: boolean, name: string, all: readonly StatLine[]): string {
  const lines = all.filter(({ values }) => values['pxname'] === name);
  const changes = isAdmin && lines.some(({ kind }) => kind === 'S');
  const head = COLUMNS.map(([title]) => `<th>${title}</th>`).join('');
  const rows = lines.map((line) => {
    const { values, kind } = line;
    const state = /^[A-Z]+/.exec(String(values['status'] ?? ''))?.[0] ?? '';
    const server = escaped(values['svname']);
    const box = changes && kind === 'S' ? `<input type="checkbox" name="s" value="${server}"> ` : '';
    const cells = COLUMNS.map(([, column]) => `<td>${escaped(values[column])}</td>`).join('');
    return `<tr class="${state}"><td>${box}${server}</td>${cells}</tr>`;
  });
  const table = `<table><tr><th></th>${head}</tr>\n${rows.join('\n')}\n</table>`;
  if (!changes) return `<h2>${escaped(name)}</h2>\n${table}`;
  const choices = ACTIONS.map(([value, text]) => `<option value="${value}">${text}</option>`).join('');
  const number = lines[0]!.proxy;
  return `<h2>${escaped(name)}</h2>\n<form method="post" action="${escaped(stats.uri)}">${table}<select name="action">${choices}</select><input type="hidden" name="b" value="#${number}"><input type="submit" value="Apply"></form>`;
}

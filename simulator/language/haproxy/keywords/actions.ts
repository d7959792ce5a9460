/** Actions of http-request, http-response, http-after-response, tcp-request and tcp-response rules (manual 4.3, 4.4). */
import type { Ruleset } from './names.ts';
import type { Row } from './row.ts';

export interface ActionRow extends Row {
  /** `http-request set-header` is `set-header`; names that go on with `(…)` end here with `(`. */
  readonly rulesets: readonly Ruleset[];
  /** Nothing behind it in the ruleset is looked at when it has no condition. */
  readonly final?: true;
}

const REQ: readonly Ruleset[] = ['http-request'];
const BOTH: readonly Ruleset[] = ['http-request', 'http-response'];
const ALL: readonly Ruleset[] = ['http-request', 'http-response', 'http-after-response'];
const TCP: readonly Ruleset[] = ['tcp-request connection', 'tcp-request session', 'tcp-request content', 'tcp-response content'];
const manual = '4.4';

/** Examples are what stands behind the ruleset's first name: `http-request set-path …`. */
export const ACTIONS: readonly ActionRow[] = [
  { name: 'add-header', rulesets: ALL, form: '<name> <format>', text: 'adds a header, beside those of the same name', manual, accepts: 'add-header X-A %[src]', rejects: 'add-header X-A' },
  { name: 'allow', rulesets: ALL, final: true, form: '', text: 'stops the rules here and lets the message through', manual, accepts: 'allow if TRUE', rejects: 'allow foo' },
  { name: 'auth', rulesets: REQ, final: true, form: '[realm <text>]', text: 'asks for a user name and a password', manual, accepts: 'auth realm private', rejects: 'auth foo' },
  { name: 'capture', rulesets: ALL, form: '<expression> len <bytes> | id <number>', text: 'keeps a value for the log', manual, accepts: 'capture req.hdr(host) len 20', rejects: 'capture' },
  { name: 'del-header', rulesets: ALL, form: '<name> [-m <str | beg | end | sub | reg>]', text: 'removes all headers of the name', manual, accepts: 'del-header X-A', rejects: 'del-header' },
  {
    name: 'deny',
    rulesets: BOTH,
    final: true,
    form: '[deny_status <code>] [status <code>] [content-type <type>] [<body>] [hdr <name> <format>]…',
    text: 'refuses, with 403 unless told (502 for responses)',
    manual,
    accepts: 'deny deny_status 429',
    rejects: 'deny deny_status 1000',
  },
  { name: 'disable-l7-retry', rulesets: REQ, form: '', text: 'this request is not sent again to another server', manual, accepts: 'disable-l7-retry', rejects: 'disable-l7-retry foo' },
  { name: 'early-hint', rulesets: REQ, form: '<name> <format>', text: 'sends a 103 response with this header first', manual, accepts: 'early-hint Link "</a.css>"', rejects: 'early-hint Link' },
  {
    name: 'redirect',
    rulesets: BOTH,
    final: true,
    form: '<location | prefix | scheme> <format> [code <code>] [<option>…]',
    text: 'sends the client elsewhere',
    manual,
    accepts: 'redirect location /new',
    rejects: 'redirect',
  },
  { name: 'reject', rulesets: REQ, final: true, form: '', text: 'closes the connection without an answer', manual, accepts: 'reject', rejects: 'reject foo' },
  {
    name: 'replace-header',
    rulesets: ALL,
    form: '<name> <regex> <format>',
    text: 'rewrites values of a header by a regular expression',
    manual,
    accepts: 'replace-header X-A a b',
    rejects: 'replace-header X-A a',
  },
  { name: 'replace-path', rulesets: REQ, form: '<regex> <format>', text: 'rewrites the path by a regular expression', manual, accepts: 'replace-path (.*) /x\\1', rejects: 'replace-path (.*)' },
  {
    name: 'replace-pathq',
    rulesets: REQ,
    form: '<regex> <format>',
    text: 'rewrites path and query by a regular expression',
    manual,
    accepts: 'replace-pathq (.*) /x\\1',
    rejects: 'replace-pathq (.*)',
  },
  { name: 'replace-uri', rulesets: REQ, form: '<regex> <format>', text: 'rewrites the request URI by a regular expression', manual, accepts: 'replace-uri (.*) /x\\1', rejects: 'replace-uri (.*)' },
  {
    name: 'replace-value',
    rulesets: ALL,
    form: '<name> <regex> <format>',
    text: 'rewrites each comma-separated value of a header',
    manual,
    accepts: 'replace-value X-A a b',
    rejects: 'replace-value X-A a',
  },
  {
    name: 'return',
    rulesets: BOTH,
    final: true,
    form: '[status <code>] [content-type <type>] [<body>] [hdr <name> <format>]…',
    text: 'answers at once, with 200 unless told',
    manual,
    accepts: 'return status 200 content-type text/plain string ok',
    rejects: 'return status 99',
  },
  {
    name: 'sc-inc-gpc0',
    rulesets: ['http-request', 'http-response', 'tcp-request connection', 'tcp-request session', 'tcp-request content', 'tcp-response content'],
    form: '(<counter>)',
    text: 'adds one to the first general counter of a tracked entry',
    manual,
    accepts: 'sc-inc-gpc0(0)',
    rejects: 'sc-inc-gpc0(x)',
  },
  {
    name: 'sc-inc-gpc1',
    rulesets: ['http-request', 'http-response', 'tcp-request connection', 'tcp-request session', 'tcp-request content', 'tcp-response content'],
    form: '(<counter>)',
    text: 'adds one to the second general counter of a tracked entry',
    manual,
    accepts: 'sc-inc-gpc1(0)',
    rejects: 'sc-inc-gpc1(x)',
  },
  { name: 'set-header', rulesets: ALL, form: '<name> <format>', text: 'sets a header, in place of those of the same name', manual, accepts: 'set-header X-A %[src]', rejects: 'set-header X-A' },
  { name: 'set-log-level', rulesets: BOTH, form: '<level | silent>', text: 'logs this request at another level, or not at all', manual, accepts: 'set-log-level silent', rejects: 'set-log-level foo' },
  { name: 'set-method', rulesets: REQ, form: '<format>', text: 'sets the method', manual, accepts: 'set-method GET', rejects: 'set-method' },
  { name: 'set-path', rulesets: REQ, form: '<format>', text: 'sets the path; the query stays', manual, accepts: 'set-path /x%[path]', rejects: 'set-path' },
  { name: 'set-pathq', rulesets: REQ, form: '<format>', text: 'sets path and query', manual, accepts: 'set-pathq /x?y=1', rejects: 'set-pathq' },
  { name: 'set-query', rulesets: REQ, form: '<format>', text: 'sets the query', manual, accepts: 'set-query a=1', rejects: 'set-query' },
  {
    name: 'set-status',
    rulesets: ['http-response', 'http-after-response'],
    form: '<code> [reason <text>]',
    text: 'sets the status',
    manual,
    accepts: 'set-status 503 reason "Try later"',
    rejects: 'set-status x',
  },
  { name: 'set-uri', rulesets: REQ, form: '<format>', text: 'sets the whole request URI', manual, accepts: 'set-uri /x', rejects: 'set-uri' },
  { name: 'set-var', rulesets: [...ALL, ...TCP], form: '(<variable>) <expression>', text: 'sets a variable', manual, accepts: 'set-var(txn.a) int(1)', rejects: 'set-var(a) int(1)' },
  {
    name: 'set-var-fmt',
    rulesets: [...ALL, ...TCP],
    form: '(<variable>) <format>',
    text: 'sets a variable to a formatted string',
    manual,
    accepts: 'set-var-fmt(txn.a) x',
    rejects: 'set-var-fmt(a) x',
  },
  { name: 'silent-drop', rulesets: [...BOTH, ...TCP], final: true, form: '', text: 'forgets the connection without telling the client', manual, accepts: 'silent-drop', rejects: 'silent-drop foo' },
  { name: 'tarpit', rulesets: REQ, final: true, form: '[deny_status <code>] …', text: 'keeps the client waiting, then answers with an error', manual, accepts: 'tarpit', rejects: 'tarpit foo' },
  { name: 'track-sc', rulesets: BOTH, form: '<number> <expression> [table <name>]', text: 'counts this request in a stick table', manual, accepts: 'track-sc0 src table t', rejects: 'track-sc0' },
  { name: 'unset-var', rulesets: [...ALL, ...TCP], form: '(<variable>)', text: 'forgets a variable', manual, accepts: 'unset-var(txn.a)', rejects: 'unset-var(a)' },
  { name: 'use-service', rulesets: REQ, final: true, form: '<name>', text: 'lets a service inside HAProxy answer', manual, accepts: 'use-service prometheus-exporter', rejects: 'use-service foo' },
  { name: 'accept', rulesets: TCP, final: true, form: '', text: 'stops the rules here and goes on with the connection', manual: '4.2', accepts: 'accept if TRUE', rejects: 'accept foo' },
  { name: 'reject', rulesets: TCP, final: true, form: '', text: 'closes the connection', manual: '4.2', accepts: 'reject if TRUE', rejects: 'reject foo' },
  { name: 'close', rulesets: ['tcp-response content'], final: true, form: '', text: 'closes the connection to the server', manual: '4.2', accepts: 'close if TRUE', rejects: 'close foo' },
  {
    name: 'expect-proxy',
    rulesets: ['tcp-request connection'],
    form: 'layer4',
    text: 'the connection must begin with a PROXY header',
    manual: '4.2',
    accepts: 'expect-proxy layer4',
    rejects: 'expect-proxy',
  },
  {
    name: 'expect-netscaler-cip',
    rulesets: ['tcp-request connection'],
    form: 'layer4',
    text: 'the connection must begin with a NetScaler client IP header',
    manual: '4.2',
    accepts: 'expect-netscaler-cip layer4',
    rejects: 'expect-netscaler-cip',
  },
  {
    name: 'track-sc',
    rulesets: ['tcp-request connection', 'tcp-request session', 'tcp-request content'],
    form: '<number> <expression> [table <name>]',
    text: 'counts this connection in a stick table',
    manual: '4.2',
    accepts: 'track-sc0 src table t',
    rejects: 'track-sc0',
  },
  { name: 'capture', rulesets: ['tcp-request content'], form: '<expression> len <bytes>', text: 'keeps a value for the log', manual: '4.2', accepts: 'capture src len 20', rejects: 'capture src' },
];

/** The rows of a ruleset, by name. */
const byRuleset = new Map<Ruleset, Map<string, ActionRow>>();
for (const row of ACTIONS) {
  for (const ruleset of row.rulesets) {
    const map = byRuleset.get(ruleset) ?? new Map<string, ActionRow>();
    byRuleset.set(ruleset, map);
    map.set(row.name, row);
  }
}

export function actionRows(ruleset: Ruleset): ReadonlyMap<string, ActionRow> {
  return byRuleset.get(ruleset) ?? new Map();
}

/** The row for a word as it is written (`set-var(txn.a)`, `track-sc0`), or null. */
export function actionRow(ruleset: Ruleset, word: string): ActionRow | null {
  const rows = actionRows(ruleset);
  const paren = word.indexOf('(');
  const name = paren < 0 ? word : word.slice(0, paren);
  const row = rows.get(name);
  if (row) return paren < 0 === !row.form.startsWith('(') ? row : null;
  return /^track-sc\d*$/.test(name) ? (rows.get('track-sc') ?? null) : null;
}

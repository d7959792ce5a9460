/** Small broken configurations, each with the finding that has a quick fix. */
import type { Version } from '../../simulator/language/haproxy/config.ts';

export interface FixCase {
  /** The kind of fix, and what is wrong. */
  readonly title: string;
  readonly code: string;
  /** Of the fixes that are offered, in order. */
  readonly fixes: readonly string[];
  readonly text: string;
  /** Versions that say so; all unless told. */
  readonly in?: readonly Version[];
}

const FROM_2_8: readonly Version[] = ['2.8', '3.0', '3.2', '3.4'];

const TIMES = '  timeout client 30s\n  timeout server 30s\n  timeout connect 5s\n';
const DEFAULTS = `defaults\n  mode http\n${TIMES}`;

/** A section that holds when the line does. */
const inListen = (...lines: string[]): string =>
  `${DEFAULTS}listen l\n  bind 127.0.0.1:18080\n${lines.map((l) => `  ${l}\n`).join('')}  server s1 192.0.2.1:80\n`;

const meant = (title: string, code: string, word: string, text: string): FixCase => ({
  title: `did you mean: ${title}`,
  code,
  fixes: [`Write '${word}'`],
  text,
});

const gone = (line: string, fix: string, versions?: readonly Version[]): FixCase => ({
  title: `gone: ${line}`,
  code: 'removed-keyword',
  fixes: [fix],
  text: inListen(line),
  ...(versions && { in: versions }),
});

export const fixCases: readonly FixCase[] = [
  meant('a directive', 'unknown-keyword', 'balance', inListen('balnce leastconn')),
  meant('a directive of global', 'unknown-keyword', 'maxconn', `global\n  maxcon 100\n${inListen()}`),
  meant('an option', 'unknown-option', 'httpchk', inListen('option htpchk')),
  meant('an algorithm', 'unknown-algorithm', 'leastconn', inListen('balance leasconn')),
  meant('a timeout', 'unknown-timeout', 'queue', inListen('timeout queu 5s')),
  meant('a server option', 'unknown-server-option', 'check', inListen('server s2 192.0.2.2:80 chekc')),
  meant('a bind option', 'unknown-bind-option', 'backlog', inListen('bind 127.0.0.1:18081 backlgo 10')),
  meant('an action', 'unknown-action', 'deny', inListen('http-request dney if TRUE')),
  meant('a fetch', 'unknown-fetch', 'path', inListen('http-request deny if { pth /a }')),
  meant('a converter', 'unknown-converter', 'lower', inListen('http-request set-header x %[path,lowr]')),
  meant('an ACL', 'unknown-acl', 'inside', inListen('acl inside src 10.0.0.0/8', 'http-request deny if insde')),
  meant('a counter', 'unknown-store', 'gpc0', inListen('stick-table type ip size 1k store gcp0')),
  meant('a retry', 'bad-choice', 'conn-failure', inListen('retry-on conn-failur')),
  meant(
    'a server of use-server',
    'unknown-server',
    'static',
    inListen('server static 192.0.2.2:80', 'use-server statc if TRUE'),
  ),
  meant(
    'a table',
    'unknown-table',
    'clients',
    `${inListen('http-request track-sc0 src table client')}backend clients\n  stick-table type ip size 1k\n`,
  ),
  {
    title: 'did you mean: a backend, or a new one',
    code: 'unknown-backend',
    fixes: ["Write 'app'", "Add backend 'apq'"],
    text: `${DEFAULTS}frontend f\n  bind 127.0.0.1:18080\n  default_backend apq\nbackend app\n  server s1 192.0.2.1:80\n`,
  },
  {
    title: 'a missing backend, beside another mode',
    code: 'unknown-backend',
    fixes: ["Add backend 'api'"],
    text: `defaults\n${TIMES}frontend f\n  mode http\n  bind 127.0.0.1:18080\n  use_backend api if { path_beg /api/ }\n\ndefaults\n  mode tcp\n${TIMES}`,
  },
  {
    title: 'a missing backend, of defaults with a name',
    code: 'unknown-backend',
    fixes: ["Add backend 'api'"],
    text: `defaults web\n  mode http\n${TIMES}defaults other\n${TIMES}frontend f from web\n  bind 127.0.0.1:18080\n  default_backend api\n`,
  },
  gone('clitimeout 30000', "Write 'timeout client'"),
  gone('timeout contimeout 5s', "Write 'timeout connect'"),
  gone('srvtimeout 30000', "Write 'timeout server'"),
  gone('redispatch', "Write 'option redispatch'"),
  gone('block if { path /secret }', "Write 'http-request deny'"),
  gone('reqadd X-Proto:\\ https if { ssl_fc }', "Write 'http-request add-header X-Proto https'"),
  gone('rspadd X-Served-By:\\ the\\ balancer', 'Write \'http-response add-header X-Served-By "the balancer"\''),
  gone('reqpass ^x', 'Remove the line'),
  gone('grace 10s', 'Remove the line'),
  gone('bind-process 1', 'Remove the line', FROM_2_8),
  gone('bind 127.0.0.1:18081 process 1/1', "Write 'thread 1'", FROM_2_8),
  gone('bind 127.0.0.1:18081 process 1', "Remove 'process'", FROM_2_8),
  {
    title: 'gone: nbproc',
    code: 'removed-keyword',
    fixes: ['Remove the line'],
    text: `global\n  nbproc 1\n${inListen()}`,
  },
  {
    title: 'deprecated: process',
    code: 'deprecated',
    fixes: ["Write 'thread 1'"],
    text: inListen('bind 127.0.0.1:18081 process 1/1'),
    in: ['2.6'],
  },
  {
    title: 'deprecated: bind-process',
    code: 'deprecated',
    fixes: ['Remove the line'],
    text: inListen('bind-process 1'),
    in: ['2.6'],
  },
  {
    title: 'deprecated: option accept-invalid-http-request',
    code: 'deprecated',
    fixes: ["Write 'accept-unsafe-violations-in-http-request'"],
    text: inListen('option accept-invalid-http-request'),
    in: ['3.2', '3.4'],
  },
  {
    title: 'deprecated: dispatch',
    code: 'deprecated',
    fixes: ["Write 'server dispatch'"],
    text: `${DEFAULTS}listen l\n  bind 127.0.0.1:18080\n  dispatch 192.0.2.1:80\n`,
    in: ['3.4'],
  },
  {
    title: 'deprecated: transparent',
    code: 'deprecated',
    fixes: ["Write 'server transparent 0.0.0.0'"],
    text: `${DEFAULTS}listen l\n  bind 127.0.0.1:18080\n  option transparent\n`,
    in: ['3.4'],
  },
  {
    title: 'missing timeouts',
    code: 'missing-timeout',
    fixes: ["Add 'timeout client', 'timeout connect', 'timeout server'"],
    text: 'listen l\n  bind 127.0.0.1:18080\n  server s1 192.0.2.1:80\n',
  },
  {
    title: 'a missing timeout, behind a comment',
    code: 'missing-timeout',
    fixes: ["Add 'timeout client'"],
    text: 'frontend f # the way in\n  bind 127.0.0.1:18080\n',
  },
  {
    title: 'two sections of one name',
    code: 'duplicate-name',
    fixes: ["Write 'b-2'"],
    text: `${inListen()}backend b\n  server s1 192.0.2.1:80\nbackend b\n  server s1 192.0.2.2:80\n`,
  },
  {
    title: 'two servers of one name',
    code: 'duplicate-server',
    fixes: ["Write 's1-2'"],
    text: inListen('server s1 192.0.2.2:80'),
  },
  {
    title: 'a last line that is not ended',
    code: 'missing-newline',
    fixes: ['Add a newline at the end'],
    text: inListen().trimEnd(),
  },
  {
    title: 'a byte order mark',
    code: 'keyword-out-of-section',
    fixes: ['Remove the byte order mark'],
    text: `\uFEFF${inListen()}`,
  },
  {
    title: 'a time without a unit',
    code: 'suspicious-time',
    fixes: ["Write '30s'", "Write '30ms'"],
    text: inListen('timeout queue 30'),
    in: ['3.2', '3.4'],
  },
];

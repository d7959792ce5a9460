/** What completion offers behind keywords, judged by HAProxy: a line for every part, in one configuration. */
import { expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { PARTS, type PartRow } from '../../simulator/language/haproxy/keywords/parts.ts';
import { machineOf } from '../../simulator/language/haproxy/service/forms.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

/** A value for each name that forms use. */
const VALUES: Readonly<Record<string, string>> = {
  time: '5s',
  size: '10k',
  count: '10',
  bytes: '100',
  port: '80',
  address: '127.0.0.1',
  text: 'text',
  format: 'text',
  regex: 'a.*',
  hex: '4142',
  status: 'L7OK',
  codes: '200',
  expression: 'int(1)',
  name: 'name',
  value: 'value',
  uri: '/x',
  method: 'GET',
  version: 'HTTP/1.1',
  user: 'u:p',
  path: '/x',
  proxy: '.',
  protocols: 'http/1.1',
  domain: '.example.com',
  attribute: 'SameSite=Lax',
  type: 'text/plain',
  code: '403',
  file: 'page',
  period: '10s',
  number: '7',
  table: 'table',
  ranges: '1:2',
  errors: 'pages',
  peers: 'mates',
  request: 'request',
  megabytes: '4',
  seconds: '60',
};
/** What stands for a list within a form. */
const LISTED: Readonly<Record<string, string>> = {
  'stick-table type': 'ip',
  'stick-table store': 'gpc0',
  'stick-table srvkey': 'name',
  'http-check match': 'status 200',
  'tcp-check match': 'string a',
  'log format': 'raw',
  'redirect code': '301',
  'acl match': 'str',
  'compression algo': 'gzip',
  'hash functions': 'sdbm',
  avalanche: 'avalanche',
  'log level': 'info',
  action: 'deny',
  'check expect': '',
  'check connect': '',
  'http-check send': '',
  'tls versions': 'TLSv1.2',
};

/** Values of single parts. */
const OWN: Readonly<Record<string, string>> = { 'error-status': 'L7RSP', 'tout-status': 'L7TOUT' };

/** The shortest line that a form allows, its name included. */
function filled(row: PartRow): string {
  const glue = /^\(([^)]*)\)/.exec(row.form);
  const inner = glue
    ? `(${glue[1]!.split(',').map((a) => (/variable/.test(a) ? 'check.x' : VALUES[a.replace(/[<>]/g, '')]))})`
    : '';
  const machine = machineOf(glue ? row.form.slice(glue[0].length).trim() : row.form);
  const words = [`${row.name}${inner}`];
  let next = machine.first;
  let mayEnd = machine.mayBeEmpty;
  while (!mayEnd) {
    const i = next.find((n) => machine.leaves[n]!.kind !== 'list' || LISTED[machine.leaves[n]!.name] !== '')!;
    const leaf = machine.leaves[i]!;
    words.push(
      leaf.kind === 'word'
        ? leaf.name
        : leaf.kind === 'list'
          ? LISTED[leaf.name]!
          : leaf.name === 'condition'
            ? 'if TRUE'
            : (OWN[row.name] ?? VALUES[leaf.name]!),
    );
    expect(words.at(-1), `a value for ${leaf.name} in '${row.name} ${row.form}'`).toBeDefined();
    next = machine.follow[i]!;
    mayEnd = machine.mayEnd[i]!;
  }
  return words.join(' ');
}

type Template = readonly [
  section: 'frontend' | 'backend' | 'listen' | 'tcp' | 'peers' | 'resolvers' | 'cache' | 'mailers' | 'ring',
  ...lines: string[],
];

/** How a part becomes lines: `@` is the part. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  stick: ['backend', 'stick-table type integer size 1k', 'stick @'],
  'stick-table': ['backend', 'stick-table type ip size 1k @'],
  'stick-table type': ['backend', 'stick-table type @ size 1k'],
  'stick-table srvkey': ['backend', 'stick-table type ip size 1k srvkey @'],
  'stick-table store': ['backend', 'stick-table type ip size 1k store @'],
  cookie: ['backend', 'cookie S insert @'],
  stats: ['listen', 'stats @'],
  'http-check': ['backend', 'option httpchk', 'http-check @'],
  'http-check send': ['backend', 'option httpchk', 'http-check send @'],
  'http-check match': ['backend', 'option httpchk', 'http-check expect @'],
  'check connect': ['tcp', 'option tcp-check', 'tcp-check connect @'],
  'check expect': ['tcp', 'option tcp-check', 'tcp-check expect @ string a'],
  'tcp-check': ['tcp', 'option tcp-check', 'tcp-check @'],
  'tcp-check match': ['tcp', 'option tcp-check', 'tcp-check expect @'],
  capture: ['frontend', 'capture @'],
  compression: ['listen', 'compression @'],
  'compression algo': ['listen', 'compression algo @'],
  'email-alert': ['backend', 'email-alert @'],
  'external-check': ['backend', 'external-check @'],
  'hash-type': ['backend', 'hash-type @'],
  'hash functions': ['backend', 'hash-type consistent @'],
  'http-reuse': ['backend', 'http-reuse @'],
  'retry-on': ['backend', 'retry-on @'],
  redirect: ['frontend', 'redirect location /x @'],
  'redirect to': ['frontend', 'redirect @'],
  'redirect code': ['frontend', 'redirect location /x code @'],
  reply: ['frontend', 'http-request return content-type text/plain @'],
  'log options': ['frontend', 'log 127.0.0.1 @ local0'],
  'log address': ['frontend', 'log @ format raw local0'],
  'log facility': ['frontend', 'log 127.0.0.1 @'],
  'log level': ['frontend', 'log 127.0.0.1 local0 @'],
  'log format': ['frontend', 'log 127.0.0.1 format @ local0'],
  'acl flags': ['frontend', 'acl a path @ /x'],
  'acl operators': ['frontend', 'acl a dst_port @ 80'],
  methods: ['frontend', 'acl a method @'],
  'section resolvers': ['resolvers', '@'],
  'section cache': ['cache', '@'],
  'section mailers': ['mailers', '@'],
  'resolvers hold': ['resolvers', 'hold @ 10s'],
};

/** Parts that cannot stand like this, with the reason. */
const APART: ReadonlySet<string> = new Set([
  // A reply has its status or its body by itself; these are lines of their own.
  'reply hdr',
  'reply content-type',
  'reply status',
  'reply errorfile',
  'reply default-errorfiles',
  'reply errorfiles',
  'reply file',
  'reply lf-file',
  // They repeat what the line has already.
  'stick-table type',
  'stick-table size',
  'stick-table peers',
  'stick-table write-to',
  'cookie insert',
  'cookie rewrite',
  'cookie prefix',
  // They need more of the configuration than a line.
  'email-alert mailers',
  'check connect alpn',
  'check connect sni',
  'check connect proto',
  'acl flags -f',
  'acl flags -M',
  'acl flags -m',
  'log options profile',
  'check connect ssl',
  'section resolvers parse-resolv-conf',
  'section mailers timeout',
  'section resolvers timeout',
  'section resolvers hold',
  'section mailers mailer',
  'section resolvers nameserver',
  'http-check match hdr',
  'http-check match fhdr',
  'section cache process-vary',
  'http-check send body-lf',
]);

const KINDS = {
  frontend: 'frontend',
  backend: 'backend',
  listen: 'listen',
  tcp: 'backend',
  peers: 'peers',
  resolvers: 'resolvers',
  cache: 'cache',
  mailers: 'mailers',
  ring: 'ring',
} as const;

function has(row: PartRow, version: Version): boolean {
  const rank = VERSIONS.indexOf(version);
  return (
    rank >= VERSIONS.indexOf(row.since ?? '2.6') && (row.until === undefined || rank < VERSIONS.indexOf(row.until))
  );
}

/** A section a part, and which lines are which part's. */
function configuration(version: Version): { text: string; partOf: Map<number, string> } {
  const lines = [
    'global',
    ' external-check',
    ' insecure-fork-wanted',
    'defaults',
    ' timeout client 1s',
    ' timeout server 1s',
    ' timeout connect 1s',
    ' mode http',
  ];
  const partOf = new Map<number, string>();
  let n = 0;
  for (const [list, [kind, ...template]] of Object.entries(TEMPLATES)) {
    for (const row of PARTS[list] ?? []) {
      const name = `${list} ${row.name}`;
      if (APART.has(name) || !has(row, version)) continue;
      lines.push(`${KINDS[kind]} x${n++}`);
      if (kind === 'frontend' || kind === 'listen') lines.push(` bind :${8000 + n}`);
      if (kind === 'tcp') lines.push(' mode tcp');
      if (kind === 'cache') lines.push(' total-max-size 4');
      for (const line of template) {
        lines.push(` ${line.replace('@', () => filled(row))}`);
        partOf.set(lines.length, name);
      }
    }
  }
  return { text: `${lines.join('\n')}\n`, partOf };
}

describeWithEveryHaproxy('what completion offers is taken', ({ version: program, path: binary }) => {
  const version = VERSIONS.find((v) => program.startsWith(`${v}.`));
  it.skipIf(version === undefined)('each part in a line of its own', async () => {
    const { text, partOf } = configuration(version!);
    expect(partOf.size).toBeGreaterThan(200);
    const { lines } = await haproxyCheck(text, { binary });
    const refused = lines.filter((l) => l.severity === 'error' && l.line !== null && partOf.has(l.line));
    expect(
      refused.map((l) => `${partOf.get(l.line!)}: ${text.split('\n')[l.line! - 1]!.trim()}: ${l.message}`),
    ).toEqual([]);
  });
});

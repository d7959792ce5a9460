/** The examples of hovers on keywords, each in a fitting place of one configuration. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { atLeast } from '../../simulator/language/haproxy/version.ts';
import { keywordHovers } from './keyword-hovers.ts';
import { filesBeside } from './rows.ts';
import { SAMPLE_FILES, sampleWorld } from './sample-examples.ts';

export interface KeywordExample {
  readonly owner: string;
  readonly topic: string;
  readonly lines: readonly string[];
  /** Its text says that it is an experiment. */
  readonly experimental: boolean;
}

/** Of the machine, or made to be refused: no test of the language. */
const _ELSEWHERE = /^(?: {4})?(?:bind .* )?namespace blue|^\.alert|^filter opentracing|^ssl-engine|ot-group/m;

/** Of the machine, or made to be refused: no test of the language. */
const ELSEWHERE = /^(?: {4})?(?:bind .* )?namespace blue|^\.alert|^filter opentracing|^ssl-engine|ot-group/m;

/** The same lines count once. */
export function keywordExamples(version: Version): KeywordExample[] {
  const out = new Map<string, KeywordExample>();
  for (const { topic, title, long } of keywordHovers(version)) {
    if (long && !ELSEWHERE.test(long.example.join('\n')))
      out.set(`${kindOf(topic)}\n${long.example.join('\n')}`, {
        owner: `${topic}: ${title}`,
        topic,
        lines: long.example,
        experimental: long.needs.includes('expose-experimental'),
      });
  }
  return [...out.values()];
}

const SMALL: Readonly<Record<string, string>> = {
  userlist: '',
  peers: '',
  mailers: '',
  resolvers: '',
  cache: 'total-max-size 4',
  program: '',
  'http-errors': '',
  ring: 'size 32768',
  'log-forward': '',
  'log-profile': '',
  'fcgi-app': 'docroot /srv/www',
  'crt-store': '',
  traces: '',
  acme: 'directory https://127.0.0.1/d',
  healthcheck: '',
  namespace_list: '',
  'resolvers hold': '',
  'crt-store load': '',
};

/** Where examples of a topic stand. */
function kindOf(topic: string): string {
  if (Object.hasOwn(SMALL, topic)) return topic.split(' ')[0]!;
  if (topic === 'global' || topic === 'global stats' || topic === 'tls options') return 'global';
  return 'listen';
}

const HEADER = /^(?:[a-z]+|fcgi-app|http-errors|log-(?:forward|profile)|crt-store|namespace_list)(?: \w+)?$/;
/** Sections without a name, and those whose example is of the whole process. */
const NAMELESS = /^(?:global|traces|namespace_list)$/;

export const KEYWORD_FILES: Readonly<Record<string, string | Uint8Array>> = {
  ...filesBeside,
  ...SAMPLE_FILES,
  'banned.txt': '192.0.2.9\n',
  'moved.map': '/old /new\n',
  'page.html': 'soon\n',
  'chains/site.pem': filesBeside['site.pem']!,
  'certs/site.pem': filesBeside['site.pem']!,
  'headers.case': 'content-length Content-Length\n',
  'guard.spoe':
    '[guard]\nspoe-agent a\n    messages m\n    groups check-request\n    option var-prefix g\n    timeout processing 1s\n    timeout hello 1s\n    timeout idle 1m\n    use-backend agents\nspoe-message m\n    args ip=src\n    event on-client-session\nspoe-group check-request\n    messages n\nspoe-message n\n    args ip=src\n',
};

function world(version: Version): string {
  const old = !atLeast(version, '3.4');
  return `global
    localpeer me
    external-check
    insecure-fork-wanted
    expose-experimental-directives
${atLeast(version, '3.2') && old ? '    expose-deprecated-directives\n' : ''}${old ? '    master-worker\n' : ''}    cluster-secret "4cf2a5f0b39f2d7c"
    stats socket /run/world.sock mode 600 level admin
    thread-groups 1
resolvers dns
    nameserver a 127.0.0.1:53
peers both
    peer me 127.0.0.1:10001
    peer other 127.0.0.1:10002
mailers post
    mailer m 127.0.0.1:25
http-errors pages
    errorfile 403 503.http
    errorfile 503 503.http
cache small
    total-max-size 4
fcgi-app php
    docroot /srv/www
userlist staff
    group admins users ann
    user ann insecure-password secret
${atLeast(version, '3.2') ? 'log-profile audit\n    log-tag audit\nbackend tokens\n    mode http\n    http-request return status 200 content-type text/plain lf-string %[path,map(virt@acme)]\nacme le\n    directory https://127.0.0.1/d\n' : ''}${old ? '' : 'healthcheck app\n    type httpchk\n'}${sampleWorld}
backend agents
    mode ${atLeast(version, '3.2') ? 'spop' : 'tcp'}
    server s1 127.0.0.1:12345
${atLeast(version, '3.0') ? 'backend inner\n    mode http\n    server inside rhttp@\n' : ''}backend logs
    mode ${atLeast(version, '3.0') ? 'log' : 'tcp'}
    server s1 127.0.0.1:514
`;
}

/** An example that speaks for the whole process, in a configuration of its own; null for the others. */
export function ownConfiguration({ topic, lines, experimental }: KeywordExample): string | null {
  if (topic !== 'global' || lines.some((l) => l.startsWith('bind '))) return null;
  const text = lines.map((l) => `    ${l}`.replaceAll('/etc/haproxy/', '')).join('\n');
  return `global
${experimental ? '    expose-experimental-directives\n' : ''}${text}
resolvers dns
    nameserver a 127.0.0.1:53
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
listen l
    bind 127.0.0.1:8080
    server s1 127.0.0.1:80
`;
}

/** Topics whose examples want another mode. */
function modeOf({ topic, lines }: KeywordExample): 'http' | 'tcp' | 'log' {
  const text = lines.join('\n');
  if (/log-hash|balance sticky|log-bufsize/.test(text)) return 'log';
  if (
    /^(?:tcp-request content|persist rdp|balance rdp|tcp-response)|inspect-delay|mode tcp|option (?:tcplog|smtpchk|ldap)/m.test(
      text,
    )
  )
    return 'tcp';
  return topic === 'tcp action' ? 'tcp' : 'http';
}

function place(example: KeywordExample, i: number): string[] {
  const { topic, lines } = example;
  const kind = kindOf(topic);
  const first = lines[0]!;
  if (HEADER.test(first) && lines[1]?.startsWith('    ')) {
    const [header = ''] = first.split(' ');
    const rest = lines.slice(1);
    const more =
      Object.hasOwn(SMALL, header) && SMALL[header] !== '' && !rest[0]!.includes(SMALL[header]!.split(' ')[0]!)
        ? [`    ${SMALL[header]}`]
        : [];
    return [NAMELESS.test(header) ? header : `${header} x${i}`, ...more, ...rest];
  }
  if (kind === 'global') return ['global', ...lines.map((l) => `    ${l}`)];
  if (kind !== 'listen') {
    const begin = SMALL[kind] !== '' && !first.startsWith(SMALL[kind]!.split(' ')[0]!) ? [`    ${SMALL[kind]}`] : [];
    const mine =
      kind === 'peers' && topic === 'peers' && !lines.some((l) => /^(?:peer|server) me/.test(l))
        ? ['    peer me 127.0.0.1:10003']
        : [];
    const own = lines.some((l) => l.startsWith('bind') && kind === 'peers') ? ['    server me'] : mine;
    const before = first.startsWith('default-bind') ? [] : own;
    return [
      NAMELESS.test(kind) ? kind : `${kind} x${i}`,
      ...begin,
      ...(lines.includes('server me') || lines.some((l) => l.startsWith('bind')) ? [] : before),
      ...lines.map((l) => `    ${l}`),
      ...(lines.some((l) => l.startsWith('bind')) && kind === 'peers' && !lines.includes('server me')
        ? ['    server me']
        : []),
    ];
  }
  if (lines.every((l) => l.startsWith('stats socket'))) return ['global', ...lines.map((l) => `    ${l}`)];
  if (first.startsWith('.')) return lines.map((l) => l);
  if (lines.some((l) => l.startsWith('ssl-default-'))) return ['global', ...lines.map((l) => `    ${l}`)];
  if (lines.some((l) => l.startsWith('set-param')))
    return [`fcgi-app x${i}`, '    docroot /x', ...lines.map((l) => `    ${l}`)];
  const mode = modeOf(example);
  const own = lines.map((l) => `    ${l}`);
  const isBackend = mode === 'log' || lines.some((l) => /^(?:be-unpublished|server s. \S+ .*log-bufsize)/.test(l));
  const binds = lines.some((l) => /^bind /.test(l)) || isBackend ? [] : [`    bind 127.0.0.1:${10_100 + i}`];
  return [
    `${isBackend ? 'backend' : 'listen'} x${i}`,
    ...binds,
    `    mode ${mode}`,
    ...own,
    ...(lines.some((l) => /^server s1 /.test(l))
      ? []
      : [
          lines.some((l) => /^tcp-check connect .*ssl/.test(l))
            ? '    server s1 127.0.0.1:80 verify none'
            : lines.some((l) => l.includes('fcgi-app'))
              ? '    server s1 127.0.0.1:80 proto fcgi'
              : '    server s1 127.0.0.1:80',
        ]),
  ];
}

export interface KeywordConfiguration {
  readonly text: string;
  /** The example that a line, counted from 1, is from. */
  ownerOf(line: number): string | undefined;
}

/** One configuration with a section for every example. */
export function keywordConfiguration(examples: readonly KeywordExample[], version: Version): KeywordConfiguration {
  const lines = world(version).trimEnd().split('\n');
  const owners = new Map<number, string>();
  const last = (e: KeywordExample): number => (e.lines[0] === 'defaults' ? 1 : 0);
  const together = examples.filter((e) => ownConfiguration(e) === null);
  for (const [i, example] of together.sort((a, b) => last(a) - last(b)).entries()) {
    for (const line of place(example, i)) {
      lines.push(line.replaceAll('/etc/haproxy/', ''));
      owners.set(lines.length, `${example.owner} [${line.trim()}]`);
    }
  }
  return { text: `${lines.join('\n')}\n`, ownerOf: (line) => owners.get(line) };
}

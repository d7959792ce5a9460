/** The examples of hovers on fetches and converters, and a configuration that has a fitting place for each of them. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { converters, criteria, fetches } from '../../simulator/language/haproxy/keywords/names.ts';
import { TEXTS } from '../../simulator/language/haproxy/texts/texts.ts';
import { hover, openDoc } from '../../simulator/language/service.ts';

export interface SampleExample {
  readonly kind: 'fetch' | 'converter';
  readonly name: string;
  /** The whole hover. */
  readonly markdown: string;
  readonly lines: readonly string[];
}

/** What a hover says, with the longer texts. */
export function sampleHover(kind: SampleExample['kind'], name: string, version: Version): string {
  const doc = openDoc(`listen l\n  acl a ${kind === 'converter' ? 'src,' : ''}${name}`, { version });
  return hover(doc, doc.text.length - 1, TEXTS)?.markdown ?? '';
}

/** Every fetch, every short form of ACLs and every converter of a version. */
export function sampleExamples(version: Version): SampleExample[] {
  const known = new Set([...fetches(version).keys(), ...criteria(version).keys()]);
  const all = [
    ...[...known].map((name) => ({ kind: 'fetch' as const, name })),
    ...[...converters(version).keys()].map((name) => ({ kind: 'converter' as const, name })),
  ];
  return all.map(({ kind, name }) => {
    const markdown = sampleHover(kind, name, version);
    return { kind, name, markdown, lines: /```haproxy\n([\s\S]*?)\n```/.exec(markdown)?.[1]?.split('\n') ?? [] };
  });
}

/** Raw bytes are there in TCP mode only. */
const RAW =
  /\b(?:re[qs]\.)?payload|\bre[qs]\.(?:len|ssl_|rdp_cookie|proto_http)|distcc_|\brdp_cookie|\bre[qp]_(?:len|ssl|rdp|proto)/;

const STORED =
  'conn_cnt,conn_cur,conn_rate(10s),sess_cnt,sess_rate(10s),http_req_cnt,http_req_rate(10s),http_err_cnt,http_err_rate(10s),http_fail_cnt,http_fail_rate(10s),bytes_in_cnt,bytes_in_rate(10s),bytes_out_cnt,bytes_out_rate(10s),gpc0,gpc0_rate(10s),gpc1,gpc1_rate(10s),gpt0';

/** Sections that examples refer to. */
export const sampleWorld = `defaults
    mode http
    log stdout format raw local0
    timeout connect 5s
    timeout client 5s
    timeout server 5s
userlist people
    group admins users ann
    user ann insecure-password secret
backend app
    server s1 127.0.0.1:80
backend app2
    server s1 127.0.0.1:80
backend static
    server s1 127.0.0.1:80
backend tcp_app2
    mode tcp
    server s1 127.0.0.1:80
backend per_ip
    stick-table type ipv6 size 1k expire 1m store ${STORED}
backend per_name
    stick-table type string len 64 size 1k expire 1m store http_req_rate(10s)
backend per_number
    stick-table type integer size 1k expire 1m store http_req_rate(10s)
backend per_key
    stick-table type binary len 20 size 1k expire 1m store http_req_rate(10s)
backend marks
    stick-table type ipv6 size 1k expire 1m store gpc(4),gpc_rate(4,10s),gpt(4)
`;

/** Files that the examples name: in the folder of the configuration instead of HAProxy's own. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['hosts', 'paths', 'agents', 'ports', 'networks', 'regexes'].flatMap((name) => {
      const key = name === 'ports' ? '80' : name === 'networks' ? '192.0.2.0/24' : 'a';
      return [
        [`${name}.map`, `${key} app\n`],
        [`numbers-${name}.map`, `${key} 1\n`],
        [`addresses-${name}.map`, `${key} 192.0.2.1\n`],
      ];
    }),
  ),
};

export interface SampleConfiguration {
  readonly text: string;
  /** The example that a line, counted from 1, is from. */
  ownerOf(line: number): SampleExample | undefined;
}

/** One configuration with a section for every example. */
export function sampleConfiguration(examples: readonly SampleExample[]): SampleConfiguration {
  const lines = sampleWorld.trimEnd().split('\n');
  const owners = new Map<number, SampleExample>();
  for (const [i, example] of examples.entries()) {
    const text = example.lines.map((line) => `    ${line.replaceAll('/etc/haproxy/', '')}`);
    const isRaw = text.some((line) => RAW.test(line));
    const isFastCgi = text.some((line) => line.includes('set-param '));
    if (isFastCgi) lines.push(`fcgi-app x${i}`, '    docroot /srv/www');
    else lines.push(`listen x${i}`, `    bind 127.0.0.1:${10_000 + i}`, `    mode ${isRaw ? 'tcp' : 'http'}`);
    for (const line of text) {
      lines.push(isRaw ? line.replace(/\bapp2\b/, 'tcp_app2') : line);
      owners.set(lines.length, example);
    }
    if (!isFastCgi) lines.push('    server s1 127.0.0.1:80');
  }
  return { text: `${lines.join('\n')}\n`, ownerOf: (line) => owners.get(line) };
}

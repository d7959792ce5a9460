/** The keyword tables' own examples, each in a configuration that has what an example may refer to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS, type ActionRow } from '../../simulator/language/haproxy/keywords/actions.ts';
import { BALANCE } from '../../simulator/language/haproxy/keywords/balance.ts';
import { BIND_OPTIONS } from '../../simulator/language/haproxy/keywords/bind.ts';
import { GLOBAL } from '../../simulator/language/haproxy/keywords/global.ts';
import { OPTIONS } from '../../simulator/language/haproxy/keywords/options.ts';
import { PROXY } from '../../simulator/language/haproxy/keywords/proxy.ts';
import type { Row } from '../../simulator/language/haproxy/keywords/row.ts';
import { SERVER_OPTIONS } from '../../simulator/language/haproxy/keywords/server.ts';
import { SECTION_KEYWORDS, type SectionKeyword } from '../../simulator/language/haproxy/keywords/small-sections.ts';
import { TIMEOUTS } from '../../simulator/language/haproxy/keywords/timeouts.ts';
import type { Case } from './frames.ts';

export interface RowCase extends Case {
  readonly row: Row;
  /** Some version takes it; every version refuses it. */
  readonly takes: boolean;
}

const BESIDE = join(import.meta.dirname, 'beside');

/** What examples name: files that lie beside the configuration. */
export const filesBeside: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  readdirSync(BESIDE).map((name) => [name, readFileSync(join(BESIDE, name))]),
);

interface Places {
  readonly global?: string;
  readonly frontend?: string;
  readonly backend?: string;
  readonly bind?: string;
  readonly server?: string;
}

function configuration({ global = '', frontend = '', backend = '', bind = '', server = '' }: Places): string {
  // Elsewhere it would be warned of.
  const external = backend === 'option external-check' ? 'external-check command /bin/true' : '';
  return `global
 ${global}
 external-check
 insecure-fork-wanted
resolvers dns
 nameserver a 127.0.0.1:53
http-errors pages
defaults
 timeout client 10s
 timeout server 10s
 timeout connect 10s
 mode http
 log 127.0.0.1:514 local0
frontend f
 bind :8080 ${bind}
 ${frontend}
 default_backend b
backend b
 ${backend}
 ${external}
 server s1 127.0.0.1:80 check
 server s2 127.0.0.1:80 ${server}
backend other
 server s1 127.0.0.1:80
backend t
 stick-table type ip size 1k store gpc0,http_req_rate(10s)
`;
}

/** What a section needs beside the line, so that the line is all that HAProxy can complain of. */
const SECTION_BEGINNINGS: Readonly<Record<string, string>> = {
  cache: 'cache c\n total-max-size 4',
  'fcgi-app': 'fcgi-app f\n docroot /x',
  acme: 'acme m\n directory https://127.0.0.1/d',
  peers: 'peers p\n server me',
  traces: 'traces',
  namespace_list: 'namespace_list',
};

function inSection(kind: string, row: SectionKeyword, example: string): string {
  const listen = row.name === 'peer' ? 'peers p' : SECTION_BEGINNINGS[kind];
  return `global
 localpeer me
 ${kind === 'program' ? 'master-worker\n expose-deprecated-directives' : ''}
 ${kind === 'acme' ? 'expose-experimental-directives' : ''}
defaults
 timeout client 10s
 timeout server 10s
 timeout connect 10s
listen l
 bind :8080
 ${row.name === 'map' ? 'mode http\n http-request set-header a %[path,map(virt@acme)]' : ''}
${listen ?? `${kind} s`}
 ${row.before ?? ''}
 ${example}
`;
}

function inSections(): RowCase[] {
  return Object.entries(SECTION_KEYWORDS).flatMap(([kind, rows]) =>
    rows.flatMap((row) =>
      [row.accepts, row.rejects].flatMap((example, i): RowCase[] => {
        if (example === null) return [];
        const takes = i === 0;
        const title = `rows: ${kind} ${row.name}: ${takes ? 'takes' : 'refuses'} ${example}`;
        const text = inSection(kind, row, example);
        return [{ title, text, row, takes }];
      }),
    ),
  );
}

const RULES: Readonly<Record<string, string>> = {
  'http-request': 'http-request',
  'http-response': 'http-response',
  'http-after-response': 'http-after-response',
  'tcp-request connection': 'tcp-request connection',
  'tcp-request session': 'tcp-request session',
  'tcp-request content': 'tcp-request content',
  'tcp-response content': 'tcp-response content',
};

function inRuleset(row: ActionRow, example: string): Places {
  const ruleset = row.rulesets[0]!;
  const line = `${RULES[ruleset]} ${example}`;
  return ruleset.startsWith('tcp-response') ? { backend: line } : { frontend: line };
}

function onSide(row: Row & { readonly sides: readonly string[] }, example: string): Places {
  return row.sides[0] === 'frontend' ? { frontend: example } : { backend: example };
}

/** Two actions of one name are told apart by where they stand. */
function ruleset(row: Row, rows: readonly Row[]): string {
  const alike = rows.filter((other) => other.name === row.name);
  return alike.length > 1 && 'rulesets' in row ? ` (${(row as ActionRow).rulesets[0]})` : '';
}

function both<T extends Row>(table: string, rows: readonly T[], place: (row: T, example: string) => Places): RowCase[] {
  return rows.flatMap((row) => {
    const cases: RowCase[] = [];
    const add = (example: string, takes: boolean): void => {
      const title = `rows: ${table} ${row.name}: ${takes ? 'takes' : 'refuses'} ${example}${ruleset(row, rows)}`;
      cases.push({ title, text: configuration(place(row, example)), row, takes });
    };
    add(row.accepts, true);
    if (row.rejects !== null) add(row.rejects, false);
    return cases;
  });
}

export const rowCases: readonly RowCase[] = [
  ...both('global', GLOBAL, (_, global) => ({ global })),
  ...both('proxy', PROXY, onSide),
  ...both('option', OPTIONS, onSide),
  ...both('timeout', TIMEOUTS, onSide),
  ...both('balance', BALANCE, (_, backend) => ({ backend })),
  ...both('action', ACTIONS, inRuleset),
  ...both('bind', BIND_OPTIONS, (_, bind) => ({ bind })),
  ...both('server', SERVER_OPTIONS, (_, server) => ({ server })),
  ...inSections(),
];

/** Whether an example is bound to fail on this machine, or everywhere: it is of a version that Drydock does not speak. */
export function isShowable({ row, takes }: RowCase): boolean {
  return !(takes && (row.until === '2.6' || row.name === 'namespace'));
}

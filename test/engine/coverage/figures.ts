/** What there is, what is simulated, and what the tests compare with HAProxy: by kind. */
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { actions, converters, fetches, type Ruleset } from '../../../simulator/language/haproxy/keywords/names.ts';
import { VERSIONS } from '../../../simulator/language/haproxy/version.ts';
import { planWords } from '../../../simulator/plan/actions.ts';
import { isSimulatedAction } from '../../../simulator/plan/coverage.ts';
import { SIMULATED_CONVERTERS, SIMULATED_FETCHES } from '../../../simulator/plan/simulated.ts';
import { used } from './used.ts';
import { wordKinds } from './words.ts';

export interface Row {
  readonly name: string;
  readonly simulated: boolean;
  readonly verified: boolean;
  /** Why it cannot be simulated; null: it could be. */
  readonly outside: string | null;
}

export interface Kind {
  readonly title: string;
  readonly rows: readonly Row[];
}

const OUTSIDE: readonly (readonly [RegExp, string])[] = [
  [/^(fc|bc)_(rtt|rttvar|fackets|lost|reordering|retrans|sacked|unacked)$|saved_syn/, 'the kernel measures it'],
  [
    /_(random|session_key|unique_id)$|_(traffic|exporter)_secret|handshake_traffic/,
    'it is made of the keys of a TLS session',
  ],
  [/^ssl_ocsp_/, 'another program says it'],
  [/^(cpu_|lat_)/, 'it is the time of a processor'],
  [/^(term_events|[fb]s\.debug_str|dump_all_vars)/, 'it shows the inside of HAProxy’s memory'],
  [/^(fcgi\.|spoe\.)/, 'it belongs to another protocol'],
  [/^jwt_(verify_cert|decrypt_)/, 'a TLS library does it'],
];

const outsideOf = (name: string): string | null => OUTSIDE.find(([pattern]) => pattern.test(name))?.[1] ?? null;

function namesOf(list: (version: Version) => Iterable<string>): string[] {
  return [...new Set(VERSIONS.flatMap((version) => [...list(version)]))].sort();
}

function samples(title: string, names: readonly string[], simulated: readonly string[]): Kind {
  const known = new Set(simulated);
  const rows = names.map((name) => {
    const isSimulated = known.has(name);
    return {
      name,
      simulated: isSimulated,
      verified: isSimulated && used().samples.has(name),
      outside: isSimulated ? null : outsideOf(name),
    };
  });
  return { title, rows };
}

const RULESETS: readonly Ruleset[] = [
  'http-request',
  'http-response',
  'http-after-response',
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
];

/** Actions that HAProxy's own list leaves out. */
const BUILT_IN: Partial<Record<Ruleset, readonly string[]>> = {
  'tcp-request connection': ['accept', 'reject', 'expect-proxy', 'expect-netscaler-cip', 'track-sc'],
  'tcp-request session': ['accept', 'reject', 'track-sc'],
  'tcp-request content': ['accept', 'reject', 'capture', 'track-sc'],
  'tcp-response content': ['accept', 'reject', 'close'],
};

const ACTIONS_OUTSIDE: Readonly<Record<string, string>> = {
  'do-resolve': 'it asks a name server',
  'send-spoe-group': 'it asks another program',
  'ot-group': 'it tells another program',
  'use-service': 'Lua programs and the statistics answer',
  'attach-srv': 'it is for reverse HTTP',
  'switch-mode': 'HTTP/2 is not simulated',
  'expect-netscaler-cip': 'drivers do not hand it on',
  'expect-proxy': 'drivers do not hand it on',
};

const SPAN = { file: 0, from: 0, to: 0 };

/** Every action with words that any of them would take: what is not `other` is carried out. */
function isCarriedOut(ruleset: Ruleset, name: string): boolean {
  if (
    ['allow', 'deny', 'return', 'redirect', 'set-header', 'add-header', 'del-header', 'tarpit', 'set-path'].includes(
      name,
    )
  )
    return true;
  const isResponse = ruleset === 'http-response' || ruleset === 'http-after-response';
  const tries: readonly (readonly string[])[] = [
    ['path', 'len', '10'],
    ['x', 'y', 'z'],
    ['src'],
    ['int(1)'],
    ['client', '1s'],
    ['1', '2'],
    ['src', 'table', 't'],
    ['time', '1s'],
    ['path-merge-slashes'],
    ['layer4'],
    [],
  ];
  const slot = { name: '', lengthBytes: 10, span: SPAN };
  const source = {
    version: '3.4' as const,
    files: {},
    names: { backends: new Map(), tables: new Map([['t', 0]]) },
    captures: { request: [slot], response: [slot], cookie: null },
    section: 't',
    isResponse,
  } as unknown as Parameters<typeof planWords>[3];
  const head = name === 'track-sc' ? 'track-sc0' : `${name}(0,0)`;
  return tries.some((args) => {
    const planned = planWords(
      head,
      args.map((text) => ({ text, span: SPAN })),
      SPAN,
      source,
    );
    return isSimulatedAction(planned);
  });
}

function actionKind(ruleset: Ruleset): Kind {
  const listed = namesOf((version) => {
    const { exact, prefixes } = actions(ruleset, version);
    return [...exact, ...prefixes];
  });
  const names = [...new Set([...listed, ...(BUILT_IN[ruleset] ?? [])])].sort();
  const rows = names.map((name) => {
    const simulated = isCarriedOut(ruleset, name);
    const pattern = new RegExp(`^${ruleset} ${name.replace(/[-.]/g, '\\$&')}(?![a-z-])`);
    const verified = simulated && used().lines.some((line) => pattern.test(line));
    return { name, simulated, verified, outside: simulated ? null : (ACTIONS_OUTSIDE[name] ?? null) };
  });
  return { title: `${ruleset} actions`, rows };
}

let kinds: readonly Kind[] | null = null;

/** All kinds, in the order of the page. */
export function coverageKinds(): readonly Kind[] {
  kinds ??= makeKinds();
  return kinds;
}

function makeKinds(): readonly Kind[] {
  return [
    ...RULESETS.map(actionKind),
    samples(
      'Sample fetches',
      namesOf((version) => fetches(version).keys()),
      SIMULATED_FETCHES,
    ),
    samples(
      'Converters',
      namesOf((version) => converters(version).keys()),
      SIMULATED_CONVERTERS,
    ),
    ...wordKinds(),
  ];
}

export interface Totals {
  readonly known: number;
  readonly simulated: number;
  readonly verified: number;
  readonly outside: number;
  /** Of what could be simulated, in percent, rounded down. */
  readonly share: number;
}

export function totalsOf({ rows }: Kind): Totals {
  const simulated = rows.filter((row) => row.simulated).length;
  const outside = rows.filter((row) => row.outside !== null).length;
  return {
    known: rows.length,
    simulated,
    verified: rows.filter((row) => row.verified).length,
    outside,
    share: Math.floor((100 * simulated) / Math.max(1, rows.length - outside)),
  };
}

/** The inventory by version, as lookups. Each list is unpacked when it is first asked for. */
import type { Version } from '../config.ts';
import { VERSIONS } from '../version.ts';
import { INVENTORY } from './inventory.ts';

export type SampleType = 'any' | 'same' | 'bool' | 'sint' | 'addr' | 'ipv4' | 'ipv6' | 'str' | 'bin' | 'meth';

export interface FetchInfo {
  readonly name: string;
  readonly type: SampleType;
  /** Bits of `PLACE`. */
  readonly places: number;
  readonly args: ArgumentForm;
}

export interface ConverterInfo {
  readonly name: string;
  readonly input: SampleType;
  readonly output: SampleType;
  readonly args: ArgumentForm;
}

export type ArgumentType =
  | 'string'
  | 'integer'
  | 'table'
  | 'server'
  | 'backend'
  | 'frontend'
  | 'user list'
  | 'regex'
  | 'IPv4 address'
  | 'IPv6 address'
  | 'IPv4 mask'
  | 'IPv6 mask'
  | 'Protocol buffers field number';

export interface ArgumentForm {
  readonly required: number;
  readonly types: readonly ArgumentType[];
}

export interface OptionInfo {
  readonly name: string;
  readonly frontend: boolean;
  readonly backend: boolean;
  readonly http: boolean;
}

/** Where a sample fetch may be used; a bit each, in HAProxy's order. */
export const PLACE = {
  frontendConnection: 1 << 0,
  frontendSession: 1 << 1,
  frontendContent: 1 << 2,
  frontendRequest: 1 << 3,
  frontendRequestBody: 1 << 4,
  useBackend: 1 << 5,
  backendContent: 1 << 6,
  backendRequest: 1 << 7,
  backendRequestBody: 1 << 8,
  useServer: 1 << 9,
  serverSource: 1 << 10,
  backendResponseContent: 1 << 11,
  backendResponse: 1 << 12,
  backendResponseBody: 1 << 13,
  stickStore: 1 << 14,
  frontendResponseContent: 1 << 15,
  frontendResponse: 1 << 16,
  frontendResponseBody: 1 << 17,
  log: 1 << 18,
  check: 1 << 19,
  configuration: 1 << 20,
  runtime: 1 << 21,
} as const;

const NO_ARGUMENTS: ArgumentForm = { required: 0, types: [] };

/** Entries of one list that a version has, in order. */
function entries(list: string, version: Version): string[] {
  const bit = 1 << VERSIONS.indexOf(version);
  const out: string[] = [];
  for (const line of (INVENTORY[list] ?? '').split('\n')) {
    const mark = line.indexOf('!');
    if (mark === 1) {
      if (Number.parseInt(line[0]!, 32) & bit) out.push(line.slice(2));
    } else if (line !== '') out.push(line);
  }
  return out;
}

/** A list's lookup, made when a version first asks for it. Asked for several times a line, so it costs one look into a map. */
function once<T>(list: string, make: (lines: string[]) => T): (version: Version) => T {
  const made = new Map<Version, T>();
  return (version) => {
    let value = made.get(version);
    if (value === undefined) {
      value = make(entries(list, version));
      made.set(version, value);
    }
    return value;
  };
}

/** The same for several lists that are read alike. */
function onceEach<K extends string, T>(nameOf: (key: K) => string, make: (lines: string[], key: K) => T): (key: K, version: Version) => T {
  const made = new Map<K, (version: Version) => T>();
  return (key, version) => {
    let of = made.get(key);
    if (of === undefined) {
      of = once(nameOf(key), (lines) => make(lines, key));
      made.set(key, of);
    }
    return of(version);
  };
}

/** `string[,integer]` and the like. */
function argumentForm(text: string): ArgumentForm {
  if (text === '') return NO_ARGUMENTS;
  const open = text.indexOf('[');
  const split = (t: string): ArgumentType[] => t.replace(/[[\]]/g, '').split(',').filter(Boolean) as ArgumentType[];
  return { required: open < 0 ? split(text).length : split(text.slice(0, open)).length, types: split(text) };
}

/** The first `count` blank-separated fields, and the rest. */
function fields(line: string, count: number): string[] {
  const out: string[] = [];
  let rest = line;
  while (out.length < count) {
    const at = rest.indexOf(' ');
    if (at < 0) break;
    out.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  out.push(rest);
  return out;
}

export const fetches: (version: Version) => ReadonlyMap<string, FetchInfo> = once('fetches', (lines) => {
  const map = new Map<string, FetchInfo>();
  for (const line of lines) {
    const [name, type, places, args] = fields(line, 3) as [string, SampleType, string, string?];
    map.set(name, { name, type, places: Number.parseInt(places, 36), args: argumentForm(args ?? '') });
  }
  return map;
});

export const converters: (version: Version) => ReadonlyMap<string, ConverterInfo> = once('converters', (lines) => {
  const map = new Map<string, ConverterInfo>();
  for (const line of lines) {
    const [name, input, output, args] = fields(line, 3) as [string, SampleType, SampleType, string?];
    map.set(name, { name, input, output, args: argumentForm(args ?? '') });
  }
  return map;
});

/** ACL criteria that are not plain fetches: their fetch and how they match (`path_beg` is `path` with `beg`). */
export const criteria: (version: Version) => ReadonlyMap<string, { readonly fetch: string; readonly match: string }> = once('acls', (lines) => {
  const map = new Map<string, { fetch: string; match: string }>();
  for (const line of lines) {
    const [name, fetch, match] = line.split(' ') as [string, string, string];
    map.set(name, { fetch, match });
  }
  return map;
});

/** `option NAME` without arguments. */
export const plainOptions: (version: Version) => ReadonlyMap<string, OptionInfo> = once('options', (lines) => {
  const map = new Map<string, OptionInfo>();
  for (const line of lines) {
    const [name, sides] = line.split(' ') as [string, string];
    map.set(name, { name, frontend: sides.includes('F'), backend: sides.includes('B'), http: sides.includes('H') });
  }
  return map;
});

export interface LineOption {
  readonly name: string;
  /** How many words follow it; -1: it takes all that it wants. */
  readonly args: number;
}

/** Options of `bind` or `server` lines. */
export const lineOptions: (kind: 'bind' | 'server', version: Version) => ReadonlyMap<string, LineOption> = onceEach(
  (kind) => kind,
  (lines, kind) => {
    const map = new Map<string, LineOption>();
    for (const line of lines) {
      const at = line.indexOf('+');
      const name = at < 0 ? line : line.slice(0, at);
      map.set(name, { name, args: at < 0 ? 0 : Number(line.slice(at + 1)) });
    }
    // HAProxy's own list leaves this one out
    if (kind === 'bind') map.set('ssl', { name: 'ssl', args: 0 });
    return map;
  },
);

export type Ruleset = 'tcp-request connection' | 'tcp-request session' | 'tcp-request content' | 'tcp-response content' | 'http-request' | 'http-response' | 'http-after-response' | 'quic-initial';

export interface ActionNames {
  readonly exact: ReadonlySet<string>;
  /** Actions whose names go on with `(…)` or a suffix, as `set-var(txn.x)`; longest first. */
  readonly prefixes: readonly string[];
}

export const actions: (ruleset: Ruleset, version: Version) => ActionNames = onceEach(
  (ruleset) => ruleset,
  (lines) => {
    const prefixes = lines.filter((l) => l.endsWith('*')).map((l) => l.slice(0, -1));
    return {
      exact: new Set(lines.filter((l) => !l.endsWith('*'))),
      prefixes: prefixes.sort((a, b) => b.length - a.length),
    };
  },
);

/** The action's registered name, for a word as it is written, or null. */
export function findAction(ruleset: Ruleset, word: string, version: Version): string | null {
  const names = actions(ruleset, version);
  if (names.exact.has(word)) return word;
  return names.prefixes.find((p) => word.startsWith(p)) ?? null;
}

/** What a word that only begins like an action lacks, or null: behind most names are parentheses, or nothing. */
export function badActionName(registered: string, word: string): string | null {
  const rest = word.slice(registered.length);
  if (/^(track-sc|lua\.)/.test(registered) || rest.startsWith('(')) return null;
  if (rest === '' && !/^(un)?set-var|^do-resolve$/.test(registered)) return null;
  return `'${registered}' wants its arguments between parentheses`;
}

/** Names registered for a section (`global`, `listen`, `userlist` …). */
export const sectionKeywords: (section: string, version: Version) => ReadonlySet<string> = onceEach(
  (section: string) => `section ${section}`,
  (lines) => new Set(lines),
);

export const filterNames: (version: Version) => ReadonlySet<string> = once('filters', (lines) => new Set(lines));

export const serviceNames: (version: Version) => ReadonlySet<string> = once('services', (lines) => new Set(lines));

/**
 * ACLs: a criterion (a fetch, or a short form such as `path_beg`), flags, and patterns (manual 7.1).
 */
import type { Span } from '../diagnostic.ts';
import { canBeResolved, isIpv4Network, isIpv6Network, isNumericName } from './address.ts';
import type { AclConfig, At, MatchMethod, Word } from './config.ts';
import {
  canCast,
  type Dialect,
  type ExpressionError,
  goesOn,
  identifierEnd,
  type NameReference,
  parseExpression,
} from './expression.ts';
import { HTTP_FETCHES, REQUEST_BYTES_FETCHES, RESPONSE_BYTES_FETCHES } from './keywords/layers.ts';
import { criteria, type SampleType } from './keywords/names.ts';
import { badPattern } from './regex.ts';
import { appended, within } from './words.ts';

/** One ACL line (or what stands between braces), with what the rules that use it need to know. */
export interface Acl {
  readonly config: AclConfig;
  /** The criterion's name, for messages. */
  readonly keyword: string;
  /** Bits of `PLACE` where it can match. */
  readonly places: number;
  readonly needsHttp: boolean;
  readonly readsBytes: boolean;
  readonly references: readonly NameReference[];
  readonly files: readonly { readonly path: string; readonly span: Span }[];
  /** Patterns that the machine's resolver would have to turn into addresses. */
  readonly names: readonly Word[];
  readonly warnings: readonly AclWarning[];
  /** What it looks at, as advice compares it, once somebody has asked. */
  asked: string | null;
}

export interface AclWarning {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly hint: string;
}

export type AclResult =
  | { readonly ok: true; readonly value: Acl }
  | { readonly ok: false; readonly error: ExpressionError };

export const MATCH_METHODS: readonly (MatchMethod | 'regm')[] = [
  'found',
  'bool',
  'int',
  'ip',
  'bin',
  'len',
  'str',
  'beg',
  'sub',
  'dir',
  'dom',
  'end',
  'reg',
  'regm',
];

const MATCH_INPUT: Readonly<Record<string, SampleType>> = {
  found: 'sint',
  bool: 'sint',
  int: 'sint',
  ip: 'addr',
  bin: 'bin',
  len: 'str',
  str: 'str',
  beg: 'str',
  sub: 'str',
  dir: 'str',
  dom: 'str',
  end: 'str',
  reg: 'str',
  regm: 'str',
};

const DEFAULT_MATCH: Partial<Readonly<Record<SampleType, MatchMethod>>> = {
  bool: 'bool',
  sint: 'int',
  addr: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  str: 'str',
};

/** Criteria whose patterns are versions such as `3.1`. */
const DOTTED = new Set(['req.ssl_ver', 'req_ssl_ver']);

/** Short forms whose own way of matching 3.4 misses where another one replaces it. */
const OWN_WAYS = new Set(['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub']);
/** Fetches that are compared by code of their own. */
const OWN_CODE = new Set(['method', 'http_auth_group']);

/** The fetch to write instead, where `-m` or a converter replaces how a criterion matches of itself. */
function overwrittenMatch(
  written: string,
  short: { readonly fetch: string; readonly match: string } | undefined,
  forced: boolean,
  match: string,
  converters: number,
): string | null {
  if (OWN_CODE.has(written)) return forced || converters > 0 ? written : null;
  return short && OWN_WAYS.has(short.match) && match !== short.match ? short.fetch : null;
}

/**
 * @param words from `from` to `to`: the criterion, flags and patterns
 * @param name the ACL's own word, null between braces
 */
export function parseAcl(
  words: readonly Word[],
  name: Word | null,
  dialect: Dialect,
  from = 0,
  to = words.length,
): AclResult {
  const { version } = dialect;
  const head = words[from];
  if (!head || from >= to) {
    const span = name?.span ?? { file: 0, from: 0, to: 0 };
    return failed('missing-fetch', 'missing fetch method', span);
  }
  const written = head.text.slice(0, identifierEnd(head.text, 0));
  const short = criteria(version).get(written);
  // A short form is read as its fetch: same arguments, and converters switch the matching to their own type's.
  const source = short ? { text: short.fetch + head.text.slice(written.length), span: head.span } : head;
  // Words behind a fetch that are converters count twice: as such, and as flags and patterns.
  const goes = !short && from + 1 < to && goesOn(words[from + 1], version);
  const read = parseExpression(source, 0, dialect, false, goes ? words.slice(from + 1, to) : undefined);
  if (!read.ok)
    return { ok: false, error: short ? { ...read.error, message: `'${written}': ${read.error.message}` } : read.error };
  const { sample, type, fetch, references } = read.value;
  let match: string | undefined = short && sample.converters.length === 0 ? short.match : DEFAULT_MATCH[type];
  const isNew = version === '3.4';
  const isDotted = DOTTED.has(written) && sample.converters.length === 0;
  let warnings: AclWarning[] | null = null;
  if (match && type !== 'bool' && to === from + 1) warnings = [noPattern(head)];

  let i = from + 1;
  let ignoreCase = false;
  let resolves = true;
  let loaded = false;
  let forced: Word | null = null;
  let patternFiles: At<string>[] | null = null;
  for (; i < to && words[i]!.text.charCodeAt(0) === MINUS; i++) {
    const flag = words[i]!;
    const next = i + 1 < to ? words[i + 1] : undefined;
    if (flag.text === '--') {
      i++;
      break;
    }
    if (flag.text === '-i') ignoreCase = true;
    else if (flag.text === '-n') resolves = false;
    else if (flag.text === '-M') continue;
    else if (flag.text === '-u') {
      if (!next || !/^-?\d+$/.test(next.text))
        return failed('bad-acl-flag', 'the argument of -u must be an integer', (next ?? flag).span);
      i++;
    } else if (flag.text === '-f') {
      if (!match) return failed('missing-match', needsMatch(written), flag.span);
      patternFiles ??= [];
      patternFiles.push({ value: next?.text ?? '', span: (next ?? flag).span });
      loaded = true;
      i++;
    } else if (flag.text === '-m') {
      if (loaded) return failed('bad-acl-flag', "'-m' must come before patterns and files", flag.span);
      const method = next?.text ?? '';
      if (!(method in MATCH_INPUT))
        return failed('unknown-match', `unknown matching method '${method}'`, (next ?? flag).span);
      if (method !== 'found' && !canCast(type, MATCH_INPUT[method]!, version)) {
        return failed('wrong-match', `matching method '${method}' cannot be used with '${written}'`, next!.span);
      }
      match = method;
      forced = next!;
      i++;
    } else {
      return failed(
        'bad-acl-flag',
        `'${flag.text}' is not a valid ACL flag: put '--' before patterns that begin with '-'`,
        flag.span,
      );
    }
  }
  if (!match) return failed('missing-match', needsMatch(written), head.span);

  const overwritten = isNew ? overwrittenMatch(written, short, forced !== null, match, sample.converters.length) : null;
  if (overwritten !== null)
    warnings = [...(warnings ?? NONE), overwrittenWarning(written, overwritten, match, forced, head)];

  const names: Word[] | null = match === 'ip' ? [] : null;
  const bad = checkPatterns(words, i, to, match, isDotted && match === 'int', resolves, names);
  if (bad) return { ok: false, error: bad };
  const second = from + 1 < to ? words[from + 1] : undefined;
  if (second?.text === '(' && !head.text.includes('('))
    warnings = [...(warnings ?? NONE), strayParenthesis(head, second)];
  let patterns: At<string>[] | null = null;
  for (; i < to; i++) patterns = appended(patterns, { value: words[i]!.text, span: words[i]!.span });
  const keyword = short && sample.converters.length === 0 ? written : fetch.name;
  return {
    ok: true,
    value: {
      config: {
        name: name ? { value: name.text, span: name.span } : null,
        criterion: {
          fetch: sample.fetch,
          args: sample.args,
          converters: sample.converters,
          span: within(head, 0, head.text.length),
        },
        match: (match === 'regm' ? 'reg' : match) as MatchMethod,
        ignoreCase,
        patterns: patterns ?? NONE,
        patternFiles: patternFiles ?? NONE,
        span: { file: head.span.file, from: (name ?? head).span.from, to: words[to - 1]!.span.to },
      },
      keyword,
      places: fetch.places,
      needsHttp: HTTP_FETCHES.has(fetch.name),
      readsBytes: REQUEST_BYTES_FETCHES.has(fetch.name) || RESPONSE_BYTES_FETCHES.has(fetch.name),
      references,
      files: allFiles(read.value.files, patternFiles),
      names: names ?? NONE,
      warnings: warnings ?? NONE,
      asked: null,
    },
  };
}

const MINUS = 45;
const NONE: readonly never[] = [];

/** Those of converters, and those of flags. */
function allFiles(ofConverters: Acl['files'], ofFlags: readonly At<string>[] | null): Acl['files'] {
  if (ofFlags === null) return ofConverters;
  return [...ofConverters, ...ofFlags.map((f) => ({ path: f.value, span: f.span }))];
}

function failed(code: string, message: string, span: Span): AclResult {
  return { ok: false, error: { code, message, span } };
}

function needsMatch(name: string): string {
  return `'${name}' has no matching method of its own: say how with '-m' before the patterns`;
}

function noPattern(head: Word): AclWarning {
  return {
    code: 'acl-without-pattern',
    span: head.span,
    message: `no pattern to match '${head.text}' against: this never matches`,
    hint: "write '-m found' to test that it exists, '-m bool' to test a number for not being 0, or '--' to say that nothing is meant",
  };
}

function overwrittenWarning(
  written: string,
  overwritten: string,
  match: string,
  forced: Word | null,
  head: Word,
): AclWarning {
  return {
    code: 'match-overwritten',
    span: (forced ?? head).span,
    message: `'${written}' matches in a way of its own, which ${forced ? `'-m ${match}'` : 'a converter'} replaces`,
    hint: `write '${overwritten}' with -m`,
  };
}

function strayParenthesis(head: Word, open: Word): AclWarning {
  return {
    code: 'acl-stray-parenthesis',
    span: open.span,
    message: `'(' is taken for a pattern of '${head.text}'`,
    hint: "remove the blank before '(', or put '--' in front if the pattern is meant",
  };
}

const OPERATORS = new Set(['eq', 'gt', 'ge', 'lt', 'le']);

function checkPatterns(
  words: readonly Word[],
  from: number,
  to: number,
  match: string,
  isDotted: boolean,
  resolves: boolean,
  names: Word[] | null,
): ExpressionError | null {
  if (match === 'str' || match === 'beg' || match === 'end' || match === 'sub') return null;
  let operator = 'eq';
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    const { text, span } = word;
    const no = (message: string): ExpressionError => ({ code: 'bad-pattern', message, span });
    if (match === 'int' || match === 'len') {
      if (OPERATORS.has(text)) {
        operator = text;
        continue;
      }
      const bad = isDotted ? badVersionRange(text) : badRange(text, operator);
      if (bad) return no(bad);
    } else if (match === 'ip') {
      if (isIpv4Network(text, false) || isIpv6Network(text)) continue;
      const host = text.split('/')[0]!;
      // A name is looked up when HAProxy starts, so whether it is valid depends on the machine.
      if (resolves && isIpv4Network(text, true) && canBeResolved(host) && !isNumericName(host) && /[A-Za-z]/.test(host))
        names?.push(word);
      else return no(`'${text}' is not a valid IPv4 or IPv6 address`);
    } else if (match === 'bin') {
      const bad = /[^0-9A-Fa-f]/.exec(text);
      if (bad) return no(`a hexadecimal digit is expected (found '${bad[0]}')`);
      if (text.length % 2 === 1) return no('an even number of hexadecimal digits is expected');
    } else if (match === 'reg' || match === 'regm') {
      const bad = badPattern(text);
      if (bad) return no(`regular expression '${text}' is invalid: ${bad}`);
    }
  }
  return null;
}

/** As HAProxy reads 64 bits: a lone minus counts as 0. */
const INTEGER = /^(-\d*|\d+)$/;
const MAX_INTEGER = 2n ** 63n - 1n;

function integer(text: string): bigint | null {
  if (!INTEGER.test(text)) return null;
  const value = text === '-' ? 0n : BigInt(text);
  return value > MAX_INTEGER || value < -MAX_INTEGER - 1n ? null : value;
}

function badRange(text: string, operator: string): string | null {
  const at = text.search(/[:-]/);
  if (at < 0) {
    if (integer(text) !== null) return null;
    return operator === 'eq' ? `'${text}' is not a number` : `'${text}' is neither a number nor a supported operator`;
  }
  return badBounds(text, at, integer) ? `'${text}' is not a valid number range` : null;
}

/** Whether what stands on both sides of `text[at]` is no range; one side may be empty. */
function badBounds(text: string, at: number, read: (part: string) => bigint | null): boolean {
  const lowText = text.slice(0, at);
  const highText = text.slice(at + 1);
  if (lowText === '' && highText === '') return true;
  const low = lowText === '' ? null : read(lowText);
  const high = highText === '' ? null : read(highText);
  if ((lowText !== '' && low === null) || (highText !== '' && high === null)) return true;
  return low !== null && high !== null && low > high;
}

function dotted(text: string): bigint | null {
  if (text === '-') return 0n;
  const match = /^(\d{1,5})(?:\.(\d{0,5}))?$/.exec(text);
  if (!match) return null;
  const major = Number(match[1]);
  const minor = Number(match[2] ?? 0);
  return major > 65535 || minor > 65535 ? null : BigInt(major * 65536 + minor);
}

function badVersionRange(text: string): string | null {
  const at = text.search(/[:-]/);
  const bad = at < 0 ? dotted(text) === null : badBounds(text, at, dotted);
  return bad ? `'${text}' is not a dotted number` : null;
}

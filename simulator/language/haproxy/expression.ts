/**
 * Sample expressions: a fetch, its arguments, and converters behind commas: `req.hdr(host),lower,field(1,:)`
 * (manual 7.3). What the names are, which arguments they take and which types they turn into comes from the inventory.
 */
import type { Span } from '../diagnostic.ts';
import { isIpv4, isIpv6 } from './address.ts';
import { type Argument, readArguments } from './arguments.ts';
import type { SampleExpr, Version, Word } from './config.ts';
import {
  type ArgumentForm,
  type ArgumentType,
  type ConverterInfo,
  converters,
  type FetchInfo,
  fetches,
  type SampleType,
} from './keywords/names.ts';
import { badConverterArguments, badFetchArguments } from './sample-arguments.ts';
import { atLeast } from './version.ts';
import { isIdCode, within } from './words.ts';

/** What a configuration's expressions may be made of. */
export interface Dialect {
  readonly version: Version;
  /** Programs in Lua are loaded, which may register what begins with `lua.`. */
  readonly loadsLua: boolean;
  /** Whether the section has an ACL of this name so far; left out where there are none to ask for. */
  readonly hasAcl?: (name: string) => boolean;
}

/** A name in an argument that must exist somewhere in the configuration: looked up when everything was read. */
export interface NameReference {
  readonly kind: 'backend' | 'frontend' | 'server' | 'table' | 'userlist';
  /** '' means the section's own. */
  readonly name: string;
  readonly span: Span;
  /** How the reference came to be, for the message: a fetch's or converter's name. */
  readonly by: string;
}

export interface Expression {
  readonly sample: SampleExpr;
  readonly type: SampleType;
  readonly fetch: FetchInfo;
  readonly references: readonly NameReference[];
  /** Files that converters and flags name. */
  readonly files: readonly { readonly path: string; readonly span: Span }[];
}

export interface ExpressionError {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** Names that exist and look alike. */
  readonly near?: { readonly kind: 'fetch' | 'converter'; readonly written: string };
}

export type ExpressionResult =
  | {
      readonly ok: true;
      readonly value: Expression;
      /** Offset in the last word's value. */
      readonly end: number;
      /** How many of the following words belong to it. */
      readonly more: number;
    }
  | { readonly ok: false; readonly error: ExpressionError };

/**
 * Reads an expression in a word's value.
 *
 * @param stopAnywhere the expression may end before the word does (in `%[…]`)
 * @param following words behind it: those that are converters belong to it, as if there were commas before them
 */
export function parseExpression(
  first: Word,
  from: number,
  dialect: Dialect,
  stopAnywhere = false,
  following: readonly Word[] = NOTHING,
): ExpressionResult {
  const { text, span } = first;
  const { version, loadsLua } = dialect;
  const isWhole = from === 0 && !stopAnywhere && !goesOn(following[0], version);
  if (!isWhole || loadsLua || text.length > MOST_KEPT_LENGTH)
    return readExpression(first, from, dialect, stopAnywhere, following);
  const map = shapes[version];
  const kept = map.get(text);
  if (kept) {
    const { fetch, args, converters: chain } = kept.sample;
    const sample: SampleExpr = { fetch, args, converters: chain, span: within(first, 0, text.length) };
    const value = { sample, type: kept.type, fetch: kept.fetch, references: NOTHING, files: NOTHING };
    return { ok: true, value, end: text.length, more: 0 };
  }
  const read = readExpression(first, 0, dialect, false, NOTHING);
  if (read.ok && read.end === text.length && map.size < MOST_KEPT && isAlike(read.value)) {
    const copy = detached(text);
    const again = readExpression({ text: copy, span }, 0, dialect, false, NOTHING);
    if (again.ok) map.set(copy, again.value);
  }
  return read;
}

/** Wherever it stands, it means the same: names that must exist, and files, have places of their own in the word. */
function isAlike({ fetch, references, files }: Expression): boolean {
  return references.length + files.length === 0 && fetch.name !== 'acl';
}

/** The same text as a string of its own: a part of a file's text keeps all of it in memory. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/**
 * What was read of whole words: configurations say the same few expressions again and again, and only their places
 * differ.
 */
const shapes: Readonly<Record<Version, Map<string, Expression>>> = {
  '2.6': new Map(),
  '2.8': new Map(),
  '3.0': new Map(),
  '3.2': new Map(),
  '3.4': new Map(),
};
const MOST_KEPT = 1000;
const MOST_KEPT_LENGTH = 64;
const NOTHING: readonly never[] = [];

/** The word is a converter, so that an expression in front of it goes on there. */
export function goesOn(next: Word | undefined, version: Version): boolean {
  return next !== undefined && converters(version).has(next.text.slice(0, identifierEnd(next.text, 0)));
}

function readExpression(
  first: Word,
  from: number,
  dialect: Dialect,
  stopAnywhere: boolean,
  following: readonly Word[],
): ExpressionResult {
  const { version } = dialect;
  let word = first;
  let text = word.text;
  let more = 0;
  const nameEnd = identifierEnd(text, from);
  const fail = (
    code: string,
    message: string,
    a: number,
    b: number,
    near?: ExpressionError['near'],
  ): ExpressionResult => ({
    ok: false,
    error: { code, message, span: within(word, a, b), ...(near ? { near } : {}) },
  });
  if (nameEnd === from) return fail('missing-fetch', 'missing fetch method', from, Math.max(from + 1, text.length));
  const name = text.slice(from, nameEnd);
  const fetch = fetches(version).get(name) ?? (isLua(name, dialect) ? { ...LUA_FETCH, name } : undefined);
  if (!fetch)
    return fail('unknown-fetch', `unknown fetch method '${name}'`, from, nameEnd, { kind: 'fetch', written: name });
  const references: NameReference[] = [];
  const files: { path: string; span: Span }[] = [];
  const own = takeArguments(word, nameEnd, fetch.name, fetch.args, version, references);
  if ('message' in own) return fail('bad-argument', `fetch method '${name}': ${own.message}`, own.from, own.to);
  const bad = badFetchArguments(fetch.name, own.said, dialect);
  if (bad) return fail('bad-argument', `invalid args in fetch method '${name}': ${bad}`, nameEnd, own.end);

  let type = fetch.type;
  let at = own.end;
  const chain: { name: string; args: readonly string[] }[] = [];
  for (;;) {
    if (at < text.length && text[at] !== ',') {
      if (stopAnywhere) break;
      const after = chain.length ? `converter '${chain[chain.length - 1]!.name}'` : 'fetch keyword';
      return fail('missing-comma', `missing comma after ${after}`, at, text.length);
    }
    while (text[at] === ',') at++;
    if (at >= text.length) {
      const next = following[more];
      if (!next || !goesOn(next, version)) break;
      word = next;
      text = next.text;
      at = 0;
      more++;
    }
    const end = identifierEnd(text, at);
    const converterName = text.slice(at, end);
    const converter =
      converters(version).get(converterName) ??
      (isLua(converterName, dialect) ? { ...LUA_CONVERTER, name: converterName } : undefined);
    if (!converter) {
      return fail('unknown-converter', `unknown converter '${converterName}'`, at, Math.max(end, at + 1), {
        kind: 'converter',
        written: converterName,
      });
    }
    if (!canCast(type, converter.input, version)) {
      return fail(
        'wrong-type',
        `converter '${converterName}' cannot be applied to what comes before it (${TYPE_WORDS[type]})`,
        at,
        end,
      );
    }
    type = outputOf(type, converter, version);
    const list = takeArguments(word, end, converterName, converter.args, version, references);
    if ('message' in list)
      return fail('bad-argument', `converter '${converterName}': ${list.message}`, list.from, list.to);
    const badArgs = badConverterArguments(converterName, list.said, dialect);
    if (badArgs) return fail('bad-argument', `invalid args in converter '${converterName}': ${badArgs}`, end, list.end);
    const [file] = list.args;
    if (isMap(converterName))
      files.push({ path: file?.text ?? '', span: file ? within(word, file.from, file.to) : within(word, at, end) });
    chain.push({ name: converterName, args: list.args.map((a) => a.text) });
    at = list.end;
  }
  const sample: SampleExpr = {
    fetch: name,
    args: own.args.map((a) => a.text),
    converters: chain,
    span:
      more === 0 ? within(word, from, at) : { ...within(first, from, first.text.length), to: within(word, 0, at).to },
  };
  return { ok: true, value: { sample, type, fetch, references, files }, end: at, more };
}

const LUA_FETCH: FetchInfo = {
  name: 'lua',
  type: 'str',
  places: 2 ** 22 - 1,
  args: { required: 0, types: Array.from({ length: 12 }, () => 'string' as const) },
};
const LUA_CONVERTER: ConverterInfo = { name: 'lua', input: 'str', output: 'str', args: LUA_FETCH.args };

function isLua(name: string, { loadsLua }: Dialect): boolean {
  return loadsLua && name.startsWith('lua.');
}

export function identifierEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && isIdCode(text.charCodeAt(i))) i++;
  return i;
}

function isMap(name: string): boolean {
  return name === 'map' || name.startsWith('map_');
}

/** What a type is called in messages. */
const TYPE_WORDS: Readonly<Record<SampleType, string>> = {
  any: 'any type',
  same: 'any type',
  bool: 'a boolean',
  sint: 'an integer',
  addr: 'an address',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  str: 'a string',
  bin: 'binary data',
  meth: 'an HTTP method',
};

function setsOf(rows: Readonly<Record<SampleType, string>>): Readonly<Record<string, ReadonlySet<string>>> {
  return Object.fromEntries(Object.entries(rows).map(([from, to]) => [from, new Set(to.split(' '))]));
}

const CASTS_BEFORE: Readonly<Record<SampleType, string>> = {
  any: 'any bool sint addr ipv4 ipv6 str bin meth',
  same: '',
  bool: 'any bool sint str bin',
  sint: 'any bool sint addr ipv4 ipv6 str bin',
  addr: 'any',
  ipv4: 'any sint addr ipv4 ipv6 str bin',
  ipv6: 'any addr ipv4 ipv6 str bin',
  str: 'any bool sint addr ipv4 ipv6 str bin meth',
  bin: 'any str bin meth',
  meth: 'any str bin meth',
};
const CASTS_OLD = setsOf(CASTS_BEFORE);
const CASTS_NEW = setsOf({ ...CASTS_BEFORE, addr: 'any addr ipv4 ipv6 str bin' });

/** Whether HAProxy can turn one type into another on the way (manual 7.2). */
export function canCast(from: SampleType, to: SampleType, version: Version): boolean {
  return (atLeast(version, '3.0') ? CASTS_NEW : CASTS_OLD)[from]!.has(to);
}

function outputOf(type: SampleType, converter: ConverterInfo, version: Version): SampleType {
  if (converter.output !== 'same') return converter.output;
  const free = type === converter.input || converter.input === 'any';
  return free || !canCast(type, converter.input, version) ? type : converter.input;
}

type Taken =
  | {
      readonly args: readonly Argument[];
      /** As `args`, with the empty text of `()`. */
      readonly said: readonly Argument[];
      readonly end: number;
    }
  | { readonly message: string; readonly from: number; readonly to: number };

const REFERENCES: Partial<Record<ArgumentType, NameReference['kind']>> = {
  table: 'table',
  backend: 'backend',
  frontend: 'frontend',
  server: 'server',
  'user list': 'userlist',
};

function takeArguments(
  word: Word,
  at: number,
  by: string,
  form: ArgumentForm,
  _version: Version,
  references: NameReference[],
): Taken {
  const list = readArguments(word.text, at, form.types.length);
  if (list.badEscape) return { message: 'a lone backslash at the end', from: at, to: word.text.length };
  if (list.unclosed !== null) {
    const what = list.unclosed === '' ? "expected ')'" : `expected ')' before '${list.unclosed}'`;
    return { message: what, from: Math.min(list.end, word.text.length - 1), to: word.text.length };
  }
  // Empty parentheses are no arguments at all.
  const isEmpty = list.args.length === 1 && list.args[0]!.text === '' && form.required === 0;
  const args = isEmpty ? [] : [...list.args];
  const last = args.length - 1;
  // Nor is an empty last one an argument, unless it is a text.
  if (last >= form.required && args[last]?.text === '' && form.types[last] !== 'string') args.pop();
  const implicit = word.text[at] !== '(' && form.required > 0;
  for (let i = 0; i < args.length; i++) {
    const message = badArgument(form.types[i]!, args[i]!.text, i);
    if (message) return { message, from: args[i]!.from, to: args[i]!.to };
  }
  for (let i = 0; i < form.types.length; i++) {
    const kind = REFERENCES[form.types[i]!];
    const given = args[i];
    // An optional table that is not named is not looked up; a required one is the section's own.
    if (!kind || (!given && !(implicit && i < form.required))) continue;
    const span = given ? within(word, given.from, given.to) : within(word, 0, at);
    references.push({ kind, name: given?.text ?? '', span, by });
  }
  if (args.length < form.required) {
    // The first argument may be left out with its parentheses where it names the section itself.
    const own = implicit && form.required === 1 && REFERENCES[form.types[0]!] !== undefined;
    if (!own && !(implicit && form.required === 1 && form.types[0] === 'string')) {
      return {
        message: `missing arguments (got ${args.length}/${form.required}), type '${form.types[args.length]}' expected`,
        from: 0,
        to: list.end,
      };
    }
  }
  return { args, said: isEmpty && form.types[0] === 'string' ? list.args : args, end: list.end };
}

function badArgument(type: ArgumentType, text: string, index: number): string | null {
  const expected = `failed to parse '${text}' as type '${type}' at position ${index + 1}`;
  switch (type) {
    case 'integer':
      if (text === '') return `expected type '${type}' at position ${index + 1}, but got nothing`;
      return /^-?\d+$/.test(text) ? null : expected;
    case 'IPv4 address':
      return isIpv4(text) ? null : expected;
    case 'IPv6 address':
      return isIpv6(text) ? null : expected;
    case 'IPv4 mask':
      return isIpv4(text) || (/^\d+$/.test(text) && Number(text) <= 32) ? null : expected;
    case 'IPv6 mask':
      return isIpv6(text) || (/^\d+$/.test(text) && Number(text) <= 128) ? null : expected;
    case 'Protocol buffers field number':
      return /^\d+(\.\d+)*$/.test(text) ? null : expected;
    default:
      return null;
  }
}

/**
 * Conditions behind `if` and `unless`: ACL names and ACLs between braces; side by side means and, `or` or `||` means or,
 * `!` negates (manual 7.2).
 */
import type { Span } from '../diagnostic.ts';
import { type Acl, parseAcl } from './acl.ts';
import type { Condition, ConditionTerm, Version, Word } from './config.ts';
import type { Dialect, ExpressionError } from './expression.ts';
import { across, appended } from './words.ts';

/** All lines of one ACL name. */
export type KnownAcls = ReadonlyMap<string, readonly Acl[]>;

export interface ReadTerm {
  readonly name: string | null;
  readonly acls: readonly Acl[];
  readonly span: Span;
}

export interface ReadCondition {
  readonly condition: Condition;
  /** The ACLs of each term, in order: what a place check walks. */
  readonly terms: readonly ReadTerm[];
  /** ACLs between braces: new ones, not in the section's list. */
  readonly inline: readonly Acl[];
  /** Names that were used. */
  readonly uses: readonly Word[];
}

export type ConditionResult =
  | { readonly ok: true; readonly value: ReadCondition }
  | { readonly ok: false; readonly error: ExpressionError };

const EXCLAMATION = 33;
const NONE: readonly never[] = [];

/** ACLs that exist without being declared. */
const PREDEFINED: Readonly<Record<string, readonly string[]>> = {
  TRUE: ['always_true'],
  FALSE: ['always_false'],
  LOCALHOST: ['src', '127.0.0.1/8', '::1'],
  HTTP: ['req.proto_http'],
  'HTTP_1.0': ['req.ver', '1.0'],
  'HTTP_1.1': ['req.ver', '1.1'],
  'HTTP_2.0': ['req.ver', '2.0'],
  'HTTP_3.0': ['req.ver', '3.0'],
  METH_CONNECT: ['method', 'CONNECT'],
  METH_DELETE: ['method', 'DELETE'],
  METH_GET: ['method', 'GET', 'HEAD'],
  METH_HEAD: ['method', 'HEAD'],
  METH_OPTIONS: ['method', 'OPTIONS'],
  METH_POST: ['method', 'POST'],
  METH_PUT: ['method', 'PUT'],
  METH_TRACE: ['method', 'TRACE'],
  HTTP_URL_ABS: ['url_reg', '^[^/:]*://'],
  HTTP_URL_SLASH: ['url_beg', '/'],
  HTTP_URL_STAR: ['url', '*'],
  HTTP_CONTENT: ['req.hdr_val(content-length)', 'gt', '0'],
  RDP_COOKIE: ['req.rdp_cookie_cnt', 'gt', '0'],
  REQ_CONTENT: ['req.len', 'gt', '0'],
  WAIT_END: ['wait_end'],
};

export const PREDEFINED_ACLS: readonly string[] = Object.keys(PREDEFINED);

/** The ACL that HAProxy provides under this name, as if it were written at `span`; null if there is none. */
export function predefinedAcl(name: string, span: Span, version: Version): Acl | null {
  const words = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  if (!words || (name === 'HTTP_3.0' && version === '2.6')) return null;
  const read = parseAcl(
    words.map((text) => ({ text, span })),
    null,
    { version, loadsLua: false },
  );
  return read.ok ? read.value : null;
}

/**
 * @param words from `from` on, where `if` or `unless` stands
 */
export function parseCondition(words: readonly Word[], known: KnownAcls, dialect: Dialect, from = 0): ConditionResult {
  const { version } = dialect;
  const head = words[from]!;
  let anyOf: ConditionTerm[][] | null = null;
  let current: ConditionTerm[] | null = null;
  let negated = false;
  let terms: ReadTerm[] | null = null;
  let inline: Acl[] | null = null;
  let uses: Word[] | null = null;
  for (let i = from + 1; i < words.length; i++) {
    const word = words[i]!;
    let marks = 0;
    while (word.text.charCodeAt(marks) === EXCLAMATION) marks++;
    if (marks % 2 === 1) negated = !negated;
    const text = marks === 0 ? word.text : word.text.slice(marks);
    if (text === '') continue;
    if (text.length === 2 && (text === '||' || text.toLowerCase() === 'or')) {
      current = null;
      negated = false;
    } else if (text === '{') {
      let close = i + 1;
      while (close < words.length && words[close]!.text !== '}') close++;
      if (close === words.length) return failed('unclosed-brace', "missing closing '}' in condition", word.span);
      if (close === i + 1)
        return failed('missing-fetch', 'missing fetch method between the braces', across([word, words[close]!]));
      const read = parseAcl(words, null, dialect, i + 1, close);
      if (!read.ok) return read;
      const span = across([word, words[close]!]);
      inline = appended(inline, read.value);
      terms = appended(terms, { name: null, acls: [read.value], span });
      const term: ConditionTerm = { negated, acl: { type: 'inline', acl: read.value.config }, span };
      if (current) current.push(term);
      else {
        current = [term];
        anyOf = appended(anyOf, current);
      }
      negated = false;
      i = close;
    } else {
      const own = known.get(text);
      const provided = own ? null : predefinedAcl(text, word.span, version);
      if (!own && !provided)
        return { ok: false, error: { code: 'unknown-acl', message: `no such ACL: '${text}'`, span: word.span } };
      if (own)
        uses = appended(uses, marks === 0 ? word : { text, span: { ...word.span, from: word.span.from + marks } });
      terms = appended(terms, { name: text, acls: own ?? [provided!], span: word.span });
      const term: ConditionTerm = {
        negated,
        acl: own ? { type: 'named', name: text } : { type: 'inline', acl: provided!.config },
        span: word.span,
      };
      if (current) current.push(term);
      else {
        current = [term];
        anyOf = appended(anyOf, current);
      }
      negated = false;
    }
  }
  const polarity = head.text === 'unless' ? 'unless' : 'if';
  const span: Span = { file: head.span.file, from: head.span.from, to: words[words.length - 1]!.span.to };
  const condition: Condition = { polarity, anyOf: anyOf ?? NONE, span };
  return {
    ok: true,
    value: { condition, terms: terms ?? NONE, inline: inline ?? NONE, uses: uses ?? NONE },
  };
}

function failed(code: string, message: string, span: Span): ConditionResult {
  return { ok: false, error: { code, message, span } };
}

/**
 * Log-format strings: text, `%alias`, `%{flags}alias`, `%[expression]`, `%%` (manual 8.2.6). One reader for log-format,
 * header values, redirects and everything else that takes such a string; what an alias or a fetch may do in that place
 * is the caller's `FormatPlace`.
 */
import type { Span } from '../diagnostic.ts';
import type { Format, FormatPart, Word } from './config.ts';
import {
  type Dialect,
  type Expression,
  type ExpressionError,
  type NameReference,
  parseExpression,
} from './expression.ts';
import { aliases } from './keywords/aliases.ts';
import { HTTP_FETCHES, REQUEST_BYTES_FETCHES, RESPONSE_BYTES_FETCHES } from './keywords/layers.ts';
import { atLeast } from './version.ts';
import { within } from './words.ts';

export interface FormatPlace {
  /** Bits of `PLACE`; a fetch must be possible in at least one of them. */
  readonly places: number;
  readonly dialect: Dialect;
  /** The section's mode; aliases that need HTTP are refused in 2.6's TCP mode. */
  readonly http: boolean;
}

export interface ReadFormat {
  readonly format: Format;
  readonly references: readonly NameReference[];
  readonly files: readonly { readonly path: string; readonly span: Span }[];
  /** Fetches on raw bytes: useless where HTTP is spoken. */
  readonly byteFetches: readonly Span[];
  readonly needsHttp: boolean;
  /** A fetch of it looks at an HTTP message. */
  readonly fetchesHttp: boolean;
}

export type FormatResult =
  | { readonly ok: true; readonly value: ReadFormat }
  | {
      readonly ok: false;
      readonly error: ExpressionError /** something was understood before the error */;
      readonly started: boolean;
    };

const NONE: readonly never[] = [];

/** What has no variables in it, as most values. */
function plainFormat({ text, span }: Word): ReadFormat {
  const format: Format = { source: text, parts: text === '' ? NONE : [{ type: 'text', text }], span };
  return { format, references: NONE, files: NONE, byteFetches: NONE, needsHttp: false, fetchesHttp: false };
}

export function parseFormat(word: Word, place: FormatPlace): FormatResult {
  const { version } = place.dialect;
  const text = word.text;
  if (!text.includes('%')) return { ok: true, value: plainFormat(word) };
  const parts: FormatPart[] = [];
  const expressions: Expression[] = [];
  let needsHttp = false;
  /** Flags of `%{…}o`, which hold for what follows. */
  let lasting = '';
  const both = (flags: string): string => [lasting, flags].filter((f) => f !== '').join(',');
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ type: 'text', text: literal });
    literal = '';
  };
  const failed = (error: ExpressionError): FormatResult => ({
    ok: false,
    error,
    started: parts.length > 0 || literal !== '',
  });
  const fail = (code: string, message: string, from: number, to: number): FormatResult =>
    failed({ code, message, span: within(word, from, to) });
  let i = 0;
  while (i < text.length) {
    if (text[i] !== '%') {
      literal += text[i++];
      continue;
    }
    const start = i++;
    let flags = '';
    let named = false;
    if (text[i] === '(' && atLeast(version, '3.0')) {
      const name = /^\(([A-Za-z0-9_-]*)(?::(str|sint|bool|raw))?\)/.exec(text.slice(i));
      if (!name)
        return fail(
          'bad-format',
          'a name and a type (str, sint, bool, raw) are expected between the parentheses',
          start,
          text.length,
        );
      i += name[0].length;
      named = true;
    }
    if (text[i] === '{') {
      const close = text.indexOf('}', i);
      if (close < 0) return fail('bad-format', `truncated line after '${text.slice(i + 1)}'`, start, text.length);
      flags = text.slice(i + 1, close);
      i = close + 1;
      if (text[i] !== '[' && !/[A-Za-z0-9]/.test(text[i] ?? '')) {
        return fail('bad-format', `'%{${flags}}' is not followed by a name or an expression`, start, i);
      }
    }
    const next = text[i] ?? '';
    if (next === '[') {
      const read = parseExpression(word, i + 1, place.dialect, true);
      if (!read.ok) return failed(read.error);
      const misplaced = checkPlace(read.value, place);
      if (misplaced) return failed(misplaced);
      flush();
      expressions.push(read.value);
      parts.push({ type: 'sample', expr: read.value.sample, flags: both(flags) });
      if (text[read.end] !== ']') {
        const found = read.end < text.length ? `, but found '${text[read.end]}'` : '';
        return fail(
          'bad-format',
          `missing ']' after '${text.slice(i + 1, read.end)}'${found}`,
          i,
          Math.max(read.end, i + 1),
        );
      }
      i = read.end + 1;
    } else if (next === '%' && flags === '' && !named) {
      literal += '%';
      i++;
    } else if (/[A-Za-z]/.test(next) || (flags !== '' && /\d/.test(next))) {
      let end = i;
      while (end < text.length && /[A-Za-z0-9]/.test(text[end]!)) end++;
      const name = text.slice(i, end);
      const alias = aliases(version).get(name);
      if (!alias)
        return fail('unknown-alias', `no such format variable '${name}'; '%%' makes a percent sign`, start, end);
      if (alias.http && !place.http && (version === '2.6' || version === '2.8')) {
        return fail('http-alias', `format variable '${name}' is reserved for HTTP mode`, start, end);
      }
      if (alias.http) needsHttp = true;
      flush();
      if (name === 'o') lasting = both(flags);
      else parts.push({ type: 'alias', name, flags: both(flags) });
      i = end;
    } else if (next === '') {
      return fail('bad-format', "truncated line after '%'", start, text.length);
    } else if (/[\d \t]/.test(next)) {
      return fail('bad-format', `a variable's name is expected behind '%'; '%%' makes a percent sign`, start, i + 1);
    } else {
      literal += '%';
    }
  }
  flush();
  return {
    ok: true,
    value: {
      format: { source: text, parts, span: word.span },
      references: expressions.flatMap((e) => e.references),
      files: expressions.flatMap((e) => e.files),
      fetchesHttp: expressions.some((e) => HTTP_FETCHES.has(e.fetch.name) && e.fetch.name !== 'unique-id'),
      byteFetches: expressions.filter(readsBytes).map((e) => e.sample.span),
      needsHttp,
    },
  };
}

function readsBytes(e: Expression): boolean {
  return REQUEST_BYTES_FETCHES.has(e.fetch.name) || RESPONSE_BYTES_FETCHES.has(e.fetch.name);
}

function checkPlace(e: Expression, place: FormatPlace): ExpressionError | null {
  if ((e.fetch.places & place.places) !== 0) return null;
  return {
    code: 'fetch-not-available',
    message: `'${e.fetch.name}' may not be used here: what it reads is not available at this point`,
    span: e.sample.span,
  };
}

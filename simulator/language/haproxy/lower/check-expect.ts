/** `tcp-check expect`, `http-check expect`. */
import type { CheckHeader, CheckMatch, CheckStep, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { PLACE } from '../keywords/names.ts';
import { badPattern } from '../regex.ts';
import { leadingInteger } from '../words.ts';
import { badHex, fromHex, type Reader } from './check-reader.ts';
import { didYouMean } from './context.ts';
import { readFormat } from './formats.ts';

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  'ok-status': ['L7OK', 'L7OKC', 'L6OK', 'L4OK'],
  'error-status': ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'],
  'tout-status': ['L7TOUT', 'L6TOUT', 'L4TOUT'],
};
const EXPECT_VALUES = [
  'min-recv',
  'comment',
  'ok-status',
  'error-status',
  'tout-status',
  'on-success',
  'on-error',
  'status-code',
];
const TCP_MATCHES = ['string', 'rstring', 'string-lf', 'binary', 'rbinary', 'binary-lf'];
const HTTP_MATCHES = ['status', 'rstatus', 'string', 'rstring', 'string-lf', 'hdr', 'fhdr'];

export function expect(r: Reader, http: boolean): CheckStep | null {
  const matches = http ? HTTP_MATCHES : TCP_MATCHES;
  const { words } = r;
  let found: { match: string; pattern: Word; negated: boolean } | null = null;
  const said: Said = {};
  let header: CheckHeader | null = null;
  if (words.length === 2)
    return r.fail(
      words[1]!.span,
      'missing-argument',
      `'${r.what}' wants something to match`,
      `one of: ${matches.join(', ')}`,
    );
  for (let i = 2; i < words.length; i++) {
    let word = words[i]!;
    let { text } = word;
    if (EXPECT_VALUES.includes(text)) {
      const value = words[++i];
      if (!value) return r.fail(word.span, 'missing-argument', `'${text}' wants a value behind it`);
      const statuses = STATUSES[text];
      if (statuses && !statuses.includes(value.text))
        return r.fail(
          value.span,
          'bad-choice',
          `'${text}' does not know '${value.text}'`,
          `one of: ${statuses.join(', ')}`,
        );
      if (!readSaid(r, text, value, said)) return null;
      continue;
    }
    let negated = false;
    if (text.startsWith('!')) {
      negated = true;
      if (text === '!') {
        word = words[++i] ?? word;
        text = word.text;
      } else text = text.slice(1);
    }
    if (!matches.includes(text)) {
      r.cx.report.error(word.span, 'unknown-argument', `'${r.what}' does not know '${text}'`, {
        hint: `one of: ${matches.join(', ')}`,
        ...didYouMean(text, matches, word.span),
      });
      return null;
    }
    if (found) return r.fail(word.span, 'duplicate-argument', `'${r.what}' takes one pattern only`);
    if (text === 'hdr' || text === 'fhdr') {
      const read = headerMatch(r, i);
      if (read === null) return null;
      const { next } = read;
      header = read.header;
      found = { match: text, pattern: word, negated };
      i = next - 1;
      continue;
    }
    const pattern = words[++i];
    if (!pattern) return r.fail(word.span, 'missing-argument', `'${text}' wants a pattern behind it`);
    if (!checkPattern(r, text, pattern)) return null;
    found = { match: text, pattern, negated };
  }
  if (!found) return r.fail(words[1]!.span, 'missing-argument', `'${r.what}' wants something to match`);
  const { match, pattern, negated } = found;
  const format = match.endsWith('-lf') ? readFormat(pattern, PLACE.check, r.cx) : null;
  return {
    type: 'expect',
    span: r.d.span,
    negated,
    match: match as CheckMatch,
    pattern: match === 'binary' ? fromHex(pattern.text) : pattern.text,
    ...(format ? { format } : {}),
    ...(header ? { header } : {}),
    ...said,
  };
}

type Said = {
  -readonly [K in
    | 'minRecvBytes'
    | 'okStatus'
    | 'errorStatus'
    | 'toutStatus'
    | 'onSuccess'
    | 'onError'
    | 'statusCode'
    | 'comment']?: Extract<CheckStep, { type: 'expect' }>[K];
};

/** What an expectation says beside its pattern. False: an error was reported. */
function readSaid(r: Reader, name: string, value: Word, said: Said): boolean {
  switch (name) {
    case 'min-recv':
      said.minRecvBytes = leadingInteger(value.text);
      return true;
    case 'comment':
      said.comment = value.text;
      return true;
    case 'ok-status':
      said.okStatus = value.text;
      return true;
    case 'error-status':
      said.errorStatus = value.text;
      return true;
    case 'tout-status':
      said.toutStatus = value.text;
      return true;
    case 'status-code': {
      const read = parseExpression(value, 0, r.cx);
      if (read.ok) said.statusCode = read.value.sample;
      return true;
    }
    default: {
      const format = readFormat(value, PLACE.check, r.cx);
      if (format) said[name === 'on-success' ? 'onSuccess' : 'onError'] = format;
      return format !== null;
    }
  }
}

function checkPattern(r: Reader, match: string, pattern: Word): boolean {
  const fail = (code: string, message: string): boolean => {
    r.fail(pattern.span, code, message);
    return false;
  };
  if (match === 'binary') {
    const bad = badHex(pattern.text);
    return bad ? fail('bad-hex', bad) : true;
  }
  if (match.startsWith('r')) {
    const bad = badPattern(pattern.text);
    return bad ? fail('bad-pattern', `regular expression '${pattern.text}' is invalid: ${bad}`) : true;
  }
  if (match === 'status') {
    const bad = /[^0-9,-]/.exec(pattern.text);
    if (bad) return fail('bad-status', `unexpected character '${bad[0]}' in the list of statuses`);
    return (
      /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(pattern.text) ||
      fail('bad-status', `'${pattern.text}' is not a list of statuses`)
    );
  }
  return match.endsWith('-lf') ? readFormat(pattern, PLACE.check, r.cx) !== null : true;
}

const HEADER_METHODS = ['str', 'beg', 'end', 'sub', 'reg'];

/** `hdr name [-m <method>] <name> [value [-m <method>] <value>]`, and the index behind it; or null. */
function headerMatch(r: Reader, from: number): { readonly next: number; readonly header: CheckHeader } | null {
  const { words } = r;
  let i = from + 1;
  let name: CheckHeader['name'] | null = null;
  let value: CheckHeader['value'] = null;
  for (const part of ['name', 'name-lf', 'value', 'value-lf']) {
    if (words[i]?.text !== part) continue;
    i++;
    let how = 'str';
    if (words[i]?.text === '-m') {
      const method = words[i + 1];
      if (!method || !HEADER_METHODS.includes(method.text))
        return r.fail(
          (method ?? words[i]!).span,
          'bad-choice',
          `'-m' does not know '${method?.text ?? ''}' here`,
          `one of: ${HEADER_METHODS.join(', ')}`,
        );
      how = method.text;
      i += 2;
    }
    const word = words[i];
    if (!word) return r.fail(words[i - 1]!.span, 'missing-argument', `'${part}' wants a text behind it`);
    const format = part.endsWith('-lf') ? readFormat(word, PLACE.check, r.cx) : null;
    const read = { method: how, text: word.text, ...(format ? { format } : {}) };
    if (part.startsWith('name')) name = read;
    else value = read;
    i++;
  }
  if (i > from + 1) return { next: i, header: { name: name ?? { method: 'str', text: '' }, value } };
  return r.fail(words[from]!.span, 'missing-argument', `'${words[from]!.text}' goes on with 'name'`);
}

/** The arguments of redirects. */
import type { HttpAction, Word } from '../config.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import type { ActionReader, ReadAction } from './http-rules.ts';

const KINDS = ['location', 'prefix', 'scheme'] as const;
const CODES = [301, 302, 303, 307, 308] as const;
const OPTIONS = [
  'code',
  'prefix',
  'location',
  'scheme',
  'set-cookie',
  'clear-cookie',
  'drop-query',
  'append-slash',
  'ignore-empty',
];

export function readRedirect(r: ActionReader, from: number): ReadAction | null {
  const { words } = r;
  let kind: (typeof KINDS)[number] | null = null;
  let target: Word | null = null;
  let code: (typeof CODES)[number] = 302;
  const flags = new Set<string>();
  let setCookie: string | undefined;
  let clearCookie: string | undefined;
  let i = from;
  for (; i < words.length; i++) {
    const word = words[i]!;
    const { text } = word;
    if (text === 'if' || text === 'unless') break;
    if (
      text === 'drop-query' ||
      text === 'append-slash' ||
      text === 'ignore-empty' ||
      (text === 'keep-query' && atLeast(r.cx.version, '3.2'))
    ) {
      flags.add(text);
      continue;
    }
    if (!OPTIONS.includes(text))
      return r.fail(
        word.span,
        'unexpected-argument',
        `a redirect does not know '${text}'`,
        `one of: ${OPTIONS.join(', ')}`,
      );
    const value = words[i + 1];
    if (!value) return r.fail(word.span, 'missing-argument', `'${text}' wants a value behind it`);
    i++;
    const isKind = KINDS.find((k) => k === text);
    if (isKind) {
      kind = isKind;
      target = value;
    } else if (text === 'code') {
      const known = CODES.find((c) => c === leadingInteger(value.text));
      if (!known)
        return r.fail(
          value.span,
          'bad-status',
          `a redirect cannot have the status '${value.text}'`,
          `one of: ${CODES.join(', ')}`,
        );
      code = known;
    } else if (text === 'set-cookie') {
      setCookie = value.text;
      clearCookie = undefined;
    } else {
      clearCookie = value.text;
      setCookie = undefined;
    }
  }
  if (!kind || !target)
    return r.fail(r.head.span, 'missing-argument', "a redirect wants 'location', 'prefix' or 'scheme'");
  if (r.ruleset !== 'http-request' && kind !== 'location')
    return r.fail(r.head.span, 'bad-choice', "a redirect of a response can only be of the kind 'location'");
  const format =
    kind === 'prefix' && target.text === '/' ? { source: '/', parts: [], span: target.span } : r.format(target);
  if (!format) return null;
  const action: HttpAction = {
    type: 'redirect',
    kind,
    target: format,
    code,
    dropQuery: flags.has('drop-query'),
    appendSlash: flags.has('append-slash'),
    ignoreEmpty: flags.has('ignore-empty'),
    ...(setCookie === undefined ? {} : { setCookie }),
    ...(clearCookie === undefined ? {} : { clearCookie }),
  };
  return { action, next: i };
}

/** Small helpers on words: where a part of a word's value stands in the text, and what HAProxy's libc reads from it. */
import type { Span } from '../diagnostic.ts';
import type { Word } from './config.ts';

/**
 * Where the characters `from`..`to` of a word's value were written. Exact when the word has no escapes or variables
 * (plain, or quoted as a whole); otherwise the whole word.
 */
export function within(word: Word, from: number, to: number): Span {
  const { span, text } = word;
  const extra = span.to - span.from - text.length;
  if (extra !== 0 && extra !== 2) return span;
  const start = span.from + extra / 2;
  return {
    file: span.file,
    from: Math.min(start + from, span.to),
    to: Math.min(start + Math.max(to, from + 1), span.to),
  };
}

/** From the first word's start to the last one's end. */
export function across(words: readonly Word[]): Span {
  const first = words[0]!.span;
  const last = words[words.length - 1]!.span;
  return { file: first.file, from: first.from, to: last.to };
}

/** The list with one item more, made when there is a first: most lists of a configuration have one item or none. */
export function appended<T>(list: T[] | null, item: T): T[] {
  if (list === null) return [item];
  list.push(item);
  return list;
}

/** The number that up to nine digits and nothing else are, as nearly all numbers are written; -1 for any other text. */
export function fewDigits(text: string): number {
  const { length } = text;
  if (length === 0 || length > 9) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** What atol() makes of a text: leading blanks, a sign, digits; 0 when there is none. */
export function leadingInteger(text: string): number {
  const plain = fewDigits(text);
  if (plain >= 0) return plain;
  const match = /^[ \t\n\v\f\r]*([+-]?\d+)/.exec(text);
  return match ? Number(match[1]) : 0;
}

/** A whole word that is a decimal integer, or null. */
export function wholeInteger(text: string): number | null {
  const plain = fewDigits(text);
  if (plain >= 0) return plain;
  return /^[+-]?\d+$/.test(text) ? Number(text) : null;
}

const NO_NAME = /[^A-Za-z0-9.:_-]/;

/** The first character that may not stand in a section's, server's or ACL's name; `''` for an empty name, null if all may. */
export function badNameCharacter(name: string): string | null {
  if (name === '') return '';
  return NO_NAME.test(name) ? NO_NAME.exec(name)![0] : null;
}

/** Characters of sample fetch, converter and criterion names. */
export const ID_CHARACTER = /[A-Za-z0-9._\-+:]/;

const IS_ID_CODE: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  ID_CHARACTER.test(String.fromCharCode(code)),
);

/** The same, of a character's code. */
export function isIdCode(code: number): boolean {
  return code < 128 && IS_ID_CODE[code]!;
}

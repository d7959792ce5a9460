/** Single values of options and simple directives: understood as the row says, or reported. */
import { canBeResolved, isIpv4Network, isIpv6Network, isNumericName, parseAddress } from '../address.ts';
import type { Word } from '../config.ts';
import { type Dialect, parseExpression } from '../expression.ts';
import type { Value } from '../keywords/row.ts';
import type { Report } from '../report.ts';
import { parseSize } from '../size.ts';
import { parseTime } from '../time.ts';
import { atLeast } from '../version.ts';
import { leadingInteger, wholeInteger } from '../words.ts';
import { didYouMean, reportExpression } from './context.ts';

/** What a value came to: milliseconds (or the row's unit) for times, bytes for sizes. */
export type ReadValue = number | string | null;

/** How many words a value takes. */
export function wordsOf(value: Value): number {
  return value.kind === 'none' ? 0 : 1;
}

interface Cx extends Dialect {
  readonly report: Report;
}

/**
 * @param what the option's or directive's name, for messages
 * @param head where it was written
 * @returns what it says, or undefined when it was reported
 */
export function readValue(
  what: string,
  head: Word,
  word: Word | undefined,
  value: Value,
  cx: Cx,
): ReadValue | undefined {
  const { report } = cx;
  if (value.kind === 'none') return null;
  if (!word) {
    if (value.kind === 'number' && value.optional) return 0;
    if (value.kind === 'word' && value.optional) return '';
    if (value.kind === 'choice' && value.blanks) return '';
    return failed(head, 'missing-argument', `'${what}' wants ${VALUE_WORDS[value.kind]} behind it`, cx);
  }
  const { text } = word;
  switch (value.kind) {
    case 'word':
    case 'rest':
      return text;
    case 'number': {
      const number = value.loose ? leadingInteger(text) : wholeInteger(text);
      if (number === null) return failed(word, 'bad-number', `'${what}' wants an integer, not '${text}'`, cx);
      const { min, max } = value;
      if (value.notZero && number === 0) return failed(word, 'out-of-range', `'${what}' must not be 0`, cx);
      if ((min !== undefined && number < min) || (max !== undefined && number > max)) {
        return failed(word, 'out-of-range', `'${what}' must be ${rangeWords(min, max)}, not ${text}`, cx);
      }
      return number;
    }
    case 'octal':
      return /^[0-7]+$/.test(text)
        ? text
        : failed(word, 'bad-number', `'${what}' wants an octal number, not '${text}'`, cx);
    case 'time':
      return readTime(what, word, value, cx);
    case 'size': {
      const size = parseSize(text);
      return size.ok
        ? size.value
        : failed(
            word,
            'bad-size',
            `unexpected character '${text[size.at] ?? ''}' in the size of '${what}'`,
            cx,
            'an integer, with k, m or g behind it',
          );
    }
    case 'choice':
      return readChoice(what, word, value, cx);
    case 'address': {
      const read = parseAddress(text, { port: value.port }, cx.version);
      if (!read.ok) return failed(word, 'bad-address', `'${what}': ${read.message}`, cx);
      if (read.address.family === 'name' && !isNumericName(read.address.host)) {
        report.environment(word.span, 'name-to-resolve', `HAProxy will look up '${read.address.host}' when it starts`);
      }
      return text;
    }
    case 'networks': {
      const bad = text.split(',').find((n) => !/[.:]/.test(n) || (!isIpv4Network(n, false) && !isIpv6Network(n)));
      return bad === undefined ? text : failed(word, 'bad-address', `'${bad}' is not a network`, cx);
    }
    case 'file':
      if (text === '@system-ca')
        report.environment(word.span, 'file-needed', "HAProxy will need the system's authorities");
      else report.environment(word.span, 'file-needed', `HAProxy will need the file '${text}'`);
      return text;
    case 'machine':
      report.environment(word.span, 'machine-needed', `HAProxy will need the ${value.what} '${text}'`);
      return text;
    case 'expression': {
      const read = parseExpression(word, 0, cx);
      if (!read.ok) {
        reportExpression(read.error, `'${what}': `, cx);
        return undefined;
      }
      if ((read.value.fetch.places & value.places) === 0) {
        return failed(word, 'fetch-not-available', `'${read.value.fetch.name}' may not be used in '${what}'`, cx);
      }
      return text;
    }
  }
}

function failed(word: Word, code: string, message: string, { report }: Cx, hint?: string): undefined {
  report.error(word.span, code, message, hint ? { hint } : {});
  return undefined;
}

function readChoice(
  what: string,
  word: Word,
  value: Extract<Value, { kind: 'choice' }>,
  { report, version }: Cx,
): string | undefined {
  const { text } = word;
  const parts = value.list ? text.split(',') : [text];
  const isNew = (p: string): boolean => value.since?.[p] !== undefined && !atLeast(version, value.since[p]);
  const bad = parts.find((p) => (p !== '' || !value.blanks) && (!value.of.includes(p) || isNew(p)));
  if (bad === undefined) return text;
  report.error(word.span, 'bad-choice', `'${what}' does not know '${bad}'`, {
    hint: `one of: ${value.of.join(', ')}`,
    ...(value.list ? {} : { fixes: didYouMean(bad, value.of, word.span).fixes ?? [] }),
  });
  return undefined;
}

const VALUE_WORDS: Readonly<Record<Value['kind'], string>> = {
  none: 'nothing',
  word: 'a word',
  rest: 'something',
  number: 'an integer',
  octal: 'an octal number',
  time: 'a time',
  size: 'a size',
  choice: 'a word',
  address: 'an address',
  networks: 'a network',
  file: 'a file',
  machine: 'a name',
  expression: 'an expression',
};

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return `between ${min} and ${max}`;
  return min !== undefined ? `at least ${min}` : `at most ${max}`;
}

function readTime(what: string, word: Word, value: Extract<Value, { kind: 'time' }>, cx: Cx): number | undefined {
  const unit = value.unit ?? 'ms';
  const time = readTimeWord(what, word, unit, cx);
  if (time === null) return undefined;
  if (value.positive && time === 0) {
    cx.report.error(word.span, 'out-of-range', `'${what}' must be longer than 0`);
    return undefined;
  }
  if (value.small !== undefined) warnIfSmall(what, word, time, value.small, cx);
  return time;
}

/** A time, or null when it was reported. */
export function readTimeWord(what: string, word: Word, unit: 'ms' | 's', cx: Cx): number | null {
  const time = parseTime(word.text, unit);
  if (time.ok) {
    if (time.junk !== '') {
      cx.report.warning(word.span, 'time-junk', `'${time.junk}' behind the time of '${what}' is ignored`, {
        hint: 'a time ends with its unit: us, ms, s, m, h or d',
      });
    }
    return time.value;
  }
  if (time.reason === 'character') {
    const bad = word.text[time.at] ?? '';
    cx.report.error(word.span, 'bad-time', `unexpected character '${bad}' in the time of '${what}'`, {
      hint: 'an integer and a unit: us, ms, s, m, h or d; no fractions',
    });
  } else {
    const limit = unit === 's' ? '2147483647 s' : '2147483647 ms, about 24.8 days';
    cx.report.error(word.span, 'time-overflow', `the time of '${what}' is too long: at most ${limit}`);
  }
  return null;
}

/** From 3.2 on HAProxy suspects a forgotten unit. */
export function warnIfSmall(what: string, word: Word, time: number, limit: number, cx: Cx): void {
  if (!atLeast(cx.version, '3.2') || time >= limit || !/^\d+$/.test(word.text) || time === 0) return;
  const { span } = word;
  cx.report.warning(
    span,
    'suspicious-time',
    `'${what} ${word.text}' is ${time} milliseconds, which is suspiciously short`,
    {
      hint: `write '${time}ms' if that is meant, or '${time}s'`,
      fixes: [
        { title: `Write '${time}s'`, edits: [{ span, text: `${time}s` }] },
        { title: `Write '${time}ms'`, edits: [{ span, text: `${time}ms` }] },
      ],
    },
  );
}

export { canBeResolved };

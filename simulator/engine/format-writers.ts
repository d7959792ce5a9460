/**
 * How single values of a format are written: what their flags mean and what their names stand for is decided once, when a
 * format is prepared. Facts: manual 8.2.6, and what HAProxy 2.6 and 3.2 print.
 */
import type { FormatPart } from '../language/haproxy/config.ts';
import { parseIpv4 } from './address.ts';
import { type Alias, aliasNamed } from './alias-values.ts';
import type { LogRecord } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import { asBytes, asText, numberText, toHex } from './sample/value.ts';

export type AliasPart = FormatPart & { readonly type: 'alias' };
export type SamplePart = FormatPart & { readonly type: 'sample' };

/** The text of one part. */
export type Write = (context: SampleContext, record: LogRecord) => string;

const CAPTURES: ReadonlySet<string> = new Set(['hr', 'hs', 'hrl', 'hsl']);
const OF_REQUEST_LINE: ReadonlySet<string> = new Set(['HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'r']);
/** Never in quotes. */
const BARE: ReadonlySet<string> = new Set(['ts', 'tsc', 'rc', 'B', 'Ta', 'Tt', 'Tu']);
const ADDRESSES: ReadonlySet<string> = new Set(['ci', 'fi', 'bi', 'si']);
/** Numbers that `+X` writes in hexadecimal, and their least digits. */
const HEX_DIGITS: Readonly<Record<string, number>> = { cp: 4, fp: 4, bp: 4, sp: 4, Ts: 4, rt: 4, lc: 4, pid: 4, ms: 2 };

export const unknown: Alias = () => '';

/** No flags that count, and nothing special about the name. What is `BARE` is never absent. */
export const isPlain = ({ name, flags }: AliasPart) =>
  BARE.has(name) || (flags === '' && !OF_REQUEST_LINE.has(name) && !CAPTURES.has(name));

export function aliasWriter({ name, flags }: AliasPart, isLog: boolean): Write {
  const aliasOf = aliasNamed(name) ?? unknown;
  const write = writer(flags, isLog);
  if (BARE.has(name)) return (context, record) => String(aliasOf(record, context));
  if (OF_REQUEST_LINE.has(name)) {
    const quotes = has(flags, 'Q');
    let lastLine = '';
    let lastText = quotes ? '""' : '';
    return (context, record) => {
      const line = String(aliasOf(record, context));
      if (line === lastLine) return lastText;
      lastLine = line;
      const text = encoded(line);
      lastText = quotes ? `"${text}"` : text;
      return lastText;
    };
  }
  if (CAPTURES.has(name)) {
    // captures that nobody asked for leave nothing, not even a dash
    return (context, record) => {
      const value = aliasOf(record, context);
      return value === '' ? '' : write(value);
    };
  }
  if (!has(flags, 'X')) return (context, record) => write(aliasOf(record, context));
  const digits = HEX_DIGITS[name];
  const isAddress = ADDRESSES.has(name);
  return (context, record) => {
    const value = aliasOf(record, context);
    if (value === '') return write(value);
    if (digits !== undefined) return Number(value).toString(16).toUpperCase().padStart(digits, '0');
    const words = isAddress ? parseIpv4(String(value)) : null;
    return words === null ? write(value) : (words[0] >>> 0).toString(16).toUpperCase().padStart(8, '0');
  };
}

export function sampleWriter({ expr, flags }: SamplePart, isLog: boolean): Write {
  const write = writer(flags, isLog);
  const inHex = has(flags, 'X');
  return (context) => {
    const value = evaluate(expr, context);
    if (!value) return write('');
    if (inHex && value.type === 'binary') return write(toHex(asBytes(value)));
    if (value.type === 'integer') return value.exact ?? write(value.number);
    return write(asText(value));
  };
}

/** How a value is written under these flags. */
function writer(flags: string, isLog: boolean): (value: string | number) => string {
  const escapes = isLog && has(flags, 'E');
  const quotes = has(flags, 'Q');
  const absent = quotes ? '""' : isLog ? '-' : '';
  return (value) => {
    if (typeof value === 'number') return numberText(value);
    if (value === '') return absent;
    const text = escapes ? value.replace(/["\\\]]/g, '\\$&') : value;
    return quotes ? `"${text}"` : text;
  };
}

/** `%{+Q,-E}name`: the last word on a flag counts. */
function has(flags: string, flag: string): boolean {
  const said = flags.split(',').filter((word) => word.slice(1) === flag);
  return said.at(-1)?.startsWith('+') ?? false;
}

const KEPT_LINES = 256;
/** Request lines of late, encoded: most requests are like others. What is kept follows from the text alone. */
const encodedLines = new Map<string, string>();

/** Control characters, quotes, `#` and what is not ASCII become `#XX`. */
function encoded(text: string): string {
  let line = encodedLines.get(text);
  if (line === undefined) {
    line = encodedAnew(text);
    if (encodedLines.size >= KEPT_LINES) encodedLines.clear();
    encodedLines.set(text, line);
  }
  return line;
}

function encodedAnew(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126 || code === 34 || code === 35) return text.replace(/[^ !$-~]/g, hashDigits);
  }
  return text;
}

const hashDigits = (character: string) => `#${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

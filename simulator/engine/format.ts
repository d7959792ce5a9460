/**
 * Log-format strings evaluated: in log lines, header values, redirects (manual 8.2.6). In a log line an absent value
 * is a dash; elsewhere nothing. A value stands as it is, but for what comes from the request line (`%r`, `%HU` …): there
 * what cannot be printed is `#XX`, and absence is nothing everywhere. Asked of HAProxy 2.6 and 3.2.
 *
 * A format is prepared once: what its flags mean and what a name stands for is decided then, not for every line.
 */
import type { Format, FormatPart } from '../language/haproxy/config.ts';
import { parseIpv4 } from './address.ts';
import { type Alias, aliasNamed } from './alias-values.ts';
import type { LogRecord } from './io.ts';
import { recordOf } from './log-values.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import { asBytes, asText, numberText, toHex } from './sample/value.ts';

/**
 * @param record given for a log line: its values, and its way of writing
 */
export function formatText(format: Format, context: SampleContext, record?: LogRecord): string {
  const prepared = preparedFormat(format);
  return record ? logText(prepared, context, record) : headerText(prepared, context);
}

/** What may stand in no header is written as in URLs. */
function headerText(prepared: Prepared, context: SampleContext): string {
  return prepared.constant ?? encodedControls(plainText(prepared, context, false));
}

/** A format that is not for log lines, prepared. */
export function formatter(format: Format): (context: SampleContext) => string {
  const prepared = preparedFormat(format);
  return (context) => headerText(prepared, context);
}

/** For bodies and variables: since 3.2 they take every byte. */
export function formatBytes(format: Format, context: SampleContext): string {
  return plainText(preparedFormat(format), context, context.engine.plan.behaviour.bodyControls === 'encoded');
}

/** The text of one part; `record` is gathered once, and only if a part asks for it. */
type Write = (context: SampleContext, record: LogRecord) => string;

/** A value, and the text of the format in front of it. */
interface Piece {
  /** As the format has it; and with its blanks merged, for log lines: with and without one at its beginning. */
  readonly before: string;
  readonly merged: string;
  readonly beginsBlank: boolean;
  readonly unblanked: string;
  readonly isSample: boolean;
  /** A name that is written as it is; null: `logged` and `plain` do it. */
  readonly alias: Alias | null;
  /** The number that was written last, and `merged` with it: many are the same line after line. */
  lastNumber: number;
  numbered: string;
  /** As in a log line, and as anywhere else. */
  readonly logged: Write;
  readonly plain: Write;
}

interface Prepared {
  readonly pieces: readonly Piece[];
  /** Behind the last value: a piece without one. */
  readonly end: Piece;
  readonly asksForRecord: boolean;
  /** Outside log lines, when nothing in it depends on anything. */
  readonly constant: string | null;
}

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<Format, Prepared>();

function preparedFormat(format: Format): Prepared {
  let prepared = known.get(format);
  if (prepared === undefined) {
    prepared = prepare(format);
    known.set(format, prepared);
  }
  return prepared;
}

function prepare({ parts }: Format): Prepared {
  const pieces: Piece[] = [];
  let before = '';
  for (const part of parts) {
    if (part.type === 'text') before += part.text;
    else {
      pieces.push(pieceOf(before, part));
      before = '';
    }
  }
  return {
    pieces,
    end: pieceOf(before, null),
    asksForRecord: parts.some(({ type }) => type === 'alias'),
    constant: pieces.length === 0 ? encodedControls(before) : null,
  };
}

const nothing: Write = () => '';

function pieceOf(before: string, part: Exclude<FormatPart, { type: 'text' }> | null): Piece {
  const merged = before.replace(/\s+/g, ' ');
  const beginsBlank = merged.startsWith(' ');
  const texts = { before, merged, beginsBlank, unblanked: beginsBlank ? merged.slice(1) : merged };
  const number = { lastNumber: 0, numbered: `${merged}0` };
  if (part === null) return { ...texts, ...number, isSample: false, alias: null, logged: nothing, plain: nothing };
  if (part.type === 'sample') {
    const [logged, plain] = [sampleWriter(part, true), sampleWriter(part, false)];
    return { ...texts, ...number, isSample: true, alias: null, logged, plain };
  }
  const [logged, plain] = [aliasWriter(part, true), aliasWriter(part, false)];
  const alias = isPlain(part) ? (aliasNamed(part.name) ?? unknown) : null;
  return { ...texts, ...number, isSample: false, alias, logged, plain };
}

const BLANK = 32;
const endsBlank = (text: string) => text.charCodeAt(text.length - 1) === BLANK;

/** In a log line blanks of the format are merged, across what is absent too; those inside values stay. */
function logText({ pieces, end }: Prepared, context: SampleContext, record: LogRecord): string {
  let out = '';
  // what the line ends with so far; a blank at its very beginning goes
  let last = ' ';
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!;
    const { merged, beginsBlank, unblanked, alias } = piece;
    const isMerged = beginsBlank ? endsBlank(last) : false;
    const value = alias === null ? piece.logged(context, record) : alias(record, context);
    if (typeof value === 'number') {
      if (isMerged) out += unblanked + numberText(value);
      else {
        if (value !== piece.lastNumber) {
          piece.lastNumber = value;
          piece.numbered = merged + numberText(value);
        }
        out += piece.numbered;
      }
      last = '0';
    } else {
      const before = isMerged ? unblanked : merged;
      const text = value === '' && alias !== null ? '-' : value;
      if (text !== '') last = text;
      else if (before !== '') last = before;
      out += before + text;
    }
  }
  return out + (end.beginsBlank && endsBlank(last) ? end.unblanked : end.merged);
}

/** @param encodes control characters of samples are written as in URLs */
function plainText({ pieces, end, asksForRecord }: Prepared, context: SampleContext, encodes: boolean): string {
  let out = '';
  const record = asksForRecord ? recordOf(context.engine, context.client, context.stream) : NO_RECORD;
  for (let at = 0; at < pieces.length; at++) {
    const { before, isSample, plain } = pieces[at]!;
    const text = plain(context, record);
    out += before + (encodes && isSample ? encodedControls(text) : text);
  }
  return out + end.before;
}

/** Handed to writers that do not look at it. */
const NO_RECORD = {} as LogRecord;

const CONTROLS = /[\x01-\x08\x0a-\x1f\x7f]/g;
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** As in URLs, what may stand in no header. */
function encodedControls(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 0) || code === 127) return text.replace(CONTROLS, percent);
  }
  return text;
}

const CAPTURES: ReadonlySet<string> = new Set(['hr', 'hs', 'hrl', 'hsl']);
const OF_REQUEST_LINE: ReadonlySet<string> = new Set(['HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'r']);
/** Never in quotes. */
const BARE: ReadonlySet<string> = new Set(['ts', 'tsc', 'rc', 'B', 'Ta', 'Tt', 'Tu']);
const ADDRESSES: ReadonlySet<string> = new Set(['ci', 'fi', 'bi', 'si']);
/** Numbers that `+X` writes in hexadecimal, and their least digits. */
const HEX_DIGITS: Readonly<Record<string, number>> = { cp: 4, fp: 4, bp: 4, sp: 4, Ts: 4, rt: 4, lc: 4, pid: 4, ms: 2 };

const unknown: Alias = () => '';

/** No flags that count, and nothing special about the name. What is `BARE` is never absent. */
const isPlain = ({ name, flags }: FormatPart & { type: 'alias' }) =>
  BARE.has(name) || (flags === '' && !OF_REQUEST_LINE.has(name) && !CAPTURES.has(name));

function aliasWriter({ name, flags }: FormatPart & { type: 'alias' }, isLog: boolean): Write {
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

function sampleWriter({ expr, flags }: FormatPart & { type: 'sample' }, isLog: boolean): Write {
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

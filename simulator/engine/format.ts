/**
 * Log-format strings evaluated: in log lines, header values, redirects (manual 8.2.6). In a log line an absent value
 * is a dash; elsewhere nothing. A value stands as it is, but for what comes from the request line (`%r`, `%HU` …): there
 * what cannot be printed is `#XX`, and absence is nothing everywhere. Asked of HAProxy 2.6 and 3.2.
 */
import type { Format, FormatPart } from '../language/haproxy/config.ts';
import { parseIpv4 } from './address.ts';
import { aliasValue } from './alias-values.ts';
import type { LogRecord } from './io.ts';
import { recordOf } from './log-values.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import { asBytes, asText, numberText, toHex } from './sample/value.ts';

/**
 * @param record given for a log line: its values, and its way of writing
 */
export function formatText(format: Format, context: SampleContext, record?: LogRecord): string {
  const out = rawText(format, context, record);
  // what may stand in no header is written as in URLs
  return record ? out : out.replace(CONTROLS, percent);
}

/** For bodies and variables: since 3.2 they take every byte. */
export function formatBytes(format: Format, context: SampleContext): string {
  return rawText(format, context, undefined, context.engine.plan.behaviour.bodyControls === 'encoded');
}

const CONTROLS = /[\x01-\x08\x0a-\x1f\x7f]/g;
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** @param encodes control characters of samples are written as in URLs */
function rawText(format: Format, context: SampleContext, record?: LogRecord, encodes = false): string {
  let out = '';
  // gathered once, and only if an alias asks
  let values = record;
  for (const part of format.parts) {
    if (part.type === 'text') out += record ? merged(part.text, out) : part.text;
    else if (part.type === 'sample') {
      const value = sampleText(part, context, record !== undefined);
      out += encodes ? value.replace(CONTROLS, percent) : value;
    } else {
      values ??= recordOf(context.engine, context.client, context.stream);
      const value = aliasValue(part.name, values, context);
      out += aliasText(part, value, record !== undefined);
    }
  }
  return out;
}

const CAPTURES: ReadonlySet<string> = new Set(['hr', 'hs', 'hrl', 'hsl']);
const OF_REQUEST_LINE: ReadonlySet<string> = new Set(['HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'r']);
/** Never in quotes. */
const BARE: ReadonlySet<string> = new Set(['ts', 'tsc', 'rc', 'B', 'Ta', 'Tt', 'Tu']);
const ADDRESSES: ReadonlySet<string> = new Set(['ci', 'fi', 'bi', 'si']);
/** Numbers that `+X` writes in hexadecimal, and their least digits. */
const HEX_DIGITS: Readonly<Record<string, number>> = { cp: 4, fp: 4, bp: 4, sp: 4, Ts: 4, rt: 4, lc: 4, pid: 4, ms: 2 };

function aliasText({ name, flags }: FormatPart & { type: 'alias' }, value: string | number, isLog: boolean): string {
  // captures that nobody asked for leave nothing, not even a dash
  if (value === '' && CAPTURES.has(name)) return '';
  if (BARE.has(name)) return String(value);
  if (OF_REQUEST_LINE.has(name)) {
    const text = encoded(String(value));
    return has(flags, 'Q') ? `"${text}"` : text;
  }
  if (value !== '' && has(flags, 'X')) {
    const digits = HEX_DIGITS[name];
    if (digits !== undefined) return Number(value).toString(16).toUpperCase().padStart(digits, '0');
    const words = ADDRESSES.has(name) ? parseIpv4(String(value)) : null;
    if (words !== null) return (words[0] >>> 0).toString(16).toUpperCase().padStart(8, '0');
  }
  return written(value, flags, isLog);
}

/** In a log line blanks of the format are merged, across what is absent too; those inside values stay. */
function merged(text: string, before: string): string {
  const single = text.replace(/\s+/g, ' ');
  return single.startsWith(' ') && (before === '' || before.endsWith(' ')) ? single.slice(1) : single;
}

function sampleText(part: FormatPart & { type: 'sample' }, context: SampleContext, isLog: boolean): string {
  const value = evaluate(part.expr, context);
  if (!value) return written('', part.flags, isLog);
  if (has(part.flags, 'X') && value.type === 'binary') return written(toHex(asBytes(value)), part.flags, isLog);
  if (value.type === 'integer') return value.exact ?? written(value.number, part.flags, isLog);
  return written(asText(value), part.flags, isLog);
}

function written(value: string | number, flags: string, isLog: boolean): string {
  if (typeof value === 'number') return numberText(value);
  const text = isLog && has(flags, 'E') ? value.replace(/["\\\]]/g, '\\$&') : value;
  if (has(flags, 'Q')) return `"${text}"`;
  return text === '' && isLog ? '-' : text;
}

/** `%{+Q,-E}name`: the last word on a flag counts. */
function has(flags: string, flag: string): boolean {
  const said = flags.split(',').filter((word) => word.slice(1) === flag);
  return said.at(-1)?.startsWith('+') ?? false;
}

/** Control characters, quotes, `#` and what is not ASCII become `#XX`. */
function encoded(text: string): string {
  return text.replace(/[^ !$-~]/g, (character) => {
    return `#${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

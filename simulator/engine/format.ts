/**
 * Log-format strings evaluated: in log lines, header values, redirects (manual 8.2.6). In a log line an absent value
 * is a dash and what cannot be printed is escaped; elsewhere a value stands as it is.
 */
import type { Format, FormatPart } from '../language/haproxy/config.ts';
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
  let out = '';
  // gathered once, and only if an alias asks
  let values = record;
  for (const part of format.parts) {
    if (part.type === 'text') out += record ? merged(part.text, out) : part.text;
    else if (part.type === 'sample') out += sampleText(part, context, record !== undefined);
    else {
      values ??= recordOf(context.engine, context.client, context.stream);
      const value = aliasValue(part.name, values, context);
      // captures that nobody asked for leave nothing, not even a dash
      if (value !== '' || !CAPTURES.has(part.name)) out += written(value, part.flags, record !== undefined);
    }
  }
  return out;
}

const CAPTURES: ReadonlySet<string> = new Set(['hr', 'hs', 'hrl', 'hsl']);

/** In a log line blanks of the format are merged, across what is absent too; those inside values stay. */
function merged(text: string, before: string): string {
  const single = text.replace(/\s+/g, ' ');
  return single.startsWith(' ') && (before === '' || before.endsWith(' ')) ? single.slice(1) : single;
}

function sampleText(part: FormatPart & { type: 'sample' }, context: SampleContext, isLog: boolean): string {
  const value = evaluate(part.expr, context);
  if (!value) return written('', part.flags, isLog);
  if (has(part.flags, 'X') && value.type === 'binary') return written(toHex(asBytes(value)), part.flags, isLog);
  return written(value.type === 'integer' ? value.number : asText(value), part.flags, isLog);
}

function written(value: string | number, flags: string, isLog: boolean): string {
  const text =
    typeof value === 'number' ? shownNumber(value, flags) : isLog ? printable(value, has(flags, 'E')) : value;
  if (has(flags, 'Q') && typeof value === 'string') return `"${text}"`;
  return text === '' && isLog ? '-' : text;
}

function shownNumber(value: number, flags: string): string {
  return has(flags, 'X') && value >= 0 ? value.toString(16).toUpperCase() : numberText(value);
}

/** `%{+Q,-E}name`: the last word on a flag counts. */
function has(flags: string, flag: string): boolean {
  const said = flags.split(',').filter((word) => word.slice(1) === flag);
  return said.at(-1)?.startsWith('+') ?? false;
}

/** Control characters and what is not ASCII become `#XX`; with `E` quotes, backslashes and brackets get a backslash. */
function printable(text: string, escapes: boolean): string {
  if (escapes) return text.replace(/["\\\]]/g, '\\$&');
  return text.replace(/[^\x20-\x7e]|["#{|}]/g, (character) => {
    if (/[ -~]/.test(character)) return character;
    return `#${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

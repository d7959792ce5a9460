/**
 * Where the words of a line begin and end, without knowing anything else: what the grammar's tokenizer, the colours of
 * single lines and the formatter share. It cuts as `reader.ts` does (which also decodes, and refuses); a test compares.
 * Where the reader refuses a line, this goes on, so that a line can be understood while it is being written.
 */

/** Characters from a place on: UTF-16 code units by offset, -1 behind the end. Lezer's input streams are such. */
export interface Source {
  peek(offset: number): number;
}

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const HASH = 35;
const DQUOTE = 34;
const DOLLAR = 36;
const SQUOTE = 39;
const MINUS = 45;
const DOT = 46;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** What C's isspace() takes. The line feed is one of them. */
export function isBlankCode(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CR);
}

/** A line's text ends here: line feed, NUL (behind which HAProxy reads nothing at all) or the end of the text. */
export function endsText(code: number): boolean {
  return code === LF || code <= 0;
}

/**
 * The end of a word that begins at offset 0.
 *
 * @returns the offset behind it; negative (its bitwise complement) if a quote in it is not closed
 */
export function wordEnd(source: Source): number {
  let quote = 0;
  let i = 0;
  for (;;) {
    const code = source.peek(i);
    if (endsText(code) || code === CR) return quote === 0 ? i : ~i;
    if (code > BACKSLASH) i++;
    else if (code === BACKSLASH && quote !== SQUOTE) i += escapeLength(source, i, quote === DQUOTE);
    else if (code === DQUOTE || code === SQUOTE) {
      if (quote === 0) quote = code;
      else if (quote === code) quote = 0;
      i++;
    } else if (quote === 0) {
      if (code === HASH || isBlankCode(code)) return i;
      i++;
    } else if (code === DOLLAR && quote === DQUOTE) i = variableEnd(source, i);
    else i++;
  }
}

/** How many characters an escape takes at a backslash. */
function escapeLength(source: Source, at: number, weak: boolean): number {
  const next = source.peek(at + 1);
  switch (next) {
    case SPACE:
    case DQUOTE:
    case HASH:
    case SQUOTE:
    case BACKSLASH:
    case 110: // n
    case 114: // r
    case 116: // t
      return 2;
    case DOLLAR:
      return weak ? 2 : 1;
    case 120: // x: two digits are due, and nothing that a digit may be means anything to the cut
      return 2;
    default:
      return 1;
  }
}

function isNameCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

/** Behind `${NAME}`, `${NAME-default}` and `${NAME[*]}`, whose defaults hide quotes; behind the `$` of anything else. */
function variableEnd(source: Source, at: number): number {
  if (source.peek(at + 1) !== OPEN_BRACE) return at + 1;
  let i = at + 2;
  if (source.peek(i) === DOT) i++;
  while (isNameCode(source.peek(i))) i++;
  if (source.peek(i) === OPEN_BRACKET) i += 3;
  const code = source.peek(i);
  if (code === CLOSE_BRACE) return i + 1;
  if (code !== MINUS) return at + 1;
  for (;;) {
    const c = source.peek(i);
    if (endsText(c)) return at + 1;
    i++;
    if (c === CLOSE_BRACE) return i;
  }
}

/** One word as it stands in a text. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  /** Every quote in it is closed. */
  readonly closed: boolean;
}

export interface CutLine {
  readonly words: readonly Cut[];
  /** Where the comment begins, or -1. */
  readonly commentAt: number;
  /** Where the line's text ends: its line feed, a NUL, a carriage return directly behind a word, or the text's end. */
  readonly end: number;
}

/** The words of a line that begins at `from` and ends at the next line feed, at a NUL or at `to`. */
export function cutLine(text: string, from: number, to: number = text.length): CutLine {
  const words: Cut[] = [];
  let at = from;
  const source: Source = { peek: (offset) => (at + offset < to ? text.charCodeAt(at + offset) : -1) };
  for (;;) {
    while (at < to && isBlankCode(text.charCodeAt(at)) && text.charCodeAt(at) !== LF) at++;
    const code = source.peek(0);
    if (endsText(code)) return { words, commentAt: -1, end: at };
    if (code === HASH) return { words, commentAt: at, end: lineEnd(text, at, to) };
    const found = wordEnd(source);
    const length = found < 0 ? ~found : found;
    words.push({ from: at, to: at + length, closed: found >= 0 });
    at += length;
    if (source.peek(0) === CR) return { words, commentAt: -1, end: at };
  }
}

/** The next line feed or NUL, or `to`. */
export function lineEnd(text: string, from: number, to: number = text.length): number {
  let i = from;
  while (i < to && !endsText(text.charCodeAt(i))) i++;
  return i;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ' ': ' ',
  '\\': '\\',
  t: '\t',
  n: '\n',
  r: '\r',
  '#': '#',
  "'": "'",
  '"': '"',
};

/** What a word says: without quotes and escapes, variables as they are written. */
export function wordText(text: string, from: number, to: number): string {
  const raw = text.slice(from, to);
  if (!/["'\\]/.test(raw)) return raw;
  let quote = '';
  let value = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i]!;
    if ((c === '"' || c === "'") && (quote === '' || quote === c)) quote = quote === '' ? c : '';
    else if (c !== '\\' || quote === "'") value += c;
    else {
      const next = raw[i + 1] ?? '';
      const hex = next === 'x' ? /^[0-9a-fA-F]{2}$/.test(raw.slice(i + 2, i + 4)) : false;
      const escaped = hex
        ? String.fromCharCode(Number.parseInt(raw.slice(i + 2, i + 4), 16))
        : next === '$' && quote === '"'
          ? '$'
          : ESCAPES[next];
      // HAProxy's strings end at a NUL.
      if (escaped === '\0') return value;
      value += escaped ?? '\\';
      if (escaped !== undefined) i += hex ? 3 : 1;
    }
  }
  return value;
}

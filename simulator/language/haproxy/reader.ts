/**
 * One line of a haproxy.cfg into words, as HAProxy's own line reader does it: quotes, escapes, comments, variables.
 * What was learnt by asking the programs:
 * - outside quotes and inside "weak" quotes, `\` makes blank, backslash, `#`, `"`, `'`, \t, \n, \r and \xNN; before
 *   anything else it stays. Inside 'strong' quotes nothing is special.
 * - `#` starts a comment anywhere outside quotes, in the middle of a word too.
 * - variables exist inside weak quotes only.
 * - a carriage return ends the line's text, quotes or not; within a run of blanks it is one of them.
 * - an empty word ends the list: what follows it is not looked at (a warning in 3.2, an error from 3.3 on).
 */
import type { Version, Word } from './config.ts';
import { forgetLastWords, hashed, wordAt } from './known-words.ts';

/** HAProxy's limit on the words of one line. */
export const MAX_WORDS = 64;

export type ReadErrorKind =
  | 'unmatched-quote'
  | 'unmatched-brace'
  | 'bad-variable-name'
  | 'bad-hex-escape'
  | 'bad-word-expansion'
  | 'too-many-words';

export interface ReadResult {
  /** Up to the first empty word. */
  readonly words: readonly Word[];
  /** Offset of the first empty word, or -1. */
  readonly emptyAt: number;
  readonly error: { readonly kind: ReadErrorKind; readonly at: number } | null;
}

export interface ReadContext {
  readonly file: number;
  readonly version: Version;
  /** The value of an environment variable, or undefined when it is not set. `.FILE`, `.LINE` and `.SECTION` too. */
  readonly variable: (name: string) => string | undefined;
}

const TAB = 9;
const CR = 13;
const SPACE = 32;
const DQUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const SQUOTE = 39;
const BACKSLASH = 92;

/** What C's isspace() takes. */
export function isBlank(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CR);
}

const gathered: Word[] = [];

/** Forgets the last lines' words: they hold on to their text. */
export function forgetWords(): void {
  gathered.length = 0;
  forgetLastWords();
}

/**
 * Reads the words of `text` from `from` up to `to` (the line feed, NUL or end of the text, not included).
 */
export function readLine(text: string, from: number, to: number, cx: ReadContext): ReadResult {
  // Words are gathered in one list for all lines, so that each line's own is made as long as it is.
  let count = 0;
  const file = cx.file;
  let i = from;
  while (i < to && isBlank(text.charCodeAt(i))) i++;
  const first = i;
  // The quick way: most lines have neither quotes nor escapes.
  while (i < to) {
    const start = i;
    let code = text.charCodeAt(i);
    let hash = 0;
    for (;;) {
      // What means anything here is in front of the small letters.
      if (code <= BACKSLASH) {
        if (code === SPACE || code === HASH || (code <= CR && code >= TAB)) break;
        if (code === DQUOTE || code === SQUOTE || code === BACKSLASH) return readCarefully(text, first, to, cx);
      }
      hash = hashed(hash, code);
      i++;
      if (i >= to) break;
      code = text.charCodeAt(i);
    }
    if (i > start) gathered[count++] = { text: wordAt(text, start, i, hash), span: { file, from: start, to: i } };
    if (i >= to || code === HASH || code === CR) break;
    while (i < to && isBlank(text.charCodeAt(i))) i++;
  }
  const words = gathered.slice(0, count);
  const tooMany = count > MAX_WORDS || (count === MAX_WORDS && cx.version === '2.6' && endsBlank(text, i));
  if (tooMany) return failed('too-many-words', words[MAX_WORDS]?.span.from ?? i);
  return { words, emptyAt: -1, error: null };
}

// 2.6 counts the nothing behind a last blank as a word.
function endsBlank(text: string, i: number): boolean {
  return isBlank(text.charCodeAt(i - 1));
}

function failed(kind: ReadErrorKind, at: number): ReadResult {
  return { words: [], emptyAt: -1, error: { kind, at } };
}

interface Pending {
  value: string;
  from: number;
}

/** The same with everything that a line can contain. */
function readCarefully(text: string, from: number, to: number, cx: ReadContext): ReadResult {
  const { file, version } = cx;
  const unsetSwallowsQuote = version === '3.0' || version === '3.2';
  const words: Word[] = [];
  let pending: Pending | null = null;
  let quote = 0;
  let quoteAt = from;
  let i = from;

  // Variables can make words out of one place, so the end is given by the caller.
  const open = (at: number): Pending => {
    pending ??= { value: '', from: at };
    return pending;
  };
  const close = (end: number): void => {
    if (!pending) return;
    const nul = pending.value.indexOf('\0');
    words.push({
      text: nul < 0 ? pending.value : pending.value.slice(0, nul),
      span: { file, from: pending.from, to: end },
    });
    pending = null;
  };

  while (i < to) {
    const code = text.charCodeAt(i);
    if (code === CR) break;
    if (code === HASH && quote === 0) break;
    if ((code === DQUOTE || code === SQUOTE) && (quote === 0 || quote === code)) {
      open(i);
      quote = quote === 0 ? code : 0;
      quoteAt = i;
      i++;
    } else if (code === BACKSLASH && quote !== SQUOTE) {
      const read = readEscape(text, i, to, quote === DQUOTE);
      if (!read) return failed('bad-hex-escape', i);
      open(i).value += read.value;
      i += read.length;
    } else if (isBlank(code) && quote === 0) {
      close(i);
      while (i < to && isBlank(text.charCodeAt(i))) i++;
    } else if (code === DOLLAR && quote === DQUOTE) {
      const variable = readVariable(text, i, to, cx);
      if ('kind' in variable) return failed(variable.kind, variable.at);
      if (variable.value !== undefined) {
        const parts = variable.expands ? variable.value.split(/[ \t\n\v\f\r]+/) : [variable.value];
        parts.forEach((part, n) => {
          if (n > 0) close(variable.end);
          if (part !== '' || n === 0) open(i).value += part;
        });
        i = variable.end;
      } else {
        open(i);
        i = variable.end;
        if (unsetSwallowsQuote && variable.name[0] !== '.' && text.charCodeAt(i) === DQUOTE && i < to) {
          i++;
          while (i < to && isBlank(text.charCodeAt(i))) i++;
          quote = 0;
        } else if (variable.expands && version === '3.4' && text.charCodeAt(i) === DQUOTE && open(i).value === '') {
          // An array that is empty is no word at all.
          pending = null;
          quote = 0;
          i++;
        }
      }
    } else {
      open(i).value += text[i];
      i++;
    }
  }
  close(i);
  if (quote !== 0) return failed('unmatched-quote', quoteAt);
  if (words.length > MAX_WORDS) return failed('too-many-words', words[MAX_WORDS]!.span.from);
  const empty = words.findIndex((w) => w.text === '');
  if (empty < 0) return { words, emptyAt: -1, error: null };
  // Since 2.8 an empty last word is nothing; since 3.2 it is a word again, and said to be empty.
  return { words: words.slice(0, empty), emptyAt: words[empty]!.span.from, error: null };
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
const HEX = /^[0-9a-fA-F]{2}$/;

function readEscape(text: string, at: number, to: number, weak: boolean): { value: string; length: number } | null {
  const next = at + 1 < to ? text[at + 1]! : '';
  const plain = ESCAPES[next];
  if (plain !== undefined) return { value: plain, length: 2 };
  if (next === '$' && weak) return { value: '$', length: 2 };
  if (next === 'x') {
    const digits = text.slice(at + 2, Math.min(at + 4, to));
    return HEX.test(digits) ? { value: String.fromCharCode(Number.parseInt(digits, 16)), length: 4 } : null;
  }
  return { value: '\\', length: 1 };
}

type Variable =
  | { readonly name: string; readonly value: string | undefined; readonly end: number; readonly expands: boolean }
  | { readonly kind: ReadErrorKind; readonly at: number };

const NAME = /\.?[A-Za-z0-9_]*/y;
const PSEUDO = new Set(['.FILE', '.LINE', '.SECTION']);

/** `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}` at a `$`. */
function readVariable(text: string, at: number, to: number, cx: ReadContext): Variable {
  let i = at + 1;
  const brace = i < to && text[i] === '{' ? i++ : -1;
  if (i >= to || !/[A-Za-z_.]/.test(text[i]!)) return { kind: 'bad-variable-name', at: Math.min(i, to) };
  NAME.lastIndex = i;
  const name = NAME.exec(text)![0];
  if (name[0] === '.' && !PSEUDO.has(name)) return { kind: 'bad-variable-name', at: i };
  i += name.length;
  let expands = false;
  if (brace >= 0 && text[i] === '[' && i < to) {
    if (text.slice(i, i + 3) !== '[*]') return { kind: 'bad-word-expansion', at: i };
    expands = true;
    i += 3;
  }
  let value = cx.variable(name);
  if (brace >= 0) {
    const end = text.indexOf('}', i);
    const closes = end >= 0 && end < to && (end === i || text[i] === '-');
    if (!closes) return { kind: 'unmatched-brace', at: brace };
    if (end > i) value ??= text.slice(i + 1, end);
    i = end + 1;
  }
  return { name, value, end: i, expands };
}

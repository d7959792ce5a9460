/**
 * The argument lists of fetches and converters: `(a,"b c",'d')` behind a name. Quotes and backslashes inside the
 * parentheses are a second level, after those of the line.
 */

export interface Argument {
  readonly text: string;
  /** Offsets into the word's value, quotes included. */
  readonly from: number;
  readonly to: number;
}

export interface ArgumentList {
  readonly args: readonly Argument[];
  /** Offset of the first character behind the list. */
  readonly end: number;
  /** The list was opened but not closed: what was found instead. */
  readonly unclosed: string | null;
  readonly badEscape: boolean;
}

const NONE = { unclosed: null, badEscape: false } as const;

/**
 * @param limit how many arguments the name takes: reading stops there, as HAProxy's does
 */
export function readArguments(text: string, at: number, limit: number): ArgumentList {
  if (text[at] !== '(') return { args: [], end: at, ...NONE };
  let i = at + 1;
  const args: Argument[] = [];
  while (args.length < limit) {
    const from = i;
    const read = readOne(text, i);
    if (!read) return { args, end: i, unclosed: null, badEscape: true };
    args.push({ text: read.value, from, to: read.end });
    i = read.end;
    if (i >= text.length || text[i] === ')' || args.length >= limit) break;
    i++;
  }
  if (text[i] === ')') return { args, end: i + 1, ...NONE };
  return { args, end: i, unclosed: text.slice(i), badEscape: false };
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\',
  ' ': ' ',
  '"': '"',
  "'": "'",
  r: '\r',
  n: '\n',
  t: '\t',
};

function readOne(text: string, at: number): { value: string; end: number } | null {
  let value = '';
  let quote = '';
  let i = at;
  while (i < text.length) {
    const c = text[i]!;
    if ((c === '"' || c === "'") && (quote === '' || quote === c)) {
      quote = quote === '' ? c : '';
      i++;
    } else if (c === '\\' && quote !== "'") {
      if (i + 1 >= text.length) return null;
      const escaped = ESCAPED[text[i + 1]!];
      value += escaped ?? '\\';
      i += escaped === undefined ? 1 : 2;
    } else if (quote === '' && (c === ',' || c === ')')) {
      break;
    } else {
      value += c;
      i++;
    }
  }
  return { value, end: i };
}

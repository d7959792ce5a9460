/** Where in an expression or a format string a place is: on the text as it is written, finished or not. */

export type ExpressionPart =
  /** The name of a fetch, or of a converter. */
  | {
      readonly part: 'fetch' | 'converter';
      readonly name: string;
      readonly from: number;
      readonly to: number /** the expression in front of it */;
      readonly before: string;
    }
  /** An argument of one. */
  | {
      readonly part: 'argument';
      readonly of: 'fetch' | 'converter';
      readonly name: string;
      readonly index: number;
      readonly from: number;
      readonly to: number;
    };

const NAME = /[A-Za-z0-9._\-+]/;

/** The part of the expression that begins at `start` which an offset is in. */
export function expressionPart(text: string, start: number, offset: number, end: number): ExpressionPart {
  let nameFrom = start;
  let kind: 'fetch' | 'converter' = 'fetch';
  let depth = 0;
  let index = 0;
  let argumentFrom = start;
  let quote = '';
  for (let i = start; i < offset; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (depth > 0 && (c === '"' || c === "'")) quote = c;
    else if (c === '(') {
      depth++;
      if (depth === 1) {
        index = 0;
        argumentFrom = i + 1;
      }
    } else if (c === ')') depth = Math.max(0, depth - 1);
    else if (c === ',' && depth === 0) {
      kind = 'converter';
      nameFrom = i + 1;
    } else if (c === ',' && depth === 1) {
      index++;
      argumentFrom = i + 1;
    }
  }
  const nameTo = nameEnd(text, nameFrom, end);
  const name = text.slice(nameFrom, nameTo);
  if (depth > 0) {
    let to = offset;
    while (to < end && !/[,)\s"']/.test(text[to]!)) to++;
    return { part: 'argument', of: kind, name, index, from: argumentFrom, to };
  }
  return { part: kind, name, from: nameFrom, to: nameTo, before: text.slice(start, Math.max(start, nameFrom - 1)) };
}

function nameEnd(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && NAME.test(text[i]!)) i++;
  return i;
}

export type FormatPart =
  | { readonly part: 'expression'; readonly start: number; readonly end: number }
  /** `%ci`: `from` is at the percent sign. */
  | { readonly part: 'alias'; readonly name: string; readonly from: number; readonly to: number };

/** What of a format string an offset is in, or null in plain text. */
export function formatPart(text: string, from: number, offset: number, to: number): FormatPart | null {
  let i = from;
  while (i < to && i <= offset) {
    if (text[i] !== '%') {
      i++;
      continue;
    }
    const start = i++;
    if (text[i] === '%') {
      i++;
      continue;
    }
    i += /^(?:\([^()\s]*\))?(?:\{[^}\s]*\})?/.exec(text.slice(i, Math.min(to, i + 200)))![0].length;
    if (text[i] === '[') {
      const end = expressionEnd(text, i + 1, to);
      if (offset > i && offset <= end) return { part: 'expression', start: i + 1, end };
      i = end + 1;
      continue;
    }
    const nameFrom = i;
    while (i < to && /[A-Za-z0-9]/.test(text[i]!)) i++;
    if (offset > start && offset <= i) return { part: 'alias', name: text.slice(nameFrom, i), from: start, to: i };
  }
  return null;
}

/** The closing bracket of `%[…]`, or the end. */
function expressionEnd(text: string, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = text[i]!;
    if (c === '(') depth++;
    else if (c === ')') depth = Math.max(0, depth - 1);
    else if (c === ']' && depth === 0) return i;
  }
  return to;
}

/** The expressions of a format string: offsets of what is between `%[` and `]`. */
export function expressionsOf(
  text: string,
  from: number,
  to: number,
): { readonly from: number; readonly to: number }[] {
  const out: { from: number; to: number }[] = [];
  for (let i = text.indexOf('%', from); i >= 0 && i < to; i = text.indexOf('%', i)) {
    i++;
    if (text[i] === '%') {
      i++;
      continue;
    }
    i += /^(?:\([^()\s]*\))?(?:\{[^}\s]*\})?/.exec(text.slice(i, Math.min(to, i + 200)))![0].length;
    if (text[i] !== '[' || i >= to) continue;
    const end = expressionEnd(text, i + 1, to);
    out.push({ from: i + 1, to: end });
    i = end;
  }
  return out;
}

/** A fetch or converter with its arguments, as written. */
export interface Call {
  readonly kind: 'fetch' | 'converter';
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What is between the commas, without quotes and backslashes around it. */
  readonly args: readonly { readonly text: string; readonly from: number; readonly to: number }[];
}

/** The fetch and the converters of an expression, in order; as far as it can be made out. */
export function callsOf(text: string, from: number, to: number): Call[] {
  const out: Call[] = [];
  let i = from;
  while (i < to) {
    const nameTo = nameEnd(text, i, to);
    const name = text.slice(i, nameTo);
    const start = i;
    const args: { text: string; from: number; to: number }[] = [];
    i = nameTo;
    if (text[i] === '(') i = argumentsEnd(text, i, to, args);
    if (name !== '') out.push({ kind: out.length === 0 ? 'fetch' : 'converter', name, from: start, to: nameTo, args });
    if (text[i] !== ',') break;
    i++;
  }
  return out;
}

function argumentsEnd(
  text: string,
  open: number,
  to: number,
  out: { text: string; from: number; to: number }[],
): number {
  let quote = '';
  let start = open + 1;
  let depth = 1;
  const add = (end: number): void => {
    let a = start;
    let b = end;
    while (a < b && /["'\\]/.test(text[a]!)) a++;
    while (b > a && /["'\\]/.test(text[b - 1]!)) b--;
    out.push({ text: text.slice(a, b), from: a, to: b });
  };
  for (let i = open + 1; i < to; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '(') depth++;
    else if (c === ')') {
      depth--;
      if (depth > 0) continue;
      add(i);
      return i + 1;
    } else if (c === ',' && depth === 1) {
      add(i);
      start = i + 1;
    }
  }
  add(to);
  return to;
}

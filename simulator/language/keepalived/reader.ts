/**
 * keepalived.conf as keepalived 2.2.7 reads it: line by line, a comment from `#` or `!` to the line's end (outside double
 * quotes), words between blanks, a double-quoted stretch one word, and every brace outside quotes a line of its own,
 * wherever it stands. Nothing here knows a keyword. Any text gives a tree; what is wrong with it comes beside.
 *
 * Not read: `include`, `@id` conditions and `$`definitions are kept as ordinary lines (`analyse.ts` says so).
 */
import type { Diagnostic, Span } from '../diagnostic.ts';

/** One argument; `text` is without the quotes. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** One line, keyword first, and the block that follows it, if one does. */
export interface Line {
  readonly words: readonly Word[];
  /** The words, without the block. */
  readonly span: Span;
  readonly block: Block | null;
}

export interface Block {
  readonly open: Span;
  /** null when the text ends first. */
  readonly close: Span | null;
  readonly lines: readonly Line[];
}

export interface Tree {
  readonly lines: readonly Line[];
  readonly diagnostics: readonly Diagnostic[];
}

/** C's isspace: a byte order mark or a no-break space is part of a word. */
const isBlank = (character: string) => /[ \t\n\v\f\r]/.test(character);

type Token =
  | { readonly type: 'line'; readonly words: readonly Word[]; readonly span: Span }
  | { readonly type: 'open' | 'close'; readonly span: Span };

/** keepalived's line buffer: what is longer becomes another line, in the middle of a word if need be. */
const LINE_LENGTH_MAX = 1023;

/** Reads one file's text. Never throws; bounded by the text's length. */
export function readKeepalived(text: string, file = 0): Tree {
  const diagnostics: Diagnostic[] = [];
  const tokens = tokenise(text, file, diagnostics);
  const lines = nest(tokens, diagnostics);
  return { lines, diagnostics };
}

function tokenise(text: string, file: number, diagnostics: Diagnostic[]): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const next = newline < 0 ? text.length : newline + 1;
    let to = newline < 0 ? text.length : newline;
    while (to > from && text[to - 1] === '\r') to--;
    if (to - from > LINE_LENGTH_MAX) {
      diagnostics.push({
        code: 'line-too-long',
        severity: 'error',
        span: { file, from, to },
        message: `This line is longer than the ${LINE_LENGTH_MAX} bytes that keepalived reads at once: the rest becomes a line of its own.`,
      });
    }
    tokeniseLine(text, from, to, file, tokens, diagnostics);
    from = next;
  }
  return tokens;
}

function tokeniseLine(
  text: string,
  lineFrom: number,
  lineTo: number,
  file: number,
  tokens: Token[],
  diagnostics: Diagnostic[],
): void {
  const span = (from: number, to: number): Span => ({ file, from, to });
  const content = commentStart(text, lineFrom, lineTo);
  if (content.openQuote !== null) {
    diagnostics.push({
      code: 'unterminated-quote',
      severity: 'error',
      span: span(content.openQuote, lineTo),
      message: 'A double quote is not closed on its line; keepalived 2.2.7 crashes on that.',
    });
  }
  let words: Word[] = [];
  const flush = () => {
    const first = words[0];
    const last = words.at(-1);
    if (first && last) tokens.push({ type: 'line', words, span: span(first.span.from, last.span.to) });
    words = [];
  };
  let at = lineFrom;
  while (at < content.to) {
    const character = text.charAt(at);
    if (isBlank(character)) {
      at++;
    } else if (character === '{' || character === '}') {
      flush();
      tokens.push({ type: character === '{' ? 'open' : 'close', span: span(at, at + 1) });
      at++;
    } else {
      const word = character === '"' ? quoted(text, at, content.to, file) : plain(text, at, content.to, file);
      words.push(word);
      at = word.span.to;
    }
  }
  flush();
}

/** Where the comment begins, or the line's end; and a double quote that is still open there. */
function commentStart(text: string, from: number, to: number): { to: number; openQuote: number | null } {
  let openQuote: number | null = null;
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === '"') openQuote = openQuote === null ? at : null;
    else if (character === '\\') at++;
    else if (openQuote === null && (character === '#' || character === '!')) return { to: at, openQuote };
  }
  return { to, openQuote };
}

function quoted(text: string, from: number, to: number, file: number): Word {
  const close = text.indexOf('"', from + 1);
  const end = close < 0 || close >= to ? to : close;
  return { text: text.slice(from + 1, end), span: { file, from, to: Math.min(to, end + 1) } };
}

function plain(text: string, from: number, to: number, file: number): Word {
  let at = from;
  let value = '';
  while (at < to && !/[ \t\n\v\f\r"{}]/.test(text.charAt(at))) {
    // Outside quotes a backslash keeps # and ! from starting a comment, and goes away.
    if (text[at] === '\\' && (text[at + 1] === '#' || text[at + 1] === '!') && at + 1 < to) at++;
    value += text.charAt(at);
    at++;
  }
  return { text: value, span: { file, from, to: at } };
}

interface OpenBlock {
  readonly owner: { words: readonly Word[]; span: Span } | null;
  readonly open: Span;
  readonly lines: Line[];
}

function nest(tokens: readonly Token[], diagnostics: Diagnostic[]): Line[] {
  const root: Line[] = [];
  const stack: OpenBlock[] = [];
  const current = () => stack.at(-1)?.lines ?? root;
  const finish = (close: Span | null) => {
    const block = stack.pop();
    if (!block) return;
    const span = block.owner?.span ?? block.open;
    current().push({ words: block.owner?.words ?? [], span, block: { open: block.open, close, lines: block.lines } });
  };
  for (const token of tokens) {
    if (token.type === 'line') {
      current().push({ words: token.words, span: token.span, block: null });
    } else if (token.type === 'open') {
      // A block belongs to the line before it, on whatever line its brace stands.
      const owner = current().at(-1)?.block === null ? (current().pop() ?? null) : null;
      stack.push({ owner, open: token.span, lines: [] });
    } else if (stack.length > 0) {
      finish(token.span);
    } else {
      const message = "This '}' closes nothing; keepalived reports an extra '}'.";
      diagnostics.push({ code: 'extra-brace', severity: 'error', span: token.span, message });
    }
  }
  while (stack.length > 0) {
    const span = stack.at(-1)?.open ?? { file: 0, from: 0, to: 0 };
    const message = "This '{' is never closed; keepalived reports a missing '}'.";
    diagnostics.push({ code: 'unclosed-block', severity: 'error', span, message });
    finish(null);
  }
  return root;
}

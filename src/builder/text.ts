/** Lines of a text by offset, and edits that touch no byte beyond what they say. Line ends are the file's own. */
import type { Span, TextEdit } from '../../simulator/language/diagnostic.ts';
import type { Config, Directive, Word } from '../../simulator/language/haproxy/config.ts';

/** The text that a span is in. */
export const textOf = (config: Config, span: Span): string => config.files[span.file]?.text ?? '';

/** Offset of the first character of the line. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Offset of the line feed that ends the line, or the text's length. */
function lineFeed(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed;
}

/** Where the line's end begins: before CRLF or LF. */
export function lineEnd(text: string, at: number): number {
  const feed = lineFeed(text, at);
  return feed > 0 && feed < text.length && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** How lines end here: as this line does, else as the first line of the text does. */
export function lineEndText(text: string, at: number): string {
  const feed = lineFeed(text, at);
  const known = feed < text.length ? feed : text.indexOf('\n');
  return known > 0 && text[known - 1] === '\r' ? '\r\n' : '\n';
}

/** The blanks at the start of the line. */
export const indentOf = (text: string, at: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, at), lineEnd(text, at)))?.[0] ?? '';

export const replace = (span: Span, text: string): TextEdit => ({ span, text });

const insertAt = (file: number, at: number, text: string): TextEdit => ({ span: { file, from: at, to: at }, text });

/** A new line below the one at `span`'s end; its comment stays where it is. */
export function insertLineAfter(config: Config, span: Span, line: string): TextEdit {
  const text = textOf(config, span);
  return insertAt(span.file, lineEnd(text, span.to), lineEndText(text, span.to) + line);
}

/** A new line above the one that `span` begins in. */
export function insertLineBefore(config: Config, span: Span, line: string): TextEdit {
  const text = textOf(config, span);
  return insertAt(span.file, lineStart(text, span.from), line + lineEndText(text, span.from));
}

/** More words behind the last word of a directive, before its comment. */
export function appendWords(directive: Directive, words: string): TextEdit {
  const { file, to } = directive.words.at(-1)?.span ?? directive.span;
  return insertAt(file, to, ` ${words}`);
}

/** Takes out words `from` to `to` (excluded) of a directive, with the blanks before them. Never the first word. */
export function removeWords(directive: Directive, from: number, to: number): TextEdit | null {
  const before = directive.words[from - 1];
  const last = directive.words[to - 1];
  if (!before || !last || to <= from) return null;
  return replace({ file: last.span.file, from: before.span.to, to: last.span.to }, '');
}

/** Replaces words `from` to `to` (excluded) by others. */
export function replaceWords(words: readonly Word[], from: number, to: number, text: string): TextEdit | null {
  const first = words[from];
  const last = words[to - 1];
  if (!first || !last) return null;
  return replace({ file: first.span.file, from: first.span.from, to: last.span.to }, text);
}

/** Takes out a whole line; a comment behind the directive stays, as a line of its own. */
export function removeLine(config: Config, directive: Directive): TextEdit {
  const { span } = directive;
  const text = textOf(config, span);
  const rest = text.slice(span.to, lineEnd(text, span.to));
  if (/^[ \t]*#/.test(rest)) {
    const blanks = rest.length - rest.trimStart().length;
    return replace({ file: span.file, from: span.from, to: span.to + blanks }, '');
  }
  const from = lineStart(text, span.from);
  return replace({ file: span.file, from, to: Math.min(text.length, lineFeed(text, span.to) + 1) }, '');
}

/** Sorted, touching edits made one, and what changes nothing left out: what editors and `applyEdits` take. */
export function tidyEdits(edits: readonly TextEdit[]): TextEdit[] {
  const order = [...edits].sort(
    (a, b) => a.span.file - b.span.file || a.span.from - b.span.from || a.span.to - b.span.to,
  );
  const tidy: TextEdit[] = [];
  for (const edit of order) {
    const last = tidy.at(-1);
    if (last && last.span.file === edit.span.file && last.span.to >= edit.span.from) {
      const to = Math.max(last.span.to, edit.span.to);
      tidy[tidy.length - 1] = replace({ ...last.span, to }, last.text + edit.text);
    } else {
      tidy.push(edit);
    }
  }
  return tidy.filter(({ span, text }) => span.from !== span.to || text !== '');
}

/** The text of one file after its edits. They refer to the text before any of them. */
export function applyEdits(text: string, edits: readonly TextEdit[], file = 0): string {
  let result = '';
  let at = 0;
  for (const { span, text: inserted } of tidyEdits(edits.filter((edit) => edit.span.file === file))) {
    result += text.slice(at, span.from) + inserted;
    at = span.to;
  }
  return result + text.slice(at);
}

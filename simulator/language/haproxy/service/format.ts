import type { Span, TextEdit } from '../../diagnostic.ts';
import { cutLine, isBlankCode, lineEnd, wordText } from '../cut.ts';
import type { Doc } from '../doc.ts';
import { sectionKinds } from '../keywords/sections.ts';

export interface FormatOptions {
  /** Spaces before a directive. Default 4. */
  readonly indent?: number;
}

/** Blank lines in a row that are kept. */
const MOST_BLANK = 2;

type LineKind = 'blank' | 'comment' | 'header' | 'macro' | 'directive' | 'other';

interface Line {
  readonly kind: LineKind;
  /** The physical line, without its line end. */
  readonly from: number;
  readonly to: number;
  /** Behind its line feed. */
  readonly next: number;
  readonly words: readonly { readonly from: number; readonly to: number }[];
  readonly commentAt: number;
  /** Where what HAProxy reads of it ends. */
  readonly end: number;
}

/** Edits that put the text into its usual form and never change what HAProxy reads. */
export function formatEdits(doc: Doc, options: FormatOptions = {}): readonly TextEdit[] {
  const { text } = doc;
  const indent = ' '.repeat(Math.min(Math.max(Math.trunc(options.indent ?? 4) || 0, 0), 16));
  const edits: TextEdit[] = [];
  const put = (from: number, to: number, wanted: string): void => {
    if (text.slice(from, to) !== wanted) edits.push({ span: span(from, to), text: wanted });
  };
  const lines = readLines(doc);
  // Where the file asks for its own line numbers, no line may move.
  const counts = text.includes('.LINE');
  let inSection = false;
  let blanks = 0;
  lines.forEach((line, i) => {
    if (line.kind === 'blank') {
      // Blanks that no line feed ends are a truncated line to HAProxy, and stay one.
      if (text[line.next - 1] !== '\n') return;
      blanks++;
      if (blanks > MOST_BLANK && !counts) edits.push({ span: span(line.from, line.next), text: '' });
      else put(line.from, line.to, '');
      return;
    }
    blanks = 0;
    if (line.kind === 'header') inSection = true;
    if (line.kind === 'other') return;
    const start = line.words[0]?.from ?? line.commentAt;
    put(line.from, start, indentOf(line, i, lines, inSection, indent, text));
    spaces(line, text, put);
  });
  return edits;
}

function span(from: number, to: number): Span {
  return { file: 0, from, to };
}

function indentOf(
  line: Line,
  index: number,
  lines: readonly Line[],
  inSection: boolean,
  indent: string,
  text: string,
): string {
  if (line.kind === 'header' || line.kind === 'macro' || !inSection) return '';
  if (line.kind !== 'comment') return indent;
  // A comment at the margin stays there; one that introduces the next section belongs there.
  if (line.commentAt === line.from) return '';
  let next = index + 1;
  while (lines[next]?.kind === 'comment' && !startsAtMargin(lines[next]!, text)) next++;
  const follower = lines[next];
  return follower?.kind === 'header' ? '' : indent;
}

function startsAtMargin(line: Line, text: string): boolean {
  return text[line.from] === '#';
}

/** One space between words, none behind the last one. Comments stay where they are, so that columns of them stay columns. */
function spaces(line: Line, text: string, put: (from: number, to: number, wanted: string) => void): void {
  const { words, commentAt } = line;
  const one = (from: number, to: number): void => {
    // Behind a backslash a space would be escaped where a tab is not.
    if (text[from - 1] !== '\\' || text[from] === ' ') put(from, to, ' ');
  };
  for (let i = 1; i < words.length; i++) one(words[i - 1]!.to, words[i]!.from);
  const last = words[words.length - 1];
  if (!last) return;
  if (commentAt >= 0) {
    const gap = text.slice(last.to, commentAt);
    if (!/^[ \t]+$/.test(gap)) one(last.to, commentAt);
  } else if (line.end >= line.to) put(last.to, line.to, '');
}

function readLines(doc: Doc): Line[] {
  const { text } = doc;
  const kinds = sectionKinds(doc.options.version);
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : nul;
  const out: Line[] = [];
  for (let from = 0; from < end; ) {
    const feed = lineEnd(text, from, end);
    const hasFeed = text[feed] === '\n' && feed < end;
    // The carriage return of a line end is part of it.
    const to = feed > from && text[feed - 1] === '\r' ? feed - 1 : feed;
    const next = hasFeed ? feed + 1 : feed;
    out.push(readLine(text, from, to, next, kinds));
    from = hasFeed ? next : end;
  }
  return out;
}

function readLine(text: string, from: number, to: number, next: number, kinds: ReadonlySet<string>): Line {
  const cut = cutLine(text, from, to);
  const { words, commentAt, end } = cut;
  const line = (kind: LineKind): Line => ({ kind, from, to, next, words, commentAt, end });
  const first = words[0];
  if (!first) return line(commentAt >= 0 ? 'comment' : isAllBlank(text, from, to) ? 'blank' : 'other');
  // What HAProxy refuses is left alone, and so are scopes, whose brackets are not words.
  if (text[first.from] === '[' || words.some((w) => !w.closed)) return line('other');
  const texts = words.slice(0, 2).map((w) => wordText(text, w.from, w.to));
  const head = texts[0] === 'no' || texts[0] === 'default' ? texts[1] : texts[0];
  if (head !== undefined && kinds.has(head)) return line('header');
  return line(texts[0]!.startsWith('.') ? 'macro' : 'directive');
}

function isAllBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isBlankCode(text.charCodeAt(i))) return false;
  return true;
}

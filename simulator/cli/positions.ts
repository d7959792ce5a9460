/** Where an offset is, for people: lines and columns from 1. */

/** One file's text with its line starts. A line ends with LF, as in HAProxy's reader; a CR before it is no part of what is shown. */
export interface LineIndex {
  readonly text: string;
  readonly starts: readonly number[];
}

/** `column` counts UTF-16 code units from 1, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, starts };
}

/** The position of an offset; offsets outside the text are brought inside. */
export function positionAt(index: LineIndex, offset: number): Position {
  const inside = Math.max(0, Math.min(offset, index.text.length));
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (index.starts[middle]! <= inside) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: inside - index.starts[low]! + 1 };
}

/** The text of a line (from 1) without its line end. */
export function lineText(index: LineIndex, line: number): string {
  const from = index.starts[line - 1] ?? index.text.length;
  const next = index.starts[line];
  const text = index.text.slice(from, next === undefined ? index.text.length : next - 1);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** A source line with a caret under the stretch that is meant, safe and aligned in a terminal. */

const MAX_COLUMNS = 160;
const TAB_WIDTH = 8;

/**
 * Two lines: the source and the carets. `from` and `to` are offsets into `line` (`to` exclusive). Tabs become
 * spaces, control characters a visible sign (a file must not steer the terminal), wide characters count two columns, and a
 * long line is cut around what is meant.
 */
export function excerpt(line: string, from: number, to: number): readonly [string, string] {
  let shown = '';
  let columns = 0;
  let caretFrom = -1;
  let caretTo = -1;
  let offset = 0;
  for (const char of line) {
    if (offset >= from && caretFrom < 0) caretFrom = columns;
    if (offset >= to && caretTo < 0) caretTo = columns;
    const cell = cellOf(char, columns);
    shown += cell.text;
    columns += cell.width;
    offset += char.length;
  }
  if (caretFrom < 0) caretFrom = columns;
  if (caretTo < 0) caretTo = columns;
  return cut(shown, caretFrom, Math.max(caretTo, caretFrom + 1));
}

function cellOf(char: string, column: number): { readonly text: string; readonly width: number } {
  const code = char.codePointAt(0)!;
  if (char === '\t') {
    const width = TAB_WIDTH - (column % TAB_WIDTH);
    return { text: ' '.repeat(width), width };
  }
  if (code < 0x20) return { text: String.fromCodePoint(0x2400 + code), width: 1 };
  if (code === 0x7f) return { text: '\u2421', width: 1 };
  if ((code >= 0x80 && code < 0xa0) || /\p{Cf}/u.test(char)) return { text: '\ufffd', width: 1 };
  if (/\p{M}/u.test(char)) return { text: char, width: 0 };
  return { text: char, width: isWide(code) ? 2 : 1 };
}

/** East Asian wide and emoji ranges (Unicode UAX 11, the blocks that terminals draw two columns wide). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

function cut(shown: string, from: number, to: number): readonly [string, string] {
  const carets = (start: number, end: number) => `${' '.repeat(start)}^${'~'.repeat(Math.max(0, end - start - 1))}`;
  if (shown.length <= MAX_COLUMNS) return [shown, carets(from, Math.min(to, Math.max(from + 1, MAX_COLUMNS)))];
  const start = Math.max(0, Math.min(from - 40, shown.length - MAX_COLUMNS));
  const end = Math.min(shown.length, start + MAX_COLUMNS);
  const head = start > 0 ? '… ' : '';
  const tail = end < shown.length ? ' …' : '';
  const shift = head.length - start;
  return [`${head}${shown.slice(start, end)}${tail}`, carets(from + shift, Math.min(to, end) + shift)];
}

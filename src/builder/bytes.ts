/**
 * Between a file's bytes and an editor that knows one kind of line end. An editor shows a lone carriage return as a new
 * line, makes all line ends equal and drops a byte order mark; none of that may reach the file. So the editor is given a
 * text with LF only, in which a lone carriage return stands as a visible character of the same length, and the bytes are
 * made again from what was opened and what the editor holds now. `saveBytes` keeps no history: the same text gives the
 * same bytes, so undoing everything gives the file that was opened, byte for byte.
 */
import { type ByteFinding, decodeFile, type Encoding, encodeText } from '../../simulator/export/bytes.ts';

export type { ByteFinding } from '../../simulator/export/bytes.ts';

type LineEnd = '\n' | '\r\n';

/** A file as it was opened. Plain data. */
export interface OpenedFile {
  /** What the editor shows: LF line ends, no byte order mark, lone carriage returns as `carriageReturn`. */
  readonly editorText: string;
  /** To be said before anything is edited. */
  readonly findings: readonly ByteFinding[];
  readonly encoding: Encoding;
  readonly byteOrderMark: boolean;
  /** The character that stands for a lone carriage return; it does not occur in the file. */
  readonly carriageReturn: string;
  /** The line end of each line, except of what follows the last one. */
  readonly lineEnds: readonly LineEnd[];
  /** What a new line gets when no neighbour decides: the more frequent one in the file. */
  readonly usualLineEnd: LineEnd;
}

/** U+240D first, since it looks like what it is; the others are for files that contain it. */
const STAND_INS = ['\u240d', '\u23ce', '\u21b5', '\ue00d', '\ue00e', '\ue00f'];

/** Reads a file's bytes for an editor. Never fails, on any bytes. */
export function openBytes(bytes: Uint8Array): OpenedFile {
  const { text, encoding, byteOrderMark, findings } = decodeFile(bytes);
  const carriageReturn = STAND_INS.find((character) => !text.includes(character)) ?? unusedCharacter(text);
  const lineEnds: LineEnd[] = [];
  const editorText = text.replace(/\r?\n|\r/g, (end) => {
    if (end === '\r') return carriageReturn;
    lineEnds.push(end as LineEnd);
    return '\n';
  });
  const crlf = lineEnds.filter((end) => end === '\r\n').length;
  const usualLineEnd: LineEnd = crlf * 2 > lineEnds.length ? '\r\n' : '\n';
  return { editorText, findings, encoding, byteOrderMark, carriageReturn, lineEnds, usualLineEnd };
}

/**
 * The text to analyse: what HAProxy would read, in the editor's offsets. Carriage returns are themselves again; line ends
 * stay LF, which HAProxy treats as it does CRLF. A byte order mark is not in it (its finding says what it does).
 */
export function analysisText(opened: OpenedFile, editorText: string): string {
  return editorText.includes(opened.carriageReturn) ? editorText.replaceAll(opened.carriageReturn, '\r') : editorText;
}

/** The bytes of the file, and characters that its encoding does not have (written as UTF-8 all the same). */
export interface SavedBytes {
  readonly bytes: Uint8Array;
  readonly foreign: readonly string[];
}

/**
 * The file's bytes after editing. Lines that were not touched keep their bytes, line end included; a changed line keeps
 * its line end; a new one gets that of the line before it. (Of two equal neighbours with different line ends, removing one
 * may leave the other's end: nobody can tell which one went, and HAProxy reads both alike.)
 */
export function saveBytes(opened: OpenedFile, editorText: string): SavedBytes {
  // Editors hand out LF when asked to; being told CRLF must not double the returns.
  const lines = editorText.replaceAll('\r\n', '\n').split('\n');
  const ends = lineEndsOf(opened, lines);
  let text = '';
  for (const [index, line] of lines.entries()) text += line + (ends[index] ?? '');
  return encodeText(analysisText(opened, text), opened.encoding, opened.byteOrderMark);
}

function lineEndsOf(opened: OpenedFile, lines: readonly string[]): LineEnd[] {
  const count = lines.length - 1;
  const only = opened.lineEnds[0] ?? opened.usualLineEnd;
  if (opened.lineEnds.every((end) => end === only)) return Array.from({ length: count }, () => only);
  const before = opened.editorText.split('\n');
  const origin = lineOrigins(before, lines);
  const ends: LineEnd[] = [];
  for (let index = 0; index < count; index++) {
    const from = origin[index] ?? -1;
    ends.push((from >= 0 ? opened.lineEnds[from] : undefined) ?? ends[index - 1] ?? opened.usualLineEnd);
  }
  return ends;
}

/**
 * For each line of `after`, the line of `before` that it is or that it replaces, or -1 when it is new. Common beginnings and ends are
 * taken off first; what remains is matched by a longest common subsequence, and in the gaps line for line.
 */
export function lineOrigins(before: readonly string[], after: readonly string[]): number[] {
  const origin = new Array<number>(after.length).fill(-1);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    origin[start] = start;
    start++;
  }
  let endBefore = before.length;
  let endAfter = after.length;
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
    origin[endAfter] = endBefore;
  }
  const pairs = commonLines(before.slice(start, endBefore), after.slice(start, endAfter));
  pairs.push([endBefore - start, endAfter - start]);
  let fromBefore = start;
  let fromAfter = start;
  for (const [pairBefore, pairAfter] of pairs) {
    const toBefore = start + pairBefore;
    const toAfter = start + pairAfter;
    for (let gap = 0; fromAfter + gap < toAfter && fromBefore + gap < toBefore; gap++) {
      origin[fromAfter + gap] = fromBefore + gap;
    }
    if (toAfter < endAfter) origin[toAfter] = toBefore;
    fromBefore = toBefore + 1;
    fromAfter = toAfter + 1;
  }
  return origin;
}

/** Above this many cells the quadratic table costs too much; then only lines that occur once on both sides are matched. */
const TABLE_CELLS_MAX = 4_000_000;

function commonLines(before: readonly string[], after: readonly string[]): [number, number][] {
  if (before.length === 0 || after.length === 0) return [];
  if (before.length * after.length > TABLE_CELLS_MAX) return uniqueLines(before, after);
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i * width + j] =
        before[i] === after[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

function uniqueLines(before: readonly string[], after: readonly string[]): [number, number][] {
  const where = (lines: readonly string[]) => {
    const seen = new Map<string, number>();
    for (const [index, line] of lines.entries()) seen.set(line, seen.has(line) ? -1 : index);
    return seen;
  };
  const inBefore = where(before);
  const pairs: [number, number][] = [];
  for (const [line, at] of where(after)) {
    const from = inBefore.get(line) ?? -1;
    // Lines that moved upwards would cross an earlier pair; they count as new.
    if (at >= 0 && from > (pairs.at(-1)?.[0] ?? -1)) pairs.push([from, at]);
  }
  return pairs;
}

function unusedCharacter(text: string): string {
  const used = new Set(text);
  for (let code = 0xe010; code < 0xf8ff; code++) {
    if (!used.has(String.fromCharCode(code))) return String.fromCharCode(code);
  }
  // Every private-use character occurs: the text is noise, and a carriage return in it may come back as one of them.
  return '\uf8ff';
}

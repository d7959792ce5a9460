/** The word at a place, with its role. */
import type { Doc } from '../doc.ts';
import { type Interpretation, interpret, type Role } from './interpret.ts';
import { type LineAt, lineAt, type TextWord } from './structure.ts';

export interface Located {
  readonly line: LineAt;
  readonly index: number;
  readonly word: TextWord;
  readonly role: Role;
  /** Characters in front of a name in the word, such as `!`. */
  readonly skip: number;
  readonly reading: Interpretation;
}

/** The word that an offset is in, or directly behind; null in blanks and comments. */
export function roleAt(doc: Doc, offset: number): Located | null {
  const at = Math.trunc(offset) || 0;
  if (at < 0 || at > doc.text.length) return null;
  const line = lineAt(doc, at);
  const behind = line.words.findIndex((w) => w.from <= at && at <= w.to);
  // Between two words that touch, which cannot be, or at the start of one: that one.
  const index = line.words.findIndex((w) => w.from <= at && at < w.to);
  const i = index >= 0 ? index : behind;
  if (i < 0) return null;
  const kind = line.isHeader ? '' : line.kind;
  const reading = interpret(
    line.words.map((w) => w.text),
    kind,
    doc.options.version,
  );
  const role = reading.roles[i]!;
  return { line, index: i, word: line.words[i]!, role, skip: role.type === 'name' ? role.skip : 0, reading };
}

import type { Fix } from '../../diagnostic.ts';
import type { Doc } from '../doc.ts';
import { similar } from '../similar.ts';
import { interpret } from './interpret.ts';
import { lineAt } from './structure.ts';
import { directiveEntries } from './vocabulary.ts';

/** The fixes of the diagnostics that touch `from`..`to`, in text order. */
export function fixesAt(doc: Doc, from: number, to: number): readonly Fix[] {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const out = new Map<string, Fix>();
  const add = (fix: Fix): void => {
    const key = JSON.stringify(fix.edits);
    if (!out.has(key)) out.set(key, fix);
  };
  for (const d of doc.outcome.diagnostics) {
    if (d.span.file !== 0 || d.span.from > high || d.span.to < low) continue;
    for (const fix of d.fixes ?? []) add(fix);
  }
  const guess = likelyKeyword(doc, low);
  if (guess) add(guess);
  return [...out.values()];
}

/** A line's first word that is no keyword here, and one that looks like it. */
function likelyKeyword(doc: Doc, at: number): Fix | null {
  const line = lineAt(doc, at);
  const { version } = doc.options;
  const { roles } = interpret(
    line.words.map((w) => w.text),
    line.isHeader ? '' : line.kind,
    version,
  );
  const index = roles.findIndex((role) => role.type !== 'mark');
  const role = roles[index];
  const word = line.words[index];
  if (!word || role?.type !== 'unknown' || role.among !== 'directive' || at < word.from || at > word.to) return null;
  const name = similar(
    word.text,
    directiveEntries(line.kind, version).map((e) => e.name),
  );
  return name === null
    ? null
    : { title: `Write '${name}'`, edits: [{ span: { file: 0, from: word.from, to: word.to }, text: name }] };
}

import type { Doc } from '../doc.ts';
import { candidates, type Where } from './candidates.ts';
import { interpret } from './interpret.ts';
import { lineAt, sectionAt, sectionsOf } from './structure.ts';

export type CompletionKind =
  | 'section'
  | 'directive'
  | 'option'
  | 'value'
  | 'backend'
  | 'server'
  | 'acl'
  | 'table'
  | 'defaults'
  | 'fetch'
  | 'converter'
  | 'action'
  | 'variable'
  | 'snippet';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** The argument form, for example `<time>`. */
  readonly detail?: string;
  /** One line, in our own words. */
  readonly documentation?: string;
  /** What replaces the list's range. With `snippet`, `${1:name}` marks places to fill, as Monaco and LSP read them. */
  readonly insert: string;
  readonly snippet?: true;
  readonly deprecated?: true;
  /** Compares as a string: smaller comes first. */
  readonly sort: string;
}

export interface CompletionList {
  /** The stretch of text that an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** What may stand at `offset`, best first. */
export function complete(doc: Doc, offset: number): CompletionList {
  const at = Math.min(Math.max(Math.trunc(offset) || 0, 0), doc.text.length);
  const line = lineAt(doc, at);
  const nothing: CompletionList = { from: at, to: at, items: [] };
  if (line.commentAt >= 0 && at > line.commentAt) return nothing;
  const index = line.words.findIndex((w) => w.to >= at);
  const current = index >= 0 && line.words[index]!.from < at ? line.words[index]! : null;
  const before = line.words.slice(0, index < 0 ? line.words.length : index);
  // Behind a carriage return that ends the line's text, nothing counts.
  if (!current && before.length > 0 && at > line.end) return nothing;
  // What is being typed as a first word is not yet a header.
  const section = before.length === 0 ? sectionAt(sectionsOf(doc), line.from - 1) : line.section;
  const kind = section?.kind ?? '';
  const { expected, ruleset } = interpret(
    before.map((w) => w.text),
    kind,
    doc.options.version,
  );
  const where: Where = {
    doc,
    at,
    section,
    kind,
    ruleset,
    from: current?.from ?? at,
    to: current?.to ?? at,
    keyword: before.find((w) => w.text !== 'no' && w.text !== 'default')?.text ?? '',
    indented: (current?.from ?? at) > line.from,
  };
  const { from, to, items } = candidates(expected, where);
  const sorted = [...items].sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
  return { from, to, items: sorted };
}

import type { Doc } from '../doc.ts';

export type CompletionKind =
  | 'section' | 'directive' | 'option' | 'value' | 'backend' | 'server' | 'acl' | 'table' | 'defaults' | 'fetch'
  | 'converter' | 'action' | 'variable' | 'snippet';

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
export function complete(_doc: Doc, offset: number): CompletionList {
  return { from: offset, to: offset, items: [] };
}

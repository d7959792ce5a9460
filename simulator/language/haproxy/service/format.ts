import type { TextEdit } from '../../diagnostic.ts';
import type { Doc } from '../doc.ts';

export interface FormatOptions {
  /** Spaces before a directive. Default 4. */
  readonly indent?: number;
}

/** Edits that put the text into its usual form and never change what HAProxy reads. */
export function formatEdits(_doc: Doc, _options: FormatOptions = {}): readonly TextEdit[] {
  return [];
}

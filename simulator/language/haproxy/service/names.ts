import type { Span, TextEdit } from '../../diagnostic.ts';
import type { Doc } from '../doc.ts';

export type RenameResult = { readonly ok: true; readonly edits: readonly TextEdit[] } | { readonly ok: false; readonly reason: string };

/** Where the name at `offset` (backend, server, ACL, table, defaults) is defined. An ACL may have several lines. */
export function definition(_doc: Doc, _offset: number): readonly Span[] {
  return [];
}

/** Every place that uses the name at `offset`, definitions included, in text order. */
export function references(_doc: Doc, _offset: number): readonly Span[] {
  return [];
}

/** The edits that rename the name at `offset` everywhere, or why not. */
export function renameEdits(_doc: Doc, _offset: number, _newName: string): RenameResult {
  return { ok: false, reason: 'nothing here can be renamed' };
}

import type { Doc } from '../doc.ts';

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'section' | 'bind' | 'server' | 'acl' | 'table';
  /** The whole of it. */
  readonly from: number;
  readonly to: number;
  /** The name in the text. */
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly children: readonly DocumentSymbol[];
}

export interface FoldingRange {
  readonly from: number;
  readonly to: number;
  readonly kind: 'section' | 'comment' | 'condition';
}

/** Sections, and the binds, servers, ACLs and tables in them, in text order. */
export function symbols(_doc: Doc): readonly DocumentSymbol[] {
  return [];
}

/** What can be folded: sections, runs of comment lines, `.if` blocks. */
export function folding(_doc: Doc): readonly FoldingRange[] {
  return [];
}

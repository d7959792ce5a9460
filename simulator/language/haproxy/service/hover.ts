import type { Doc } from '../doc.ts';

export interface Hover {
  readonly from: number;
  readonly to: number;
  /** Markdown, without HTML. */
  readonly markdown: string;
}

/** What the word at `offset` means, or null. */
export function hover(_doc: Doc, _offset: number): Hover | null {
  return null;
}

import type { Doc } from '../doc.ts';

/** In this order: an editor may use the index. */
export const TOKEN_TYPES = [
  'section', 'name', 'keyword', 'option', 'action', 'condition', 'fetch', 'converter', 'acl', 'backend', 'server',
  'number', 'time', 'address', 'string', 'escape', 'variable', 'operator', 'comment', 'macro', 'unknown',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export interface HighlightToken {
  readonly from: number;
  readonly to: number;
  readonly type: TokenType;
}

/** Colours of one line on its own: what an editor shows at once. Offsets into the line, in order, not overlapping. */
export function highlightLine(_line: string): readonly HighlightToken[] {
  return [];
}

/** Colours that know the whole document (what is a backend's name, what is not a keyword here). In order. */
export function semanticTokens(_doc: Doc): readonly HighlightToken[] {
  return [];
}

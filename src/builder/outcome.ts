/** What an edit function gives: edits that may touch each other, or a refusal. */
import type { Span, TextEdit } from '../../simulator/language/diagnostic.ts';

export interface Refusal {
  /** Stable, kebab-case. */
  readonly code: string;
  /** One sentence for the reader: why, and where to do it instead. */
  readonly message: string;
  readonly span: Span | null;
}

export type Outcome = { readonly edits: readonly TextEdit[] } | { readonly refused: Refusal };

export const done = (edits: readonly (TextEdit | null)[]): Outcome => ({
  edits: edits.filter((edit) => edit !== null),
});

export const refuse = (code: string, message: string, span: Span | null = null): Outcome => ({
  refused: { code, message, span },
});

/** One after the other on the same text; the first refusal is the whole outcome. */
export function together(outcomes: readonly Outcome[]): Outcome {
  const edits: TextEdit[] = [];
  for (const outcome of outcomes) {
    if ('refused' in outcome) return outcome;
    edits.push(...outcome.edits);
  }
  return { edits };
}

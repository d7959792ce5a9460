/** Findings that keep their place in a section while others grow and shrink. */
import type { Diagnostic, Span } from '../../diagnostic.ts';
import { indexAt } from '../offsets.ts';
import type { Finding } from '../report.ts';

/** A finding whose spans count from the beginning of a chunk each. */
export interface Placed {
  readonly finding: Finding;
  /** The chunk of its span, then those of its fixes' edits, in order. */
  readonly homes: readonly number[];
}

/**
 * @param starts where the pieces of the text begin that the finding is about
 * @param chunks which chunk each piece is
 */
export function place(finding: Finding, starts: readonly number[], chunks: readonly number[]): Placed {
  const homes: number[] = [];
  const diagnostic = moved(finding.diagnostic, (span) => {
    const piece = indexAt(starts, span.from);
    homes.push(chunks[piece]!);
    return -starts[piece]!;
  });
  return { finding: { ...finding, diagnostic }, homes };
}

/** The finding's diagnostic with offsets of the whole text. */
export function unplace({ finding, homes }: Placed, starts: readonly number[]): Diagnostic {
  let next = 0;
  return moved(finding.diagnostic, () => starts[homes[next++]!]!);
}

/** `by` is asked for the diagnostic's span first, then for each edit's. */
function moved(diagnostic: Diagnostic, by: (span: Span) => number): Diagnostic {
  const move = (span: Span): Span => {
    const offset = by(span);
    return { file: span.file, from: span.from + offset, to: span.to + offset };
  };
  const span = move(diagnostic.span);
  if (!diagnostic.fixes) return { ...diagnostic, span };
  const fixes = diagnostic.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, span: move(edit.span) })),
  }));
  return { ...diagnostic, span, fixes };
}

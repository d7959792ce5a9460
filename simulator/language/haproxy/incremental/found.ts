/** What was found in one chunk, kept in such a way that nothing has to be done for the chunks that an edit leaves alone. */
import type { Diagnostic } from '../../diagnostic.ts';
import { type Finding, inTextOrder } from '../report.ts';
import { type Placed, unplace } from './places.ts';

export interface Found {
  readonly placed: readonly Placed[];
  /** HAProxy's own: they are weighed against each other. */
  readonly judged: readonly Placed[];
  /** Drydock's, in text order: each stands for itself. */
  readonly ours: readonly Placed[];
  /** No fix of them is in another chunk. */
  readonly isAtHome: boolean;
  /** `ours` as they were shown last, and where the chunk began then. */
  shown: readonly Diagnostic[] | null;
  shownAt: number;
}

export const NOTHING_FOUND: Found = foundIn([]);

/** @param placed findings of one chunk, in the order in which they were made */
export function foundIn(placed: readonly Placed[]): Found {
  const isOurs = ({ finding }: Placed): boolean => finding.phase === 'ours';
  const ours = placed.filter(isOurs);
  ours.sort((a, b) => inTextOrder(a.finding.diagnostic, b.finding.diagnostic));
  return {
    placed,
    judged: placed.filter((p) => !isOurs(p)),
    ours,
    isAtHome: ours.every(({ homes }) => homes.every((home) => home === homes[0])),
    shown: null,
    shownAt: -1,
  };
}

/** What HAProxy would find, with offsets of the whole text. */
export function judgedOf(all: readonly Found[], starts: readonly number[]): Finding[] {
  const out: Finding[] = [];
  for (const { judged } of all) {
    for (const placed of judged) out.push({ ...placed.finding, diagnostic: unplace(placed, starts) });
  }
  return out;
}

/** What Drydock has to say besides, in text order. */
export function oursOf(
  all: readonly Found[],
  starts: readonly number[],
  isShown: (d: Diagnostic) => boolean,
): Diagnostic[] {
  const out: Diagnostic[] = [];
  for (let i = 0; i < all.length; i++) {
    const found = all[i]!;
    if (found.ours.length === 0) continue;
    if (found.shown === null || found.shownAt !== starts[i] || !found.isAtHome) {
      found.shown = found.ours.map((placed) => unplace(placed, starts));
      found.shownAt = starts[i]!;
    }
    for (const diagnostic of found.shown) if (isShown(diagnostic)) out.push(diagnostic);
  }
  return out;
}

/** Two lists in text order as one. */
export function merged(a: readonly Diagnostic[], b: readonly Diagnostic[]): Diagnostic[] {
  const out: Diagnostic[] = [];
  let i = 0;
  for (const diagnostic of b) {
    while (i < a.length && inTextOrder(a[i]!, diagnostic) <= 0) out.push(a[i++]!);
    out.push(diagnostic);
  }
  while (i < a.length) out.push(a[i++]!);
  return out;
}

/** Which findings are shown where there are very many: a page that has thousands of them to mark cannot follow the typing. */
import type { Diagnostic, Severity } from '../../simulator/language/diagnostic.ts';

const MOST_MARKED = 100;

const RANK: Readonly<Record<Severity, number>> = {
  error: 0,
  warning: 1,
  environment: 2,
  'not-simulated': 3,
  advice: 4,
};

export interface Marked {
  /** In text order. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many there are of each kind, those that are not shown among them. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly total: number;
}

/**
 * The gravest findings, and of equally grave ones those nearest to a place.
 *
 * @param all in text order
 * @param near an offset: where somebody is looking
 */
export function markedOf(all: readonly Diagnostic[], near: number): Marked {
  const counts: Record<Severity, number> = { error: 0, warning: 0, environment: 0, advice: 0, 'not-simulated': 0 };
  for (const { severity } of all) counts[severity]++;
  const total = all.length;
  if (total <= MOST_MARKED) return { diagnostics: all, counts, total };
  // The first error is the one that HAProxy would stop at, and the verdict names.
  const first = all.find((d) => d.severity === 'error');
  const distance = (d: Diagnostic): number => (d === first ? -1 : Math.abs(d.span.from - near));
  const order = all
    .map((d, i) => ({ d, i }))
    .sort((a, b) => RANK[a.d.severity] - RANK[b.d.severity] || distance(a.d) - distance(b.d));
  const chosen = order.slice(0, MOST_MARKED).sort((a, b) => a.i - b.i);
  return { diagnostics: chosen.map((x) => x.d), counts, total };
}

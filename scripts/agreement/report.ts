/** The table that the agreement commands print. */
import { add, type Comparison, type Counts, f1 } from './compare.ts';

export function table(version: string, all: readonly Comparison[]): string {
  const judged = all.filter((c) => !c.isAside);
  const errors: Counts = { both: 0, theirs: 0, ours: 0 };
  const warnings: Counts = { both: 0, theirs: 0, ours: 0 };
  for (const c of judged) {
    add(errors, c.errors);
    add(warnings, c.warnings);
  }
  const rejected = judged.filter((c) => c.first !== null);
  const counts = (c: Counts): string =>
    `${f1(c).toFixed(3)}  (both ${c.both}, HAProxy alone ${c.theirs}, Drydock alone ${c.ours})`;
  return [
    `HAProxy ${version}: ${all.length} configurations, ${all.length - judged.length} refused for the machine's sake only`,
    `  verdict             ${share(judged.filter((c) => c.verdict).length, judged.length)}`,
    `  first rejected line ${share(rejected.filter((c) => c.first).length, rejected.length)}`,
    `  rejected lines  F1  ${counts(errors)}`,
    `  warned lines    F1  ${counts(warnings)}`,
  ].join('\n');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} % (${part} of ${whole})`;
}

/** Every disagreement, a line each below the configuration's name. */
export function disagreements(all: readonly Comparison[]): string {
  return all
    .filter((c) => !c.isAside && c.differences.length > 0)
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map((c) => `${c.title}\n${c.differences.map((d) => `    ${d}`).join('\n')}`)
    .join('\n');
}

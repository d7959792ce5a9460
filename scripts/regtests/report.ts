/** Totals by feature and for the core subset, and what does not agree with the list of known failures. */
import type { Outcome } from './run.ts';

export interface Summary {
  readonly text: string;
  readonly surprises: number;
}

/** `known`: the failures that are expected, with their reasons. */
export function report(
  outcomes: readonly Outcome[],
  core: ReadonlySet<string>,
  known: ReadonlyMap<string, string>,
): Summary {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const name = outcome.test.split('/')[1] ?? '';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [outcome]);
    else group.push(outcome);
  }
  const lines = ['', 'feature               passed failed skipped'];
  const row = (name: string, some: readonly Outcome[]) => {
    const count = (result: Outcome['result']) => String(some.filter((outcome) => outcome.result === result).length);
    return `${name.padEnd(22)}${count('passed').padStart(6)} ${count('failed').padStart(6)} ${count('skipped').padStart(7)}`;
  };
  for (const [name, some] of [...groups].sort()) lines.push(row(name, some));
  const ofCore = outcomes.filter(({ test }) => core.has(test));
  lines.push(
    '',
    row('core subset', ofCore),
    row(
      'others',
      outcomes.filter(({ test }) => !core.has(test)),
    ),
    row('all', outcomes),
  );
  const fixed = outcomes.filter(({ test, result }) => result === 'passed' && known.has(test));
  const broken = outcomes.filter(({ test, result }) => result === 'failed' && !known.has(test));
  const explained = outcomes.filter(({ test, result }) => result === 'failed' && known.has(test));
  const skipped = outcomes.filter(({ result }) => result === 'skipped');
  const table = (title: string, rows: readonly Outcome[], why: (outcome: Outcome) => string) => {
    const width = Math.max(...rows.map(({ test }) => test.length));
    if (rows.length > 0)
      lines.push('', `${title}:`, ...rows.map((outcome) => `  ${outcome.test.padEnd(width)}  ${why(outcome)}`));
  };
  table('failed, and why', explained, ({ test }) => known.get(test) ?? '');
  table('skipped', skipped, ({ why }) => why);
  if (fixed.length > 0)
    lines.push('', 'passed, though listed as a known failure:', ...fixed.map(({ test }) => `  ${test}`));
  if (broken.length > 0)
    lines.push('', 'failed, and not listed as known:', ...broken.map(({ test, why }) => `  ${test}  ${why}`));
  return { text: lines.join('\n'), surprises: fixed.length + broken.length };
}

/**
 * `http-err-codes` and `http-fail-codes`: which statuses count as errors of a client's, and which as a server's failures.
 * Manual 3.1. An argument begins with `+` (added), `-` (taken away) or neither: each part of it replaces what there was.
 */

/** Inclusive. */
export type StatusRange = readonly [number, number];

export interface StatusSets {
  readonly errors: readonly number[];
  readonly failures: readonly number[];
}

const ERRORS: readonly StatusRange[] = [[400, 499]];
const FAILURES: readonly StatusRange[] = [
  [500, 500],
  [502, 504],
  [506, 599],
];

/** @returns null: neither was said */
export function planStatusSets(
  errors: readonly string[] | undefined,
  failures: readonly string[] | undefined,
): StatusSets | null {
  if (!errors && !failures) return null;
  return { errors: apply(ERRORS, errors ?? []), failures: apply(FAILURES, failures ?? []) };
}

function apply(usual: readonly StatusRange[], args: readonly string[]): number[] {
  const set = new Set<number>();
  const each = ([from, to]: StatusRange, act: (status: number) => void) => {
    for (let status = from; status <= to; status++) act(status);
  };
  for (const range of usual) each(range, (status) => set.add(status));
  for (const arg of args) {
    const sign = /^[+-]/.exec(arg)?.[0] ?? '';
    for (const part of arg.slice(sign.length).split(',')) {
      const [from = 0, to = from] = part.split('-').map(Number);
      if (sign === '') set.clear();
      each([Math.max(100, from), Math.min(599, to)], (status) => (sign === '-' ? set.delete(status) : set.add(status)));
    }
  }
  return [...set].sort((a, b) => a - b);
}

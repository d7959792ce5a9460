/**
 * Many cases: some at once, in rounds, so that the judging of one does not make another late. What differs is played
 * again, since a busy machine may spoil a run; only what differs every time counts.
 */
import type { Version } from '../language/haproxy/config.ts';
import { type Case, differing, judge, playCase, type Verdict } from './verify.ts';

export interface Result<C extends Case> {
  readonly case: C;
  readonly verdict: Verdict;
  /** Runs until it agreed, or all that were allowed. */
  readonly runs: number;
  readonly agrees: boolean;
}

export interface BatchOptions {
  readonly version: Version;
  readonly binary: string;
  /** At once. */
  readonly jobs: number;
  /** Runs of a case that differs. */
  readonly attempts: number;
}

/** @param next gives the case of a number from 0, or null behind the last; @param report is told as results come */
export async function verifyAll<C extends Case>(
  next: (index: number) => C | null,
  options: BatchOptions,
  report: (result: Result<C>) => void,
): Promise<void> {
  let again: { readonly case: C; readonly runs: number }[] = [];
  for (let index = 0; ; ) {
    const round = again;
    again = [];
    while (round.length < options.jobs) {
      const fresh = next(index);
      if (fresh === null) break;
      index++;
      round.push({ case: fresh, runs: 0 });
    }
    if (round.length === 0) return;
    const played = await Promise.all(round.map((one) => playCase(one.case, options.version, options.binary)));
    for (const [at, one] of round.entries()) {
      const run = played[at]!;
      const verdict: Verdict = run.ok ? judge(run) : { outcome: 'unplayable', problem: run.problem };
      const agrees = verdict.outcome === 'compared' && differing(verdict.findings) === 0;
      const runs = one.runs + 1;
      if (agrees || runs >= options.attempts) report({ case: one.case, verdict, runs, agrees });
      else again.push({ case: one.case, runs });
    }
  }
}

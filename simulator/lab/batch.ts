/**
 * Many cases: some at once, in rounds, so that the judging of one does not make another late. A run that was measured to
 * be disturbed by the machine counts for nothing when it differs: it is played again, alone. What differs undisturbed
 * differs; only who asks for more attempts has that played again too.
 */
import type { Version } from '../language/haproxy/config.ts';
import type { Program } from './haproxy.ts';
import { isDisturbed } from './lateness.ts';
import { type Case, differing, judge, playCase, type Verdict } from './verify.ts';

export interface Result<C extends Case> {
  readonly case: C;
  readonly verdict: Verdict;
  /** Runs until it agreed, or all that were allowed. */
  readonly runs: number;
  /** By how much the runs before the last were late, in milliseconds. */
  readonly lateMs: readonly number[];
  readonly agrees: boolean;
}

export interface BatchOptions {
  readonly version: Version;
  readonly program: Program;
  /** At once. */
  readonly jobs: number;
  /** Undisturbed runs of a case that differs. */
  readonly attempts: number;
}

/** Disturbed runs that may be played again beside those that count. */
const DISTURBED_RUNS = 6;

/** @param next gives the case of a number from 0, or null behind the last; @param report is told as results come */
export async function verifyAll<C extends Case>(
  next: (index: number) => C | null,
  options: BatchOptions,
  report: (result: Result<C>) => void,
): Promise<void> {
  for (let index = 0; ; ) {
    const round: C[] = [];
    while (round.length < options.jobs) {
      const fresh = next(index);
      if (fresh === null) break;
      index++;
      round.push(fresh);
    }
    if (round.length === 0) return;
    const played = await Promise.all(round.map((one) => playCase(one, options.version, options.program)));
    for (const [at, one] of round.entries()) {
      const run = played[at]!;
      report(await untilItCounts(one, run.ok ? judge(run) : { outcome: 'unplayable', problem: run.problem }, options));
    }
  }
}

/** Plays a case again, alone, as long as it differs and may be tried. */
async function untilItCounts<C extends Case>(what: C, first: Verdict, options: BatchOptions): Promise<Result<C>> {
  let verdict = first;
  const lateMs: number[] = [];
  for (let runs = 1, counted = 0; ; runs++) {
    if (verdict.outcome === 'unplayable') return { case: what, verdict, runs, lateMs, agrees: false };
    const agrees = differing(verdict.findings) === 0;
    if (!isDisturbed(verdict.tape.lateMs)) counted++;
    const isLast = counted >= options.attempts || runs >= options.attempts + DISTURBED_RUNS;
    if (agrees || isLast) return { case: what, verdict, runs, lateMs, agrees };
    lateMs.push(verdict.tape.lateMs);
    const run = await playCase(what, options.version, options.program);
    verdict = run.ok ? judge(run) : { outcome: 'unplayable', problem: run.problem };
  }
}

/** Every run before the last was disturbed, as was measured: none of them differed by itself. */
export const onlyDisturbed = ({ lateMs }: Result<Case>): boolean => lateMs.every(isDisturbed);

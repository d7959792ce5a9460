/**
 * Many cases: some at once, in rounds, so that the judging of one does not make another late. What differs is played
 * again alone, since a busy machine may spoil a run; only what differs every time counts. A run in which the lab's own
 * doings came late counts for nothing when it differs.
 */
import type { Version } from '../language/haproxy/config.ts';
import type { Program } from './haproxy.ts';
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
  readonly program: Program;
  /** At once. */
  readonly jobs: number;
  /** Runs of a case that differs: the first beside others, the rest alone. */
  readonly attempts: number;
}

/** The lab was so late that a difference says nothing. */
const SPOILT_MS = 40;
/** Runs that may be spoilt beside those that count. */
const SPOILT_RUNS = 4;

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
  for (let runs = 1, counted = 0; ; runs++) {
    const agrees = verdict.outcome === 'compared' && differing(verdict.findings) === 0;
    const isSpoilt = verdict.outcome === 'compared' && verdict.tape.lateMs > SPOILT_MS;
    if (!isSpoilt) counted++;
    const isLast = counted >= options.attempts || runs >= options.attempts + SPOILT_RUNS;
    if (agrees || isLast || verdict.outcome === 'unplayable') return { case: what, verdict, runs, agrees };
    const run = await playCase(what, options.version, options.program);
    verdict = run.ok ? judge(run) : { outcome: 'unplayable', problem: run.problem };
  }
}

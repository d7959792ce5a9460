/** A recording as a page plays it: let time pass, look, rewind, break things, ask why. Plain data comes out. */
import type { Plan } from '../plan/plan.ts';
import { endedRequest, logLines, transitionOf } from './entries.ts';
import type { Frame, StreamStory } from './frame.ts';
import type { DateOf } from './log-lines.ts';
import {
  advance,
  createRecording,
  endedBetween,
  hashTrace,
  inject,
  logBetween,
  noMarks,
  type Recording,
  type Runnable,
  seek,
  stepOne,
  tell,
} from './recording.ts';
import { storyOf } from './story.ts';

export interface Played<S, I> {
  readonly runnable: Runnable<S, I>;
  readonly plan: Plan;
  /** What is true now, as far as a view draws it. */
  picture(state: S): Pick<Frame, 'flights' | 'flightsTotal' | 'servers' | 'queues' | 'totals'>;
  /** Grows whenever something happens to a request. */
  changes(state: S): number;
  /** Of its log lines; those of virtual time unless said. */
  readonly dateOf?: DateOf;
}

/** Times are milliseconds since the run's start. */
export interface Player<I> {
  advance(toMs: number): Frame;
  stepOnce(): Frame;
  seek(toMs: number): Frame;
  inject(injection: I): void;
  story(stream: number): StreamStory | null;
  hash(): string;
}

/** Happenings a call may deal with: some tenths of a second of work. Times are then reached by further calls. */
const EVENTS_PER_CALL = 100_000;
const EVENTS_PER_SEEK = 2_000_000;
const LOG_PER_FRAME = 1000;
const LIST_AFTER_SEEK = 200;

export function createPlayer<S, I>({ runnable, plan, picture, changes, dateOf }: Played<S, I>): Player<I> {
  const run = createRecording(runnable);
  const { durationUs } = runnable;
  /** The furthest time this run has been to since its future was last cut. */
  let seenUs = 0;
  let shown = noMarks();

  function frame(reset: boolean): Frame {
    const { state, marks } = run;
    const { nowUs } = runnable.position(state);
    seenUs = Math.max(seenUs, nowUs);
    const from = reset ? noMarks() : shown;
    shown = { ...marks };
    const logFrom = Math.max(from.log, marks.log - (reset ? LIST_AFTER_SEEK : LOG_PER_FRAME));
    const endedFrom = Math.max(from.ended, marks.ended - LIST_AFTER_SEEK);
    return {
      nowMs: nowUs / 1000,
      ended: nowUs >= durationUs,
      ...picture(state),
      log: logBetween(run, logFrom, marks.log).flatMap((entry) => logLines(plan, entry, dateOf)),
      requests: endedBetween(run, endedFrom, marks.ended).map(endedRequest),
      reset,
      transitions: run.states.slice(from.states, marks.states).map(transitionOf),
      series: run.points.slice(from.points, marks.points),
    };
  }

  return {
    advance(toMs) {
      advance(run, toUs(toMs), EVENTS_PER_CALL);
      return frame(false);
    },
    stepOnce() {
      stepToChange(run, durationUs, changes);
      return frame(false);
    },
    seek(toMs) {
      seek(run, Math.min(toUs(toMs), seenUs), EVENTS_PER_SEEK);
      return frame(true);
    },
    inject(injection) {
      inject(run, injection);
      seenUs = runnable.position(run.state).nowUs;
    },
    story(stream) {
      const telling = tell(run, stream);
      return telling === null ? null : storyOf(plan, stream, telling, dateOf);
    },
    hash: () => hashTrace(run),
  };
}

const toUs = (ms: number) => (Number.isFinite(ms) ? Math.max(0, Math.round(ms * 1000)) : 0);

const STEPS_PER_CALL = 20_000;

/** Steps until something happens to a request or a server: a timer that only looks whether it is due is not worth a step. */
function stepToChange<S, I>(run: Recording<S, I>, limitUs: number, changesOf: (state: S) => number): void {
  const before = changesOf(run.state);
  const { states } = run.marks;
  for (let i = 0; i < STEPS_PER_CALL; i++) {
    if (!stepOne(run, limitUs)) return;
    if (changesOf(run.state) !== before || run.marks.states !== states) return;
  }
}

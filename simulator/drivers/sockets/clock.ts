/** The engine's time on this machine: whole milliseconds since 1970 that go on evenly, and the wall clock at such a time. */
import type { Clock } from './world.ts';

/** The wall clock when the process began: rules and cookies read the engine's time as the date. */
const ORIGIN_MS = performance.timeOrigin;

export const systemClock: Clock = {
  now: () => Math.floor(ORIGIN_MS + performance.now()),
  // Looked up each time: the wall clock may be set while we run.
  date: (nowMs) => Date.now() - (Math.floor(ORIGIN_MS + performance.now()) - nowMs),
};

/** The same with dates that follow from the times alone: a run that is replayed has the same ones. */
export const evenClock: Clock = { now: systemClock.now, date: (nowMs) => nowMs };

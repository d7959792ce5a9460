/** The engine's time on this machine: whole milliseconds of the monotonic clock, and the wall clock at such a time. */
import type { Clock } from './world.ts';

export const systemClock: Clock = {
  now: () => Math.floor(performance.now()),
  // Looked up each time: the wall clock may be set while we run.
  date: (nowMs) => Date.now() - (Math.floor(performance.now()) - nowMs),
};

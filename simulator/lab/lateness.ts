/**
 * Was a run disturbed by the machine? Measured, whatever came out of it: how late this process was with its own timers,
 * and how long the program under test was ready but not given a processor (Linux counts that for each process).
 */
import { readFileSync } from 'node:fs';

/**
 * So late, and a difference may be the machine's: generated scenarios decide alike when things come that much earlier or
 * later (see `generate/sturdy.ts`), not when more.
 */
const DISTURBED_MS = 8;

export const isDisturbed = (lateMs: number): boolean => lateMs > DISTURBED_MS;

export interface Lateness {
  /** The latest of all, so far. */
  worstMs(): number;
  stop(): void;
}

const EVERY_MS = 5;
/** The waits of so many looks count as one. */
const LOOKS = 3;

/** @param pid of the program under test; null: it is not known */
export function watchLateness(pid: number | null): Lateness {
  let worst = 0;
  let dueMs = performance.now() + EVERY_MS;
  const waits: number[] = [];
  const look = () => {
    const nowMs = performance.now();
    worst = Math.max(worst, nowMs - dueMs);
    dueMs = nowMs + EVERY_MS;
    const waitedMs = pid === null ? null : waitedFor(pid);
    if (waitedMs === null) return;
    waits.push(waitedMs);
    if (waits.length > LOOKS) waits.shift();
    worst = Math.max(worst, waitedMs - waits[0]!);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    worstMs: () => worst,
    stop: () => clearInterval(timer),
  };
}

/** How long a process has waited for a processor since it began, in milliseconds; null where the system does not say. */
function waitedFor(pid: number): number | null {
  try {
    const waitedNs = Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1]);
    return Number.isFinite(waitedNs) ? waitedNs / 1e6 : null;
  } catch {
    return null;
  }
}

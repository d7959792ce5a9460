/**
 * Errors of timing that are steady. A single time may be off by as much as the machine was busy, so each comparison is
 * lenient; but who is wrong is wrong every time, and who is late is late now and then. So the medians are judged, of all
 * that agreed: how long requests took, when checks came (each beside the one before), when entries were used last.
 */
import type { Finding } from './compare.ts';

/** Beyond it, a median is an error. HAProxy's own timers are exact to a millisecond; loopback and the lab add a few. */
export const STEADY_TOLERANCE_MS = 10;
/** Fewer say nothing. */
const ENOUGH = 20;

const KINDS = {
  request: 'durations in log lines',
  conversation: 'intervals of checks',
  table: 'times of entries',
} as const;
type Kind = keyof typeof KINDS;

export interface Steadiness {
  /** Takes what was found in a run that agrees. */
  add(findings: readonly Finding[]): void;
  /** How much later HAProxy was, in words; and the kinds that are off. */
  judge(): { readonly text: string; readonly errors: readonly string[] };
}

export function createSteadiness(): Steadiness {
  const offsets: Record<Kind, number[]> = { request: [], conversation: [], table: [] };
  return {
    add(findings) {
      for (const { what, offsetsMs } of findings)
        if (offsetsMs && what in offsets) offsets[what as Kind].push(...offsetsMs);
    },
    judge() {
      const texts: string[] = [];
      const errors: string[] = [];
      for (const [kind, name] of Object.entries(KINDS)) {
        const all = offsets[kind as Kind];
        if (all.length === 0) continue;
        const offMs = median(all);
        const text = `${name} ${offMs >= 0 ? '+' : ''}${offMs.toFixed(1)} ms (${all.length})`;
        texts.push(text);
        if (all.length >= ENOUGH && Math.abs(offMs) > STEADY_TOLERANCE_MS) errors.push(text);
      }
      return { text: texts.join(', '), errors };
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

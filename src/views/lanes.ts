/** Server states as bars on the time axis: pure, from the transitions seen so far. */
import type { SeriesPoint, Topology, Transition } from '../../simulator/worker-api.ts';
import type { CheckCount } from '../playground/store.ts';
import { faultWord, type Tone } from './states.ts';

export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone: Tone;
  readonly label: string;
}

export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

export interface Lane {
  readonly key: string;
  readonly name: string;
  readonly bars: readonly Bar[];
  /** Stretches in which checks had begun to say something else than the state: HAProxy's counter, as in `2/3`. */
  readonly counts: readonly Bar[];
  readonly marks: readonly Mark[];
}

function toneOf(state: string, checked: boolean): Tone {
  if (!checked && state === 'UP') return 'idle';
  if (state === 'UP') return 'up';
  if (state === 'DOWN') return 'down';
  return state === 'MAINT' ? 'idle' : 'warn';
}

/**
 * @param checks the counters of health checks, whenever one changed
 * @param untilMs how far the run has got
 */
export function lanesOf(
  topology: Topology,
  transitions: readonly Transition[],
  checks: readonly CheckCount[],
  untilMs: number,
): Lane[] {
  return topology.backends.flatMap((backend) =>
    backend.servers.map((server) => {
      const own = transitions.filter((t) => t.proxy === backend.proxy && t.server === server.index);
      const changes = own.filter((t) => t.kind === 'state');
      const bars: Bar[] = [];
      let state = changes[0]?.from ?? 'UP';
      let fromMs = 0;
      for (const change of changes) {
        if (change.atMs > fromMs)
          bars.push({ fromMs, toMs: change.atMs, tone: toneOf(state, server.checked), label: state });
        state = change.to;
        fromMs = change.atMs;
      }
      bars.push({ fromMs, toMs: Math.max(fromMs, untilMs), tone: toneOf(state, server.checked), label: state });
      const marks = own.filter((t) => t.kind === 'fault').map((t) => ({ atMs: t.atMs, label: faultWord(t.to) }));
      const counted = checks.filter((c) => c.proxy === backend.proxy && c.server === server.index);
      return {
        key: `${backend.proxy}/${server.index}`,
        name: server.name,
        bars,
        counts: countsOf(counted, bars, untilMs),
        marks,
      };
    }),
  );
}

/** A count ends with the next one, and at the latest where the state changes. */
function countsOf(counted: readonly CheckCount[], bars: readonly Bar[], untilMs: number): Bar[] {
  return counted.flatMap((count, i) => {
    if (count.label === null || count.atMs >= untilMs) return [];
    const change = bars.find((b) => b.fromMs > count.atMs)?.fromMs ?? untilMs;
    const toMs = Math.min(counted[i + 1]?.atMs ?? untilMs, change, untilMs);
    return [{ fromMs: count.atMs, toMs, tone: 'warn' as const, label: count.label }];
  });
}

/** What a chart draws: figures a second, in intervals wide enough to be read. */
export interface ChartPoint {
  readonly atMs: number;
  readonly requestsPerS: number;
  readonly errorsPerS: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/**
 * Joins points into intervals of about a sixtieth of the run, at least one second. The middle of medians and the highest 99th
 * percentile stand for an interval: an exact percentile cannot be made of percentiles.
 */
export function chartPoints(series: readonly SeriesPoint[], durationMs: number): ChartPoint[] {
  const widthMs = Math.max(1000, Math.ceil(durationMs / 60_000) * 1000);
  const points: ChartPoint[] = [];
  for (let i = 0; i < series.length; ) {
    const end = Math.ceil((series[i]?.atMs ?? 0) / widthMs) * widthMs;
    const group: SeriesPoint[] = [];
    for (let point = series[i]; point !== undefined && point.atMs <= end; point = series[++i]) group.push(point);
    if (group.length === 0) break;
    // The interval that is still under way would look like a drop.
    if (i >= series.length && (group.at(-1)?.atMs ?? 0) < end) break;
    const medians = group.flatMap((p) => (p.latencyP50Ms === null ? [] : [p.latencyP50Ms])).sort((a, b) => a - b);
    const highest = group.flatMap((p) => (p.latencyP99Ms === null ? [] : [p.latencyP99Ms]));
    const sum = (of: (p: SeriesPoint) => number) => (group.reduce((total, p) => total + of(p), 0) * 1000) / widthMs;
    points.push({
      atMs: end,
      requestsPerS: sum((p) => p.requests),
      errorsPerS: sum((p) => p.errors),
      p50Ms: medians[Math.floor(medians.length / 2)] ?? null,
      p99Ms: highest.length === 0 ? null : Math.max(...highest),
    });
  }
  return points;
}

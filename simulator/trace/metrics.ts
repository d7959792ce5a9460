/**
 * What clients experienced, counted: in all, by group, and by interval for the charts. Plain data, part of a snapshot.
 * Times are microseconds inside, milliseconds in what is given out.
 */
import type { SeriesPoint } from './frame.ts';
import { clear, createHistogram, type Histogram, percentileMs, record } from './histogram.ts';

export interface GroupMetrics {
  /** Requests (messages, connections) begun. */
  started: number;
  /** Answered, whatever the answer; by class of status at 1..5, other answers at 0. */
  answered: number;
  readonly statuses: number[];
  /** Answered with a 5xx or a negative acknowledgement, or never answered. */
  failed: number;
  /** Ended without an answer. */
  unanswered: number;
  /** Feeds: sent again after a failure; processed more than once. */
  resent: number;
  duplicates: number;
  readonly latency: Histogram;
}

export interface Metrics {
  readonly intervalUs: number;
  nextPointUs: number;
  readonly groups: readonly GroupMetrics[];
  readonly latency: Histogram;
  intervalRequests: number;
  intervalErrors: number;
  readonly intervalLatency: Histogram;
}

const MAX_POINTS = 600;

/** Charts get at most 600 points: one every 100 ms, or less often in long runs. */
export function createMetrics(groups: number, durationMs: number): Metrics {
  const intervalMs = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000].find(
    (ms) => durationMs / ms <= MAX_POINTS,
  );
  const intervalUs = (intervalMs ?? 86_400_000) * 1000;
  return {
    intervalUs,
    nextPointUs: intervalUs,
    groups: Array.from({ length: groups }, () => ({
      started: 0,
      answered: 0,
      statuses: [0, 0, 0, 0, 0, 0],
      failed: 0,
      unanswered: 0,
      resent: 0,
      duplicates: 0,
      latency: createHistogram(),
    })),
    latency: createHistogram(),
    intervalRequests: 0,
    intervalErrors: 0,
    intervalLatency: createHistogram(),
  };
}

export function countStarted(metrics: Metrics, group: number): void {
  metrics.groups[group]!.started++;
}

/** A request ended for its client. `status` is null without an answer; 0 is an answer that has no status (TCP). */
export function countEnded(
  metrics: Metrics,
  group: number,
  status: number | null,
  ok: boolean,
  latencyUs: number,
): void {
  const own = metrics.groups[group]!;
  metrics.intervalRequests++;
  if (!ok) {
    own.failed++;
    metrics.intervalErrors++;
  }
  if (status === null) {
    own.unanswered++;
    return;
  }
  own.answered++;
  const statusClass = Math.floor(status / 100);
  own.statuses[statusClass <= 5 ? statusClass : 0]!++;
  record(own.latency, latencyUs);
  record(metrics.latency, latencyUs);
  record(metrics.intervalLatency, latencyUs);
}

/** Closes the present interval. */
export function takePoint(metrics: Metrics, queued: number): SeriesPoint {
  const point: SeriesPoint = {
    atMs: metrics.nextPointUs / 1000,
    requests: metrics.intervalRequests,
    errors: metrics.intervalErrors,
    queued,
    latencyP50Ms: percentileMs(metrics.intervalLatency, 0.5),
    latencyP99Ms: percentileMs(metrics.intervalLatency, 0.99),
  };
  metrics.nextPointUs += metrics.intervalUs;
  metrics.intervalRequests = 0;
  metrics.intervalErrors = 0;
  clear(metrics.intervalLatency);
  return point;
}

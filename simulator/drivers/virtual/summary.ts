/** A whole run in figures: what `drydock simulate` prints and gives out as JSON. Plain data, the same for the same seed. */
import type { SeriesPoint, ServerFrame, Totals } from '../../trace/frame.ts';
import { type Histogram, meanMs, percentileMs } from '../../trace/histogram.ts';
import { serversOf, totalsOf } from './picture.ts';
import type { World, WorldState } from './state.ts';

export interface Latency {
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

export interface GroupSummary {
  readonly name: string;
  readonly kind: 'open' | 'closed' | 'feed';
  readonly to: string;
  readonly started: number;
  readonly answered: number;
  /** Answered with 5xx or a negative acknowledgement, or not at all. */
  readonly failed: number;
  readonly unanswered: number;
  /** Under way when the run ended. */
  readonly unfinished: number;
  /** HTTP: answers by class of status, `2xx` … */
  readonly statuses: Readonly<Record<string, number>>;
  /** Feeds: messages sent again, messages processed more than once. */
  readonly resent: number;
  readonly duplicates: number;
  readonly latency: Latency;
}

export interface ServerSummary extends Omit<ServerFrame, 'proxy' | 'server'> {
  readonly backend: string;
  readonly server: string;
  /** Of the backend's requests, 0 to 1; null when there were none. */
  readonly share: number | null;
}

export interface RunSummary {
  readonly nowMs: number;
  readonly totals: Totals;
  readonly latency: Latency;
  readonly clients: readonly GroupSummary[];
  readonly servers: readonly ServerSummary[];
  readonly series: readonly SeriesPoint[];
}

export function summaryOf(world: World, state: WorldState, series: readonly SeriesPoint[]): RunSummary {
  return {
    nowMs: state.nowUs / 1000,
    totals: totalsOf(state),
    latency: latencyOf(state.metrics.latency),
    clients: world.stage.groups.map((_, index) => groupSummary(world, state, index)),
    servers: serverSummaries(world, state),
    series,
  };
}

function latencyOf(histogram: Histogram): Latency {
  return {
    meanMs: meanMs(histogram),
    p50Ms: percentileMs(histogram, 0.5),
    p90Ms: percentileMs(histogram, 0.9),
    p99Ms: percentileMs(histogram, 0.99),
    maxMs: histogram.count === 0 ? null : histogram.maxUs / 1000,
  };
}

function groupSummary(world: World, state: WorldState, index: number): GroupSummary {
  const { group, frontend } = world.stage.groups[index]!;
  const metrics = state.metrics.groups[index]!;
  const { started, answered, failed, unanswered, resent, duplicates, statuses, latency } = metrics;
  const classes = statuses.map((n, i) => [i === 0 ? 'other' : `${i}xx`, n] as const).filter(([, n]) => n > 0);
  return {
    name: group.name,
    kind: group.traffic.kind,
    to: world.plan.proxies[frontend]!.name,
    started,
    answered,
    failed,
    unanswered,
    unfinished: started - answered - unanswered,
    statuses: Object.fromEntries(classes),
    resent,
    duplicates,
    latency: latencyOf(latency),
  };
}

function serverSummaries(world: World, state: WorldState): ServerSummary[] {
  const frames = serversOf(world, state);
  const totals = new Map<number, number>();
  for (const { proxy, total } of frames) totals.set(proxy, (totals.get(proxy) ?? 0) + total);
  return frames.map(({ proxy, server, ...figures }) => {
    const all = totals.get(proxy) ?? 0;
    const { name, backend } = world.plan.proxies[proxy]!;
    return {
      backend: name,
      server: backend!.servers[server]!.name,
      share: all === 0 ? null : figures.total / all,
      ...figures,
    };
  });
}

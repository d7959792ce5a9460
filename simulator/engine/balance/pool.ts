/**
 * Who is in a backend's pool: the part that every algorithm shares. HAProxy compares what a server was with what it has
 * become (`committed` and present figures) and adjusts the totals; active servers come first, then the first usable
 * backup alone, or all of them with `option allbackups`.
 */
import type { BackendPlan } from '../../plan/plan.ts';
import { hasFreeSlot } from '../slots.ts';
import type { ProxyState, ServerState } from '../state.ts';

/** Effective weight of `weight 1`: leaves room below it for slow start. */
export const WEIGHT_SCALE = 16;
/** Effective weight of `weight 256`, the largest. */
export const MAX_EFFECTIVE_WEIGHT = 256 * WEIGHT_SCALE;

/** What the algorithm was last told about its servers. */
export interface Members {
  readonly usable: boolean[];
  readonly weight: number[];
  /** Lowest usable backup, when only one backup serves; else -1. */
  firstBackup: number;
}

/** May balancing choose the server at all? (That it may be full is another question: `hasRoom`.) */
export function isUsable(server: ServerState): boolean {
  const up = server.running === 'running' || server.running === 'starting';
  return up && server.admin === 'ready' && server.effectiveWeight > 0;
}

/** A server with `maxconn` takes a stream at once when nobody waits for it and a slot is free. */
export function hasRoom(plan: BackendPlan, proxy: ProxyState, index: number): boolean {
  return (
    plan.servers[index]!.maxconn === null ||
    (proxy.servers[index]!.queue.length === 0 && hasFreeSlot(plan, proxy, index))
  );
}

/** Counts everything afresh and remembers it. `weightOf` gives the algorithm's own scale. */
export function takeMembers(
  plan: BackendPlan,
  proxy: ProxyState,
  weightOf: (server: ServerState) => number = (server) => server.effectiveWeight,
): Members {
  const members: Members = { usable: [], weight: [], firstBackup: -1 };
  proxy.activeUsable = proxy.backupUsable = proxy.activeWeight = proxy.backupWeight = 0;
  for (const server of proxy.servers) {
    members.usable.push(false);
    members.weight.push(weightOf(server));
  }
  for (const server of proxy.servers) commit(plan, proxy, members, server.index, weightOf(server));
  return members;
}

export type Change = 'none' | 'joined' | 'left' | 'reweighted';

/** Takes over a server's present state and weight into the totals, and says what that means for the pool. */
export function commit(plan: BackendPlan, proxy: ProxyState, members: Members, index: number, weight: number): Change {
  const was = members.usable[index]!;
  const is = isUsable(proxy.servers[index]!);
  const oldWeight = members.weight[index]!;
  if (!was && !is) {
    members.weight[index] = weight;
    return 'none';
  }
  if (was && is && oldWeight === weight) return 'none';
  const count = (is ? 1 : 0) - (was ? 1 : 0);
  const gained = (is ? weight : 0) - (was ? oldWeight : 0);
  members.usable[index] = is;
  members.weight[index] = weight;
  if (plan.servers[index]!.backup) {
    proxy.backupUsable += count;
    proxy.backupWeight += gained;
    members.firstBackup = plan.allbackups ? -1 : lowestBackup(plan, members);
  } else {
    proxy.activeUsable += count;
    proxy.activeWeight += gained;
  }
  return was ? (is ? 'reweighted' : 'left') : 'joined';
}

function lowestBackup(plan: BackendPlan, members: Members): number {
  return plan.servers.findIndex((server) => server.backup && members.usable[server.index]);
}

/** Which servers serve now. `one`: the single backup `firstBackup`. */
export type Serving = 'active' | 'one' | 'backup' | 'none';

export function serving(proxy: ProxyState, members: Members): Serving {
  if (proxy.activeUsable > 0) return 'active';
  if (members.firstBackup >= 0) return 'one';
  return proxy.backupUsable > 0 ? 'backup' : 'none';
}

/** Number of servers that serve now, and their weight together. */
export function servingTotals(
  proxy: ProxyState,
  members: Members,
): { readonly count: number; readonly weight: number } {
  if (proxy.activeUsable > 0) return { count: proxy.activeUsable, weight: proxy.activeWeight };
  if (members.firstBackup >= 0) return { count: 1, weight: members.weight[members.firstBackup]! };
  return { count: proxy.backupUsable, weight: proxy.backupWeight };
}

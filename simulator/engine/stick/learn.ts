/**
 * Entries of stick tables that peers have told: what they have counted stands in the place of what was counted here. What
 * is there now (`conn_cur`) is each process's own.
 * Facts: HAProxy's doc/peers-v2.0.txt, and what 2.6 to 3.4 make of it.
 */
import type { Engine } from '../state.ts';
import { storedAs } from './data.ts';
import { lookUp, reserve, store, touchAsTold } from './table.ts';

export interface ToldEntry {
  /** As the table keeps keys. */
  readonly key: string;
  /** How long it lives on if it is not used; null: as long as the table says. */
  readonly leftMs: number | null;
  /** By data type, by element. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
  readonly rates: Readonly<Record<string, readonly ToldRate[]>>;
  /** Absent: nothing was told of it. */
  readonly serverId?: number;
  readonly serverName?: string;
}

/** Events of a period that began so long ago, and of the one before. */
export interface ToldRate {
  readonly sinceMs: number;
  readonly now: number;
  readonly before: number;
}

/** What is not exchanged. */
const OWN = 'conn_cur';

export function learn(engine: Engine, index: number, told: readonly ToldEntry[]): void {
  const plan = engine.plan.tables[index];
  const table = engine.state.tables[index];
  if (plan === undefined || table === undefined) return;
  const { nowMs } = engine;
  for (const { key, leftMs, counts, rates, serverId, serverName } of told) {
    let entry = lookUp(plan, table, key, nowMs);
    if (entry === null) {
      if (!reserve(plan, table, nowMs, engine.plan.behaviour.tableDrops)) continue;
      entry = store(plan, table, key, nowMs, nowMs);
    }
    for (const [name, values] of Object.entries(counts)) {
      const stored = name === OWN ? null : storedAs(plan, name);
      if (stored === null) continue;
      entry.data.counts[stored.at] = Array.from({ length: stored.count }, (_, at) => (values[at] ?? 0) % 2 ** 32);
    }
    for (const [name, values] of Object.entries(rates)) {
      const stored = storedAs(plan, name);
      if (!stored?.periodMs) continue;
      entry.data.rates[stored.at] = Array.from({ length: stored.count }, (_, at) => {
        const { sinceMs, now, before } = values[at] ?? { sinceMs: 0, now: 0, before: 0 };
        return { sinceMs: nowMs - sinceMs, now, before };
      });
    }
    if (serverId !== undefined) entry.serverId = serverId;
    if (serverName !== undefined) entry.serverName = serverName;
    const agoMs = plan.expireMs === null || leftMs === null ? 0 : Math.max(0, plan.expireMs - leftMs);
    touchAsTold(plan, table, entry, nowMs - agoMs, engine.state.timers);
  }
}

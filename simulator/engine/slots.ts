/**
 * How many streams a server may have now: `maxconn`; with `minconn`, a share of it that grows with the number of streams
 * on the backend, from `minconn` up to all of it at `fullconn`; and during a slow start only as many percent of that as
 * of its time have passed. Manual, "minconn", "fullconn", "slowstart"; seen in 2.6 and 3.2.
 */
import type { BackendPlan } from '../plan/plan.ts';
import type { ProxyState } from './state.ts';

/** The limit as it is now, or null: there is none. */
export function slotLimit(plan: BackendPlan, proxy: ProxyState, index: number): number | null {
  const { maxconn, minconn } = plan.servers[index]!;
  if (maxconn === null) return null;
  let limit = maxconn;
  const full = plan.fullconn ?? 0;
  if (minconn !== null && proxy.beconn < full) {
    limit = Math.max(minconn, Math.floor((proxy.beconn * maxconn) / full));
  }
  const { warmPercent } = proxy.servers[index]!;
  return warmPercent === 100 ? limit : Math.max(1, Math.floor((limit * warmPercent) / 100));
}

/** May the server take one more stream? */
export function hasFreeSlot(plan: BackendPlan, proxy: ProxyState, index: number): boolean {
  const limit = slotLimit(plan, proxy, index);
  return limit === null || proxy.servers[index]!.served < limit;
}

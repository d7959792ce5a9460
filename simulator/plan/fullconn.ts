/**
 * `fullconn` where it is not set: a tenth, rounded up, of what the frontends that lead to a backend let in together.
 * Backends whose names are made at run time are not counted. Manual, "fullconn", "minconn"; asked of 2.6 and 3.2.
 */
import type { ProxyPlan } from './plan.ts';

/** @returns the limit of each proxy by id; 0 for one that has no backend half */
export function fullconns(proxies: readonly ProxyPlan[], processMaxconn: number): readonly number[] {
  const sums = new Map<number, number>();
  for (const { frontend } of proxies) {
    if (!frontend) continue;
    const targets = new Set<number>();
    if (frontend.defaultBackend) targets.add(frontend.defaultBackend.proxy);
    for (const { proxy } of frontend.useBackends) if (proxy !== null) targets.add(proxy);
    for (const target of targets) sums.set(target, (sums.get(target) ?? 0) + (frontend.maxconn ?? processMaxconn));
  }
  return proxies.map(({ id, backend }) => {
    if (!backend) return 0;
    return backend.fullconn ?? Math.max(1, Math.floor(((sums.get(id) ?? 0) + 9) / 10));
  });
}

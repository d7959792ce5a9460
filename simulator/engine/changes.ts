/**
 * What was changed at run time of what the configuration says: servers added, removed or given another address or limit,
 * limits of frontends. State keeps the changes; the plan that results is made anew when they change, and kept beside.
 */
import type { Plan, ServerPlan } from '../plan/plan.ts';
import type { EngineState } from './state.ts';

export interface RuntimeChanges {
  /** Grows with every change; 0: none so far. */
  generation: number;
  readonly servers: { readonly proxy: number; readonly plan: ServerPlan }[];
  readonly frontendMaxconn: { readonly proxy: number; readonly maxconn: number | null }[];
}

export function createChanges(): RuntimeChanges {
  return { generation: 0, servers: [], frontendMaxconn: [] };
}

interface Made {
  readonly generation: number;
  readonly from: Plan;
  readonly plan: Plan;
}

const made = new WeakMap<RuntimeChanges, Made>();

/** The plan with the changes. The same object as long as nothing changes. */
export function effectivePlan(plan: Plan, { changes }: EngineState): Plan {
  if (changes.generation === 0) return plan;
  const known = made.get(changes);
  if (known?.generation === changes.generation && known.from === plan) return known.plan;
  const result = apply(plan, changes);
  made.set(changes, { generation: changes.generation, from: plan, plan: result });
  return result;
}

function apply(plan: Plan, changes: RuntimeChanges): Plan {
  const proxies = [...plan.proxies];
  for (const { proxy, plan: server } of changes.servers) {
    const old = proxies[proxy]!;
    const servers = [...old.backend!.servers];
    servers[server.index] = server;
    proxies[proxy] = { ...old, backend: { ...old.backend!, servers } };
  }
  for (const { proxy, maxconn } of changes.frontendMaxconn) {
    const old = proxies[proxy]!;
    proxies[proxy] = { ...old, frontend: { ...old.frontend!, maxconn } };
  }
  return { ...plan, proxies };
}

/** A server's plan is another from now on, or there is one server more. */
export function changeServer({ changes }: EngineState, proxy: number, plan: ServerPlan): void {
  const at = changes.servers.findIndex((one) => one.proxy === proxy && one.plan.index === plan.index);
  if (at >= 0) changes.servers.splice(at, 1);
  changes.servers.push({ proxy, plan });
  changes.servers.sort((a, b) => a.proxy - b.proxy || a.plan.index - b.plan.index);
  changes.generation++;
}

export function changeFrontendMaxconn({ changes }: EngineState, proxy: number, maxconn: number | null): void {
  changes.frontendMaxconn.push({ proxy, maxconn });
  changes.generation++;
}

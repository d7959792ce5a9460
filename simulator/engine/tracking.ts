/**
 * `track`: servers that have no checks of their own and go where another one goes, in health and by order. What an
 * operator says of a tracking server itself comes on top.
 * Facts: the manual, "track"; HAProxy's order (those declared last go first), seen in 2.6 and 3.2.
 */
import type { ServerPlan } from '../plan/plan.ts';
import type { EngineState, ServerState } from './state.ts';

const STRENGTH = { ready: 0, drain: 1, maint: 2 } as const;

/** The stronger of what was ordered and what is inherited. */
export function strongerAdmin(own: ServerState['admin'], inherited: ServerState['admin']): ServerState['admin'] {
  return STRENGTH[own] >= STRENGTH[inherited] ? own : inherited;
}

/** Who tracks a server. */
export function trackersOf(state: EngineState, plan: ServerPlan): ServerState[] {
  return plan.trackers.map(({ proxy, server }) => state.proxies[proxy]!.servers[server]!);
}

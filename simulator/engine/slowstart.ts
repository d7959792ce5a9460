/**
 * Slow start: a server that has come up takes its share step by step. Weight and `maxconn` grow with the time since, in
 * whole seconds of the clock, in steps of a second at least. Only algorithms that follow weights at run time heed it.
 * Facts: the manual, "slowstart"; HAProxy's warm-up task; seen in 2.6, 3.0 and 3.2.
 */
import type { BackendPlan } from '../plan/plan.ts';
import { WEIGHT_SCALE } from './balance/pool.ts';
import type { ServerState } from './state.ts';

/** Its time is kept in whole seconds, begun ones count; 0: there is none. */
export function slowstartSeconds(plan: BackendPlan, index: number): number {
  return Math.ceil((plan.servers[index]!.slowstartMs ?? 0) / 1000);
}

/** Milliseconds between two steps. */
export const STEP_MS = 1000;

const second = (ms: number): number => Math.floor(ms / 1000);

/** Whole seconds of the clock since the server came up. */
function warmSeconds(server: ServerState, nowMs: number): number {
  return second(nowMs) - second(server.changedMs);
}

export function isWarm(plan: BackendPlan, server: ServerState, nowMs: number): boolean {
  return warmSeconds(server, nowMs) >= slowstartSeconds(plan, server.index);
}

/** Percent of its `maxconn` that the server may use now. */
export function warmPercent(plan: BackendPlan, server: ServerState, nowMs: number): number {
  if (server.running !== 'starting' || isWarm(plan, server, nowMs)) return 100;
  return Math.floor((100 * warmSeconds(server, nowMs)) / slowstartSeconds(plan, server.index));
}

/** Sixteenths of the server's weight that count now. */
export function warmShare(plan: BackendPlan, server: ServerState, nowMs: number): number {
  if (server.running !== 'starting' || !followsWeights(plan)) return WEIGHT_SCALE;
  const seconds = slowstartSeconds(plan, server.index);
  return Math.floor((WEIGHT_SCALE * warmSeconds(server, nowMs) + seconds) / seconds);
}

/** Whether weights may change at run time: not where servers are laid out on a map once and for all. */
export function followsWeights({ balance, hashType }: BackendPlan): boolean {
  switch (balance.algorithm) {
    case 'static-rr':
    case 'sticky':
      return false;
    case 'source':
    case 'uri':
    case 'url_param':
    case 'hdr':
    case 'rdp-cookie':
    case 'hash':
    case 'log-hash':
      return hashType.method === 'consistent';
    default:
      return true;
  }
}

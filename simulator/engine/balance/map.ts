/**
 * The server map: a table as long as the total weight (divided by the weights' greatest common divisor), each place
 * given to the server that is furthest behind its share. `static-rr` walks it; `hash-type map-based` indexes it by
 * hash modulo its length. It is rebuilt whenever a server comes or goes, which is why clients are remapped then.
 *
 * Facts: HAProxy's map-based scheduler; the manual, "hash-type".
 */
import type { BackendPlan } from '../../plan/plan.ts';
import type { ProxyState, ServerState } from '../state.ts';
import type { Members } from './pool.ts';
import { commit, hasRoom, servingTotals, takeMembers } from './pool.ts';

export interface MapState extends Members {
  readonly algorithm: string;
  /** Server by place; keeps its last content when no server is left. */
  map: number[];
  /** Length in use: 0 when no server is usable. */
  length: number;
  /** Next place of a round-robin walk. */
  walk: number;
  readonly divisor: number;
}

/** The map of a backend's usable servers. */
export function createMap(algorithm: string, plan: BackendPlan, proxy: ProxyState): MapState {
  const divisor = plan.servers.reduce((gcd, server) => greatestCommonDivisor(gcd, server.weight), 0) || 1;
  const members = takeMembers(plan, proxy, (server) => mapWeight(server, divisor));
  const state: MapState = { algorithm, ...members, map: [], length: 0, walk: 0, divisor };
  fill(plan, proxy, state);
  return state;
}

/** To be called when a server's state changed. */
export function updateMap(plan: BackendPlan, proxy: ProxyState, index: number, state: MapState): void {
  const change = commit(plan, proxy, state, index, mapWeight(proxy.servers[index]!, state.divisor));
  if (change !== 'none') fill(plan, proxy, state);
}

/** The server at the place of a hash, full or not; null when none is usable. */
export function lookUpMap(state: MapState, hash: number): number | null {
  return state.length === 0 ? null : state.map[(hash >>> 0) % state.length]!;
}

/** Round robin over the map: the next server with room; `avoid` only when no other has. */
export function walkMap(plan: BackendPlan, proxy: ProxyState, state: MapState, avoid: number): number | null {
  if (state.length === 0) return null;
  if (state.walk >= state.length) state.walk = 0;
  const start = state.walk;
  let avoided: number | null = null;
  let afterAvoided = 0;
  let place = start;
  do {
    const index = state.map[place++]!;
    if (hasRoom(plan, proxy, index)) {
      if (index !== avoid) {
        state.walk = place;
        return index;
      }
      avoided = index;
      afterAvoided = place;
    }
    if (place === state.length) place = 0;
  } while (place !== start);
  if (avoided !== null) state.walk = afterAvoided;
  return avoided;
}

/** Weights cannot change at run time here, so the configured one counts. */
function mapWeight(server: ServerState, divisor: number): number {
  return Math.floor(server.userWeight / divisor);
}

function fill(plan: BackendPlan, proxy: ProxyState, state: MapState): void {
  const totals = servingTotals(proxy, state);
  state.length = totals.weight;
  if (totals.count === 0) return;
  const backup = proxy.activeUsable === 0;
  const total = totals.weight;
  const members = plan.servers.filter((server) => server.backup === backup && state.usable[server.index]);
  const score = new Array<number>(plan.servers.length).fill(0);
  const map: number[] = [];
  for (let place = 0; place < total; place++) {
    let best = members[0]!.index;
    if (total > 1) {
      let most = 0;
      for (const { index } of members) {
        score[index]! += state.weight[index]!;
        const turns = Math.floor((score[index]! + total) / total);
        if (turns > most) {
          most = turns;
          best = index;
        }
      }
    }
    map.push(best);
    score[best]! -= total;
  }
  state.map = map;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

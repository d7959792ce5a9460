/**
 * The ring of `hash-type consistent` and `balance random`: every server has effective-weight many points on a circle
 * of 2³² places; a hash goes to the nearer of the two points around it. A server that leaves takes only its own share
 * along.
 *
 * Facts: HAProxy's consistent hash scheduler; the manual, "hash-type consistent", "hash-balance-factor".
 */
import type { BackendPlan } from '../../plan/plan.ts';
import type { Engine, ProxyState } from '../state.ts';
import { avalanche } from './hash.ts';
import type { Members } from './pool.ts';
import { commit, hasRoom, serving, servingTotals, takeMembers } from './pool.ts';
import { ringKey } from './ring-key.ts';

/** Points in order: parallel lists of place, server and the point's number within its server. */
interface Circle {
  places: number[];
  servers: number[];
  numbers: number[];
}

interface Point {
  readonly place: number;
  readonly server: number;
  readonly number: number;
}

export interface RingState extends Members {
  readonly algorithm: string;
  active: Circle;
  backup: Circle;
  /** When each server joined: of points at the same place, the older one comes first. */
  readonly joined: number[];
  nextJoin: number;
  /** The round-robin walk's last point (place, server, number), for requests without a key. */
  last: Point | null;
  readonly hashedId: boolean;
  /** Weight of the usable servers declared before each one, as counted at the start: HAProxy does not recount it. */
  readonly weightBefore: readonly number[];
}

export function createRing(algorithm: string, plan: BackendPlan, proxy: ProxyState, engine: Engine): RingState {
  const empty: Circle = { places: [], servers: [], numbers: [] };
  const members = takeMembers(plan, proxy);
  const state: RingState = {
    algorithm,
    ...members,
    active: empty,
    backup: empty,
    joined: plan.servers.map((server) => server.index),
    nextJoin: plan.servers.length,
    last: null,
    hashedId: engine.plan.behaviour.ringKey === 'hashed-id',
    weightBefore: plan.servers.map((server) => weightBefore(plan, members, server.index)),
  };
  state.active = draw(plan, state, false);
  state.backup = draw(plan, state, true);
  return state;
}

/** To be called when a server's state or weight changed. */
export function updateRing(plan: BackendPlan, proxy: ProxyState, index: number, state: RingState): void {
  const change = commit(plan, proxy, state, index, proxy.servers[index]!.effectiveWeight);
  if (change === 'none') return;
  if (change === 'joined') state.joined[index] = state.nextJoin++;
  if (plan.servers[index]!.backup) state.backup = draw(plan, state, true);
  else state.active = draw(plan, state, false);
  if (state.last && state.last.server === index) moveLast(plan, state, index);
}

/**
 * The server for a hash. `avoid` and servers beyond `hash-balance-factor` are passed over, walking on from the point.
 * @returns null when no server is usable
 */
export function lookUpRing(
  plan: BackendPlan,
  proxy: ProxyState,
  state: RingState,
  hash: number,
  avoid: number,
): number | null {
  const who = serving(proxy, state);
  if (who === 'none') return null;
  if (who === 'one') return state.firstBackup;
  const circle = who === 'active' ? state.active : state.backup;
  const { places, servers } = circle;
  const size = places.length;
  if (size === 0) return null;
  const next = atOrAfter(places, hash) % size;
  const previous = (next + size - 1) % size;
  let at = (hash - places[previous]!) >>> 0 <= (places[next]! - hash) >>> 0 ? previous : next;
  for (let steps = 0; steps < 2 * size; steps++) {
    const index = servers[at]!;
    if (index !== avoid && withinBalanceFactor(plan, proxy, state, index)) return index;
    at = (at + 1) % size;
  }
  return servers[at]!;
}

/**
 * Round robin over the points, for requests that have no key. A walk that began among the backups stays there until
 * the end of their circle, even when active servers have returned: so HAProxy does.
 */
export function walkRing(plan: BackendPlan, proxy: ProxyState, state: RingState, avoid: number): number | null {
  const who = serving(proxy, state);
  if (who === 'none') return null;
  if (who === 'one') return state.firstBackup;
  const home = who === 'active' ? state.active : state.backup;
  const around = state.last ? circleOf(plan, state, state.last.server) : home;
  const from = state.last ? pointAfter(around, state.last) : 0;
  const rest = around.places.length - from;
  const steps = around === home ? home.places.length : rest + home.places.length;
  let avoided: Point | null = null;
  for (let step = 0; step < steps; step++) {
    const point = step < rest ? pointAt(around, from + step) : pointAt(home, step - rest);
    if (!hasRoom(plan, proxy, point.server)) continue;
    if (point.server !== avoid) {
      state.last = point;
      return point.server;
    }
    avoided = point;
  }
  if (avoided) state.last = avoided;
  return avoided ? avoided.server : null;
}

function draw(plan: BackendPlan, state: RingState, backup: boolean): Circle {
  const points: Point[] = [];
  for (const server of plan.servers) {
    if (server.backup !== backup || !state.usable[server.index]) continue;
    const base = ringKey(server, state.hashedId);
    const count = state.weight[server.index]!;
    for (let number = 0; number < count; number++) {
      points.push({ place: avalanche((base + number) >>> 0), server: server.index, number });
    }
  }
  points.sort((x, y) => x.place - y.place || state.joined[x.server]! - state.joined[y.server]! || x.number - y.number);
  return {
    places: points.map((point) => point.place),
    servers: points.map((point) => point.server),
    numbers: points.map((point) => point.number),
  };
}

/** First index whose place is at or after the hash; the list's length when there is none. */
function atOrAfter(places: readonly number[], hash: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

function circleOf(plan: BackendPlan, state: RingState, index: number): Circle {
  return plan.servers[index]!.backup ? state.backup : state.active;
}

function pointAt({ places, servers, numbers }: Circle, at: number): Point {
  return { place: places[at]!, server: servers[at]!, number: numbers[at]! };
}

/** Index of the point behind one that is on the circle; the circle's length when it is the last one. */
function pointAfter({ places, servers, numbers }: Circle, last: Point): number {
  let at = atOrAfter(places, last.place);
  while (places[at] === last.place && (servers[at] !== last.server || numbers[at] !== last.number)) at++;
  return places[at] === last.place ? at + 1 : at;
}

/** The last point's server has lost points: the walk then stands on the next point that is left. */
function moveLast(plan: BackendPlan, state: RingState, index: number): void {
  const circle = circleOf(plan, state, index);
  const last = state.last!;
  if (state.usable[index] && last.number < state.weight[index]!) return;
  const size = circle.places.length;
  state.last = size === 0 ? null : pointAt(circle, atOrAfter(circle.places, last.place) % size);
}

/** Bounded loads: no server above its share of (present streams + 1) × factor / 100. */
function withinBalanceFactor(plan: BackendPlan, proxy: ProxyState, state: RingState, index: number): boolean {
  const factor = plan.balance.hashBalanceFactor;
  if (factor === 0) return true;
  const total = servingTotals(proxy, state).weight;
  const allowed = Math.floor(((proxy.served + 1) * factor + 99) / 100);
  const rest = allowed % total;
  const before = state.weightBefore[index]!;
  const weight = state.weight[index]!;
  const slots =
    weight * Math.floor(allowed / total) +
    Math.floor(((before + weight) * rest) / total) -
    Math.floor((before * rest) / total);
  return proxy.servers[index]!.served < Math.max(1, slots);
}

function weightBefore(plan: BackendPlan, members: Members, index: number): number {
  let sum = 0;
  for (const server of plan.servers) {
    if (server.index >= index) break;
    if (server.backup === plan.servers[index]!.backup && members.usable[server.index])
      sum += members.weight[server.index]!;
  }
  return sum;
}

/**
 * `balance leastconn`: the server with the least load first, load being (streams + 1) / weight, and 0 for a server that
 * has none at all. Streams waiting in the server's own queue count. Among equals: up to 3.1 the one whose load has been
 * unchanged for longest; from 3.2 on any one of them (HAProxy spreads them over lists at random).
 *
 * Facts: HAProxy's fast weighted least connection scheduler; the manual, "balance leastconn".
 */
import type { BackendPlan } from '../../plan/plan.ts';
import { choose, givenServer } from '../choose.ts';
import { slotLimit } from '../slots.ts';
import type { Engine, ProxyState } from '../state.ts';
import type { Members } from './pool.ts';
import { commit, MAX_EFFECTIVE_WEIGHT, serving, takeMembers } from './pool.ts';
import { countOf, createRanks, findFrom, has, join, memberAt, membersOf, quit, type Ranks, rankOf } from './ranks.ts';
import type { Algorithm, PickContext } from './record.ts';

export interface LeastconnState extends Members {
  readonly algorithm: 'leastconn';
  /** Servers by load. */
  readonly active: Ranks;
  readonly backup: Ranks;
  readonly randomTies: boolean;
  /**
   * 3.2 and later remember where the lightest load is, for active and backup servers together, and look no lower. When
   * the last active server goes, unused backups can lie below the mark: they are not found until one of them is moved.
   */
  lowest: number;
}

export const leastconn: Algorithm<LeastconnState> = {
  picksFull: false,
  queuesAtOnce: false,

  init(plan, proxy, engine) {
    const size = proxy.servers.length;
    const state: LeastconnState = {
      algorithm: 'leastconn',
      ...takeMembers(plan, proxy),
      active: createRanks(size),
      backup: createRanks(size),
      randomTies: engine.plan.behaviour.leastconnTies === 'random',
      lowest: 0,
    };
    for (let index = 0; index < size; index++) {
      if (state.usable[index]) join(orderOf(plan, state, index), load(proxy, state, index), index);
    }
    return state;
  },

  pick(context, state) {
    const { plan, proxy, avoid } = context;
    const who = serving(proxy, state);
    if (who === 'none') return null;
    if (who === 'one') return state.firstBackup;
    const order = who === 'active' ? state.active : state.backup;
    let avoided = -1;
    const found = findFrom(order, state.lowest, (index) => {
      if (!takesMore(plan, proxy, index)) return false;
      if (index !== avoid) return true;
      avoided = index;
      return false;
    });
    if (found < 0) return avoided < 0 ? null : avoided;
    if (!state.randomTies) return found;
    state.lowest = order.key[found]!;
    return oneOfEquals(context.engine, context, order, state.lowest);
  },

  onTake: reposition,
  onDrop: reposition,

  onChange(plan, proxy, index, state) {
    const change = commit(plan, proxy, state, index, proxy.servers[index]!.effectiveWeight);
    if (change === 'none') return;
    leave(plan, state, index);
    if (change !== 'left') enter(plan, state, index, load(proxy, state, index));
  },

  key: () => null,

  figure(_plan, proxy, index, state) {
    return state.usable[index] ? `load ${load(proxy, state, index)}` : null;
  },
};

function orderOf(plan: BackendPlan, state: LeastconnState, index: number): Ranks {
  return plan.servers[index]!.backup ? state.backup : state.active;
}

function load(proxy: ProxyState, state: LeastconnState, index: number): number {
  const server = proxy.servers[index]!;
  const inflight = server.served + server.queue.length;
  return inflight === 0 ? 0 : Math.floor(((inflight + 1) * MAX_EFFECTIVE_WEIGHT) / state.weight[index]!);
}

/** leastconn also counts the places in a server's queue, as far as `maxqueue` allows. */
function takesMore(plan: BackendPlan, proxy: ProxyState, index: number): boolean {
  const limit = slotLimit(plan, proxy, index);
  const server = proxy.servers[index]!;
  return limit === null || server.served + server.queue.length < limit + (plan.servers[index]!.maxqueue ?? 0);
}

/** Whether servers of a backend can be full at all. */
const limits = new WeakMap<BackendPlan, boolean>();

function hasLimits(plan: BackendPlan): boolean {
  let has = limits.get(plan);
  if (has === undefined) {
    has = plan.servers.some(({ maxconn }) => maxconn !== null);
    limits.set(plan, has);
  }
  return has;
}

/** One of the lightest that take more, but for the one to avoid. */
function oneOfEquals(
  engine: Engine,
  { plan, proxy, avoid, stream }: PickContext,
  order: Ranks,
  lightest: number,
): number {
  if (hasLimits(plan)) {
    const equals = membersOf(order, lightest).filter((index) => index !== avoid && takesMore(plan, proxy, index));
    const given = givenServer(engine, stream, (server) => equals.includes(server));
    return given ?? equals[choose(engine, 'balance-tie', equals.length)]!;
  }
  const avoided = rankOf(order, lightest, avoid);
  const count = countOf(order, lightest) - (avoided < 0 ? 0 : 1);
  const given = givenServer(engine, stream, (server) => server !== avoid && rankOf(order, lightest, server) >= 0);
  if (given !== null) return given;
  const chosen = choose(engine, 'balance-tie', count);
  return memberAt(order, lightest, avoided >= 0 && chosen >= avoided ? chosen + 1 : chosen);
}

/** A load that did not change keeps the server's turn. */
function reposition(plan: BackendPlan, proxy: ProxyState, index: number, state: LeastconnState): void {
  if (!state.usable[index]) return;
  const order = orderOf(plan, state, index);
  const key = load(proxy, state, index);
  if (has(order, index) && order.key[index] === key) return;
  quit(order, index);
  enter(plan, state, index, key);
}

function enter(plan: BackendPlan, state: LeastconnState, index: number, key: number): void {
  join(orderOf(plan, state, index), key, index);
  if (key < state.lowest) state.lowest = key;
}

function leave(plan: BackendPlan, state: LeastconnState, index: number): void {
  const order = orderOf(plan, state, index);
  const key = order.key[index]!;
  quit(order, index);
  if (countOf(order, key) === 0 && key === state.lowest) state.lowest = 0;
}

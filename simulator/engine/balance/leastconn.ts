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
import type { Ordered } from './ordered.ts';
import { add, createOrdered, findInOrder, has, remove } from './ordered.ts';
import type { Members } from './pool.ts';
import { commit, MAX_EFFECTIVE_WEIGHT, serving, takeMembers } from './pool.ts';
import type { Algorithm, PickContext } from './record.ts';

export interface LeastconnState extends Members {
  readonly algorithm: 'leastconn';
  readonly active: Ordered;
  readonly backup: Ordered;
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
      active: createOrdered(size),
      backup: createOrdered(size),
      randomTies: engine.plan.behaviour.leastconnTies === 'random',
      lowest: 0,
    };
    for (let index = 0; index < size; index++) {
      if (state.usable[index]) add(orderOf(plan, state, index), index, load(proxy, state, index));
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
    const found = findInOrder(order, (index) => {
      if (order.key[index]! < state.lowest || !takesMore(plan, proxy, index)) return false;
      if (index !== avoid) return true;
      avoided = index;
      return false;
    });
    if (found < 0) return avoided < 0 ? null : avoided;
    if (!state.randomTies) return found;
    state.lowest = order.key[found]!;
    return oneOfEquals(context.engine, context, order, found);
  },

  onTake: reposition,
  onDrop: reposition,

  onChange(plan, proxy, index, state) {
    const change = commit(plan, proxy, state, index, proxy.servers[index]!.effectiveWeight);
    if (change === 'none') return;
    const order = orderOf(plan, state, index);
    leave(state, order, index);
    if (change !== 'left') enter(state, order, index, load(proxy, state, index));
  },

  key: () => null,

  figure(_plan, proxy, index, state) {
    return state.usable[index] ? `load ${load(proxy, state, index)}` : null;
  },
};

function orderOf(plan: BackendPlan, state: LeastconnState, index: number): Ordered {
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

function oneOfEquals(
  engine: Engine,
  { plan, proxy, avoid, stream }: PickContext,
  order: Ordered,
  found: number,
): number {
  const equals: number[] = [];
  const lightest = order.key[found]!;
  findInOrder(order, (index) => {
    const key = order.key[index]!;
    // lighter ones come first: they were passed over, being full or the one to avoid
    if (key > lightest) return true;
    if (key === lightest && index !== avoid && takesMore(plan, proxy, index)) equals.push(index);
    return false;
  });
  const given = givenServer(engine, stream, (server) => equals.includes(server));
  return given ?? equals[choose(engine, 'balance-tie', equals.length)]!;
}

/** A load that did not change keeps the server's turn. */
function reposition(plan: BackendPlan, proxy: ProxyState, index: number, state: LeastconnState): void {
  if (!state.usable[index]) return;
  const order = orderOf(plan, state, index);
  const key = load(proxy, state, index);
  if (has(order, index) && order.key[index] === key) return;
  remove(order, index);
  enter(state, order, index, key);
}

function enter(state: LeastconnState, order: Ordered, index: number, key: number): void {
  add(order, index, key);
  if (key < state.lowest) state.lowest = key;
}

function leave(state: LeastconnState, order: Ordered, index: number): void {
  const key = order.key[index]!;
  remove(order, index);
  const alone = !order.heap.some((other) => order.key[other] === key);
  if (alone && key === state.lowest) state.lowest = 0;
}

/**
 * `balance roundrobin`: weighted fair queueing over positions. Every server has a next position; the one whose position
 * has come is served and moves on by total weight / own weight (the remainder is carried, so that shares are exact).
 * A round is as long as the total weight. Three orders: `current` by position within this round; `start` for servers
 * that have not been placed in this round, heaviest first; `next` for those whose position lies beyond it. When a round
 * is used up, `start` and `next` change roles.
 *
 * Facts: HAProxy's fast weighted round robin scheduler; the manual, "balance roundrobin".
 */
import type { BackendPlan } from '../../plan/plan.ts';
import type { ProxyState } from '../state.ts';
import type { Ordered } from './ordered.ts';
import { add, createOrdered, first, remove } from './ordered.ts';
import type { Members } from './pool.ts';
import { commit, hasRoom, MAX_EFFECTIVE_WEIGHT, serving, takeMembers, WEIGHT_SCALE } from './pool.ts';
import type { Algorithm } from './record.ts';

/** Where a server waits: out of every order, in `current`, or in `waiting[0]` or `waiting[1]`. */
type Place = -1 | 0 | 1 | 2;

/** Active servers, or backup servers. */
interface Group {
  position: number;
  roundWeight: number;
  readonly current: Ordered;
  readonly waiting: readonly [Ordered, Ordered];
  /** Which of `waiting` is `start`; the other is `next`. */
  start: 0 | 1;
}

export interface RoundRobinState extends Members {
  readonly algorithm: 'roundrobin';
  readonly active: Group;
  readonly backup: Group;
  /** By server: last and next position, carried remainder, place. */
  readonly last: number[];
  readonly next: number[];
  readonly remainder: number[];
  readonly place: Place[];
  readonly reweightedComesBack: boolean;
}

export const roundrobin: Algorithm<RoundRobinState> = {
  picksFull: false,
  queuesAtOnce: true,

  init(plan, proxy, engine) {
    const size = proxy.servers.length;
    const members = takeMembers(plan, proxy);
    const zeros = () => new Array<number>(size).fill(0);
    const state: RoundRobinState = {
      algorithm: 'roundrobin',
      ...members,
      active: createGroup(size, proxy.activeWeight),
      backup: createGroup(size, proxy.backupWeight),
      last: zeros(),
      next: zeros(),
      remainder: zeros(),
      place: new Array<Place>(size).fill(-1),
      reweightedComesBack: engine.plan.behaviour.reweighted === 'comes-back',
    };
    for (let index = 0; index < size; index++) {
      if (state.usable[index]) queueByWeight(state, groupOf(plan, state, index), index, 'start');
    }
    return state;
  },

  pick({ plan, proxy, avoid }, state) {
    const who = serving(proxy, state);
    if (who === 'none') return null;
    if (who === 'one') return state.firstBackup;
    const group = who === 'active' ? state.active : state.backup;
    return takeTurn(plan, proxy, state, group, who === 'active' ? proxy.activeWeight : proxy.backupWeight, avoid);
  },

  onTake() {},
  onDrop() {},

  onChange(plan, proxy, index, state) {
    const change = commit(plan, proxy, state, index, proxy.servers[index]!.effectiveWeight);
    if (change === 'none') return;
    const group = groupOf(plan, state, index);
    const total = totalOf(plan, proxy, index);
    if (change === 'left') {
      dequeue(state, group, index);
      state.place[index] = -1;
    } else if (change === 'joined') {
      comeBack(state, group, index, total);
    } else if (state.reweightedComesBack) {
      comeBack(state, group, index, total);
    } else if (state.place[index] === 1 + group.start) {
      dequeue(state, group, index);
      queueByWeight(state, group, index, 'start');
    } else {
      moveForWeight(state, group, index, total);
    }
  },

  key: () => null,

  figure(plan, _proxy, index, state) {
    if (state.place[index] === -1) return null;
    const group = groupOf(plan, state, index);
    if (state.place[index] === 0) return `position ${state.next[index]} (now ${group.position})`;
    return state.place[index] === 1 + group.start ? 'not placed in this round' : 'next round';
  },
};

function createGroup(size: number, weight: number): Group {
  return {
    position: weight,
    roundWeight: weight,
    current: createOrdered(size),
    waiting: [createOrdered(size), createOrdered(size)],
    start: 0,
  };
}

function groupOf(plan: BackendPlan, state: RoundRobinState, index: number): Group {
  return plan.servers[index]!.backup ? state.backup : state.active;
}

function totalOf(plan: BackendPlan, proxy: ProxyState, index: number): number {
  return plan.servers[index]!.backup ? proxy.backupWeight : proxy.activeWeight;
}

function dequeue(state: RoundRobinState, group: Group, index: number): void {
  const place = state.place[index]!;
  if (place === 0) remove(group.current, index);
  else if (place > 0) remove(group.waiting[place === 1 ? 0 : 1], index);
}

function queueByWeight(state: RoundRobinState, group: Group, index: number, where: 'start' | 'next'): void {
  const tree = where === 'start' ? group.start : ((1 - group.start) as 0 | 1);
  add(group.waiting[tree], index, MAX_EFFECTIVE_WEIGHT - state.weight[index]!);
  state.place[index] = tree === 0 ? 1 : 2;
}

/** Puts a dequeued server where its position belongs: into this round, or the next one. */
function queueByPosition(state: RoundRobinState, group: Group, index: number, total: number): void {
  if (!state.usable[index]) {
    state.place[index] = -1;
    return;
  }
  const next = state.next[index]!;
  if (next >= 2 * group.roundWeight || next >= group.roundWeight + total) {
    state.next[index] = next - group.roundWeight;
    queueByWeight(state, group, index, 'next');
    return;
  }
  const finer = MAX_EFFECTIVE_WEIGHT + state.remainder[index]! - state.weight[index]!;
  add(group.current, index, (256 * next + Math.floor(finer / WEIGHT_SCALE)) >>> 0);
  state.place[index] = 0;
}

/** Makes the position of a server comparable with the present round, before it is moved. */
function bringIntoRound(state: RoundRobinState, group: Group, index: number): void {
  const place = state.place[index]!;
  if (place === -1) state.next[index] = group.position;
  else if (place === 0) return;
  else if (place === 1 + group.start) state.next[index] = state.remainder[index] = 0;
  else state.next[index]! += group.roundWeight;
}

function comeBack(state: RoundRobinState, group: Group, index: number, total: number): void {
  dequeue(state, group, index);
  bringIntoRound(state, group, index);
  const ahead = (total + group.roundWeight - group.position) >>> 0;
  state.next[index] = group.position + Math.floor(ahead / state.weight[index]!);
  queueByPosition(state, group, index, total);
}

function moveForWeight(state: RoundRobinState, group: Group, index: number, total: number): void {
  bringIntoRound(state, group, index);
  const before = state.next[index]!;
  const step = Math.floor(total / state.weight[index]!);
  let next = Math.min(state.last[index]! + step, before);
  state.remainder[index] = 0;
  if (next < group.position + 2) next = group.position + step;
  state.next[index] = next;
  dequeue(state, group, index);
  queueByPosition(state, group, index, total);
}

/** The server whose turn it is, or one that waits to be placed; -1 when this round is used up. */
function candidate(state: RoundRobinState, group: Group): number {
  const current = first(group.current);
  if (current >= 0 && state.next[current]! <= group.position) return current;
  const fresh = first(group.waiting[group.start]);
  if (fresh >= 0) {
    state.next[fresh] = state.remainder[fresh] = 0;
    return fresh;
  }
  return current;
}

function advance(state: RoundRobinState, group: Group, index: number, total: number): void {
  const weight = state.weight[index]!;
  if (state.next[index] === 0) state.next[index] = group.position;
  state.last[index] = state.next[index]!;
  state.next[index]! += Math.floor(total / weight);
  state.remainder[index]! += total % weight;
  if (state.remainder[index]! >= weight) {
    state.remainder[index]! -= weight;
    state.next[index]!++;
  }
}

function takeTurn(
  plan: BackendPlan,
  proxy: ProxyState,
  state: RoundRobinState,
  group: Group,
  total: number,
  avoid: number,
): number | null {
  let switched = false;
  let avoided = -1;
  let chosen = -1;
  let passedOver: number[] | null = null;
  for (;;) {
    if (group.roundWeight === 0) group.position = group.roundWeight = total;
    let index = candidate(state, group);
    if (index < 0 && !switched) {
      switched = true;
      group.start = group.start === 0 ? 1 : 0;
      group.position = group.roundWeight = total;
      index = candidate(state, group);
    }
    if (index < 0) {
      chosen = avoided;
      break;
    }
    advance(state, group, index, total);
    dequeue(state, group, index);
    group.position++;
    if (hasRoom(plan, proxy, index)) {
      if (index !== avoid || avoided >= 0) {
        chosen = index;
        break;
      }
      avoided = index;
    }
    passedOver ??= [];
    passedOver.push(index);
  }
  if (chosen >= 0) queueByPosition(state, group, chosen, total);
  // full or avoided servers: as if served, or by weight alone when their round has gone; the last one first
  for (const index of passedOver?.reverse() ?? []) {
    if (index === chosen) continue;
    if (switched) queueByWeight(state, group, index, 'start');
    else queueByPosition(state, group, index, total);
  }
  return chosen < 0 ? null : chosen;
}

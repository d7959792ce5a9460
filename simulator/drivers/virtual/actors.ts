/**
 * Who begins requests, and when: visitors at a rate, users who think between two requests, feeds that hold one message
 * until it is acknowledged and send it again after every failure.
 */
import { createRandom, nextExponential } from '../../scenario/random.ts';
import { meanMs, sampleMs } from '../../scenario/sampling.ts';
import type { Traffic } from '../../scenario/schema.ts';
import { countStarted } from '../../trace/metrics.ts';
import { beginRequest, chooseRequest } from './clients.ts';
import { plan } from './schedule.ts';
import { after, type Sim } from './sim.ts';
import type { Actor, GroupState, World, WorldState } from './state.ts';

export function createGroups(world: World): readonly GroupState[] {
  return world.stage.groups.map(({ group }) => {
    const stream = (purpose: string) => createRandom(world.seed, `clients/${group.name}/${purpose}`);
    return {
      arrivals: stream('arrivals'),
      addresses: stream('addresses'),
      choices: stream('choices'),
      thinking: stream('thinking'),
      visits: 0,
      idle: [],
    };
  });
}

export function createActors(world: World): readonly Actor[] {
  return world.stage.groups.flatMap(({ group: { traffic } }, group) =>
    Array.from({ length: headcount(traffic) }, (_, index) => ({
      group,
      index,
      client: 0,
      jar: {},
      turn: 0,
      message: 0,
      outstanding: false,
      processed: 0,
      sinceUs: 0,
      choice: 0,
    })),
  );
}

function headcount(traffic: Traffic): number {
  return traffic.kind === 'open' ? 0 : traffic.kind === 'closed' ? traffic.users : traffic.feeds;
}

/** Arranges the first request of everyone. Users and feeds begin spread over one pause, the first at once. */
export function arrangeBeginnings(world: World, state: WorldState): void {
  world.stage.groups.forEach(({ group }, index) => {
    const startUs = Math.round(group.startMs * 1000);
    if (group.traffic.kind === 'open') plan(state.agenda, startUs, { type: 'visit', group: index });
    else {
      const pause = group.traffic.kind === 'closed' ? group.traffic.think : group.traffic.every;
      const count = headcount(group.traffic);
      state.actors.forEach((actor, id) => {
        if (actor.group !== index) return;
        const delayUs = Math.floor((meanMs(pause) * 1000 * actor.index) / count);
        plan(state.agenda, startUs + delayUs, { type: 'begin', actor: id, turn: 0 });
      });
    }
  });
}

/** The group sends nothing more. */
function isOver(sim: Sim, group: number): boolean {
  const { stopMs, count } = sim.world.stage.groups[group]!.group;
  if (stopMs !== null && sim.state.nowUs >= stopMs * 1000) return true;
  return count !== null && sim.state.metrics.groups[group]!.started >= count;
}

export function onVisit(sim: Sim, group: number): void {
  const { traffic, startMs } = sim.world.stage.groups[group]!.group;
  if (traffic.kind !== 'open' || isOver(sim, group)) return;
  const state = sim.state.groups[group]!;
  countStarted(sim.state.metrics, group);
  state.visits++;
  const gapUs = 1e6 / traffic.ratePerSecond;
  const nextUs =
    traffic.arrivals === 'poisson'
      ? sim.state.nowUs + Math.max(1, Math.round(gapUs * nextExponential(state.arrivals)))
      : Math.round(startMs * 1000 + state.visits * gapUs);
  plan(sim.state.agenda, Math.max(nextUs, sim.state.nowUs), { type: 'visit', group });
  beginRequest(sim, group, -1, chooseRequest(sim, group), sim.state.nowUs);
}

export function onBegin(sim: Sim, id: number, turn: number): void {
  const actor = sim.state.actors[id]!;
  if (actor.turn !== turn) return;
  const isFeed = sim.world.stage.groups[actor.group]!.group.traffic.kind === 'feed';
  if (isFeed && actor.outstanding) {
    sim.state.metrics.groups[actor.group]!.resent++;
  } else {
    if (isOver(sim, actor.group)) return;
    countStarted(sim.state.metrics, actor.group);
    actor.choice = chooseRequest(sim, actor.group);
    actor.message++;
    actor.outstanding = true;
    actor.processed = 0;
    actor.sinceUs = sim.state.nowUs;
  }
  beginRequest(sim, actor.group, id, actor.choice, isFeed ? actor.sinceUs : sim.state.nowUs);
}

/** The present request of a user or feed ended; it arranges the next, or, a feed without an answer, the same again. */
export function actorEnded(sim: Sim, id: number, answered: boolean): void {
  const actor = sim.state.actors[id]!;
  const { traffic } = sim.world.stage.groups[actor.group]!.group;
  const { thinking } = sim.state.groups[actor.group]!;
  if (traffic.kind === 'closed') begin(sim, id, sampleMs(traffic.think, thinking));
  else if (traffic.kind === 'feed') {
    if (answered) actor.outstanding = false;
    begin(sim, id, answered ? sampleMs(traffic.every, thinking) : traffic.reconnectMs);
  }
}

/** An idle connection of a feed was closed: the next message needs a new one, and the feed sees to that at its time. */
function begin(sim: Sim, id: number, delayMs: number): void {
  const turn = ++sim.state.actors[id]!.turn;
  after(sim, Math.round(delayMs * 1000), { type: 'begin', actor: id, turn });
}

/** A server processed a message: a second time is a duplicate. */
export function messageProcessed(sim: Sim, id: number, number: number): void {
  const actor = sim.state.actors[id]!;
  if (number < actor.message || !actor.outstanding || actor.processed > 0) {
    sim.state.metrics.groups[actor.group]!.duplicates++;
  }
  if (number === actor.message) actor.processed++;
}

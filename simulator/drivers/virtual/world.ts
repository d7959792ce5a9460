/**
 * The world in virtual time: created from a plan and a staged scenario, run up to a time. Nothing here knows of real time;
 * the same plan, stage, seed and injections give the same happenings, whatever the steps in which time is asked to pass.
 */

import { createIdTable } from '../../engine/id-table.ts';
import { createEngine, nextDeadline } from '../../engine/step.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Stage } from '../../scenario/stage.ts';
import { createMetrics, takePoint } from '../../trace/metrics.ts';
import type { Observer } from '../../trace/observer.ts';
import { arrangeBeginnings, createActors, createGroups, onBegin, onVisit } from './actors.ts';
import { onAnswer, onClientEnd, onCut, onFront, onPatience, onRequest, onRest } from './clients.ts';
import { onFault, onFaultEnd } from './faults.ts';
import { onArrive, onProxyEnd, onReply, onServerEnd, onSyn, onSynAnswer } from './links.ts';
import { createMachines, onDone } from './machines.ts';
import { prepareRequests, prepareResponses } from './messages.ts';
import { plan as arrange, createSchedule, nextPlace, takeFrom, timeAt } from './schedule.ts';
import { createSim, feed, nowMs, type Sim, unreachable } from './sim.ts';
import type { Happening, World, WorldState } from './state.ts';

export function createWorld(plan: Plan, stage: Stage, seed: number): World {
  const { network, durationMs } = stage.scenario;
  return {
    plan,
    stage,
    seed,
    durationUs: Math.round(durationMs * 1000),
    clientsUs: Math.max(1, Math.round(network.clientsMs * 1000)),
    serversUs: Math.max(1, Math.round(network.serversMs * 1000)),
    requests: stage.groups.map(prepareRequests),
    responses: stage.machines.map(prepareResponses),
  };
}

/** The world at time 0, with nothing done yet. */
export function createState(world: World): WorldState {
  const state: WorldState = {
    nowUs: 0,
    events: 0,
    agenda: createSchedule<Happening>(usualDelays(world)),
    engine: createEngine(world.plan, { seed: world.seed, startMs: 0, explain: false }),
    groups: createGroups(world),
    actors: createActors(world),
    clients: createIdTable(),
    doors: world.plan.listeners.map(() => ({ open: true, paused: false, waiting: [] })),
    links: createIdTable(),
    probes: createIdTable(),
    machines: createMachines(world),
    metrics: createMetrics(world.stage.groups.length, world.stage.scenario.durationMs),
    changes: 0,
    nextClient: 1,
    nextFlight: 1,
    nextJob: 1,
    nextProbeLink: 1,
    faultTurn: 0,
    deadlinesHere: 0,
    stopped: false,
  };
  world.stage.faults.forEach((fault, index) => {
    arrange(state.agenda, Math.round(fault.atMs * 1000), { type: 'fault', index });
  });
  arrangeBeginnings(world, state);
  return state;
}

/** At once, the wire's, and those that the scenario has as constants. */
function usualDelays({ clientsUs, serversUs, stage }: World): number[] {
  const wires = [clientsUs, 2 * clientsUs, 3 * clientsUs, serversUs, 2 * serversUs];
  const services = stage.machines.map(({ behaviour }) => behaviour.service);
  const pauses = stage.groups.map(({ group }) => (group.traffic.kind === 'closed' ? group.traffic.think : null));
  const constants = [...services, ...pauses].flatMap((one) =>
    one?.kind === 'constant' ? Math.round(one.ms * 1000) : [],
  );
  return [0, ...wires, ...constants];
}

/**
 * Lets time pass up to and including `untilUs`, but deals with no more than `maxEvents` happenings.
 * @returns whether that time was reached
 */
export function run(world: World, state: WorldState, untilUs: number, maxEvents: number, observer: Observer): boolean {
  const sim = createSim(world, state, observer);
  const target = Math.min(untilUs, world.durationUs);
  for (let left = maxEvents; ; left--) {
    const went = goOn(sim, target, left > 0);
    if (went === 'reached') break;
    if (went === 'due') return false;
  }
  state.nowUs = Math.max(state.nowUs, target);
  return true;
}

/**
 * Deals with the next happening or deadline up to `targetUs`, if it `may`; `due`: there is one. A function of its own, not
 * the body of the loop: a loop that is left every few hundred happenings is never compiled for good.
 */
function goOn(sim: Sim, targetUs: number, may: boolean): 'went' | 'reached' | 'due' {
  const { state } = sim;
  const { agenda } = state;
  const place = nextPlace(agenda);
  const happeningUs = timeAt(agenda, place);
  const deadlineUs = deadlineOf(state);
  const dueUs = happeningUs <= deadlineUs ? happeningUs : deadlineUs;
  const untilUs = dueUs <= targetUs ? dueUs : targetUs;
  if (state.metrics.nextPointUs <= untilUs) points(sim, untilUs);
  if (dueUs > targetUs) return 'reached';
  if (!may) return 'due';
  const moved = dueUs > state.nowUs;
  state.nowUs = dueUs;
  state.events++;
  // what happens comes before a timer that is due at the same instant
  if (happeningUs === dueUs) dispatch(sim, takeFrom(agenda, place));
  else deadline(sim, moved);
  return 'went';
}

/** When the next thing happens in the world or in the engine. */
export function nextDue(state: WorldState): number {
  return Math.min(timeAt(state.agenda, nextPlace(state.agenda)), deadlineOf(state));
}

/** When the engine wants to be woken; Infinity when it does not. */
function deadlineOf(state: WorldState): number {
  const deadlineMs = nextDeadline(state.engine);
  return deadlineMs === null ? Number.POSITIVE_INFINITY : Math.max(state.nowUs, Math.ceil(deadlineMs) * 1000);
}

/** More deadlines at one instant than any configuration arms: the engine does not move on, which is a bug of ours. */
const MAX_IDLE_DEADLINES = 100_000;

function deadline(sim: Sim, moved: boolean): void {
  const { state } = sim;
  state.deadlinesHere = moved ? 0 : state.deadlinesHere + 1;
  if (state.deadlinesHere > MAX_IDLE_DEADLINES) throw new Error(`the engine's clock stands still at ${nowMs(sim)} ms`);
  feed(sim, { type: 'deadline' });
}

/** Closes the intervals of the charts that end before the next thing happens. */
function points(sim: Sim, untilUs: number): void {
  const { metrics, engine } = sim.state;
  while (metrics.nextPointUs <= untilUs) {
    let queued = 0;
    for (const proxy of engine.proxies) queued += proxy.queuedTotal;
    sim.observer.point(takePoint(metrics, queued));
  }
}

function dispatch(sim: Sim, what: Happening): void {
  switch (what.type) {
    case 'visit':
      onVisit(sim, what.group);
      break;
    case 'begin':
      onBegin(sim, what.actor, what.turn);
      break;
    case 'front':
      onFront(sim, what.client);
      break;
    case 'request':
      onRequest(sim, what.client);
      break;
    case 'clientEnd':
      onClientEnd(sim, what.client, what.how);
      break;
    case 'answer':
      onAnswer(sim, what.client, what.flight, what.answer);
      break;
    case 'cut':
      onCut(sim, what.client, what.how);
      break;
    case 'rest':
      onRest(sim, what.client, what.flight);
      return;
    case 'patience':
      onPatience(sim, what.client, what.flight);
      break;
    case 'syn':
      onSyn(sim, what.link, what.sentUs);
      break;
    case 'synAnswer':
      onSynAnswer(sim, what.link, what.ok);
      break;
    case 'arrive':
      onArrive(sim, what.link, what.message);
      break;
    case 'done':
      onDone(sim, what.machine, what.job, what.turn);
      break;
    case 'reply':
      onReply(sim, what.link, what.reply);
      break;
    case 'serverEnd':
      onServerEnd(sim, what.link, what.how);
      break;
    case 'proxyEnd':
      onProxyEnd(sim, what.link, what.how, what.half);
      break;
    case 'fault':
      onFault(sim, what.index);
      break;
    case 'faultEnd':
      onFaultEnd(sim, what.index, what.turn);
      break;
    default:
      unreachable(what);
  }
}

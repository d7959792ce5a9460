/**
 * What the world's functions work on during a run, and the one way into the engine: `feed` gives it a fact and carries
 * out everything it answers, before anything else happens.
 */
import type { Input, Output } from '../../engine/io.ts';
import { step } from '../../engine/step.ts';
import type { Observer } from '../../trace/observer.ts';
import { carryOut } from './outputs.ts';
import { planAfter } from './schedule.ts';
import type { Happening, World, WorldState } from './state.ts';

export interface Sim {
  readonly world: World;
  readonly state: WorldState;
  readonly observer: Observer;
  /** The engine's outputs, in order; those before `carried` have been carried out. */
  readonly out: Output[];
  carried: number;
  carrying: boolean;
}

export function createSim(world: World, state: WorldState, observer: Observer): Sim {
  return { world, state, observer, out: [], carried: 0, carrying: false };
}

/** Arranges something `delayUs` from now. */
export function after(sim: Sim, delayUs: number, what: Happening): void {
  planAfter(sim.state.agenda, sim.state.nowUs, delayUs, what);
}

/** Virtual time for whoever watches, in milliseconds. */
export function nowMs(sim: Sim): number {
  return sim.state.nowUs / 1000;
}

/** The engine's clock: whole milliseconds, as HAProxy's own. */
export function engineMs(nowUs: number): number {
  return Math.floor(nowUs / 1000);
}

/** Gives the engine a fact. What it answers is carried out in order; facts that follow from that are given in turn. */
export function feed(sim: Sim, input: Input): void {
  sim.observer.fed?.(nowMs(sim), input);
  step(sim.world.plan, sim.state.engine, engineMs(sim.state.nowUs), input, sim.out);
  if (sim.carrying) return;
  sim.carrying = true;
  // carrying out may append more
  while (sim.carried < sim.out.length) carryOut(sim, sim.out[sim.carried++]!);
  if (sim.carried > MOST_CARRIED) {
    sim.out.length = 0;
    sim.carried = 0;
  }
  sim.carrying = false;
}

/** An array that is emptied gives its memory back and has to grow again: that is done now and then only. */
const MOST_CARRIED = 200;

/** For the end of a switch that names every case: one that is forgotten does not compile. */
export function unreachable(what: never): never {
  throw new Error(`not a case: ${JSON.stringify(what)}`);
}

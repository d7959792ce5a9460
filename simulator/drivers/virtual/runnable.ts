/** The virtual world as something that a recording can run. */
import type { Plan } from '../../plan/plan.ts';
import type { Stage } from '../../scenario/stage.ts';
import type { Runnable } from '../../trace/recording.ts';
import { apply } from './faults.ts';
import { createSim } from './sim.ts';
import type { Injection, World, WorldState } from './state.ts';
import { createState, createWorld, nextDue, run } from './world.ts';

export interface VirtualRun extends Runnable<WorldState, Injection> {
  readonly world: World;
}

export function createRunnable(plan: Plan, stage: Stage, seed: number): VirtualRun {
  const world = createWorld(plan, stage, seed);
  return {
    world,
    durationUs: world.durationUs,
    create: () => createState(world),
    run: (state, untilUs, maxEvents, observer) => run(world, state, untilUs, maxEvents, observer),
    inject(state, injection, observer) {
      apply(createSim(world, state, observer), injection);
    },
    explain(state) {
      state.engine.explain = true;
    },
    position: ({ nowUs, events }) => ({ nowUs, events }),
    nextDueUs: nextDue,
    lastStream: ({ engine }) => engine.nextStream - 1,
  };
}

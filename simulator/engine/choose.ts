/**
 * The one place where the engine draws. Everything that HAProxy leaves to chance goes through here: in simulation the
 * seeded generator decides.
 */
import { nextBelow } from './random.ts';
import type { Engine } from './state.ts';

/** What is left to chance. */
export type ChoiceKind = 'balance-tie' | 'balance-random' | 'start-position' | 'spread-checks' | 'sample';

/**
 * Draws one of `count` legal possibilities.
 * @param count how many there are, at least 1
 * @returns 0 … count - 1
 */
export function choose(engine: Engine, _kind: ChoiceKind, count: number): number {
  if (count <= 1) return 0;
  return nextBelow(engine.state.random, count);
}

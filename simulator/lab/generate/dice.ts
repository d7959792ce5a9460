/** Drawing for the generator: every answer follows from the seed alone. */
import { createRandom, nextBelow } from '../../scenario/random.ts';

export interface Dice {
  /** 0 … count - 1. */
  below(count: number): number;
  /** From … to, both included. */
  between(from: number, to: number): number;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function createDice(seed: number, purpose: string): Dice {
  const random = createRandom(seed, purpose);
  const below = (count: number) => nextBelow(random, count);
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (percent) => below(100) < percent,
    pick: (items) => items[below(items.length)]!,
  };
}

/** Drawing what a scenario leaves to chance. */
import { nextExponential, nextUnit, type Random } from './random.ts';
import type { Distribution } from './schema.ts';

/** A duration in milliseconds, never negative. A constant draws nothing. */
export function sampleMs(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'uniform':
      return distribution.fromMs + (distribution.toMs - distribution.fromMs) * nextUnit(random);
    case 'exponential':
      return distribution.meanMs * nextExponential(random);
  }
}

/** The mean of a distribution in milliseconds. */
export function meanMs(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'uniform':
      return (distribution.fromMs + distribution.toMs) / 2;
    case 'exponential':
      return distribution.meanMs;
  }
}

/** The index of an item, by weight. Draws nothing when there is only one. */
export function sampleWeighted(items: readonly { readonly weight: number }[], random: Random): number {
  if (items.length <= 1) return 0;
  let total = 0;
  for (const item of items) total += item.weight;
  let left = nextUnit(random) * total;
  for (let i = 0; i < items.length; i++) {
    left -= items[i]!.weight;
    if (left < 0) return i;
  }
  return items.length - 1;
}

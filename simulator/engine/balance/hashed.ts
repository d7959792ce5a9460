/**
 * What the hashing algorithms have in common: the hash of a key points into the server map or onto the ring, full
 * server or not; a request without the key is balanced round robin over the same structure.
 */
import type { BackendPlan } from '../../plan/plan.ts';
import { avalanche, HASH_FUNCTIONS, sdbm } from './hash.ts';
import type { MapState } from './map.ts';
import { createMap, lookUpMap, updateMap, walkMap } from './map.ts';
import { servingTotals } from './pool.ts';
import type { Algorithm, PickContext } from './record.ts';
import type { RingState } from './ring.ts';
import { createRing, lookUpRing, updateRing, walkRing } from './ring.ts';

export type HashedState = MapState | RingState;

/** A key as text for explanations, and the number it hashes to before the avalanche. */
export interface HashKey {
  readonly text: string;
  readonly hash: number;
}

/**
 * @param keyOf the key of a request, or null when it has none (or an empty one)
 * @param looksAnyway the key is looked for even when a single server is left. It makes no difference to that choice;
 *   but without its key such a request moves the walk on.
 */
export function hashed(
  name: string,
  keyOf: (context: PickContext) => HashKey | null,
  looksAnyway = false,
): Algorithm<HashedState> {
  return {
    picksFull: true,
    queuesAtOnce: false,
    init(plan, proxy, engine) {
      return onRing(plan) ? createRing(name, plan, proxy, engine) : createMap(name, plan, proxy);
    },
    pick(context, state) {
      const { plan, proxy, avoid } = context;
      const alone = !looksAnyway && servingTotals(proxy, state).count === 1;
      const key = alone ? NO_HASH : keyOf(context);
      if ('map' in state) {
        return key ? lookUpMap(state, finished(plan, key)) : walkMap(plan, proxy, state, avoid);
      }
      return key ? lookUpRing(plan, proxy, state, finished(plan, key), avoid) : walkRing(plan, proxy, state, avoid);
    },
    onTake() {},
    onDrop() {},
    onChange(plan, proxy, index, state) {
      if ('map' in state) updateMap(plan, proxy, index, state);
      else updateRing(plan, proxy, index, state);
    },
    key: (context) => keyOf(context)?.text ?? null,
    figure(plan, _proxy, index, state) {
      if (!state.usable[index]) return null;
      if ('map' in state) {
        const places = state.map.filter((server) => server === index).length;
        return `${places} of ${state.length} places on the map`;
      }
      const circle = plan.servers[index]!.backup ? state.backup : state.active;
      return `${state.weight[index]} of ${circle.places.length} points on the ring`;
    },
  };
}

const NO_HASH: HashKey = { text: '', hash: 0 };

/** The hash of a text by the configured function. */
export function hashText(plan: BackendPlan, text: string): HashKey {
  return { text, hash: (HASH_FUNCTIONS[plan.hashType.fn] ?? sdbm)(text) };
}

function onRing(plan: BackendPlan): boolean {
  return plan.hashType.method === 'consistent';
}

function finished(plan: BackendPlan, key: HashKey): number {
  return plan.hashType.avalanche && key !== NO_HASH ? avalanche(key.hash) : key.hash;
}

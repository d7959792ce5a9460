/**
 * `balance random(N)`: N points of the ring are drawn, and of their servers the one with the fewest streams for its
 * weight is taken. A full server counts as none: the request then waits in the backend's queue. Manual, "balance random".
 */
import { choose, givenServer } from '../choose.ts';
import { hasFreeSlot } from '../slots.ts';
import type { Algorithm } from './record.ts';
import type { RingState } from './ring.ts';
import { createRing, lookUpRing, updateRing } from './ring.ts';

export const random: Algorithm<RingState> = {
  picksFull: false,
  queuesAtOnce: false,
  init: (plan, proxy, engine) => createRing('random', plan, proxy, engine),

  pick({ engine, plan, proxy, stream, avoid }, state) {
    // two draws may meet the same server: any one that has points on the ring may come out
    let best = givenServer(engine, stream, (server) => server !== avoid && state.usable[server] === true);
    const draws = best === null ? plan.balance.draws : 0;
    for (let draw = 0; draw < draws; draw++) {
      const hash = choose(engine, 'balance-random', 4294967296);
      const drawn = lookUpRing(plan, proxy, state, hash, avoid);
      if (drawn === null) return null;
      if (
        best === null ||
        !isBusier(proxy.servers[drawn]!.served, state.weight[drawn]!, proxy.servers[best]!.served, state.weight[best]!)
      ) {
        best = drawn;
      }
    }
    if (best === null) return null;
    const full = proxy.servers[best]!.queue.length > 0 || !hasFreeSlot(plan, proxy, best);
    return full ? null : best;
  },

  onTake() {},
  onDrop() {},
  onChange: updateRing,
  key: () => null,

  figure(_plan, proxy, index, state) {
    return state.usable[index] ? `${proxy.servers[index]!.served} streams, weight ${state.weight[index]! / 16}` : null;
  },
};

function isBusier(served: number, weight: number, otherServed: number, otherWeight: number): boolean {
  return served * otherWeight > otherServed * weight;
}

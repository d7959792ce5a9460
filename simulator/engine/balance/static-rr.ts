/** `balance static-rr`: round robin over the server map; weights do not change at run time. Manual, "balance static-rr". */
import type { MapState } from './map.ts';
import { createMap, updateMap, walkMap } from './map.ts';
import type { Algorithm } from './record.ts';

export const staticRr: Algorithm<MapState> = {
  picksFull: false,
  queuesAtOnce: true,
  init: (plan, proxy) => createMap('static-rr', plan, proxy),
  pick: ({ plan, proxy, avoid }, state) => walkMap(plan, proxy, state, avoid),
  onTake() {},
  onDrop() {},
  onChange: updateMap,
  key: () => null,
  figure(_plan, _proxy, index, state) {
    if (!state.usable[index]) return null;
    const ahead = state.map.indexOf(index, state.walk);
    const place = ahead >= 0 ? ahead - state.walk : state.length - state.walk + state.map.indexOf(index);
    return `${place} places ahead on the map of ${state.length}`;
  },
};

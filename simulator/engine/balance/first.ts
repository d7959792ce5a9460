/** `balance first`: the usable server with the lowest id that has a free slot; weights do not count. Manual, "balance first". */
import type { Members } from './pool.ts';
import { commit, hasRoom, serving, takeMembers } from './pool.ts';
import type { Algorithm } from './record.ts';

export interface FirstState extends Members {
  readonly algorithm: 'first';
  /** Server indexes by id. */
  readonly byId: readonly number[];
}

export const first: Algorithm<FirstState> = {
  picksFull: false,
  queuesAtOnce: true,

  init(plan, proxy) {
    const byId = [...plan.servers].sort((x, y) => x.puid - y.puid || x.index - y.index).map((server) => server.index);
    return { algorithm: 'first', ...takeMembers(plan, proxy), byId };
  },

  pick({ plan, proxy, avoid }, state) {
    const who = serving(proxy, state);
    if (who === 'none') return null;
    if (who === 'one') return state.firstBackup;
    let avoided: number | null = null;
    for (const index of state.byId) {
      if (!state.usable[index] || plan.servers[index]!.backup !== (who === 'backup')) continue;
      if (!hasRoom(plan, proxy, index)) continue;
      if (index !== avoid) return index;
      avoided = index;
    }
    return avoided;
  },

  onTake() {},
  onDrop() {},
  onChange(plan, proxy, index, state) {
    commit(plan, proxy, state, index, proxy.servers[index]!.effectiveWeight);
  },
  key: () => null,
  figure: (plan, _proxy, index) => `id ${plan.servers[index]!.puid}`,
};

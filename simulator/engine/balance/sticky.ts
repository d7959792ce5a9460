/**
 * `balance sticky` (log backends; 3.0 and later): one server takes everything until it goes down; the next one then
 * keeps everything even when the first returns. Weights do not count. Manual, "balance sticky".
 */
import type { BackendPlan } from '../../plan/plan.ts';
import type { ProxyState } from '../state.ts';
import type { Members } from './pool.ts';
import { commit, takeMembers } from './pool.ts';
import type { Algorithm } from './record.ts';

export interface StickyState extends Members {
  readonly algorithm: 'sticky';
  elected: number;
}

export const sticky: Algorithm<StickyState> = {
  picksFull: true,
  queuesAtOnce: false,
  init(plan, proxy) {
    const members = takeMembers(plan, proxy, () => 1);
    return { algorithm: 'sticky', ...members, elected: elect(plan, proxy, members) };
  },
  pick: (_context, state) => (state.elected < 0 ? null : state.elected),
  onTake() {},
  onDrop() {},
  onChange(plan, proxy, index, state) {
    const change = commit(plan, proxy, state, index, 1);
    if (change === 'left' && index === state.elected) state.elected = elect(plan, proxy, state);
    if (change === 'joined') {
      const elected = plan.servers[state.elected];
      if (!elected || (elected.backup && !plan.servers[index]!.backup)) state.elected = index;
    }
  },
  key: () => null,
  figure: (_plan, _proxy, index, state) => (index === state.elected ? 'the one in use' : null),
};

function elect(plan: BackendPlan, proxy: ProxyState, members: Members): number {
  const backup = proxy.activeUsable === 0;
  return plan.servers.findIndex((server) => server.backup === backup && members.usable[server.index]);
}

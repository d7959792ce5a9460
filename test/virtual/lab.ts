/** A configuration and a scenario in virtual time, for tests: everything that came out, in handy forms. */

import type { VirtualRun } from '../../simulator/drivers/virtual/runnable.ts';
import type { Injection, WorldState } from '../../simulator/drivers/virtual/state.ts';
import type { LogRecord, ServerStateChange } from '../../simulator/engine/io.ts';
import { prepare } from '../../simulator/simulator.ts';
import { nameOf, requestLine, transitionOf } from '../../simulator/trace/entries.ts';
import { serverLogLines } from '../../simulator/trace/log-lines.ts';
import type { ClientOutcome } from '../../simulator/trace/observer.ts';
import { advance, createRecording, type Recording } from '../../simulator/trace/recording.ts';

export interface Lab {
  readonly runnable: VirtualRun;
  readonly recording: Recording<WorldState, Injection>;
  readonly log: LogRecord[];
  readonly ended: (ClientOutcome & { readonly atMs: number })[];
  /** Runs to a time, or to the end of the scenario. */
  to(ms?: number): void;
  state(): WorldState;
  /** `12.345 bk/web1 UP>DOWN Layer4 …`, a line a change; faults as `10.000 bk/web1 fault ok>refuse`. */
  changes(): string[];
  /** Servers in the order in which they served, as the log has it. */
  servers(): string[];
  lines(): string[];
  /** What HAProxy says about servers. */
  serverLines(): string[];
  /** When the first change of that server to that state happened, ms; NaN when it did not. */
  when(server: string, to: string, afterMs?: number): number;
}

/** Sections that every test configuration begins with. */
export const HTTP_DEFAULTS = `defaults
    log stdout format raw local0
    mode http
    option httplog
    timeout connect 1s
    timeout client 10s
    timeout server 5s
`;

export function lab(config: string, scenario: string, seed?: number): Lab {
  const text = config.endsWith('\n') ? config : `${config}\n`;
  const prepared = prepare({
    files: [{ name: 'haproxy.cfg', text }],
    version: '3.2',
    scenario,
    ...(seed === undefined ? {} : { seed }),
  });
  const errors = prepared.diagnostics.filter((d) => d.severity === 'error').map((d) => d.message);
  const problems = prepared.scenarioProblems.map((p) => `${p.line}:${p.column}: ${p.message}`);
  const { runnable } = prepared;
  if (runnable === null) throw new Error(`not runnable: ${[...errors, ...problems].join('\n')}`);
  const { plan } = runnable.world;
  const recording = createRecording(runnable);
  const log: LogRecord[] = [];
  const serverLog: string[] = [];
  const ended: Lab['ended'] = [];
  const observer = {
    log: (_: number, record: LogRecord) => void log.push(record),
    ended: (atMs: number, outcome: ClientOutcome) => void ended.push({ ...outcome, atMs }),
    serverState: (_: number, change: ServerStateChange) => void serverLog.push(...serverLogLines(plan, change)),
    fault() {},
    explained() {},
    point() {},
  };
  const states = () => recording.states.slice(0, recording.marks.states);
  return {
    runnable,
    recording,
    log,
    ended,
    to(ms) {
      const toUs = ms === undefined ? runnable.durationUs : Math.round(ms * 1000);
      while (!advance(recording, toUs, 1_000_000, observer));
    },
    state: () => recording.state,
    changes: () =>
      states().map((entry) => {
        const { atMs, kind, proxy, server, from, to, reason } = transitionOf(entry);
        const what = kind === 'fault' ? `fault ${from}>${to}` : `${from}>${to} ${reason}`;
        return `${(atMs / 1000).toFixed(3)} ${nameOf(plan, proxy, server ?? -1)} ${what}`;
      }),
    servers: () => log.map((record) => record.server),
    serverLines: () => serverLog,
    lines: () => log.map((record) => requestLine(plan, record)),
    when(server, to, afterMs = 0) {
      const found = states().find(
        (s) =>
          s.kind === 'state' &&
          s.atMs >= afterMs &&
          s.change.to === to &&
          nameOf(plan, s.change.proxy, s.change.server) === server,
      );
      return found?.atMs ?? Number.NaN;
    },
  };
}

/** The virtual world at work, measured: in Node and, bundled, in a browser's worker. */
import { prepare } from '../../simulator/simulator.ts';
import { requestLine } from '../../simulator/trace/entries.ts';
import { NOBODY, type Observer } from '../../simulator/trace/observer.ts';
import { configuration, scenario, serversOf, type Workload } from './workload.ts';

export interface Work {
  readonly requests: number;
  readonly ms: number;
}

/** Virtual time between two looks at the clock, microseconds. */
const STEP_US = 100_000;

/**
 * A world with that work, and its clock.
 * @returns lets it run for about so many milliseconds of real time, and goes on from there next time
 */
export function simulated(work: Partial<Workload>, paths?: readonly string[]): (ms: number) => Work {
  const text = configuration({ bind: ':80', servers: serversOf(3), ...work });
  const files = [{ name: 'haproxy.cfg', text }];
  const { runnable, diagnostics, scenarioProblems } = prepare({ files, version: '3.2', scenario: scenario(paths) });
  if (runnable === null) throw new Error(JSON.stringify([...diagnostics, ...scenarioProblems]));
  const { plan } = runnable.world;
  let characters = 0;
  const observer: Observer = {
    ...NOBODY,
    // every line is written, as HAProxy writes it
    log(_atMs, record) {
      characters += requestLine(plan, record).length;
    },
  };
  const state = runnable.create();
  let untilUs = 0;
  return (ms) => {
    const before = runnable.lastStream(state);
    const started = performance.now();
    let passed = 0;
    while (passed < ms) {
      untilUs += STEP_US;
      while (!runnable.run(state, untilUs, 1_000_000, observer)) {}
      passed = performance.now() - started;
    }
    const requests = runnable.lastStream(state) - before;
    if (characters < 50 * requests) throw new Error('lines are missing');
    return { requests, ms: passed };
  };
}

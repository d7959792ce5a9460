/** The hash of a whole run's trace, in Node and in a browser's worker. */
import { createSimulator } from '../../simulator/simulator.ts';

export interface Run {
  readonly config: string;
  readonly scenario: string;
  readonly seed?: number;
}

export async function traceHash({ config, scenario, seed }: Run): Promise<string> {
  const simulator = createSimulator();
  const loaded = await simulator.load({ config, scenario, version: '3.2', ...(seed === undefined ? {} : { seed }) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded));
  for (let nowMs = 0; nowMs < loaded.durationMs; ) ({ nowMs } = await simulator.advance(loaded.durationMs));
  return simulator.hash();
}

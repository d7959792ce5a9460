/** The statistics page in the virtual world: the same page, of a process without a number that began when the world did. */
import { effectivePlan } from '../../engine/changes.ts';
import type { Output, RuntimeCommand } from '../../engine/io.ts';
import { answerStats } from '../runtime/index.ts';
import { feed, nowMs, type Sim } from './sim.ts';

export function serveStats(sim: Sim, output: Extract<Output, { type: 'serveStats' }>): void {
  const { client, stream } = output;
  const { engine } = sim.state;
  const commands: RuntimeCommand[] = [];
  const view = {
    plan: effectivePlan(sim.world.plan, engine),
    state: engine,
    nowMs: nowMs(sim),
    process: { pid: 1, release: '', node: 'drydock', bootMs: 0, dateMs: nowMs(sim), environment: {} },
    session: { level: 'admin', interactive: false, timed: false, experimental: false, over: false } as const,
    command: (command: RuntimeCommand) => commands.push(command),
  };
  const { head, body } = answerStats(view, output, true);
  for (const command of commands) feed(sim, { type: 'command', command });
  feed(sim, { type: 'statsServed', client, stream, head, body });
}

/** A plan at work on this machine's sockets until it is stopped: what `drydock run` and `drydock haproxy` share. */

import type { ProcessFacts } from '../drivers/runtime/index.ts';
import { systemClock } from '../drivers/sockets/clock.ts';
import { type Running, runSockets } from '../drivers/sockets/index.ts';
import { openLogForwards } from '../drivers/sockets/log-forward.ts';
import { openLogTargets } from '../drivers/sockets/log-targets.ts';
import type { Span } from '../language/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { CliIo } from './command.ts';
import { createReporter } from './logging.ts';
import { untilStopped } from './signals.ts';

export interface ServeOptions {
  readonly io: CliIo;
  readonly seed: number;
  /** Log to standard output whatever the configuration says. */
  readonly forceLog: boolean;
  /** What stands before our own messages. */
  readonly name: string;
  /** What the runtime sockets tell about the process. */
  processFacts(): ProcessFacts;
  /** The exit status behind SIGINT; 0 when nothing is said. */
  readonly interruptedStatus?: number;
  /** A listener could not be opened. */
  failed(problem: string, span: Span): void;
  /** Everything listens. */
  started(running: Running): void;
}

/** Opens the listeners, says so, and serves until it is stopped. */
export async function serve(plan: Plan, options: ServeOptions): Promise<number> {
  const { io, name } = options;
  const out = batched(io.out);
  const targets = openLogTargets(plan, { stdout: out.write, stderr: io.err }, options.forceLog);
  for (const address of targets.unreachable) {
    io.err(`${name}log lines for ${address} are dropped: it cannot be reached from here\n`);
  }
  const reporter = createReporter(plan, systemClock, targets, io.err);
  const started = await runSockets(plan, {
    clock: systemClock,
    seed: options.seed,
    report: reporter,
    processFacts: options.processFacts,
  });
  if (!started.ok) {
    targets.close();
    options.failed(started.problem, started.span);
    return 1;
  }
  const { running } = started;
  targets.attach(running.state);
  const forwards = await openLogForwards(plan.logForwards ?? [], (section, line) =>
    targets.forward(section, line, Date.now()),
  );
  if (!forwards.ok) {
    io.err(`${name}${forwards.problem}\n`);
    running.kill();
    targets.close();
    return 1;
  }
  options.started(running);
  const interrupted = await untilStopped(running, (open) => {
    reporter.stopped(running.state);
    if (open > 0) io.err(`${name}stopping; ${open} connection${open === 1 ? '' : 's'} still open\n`);
  });
  out.flush();
  forwards.forwards.close();
  targets.close();
  return interrupted ? (options.interruptedStatus ?? 0) : 0;
}

/** Log lines of one turn of the event loop leave in one system call. */
function batched(write: (text: string) => void): {
  readonly write: (text: string) => void;
  readonly flush: () => void;
} {
  let text = '';
  const flush = () => {
    const ready = text;
    text = '';
    if (ready !== '') write(ready);
  };
  return {
    write(more) {
      if (text === '') setImmediate(flush);
      text += more;
    },
    flush,
  };
}

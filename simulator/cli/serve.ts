/**
 * A plan at work on this machine's sockets until it is stopped: what `drydock run` and `drydock haproxy` share. A reload (SIGUSR2) is a
 * second world beside the first: it takes over the listening sockets, and the first finishes what it has begun.
 */

import type { ProcessFacts } from '../drivers/runtime/index.ts';
import { evenClock, systemClock } from '../drivers/sockets/clock.ts';
import { type InputRecorder, type Running, runSockets } from '../drivers/sockets/index.ts';
import { type LogForwards, openLogForwards } from '../drivers/sockets/log-forward.ts';
import { type LogTargets, openLogTargets } from '../drivers/sockets/log-targets.ts';
import type { Span } from '../language/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { CliIo } from './command.ts';
import { createReporter, type Reporter } from './logging.ts';
import type { FileRecorder } from './record.ts';
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
  started(running: Running, plan: Plan, serving: Serving): void;
  /** Writes down what the first world is told, and each after it; null: nothing. */
  readonly record?: (plan: Plan, startMs: number) => FileRecorder | null;
  /** Reads the configuration again; null when it cannot be taken, which has been said. */
  reload(): Promise<Plan | null>;
}

/** Nobody writes. */
const UNRECORDED: InputRecorder = { input() {}, log() {}, serverState() {} };

/** What can be asked of those that serve. */
export interface Serving {
  /** Whether the configuration, read again, was taken. */
  reload(): Promise<boolean>;
  /** The answer of the present world's runtime socket to a line, with all rights. */
  answer(line: string): string;
}

/** A world, and what belongs to it alone. */
interface Generation {
  readonly running: Running;
  readonly reporter: Reporter;
  readonly forwards: LogForwards;
  readonly targets: LogTargets;
}

/** Opens the listeners, says so, and serves until it is stopped. */
export async function serve(plan: Plan, options: ServeOptions): Promise<number> {
  const { io, name } = options;
  const out = batched(io.out);
  const living = new Set<Running>();
  // Between two worlds the old one may have ended before the new one is known here.
  let opening = 0;
  let onEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    onEnded = resolve;
  });

  /** Starts a world, in the place of another if there is one. */
  const open = async (what: Plan, before?: Generation): Promise<Generation | null> => {
    const targets = openLogTargets(what, { stdout: out.write, stderr: io.err }, options.forceLog);
    for (const address of targets.unreachable) {
      io.err(`${name}log lines for ${address} are dropped: it cannot be reached from here\n`);
    }
    const clock = options.record === undefined ? systemClock : evenClock;
    let recorder: FileRecorder | null = null;
    const reporter = createReporter(what, clock, targets, io.err);
    opening++;
    const started = await runSockets(what, {
      clock,
      seed: options.seed,
      report: reporter,
      processFacts: options.processFacts,
      ...(before === undefined ? {} : { predecessor: before.running }),
      ...(options.record === undefined
        ? {}
        : {
            recorder: (startMs: number) => {
              recorder = options.record?.(what, startMs) ?? null;
              return recorder ?? UNRECORDED;
            },
          }),
    });
    opening--;
    if (!started.ok) {
      targets.close();
      options.failed(started.problem, started.span);
      return null;
    }
    const { running } = started;
    targets.attach(running.state);
    living.add(running);
    before?.reporter.stopped(before.running.state);
    before?.forwards.close();
    const forwards = await forwardsOf(what, targets, name, io);
    void running.ended.then(() => {
      out.flush();
      recorder?.close(clock.now());
      forwards?.close();
      targets.close();
      living.delete(running);
      if (living.size === 0 && opening === 0) onEnded();
    });
    if (forwards !== null) return { running, reporter, forwards, targets };
    if (before === undefined) {
      running.kill();
      return null;
    }
    return { running, reporter, forwards: { close() {} }, targets };
  };

  let current = await open(plan);
  if (current === null) return 1;
  const serving: Serving = {
    async reload() {
      let isTaken = false;
      reloading = reloading.then(async () => {
        isTaken = await reloadOnce();
      });
      await reloading;
      return isTaken;
    },
    answer(line) {
      const logged = /^debug dev log\b\s*(.*)$/.exec(line);
      if (logged === null) return current!.running.answer(line);
      current!.targets.process('info', logged[1]!, Date.now());
      return '\n';
    },
  };
  let stopping = false;
  let reloading: Promise<void> = Promise.resolve();
  const reloadOnce = async () => {
    const next = stopping ? null : await options.reload();
    if (stopping || current === null) return false;
    const generation = next === null ? null : await open(next, current);
    if (generation === null) {
      io.err(`${name}not reloaded: the configuration that was there goes on\n`);
      return false;
    }
    current = generation;
    if (stopping) current.running.stop();
    options.started(current.running, next!, serving);
    io.err(`${name}reloaded\n`);
    return true;
  };
  const onReload = () => {
    void serving.reload();
  };
  options.started(current.running, plan, serving);
  process.on('SIGUSR2', onReload);
  const interrupted = await untilStopped(
    {
      open: () => [...living].reduce((sum, running) => sum + running.state.actconn, 0),
      stop() {
        stopping = true;
        current?.running.stop();
      },
      kill() {
        stopping = true;
        for (const running of living) running.kill();
      },
      ended,
    },
    (count) => {
      current?.reporter.stopped(current.running.state);
      if (count > 0) io.err(`${name}stopping; ${count} connection${count === 1 ? '' : 's'} still open\n`);
    },
  );
  process.off('SIGUSR2', onReload);
  return interrupted ? (options.interruptedStatus ?? 0) : 0;
}

/** What `log-forward` sections listen on; null when something is in the way, which is said. */
async function forwardsOf(plan: Plan, targets: LogTargets, name: string, io: CliIo): Promise<LogForwards | null> {
  const opened = await openLogForwards(plan.logForwards ?? [], (section, line) =>
    targets.forward(section, line, Date.now()),
  );
  if (opened.ok) return opened.forwards;
  io.err(`${name}${opened.problem}\n`);
  return null;
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

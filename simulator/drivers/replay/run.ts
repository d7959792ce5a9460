/**
 * A run again, from its inputs: the engine is told the same facts at the same times, and decides the same. What it commands
 * is not carried out, for what came of it stands in the file. Times inside are microseconds since the run's start.
 */
import type { LogRecord, Output } from '../../engine/io.ts';
import type { EngineState } from '../../engine/state.ts';
import { createEngine, step } from '../../engine/step.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RecordedInputs } from '../../scenario/inputs.ts';
import { countEnded, countStarted, createMetrics, type Metrics, takePoint } from '../../trace/metrics.ts';
import type { ClientOutcome, Observer } from '../../trace/observer.ts';
import type { Runnable } from '../../trace/recording.ts';

export interface ReplayState {
  nowUs: number;
  /** Inputs dealt with so far. */
  events: number;
  readonly engine: EngineState;
  readonly metrics: Metrics;
  /** Requests that were logged so far. */
  ended: number;
  /** Inputs dealt with so far that were more than a look at the clock. */
  changes: number;
}

export interface ReplayRun extends Runnable<ReplayState, never> {
  readonly plan: Plan;
  readonly recorded: RecordedInputs;
}

export function createReplay(plan: Plan, recorded: RecordedInputs): ReplayRun {
  const { header, inputs, end } = recorded;
  const { startMs } = header;
  const lastMs = Math.max(end?.endMs ?? startMs, inputs.at(-1)?.atMs ?? startMs);
  const durationUs = (lastMs - startMs) * 1000;
  // a fact that was read together with an earlier one may bear the earlier one's time
  const dueUs: number[] = [];
  for (const { atMs } of inputs) dueUs.push(Math.max(dueUs.at(-1) ?? 0, (atMs - startMs) * 1000));
  const outputs: Output[] = [];

  function tell(state: ReplayState, observer: Observer): void {
    const { atMs, input } = inputs[state.events]!;
    state.nowUs = dueUs[state.events]!;
    state.events++;
    if (input.type !== 'deadline') state.changes++;
    try {
      step(plan, state.engine, atMs, input, outputs);
    } catch (error) {
      // the engine takes it for granted that facts fit its plan
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`input ${state.events} of the recorded run does not fit this configuration (${why})`);
    }
    // what is told to an observer may be kept: the list is not
    const mine = outputs.splice(0);
    for (const output of mine) observe(state, output, observer);
  }

  function observe(state: ReplayState, output: Output, observer: Observer): void {
    const atMs = state.nowUs / 1000;
    if (output.type === 'log') {
      state.changes++;
      state.ended++;
      const outcome = outcomeOf(plan, output.record, state.ended);
      countStarted(state.metrics, outcome.group);
      countEnded(state.metrics, outcome.group, outcome.status, outcome.ok, outcome.latencyUs);
      observer.log(atMs, output.record);
      observer.ended(atMs, outcome);
    } else if (output.type === 'serverState') observer.serverState(atMs, output.change);
    else if (output.type === 'explain') observer.explained(atMs, output.stream, output.proxy, output.explanation);
  }

  function points({ metrics, engine }: ReplayState, untilUs: number, observer: Observer): void {
    while (metrics.nextPointUs <= untilUs) {
      observer.point(
        takePoint(
          metrics,
          engine.proxies.reduce((sum, { queuedTotal }) => sum + queuedTotal, 0),
        ),
      );
    }
  }

  return {
    plan,
    recorded,
    durationUs,
    create: () => ({
      nowUs: 0,
      events: 0,
      engine: createEngine(plan, { seed: header.seed, startMs, explain: false }),
      metrics: createMetrics(plan.proxies.length, durationUs / 1000),
      ended: 0,
      changes: 0,
    }),
    run(state, untilUs, maxEvents, observer) {
      const target = Math.min(untilUs, durationUs);
      for (let left = maxEvents; state.events < inputs.length && dueUs[state.events]! <= target; left--) {
        if (left <= 0) return false;
        points(state, dueUs[state.events]!, observer);
        tell(state, observer);
      }
      points(state, target, observer);
      state.nowUs = Math.max(state.nowUs, target);
      return true;
    },
    inject() {
      throw new Error('what was recorded cannot be changed');
    },
    explain(state) {
      state.engine.explain = true;
    },
    position: ({ nowUs, events }) => ({ nowUs, events }),
    nextDueUs: ({ events }) => dueUs[events] ?? Number.POSITIVE_INFINITY,
    lastStream: ({ engine }) => engine.nextStream - 1,
  };
}

/** How a request ended for its client, as far as the log tells. Clients are told apart by the frontend they came to. */
export function outcomeOf(plan: Plan, record: LogRecord, request: number): ClientOutcome {
  const { stream, status, mode, backend, server, timers } = record;
  const proxy = plan.proxies.findIndex(({ name, backend: own }) => name === backend && own !== null);
  const index = plan.proxies[proxy]?.backend?.servers.findIndex(({ name }) => name === server) ?? -1;
  const isAnswered = mode === 'tcp' ? index >= 0 : status > 0;
  return {
    group: clientOf(plan, record.proxy),
    client: -1,
    request,
    stream,
    proxy: index < 0 ? -1 : proxy,
    server: index,
    status: isAnswered ? (mode === 'tcp' ? 0 : status) : null,
    ok: isAnswered && status < 500,
    latencyUs: Math.max(0, mode === 'tcp' ? timers.Tt : timers.Ta) * 1000,
  };
}

/** The group of clients of a frontend: its place among the frontends. */
export function clientOf(plan: Plan, proxy: number): number {
  let before = 0;
  for (const { id, frontend, disabled } of plan.proxies) if (id < proxy && frontend !== null && !disabled) before++;
  return before;
}

/**
 * The simulator as pages and commands use it: load texts, let time pass, look, rewind, break things, ask why. Everything
 * that comes out is plain data. `worker.ts` offers it to a page; the CLI and tests use it in their own process.
 */
import { flightsOf, queuesOf, serversOf, totalsOf } from './drivers/virtual/picture.ts';
import { createRunnable, type VirtualRun } from './drivers/virtual/runnable.ts';
import type { Injection, WorldState } from './drivers/virtual/state.ts';
import { topologyOf } from './drivers/virtual/topology.ts';
import type { Diagnostic } from './language/diagnostic.ts';
import { analyse } from './language/haproxy/analyse.ts';
import type { SourceFile, Version } from './language/haproxy/config.ts';
import { plan as planOf } from './plan/build.ts';
import type { Plan } from './plan/plan.ts';
import { defaultScenario } from './scenario/default.ts';
import { readScenario } from './scenario/read.ts';
import type { Scenario, ScenarioProblem } from './scenario/schema.ts';
import { type Stage, stageScenario } from './scenario/stage.ts';
import { endedRequest, logLines, transitionOf } from './trace/entries.ts';
import type { Frame, StreamStory } from './trace/frame.ts';
import {
  advance,
  createRecording,
  endedBetween,
  hashTrace,
  inject,
  logBetween,
  type Marks,
  noMarks,
  type Recording,
  seek,
  stepOne,
  tell,
} from './trace/recording.ts';
import { storyOf } from './trace/story.ts';
import type { FaultRequest, LoadRequest, LoadResult, SimulatorApi } from './worker-api.ts';

export type Run = Recording<WorldState, Injection>;

/** A scenario fitted to a plan. `runnable` is null when there is an error. */
export interface Staged {
  readonly stage: Stage | null;
  readonly runnable: VirtualRun | null;
  readonly seed: number;
  readonly scenarioProblems: readonly ScenarioProblem[];
}

/** A configuration and a scenario, ready to run. */
export interface Prepared extends Staged {
  /** null when the configuration has an error. */
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Sources {
  readonly files: readonly SourceFile[];
  readonly version: Version;
  /** YAML; null: a default scenario is made from the configuration. */
  readonly scenario: string | null;
  readonly seed?: number;
}

/** Reads, plans and stages. Both texts are always looked at, whatever is wrong with the other. */
export function prepare({ files, version, scenario, seed }: Sources): Prepared {
  const { config, diagnostics: found } = analyse(files, { version });
  const plan = planOf(config);
  const key = ({ code, span }: Diagnostic) => `${code} ${span.file} ${span.from}`;
  const known = new Set(found.map(key));
  const diagnostics = [...found, ...plan.notSimulated.filter((d) => !known.has(key(d)))];
  const failed = found.some((d) => d.severity === 'error');
  return { plan: failed ? null : plan, diagnostics, ...stageText(failed ? null : plan, scenario, seed) };
}

/** Reads a scenario and fits it to a plan; without a plan, its own mistakes are found all the same. */
export function stageText(plan: Plan | null, text: string | null, seed: number | undefined): Staged {
  const made = plan === null ? null : defaultScenario(plan);
  const { scenario, problems } = text === null ? { scenario: made, problems: [] } : readScenario(text);
  const staged = scenario === null || plan === null ? null : stageScenario(withSeed(scenario, seed), plan);
  const stage = staged?.stage ?? null;
  return {
    stage,
    runnable: stage === null || plan === null ? null : createRunnable(plan, stage, stage.scenario.seed),
    seed: seed ?? scenario?.seed ?? 1,
    scenarioProblems: [...problems, ...(staged?.problems ?? [])],
  };
}

function withSeed(scenario: Scenario, seed: number | undefined): Scenario {
  return seed === undefined ? scenario : { ...scenario, seed };
}

/** Happenings a call may deal with: some tenths of a second of work. Times are then reached by further calls. */
const EVENTS_PER_CALL = 100_000;
const EVENTS_PER_SEEK = 2_000_000;
const LOG_PER_FRAME = 1000;
const LIST_AFTER_SEEK = 200;

/** A simulator with nothing loaded. */
export function createSimulator(): SimulatorApi {
  let prepared: Prepared | null = null;
  let run: Run | null = null;
  /** The furthest time this run has been to since its future was last cut. */
  let seenUs = 0;
  let shown: Marks = noMarks();

  function loaded(): { readonly run: Run; readonly runnable: VirtualRun } {
    if (run === null || prepared?.runnable == null) throw new Error('nothing is loaded');
    return { run, runnable: prepared.runnable };
  }

  function frame(reset: boolean): Frame {
    const { run, runnable } = loaded();
    const { world } = runnable;
    const { state, marks } = run;
    seenUs = Math.max(seenUs, state.nowUs);
    const from = reset ? noMarks() : shown;
    shown = { ...marks };
    const logFrom = Math.max(from.log, marks.log - (reset ? LIST_AFTER_SEEK : LOG_PER_FRAME));
    const endedFrom = Math.max(from.ended, marks.ended - LIST_AFTER_SEEK);
    return {
      nowMs: state.nowUs / 1000,
      ended: state.nowUs >= world.durationUs,
      ...flightsOf(world, state),
      servers: serversOf(world, state),
      queues: queuesOf(state),
      totals: totalsOf(state),
      log: logBetween(run, logFrom, marks.log).flatMap((entry) => logLines(world.plan, entry)),
      requests: endedBetween(run, endedFrom, marks.ended).map(endedRequest),
      reset,
      transitions: run.states.slice(from.states, marks.states).map(transitionOf),
      series: run.points.slice(from.points, marks.points),
    };
  }

  const toUs = (ms: number) => (Number.isFinite(ms) ? Math.max(0, Math.round(ms * 1000)) : 0);

  return {
    async load({ config, scenario, version, seed }: LoadRequest): Promise<LoadResult> {
      const files = [{ name: 'haproxy.cfg', text: config }];
      const text = scenario.trim() === '' ? null : scenario;
      prepared = prepare({ files, version, scenario: text, ...(seed === undefined ? {} : { seed }) });
      const { plan, stage, runnable } = prepared;
      run = runnable === null ? null : createRecording(runnable);
      seenUs = 0;
      shown = noMarks();
      return {
        ok: runnable !== null,
        diagnostics: prepared.diagnostics,
        scenarioProblems: prepared.scenarioProblems,
        topology: plan === null || stage === null ? null : topologyOf(plan, stage),
        seed: prepared.seed,
        durationMs: stage?.scenario.durationMs ?? 0,
      };
    },
    async advance(toMs) {
      advance(loaded().run, toUs(toMs), EVENTS_PER_CALL);
      return frame(false);
    },
    async stepOnce() {
      const { run, runnable } = loaded();
      stepToChange(run, runnable.world.durationUs);
      return frame(false);
    },
    async seek(toMs) {
      const { run } = loaded();
      seek(run, Math.min(toUs(toMs), seenUs), EVENTS_PER_SEEK);
      return frame(true);
    },
    async inject(request) {
      const { run, runnable } = loaded();
      const injection = injectionFor(runnable, request);
      if (injection === null) throw new Error(`no server ${request.server} in proxy ${request.proxy}`);
      inject(run, injection);
      seenUs = run.state.nowUs;
    },
    async story(stream): Promise<StreamStory | null> {
      const { run, runnable } = loaded();
      const telling = tell(run, stream);
      return telling === null ? null : storyOf(runnable.world.plan, stream, telling);
    },
    async hash() {
      return hashTrace(loaded().run);
    },
  };
}

const STEPS_PER_CALL = 20_000;

/** Steps until something happens to a request or a server: a timer that only looks whether it is due is not worth a step. */
function stepToChange(run: Run, limitUs: number): void {
  const { changes } = run.state;
  const { states } = run.marks;
  for (let i = 0; i < STEPS_PER_CALL; i++) {
    if (!stepOne(run, limitUs)) return;
    if (run.state.changes !== changes || run.marks.states !== states) return;
  }
}

function injectionFor({ world }: VirtualRun, { proxy, server, fault, factor }: FaultRequest): Injection | null {
  const machine = world.stage.machineOf[proxy]?.[server];
  if (machine === undefined) return null;
  return { machine, proxy, server, action: fault, factor: factor ?? 10 };
}

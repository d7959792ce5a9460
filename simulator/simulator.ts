/**
 * The simulator as pages and commands use it: load texts, let time pass, look, rewind, break things, ask why. Everything
 * that comes out is plain data. `worker.ts` offers it to a page; the CLI and tests use it in their own process.
 */
import { pictureOf, topologyOfReplay } from './drivers/replay/picture.ts';
import { planOfInputs } from './drivers/replay/prepare.ts';
import { createReplay, type ReplayRun, type ReplayState } from './drivers/replay/run.ts';
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
import { readInputs } from './scenario/inputs.ts';
import { readScenario } from './scenario/read.ts';
import type { Scenario, ScenarioProblem } from './scenario/schema.ts';
import { type Stage, stageScenario } from './scenario/stage.ts';
import { createPlayer, type Played, type Player } from './trace/player.ts';
import type { FaultRequest, LoadRequest, LoadResult, SimulatorApi } from './worker-api.ts';

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

/** What is loaded: a scenario, or what was recorded. */
type Loaded =
  | { readonly kind: 'scenario'; readonly runnable: VirtualRun; readonly player: Player<Injection> }
  | { readonly kind: 'inputs'; readonly player: Player<never> };

/** A simulator with nothing loaded. */
export function createSimulator(): SimulatorApi {
  let loaded: Loaded | null = null;

  function player(): Player<never> {
    if (loaded === null) throw new Error('nothing is loaded');
    return loaded.player;
  }

  function loadScenario({ config, scenario, version, seed }: LoadRequest): LoadResult {
    const files = [{ name: 'haproxy.cfg', text: config }];
    const text = scenario.trim() === '' ? null : scenario;
    const prepared = prepare({ files, version, scenario: text, ...(seed === undefined ? {} : { seed }) });
    const { plan, stage, runnable, diagnostics, scenarioProblems } = prepared;
    loaded = runnable === null ? null : { kind: 'scenario', runnable, player: createPlayer(playedScenario(runnable)) };
    return {
      ok: runnable !== null,
      diagnostics,
      scenarioProblems,
      topology: plan === null || stage === null ? null : topologyOf(plan, stage),
      seed: prepared.seed,
      durationMs: stage?.scenario.durationMs ?? 0,
    };
  }

  /** The text may be another than the recorded one; so may what the engine makes of the inputs then. */
  function loadInputs(inputs: string, { config }: LoadRequest): LoadResult {
    loaded = null;
    const read = readInputs(inputs);
    const failed: LoadResult = {
      ok: false,
      diagnostics: [],
      scenarioProblems: [],
      topology: null,
      seed: 0,
      durationMs: 0,
    };
    if (!read.ok) return { ...failed, scenarioProblems: [{ line: read.line, column: 1, message: read.problem }] };
    const { recorded } = read;
    const { plan, diagnostics } = planOfInputs(recorded.header, [{ name: 'haproxy.cfg', text: config }]);
    if (plan === null) return { ...failed, diagnostics };
    const runnable = createReplay(plan, recorded);
    loaded = { kind: 'inputs', player: createPlayer(playedInputs(runnable)) };
    const durationMs = runnable.durationUs / 1000;
    return {
      ...failed,
      ok: true,
      diagnostics,
      topology: topologyOfReplay(plan),
      seed: recorded.header.seed,
      durationMs,
    };
  }

  return {
    async load(request) {
      return request.inputs === undefined ? loadScenario(request) : loadInputs(request.inputs, request);
    },
    async advance(toMs) {
      return player().advance(toMs);
    },
    async stepOnce() {
      return player().stepOnce();
    },
    async seek(toMs) {
      return player().seek(toMs);
    },
    async inject(request) {
      player();
      if (loaded?.kind !== 'scenario')
        throw new Error('What was recorded cannot be changed: it is replayed as it was.');
      const injection = injectionFor(loaded.runnable, request);
      if (injection === null) throw new Error(`no server ${request.server} in proxy ${request.proxy}`);
      loaded.player.inject(injection);
    },
    async story(stream) {
      return player().story(stream);
    },
    async hash() {
      return player().hash();
    },
  };
}

function playedScenario(runnable: VirtualRun): Played<WorldState, Injection> {
  const { world } = runnable;
  return {
    runnable,
    plan: world.plan,
    picture: (state) => ({
      ...flightsOf(world, state),
      servers: serversOf(world, state),
      queues: queuesOf(state),
      totals: totalsOf(state),
    }),
    changes: ({ changes }) => changes,
  };
}

/** A run again, with the dates of the log lines that it wrote. */
export function playedInputs(runnable: ReplayRun): Played<ReplayState, never> {
  const { plan, recorded } = runnable;
  const { localMs } = recorded.header;
  return {
    runnable,
    plan,
    picture: (state) => pictureOf(plan, state),
    changes: ({ changes }) => changes,
    dateOf: (ms) => ms + localMs,
  };
}

function injectionFor({ world }: VirtualRun, { proxy, server, fault, factor }: FaultRequest): Injection | null {
  const machine = world.stage.machineOf[proxy]?.[server];
  if (machine === undefined) return null;
  return { machine, proxy, server, action: fault, factor: factor ?? 10 };
}

/**
 * One playground's state as signals: the run, the clock that drives it, what is selected. Views read it and call its
 * actions; nothing else talks to the simulator. One simulator call an animation tick, never two at once.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Span } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { EndedRequest } from '../../simulator/trace/frame.ts';
import type {
  FaultRequest,
  Frame,
  LoadResult,
  LogLine,
  SeriesPoint,
  SimulatorApi,
  StreamStory,
  Transition,
} from '../../simulator/worker-api.ts';
import { faultWord, pendingCount } from '../views/states.ts';

export type Simulator = { readonly [K in keyof SimulatorApi]: SimulatorApi[K] };

/** A server's check counter from this time on; null while its checks agree with its state. */
export interface CheckCount {
  readonly atMs: number;
  readonly proxy: number;
  readonly server: number;
  readonly label: string | null;
}

export type RunState = 'empty' | 'ready' | 'running' | 'paused' | 'ended' | 'refused';

const LOG_LINES_KEPT = 400;
const REQUESTS_KEPT = 200;
const CHECKS_KEPT = 4000;
/** A tick never asks for more virtual time than this, so a slow machine slows the run instead of freezing. */
const MAX_TICK_REAL_MS = 100;

export interface Playground {
  readonly config: Signal<string>;
  readonly scenario: Signal<string>;
  readonly version: Signal<Version>;
  readonly seed: Signal<number | null>;
  /** Inputs of a run on real sockets: they are replayed in the scenario's place. */
  readonly inputs: Signal<string | null>;
  /** Virtual milliseconds a real millisecond. */
  readonly speed: Signal<number>;
  readonly run: ReadonlySignal<RunState>;
  readonly loaded: ReadonlySignal<LoadResult | null>;
  /** The text was edited after the run was loaded. */
  readonly stale: ReadonlySignal<boolean>;
  readonly frame: ReadonlySignal<Frame | null>;
  /** The furthest time this run has been to. */
  readonly seenMs: ReadonlySignal<number>;
  readonly log: ReadonlySignal<readonly LogLine[]>;
  /** Requests that ended for their clients, the last ones. */
  readonly requests: ReadonlySignal<readonly EndedRequest[]>;
  readonly transitions: ReadonlySignal<readonly Transition[]>;
  readonly series: ReadonlySignal<readonly SeriesPoint[]>;
  /** Seen while the run was shown: as exact as the frames are close. */
  readonly checks: ReadonlySignal<readonly CheckCount[]>;
  readonly story: ReadonlySignal<StreamStory | null>;
  /** Lines of the configuration to light up. */
  readonly lit: Signal<readonly Span[]>;
  /** One sentence for people who cannot see the picture; changes only when something worth saying happens. */
  readonly announcement: ReadonlySignal<string>;
  readonly failure: ReadonlySignal<string | null>;
  start(): Promise<void>;
  pause(): void;
  step(): Promise<void>;
  restart(): Promise<void>;
  seek(toMs: number): Promise<void>;
  inject(fault: FaultRequest): Promise<void>;
  ask(stream: number): Promise<void>;
  closeStory(): void;
  dispose(): void;
}

/** What drives time on a page; replaced in tests. */
export interface Ticker {
  now(): number;
  next(callback: (nowMs: number) => void): () => void;
}

const animationTicker: Ticker = {
  now: () => performance.now(),
  next(callback) {
    const id = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(id);
  },
};

export interface PlaygroundInit {
  readonly config: string;
  readonly scenario: string;
  readonly version: Version;
  readonly ticker?: Ticker;
}

export function createPlayground(simulator: Simulator, init: PlaygroundInit): Playground {
  const ticker = init.ticker ?? animationTicker;
  const config = signal(init.config);
  const scenario = signal(init.scenario);
  const version = signal<Version>(init.version);
  const seed = signal<number | null>(null);
  const inputs = signal<string | null>(null);
  const speed = signal(1);
  const run = signal<RunState>('empty');
  const loaded = signal<LoadResult | null>(null);
  const frame = signal<Frame | null>(null);
  const seenMs = signal(0);
  const log = signal<readonly LogLine[]>([]);
  const requests = signal<readonly EndedRequest[]>([]);
  const transitions = signal<readonly Transition[]>([]);
  const series = signal<readonly SeriesPoint[]>([]);
  const checks = signal<readonly CheckCount[]>([]);
  const story = signal<StreamStory | null>(null);
  const lit = signal<readonly Span[]>([]);
  const announcement = signal('');
  const failure = signal<string | null>(null);
  const loadedFrom = signal<readonly unknown[] | null>(null);
  const stale = computed(() => {
    const from = loadedFrom.value;
    return from !== null && madeOf().some((input, i) => input !== from[i]);
  });

  /** Calls to the simulator, one after the other. */
  let queue: Promise<unknown> = Promise.resolve();
  let cancelTick: (() => void) | null = null;
  let lastTickMs = 0;
  let disposed = false;

  /** What a run is made of. */
  function madeOf(): readonly unknown[] {
    return [config.value, scenario.value, version.value, seed.value, inputs.value];
  }

  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch((error: unknown) => {
      failure.value = error instanceof Error ? error.message : String(error);
      stopTicking();
      if (run.value === 'running') run.value = 'paused';
    });
    return result;
  }

  function take(next: Frame): void {
    batch(() => {
      if (next.reset) {
        log.value = next.log;
        requests.value = next.requests;
        transitions.value = next.transitions;
        series.value = next.series;
      } else {
        if (next.log.length > 0) log.value = [...log.value, ...next.log].slice(-LOG_LINES_KEPT);
        if (next.requests.length > 0) requests.value = [...requests.value, ...next.requests].slice(-REQUESTS_KEPT);
        if (next.transitions.length > 0) transitions.value = [...transitions.value, ...next.transitions];
        if (next.series.length > 0) series.value = [...series.value, ...next.series];
        announce(next);
      }
      countChecks(next);
      frame.value = next;
      if (next.nowMs > seenMs.value) seenMs.value = next.nowMs;
      if (next.ended) {
        stopTicking();
        run.value = 'ended';
      }
    });
  }

  /** What was seen before stays: going back and forth shows the same run. */
  function countChecks(next: Frame): void {
    const added: CheckCount[] = [];
    for (const shown of next.servers) {
      const { proxy, server } = shown;
      const label = pendingCount(shown);
      const last = checks.value.findLast((c) => c.proxy === proxy && c.server === server);
      if (last !== undefined && last.atMs >= next.nowMs) continue;
      if ((last?.label ?? null) !== label) added.push({ atMs: next.nowMs, proxy, server, label });
    }
    if (added.length > 0) checks.value = [...checks.value, ...added].slice(-CHECKS_KEPT);
  }

  function announce(next: Frame): void {
    const change = next.transitions.at(-1);
    if (change === undefined || change.server === null) return;
    const backend = loaded.value?.topology?.backends.find((b) => b.proxy === change.proxy);
    const name = backend?.servers.find((s) => s.index === change.server)?.name ?? change.place ?? 'a server';
    const seconds = (change.atMs / 1000).toFixed(1);
    announcement.value =
      change.kind === 'state'
        ? `${seconds} s: ${name} is ${change.to}`
        : `${seconds} s: ${name} ${faultWord(change.to)}`;
  }

  async function load(): Promise<boolean> {
    const from = madeOf();
    const replayed = inputs.value === null ? {} : { inputs: inputs.value };
    const request = { config: config.value, scenario: scenario.value, version: version.value, ...replayed };
    const result = await simulator.load(seed.value === null ? request : { ...request, seed: seed.value });
    const first = result.ok ? await simulator.advance(0) : null;
    batch(() => {
      loadedFrom.value = from;
      loaded.value = result;
      failure.value = null;
      seenMs.value = 0;
      log.value = [];
      requests.value = [];
      transitions.value = [];
      series.value = [];
      checks.value = [];
      story.value = null;
      lit.value = [];
      frame.value = null;
      run.value = result.ok ? 'ready' : 'refused';
      if (first !== null) take({ ...first, reset: true });
    });
    return result.ok;
  }

  function stopTicking(): void {
    cancelTick?.();
    cancelTick = null;
  }

  function scheduleTick(): void {
    if (disposed || run.value !== 'running') return;
    cancelTick = ticker.next((nowMs) => {
      const real = Math.min(MAX_TICK_REAL_MS, Math.max(0, nowMs - lastTickMs));
      lastTickMs = nowMs;
      const target = (frame.value?.nowMs ?? 0) + real * speed.value;
      void inOrder(async () => {
        if (run.value !== 'running') return;
        take(await simulator.advance(target));
        scheduleTick();
      }).catch(() => undefined);
    });
  }

  async function fresh(): Promise<boolean> {
    if (loaded.value !== null && !stale.value && run.value !== 'refused') return true;
    return inOrder(load);
  }

  return {
    config,
    scenario,
    version,
    seed,
    inputs,
    speed,
    run,
    loaded,
    stale,
    frame,
    seenMs,
    log,
    requests,
    transitions,
    series,
    checks,
    story,
    lit,
    announcement,
    failure,
    async start() {
      if (run.value === 'running') return;
      if (run.value === 'ended') await inOrder(load);
      if (!(await fresh())) return;
      run.value = 'running';
      lastTickMs = ticker.now();
      scheduleTick();
    },
    pause() {
      stopTicking();
      if (run.value === 'running') run.value = 'paused';
    },
    async step() {
      this.pause();
      if (!(await fresh())) return;
      await inOrder(async () => take(await simulator.stepOnce()));
      if (run.value === 'ready') run.value = 'paused';
    },
    async restart() {
      this.pause();
      await inOrder(load);
    },
    async seek(toMs) {
      const wasEnded = run.value === 'ended';
      this.pause();
      await inOrder(async () => take(await simulator.seek(Math.max(0, Math.min(toMs, seenMs.value)))));
      if (wasEnded && frame.value?.ended === false) run.value = 'paused';
    },
    async inject(fault) {
      // After the end nothing could come of it: the run begins again with it.
      const again = run.value === 'ended';
      if (again) await inOrder(load);
      if (!(await fresh())) return;
      await inOrder(async () => {
        await simulator.inject(fault);
        const now = frame.value?.nowMs ?? 0;
        const next = await simulator.seek(now);
        // what was seen beyond this instant no longer happens
        batch(() => {
          seenMs.value = now;
          checks.value = checks.value.filter((c) => c.atMs <= now);
          take({ ...next, reset: true });
          announce(next);
        });
      });
      if (again) await this.start();
    },
    async ask(stream) {
      this.pause();
      const answer = await inOrder(() => simulator.story(stream));
      batch(() => {
        story.value = answer;
        lit.value = answer === null ? [] : answer.steps.flatMap((s) => [...s.explanation.spans]);
      });
    },
    closeStory() {
      story.value = null;
      lit.value = [];
    },
    dispose() {
      disposed = true;
      stopTicking();
    },
  };
}

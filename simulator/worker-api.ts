/**
 * What a page may ask of the simulator's worker, and what it gets: plain data, one call an animation tick.
 * `worker.ts` implements it over comlink; tests and the CLI use the same implementation in-process.
 * Times are virtual milliseconds since the run's start.
 */
import type { Diagnostic } from './language/diagnostic.ts';
import type { Version } from './language/haproxy/config.ts';
import type { Frame, StreamStory } from './trace/frame.ts';
import type { Topology } from './trace/topology.ts';

export type {
  EndedRequest,
  Flight,
  FlightPhase,
  Frame,
  LogLine,
  SeriesPoint,
  ServerFrame,
  StreamStory,
  Totals,
  Transition,
} from './trace/frame.ts';
export type { Topology, TopologyServer } from './trace/topology.ts';

export interface LoadRequest {
  readonly config: string;
  /** YAML text of the scenario. */
  readonly scenario: string;
  readonly version: Version;
  /** Overrides the scenario's own seed. */
  readonly seed?: number;
  /** Inputs of a run on real sockets, as `drydock run --record` wrote them: they are replayed, and there is no scenario. */
  readonly inputs?: string;
}

export interface LoadResult {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Problems in the scenario, with 1-based line and column. */
  readonly scenarioProblems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly topology: Topology | null;
  /** How much of it the topology leaves out: pages are told of what they draw only. */
  readonly hidden?: { readonly backends: number; readonly servers: number };
  readonly seed: number;
  readonly durationMs: number;
}

export interface FaultRequest {
  readonly proxy: number;
  readonly server: number;
  readonly fault: 'refuse' | 'blackhole' | 'hang' | 'slow' | 'http-500' | 'none';
  /** For `slow`: service times are multiplied by this. Default 10. */
  readonly factor?: number;
}

export interface SimulatorApi {
  load(request: LoadRequest): Promise<LoadResult>;
  /** Run to that time (never back) and say what is true then. Bounded work: may stop earlier; `nowMs` says where. */
  advance(toMs: number): Promise<Frame>;
  /** Run until the next thing happens to a request or a server. */
  stepOnce(): Promise<Frame>;
  /** Go to any time seen so far, back or forth. Continuing from there replays the same future, faults included, until something new is injected. */
  seek(toMs: number): Promise<Frame>;
  /** From now on. Cuts the future that was seen, if the run had been rewound. */
  inject(fault: FaultRequest): Promise<void>;
  story(stream: number): Promise<StreamStory | null>;
  /** SHA-256 (hex) of the trace up to now: the same in every browser and in Node for the same text, scenario and seed. */
  hash(): Promise<string>;
}

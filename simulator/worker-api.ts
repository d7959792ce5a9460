/**
 * What a page may ask of the simulator's worker, and what it gets: plain data, one call an animation tick.
 * `worker.ts` implements it over comlink; tests and the CLI use the same implementation in-process.
 * Times are virtual milliseconds since the run's start.
 */
import type { Diagnostic } from './language/diagnostic.ts';
import type { Explanation, OperState } from './engine/io.ts';
import type { Version } from './language/haproxy/config.ts';

export interface LoadRequest {
  readonly config: string;
  /** YAML text of the scenario. */
  readonly scenario: string;
  readonly version: Version;
  /** Overrides the scenario's own seed. */
  readonly seed?: number;
}

export interface LoadResult {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Problems in the scenario, with 1-based line and column. */
  readonly scenarioProblems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly topology: Topology | null;
  readonly seed: number;
  readonly durationMs: number;
}

export interface Topology {
  readonly clients: readonly { readonly id: number; readonly name: string; readonly kind: 'open' | 'closed' | 'feed' ; readonly to: string }[];
  readonly frontends: readonly { readonly proxy: number; readonly name: string; readonly mode: string; readonly binds: readonly string[]; readonly backends: readonly number[] }[];
  readonly backends: readonly { readonly proxy: number; readonly name: string; readonly mode: string; readonly algorithm: string; readonly servers: readonly TopologyServer[] }[];
}

export interface TopologyServer {
  readonly index: number;
  readonly name: string;
  readonly address: string;
  readonly weight: number;
  readonly backup: boolean;
  readonly checked: boolean;
  readonly maxconn: number | null;
}

/** What is true at one instant; enough to draw everything. */
export interface Frame {
  readonly nowMs: number;
  readonly ended: boolean;
  /** Requests in flight, oldest first, at most `flightLimit` of them; `flightsTotal` says how many there are. */
  readonly flights: readonly Flight[];
  readonly flightsTotal: number;
  readonly servers: readonly ServerFrame[];
  readonly queues: readonly { readonly proxy: number; readonly length: number }[];
  readonly totals: Totals;
  /** Log lines since the previous frame (after a seek: those up to now, the last 200). */
  readonly log: readonly LogLine[];
  /** True after a seek: views throw away what they drew and take `log`, `transitions` and `series` as complete. */
  readonly reset: boolean;
  readonly transitions: readonly Transition[];
  /** One point a virtual interval (100 ms or 1 s for long runs), since the previous frame. */
  readonly series: readonly SeriesPoint[];
}

export type FlightPhase = 'to-frontend' | 'queued' | 'connecting' | 'to-server' | 'at-server' | 'to-client' | 'connected';

export interface Flight {
  readonly stream: number;
  readonly client: number;
  readonly frontend: number;
  readonly backend: number | null;
  readonly server: number | null;
  readonly phase: FlightPhase;
  readonly sinceMs: number;
  /** When the phase will end if nothing happens, or null when that is not known. */
  readonly untilMs: number | null;
  readonly label: string;
}

export interface ServerFrame {
  readonly proxy: number;
  readonly server: number;
  readonly state: OperState;
  /** HAProxy's health counter as it prints it, for example `2/3`, or null without checks. */
  readonly health: string | null;
  readonly lastCheck: string | null;
  readonly weight: number;
  readonly current: number;
  readonly queue: number;
  readonly total: number;
  readonly errors: number;
  readonly retries: number;
  /** What the world does to it: `ok`, or the fault in force. */
  readonly fault: string;
}

export interface Totals {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly retries: number;
  readonly redispatches: number;
}

export interface LogLine {
  readonly index: number;
  readonly atMs: number;
  /** null for lines about servers. */
  readonly stream: number | null;
  readonly text: string;
  readonly server: string | null;
  readonly status: number | null;
  readonly termination: string | null;
  readonly kind: 'request' | 'server' | 'notice';
}

export interface Transition {
  readonly atMs: number;
  readonly proxy: number;
  readonly server: number | null;
  readonly kind: 'state' | 'fault';
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface SeriesPoint {
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly queued: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

export interface FaultRequest {
  readonly proxy: number;
  readonly server: number;
  readonly fault: 'refuse' | 'blackhole' | 'hang' | 'slow' | 'http-500' | 'none';
  /** For `slow`: service times are multiplied by this. Default 10. */
  readonly factor?: number;
}

/** The story of one stream, in order of time. */
export interface StreamStory {
  readonly stream: number;
  readonly summary: string;
  readonly steps: readonly { readonly atMs: number; readonly explanation: Explanation; readonly text: string }[];
  readonly log: string | null;
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

/**
 * What a view gets to draw: the state of the run at one instant, and what happened since the last one. Plain data.
 * Times are virtual milliseconds since the run's start.
 */
import type { Explanation, OperState } from '../engine/io.ts';

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
  /** Log lines since the previous frame, the last 1000 of them (after a seek: those up to now, the last 200). */
  readonly log: readonly LogLine[];
  /** Requests that ended for their clients since the previous frame, the last 200 of them, logged by HAProxy or not. */
  readonly requests: readonly EndedRequest[];
  /** True after a seek: views throw away what they drew and take `log`, `transitions` and `series` as complete. */
  readonly reset: boolean;
  readonly transitions: readonly Transition[];
  /** One point a virtual interval (100 ms or longer, at most 600 points a run), since the previous frame. */
  readonly series: readonly SeriesPoint[];
}

export type FlightPhase =
  | 'to-frontend'
  | 'queued'
  | 'connecting'
  | 'to-server'
  | 'at-server'
  | 'to-client'
  | 'connected';

export interface Flight {
  /** Names this request for its whole flight, also before it has a stream. */
  readonly id: number;
  /** Negative while HAProxy has not seen it. */
  readonly stream: number;
  /** The group of clients, index into the topology's `clients`. */
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
  /** Answered with an error, or never: the former are in `completed` too. */
  readonly failed: number;
  readonly unanswered: number;
  readonly retries: number;
  readonly redispatches: number;
  /** Feeds: messages sent again after a failure; messages processed more than once. */
  readonly resent: number;
  readonly duplicates: number;
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

/** A request as its client saw it end. */
export interface EndedRequest {
  readonly index: number;
  readonly atMs: number;
  /** 0 when HAProxy never made a stream of it. */
  readonly stream: number;
  /** The group of clients, index into the topology's `clients`. */
  readonly client: number;
  readonly proxy: number | null;
  readonly server: number | null;
  /** null: no answer; 0: an answer without a status (TCP). */
  readonly status: number | null;
  readonly ok: boolean;
  readonly latencyMs: number;
  /** Backend and server, where the topology leaves them out. */
  readonly place?: string;
}

export interface Transition {
  readonly atMs: number;
  readonly proxy: number;
  readonly server: number | null;
  readonly kind: 'state' | 'fault';
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** Backend and server, where the topology leaves them out. */
  readonly place?: string;
}

/** What happened in the interval that ends at `atMs`. */
export interface SeriesPoint {
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly queued: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP99Ms: number | null;
}

/** The story of one stream, in order of time. */
export interface StreamStory {
  readonly stream: number;
  readonly summary: string;
  readonly steps: readonly { readonly atMs: number; readonly explanation: Explanation; readonly text: string }[];
  readonly log: string | null;
}

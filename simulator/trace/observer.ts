/**
 * Who watches a run. The world calls these as things happen; what they are given is plain data that nobody changes
 * afterwards. Times are virtual milliseconds.
 */
import type { Explanation, Input, LogRecord, ServerStateChange } from '../engine/io.ts';
import type { SeriesPoint } from './frame.ts';

export interface FaultChange {
  readonly proxy: number;
  readonly server: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** How a request ended, as its client saw it. */
export interface ClientOutcome {
  readonly group: number;
  readonly client: number;
  /** The request's own number, from 1. */
  readonly request: number;
  /** The stream it was, 0 when it never became one; where it went, -1 when nowhere. */
  readonly stream: number;
  readonly proxy: number;
  readonly server: number;
  /** null: no answer. 0: an answer without a status. */
  readonly status: number | null;
  readonly ok: boolean;
  readonly latencyUs: number;
}

export interface Observer {
  log(atMs: number, record: LogRecord): void;
  serverState(atMs: number, change: ServerStateChange): void;
  fault(atMs: number, change: FaultChange): void;
  explained(atMs: number, stream: number | null, proxy: number, explanation: Explanation): void;
  ended(atMs: number, outcome: ClientOutcome): void;
  point(point: SeriesPoint): void;
  /** Every fact that the engine is about to be told; only for who wants to see all of it. */
  fed?(atMs: number, input: Input): void;
}

export const NOBODY: Observer = {
  log() {},
  serverState() {},
  fault() {},
  explained() {},
  ended() {},
  point() {},
};

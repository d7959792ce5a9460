/**
 * What was observed of a real run: everything that its clients, servers and operator did, and everything that HAProxy did
 * to them. Times are milliseconds since the scenario's time 0, on one clock. The replay reads nothing else.
 */
import type { Ending, Endpoint } from '../engine/io.ts';

/** HAProxy is given that long to finish what it has begun when the scenario is over; then everything is counted. */
export const TAIL_MS = 60;

/** Something a client did on its connection. */
export type ClientAct =
  /** A whole request, or a message. `id` goes with it to the server. `answers`: whole answers that it had seen before. */
  | {
      readonly type: 'send';
      readonly atMs: number;
      readonly id: string;
      readonly bytes: Uint8Array;
      readonly answers: number;
      /** Only the beginning of it: the rest comes later. */
      readonly part?: boolean;
    }
  /** `afterCut`: HAProxy had ended its side first. */
  | {
      readonly type: 'close';
      readonly atMs: number;
      readonly how: Ending;
      readonly answers: number;
      readonly afterCut: boolean;
    };

export interface ClientTape {
  readonly group: number;
  readonly listener: number;
  readonly src: Endpoint;
  readonly dst: Endpoint;
  readonly openedMs: number;
  readonly acts: ClientAct[];
  /** Answers: status (0 in TCP mode), when they were complete. */
  readonly answers: { readonly atMs: number; readonly status: number }[];
  /** HAProxy ended the connection first. */
  cutMs: number | null;
}

/** One request, or message, at a server. */
export interface ExchangeTape {
  readonly id: string;
  readonly atMs: number;
  /** What was sent back; null: nothing (so far). */
  reply: { readonly atMs: number; readonly bytes: Uint8Array } | null;
}

/** A connection at a server. */
export interface ServerConnTape {
  readonly machine: number;
  readonly openedMs: number;
  readonly exchanges: ExchangeTape[];
  /** The server closed it of its own accord. */
  close: { readonly atMs: number; readonly how: Ending } | null;
  /** HAProxy ended it. */
  cutMs: number | null;
}

/** A health check's connection at a server. */
export interface ProbeTape {
  readonly machine: number;
  openedMs: number;
  readonly replies: { atMs: number; readonly bytes: string }[];
  close: { atMs: number; readonly how: Ending } | null;
  cutMs: number | null;
  /** How HAProxy ended it, where the server had not before. */
  cutHow: Ending | null;
}

/** From then on the machine's port refuses connections (or takes them again). */
export interface DoorTape {
  readonly machine: number;
  readonly atMs: number;
  readonly open: boolean;
}

export interface OperatorTape {
  readonly atMs: number;
  readonly proxy: number;
  readonly server: number;
  readonly state: 'maint' | 'drain' | 'ready';
}

export interface Tape {
  /** Names of the machines, by their numbers. */
  readonly machines: readonly string[];
  readonly clients: readonly ClientTape[];
  readonly conns: readonly ServerConnTape[];
  readonly probes: readonly ProbeTape[];
  readonly doors: readonly DoorTape[];
  readonly operator: readonly OperatorTape[];
  readonly log: readonly { readonly atMs: number; readonly text: string }[];
  /** When HAProxy was seen to be at work; before the scenario's time 0. */
  readonly startedMs: number;
  readonly endMs: number;
  /** Wall clock of time 0, whole milliseconds since 1970: cookies carry dates. */
  readonly epochMs: number;
  /** The answers of `show stat` and, for each table, `show table`, at the end; `atMs`: when that was asked. */
  readonly stat: string;
  readonly tables: readonly { readonly name: string; readonly atMs: number; readonly text: string }[];
  /** How late the lab or the program under test were at most: see `lateness.ts`. */
  readonly lateMs: number;
}

/** Did the machine take connections then? */
export function isDoorOpen(tape: Tape, machine: number, atMs: number): boolean {
  const last = tape.doors.filter((door) => door.machine === machine && door.atMs <= atMs).at(-1);
  return last === undefined || last.open;
}

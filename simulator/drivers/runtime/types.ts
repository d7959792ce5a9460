/**
 * The runtime socket's commands (management guide, section 9.3), apart from any socket: a line of text and what is known go
 * in, an answer and typed changes come out. The driver tells the engine the changes and sends the answer.
 */
import type { RuntimeCommand } from '../../engine/io.ts';
import type { EngineState } from '../../engine/state.ts';
import type { Plan } from '../../plan/plan.ts';

export type Level = 'user' | 'operator' | 'admin';

/** What is known of the process that the engine does not know. */
export interface ProcessFacts {
  readonly pid: number;
  /** As `show info` prints it. */
  readonly release: string;
  readonly node: string;
  /** Wall clock of the start and of now, milliseconds. */
  readonly bootMs: number;
  readonly dateMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a connection to the socket remembers from one command to the next. */
export interface RuntimeSession {
  level: Level;
  interactive: boolean;
  timed: boolean;
  experimental: boolean;
  /** The connection is to be closed after the answer. */
  over: boolean;
}

export interface RuntimeView {
  readonly plan: Plan;
  readonly state: EngineState;
  readonly nowMs: number;
  readonly process: ProcessFacts;
  readonly session: RuntimeSession;
  /** Commands about files of TLS (`show ssl cert …`); absent where there are no files. */
  tls?(words: readonly string[], payload: string): string;
  /** Tells the engine; what it changes is seen at once. */
  command(command: RuntimeCommand): void;
}

/** One command: its first words, who may use it, and what it answers (lines end with a line feed; '' for nothing). */
export interface RuntimeRow {
  readonly words: readonly string[];
  readonly level: Level;
  readonly help: string;
  run(view: RuntimeView, words: readonly string[], payload: string): string;
}

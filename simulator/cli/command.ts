/**
 * The shape of one command of `drydock`. A command is a value: `main.ts` parses its arguments by its table of options,
 * prints help from the same table, and calls `run`. Everything a command touches of the world comes in as `CliIo`, so
 * that tests run commands in-process.
 */
import type { Args } from './args.ts';

export interface OptionSpec {
  /** Long name without dashes. */
  readonly name: string;
  /** One letter without the dash. */
  readonly short?: string;
  /** What stands for the value in help, for example `FILE`. Absent: a flag. */
  readonly value?: string;
  /** May be given several times. */
  readonly many?: boolean;
  readonly required?: boolean;
  /** The only values that are taken. */
  readonly choices?: readonly string[];
  readonly about: string;
}

export interface CommandTitle {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
}

export interface Command extends CommandTitle {
  /** What follows `drydock NAME`, for example `-f FILE… [--json]`. */
  readonly usage: string;
  readonly options: readonly OptionSpec[];
  /** What arguments without an option mean: more values of this option (`f` takes more files), or nothing is taken. */
  readonly operandsAre?: string;
  /** Paragraphs after the options: exit status, formats, examples. */
  readonly notes?: readonly string[];
  /** Returns the exit status. Throws only for bugs. */
  run(args: Args, io: CliIo): number | Promise<number>;
  /** Instead of `run`, for a command line that follows another program's rules: gets it word by word. */
  runRaw?(argv: readonly string[], io: CliIo): number | Promise<number>;
}

/** The world of a command. */
export interface CliIo {
  out(text: string): void;
  err(text: string): void;
  /** Relative file names start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Escape sequences may be written to `out` / `err`. */
  readonly colorOut: boolean;
  readonly colorErr: boolean;
  /** A person sits at the other end of `err`. */
  readonly isTerminal?: boolean;
  readStdin(): Promise<Uint8Array>;
}

/** How findings leave the program: a printer a format, fed one configuration at a time. */
import type { Version } from '../../language/haproxy/config.ts';
import type { CliIo } from '../command.ts';
import type { Checked } from './checked.ts';

export interface Printer {
  /** All versions' results for one configuration; one result unless several versions were asked for. */
  add(results: readonly Checked[]): void;
  end(): void;
}

export interface PrinterSettings {
  readonly io: CliIo;
  /** Every file is a configuration of its own. */
  readonly each: boolean;
  readonly versions: readonly Version[];
}

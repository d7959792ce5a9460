import type { Diagnostic } from '../diagnostic.ts';
import type { Config, SourceFile, Version } from './config.ts';

export interface AnalyseOptions {
  readonly version: Version;
  /** Environment variables that the configuration may use; absent ones are unset. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Analysis {
  readonly config: Config;
  /** Ordered by file, then position. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `haproxy -c` would exit with, the machine's environment aside: 0 valid, 1 errors, 2 nothing to listen on. */
  readonly status: 0 | 1 | 2;
}

export declare function analyse(files: readonly SourceFile[], options: AnalyseOptions): Analysis;

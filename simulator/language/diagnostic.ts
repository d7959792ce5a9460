/**
 * What is said about a text: plain data that crosses every boundary (worker, CLI, tests).
 * Offsets are UTF-16 code units into the text of one file.
 */

/** A stretch of one file's text. `to` is exclusive. */
export interface Span {
  /** Index into the list of files that were read together. */
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

/**
 * `error` and `warning` are what HAProxy itself would print when asked to check the file; `environment` is something
 * outside the file that HAProxy will need (a name to resolve, a certificate); `advice` goes beyond validity;
 * `not-simulated` marks what Drydock accepts but does not execute.
 */
export type Severity = 'error' | 'warning' | 'environment' | 'advice' | 'not-simulated';

/** One replacement in one file. Edits of one list refer to the text before any of them and never overlap. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A named set of edits that would settle a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  /** Stable, kebab-case, for example `unknown-backend`. */
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  /** What is wrong and what HAProxy would do about it, one sentence. */
  readonly message: string;
  /** What to write instead, if Drydock knows. */
  readonly hint?: string;
  /**
   * Set when HAProxy reports this by naming a section (`proxy 'web'`) and not a line; the name it prints.
   * The span then covers the section's header.
   */
  readonly section?: string;
  /**
   * HAProxy stops before it would find this (an earlier error ends its run), so `haproxy -c` does not print it. It is true
   * all the same.
   */
  readonly masked?: true;
  /** HAProxy words it as a warning, and refuses the configuration for it all the same. */
  readonly refuses?: true;
  readonly fixes?: readonly Fix[];
}

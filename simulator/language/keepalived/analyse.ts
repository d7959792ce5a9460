/** keepalived.conf: text in; typed model, diagnostics and the verdict of `keepalived -t` out. Pure, and never throws. */
import type { Diagnostic } from '../diagnostic.ts';
import { checkConfig } from './check.ts';
import type { KeepalivedConfig } from './config.ts';
import { lowerKeepalived } from './lower.ts';
import { checkPair } from './pair.ts';
import { readKeepalived } from './reader.ts';
import { reporter } from './values.ts';

export interface KeepalivedAnalysis {
  readonly config: KeepalivedConfig;
  /** In text order. `error` is what `keepalived -t` reports; `environment` depends on the machine. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Exit status of `keepalived -t` 2.2.7 on a machine that has the interface, the programs and the users: 0 accepted,
   * 2 a missing parameter, 5 errors, 6 script security.
   */
  readonly exitStatus: 0 | 2 | 5 | 6;
}

/** @param file index that spans carry */
export function analyseKeepalived(text: string, file = 0): KeepalivedAnalysis {
  const tree = readKeepalived(text, file);
  const diagnostics: Diagnostic[] = [...tree.diagnostics];
  const report = reporter(diagnostics);
  const config = lowerKeepalived(tree.lines, report);
  checkConfig(config, report);
  return {
    config,
    diagnostics: diagnostics.toSorted((a, b) => a.span.from - b.span.from),
    exitStatus: exitStatus(diagnostics),
  };
}

/** Advice about two files that belong together; spans have file 0 and 1. */
export function analysePair(first: string, second: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  checkPair(analyseKeepalived(first, 0).config, analyseKeepalived(second, 1).config, reporter(diagnostics));
  return diagnostics;
}

function exitStatus(diagnostics: readonly Diagnostic[]): 0 | 2 | 5 | 6 {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  // keepalived stops at a missing parameter, before it has looked at anything else.
  if (errors.includes('missing-value')) return 2;
  if (errors.includes('script-security')) return 6;
  return errors.length > 0 ? 5 : 0;
}

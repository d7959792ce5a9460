/** One configuration, checked for one version. */
import type { Diagnostic } from '../../language/diagnostic.ts';
import { analyse } from '../../language/haproxy/analyse.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { findingsOf } from '../findings.ts';
import type { LoadedFile } from '../load.ts';
import { afterTheMachine } from './machine.ts';

export interface Checked {
  /** What the user named: one file, a directory, or several. */
  readonly name: string;
  readonly files: readonly LoadedFile[];
  readonly version: Version;
  /** As `haproxy -c` exits: 0 valid, 1 refused, 2 nothing to listen on. */
  readonly status: 0 | 1 | 2;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly featuresOf: (version: Version) => ReadonlySet<string>;
  /** Look at this machine for what the configuration needs. */
  readonly strict: boolean;
  /** Where relative names of files start. */
  readonly cwd: string;
}

export async function checkOne(
  name: string,
  files: readonly LoadedFile[],
  version: Version,
  { environment, featuresOf, strict, cwd }: CheckSettings,
): Promise<Checked> {
  const analysis = analyse(files, { version, environment, features: featuresOf(version) });
  const diagnostics = withVerdict(findingsOf(analysis), analysis.status);
  if (!strict) return { name, files, version, status: analysis.status, diagnostics };
  const after = await afterTheMachine(diagnostics, analysis.config, cwd);
  return { name, files, version, status: after.missing ? 1 : analysis.status, diagnostics: after.diagnostics };
}

/**
 * Findings that tell the verdict to whoever sees nothing else: that nothing listens, and which warning HAProxy takes for an
 * error (it says `Error(s) found in configuration file` then, and prints no other).
 */
function withVerdict(diagnostics: readonly Diagnostic[], status: 0 | 1 | 2): readonly Diagnostic[] {
  if (status === 2) {
    const message = 'Nothing listens: HAProxy finds no error, and will not start';
    const span = { file: 0, from: 0, to: 0 };
    return [{ code: 'no-listener', severity: 'advice', span, message, hint: "add a 'bind' line" }, ...diagnostics];
  }
  const isPrinted = (d: Diagnostic, severity: 'error' | 'warning') => d.severity === severity && !d.masked;
  if (status === 0 || diagnostics.some((d) => isPrinted(d, 'error'))) return diagnostics;
  // HAProxy stops at such a warning, so that it is the last one.
  const at = diagnostics.findLastIndex((d) => isPrinted(d, 'warning'));
  if (at < 0) return diagnostics;
  const { span } = diagnostics[at]!;
  const message = 'HAProxy takes this warning for an error, and refuses the configuration';
  return diagnostics.toSpliced(at + 1, 0, { code: 'refused', severity: 'error', span, message });
}

/** How many of the findings HAProxy itself would print. */
export function printed({ diagnostics }: Checked, severity: 'error' | 'warning'): number {
  return diagnostics.filter((d) => d.severity === severity && !d.masked).length;
}

/** The status of several: refused is worse than nothing to listen on, and that is worse than valid. */
export function worst(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a === 1 || b === 1 ? 1 : a === 2 || b === 2 ? 2 : 0;
}

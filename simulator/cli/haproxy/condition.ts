/** `-cc`: a condition of `.if`, answered by the exit status. */

import type { Version } from '../../language/haproxy/config.ts';
import { readSections } from '../../language/haproxy/lines.ts';
import { createReport } from '../../language/haproxy/report.ts';
import { FEATURES } from './features.ts';

/** The condition is read as a line of a configuration is; `problem` says why it cannot be. */
export function evaluateCondition(
  condition: string,
  version: Version,
  environment: Readonly<Record<string, string>>,
): { readonly holds: boolean; readonly problem: string | null } {
  if (condition.trim() === '') return { holds: false, problem: null };
  const report = createReport();
  const text = `.if ${condition}\nglobal\n.endif\n`;
  const sections = readSections([{ name: 'condition', text }], { version, environment, features: FEATURES }, report);
  const wrong = report.findings.find((f) => f.diagnostic.severity === 'error');
  if (wrong !== undefined) return { holds: false, problem: wrong.diagnostic.message };
  return { holds: sections.length > 0, problem: null };
}

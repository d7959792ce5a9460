/** The verdict bar's sentence, in HAProxy's terms. */
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';

export interface VerdictText {
  readonly tone: 'good' | 'warn' | 'bad' | 'none';
  readonly text: string;
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/**
 * @param status what `haproxy -c` would exit with
 * @param lineOf a diagnostic's line, from 1
 */
export function verdictText(
  version: Version,
  status: 0 | 1 | 2 | null,
  diagnostics: readonly Diagnostic[],
  lineOf: (d: Diagnostic) => number,
): VerdictText {
  if (status === null) return { tone: 'none', text: 'Checking again …' };
  const errors = diagnostics.filter((d) => d.severity === 'error');
  const warnings = diagnostics.filter((d) => d.severity === 'warning').length;
  const needs = diagnostics.filter((d) => d.severity === 'environment').length;
  const apart = diagnostics.filter((d) => d.severity === 'not-simulated').length;
  const first = errors[0];
  if (status === 1 || first !== undefined) {
    const where = first === undefined ? '' : ` line ${lineOf(first)}`;
    return {
      tone: 'bad',
      text: `HAProxy ${version} would refuse this:${where}${errors.length > 1 ? ` and ${errors.length - 1} more` : ''}`,
    };
  }
  if (status === 2) return { tone: 'bad', text: `HAProxy ${version} would have nothing to do: no listener` };
  const remarks = [
    ...(warnings > 0 ? [count(warnings, 'warning', 'warnings')] : []),
    ...(needs > 0 ? [`${count(needs, 'thing', 'things')} it needs from the machine`] : []),
    ...(apart > 0 ? [`${apart} not simulated`] : []),
  ];
  return {
    tone: warnings > 0 ? 'warn' : 'good',
    text: `HAProxy ${version} would start with this${remarks.length > 0 ? `: ${remarks.join(', ')}` : ''}`,
  };
}

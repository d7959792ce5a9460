/** The verdict bar's sentence, in HAProxy's terms. */
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { Marked } from '../editor/marked.ts';

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
  { diagnostics, counts }: Pick<Marked, 'diagnostics' | 'counts'>,
  lineOf: (d: Diagnostic) => number,
): VerdictText {
  if (status === null) return { tone: 'none', text: 'Checking again …' };
  const { error: errors, warning: warnings, environment: needs, 'not-simulated': apart } = counts;
  const first = diagnostics.find((d) => d.severity === 'error');
  if (status === 1 || first !== undefined) {
    const where = first === undefined ? '' : ` line ${lineOf(first)}`;
    return {
      tone: 'bad',
      text: `HAProxy ${version} would refuse this:${where}${errors > 1 ? ` and ${errors - 1} more` : ''}`,
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

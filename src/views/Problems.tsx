import type { Signal } from '@preact/signals';
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';

const names = {
  error: 'error',
  warning: 'warning',
  environment: 'needs',
  advice: 'advice',
  'not-simulated': 'not simulated',
} as const;
const SHOWN = 50;

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** How many there are, those that are not among `diagnostics` too. */
  readonly total: number;
}

/** Every finding as a list, for those who do not hover: choosing one goes to its place. */
export function Problems({
  findings,
  lineOf,
  goTo,
}: {
  findings: Signal<Findings>;
  lineOf: (d: Diagnostic) => number;
  goTo: (d: Diagnostic) => void;
}) {
  const { diagnostics: all, total } = findings.value;
  if (all.length === 0) return null;
  const shown = all.slice(0, SHOWN);
  return (
    <ul class="dd-findings" aria-label="Findings">
      {shown.map((d, i) => (
        <li key={`${d.code}-${i}`}>
          <button type="button" class={`dd-finding dd-finding-${d.severity}`} onClick={() => goTo(d)}>
            <span class="dd-finding-kind">{names[d.severity]}</span>
            <span class="dd-finding-line">{`line ${lineOf(d)}`}</span>
            <span class="dd-finding-text">
              {d.message}
              {d.hint === undefined ? '' : ` ${d.hint}`}
            </span>
          </button>
        </li>
      ))}
      {total > shown.length && <li class="dd-quiet">{`and ${total - shown.length} more`}</li>}
    </ul>
  );
}

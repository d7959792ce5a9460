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

/** Every finding as a list, for those who do not hover: choosing one goes to its place. */
export function Problems({
  diagnostics,
  lineOf,
  goTo,
}: {
  diagnostics: Signal<readonly Diagnostic[]>;
  lineOf: (d: Diagnostic) => number;
  goTo: (d: Diagnostic) => void;
}) {
  const all = diagnostics.value;
  if (all.length === 0) return null;
  return (
    <ul class="dd-findings" aria-label="Findings">
      {all.slice(0, SHOWN).map((d, i) => (
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
      {all.length > SHOWN && <li class="dd-quiet">{`and ${all.length - SHOWN} more`}</li>}
    </ul>
  );
}

import type { Diagnostic } from '../../simulator/language/diagnostic.ts';

/** Recorded answers of the real keepalived. */
export interface Verdicts {
  readonly program: string;
  readonly cases: readonly Verdict[];
}

export interface Verdict {
  readonly title: string;
  readonly conf: string;
  readonly exitCode: number;
  readonly output: readonly string[];
}

/**
 * Whether a verdict may depend on the machine: the text names an interface, a program or a user that the machine at hand
 * need not have. Interface `eth0`, root, and the programs in `present` count as there.
 */
export function dependsOnMachine(
  conf: string,
  diagnostics: readonly Diagnostic[],
  present: readonly string[],
): boolean {
  return diagnostics.some(({ code, severity, span }) => {
    if (severity !== 'environment') return false;
    const word = conf.slice(span.from, span.to).replaceAll('"', '').split(' ')[0] ?? '';
    if (code === 'needs-interface') return word !== 'eth0';
    if (code === 'needs-program') return !present.includes(word);
    return true;
  });
}

/** `--format json`: findings as data, written as they come. */
import { located, type ReportedDiagnostic } from '../report.ts';
import { type Checked, printed } from './checked.ts';
import type { Printer, PrinterSettings } from './printer.ts';

/** What several versions say about one configuration: an entry a version. */
export interface VersionEntry {
  /** What was checked, as it was named. */
  readonly configuration: string;
  readonly haproxy: string;
  readonly status: 0 | 1 | 2;
  readonly verdict: 'valid' | 'refused' | 'no-listener';
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly ReportedDiagnostic[];
}

export const VERDICTS = ['valid', 'refused', 'no-listener'] as const;

/** One array: of findings for one version, of entries for several. */
export function jsonPrinter({ io, versions }: PrinterSettings): Printer {
  let first = true;
  const write = (item: unknown): void => {
    const text = JSON.stringify(item, null, 2).replaceAll('\n', '\n  ');
    io.out(`${first ? '[\n' : ',\n'}  ${text}`);
    first = false;
  };
  return {
    add(results) {
      for (const result of results) {
        if (versions.length > 1) write(entryOf(result));
        else for (const finding of located(result)) write(finding);
      }
    },
    end: () => io.out(first ? '[]\n' : '\n]\n'),
  };
}

function entryOf(checked: Checked): VersionEntry {
  const { name, version, status } = checked;
  return {
    configuration: name,
    haproxy: version,
    status,
    verdict: VERDICTS[status],
    errors: printed(checked, 'error'),
    warnings: printed(checked, 'warning'),
    findings: located(checked),
  };
}

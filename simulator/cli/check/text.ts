/** `--format text`: findings with their lines for people, a verdict in HAProxy's words, a table for several versions. */
import type { Diagnostic } from '../../language/diagnostic.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { reportText, verdict } from '../report.ts';
import { textTable } from '../table.ts';
import { type Checked, printed } from './checked.ts';
import type { Printer, PrinterSettings } from './printer.ts';

const WORDS = ['valid', 'refused', 'no listener'] as const;

export function textPrinter(settings: PrinterSettings): Printer {
  const { io, each, versions } = settings;
  const counts: [number, number, number] = [0, 0, 0];
  let total = 0;
  return {
    add(results) {
      const [only] = results;
      if (only === undefined) return;
      total++;
      counts[only.status]++;
      if (versions.length > 1) io.out(each ? oneLine(results) : `${merged(results, io.colorOut)}${tableOf(results)}`);
      else {
        io.out(reportText(only, io.colorOut, (d) => ` [${d.code}]`));
        io.out(`${each ? `${only.name}: ` : ''}${verdict(only.status, only.version, only.diagnostics)}\n`);
      }
    },
    end() {
      if (!each || versions.length > 1) return;
      const parts = counts.flatMap((count, status) => (count === 0 ? [] : [`${count} ${WORDS[status]}`]));
      io.out(`${total} configuration${total === 1 ? '' : 's'}${total === 0 ? '' : `: ${parts.join(', ')}`}.\n`);
    },
  };
}

/** `name: 2.6 valid, 3.2 refused (2 errors)`. */
function oneLine(results: readonly Checked[]): string {
  const parts = results.map((result) => {
    const errors = printed(result, 'error');
    return `${result.version} ${WORDS[result.status]}${errors === 0 ? '' : ` (${errors} error${errors === 1 ? '' : 's'})`}`;
  });
  return `${results[0]!.name}: ${parts.join(', ')}\n`;
}

/** Every finding once, with the versions that it holds for where that is not all of them. */
function merged(results: readonly Checked[], color: boolean): string {
  const found = new Map<string, { readonly diagnostic: Diagnostic; readonly versions: Version[] }>();
  for (const { diagnostics, version } of results) {
    for (const diagnostic of diagnostics) {
      const { span, code, severity, message, masked } = diagnostic;
      const key = JSON.stringify([span.file, span.from, span.to, code, severity, message, masked ?? false]);
      const known = found.get(key);
      if (known === undefined) found.set(key, { diagnostic, versions: [version] });
      else if (!known.versions.includes(version)) known.versions.push(version);
    }
  }
  const all = [...found.values()];
  all.sort(
    (a, b) => a.diagnostic.span.file - b.diagnostic.span.file || a.diagnostic.span.from - b.diagnostic.span.from,
  );
  const versionsOf = new Map(all.map(({ diagnostic, versions }) => [diagnostic, versions]));
  const label = (d: Diagnostic): string => {
    const versions = versionsOf.get(d) ?? [];
    return versions.length === results.length ? ` [${d.code}]` : ` [${d.code}; only ${versions.join(', ')}]`;
  };
  const text = reportText({ files: results[0]!.files, diagnostics: all.map((f) => f.diagnostic) }, color, label);
  return text === '' ? '' : `${text}\n`;
}

function tableOf(results: readonly Checked[]): string {
  const rows = results.map((result) => [
    result.version,
    WORDS[result.status],
    String(printed(result, 'error')),
    String(printed(result, 'warning')),
  ]);
  return textTable(['HAProxy', 'Verdict', 'Errors', 'Warnings'], rows, new Set(['HAProxy', 'Verdict']));
}

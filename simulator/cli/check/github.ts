/** `--format github`: workflow commands that GitHub shows beside the lines of a pull request. */
import { located, type ReportedDiagnostic, verdict } from '../report.ts';
import type { Printer, PrinterSettings } from './printer.ts';

const COMMANDS: Readonly<Record<ReportedDiagnostic['severity'], 'error' | 'warning' | 'notice' | null>> = {
  error: 'error',
  warning: 'warning',
  environment: 'notice',
  advice: 'notice',
  // It is about Drydock's simulation, which a pull request has no use for.
  'not-simulated': null,
};

export function githubPrinter({ io, each, versions }: PrinterSettings): Printer {
  return {
    add(results) {
      for (const result of results) {
        const tail = versions.length > 1 ? ` [HAProxy ${result.version}]` : '';
        for (const finding of located(result)) io.out(commandOf(finding, tail));
        io.out(`${each ? `${result.name}: ` : ''}${verdict(result.status, result.version, result.diagnostics)}\n`);
      }
    },
    end: () => undefined,
  };
}

function commandOf(finding: ReportedDiagnostic, tail: string): string {
  const command = COMMANDS[finding.severity];
  if (command === null) return '';
  const { file, line, column, endLine, endColumn, code, message, hint } = finding;
  const properties = [
    `file=${property(file)}`,
    `line=${line}`,
    `col=${column}`,
    `endLine=${endLine}`,
    // GitHub's last column belongs to the stretch, and counts only where it is on the same line.
    ...(endLine === line ? [`endColumn=${Math.max(column, endColumn - 1)}`] : []),
    `title=${property(code)}`,
  ];
  return `::${command} ${properties.join(',')}::${data(`${message}${tail}${hint === undefined ? '' : `\n${hint}`}`)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Diagnostics as text for people and as JSON for programs, and the verdict in HAProxy's terms. */
import { styleText } from 'node:util';
import type { Diagnostic, Severity } from '../language/diagnostic.ts';
import type { SourceFile, Version } from '../language/haproxy/config.ts';
import { excerpt } from './excerpt.ts';
import { indexLines, type LineIndex, lineText, positionAt } from './positions.ts';

/** One diagnostic as `check --format json` prints it. Lines and columns from 1; the end is exclusive. */
export interface ReportedDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

export interface Report {
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns spans into lines and columns. The order is kept. */
export function located(report: Report): readonly ReportedDiagnostic[] {
  const indexes = report.files.map((file) => indexLines(file.text));
  return report.diagnostics.map((diagnostic) => locate(report.files, indexes, diagnostic));
}

function locate(files: readonly SourceFile[], indexes: readonly LineIndex[], d: Diagnostic): ReportedDiagnostic {
  const index = indexes[d.span.file] ?? indexLines('');
  const start = positionAt(index, d.span.from);
  const end = positionAt(index, Math.max(d.span.from, d.span.to));
  return {
    file: files[d.span.file]?.name ?? '',
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    severity: d.severity,
    code: d.code,
    message: d.message,
  };
}

const COLOR: Record<Severity, 'red' | 'yellow' | 'magenta' | 'cyan' | 'gray'> = {
  error: 'red',
  warning: 'yellow',
  environment: 'magenta',
  advice: 'cyan',
  'not-simulated': 'gray',
};

/** `file:line:column: error: message`, the line and a caret, and the hint below when there is one. */
export function reportText(report: Report, color: boolean): string {
  const indexes = report.files.map((file) => indexLines(file.text));
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  let text = '';
  for (const diagnostic of report.diagnostics) {
    const at = locate(report.files, indexes, diagnostic);
    const place = `${at.file}:${at.line}:${at.column}:`;
    text += `${paint('bold', place)} ${paint(COLOR[at.severity], `${at.severity}:`)} ${printable(at.message)}\n`;
    const line = lineText(indexes[diagnostic.span.file] ?? indexLines(''), at.line);
    const endsHere = at.endLine === at.line ? at.endColumn - 1 : line.length;
    const [source, carets] = excerpt(line, at.column - 1, endsHere);
    const number = String(at.line).padStart(5);
    text += ` ${number} | ${source}\n       | ${paint(COLOR[at.severity], carets)}\n`;
    if (diagnostic.hint !== undefined) text += `       = ${printable(diagnostic.hint)}\n`;
  }
  return text;
}

/** A message may quote the file: what would steer the terminal is shown instead of sent. */
function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, (c) =>
    c === '\n' ? ' ' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** What HAProxy would say at the end of `haproxy -c`, and how much was found. `status` as its exit status. */
export function verdict(status: 0 | 1 | 2, version: Version, diagnostics: readonly Diagnostic[]): string {
  const found = counts(diagnostics);
  const tail = found === '' ? '' : `: ${found}`;
  if (status === 1) return `HAProxy ${version}: fatal errors found in configuration${tail}.`;
  if (status === 2)
    return `HAProxy ${version}: configuration file has no error but will not start (no listener)${tail}.`;
  return `HAProxy ${version}: configuration file is valid${tail}.`;
}

const NOUNS: readonly (readonly [Severity, string, string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['environment', 'thing needed from the machine', 'things needed from the machine'],
  ['advice', 'piece of advice', 'pieces of advice'],
  ['not-simulated', 'line accepted, not simulated', 'lines accepted, not simulated'],
];

function counts(diagnostics: readonly Diagnostic[]): string {
  return NOUNS.map(([severity, one, many]) => {
    const count = diagnostics.filter((d) => d.severity === severity).length;
    return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
  })
    .filter((text) => text !== '')
    .join(', ');
}

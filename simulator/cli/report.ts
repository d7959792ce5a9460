/** Diagnostics as text for people and as JSON for programs, and the verdict in HAProxy's terms. */
import { styleText } from 'node:util';
import type { Diagnostic, Severity, Span } from '../language/diagnostic.ts';
import type { SourceFile, Version } from '../language/haproxy/config.ts';
import { excerpt } from './excerpt.ts';
import { indexLines, type LineIndex, lineText, positionAt } from './positions.ts';

/** A stretch of a file for people and editors. Lines and columns from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Region {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One diagnostic as `check --format json` prints it; `check.schema.json` says the same. */
export interface ReportedDiagnostic extends Region {
  /** `error` and `warning` only for what HAProxy itself would print: what it would not get to is advice. */
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** What it would be, if HAProxy did not stop before it. */
  readonly masked?: 'error' | 'warning';
  /** The section that HAProxy names instead of a line. */
  readonly section?: string;
  readonly hint?: string;
  readonly fixes?: readonly {
    readonly title: string;
    readonly edits: readonly (Region & { readonly text: string })[];
  }[];
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
  const { code, message, section, hint } = d;
  const masked = d.masked && (d.severity === 'error' || d.severity === 'warning') ? d.severity : undefined;
  return {
    ...regionOf(files, indexes, d.span),
    severity: masked === undefined ? d.severity : 'advice',
    code,
    message,
    ...(masked !== undefined && { masked }),
    ...(section !== undefined && { section }),
    ...(hint !== undefined && { hint }),
    ...(d.fixes !== undefined &&
      d.fixes.length > 0 && {
        fixes: d.fixes.map(({ title, edits }) => ({
          title,
          edits: edits.map(({ span, text }) => ({ ...regionOf(files, indexes, span), text })),
        })),
      }),
  };
}

function regionOf(files: readonly SourceFile[], indexes: readonly LineIndex[], span: Span): Region {
  const index = indexes[span.file] ?? indexLines('');
  const start = positionAt(index, span.from);
  const end = positionAt(index, Math.max(span.from, span.to));
  return {
    file: files[span.file]?.name ?? '',
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

const COLOR: Record<Severity, 'red' | 'yellow' | 'magenta' | 'cyan' | 'gray'> = {
  error: 'red',
  warning: 'yellow',
  environment: 'magenta',
  advice: 'cyan',
  'not-simulated': 'gray',
};

/**
 * `file:line:column: error: message`, the line and a caret, and the hint below when there is one.
 *
 * @param label what to say behind a finding, for example its code, or for which versions it holds
 */
export function reportText(report: Report, color: boolean, label: (d: Diagnostic) => string = () => ''): string {
  const indexes = report.files.map((file) => indexLines(file.text));
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  let text = '';
  for (const diagnostic of report.diagnostics) {
    const at = locate(report.files, indexes, diagnostic);
    const place = `${at.file}:${at.line}:${at.column}:`;
    const kind = at.masked === undefined ? at.severity : `${at.masked}, not reached by HAProxy`;
    const said = `${printable(at.message)}${label(diagnostic)}`;
    text += `${paint('bold', place)} ${paint(COLOR[at.severity], `${kind}:`)} ${said}\n`;
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
  const masked = diagnostics.filter((d) => d.masked).length;
  const found = NOUNS.map(([severity, one, many]) => {
    const count = diagnostics.filter((d) => d.severity === severity && !d.masked).length;
    return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
  });
  if (masked > 0) found.push(`${masked} more that HAProxy would not get to`);
  return found.filter((text) => text !== '').join(', ');
}

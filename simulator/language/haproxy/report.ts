/**
 * Collects what is found, in the order in which HAProxy would find it. That order matters: HAProxy stops at some errors,
 * and looks at references and timeouts only when every line was understood. What it would not get to is still worth
 * telling a writer, so it is kept and marked `masked`.
 */
import type { Diagnostic, Fix, Severity, Span } from '../diagnostic.ts';
import type { Version } from './config.ts';
import { atLeast } from './version.ts';

/**
 * `read`: found while splitting lines into words. From 3.1 on HAProxy does that for all files first and stops there if it
 * went wrong; before, it is part of `parse`. `check`: found after the last line. `ours`: not HAProxy's.
 */
export type Phase = 'read' | 'parse' | 'check' | 'ours';

export interface Extra {
  readonly hint?: string;
  readonly section?: string;
  readonly fixes?: readonly Fix[];
}

export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly phase: Phase;
  /** HAProxy stops reading at once. */
  readonly aborts: boolean;
  /** It does not make the configuration invalid. */
  readonly harmless: boolean;
  /** HAProxy had stopped its checks before this one. */
  readonly unreached?: true;
}

export interface Report {
  readonly findings: Finding[];
  /** Where new errors and warnings are filed. */
  phase: 'read' | 'parse' | 'check';
  /** Something was used that wants `expose-experimental-directives`. */
  usesExperimental: boolean;
  /** HAProxy makes no more of the checks that come after reading. */
  checksEnded: boolean;
  error(span: Span, code: string, message: string, extra?: Extra): void;
  /** An error at which HAProxy stops reading. */
  abort(span: Span, code: string, message: string, extra?: Extra): void;
  /** HAProxy calls it an alert, and goes on as if it were a warning. */
  alert(span: Span, code: string, message: string, extra?: Extra): void;
  warning(span: Span, code: string, message: string, extra?: Extra): void;
  /** HAProxy calls it a warning, and refuses the configuration for it. */
  refusal(span: Span, code: string, message: string, extra?: Extra): void;
  /** The same, and HAProxy stops reading. */
  abortingRefusal(span: Span, code: string, message: string, extra?: Extra): void;
  /** Something outside the files that HAProxy will need. */
  environment(span: Span, code: string, message: string, extra?: Extra): void;
  notSimulated(span: Span, code: string, message: string, extra?: Extra): void;
  /** Beyond validity. */
  advice(span: Span, code: string, message: string, extra?: Extra): void;
}

export function createReport(): Report {
  const findings: Finding[] = [];
  const add =
    (severity: Severity, phase: Phase, aborts: boolean, harmless = false, refuses = false) =>
    (span: Span, code: string, message: string, extra?: Extra) => {
      const diagnostic = { code, severity, span, message, ...extra, ...(refuses && { refuses: true as const }) };
      const unreached = phase === 'check' && report.checksEnded;
      findings.push({ diagnostic, phase, aborts, harmless, ...(unreached && { unreached: true as const }) });
    };
  const report: Report = {
    findings,
    phase: 'parse',
    usesExperimental: false,
    checksEnded: false,
    error: (...a) => add('error', report.phase, false)(...a),
    abort: (...a) => add('error', report.phase, true)(...a),
    alert: (...a) => add('error', report.phase, false, true)(...a),
    warning: (...a) => add('warning', report.phase, false)(...a),
    refusal: (...a) => add('warning', report.phase, false, false, true)(...a),
    abortingRefusal: (...a) => add('warning', report.phase, true, false, true)(...a),
    environment: add('environment', 'ours', false),
    notSimulated: add('not-simulated', 'ours', false),
    advice: add('advice', 'ours', false),
  };
  return report;
}

/** The same report, where every error ends the run. */
export function stopping(report: Report): Report {
  return { ...report, error: report.abort };
}

export interface Settled {
  readonly diagnostics: Diagnostic[];
  /** HAProxy would refuse the configuration. */
  readonly failed: boolean;
}

/** HAProxy gives up after this many lines with errors. */
const MAX_FATAL_LINES = 50;

/**
 * What the findings come to: diagnostics in text order, those that HAProxy would not get to marked `masked`.
 *
 * @param lineOf a line number that grows with the reading order
 * @param lineAfter the line below, if there is one
 */
export function settle(
  findings: readonly Finding[],
  version: Version,
  lineOf: (span: Span) => number,
  lineAfter: (span: Span) => Span | null,
): Settled {
  const readsFirst = atLeast(version, '3.2');
  const stageOf = (phase: Phase): number => (phase === 'check' ? 2 : phase === 'read' && readsFirst ? 0 : 1);
  const order = findings
    .map((finding, i) => ({ finding, i, stage: stageOf(finding.phase), line: lineOf(finding.diagnostic.span) }))
    // Lines are read from the first to the last; what is checked afterwards comes as it was found.
    .sort((a, b) => a.stage - b.stage || (a.stage < 2 ? a.line - b.line : 0) || a.i - b.i);
  let stopped = false;
  let failedStage = 3;
  let fatalLines = 0;
  let lastFatal = '';
  const out: { readonly d: Diagnostic; readonly i: number }[] = [];
  for (const { finding, i, stage, line } of order) {
    const { diagnostic, phase, aborts, harmless } = finding;
    const ours = phase === 'ours';
    const masked = !ours && (stopped || stage > failedStage || finding.unreached === true);
    out.push({ d: masked ? { ...diagnostic, masked: true } : diagnostic, i });
    if (masked || ours || harmless || (diagnostic.severity !== 'error' && !diagnostic.refuses)) continue;
    failedStage = Math.min(failedStage, stage);
    if (aborts) stopped = true;
    if (stage === 1) {
      // A wrong 'no' or 'default' counts for itself: the rest of its line is read all the same.
      const counted = `${line} ${diagnostic.code === 'bad-negation'}`;
      if (counted !== lastFatal) fatalLines++;
      lastFatal = counted;
      if (fatalLines < MAX_FATAL_LINES || stopped) continue;
      stopped = true;
      const next = lineAfter(diagnostic.span);
      const message = `HAProxy stops here: ${MAX_FATAL_LINES} lines with errors are enough`;
      if (next) out.push({ d: { code: 'too-many-errors', severity: 'error', span: next, message }, i });
    }
  }
  return {
    diagnostics: out.sort((a, b) => inTextOrder(a.d, b.d) || a.i - b.i).map((x) => x.d),
    failed: failedStage < 3,
  };
}

/** By place, and then by code. */
export function inTextOrder(a: Diagnostic, b: Diagnostic): number {
  const x = a.span;
  const y = b.span;
  return x.file - y.file || x.from - y.from || x.to - y.to || inOrder(a.code, b.code);
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

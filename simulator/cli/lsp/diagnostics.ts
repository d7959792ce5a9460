/** Findings as the protocol has them. */
import {
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver/node';
import type { Diagnostic, Severity } from '../../language/diagnostic.ts';
import { definition } from '../../language/service.ts';
import { manualOf } from '../check/codes.ts';
import { type OpenDocument, rangeOf } from './documents.ts';
import type { Settings } from './settings.ts';

/** An editor is not the machine that HAProxy will run on, so what that needs is only hinted at. */
const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  advice: DiagnosticSeverity.Information,
  environment: DiagnosticSeverity.Hint,
  'not-simulated': DiagnosticSeverity.Hint,
};

/** Lines that HAProxy reads and makes no use of: shown faded. */
const UNNECESSARY = /^(ignored|unused|shadowed|never)-|^(overwritten|already-said|said-twice)$/;
const DEPRECATED = /deprecated|^removed-/;
/** Two of the same: the other one is worth pointing at. */
const DUPLICATE = /^(duplicate|shared)-/;
const MAX_RELATED = 20;

export function diagnosticsOf(open: OpenDocument, settings: Settings): LspDiagnostic[] {
  let related = 0;
  return open.doc.outcome.diagnostics
    .filter((d) => d.span.file === 0 && (settings.notSimulated || d.severity !== 'not-simulated'))
    .map((d) => {
      const wantsOthers = DUPLICATE.test(d.code) && related++ < MAX_RELATED;
      return asLsp(open, d, settings, wantsOthers ? othersOf(open, d) : []);
    });
}

function asLsp(
  open: OpenDocument,
  d: Diagnostic,
  { version }: Settings,
  others: DiagnosticRelatedInformation[],
): LspDiagnostic {
  const tags = [
    ...(UNNECESSARY.test(d.code) ? [DiagnosticTag.Unnecessary] : []),
    ...(DEPRECATED.test(d.code) ? [DiagnosticTag.Deprecated] : []),
  ];
  const masked = d.masked ? ' (HAProxy stops before it gets here.)' : '';
  return {
    range: rangeOf(open, { from: d.span.from, to: Math.max(d.span.to, d.span.from + 1) }),
    severity: SEVERITIES[d.severity],
    code: d.code,
    codeDescription: { href: manualOf(d.code, version) },
    source: `HAProxy ${version}`,
    message: `${d.message}${masked}${d.hint === undefined ? '' : `\n${d.hint}`}`,
    ...(tags.length > 0 && { tags }),
    ...(others.length > 0 && { relatedInformation: others }),
  };
}

function othersOf(open: OpenDocument, { span }: Diagnostic): DiagnosticRelatedInformation[] {
  return definition(open.doc, span.from)
    .filter((other) => other.to < span.from || other.from > span.to)
    .map((other) => ({ location: { uri: open.uri, range: rangeOf(open, other) }, message: 'the other one is here' }));
}

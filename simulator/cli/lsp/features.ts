/** What is asked about one document, answered from the language service. Every function is pure: an open document in, the protocol's shapes out. */
import { accessSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Diagnostic as LspDiagnostic,
  type TextEdit as LspTextEdit,
  MarkupKind,
  type Range,
  type SignatureHelp,
  SymbolKind,
  type SymbolKind as SymbolKindValue,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextEdit } from '../../language/diagnostic.ts';
import { TEXTS } from '../../language/haproxy/texts/texts.ts';
import * as service from '../../language/service.ts';
import { pathOf, subjectOf } from '../check/machine.ts';
import { type OpenDocument, rangeOf } from './documents.ts';

export function textEdits(open: OpenDocument, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map(({ span, text }) => ({ range: rangeOf(open, span), newText: text }));
}

/** @param versioned the editor refuses edits of a text that it has no more */
export function workspaceEdit(open: OpenDocument, edits: readonly TextEdit[], versioned: boolean): WorkspaceEdit {
  const changes = textEdits(open, edits);
  return versioned
    ? { documentChanges: [{ textDocument: { uri: open.uri, version: open.version }, edits: changes }] }
    : { changes: { [open.uri]: changes } };
}

export function signatureAt({ doc }: OpenDocument, offset: number): SignatureHelp | null {
  const help = service.signatureHelp(doc, offset, TEXTS);
  if (help === null) return null;
  const { label, documentation, parameters, active } = help;
  return {
    signatures: [
      {
        label,
        ...(documentation !== undefined && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
        parameters: parameters.map((p) => ({
          label: [p.from, p.to] as [number, number],
          ...(p.documentation !== undefined && { documentation: p.documentation }),
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.max(0, active),
  };
}

export function renameRange(open: OpenDocument, offset: number): { range: Range; placeholder: string } | string {
  const { doc } = open;
  const span = service.references(doc, offset).find((s) => s.from <= offset && offset <= s.to);
  // A name that is nobody's: what is in the way of any rename, if anything is.
  const trial = service.renameEdits(doc, offset, UNLIKELY_NAME);
  if (!trial.ok) return trial.reason;
  return span === undefined
    ? 'There is no name here.'
    : { range: rangeOf(open, span), placeholder: doc.text.slice(span.from, span.to) };
}

const UNLIKELY_NAME = 'drydock-rename-trial';

const SYMBOLS: Readonly<Record<service.DocumentSymbol['kind'], SymbolKindValue>> = {
  section: SymbolKind.Module,
  bind: SymbolKind.Interface,
  server: SymbolKind.Object,
  acl: SymbolKind.Variable,
  table: SymbolKind.Struct,
};

export function symbolsOf(open: OpenDocument): DocumentSymbol[] {
  const convert = (s: service.DocumentSymbol): DocumentSymbol => ({
    name: s.name,
    detail: s.detail,
    kind: SYMBOLS[s.kind],
    range: rangeOf(open, s),
    selectionRange: rangeOf(open, { from: s.nameFrom, to: s.nameTo }),
    children: s.children.map(convert),
  });
  return service.symbols(open.doc).map(convert);
}

export function foldsOf(open: OpenDocument): FoldingRange[] {
  return service.folding(open.doc).map((fold) => {
    const { start, end } = rangeOf(open, fold);
    return {
      startLine: start.line,
      endLine: end.line,
      ...(fold.kind === 'comment' && { kind: FoldingRangeKind.Comment }),
    };
  });
}

export function actionsFor(open: OpenDocument, { range, context }: CodeActionParams, versioned: boolean): CodeAction[] {
  const wanted = context.only === undefined || context.only.some((kind) => isWithin(CodeActionKind.QuickFix, kind));
  if (!wanted) return [];
  const { lines, doc } = open;
  const fixes = service.fixesAt(doc, lines.offsetAt(range.start), lines.offsetAt(range.end));
  return fixes.map((fix) => {
    const settled = context.diagnostics.filter((d) => settles(open, d, fix));
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      edit: workspaceEdit(open, fix.edits, versioned),
      ...(settled.length > 0 && { diagnostics: settled }),
      ...(fixes.length === 1 && { isPreferred: true }),
    };
  });
}

/** `quickfix` is within `quickfix` and within the empty kind. */
function isWithin(kind: string, wider: string): boolean {
  return wider === '' || kind === wider || kind.startsWith(`${wider}.`);
}

function settles({ doc, lines }: OpenDocument, told: LspDiagnostic, fix: service.Fix): boolean {
  const from = lines.offsetAt(told.range.start);
  return doc.outcome.diagnostics.some(
    (d) => d.code === told.code && d.span.from === from && d.fixes?.some((f) => f.title === fix.title) === true,
  );
}

/** Files that the text names and that are there. */
export function linksOf(open: OpenDocument): DocumentLink[] {
  if (!open.uri.startsWith('file:')) return [];
  const folder = dirname(fileURLToPath(open.uri));
  const { diagnostics, config } = open.doc.analysis;
  return diagnostics.flatMap((d) => {
    const name = d.code === 'file-needed' ? subjectOf(d) : null;
    const path = name === null ? null : pathOf(name, d, config, folder);
    return path === null || !exists(path)
      ? []
      : [{ range: rangeOf(open, d.span), target: pathToFileURL(path).href, tooltip: path }];
  });
}

function exists(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

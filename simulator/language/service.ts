/**
 * The language service: one open document in, plain data out. Everything here is a pure function on offsets (UTF-16 code
 * units), so the same code serves the editor's worker, the command line and the tests. Nothing throws on any text.
 */
import type { Diagnostic, Fix, Span, TextEdit } from './diagnostic.ts';
import type { Analysis, AnalyseOptions } from './haproxy/analyse.ts';
import type { Change, Doc } from './haproxy/doc.ts';

export { analyse, type Analysis, type AnalyseOptions } from './haproxy/analyse.ts';
export { type Change, type Doc, editDoc, openDoc } from './haproxy/doc.ts';
export { type Completion, type CompletionKind, type CompletionList, complete } from './haproxy/service/complete.ts';
export { type Hover, hover } from './haproxy/service/hover.ts';
export { type SignatureHelp, signatureHelp } from './haproxy/service/signature.ts';
export { definition, type RenameResult, references, renameEdits } from './haproxy/service/names.ts';
export { type DocumentSymbol, type FoldingRange, folding, symbols } from './haproxy/service/outline.ts';
export { type HighlightToken, type TokenType, highlightLine, semanticTokens, TOKEN_TYPES } from './haproxy/service/highlight.ts';
export { formatEdits } from './haproxy/service/format.ts';
export { fixesAt } from './haproxy/service/fixes.ts';
export type { Diagnostic, Fix, Span, TextEdit };
export type { AnalyseOptions as ServiceOptions };

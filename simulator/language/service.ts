/**
 * The language service: one open document in, plain data out. Everything here is a pure function on offsets (UTF-16 code
 * units), so the same code serves the editor's worker, the command line and the tests. Nothing throws on any text.
 */
import type { Diagnostic, Fix, Span, TextEdit } from './diagnostic.ts';
import type { AnalyseOptions } from './haproxy/analyse.ts';

export { type AnalyseOptions, type Analysis, analyse } from './haproxy/analyse.ts';
export { type Change, type Doc, editDoc, openDoc } from './haproxy/doc.ts';
export { type Completion, type CompletionKind, type CompletionList, complete } from './haproxy/service/complete.ts';
export { fixesAt } from './haproxy/service/fixes.ts';
export { formatEdits } from './haproxy/service/format.ts';
export {
  type HighlightToken,
  highlightLine,
  semanticTokens,
  TOKEN_TYPES,
  type TokenType,
} from './haproxy/service/highlight.ts';
export { type Hover, hover } from './haproxy/service/hover.ts';
export { definition, type RenameResult, references, renameEdits } from './haproxy/service/names.ts';
export { type DocumentSymbol, type FoldingRange, folding, symbols } from './haproxy/service/outline.ts';
export { type SignatureHelp, signatureHelp } from './haproxy/service/signature.ts';
export { loadTexts } from './haproxy/texts/load.ts';
export type { Texts } from './haproxy/texts/texts.ts';
export type { AnalyseOptions as ServiceOptions, Diagnostic, Fix, Span, TextEdit };

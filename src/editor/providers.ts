/** Joins Monaco to the language service: positions become offsets, plain data becomes Monaco's shapes. */

import type { Diagnostic, TextEdit } from '../../simulator/language/diagnostic.ts';
import type { CompletionKind, RenameResult } from '../../simulator/language/service.ts';
import { highlightLine, TOKEN_TYPES } from '../../simulator/language/service.ts';
import { ask } from './language-client.ts';
import { monaco } from './monaco.ts';

export const LANGUAGE_ID = 'haproxy';

type Model = monaco.editor.ITextModel;

const idOf = (model: Model): string => model.uri.toString();

export function rangeOf(model: Model, from: number, to: number): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
}

/** An answer that does not come is no answer; the status line tells about a checker that was restarted. */
async function quietly<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch {
    return null;
  }
}

const markerSeverity = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  environment: monaco.MarkerSeverity.Info,
  advice: monaco.MarkerSeverity.Hint,
  'not-simulated': monaco.MarkerSeverity.Info,
} as const;

export function markerOf(model: Model, d: Diagnostic): monaco.editor.IMarkerData {
  const range = rangeOf(model, d.span.from, Math.max(d.span.to, d.span.from + 1));
  return {
    ...rangeFields(range),
    severity: markerSeverity[d.severity],
    message: d.hint === undefined ? d.message : `${d.message}\n${d.hint}`,
    code: d.code,
    source: 'Drydock',
  };
}

function rangeFields(r: monaco.IRange): monaco.IRange {
  return {
    startLineNumber: r.startLineNumber,
    startColumn: r.startColumn,
    endLineNumber: r.endLineNumber,
    endColumn: r.endColumn,
  };
}

const completionKind: Record<CompletionKind, monaco.languages.CompletionItemKind> = {
  section: monaco.languages.CompletionItemKind.Module,
  directive: monaco.languages.CompletionItemKind.Keyword,
  option: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.EnumMember,
  backend: monaco.languages.CompletionItemKind.Class,
  server: monaco.languages.CompletionItemKind.Unit,
  acl: monaco.languages.CompletionItemKind.Variable,
  table: monaco.languages.CompletionItemKind.Struct,
  defaults: monaco.languages.CompletionItemKind.Class,
  fetch: monaco.languages.CompletionItemKind.Function,
  converter: monaco.languages.CompletionItemKind.Method,
  action: monaco.languages.CompletionItemKind.Event,
  variable: monaco.languages.CompletionItemKind.Variable,
  snippet: monaco.languages.CompletionItemKind.Snippet,
};

function workspaceEdit(model: Model, edits: readonly TextEdit[]): monaco.languages.WorkspaceEdit {
  return {
    edits: edits.map((e) => ({
      resource: model.uri,
      versionId: model.getVersionId(),
      textEdit: { range: rangeOf(model, e.span.from, e.span.to), text: e.text },
    })),
  };
}

const lineState: monaco.languages.IState = { clone: () => lineState, equals: () => true };

/** Registers the language once a page. */
export function registerLanguage(): void {
  const { languages } = monaco;
  if (languages.getLanguages().some((l) => l.id === LANGUAGE_ID)) return;
  languages.register({ id: LANGUAGE_ID, extensions: ['.cfg'] });
  languages.setLanguageConfiguration(LANGUAGE_ID, { comments: { lineComment: '#' }, wordPattern: /[^\s"'#,(){}]+/ });
  // A line of haproxy.cfg can be read alone; what needs the whole document comes with the semantic tokens.
  languages.setTokensProvider(LANGUAGE_ID, {
    getInitialState: () => lineState,
    tokenize: (line) => {
      const tokens: monaco.languages.IToken[] = [];
      let at = 0;
      for (const token of highlightLine(line)) {
        if (token.from > at) tokens.push({ startIndex: at, scopes: '' });
        tokens.push({ startIndex: token.from, scopes: token.type });
        at = token.to;
      }
      if (at < line.length) tokens.push({ startIndex: at, scopes: '' });
      return { tokens, endState: lineState };
    },
  });
  registerReading();
  registerWriting();
}

function registerReading(): void {
  const { languages } = monaco;
  languages.registerHoverProvider(LANGUAGE_ID, {
    async provideHover(model, position) {
      const found = await quietly(ask((api) => api.hover(idOf(model), model.getOffsetAt(position))));
      return found === null
        ? null
        : { contents: [{ value: found.markdown }], range: rangeOf(model, found.from, found.to) };
    },
  });
  languages.registerDefinitionProvider(LANGUAGE_ID, {
    async provideDefinition(model, position) {
      const spans = await quietly(ask((api) => api.definition(idOf(model), model.getOffsetAt(position))));
      return (spans ?? []).map((s) => ({ uri: model.uri, range: rangeOf(model, s.from, s.to) }));
    },
  });
  languages.registerReferenceProvider(LANGUAGE_ID, {
    async provideReferences(model, position) {
      const spans = await quietly(ask((api) => api.references(idOf(model), model.getOffsetAt(position))));
      return (spans ?? []).map((s) => ({ uri: model.uri, range: rangeOf(model, s.from, s.to) }));
    },
  });
  languages.registerFoldingRangeProvider(LANGUAGE_ID, {
    async provideFoldingRanges(model) {
      const ranges = await quietly(ask((api) => api.folding(idOf(model))));
      return (ranges ?? []).map((r) => ({
        start: model.getPositionAt(r.from).lineNumber,
        end: model.getPositionAt(r.to).lineNumber,
      }));
    },
  });
  languages.registerDocumentSymbolProvider(LANGUAGE_ID, {
    async provideDocumentSymbols(model) {
      const found = await quietly(ask((api) => api.symbols(idOf(model))));
      const kinds = {
        section: languages.SymbolKind.Module,
        bind: languages.SymbolKind.Interface,
        server: languages.SymbolKind.Object,
        acl: languages.SymbolKind.Variable,
        table: languages.SymbolKind.Struct,
      };
      type Found = NonNullable<typeof found>[number];
      const convert = (s: Found): monaco.languages.DocumentSymbol => ({
        name: s.name,
        detail: s.detail,
        kind: kinds[s.kind],
        tags: [],
        range: rangeOf(model, s.from, s.to),
        selectionRange: rangeOf(model, s.nameFrom, s.nameTo),
        children: s.children.map(convert),
      });
      return (found ?? []).map(convert);
    },
  });
  // Only of what is to be seen: the colours of a large file are more than a page can take at every keystroke.
  languages.registerDocumentRangeSemanticTokensProvider(LANGUAGE_ID, {
    getLegend: () => ({ tokenTypes: [...TOKEN_TYPES], tokenModifiers: [] }),
    async provideDocumentRangeSemanticTokens(model, { startLineNumber, endLineNumber }) {
      const from = model.getOffsetAt({ lineNumber: startLineNumber, column: 1 });
      const to = model.getOffsetAt({ lineNumber: endLineNumber, column: model.getLineMaxColumn(endLineNumber) });
      const data = await quietly(ask((api) => api.tokens(idOf(model), from, to, startLineNumber)));
      return data === null ? null : { data };
    },
  });
}

function registerWriting(): void {
  const { languages } = monaco;
  languages.registerCompletionItemProvider(LANGUAGE_ID, {
    triggerCharacters: [' ', '-', '.', ',', '(', '[', '{'],
    async provideCompletionItems(model, position) {
      const list = await quietly(ask((api) => api.complete(idOf(model), model.getOffsetAt(position))));
      if (list === null) return { suggestions: [] };
      const range = rangeOf(model, list.from, list.to);
      return {
        incomplete: list.isPartial,
        suggestions: list.items.map((item) => ({
          label: item.label,
          kind: completionKind[item.kind],
          ...(item.detail === undefined ? {} : { detail: item.detail }),
          ...(item.documentation === undefined ? {} : { documentation: item.documentation }),
          insertText: item.insert,
          ...(item.snippet ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
          ...(item.deprecated ? { tags: [languages.CompletionItemTag.Deprecated] } : {}),
          sortText: item.sort,
          range,
        })),
      };
    },
  });
  languages.registerSignatureHelpProvider(LANGUAGE_ID, {
    signatureHelpTriggerCharacters: [' '],
    async provideSignatureHelp(model, position) {
      const help = await quietly(ask((api) => api.signature(idOf(model), model.getOffsetAt(position))));
      if (help === null) return null;
      return {
        value: {
          signatures: [
            {
              label: help.label,
              ...(help.documentation === undefined ? {} : { documentation: { value: help.documentation } }),
              parameters: help.parameters.map((p) => ({
                label: [p.from, p.to] as [number, number],
                ...(p.documentation === undefined ? {} : { documentation: p.documentation }),
              })),
            },
          ],
          activeSignature: 0,
          activeParameter: Math.max(0, help.active),
        },
        dispose: () => undefined,
      };
    },
  });
  languages.registerRenameProvider(LANGUAGE_ID, {
    async provideRenameEdits(model, position, newName) {
      const result = await quietly(
        ask<RenameResult>(async (api) => await api.rename(idOf(model), model.getOffsetAt(position), newName)),
      );
      if (result === null) return { edits: [], rejectReason: 'The checker did not answer.' };
      return result.ok ? workspaceEdit(model, result.edits) : { edits: [], rejectReason: result.reason };
    },
  });
  languages.registerDocumentFormattingEditProvider(LANGUAGE_ID, {
    async provideDocumentFormattingEdits(model) {
      const edits = await quietly(ask((api) => api.format(idOf(model))));
      return (edits ?? []).map((e) => ({ range: rangeOf(model, e.span.from, e.span.to), text: e.text }));
    },
  });
  languages.registerCodeActionProvider(LANGUAGE_ID, {
    async provideCodeActions(model, range) {
      const from = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
      const to = model.getOffsetAt({ lineNumber: range.endLineNumber, column: range.endColumn });
      const fixes = await quietly(ask((api) => api.fixes(idOf(model), from, to)));
      return {
        actions: (fixes ?? []).map((fix) => ({
          title: fix.title,
          kind: 'quickfix',
          edit: workspaceEdit(model, fix.edits),
        })),
        dispose: () => undefined,
      };
    },
  });
}

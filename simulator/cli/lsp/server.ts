/**
 * The Language Server Protocol around the language service. Nothing that a text or a client does ends it: a request that fails
 * is answered with nothing and told on standard error. Diagnostics are sent a moment after the last change, for the text as it
 * is then.
 */
import {
  type CancellationToken,
  CodeActionKind,
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MarkupKind,
  ProposedFeatures,
  type RequestMessage,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { Version } from '../../language/haproxy/config.ts';
import { TEXTS } from '../../language/haproxy/texts/texts.ts';
import * as service from '../../language/service.ts';
import { programVersion } from '../version.ts';
import { completionsAt, explained } from './completion.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { createDocuments, type OpenDocument, rangeOf } from './documents.ts';
import {
  actionsFor,
  foldsOf,
  linksOf,
  renameRange,
  signatureAt,
  symbolsOf,
  textEdits,
  workspaceEdit,
} from './features.ts';
import { readSettings, type Settings } from './settings.ts';
import { TOKEN_LEGEND, tokenData } from './tokens.ts';

export interface ServeOptions {
  readonly version: Version;
  readonly log: (text: string) => void;
}

/** How long a text must rest before it is checked. */
const REST_MS = 80;
const SECTION = 'drydock';

export function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  { version, log }: ServeOptions,
): void {
  const connection = createConnection(ProposedFeatures.all, input, output, {
    // What is taken back while it waits behind other work is never begun.
    connectionStrategy: {
      cancelUndispatched: (message) => ({
        jsonrpc: '2.0',
        id: (message as RequestMessage).id,
        error: { code: LSPErrorCodes.RequestCancelled, message: 'cancelled' },
      }),
    },
  });
  let settings: Settings = { version, notSimulated: false };
  const documents = createDocuments(() => ({ version: settings.version }));
  const timers = new Map<string, NodeJS.Timeout>();
  const can = { snippets: false, versionedEdits: false, askConfiguration: false, registerConfiguration: false };

  process.on('uncaughtException', (error) => log(`went on after: ${error.stack ?? error}`));
  process.on('unhandledRejection', (error) => log(`went on after: ${error instanceof Error ? error.stack : error}`));

  /** `answer` for an open document; `nothing` when there is none, and when it fails. */
  const about =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(
      nothing: R,
      answer: (open: OpenDocument, params: P) => R,
    ) =>
    (params: P, token: CancellationToken): R => {
      const open = documents.get(params.textDocument.uri);
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (open === undefined) return nothing;
      try {
        return answer(open, params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        log(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return nothing;
      }
    };
  const check = (uri: string): void => {
    timers.delete(uri);
    const open = documents.get(uri);
    if (open === undefined) return;
    try {
      const diagnostics = diagnosticsOf(open, settings);
      void connection.sendDiagnostics({ uri, version: open.version, diagnostics });
    } catch (error) {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
  const checkSoon = (uri: string, waitMs: number): void => {
    clearTimeout(timers.get(uri));
    timers.set(uri, setTimeout(check, waitMs, uri));
  };
  const set = (given: unknown): void => {
    const before = settings;
    const read = readSettings(given, settings);
    settings = read.settings;
    if (read.problem !== null) log(read.problem);
    if (settings.version !== before.version) documents.reopen();
    if (settings.version === before.version && settings.notSimulated === before.notSimulated) return;
    for (const { uri } of documents.all()) checkSoon(uri, 0);
  };
  const askConfiguration = async (): Promise<void> => {
    try {
      set(await connection.workspace.getConfiguration(SECTION));
    } catch (error) {
      log(`the client does not say its configuration: ${error instanceof Error ? error.message : error}`);
    }
  };

  connection.onInitialize((params): InitializeResult => {
    const { workspace, textDocument } = params.capabilities;
    can.snippets = textDocument?.completion?.completionItem?.snippetSupport === true;
    can.versionedEdits = workspace?.workspaceEdit?.documentChanges === true;
    can.askConfiguration = workspace?.configuration === true;
    can.registerConfiguration = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    set(params.initializationOptions);
    return { capabilities: capabilitiesFor(params), serverInfo: { name: 'Drydock', version: programVersion() } };
  });
  connection.onInitialized(() => {
    if (can.registerConfiguration) {
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: SECTION })
        .catch((error: unknown) => log(`no news of the configuration: ${error}`));
    }
    if (can.askConfiguration) void askConfiguration();
  });
  connection.onDidChangeConfiguration(({ settings: given }) => {
    if (can.askConfiguration) void askConfiguration();
    else set((given as Record<string, unknown> | null)?.[SECTION]);
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version: number, text } }) => {
    documents.open(uri, languageId, number, text);
    checkSoon(uri, 0);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version: number }, contentChanges }) => {
    documents.change(uri, number, contentChanges);
    checkSoon(uri, REST_MS);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  connection.onCompletion(about([], (open, p) => completionsAt(open, open.lines.offsetAt(p.position), can.snippets)));
  connection.onCompletionResolve((item) => {
    try {
      return explained(item, documents.get((item.data as { uri?: string } | undefined)?.uri ?? ''));
    } catch (error) {
      log(String(error));
      return item;
    }
  });
  connection.onHover(
    about(null, (open, p) => {
      const found = service.hover(open.doc, open.lines.offsetAt(p.position), TEXTS);
      if (found === null) return null;
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeOf(open, found) };
    }),
  );
  connection.onSignatureHelp(about(null, (open, p) => signatureAt(open, open.lines.offsetAt(p.position))));
  const located = (open: OpenDocument, spans: readonly service.Span[]) =>
    spans.map((span) => ({ uri: open.uri, range: rangeOf(open, span) }));
  connection.onDefinition(
    about([], (open, p) => located(open, service.definition(open.doc, open.lines.offsetAt(p.position)))),
  );
  connection.onReferences(
    about([], (open, p) => {
      const offset = open.lines.offsetAt(p.position);
      const spans = service.references(open.doc, offset);
      if (p.context.includeDeclaration) return located(open, spans);
      const defined = new Set(service.definition(open.doc, offset).map((s) => s.from));
      return located(
        open,
        spans.filter((s) => !defined.has(s.from)),
      );
    }),
  );
  connection.onDocumentHighlight(
    about([], (open, p) => located(open, service.references(open.doc, open.lines.offsetAt(p.position)))),
  );
  connection.onPrepareRename(
    about(null, (open, p) => {
      const found = renameRange(open, open.lines.offsetAt(p.position));
      if (typeof found === 'string') throw new ResponseError(LSPErrorCodes.RequestFailed, found);
      return found;
    }),
  );
  connection.onRenameRequest(
    about(null, (open, p) => {
      const result = service.renameEdits(open.doc, open.lines.offsetAt(p.position), p.newName);
      if (!result.ok) throw new ResponseError(LSPErrorCodes.RequestFailed, result.reason);
      return workspaceEdit(open, result.edits, can.versionedEdits);
    }),
  );
  connection.onDocumentSymbol(about([], symbolsOf));
  connection.onFoldingRanges(about([], foldsOf));
  connection.onDocumentLinks(about([], linksOf));
  connection.onDocumentFormatting(
    about([], (open, { options }) =>
      textEdits(open, service.formatEdits(open.doc, options.insertSpaces ? { indent: options.tabSize } : {})),
    ),
  );
  connection.onCodeAction(about([], (open, p) => actionsFor(open, p, can.versionedEdits)));
  connection.languages.semanticTokens.on(
    about({ data: [] }, (open) => ({ data: tokenData(open, 0, open.lines.lineCount) })),
  );
  connection.languages.semanticTokens.onRange(
    about({ data: [] }, (open, { range }) => ({ data: tokenData(open, range.start.line, range.end.line) })),
  );
  connection.listen();
  log(`Drydock ${programVersion()}, HAProxy ${version} unless the editor says`);
}

function capabilitiesFor({ capabilities }: InitializeParams): InitializeResult['capabilities'] {
  const canPrepare = capabilities.textDocument?.rename?.prepareSupport === true;
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: [' ', '-', '.', ',', '(', '[', '{', '%'], resolveProvider: true },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: [' '] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: canPrepare ? { prepareProvider: true } : true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentLinkProvider: {},
    documentFormattingProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_LEGEND], tokenModifiers: [] },
      full: true,
      range: true,
    },
  };
}

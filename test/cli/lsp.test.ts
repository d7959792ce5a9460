import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  type CodeAction,
  CodeActionRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  LSPErrorCodes,
  PrepareRenameRequest,
  type Range,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { temporaryFolder } from '../support/temporary.ts';
import { type Client, startClient } from './lsp-client.ts';

const TEXT = `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
# the way in
# from everywhere
frontend web
  bind 127.0.0.1:8080
  acl is_api path_beg /api
  use_backend app if is_api
  default_backend app
  errorfile 503 503.http
backend app
  balance roundrobin
  server   app1   192.0.2.1:80 chekc
`;

/** The place of the nth occurrence of a string, `inside` characters behind its beginning. */
function at(text: string, word: string, inside = 1, nth = 0) {
  let offset = text.indexOf(word);
  for (let i = 0; i < nth; i++) offset = text.indexOf(word, offset + 1);
  expect(offset, word).toBeGreaterThanOrEqual(0);
  return TextDocument.create('file:///x', 'haproxy', 0, text).positionAt(offset + inside);
}

const textIn = (text: string, range: Range) => TextDocument.create('file:///x', 'haproxy', 0, text).getText(range);
const applied = (text: string, edits: TextEdit[]) =>
  TextDocument.applyEdits(TextDocument.create('file:///x', 'haproxy', 0, text), edits);

describe('drydock lsp: an editor’s session', () => {
  const folder = temporaryFolder({ 'haproxy.cfg': TEXT, '503.http': 'HTTP/1.0 503 Gone\r\n\r\n' });
  const uri = pathToFileURL(`${folder.path}/haproxy.cfg`).href;
  const textDocument = { uri };
  let client: Client;
  const ask: Client['connection']['sendRequest'] = (...given: [never]) => client.connection.sendRequest(...given);

  beforeAll(async () => {
    client = await startClient({ haproxy: '3.0' });
    client.open(uri, TEXT);
  });
  afterAll(() => {
    if (client.child.exitCode === null) client.child.kill();
    folder.remove();
  });

  it('says what it can do', () => {
    const { capabilities, serverInfo } = client.initialized;
    expect(serverInfo?.name).toBe('Drydock');
    expect(capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      renameProvider: { prepareProvider: true },
      completionProvider: { resolveProvider: true },
      documentFormattingProvider: true,
    });
  });

  it('open: diagnostics, with version, code, link and the setting’s HAProxy', async () => {
    const { diagnostics, version } = await client.diagnostics(uri, 1);
    expect(version).toBe(1);
    const [error] = diagnostics.filter((d) => d.severity === DiagnosticSeverity.Error);
    expect(error).toMatchObject({
      code: 'unknown-server-option',
      source: 'HAProxy 3.0',
      codeDescription: { href: expect.stringMatching(/^https:\/\/docs\.haproxy\.org\/3\.\d\/configuration\.html/) },
      message: expect.stringContaining("did you mean 'check'?"),
    });
    expect(textIn(TEXT, error!.range)).toBe('chekc');
  });

  it('completion, and what an item means', async () => {
    const list = await ask(CompletionRequest.type, { textDocument, position: at(TEXT, 'roundrobin', 3) });
    const items = Array.isArray(list) ? list : (list?.items ?? []);
    const item = items.find((i) => i.label === 'leastconn')!;
    expect(item.textEdit).toEqual({
      range: { start: at(TEXT, 'roundrobin', 0), end: at(TEXT, 'roundrobin', 'roundrobin'.length) },
      newText: 'leastconn',
    });
    const resolved = await ask(CompletionResolveRequest.type, item);
    expect(resolved.documentation).toMatchObject({ kind: 'markdown', value: expect.stringContaining('leastconn') });
  });

  it('hover', async () => {
    const found = await ask(HoverRequest.type, { textDocument, position: at(TEXT, 'balance') });
    expect(found?.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('balance') });
    expect(textIn(TEXT, found!.range!)).toBe('balance');
  });

  it('signature', async () => {
    const help = await ask(SignatureHelpRequest.type, { textDocument, position: at(TEXT, 'timeout connect ', 16) });
    expect(help?.signatures[0]?.label).toContain('timeout connect');
    expect(help?.activeParameter).toBe(0);
  });

  it('definition and references', async () => {
    const definition = await ask(DefinitionRequest.type, {
      textDocument,
      position: at(TEXT, 'default_backend app', 17),
    });
    const [found] = definition as { uri: string; range: Range }[];
    expect(found!.range.start).toEqual(at(TEXT, 'backend app', 8, 2));
    const position = at(TEXT, 'is_api');
    const all = await ask(ReferencesRequest.type, { textDocument, position, context: { includeDeclaration: true } });
    const uses = await ask(ReferencesRequest.type, { textDocument, position, context: { includeDeclaration: false } });
    expect(all?.map((r) => r.range.start.line)).toEqual([9, 10]);
    expect(uses?.map((r) => r.range.start.line)).toEqual([10]);
  });

  it('rename, and why not', async () => {
    const position = at(TEXT, 'default_backend app', 17);
    const prepared = await ask(PrepareRenameRequest.type, { textDocument, position });
    expect(prepared).toMatchObject({ placeholder: 'app' });
    const edit = await ask(RenameRequest.type, { textDocument, position, newName: 'pool' });
    const [change] = edit!.documentChanges as { textDocument: { version: number }; edits: TextEdit[] }[];
    expect(change!.textDocument.version).toBe(1);
    const renamed = applied(TEXT, change!.edits);
    expect(renamed).toContain('use_backend pool if');
    expect(renamed).toContain('default_backend pool\n');
    expect(renamed).toContain('\nbackend pool\n');
    await expect(ask(RenameRequest.type, { textDocument, position, newName: 'a b' })).rejects.toThrow(/may not stand/);
    await expect(ask(PrepareRenameRequest.type, { textDocument, position: at(TEXT, 'mode') })).rejects.toThrow(/name/);
  });

  it('outline, folding, colours, links', async () => {
    const symbols = await ask(DocumentSymbolRequest.type, { textDocument });
    expect(symbols?.map((s) => s.name)).toEqual(['defaults', 'web', 'app']);
    const folds = await ask(FoldingRangeRequest.type, { textDocument });
    expect(folds).toContainEqual({ startLine: 5, endLine: 6, kind: 'comment' });
    const { data } = (await ask(SemanticTokensRequest.type, { textDocument }))!;
    const { legend } = client.initialized.capabilities.semanticTokensProvider!;
    expect(decoded(TEXT, data, legend.tokenTypes)).toEqual(
      expect.arrayContaining([
        'namespace frontend',
        'class web',
        'keyword bind',
        'variable is_api',
        'comment # the way in',
      ]),
    );
    const links = await ask(DocumentLinkRequest.type, { textDocument });
    expect(links?.map((l) => [textIn(TEXT, l.range), l.target])).toEqual([
      ['503.http', pathToFileURL(`${folder.path}/503.http`).href],
    ]);
  });

  it('format', async () => {
    const edits = await ask(DocumentFormattingRequest.type, {
      textDocument,
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(applied(TEXT, edits!)).toBe(TEXT.replace('server   app1   ', 'server app1 '));
  });

  let fixed = '';
  it('code action', async () => {
    const range = { start: at(TEXT, 'chekc', 0), end: at(TEXT, 'chekc', 5) };
    const actions = await ask(CodeActionRequest.type, { textDocument, range, context: { diagnostics: [] } });
    const action = (actions as CodeAction[]).find((a) => a.title === "Write 'check'")!;
    expect(action.kind).toBe('quickfix');
    fixed = applied(TEXT, (action.edit!.documentChanges as { edits: TextEdit[] }[])[0]!.edits);
    expect(fixed).toBe(TEXT.replace('chekc', 'check'));
    expect(
      await ask(CodeActionRequest.type, { textDocument, range, context: { diagnostics: [], only: ['refactor'] } }),
    ).toEqual([]);
  });

  it('change: several at once, each about the text before it; then nothing is wrong', async () => {
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: at(TEXT, 'chekc', 0), end: at(TEXT, 'chekc', 5) }, text: '' },
        { range: { start: at(TEXT, 'chekc', 0), end: at(TEXT, 'chekc', 0) }, text: 'check' },
      ],
    });
    const { diagnostics } = await client.diagnostics(uri, 2);
    expect(diagnostics.filter((d) => d.severity === DiagnosticSeverity.Error)).toEqual([]);
  });

  it('another HAProxy, by setting', async () => {
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { drydock: { haproxy: '2.6' } },
    });
    const { diagnostics } = await client.diagnostics(uri, 2);
    expect(new Set(diagnostics.map((d) => d.source))).toEqual(new Set(['HAProxy 2.6']));
  });

  it('survives any text and any question', async () => {
    const odd = 'file:///odd.cfg';
    client.open(odd, 'frontend \0\ud800 "\n  acl \\ if { path "$\n\r\r\n.if\n🚢 http-request'.repeat(50));
    await client.diagnostics(odd, 1);
    const position = { line: 999_999, character: 999_999 };
    await ask(HoverRequest.type, { textDocument: { uri: odd }, position });
    await ask(CompletionRequest.type, { textDocument: { uri: odd }, position: { line: 3, character: 2 } });
    expect(await ask(HoverRequest.type, { textDocument: { uri: 'file:///never-opened' }, position })).toBeNull();
    expect(await ask(SemanticTokensRequest.type, { textDocument: { uri: odd } })).not.toBeNull();
    await expect(ask('textDocument/nonsense', {})).rejects.toThrow();
  });

  it('drops what is asked and taken back while it waits', async () => {
    const long = 'file:///long.cfg';
    client.open(long, Array.from({ length: 1500 }, (_, i) => `backend b${i}\n  server s 192.0.2.1:80\n`).join(''));
    const source = new CancellationTokenSource();
    const asked = Array.from({ length: 20 }, () =>
      ask(SemanticTokensRequest.type, { textDocument: { uri: long } }, source.token),
    );
    source.cancel();
    const ends = await Promise.allSettled(asked);
    const dropped = ends.filter((e) => e.status === 'rejected' && e.reason.code === LSPErrorCodes.RequestCancelled);
    expect(dropped.length).toBeGreaterThan(0);
    expect(await ask(HoverRequest.type, { textDocument, position: at(TEXT, 'balance') })).not.toBeNull();
  });

  it('close, shut down, exit: nothing but one greeting on standard error', async () => {
    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
    expect(await client.end()).toBe(0);
    expect(client.stderr()).toMatch(/^drydock lsp: Drydock [\d.]+, HAProxy 3\.2 unless the editor says\n$/);
  });
});

it('drydock lsp ends when its editor is gone', async () => {
  const client = await startClient();
  const ended = new Promise((resolve) => client.child.once('exit', resolve));
  client.child.stdin!.end();
  await ended;
  client.connection.dispose();
});

function decoded(text: string, data: readonly number[], types: readonly string[]): string[] {
  const lines = text.split('\n');
  const out: string[] = [];
  let line = 0;
  let from = 0;
  for (let i = 0; i < data.length; i += 5) {
    line += data[i]!;
    from = data[i] === 0 ? from + data[i + 1]! : data[i + 1]!;
    out.push(`${types[data[i + 3]!]} ${lines[line]!.slice(from, from + data[i + 2]!)}`);
  }
  return out;
}

/** An editor's side of the protocol: a real client over a spawned `drydock lsp`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type ClientCapabilities,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { root } from '../../scripts/lib/paths.mjs';

export interface Client {
  readonly connection: ProtocolConnection;
  readonly child: ChildProcess;
  readonly initialized: InitializeResult;
  /** What it wrote to standard error so far. */
  stderr(): string;
  open(uri: string, text: string): void;
  /** The next diagnostics for a version of a text. */
  diagnostics(uri: string, version: number): Promise<PublishDiagnosticsParams>;
  /** Shuts the server down as an editor does; its exit status. */
  end(): Promise<number | null>;
}

const WAIT_MS = 30_000;

const CAPABILITIES: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true }, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    rename: { prepareSupport: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
  },
};

export async function startClient(initializationOptions: unknown = {}): Promise<Client> {
  const child = spawn(process.execPath, [join(root, 'simulator/cli/main.ts'), 'lsp', '--stdio'], { stdio: 'pipe' });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const came: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    came.push(params);
    for (const wake of waiting) wake();
  });
  connection.onRequest(RegistrationRequest.type, () => undefined);
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: CAPABILITIES,
    initializationOptions,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    connection,
    child,
    initialized,
    stderr: () => stderr,
    open(uri, text) {
      void connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: 'haproxy', version: 1, text },
      });
    },
    diagnostics(uri, version) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no diagnostics for ${uri} version ${version} within ${WAIT_MS} ms\n${stderr}`));
        }, WAIT_MS);
        const look = (): void => {
          const index = came.findIndex((p) => p.uri === uri && p.version === version);
          if (index < 0) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(came.splice(index, 1)[0]!);
        };
        waiting.add(look);
        look();
      });
    },
    async end() {
      const ended = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const status = await ended;
      connection.dispose();
      return status;
    },
  };
}

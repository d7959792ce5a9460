/** The open documents: the editor's text with its version, and beside it the same text as the language service sees it. */

import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Doc, editDoc, openDoc } from '../../language/haproxy/doc.ts';
import type { AnalyseOptions } from '../../language/service.ts';
import { notSimulated } from '../../plan/build.ts';

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  /** Turns offsets into positions and back. */
  readonly lines: TextDocument;
  readonly doc: Doc;
}

export interface Documents {
  open(uri: string, languageId: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
  /** Reads everything anew, for another version of HAProxy. */
  reopen(): void;
}

export function createDocuments(options: () => AnalyseOptions): Documents {
  const open = new Map<string, OpenDocument>();
  return {
    open(uri, languageId, version, text) {
      const lines = TextDocument.create(uri, languageId, version, text);
      open.set(uri, { uri, version, lines, doc: openDoc(text, options(), nameOf(uri), notSimulated) });
    },
    change(uri, version, changes) {
      const before = open.get(uri);
      if (before === undefined) return;
      let { lines, doc } = before;
      // Each change of one event is about the text that the one before it left.
      for (const change of changes) {
        if ('range' in change) {
          const offset = lines.offsetAt(change.range.start);
          const end = Math.max(offset, lines.offsetAt(change.range.end));
          doc = editDoc(doc, [{ offset, length: end - offset, text: change.text }]);
        } else doc = openDoc(change.text, options(), doc.name, notSimulated);
        lines = TextDocument.create(uri, lines.languageId, version, doc.text);
      }
      open.set(uri, { uri, version, lines, doc });
    },
    close: (uri) => void open.delete(uri),
    get: (uri) => open.get(uri),
    all: () => [...open.values()],
    reopen() {
      for (const [uri, entry] of open) {
        open.set(uri, { ...entry, doc: openDoc(entry.doc.text, options(), entry.doc.name, notSimulated) });
      }
    },
  };
}

function nameOf(uri: string): string {
  return decodeURIComponentOr(uri.slice(uri.lastIndexOf('/') + 1)) || 'haproxy.cfg';
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function rangeOf({ lines }: OpenDocument, { from, to }: { readonly from: number; readonly to: number }): Range {
  return { start: lines.positionAt(from), end: lines.positionAt(Math.max(from, to)) };
}

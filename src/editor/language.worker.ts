/** The language service behind a worker: open documents by id, answers as plain data. */
import * as Comlink from 'comlink';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import {
  type Change,
  complete,
  type Doc,
  definition,
  editDoc,
  fixesAt,
  folding,
  formatEdits,
  hover,
  loadTexts,
  openDoc,
  references,
  renameEdits,
  semanticTokens,
  signatureHelp,
  symbols,
} from '../../simulator/language/service.ts';

import { notSimulated } from '../../simulator/plan/build.ts';
import { type BuilderChange, builderEdits } from '../builder/change.ts';
import { readBuilder } from '../builder/read.ts';
import { encodeTokens } from './encode-tokens.ts';
import { markedOf } from './marked.ts';
import { suggestedOf } from './suggested.ts';

const docs = new Map<string, { doc: Doc; revision: number }>();

function docOf(id: string): Doc {
  const entry = docs.get(id);
  if (entry === undefined) throw new Error(`no open document ${id}`);
  return entry.doc;
}

const api = {
  open(id: string, revision: number, text: string, version: Version) {
    docs.set(id, { doc: openDoc(text, { version }, 'haproxy.cfg', notSimulated), revision });
  },
  change(id: string, revision: number, changes: readonly Change[]) {
    docs.set(id, { doc: editDoc(docOf(id), changes), revision });
  },
  close(id: string) {
    docs.delete(id);
  },
  /** @param near where somebody is looking, for choosing among very many findings */
  analyse(id: string, near: number) {
    const { diagnostics, status } = docOf(id).outcome;
    return { revision: docs.get(id)?.revision ?? 0, status, ...markedOf(diagnostics, near) };
  },
  /** Answers as soon as this script runs. */
  ready: () => true,
  complete(id: string, offset: number) {
    const doc = docOf(id);
    const list = complete(doc, offset);
    return suggestedOf(list, doc.text.slice(list.from, offset));
  },
  hover: async (id: string, offset: number) => hover(docOf(id), offset, await loadTexts()),
  signature: async (id: string, offset: number) => signatureHelp(docOf(id), offset, await loadTexts()),
  definition: (id: string, offset: number) => definition(docOf(id), offset),
  references: (id: string, offset: number) => references(docOf(id), offset),
  rename: (id: string, offset: number, name: string) => renameEdits(docOf(id), offset, name),
  symbols: (id: string) => symbols(docOf(id)),
  folding: (id: string) => folding(docOf(id)),
  /** Monaco's numbers for the lines between two offsets; the first of them begins at `from`. */
  tokens(id: string, from: number, to: number, firstLine: number): Uint32Array<ArrayBuffer> {
    const doc = docOf(id);
    const data = encodeTokens(doc.text, semanticTokens(doc, from, to), from, firstLine);
    return Comlink.transfer(data, [data.buffer]);
  },
  format: (id: string) => formatEdits(docOf(id)),
  builder: (id: string) => readBuilder(docOf(id).analysis.config),
  build: (id: string, change: BuilderChange) => builderEdits(docOf(id).analysis.config, change),
  fixes: (id: string, from: number, to: number) => fixesAt(docOf(id), from, to),
};

export type LanguageApi = typeof api;
Comlink.expose(api);

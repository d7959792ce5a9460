/** Completion: the list is light, and what a chosen item means comes when the editor asks for it. */
import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver/node';
import { TEXTS } from '../../language/haproxy/texts/texts.ts';
import { type Completion, type CompletionKind, complete, editDoc, hover } from '../../language/service.ts';
import { type OpenDocument, rangeOf } from './documents.ts';

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  section: CompletionItemKind.Module,
  directive: CompletionItemKind.Keyword,
  option: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  backend: CompletionItemKind.Class,
  server: CompletionItemKind.Unit,
  acl: CompletionItemKind.Variable,
  table: CompletionItemKind.Struct,
  defaults: CompletionItemKind.Class,
  fetch: CompletionItemKind.Function,
  converter: CompletionItemKind.Method,
  action: CompletionItemKind.Event,
  variable: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
};

/** What an item needs to be explained later. */
export interface ItemData {
  readonly uri: string;
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

export function completionsAt(open: OpenDocument, offset: number, snippets: boolean): CompletionItem[] {
  const { from, to, items } = complete(open.doc, offset);
  const range = rangeOf(open, { from, to });
  const data: ItemData = { uri: open.uri, version: open.version, from, to };
  return items.map((item) => ({
    label: item.label,
    kind: KINDS[item.kind],
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.documentation !== undefined && { documentation: item.documentation }),
    ...(item.deprecated && { tags: [CompletionItemTag.Deprecated] }),
    sortText: item.sort,
    filterText: item.label,
    ...(item.snippet && snippets && { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range, newText: item.snippet && !snippets ? withoutPlaces(item) : item.insert },
    data,
  }));
}

/** A snippet for an editor that has no snippets. */
function withoutPlaces({ insert }: Completion): string {
  return insert
    .replace(/\$\{\d+:((?:[^\\}]|\\.)*)\}|\$\{?\d+\}?/g, (_, name: string | undefined) => name ?? '')
    .replace(/\\([$}\\])/g, '$1');
}

/** The hover of the text as it would be with the item in it. */
export function explained(item: CompletionItem, open: OpenDocument | undefined): CompletionItem {
  const data = item.data as ItemData | undefined;
  if (open === undefined || data === undefined || open.version !== data.version) return item;
  const doc = editDoc(open.doc, [{ offset: data.from, length: data.to - data.from, text: item.label }]);
  const found = hover(doc, data.from + Math.min(1, item.label.length), TEXTS);
  return found === null ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value: found.markdown } };
}

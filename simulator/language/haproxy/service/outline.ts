import { isBlankCode, lineEnd } from '../cut.ts';
import type { Doc } from '../doc.ts';
import { type Line, type Section, sectionsOf, wordsOf } from './structure.ts';

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'section' | 'bind' | 'server' | 'acl' | 'table';
  /** The whole of it. */
  readonly from: number;
  readonly to: number;
  /** The name in the text. */
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly children: readonly DocumentSymbol[];
}

export interface FoldingRange {
  readonly from: number;
  readonly to: number;
  readonly kind: 'section' | 'comment' | 'condition';
}

/** Sections, and the binds, servers, ACLs and tables in them, in text order. */
export function symbols(doc: Doc): readonly DocumentSymbol[] {
  return sectionsOf(doc)
    .filter((s) => s.header)
    .map((section) => sectionSymbol(doc, section));
}

function sectionSymbol(doc: Doc, section: Section): DocumentSymbol {
  const header = section.header!;
  const name = section.name ?? wordsOf(doc.text, header)[0]!;
  return {
    name: section.name && section.name.text !== '' ? section.name.text : section.kind,
    detail: section.name ? section.kind : '',
    kind: 'section',
    from: section.from,
    to: section.to,
    nameFrom: name.from,
    nameTo: name.to,
    children: section.lines.flatMap((line) => lineSymbol(doc, line)),
  };
}

const KINDS: Readonly<Record<string, DocumentSymbol['kind']>> = {
  bind: 'bind',
  server: 'server',
  acl: 'acl',
  'stick-table': 'table',
};

function lineSymbol(doc: Doc, line: Line): DocumentSymbol[] {
  const kind = line.kind === 'directive' && Object.hasOwn(KINDS, line.keyword) ? KINDS[line.keyword]! : null;
  if (!kind) return [];
  const words = wordsOf(doc.text, line);
  const named = kind === 'table' ? words[0]! : (words[1] ?? words[0]!);
  const rest = words.slice(kind === 'table' ? 1 : 2).map((w) => w.text);
  return [
    {
      // An editor's outline wants a name that is not empty.
      name: named.text === '' ? line.keyword : named.text,
      detail: kind === 'server' ? (rest[0] ?? '') : rest.join(' '),
      kind,
      from: line.from,
      to: line.to,
      nameFrom: named.from,
      nameTo: named.to,
      children: [],
    },
  ];
}

/** What can be folded: sections, runs of comment lines, `.if` blocks. */
export function folding(doc: Doc): readonly FoldingRange[] {
  const out = [...sectionRanges(doc), ...conditionRanges(doc), ...commentRanges(doc.text)];
  return out.sort((a, b) => a.from - b.from || b.to - a.to);
}

function range(text: string, from: number, to: number, kind: FoldingRange['kind']): FoldingRange[] {
  const feed = text.indexOf('\n', from);
  return feed >= 0 && feed < to ? [{ from, to: lineEnd(text, to), kind }] : [];
}

function sectionRanges(doc: Doc): FoldingRange[] {
  return sectionsOf(doc)
    .filter((s) => s.header)
    .flatMap((s) => range(doc.text, s.from, s.to, 'section'));
}

function conditionRanges(doc: Doc): FoldingRange[] {
  const open: Line[] = [];
  const out: FoldingRange[] = [];
  for (const line of sectionsOf(doc).flatMap((s) => s.lines)) {
    if (line.kind !== 'macro') continue;
    if (line.keyword === '.if') open.push(line);
    if (line.keyword !== '.endif') continue;
    const start = open.pop();
    if (start) out.push(...range(doc.text, start.from, line.to, 'condition'));
  }
  return out;
}

/** Two or more lines of nothing but comment. */
function commentRanges(text: string): FoldingRange[] {
  const out: FoldingRange[] = [];
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : nul;
  let first = -1;
  let last = -1;
  for (let from = 0; from < end; ) {
    const to = lineEnd(text, from, end);
    let i = from;
    while (i < to && isBlankCode(text.charCodeAt(i))) i++;
    if (text[i] === '#' && i < to) {
      if (first < 0) first = i;
      last = to;
    } else {
      if (first >= 0) out.push(...range(text, first, last, 'comment'));
      first = -1;
    }
    from = to + 1;
  }
  if (first >= 0) out.push(...range(text, first, last, 'comment'));
  return out;
}

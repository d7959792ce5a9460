/** A document's sections and lines, out of its tree; words of a line are cut when they are asked for. */
import type { SyntaxNode } from '@lezer/common';
import { type Cut, cutLine, isBlankCode, wordText } from '../cut.ts';
import type { Doc } from '../doc.ts';
import { sectionKinds } from '../keywords/sections.ts';

/** A word as it stands in the text, and what it says. */
export interface TextWord extends Cut {
  /** Without quotes and escapes; variables as they are written. */
  readonly text: string;
}

export interface Line {
  readonly kind: 'header' | 'directive' | 'macro' | 'scope';
  /** The first word's first character. */
  readonly from: number;
  /** The last word's end. */
  readonly to: number;
  /** The first word behind `no` and `default`, decoded. */
  readonly keyword: string;
}

export interface Section {
  /** `''` for the lines in front of the first section. */
  readonly kind: string;
  readonly header: Line | null;
  readonly name: TextWord | null;
  /** The defaults section that it names. */
  readonly parent: TextWord | null;
  readonly lines: readonly Line[];
  readonly from: number;
  /** End of its last line. */
  readonly to: number;
}

const structures = new WeakMap<Doc, readonly Section[]>();

/** The sections of a document in text order; the first one may be `''`. */
export function sectionsOf(doc: Doc): readonly Section[] {
  let sections = structures.get(doc);
  if (!sections) {
    sections = read(doc);
    structures.set(doc, sections);
  }
  return sections;
}

function read(doc: Doc): Section[] {
  const { text } = doc;
  const out: Section[] = [];
  const lost: Line[] = [];
  for (let node = doc.tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === 'Section') out.push(readSection(node, text));
    else {
      const line = readLine(node, text);
      if (line) lost.push(line);
    }
  }
  if (lost.length === 0) return out;
  const first: Section = {
    kind: '',
    header: null,
    name: null,
    parent: null,
    lines: lost,
    from: lost[0]!.from,
    to: lost[lost.length - 1]!.to,
  };
  return [first, ...out];
}

function readSection(node: SyntaxNode, text: string): Section {
  const lines: Line[] = [];
  let header: Line | null = null;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const line = readLine(child, text);
    if (line?.kind === 'header') header = line;
    else if (line) lines.push(line);
  }
  const words = header ? wordsOf(text, header).filter((w) => w.text !== 'no' && w.text !== 'default') : [];
  const kind = header?.keyword ?? '';
  // `defaults from x` has no name.
  const anonymous = kind === 'defaults' && words[1]?.text === 'from' && words.length === 3;
  const name = anonymous ? null : (words[1] ?? null);
  const from = anonymous ? 1 : 2;
  const parent = words[from]?.text === 'from' ? (words[from + 1] ?? null) : null;
  const last = lines[lines.length - 1] ?? header;
  return { kind, header, name, parent, lines, from: node.from, to: last?.to ?? node.to };
}

const KINDS: Readonly<Record<string, Line['kind']>> = {
  Header: 'header',
  Directive: 'directive',
  Macro: 'macro',
  Scope: 'scope',
};

function readLine(node: SyntaxNode, text: string): Line | null {
  const kind = KINDS[node.name];
  if (!kind) return null;
  let keyword = '';
  let to = node.from;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const { name } = child;
    if (name === 'Comment' || name === 'Ignored') break;
    if (name.endsWith('Kw') || name === 'LonePrefix') keyword = wordText(text, child.from, child.to);
    to = child.to;
  }
  return { kind, from: node.from, to, keyword };
}

/** The words of a line, `no` and `default` included. */
export function wordsOf(text: string, line: { readonly from: number }): TextWord[] {
  return cutLine(text, line.from).words.map((w) => ({ ...w, text: wordText(text, w.from, w.to) }));
}

/** The last section that begins at or in front of an offset. */
export function sectionAt(sections: readonly Section[], offset: number): Section | null {
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sections[middle]!.from <= offset) low = middle + 1;
    else high = middle;
  }
  return sections[low - 1] ?? null;
}

/** A physical line, with the section that it belongs to. */
export interface LineAt {
  /** The line's first character, blanks included. */
  readonly from: number;
  /** Its end, without the line feed. */
  readonly to: number;
  readonly words: readonly TextWord[];
  /** Where its comment begins, or -1. */
  readonly commentAt: number;
  /** Where what HAProxy reads of it ends. */
  readonly end: number;
  readonly isHeader: boolean;
  /** The section that it is in; a header's is its own. */
  readonly section: Section | null;
  /** That section's kind, `''` in front of the first one. */
  readonly kind: string;
}

/** The line around an offset. */
export function lineAt(doc: Doc, offset: number): LineAt {
  const { text } = doc;
  const at = Math.min(Math.max(offset, 0), text.length);
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const feed = text.indexOf('\n', at);
  const to = feed < 0 ? text.length : feed;
  const cut = cutLine(text, from, to);
  const words = cut.words.map((w) => ({ ...w, text: wordText(text, w.from, w.to) }));
  let start = from;
  while (start < to && isBlankCode(text.charCodeAt(start))) start++;
  const head = words[0]?.text === 'no' || words[0]?.text === 'default' ? words[1] : words[0];
  const isHeader = head !== undefined && sectionKinds(doc.options.version).has(head.text);
  const section = sectionAt(sectionsOf(doc), isHeader ? start : from - 1);
  return { from, to, words, commentAt: cut.commentAt, end: cut.end, isHeader, section, kind: section?.kind ?? '' };
}

/** Which names exist in a document, and where they are made. */

import { PREDEFINED_ACLS } from '../condition.ts';
import type { Doc } from '../doc.ts';
import type { NameKind } from './interpret.ts';
import { type Line, type Section, sectionsOf, type TextWord, wordsOf } from './structure.ts';

/** One place where a name is made. */
export interface Definition {
  readonly name: string;
  /** As it stands in the text. */
  readonly word: TextWord;
  readonly section: Section;
  /** Null for names of sections. */
  readonly line: Line | null;
}

const SECTION_KINDS: Readonly<Partial<Record<NameKind, readonly string[]>>> = {
  backend: ['backend', 'listen'],
  frontend: ['frontend', 'listen'],
  proxy: ['frontend', 'backend', 'listen'],
  defaults: ['defaults'],
  peers: ['peers'],
  resolvers: ['resolvers'],
  userlist: ['userlist'],
  mailers: ['mailers'],
  cache: ['cache'],
  errors: ['http-errors'],
};

/** Everything of a kind that can be named in a section, in text order. */
export function definitions(doc: Doc, of: NameKind, section: Section | null): Definition[] {
  const kinds = SECTION_KINDS[of];
  if (kinds)
    return sectionsOf(doc)
      .filter((s) => kinds.includes(s.kind))
      .flatMap(named);
  switch (of) {
    case 'table':
      return tables(doc);
    case 'server':
      return section ? made(doc, section, 'server') : [];
    case 'acl':
      // ACLs are a section's own: those of defaults are not inherited.
      return section ? made(doc, section, 'acl') : [];
    case 'track':
      return sectionsOf(doc)
        .filter((s) => SECTION_KINDS.backend!.includes(s.kind))
        .flatMap((s) => made(doc, s, 'server'));
    default:
      return [];
  }
}

function named(section: Section): Definition[] {
  return section.name ? [{ name: section.name.text, word: section.name, section, line: null }] : [];
}

/** The lines of a section that make a name: their second words. */
export function made(doc: Doc, section: Section, keyword: string): Definition[] {
  return section.lines.flatMap((line) => {
    if (line.keyword !== keyword || line.kind !== 'directive') return [];
    const word = wordsOf(doc.text, line).filter((w, i) => i > 0 || w.text === keyword)[1];
    return word ? [{ name: word.text, word, section, line }] : [];
  });
}

function tables(doc: Doc): Definition[] {
  return sectionsOf(doc).flatMap((section) => {
    if (section.kind === 'peers') {
      const prefix = section.name?.text ?? '';
      return made(doc, section, 'table').map((d) => ({ ...d, name: `${prefix}/${d.name}` }));
    }
    const line = section.lines.find((l) => l.keyword === 'stick-table');
    return line && section.name ? [{ name: section.name.text, word: section.name, section, line }] : [];
  });
}

/** The defaults section that a section starts from: the one it names, else the last one above. */
export function defaultsOf(doc: Doc, section: Section): Section | null {
  if (!(SECTION_KINDS.proxy!.includes(section.kind) || (section.kind === 'defaults' && section.parent))) return null;
  const wanted = section.parent?.text;
  let found: Section | null = null;
  for (const s of sectionsOf(doc)) {
    if (s.from >= section.from) break;
    if (s.kind === 'defaults' && (wanted === undefined || s.name?.text === wanted)) found = s;
  }
  return found;
}

/** The sections that start from a defaults section. */
export function heirsOf(doc: Doc, defaults: Section): Section[] {
  return sectionsOf(doc).filter((s) => s !== defaults && defaultsOf(doc, s) === defaults);
}

export { PREDEFINED_ACLS };

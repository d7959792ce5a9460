/** Where names are used: out of the roles of words, and of the arguments of fetches and converters. */
import type { Version } from '../config.ts';
import type { Doc } from '../doc.ts';
import { type ArgumentType, converters, criteria, fetches } from '../keywords/names.ts';
import { callsOf, expressionsOf } from './expressions.ts';
import type { NameKind, Role } from './interpret.ts';
import { readingOf } from './readings.ts';
import { definitions } from './scope.ts';
import { type Line, lineAt, type Section, sectionsOf, type TextWord } from './structure.ts';

/** A name in a line. */
export interface Found {
  readonly of: NameKind;
  readonly name: string;
  readonly defines: boolean;
  readonly section: Section;
  /** The word that it is in, and offsets into the word's value. For arguments: a word of its own. */
  readonly word: TextWord;
  readonly from: number;
  readonly to: number;
}

/** What a name stands for. */
export type Target =
  | { readonly kind: 'proxy'; readonly name: string; readonly section: Section | null; readonly of: NameKind }
  | { readonly kind: 'server'; readonly name: string; readonly section: Section }
  | { readonly kind: 'acl'; readonly name: string; readonly section: Section }
  | { readonly kind: 'section'; readonly name: string; readonly sectionKind: string };

const ARGUMENTS: Readonly<Partial<Record<ArgumentType, NameKind>>> = {
  table: 'table',
  backend: 'backend',
  frontend: 'frontend',
  server: 'track',
  'user list': 'userlist',
};

/** The names in a line, in text order. */
export function namesIn(doc: Doc, line: Pick<Line, 'from' | 'to'>, section: Section): Found[] {
  const { text } = doc;
  const { version } = doc.options;
  const { words, roles } = readingOf(text.slice(line.from, line.to), section.kind, version);
  return words.flatMap((word, i) => {
    const role = roles[i]!;
    if (role.type !== 'name' && role.type !== 'expression' && role.type !== 'format') return [];
    const moved = { ...word, from: word.from + line.from, to: word.to + line.from };
    return namesOfWord(text, moved, role, section, version);
  });
}

function namesOfWord(text: string, word: TextWord, role: Role, section: Section, version: Version): Found[] {
  if (role.type === 'name') {
    const base = { section, word, defines: role.defines };
    const { skip } = role;
    const name = word.text.slice(skip);
    if (role.of !== 'track')
      return name === '' ? [] : [{ ...base, of: role.of, name, from: skip, to: word.text.length }];
    return trackParts(name, base);
  }
  if (role.type === 'expression') {
    const quoted = /^["']/.test(text[word.from] ?? '') ? 1 : 0;
    return namesOfExpression(text, word.from + quoted, word.to, section, version);
  }
  if (role.type !== 'format') return [];
  return expressionsOf(text, word.from, word.to).flatMap((e) =>
    namesOfExpression(text, e.from, e.to, section, version),
  );
}

/** `backend/server`, or a server of the same section. */
function trackParts(name: string, base: Pick<Found, 'section' | 'word' | 'defines'>): Found[] {
  const slash = name.indexOf('/');
  if (slash < 0) return [{ ...base, of: 'track', name, from: 0, to: name.length }];
  return [
    { ...base, of: 'backend', name: name.slice(0, slash), from: 0, to: slash },
    { ...base, of: 'track', name, from: slash + 1, to: name.length },
  ];
}

function namesOfExpression(text: string, from: number, to: number, section: Section, version: Version): Found[] {
  return callsOf(text, from, to).flatMap((call) => {
    const fetch = fetches(version).get(criteria(version).get(call.name)?.fetch ?? call.name);
    const form = call.kind === 'fetch' ? fetch?.args : converters(version).get(call.name)?.args;
    return call.args.flatMap((arg, i) => {
      const of = ARGUMENTS[form?.types[i] ?? 'string'];
      if (!of || arg.text === '') return [];
      const word: TextWord = { from: arg.from, to: arg.to, text: arg.text, closed: true };
      const base = { section, word, defines: false };
      return of === 'track'
        ? trackParts(arg.text, base)
        : [{ ...base, of, name: arg.text, from: 0, to: arg.text.length }];
    });
  });
}

const SECTION_OF: Readonly<Partial<Record<NameKind, string>>> = {
  defaults: 'defaults',
  peers: 'peers',
  resolvers: 'resolvers',
  userlist: 'userlist',
  mailers: 'mailers',
  cache: 'cache',
  errors: 'http-errors',
};
const PROXY_KINDS: ReadonlySet<string> = new Set(['proxy', 'backend', 'frontend', 'table']);

/** What the name at an offset stands for, or null. */
export function nameAt(doc: Doc, offset: number): Target | null {
  const at = Math.trunc(offset) || 0;
  if (at < 0 || at > doc.text.length) return null;
  const line = lineAt(doc, at);
  if (!line.section || line.words.length === 0) return null;
  const all = namesIn(doc, { from: line.words[0]!.from, to: line.words[line.words.length - 1]!.to }, line.section);
  const touches = (f: Found): boolean => {
    const { from, to } = rangeOf(doc, f);
    return from <= at && at <= to;
  };
  const found = all.find(touches);
  return found ? targetOf(doc, found) : null;
}

/** Where a name stands in the text: exactly, in words that are plain or quoted as a whole; else the whole word. */
export function rangeOf(doc: Doc, { word, from, to }: Found): { readonly from: number; readonly to: number } {
  const raw = doc.text.slice(word.from, word.to);
  if (raw === word.text) return { from: word.from + from, to: word.from + to };
  if (/^["']/.test(raw) && raw.slice(1, -1) === word.text)
    return { from: word.from + 1 + from, to: word.from + 1 + to };
  return { from: word.from, to: word.to };
}

function targetOf(doc: Doc, found: Found): Target | null {
  const { of, name, section } = found;
  if (of === 'acl') return { kind: 'acl', name, section };
  if (of === 'server') return { kind: 'server', name, section };
  if (of === 'track') {
    const slash = name.indexOf('/');
    const home = slash < 0 ? section : resolve(doc, 'backend', name.slice(0, slash));
    return home ? { kind: 'server', name: name.slice(slash + 1), section: home } : null;
  }
  if (of === 'section') return { kind: 'section', name, sectionKind: section.kind };
  const sectionKind = SECTION_OF[of];
  if (sectionKind) return { kind: 'section', name, sectionKind };
  return { kind: 'proxy', name, of, section: found.defines ? section : resolve(doc, of, name) };
}

/** The section that a name of a kind refers to: the first of that name. */
function resolve(doc: Doc, of: NameKind, name: string): Section | null {
  return definitions(doc, of, null).find((d) => d.name === name)?.section ?? null;
}

/** Every use of what a target stands for, where it is made included, in text order. */
export function usesOf(doc: Doc, target: Target): Found[] {
  const { text } = doc;
  const local = target.kind === 'acl' ? [target.section] : sectionsOf(doc);
  const resolved = new Map<NameKind, Section | null>();
  const refersTo = (of: NameKind): Section | null => {
    if (!resolved.has(of)) resolved.set(of, resolve(doc, of, target.name));
    return resolved.get(of)!;
  };
  const homeName = target.kind === 'server' ? target.section.name?.text : undefined;
  const isMeant = (f: Found): boolean => {
    switch (target.kind) {
      case 'acl':
        return f.of === 'acl' && f.name === target.name;
      case 'server':
        if (f.of === 'server') return f.name === target.name && f.section === target.section;
        if (f.of !== 'track') return false;
        return f.name.includes('/')
          ? f.name === `${homeName}/${target.name}`
          : f.name === target.name && f.section === target.section;
      case 'section':
        return (
          f.name === target.name && (f.of === 'section' ? f.section.kind : SECTION_OF[f.of]) === target.sectionKind
        );
      default:
        if (f.name !== target.name || !PROXY_KINDS.has(f.of)) return false;
        if (f.defines) return target.section === null ? false : f.section === target.section;
        return target.section === null ? f.of === target.of : refersTo(f.of) === target.section;
    }
  };
  const out: Found[] = [];
  for (const section of local) {
    const lines = section.header ? [section.header, ...section.lines] : section.lines;
    for (const line of lines) {
      if (line.kind === 'macro' || line.kind === 'scope') continue;
      const source = text.slice(line.from, line.to);
      // Quotes and backslashes may hide a name.
      if (!source.includes(target.name) && !/["'\\]/.test(source)) continue;
      for (const found of namesIn(doc, line, section)) if (isMeant(found)) out.push(found);
    }
  }
  return out;
}

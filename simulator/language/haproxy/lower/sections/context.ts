/** What reading a small section works on, and what is remembered of it until everything is read. */
import type { Span } from '../../../diagnostic.ts';
import type { Directive, ProxyMode, Version, Word } from '../../config.ts';
import type { Dialect } from '../../expression.ts';
import type { RawSection } from '../../lines.ts';
import type { Report } from '../../report.ts';
import { emptySettings, freshEffective, type ProxyContext, type ProxyDraft } from '../context.ts';
import type { GlobalDraft } from '../global.ts';
import type { Known } from '../proxy.ts';
import { readTimeWord } from '../value.ts';

export interface SectionContext {
  readonly version: Version;
  readonly report: Report;
  /** Programs in Lua are loaded. */
  readonly loadsLua: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly known: Known;
  readonly global: GlobalDraft;
  /** Keywords that stand in some global section, wherever it is. */
  readonly globalKeywords: ReadonlySet<string>;
  /** This process's name among peers, if it is known. */
  readonly localPeer: string | null;
  /** What sections before this one have left. */
  readonly read: SmallSections;
}

/** What the checks after reading look at. */
export interface SmallSections {
  /** The first section of each name, by kind. */
  readonly names: Map<string, Map<string, Word>>;
  /** Proxies that HAProxy makes for these sections. */
  readonly inner: InnerProxy[];
  readonly peers: PeersSection[];
  readonly userlists: Userlist[];
  readonly apps: FcgiApp[];
  readonly programs: Program[];
  /** Statuses that http-errors sections have, by name. */
  readonly errorCodes: Map<string, Set<number>>;
  /** What is said once everything is read. */
  readonly late: LateFinding[];
  /** Maps that acme sections name. */
  readonly acmeMaps: { readonly section: Span; readonly map: Word }[];
  /** Names of sections that acme keywords refer to, and of certificates in stores. */
  readonly certificates: Map<string, Word>;
}

export interface InnerProxy {
  readonly of: 'ring' | 'log-forward' | 'peers' | 'resolvers';
  readonly draft: ProxyDraft;
}

export interface LateFinding {
  readonly weight: 'error' | 'warning';
  readonly span: Span;
  readonly code: string;
  readonly message: string;
  readonly section: string;
}

export interface PeersSection {
  readonly section: RawSection;
  readonly name: string;
  disabled: boolean;
  /** Some line of it made HAProxy set it up. */
  used: boolean;
  /** One of its peers is this process: null where its name is not known. */
  local: boolean | null;
  /** What this process is called. */
  readonly me: string | null;
  /** Its lines as those of a listen section. */
  readonly draft: ProxyDraft;
  /** Tables of its own, by their whole names. */
  readonly tables: Map<string, ProxyDraft>;
  /** The local peer's TLS, as its server and as its listener have it. */
  serverTls: boolean;
  bindTls: boolean;
}

export interface Userlist {
  readonly name: string;
  readonly users: { readonly name: string; readonly groups: Word | null }[];
  readonly groups: { readonly name: string; readonly users: Word | null }[];
}

export interface FcgiApp {
  readonly name: Word;
  docroot: boolean;
  maxReqs: Span | null;
  multiplexes: boolean;
  readonly rings: { readonly name: string; readonly span: Span }[];
}

export interface Program {
  readonly name: Word;
  command: boolean;
}

export function noSections(): SmallSections {
  return {
    names: new Map(),
    inner: [],
    peers: [],
    userlists: [],
    apps: [],
    programs: [],
    errorCodes: new Map(),
    late: [],
    acmeMaps: [],
    certificates: new Map(),
  };
}

export type LineHandler = (d: Directive) => void;

/** A section that is being read. */
export interface Reading {
  /** By keyword; what is not here is read as its row says. */
  readonly handlers: Readonly<Record<string, LineHandler | undefined>>;
  /** At the section's end. */
  readonly close?: () => void;
}

/** A proxy as HAProxy makes one for a section that is none. */
export function innerProxy(
  section: RawSection,
  kind: ProxyDraft['kind'],
  name: Word | null,
  mode: ProxyMode,
): ProxyDraft {
  return {
    kind,
    name,
    section,
    defaultsIndex: null,
    settings: emptySettings(),
    effective: { ...freshEffective(), mode },
    inherited: null,
    binds: [],
    servers: [],
    acls: new Map(),
    inlineAcls: [],
    usedAcls: [],
    slotUses: [],
    lateExpressions: [],
    lateConditions: [],
    lateReferences: [],
    serverExtras: new Map(),
    serverOptions: [],
    seen: new Set(),
    finals: null,
    stickTypes: [],
    id: null,
    bindIds: null,
    serverIds: null,
  };
}

/** What the readers of proxies' lines need to read one of such a proxy. */
export function inProxy(draft: ProxyDraft, cx: SectionContext, report = cx.report): ProxyContext {
  const { version, environment, known } = cx;
  const { kind } = draft;
  return {
    version,
    report,
    environment,
    draft,
    fe: kind !== 'backend',
    be: kind !== 'frontend',
    isDefaults: false,
    toleratesDeprecated: known.toleratesDeprecated,
    exposesExperimental: known.exposesExperimental,
    loadsLua: known.loadsLua,
    guids: cx.known.guids,
  };
}

/** The same line with another beginning: its first `drop` words are replaced. */
export function withWords(d: Directive, drop: number, ...head: readonly Word[]): Directive {
  return { ...d, words: [...head, ...d.words.slice(drop)] };
}

/** A word that nobody wrote, at the place of one that somebody did. */
export function inPlaceOf(word: Word, text: string): Word {
  return { text, span: word.span };
}

export function lastSpan(d: Directive): Span {
  return d.words[d.words.length - 1]!.span;
}

export function tooMany(d: Directive, most: number, report: Report): boolean {
  const extra = d.words[most + 1];
  if (!extra) return false;
  const what = d.words[0]!.text;
  report.error(extra.span, 'unexpected-argument', `'${what}' cannot handle unexpected argument '${extra.text}'`);
  return true;
}

/** `timeout NAME TIME` with one of the names; what is behind it is not looked at. */
export function namedTime(
  d: Directive,
  names: readonly string[],
  cx: Dialect & { readonly report: Report },
  small?: (word: Word, milliseconds: number) => void,
): number | null {
  const [keyword, name, value] = d.words as [Word, Word?, Word?];
  const { report } = cx;
  const words = names.map((n) => `'${n}'`).join(' or ');
  if (!name) {
    report.error(keyword.span, 'missing-argument', `'${keyword.text}' goes on with ${words} and a time`);
    return null;
  }
  if (!names.includes(name.text)) {
    report.error(name.span, 'bad-choice', `'${keyword.text}' goes on with ${words}, not with '${name.text}'`);
    return null;
  }
  const what = `${keyword.text} ${name.text}`;
  if (!value) {
    report.error(name.span, 'missing-argument', `'${what}' wants a time behind it`);
    return null;
  }
  const time = readTimeWord(what, value, 'ms', cx);
  if (time !== null) small?.(value, time);
  return time;
}

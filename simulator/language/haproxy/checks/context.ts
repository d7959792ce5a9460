/** What the checks after reading look at: all sections, and an index of their names. */
import type { Span } from '../../diagnostic.ts';
import { PREDEFINED_ACLS } from '../condition.ts';
import type { ServerConfig, Version } from '../config.ts';
import type { Dialect } from '../expression.ts';
import type { RawSection } from '../lines.ts';
import { kindWord, type ProxyDraft } from '../lower/context.ts';
import type { GlobalDraft } from '../lower/global.ts';
import type { Known } from '../lower/proxy.ts';
import type { SmallSections } from '../lower/sections/context.ts';
import type { Extra, Report } from '../report.ts';

export interface CheckContext {
  readonly version: Version;
  readonly report: Report;
  /** Programs in Lua are loaded. */
  readonly loadsLua: boolean;
  readonly known: Known;
  readonly global: GlobalDraft;
  /** Names of the sections that are neither global nor proxies, by kind. */
  readonly otherNames: ReadonlyMap<string, ReadonlySet<string>>;
  readonly sections: readonly RawSection[];
  /** What those sections have left to look at. */
  readonly small: SmallSections;
  /** Keywords that stand in some global section. */
  /** Backends' names, for telling which was meant. */
  readonly backendNames: () => Iterable<string>;
  /** The place is one that findings are wanted of. */
  readonly isWanted: (span: Span) => boolean;
  readonly globalKeywords: ReadonlySet<string>;
  /** Mailers sections that some proxy uses. */
  readonly usedMailers: Set<string>;
  /** Defaults sections whose rules were looked at: once, with the first proxy that uses them. */
  readonly checkedDefaults: Set<ProxyDraft>;
  /** Stick tables by the name of their proxy. */
  readonly tables: ReadonlyMap<string, ProxyDraft>;
}

/** What a section's expressions may be made of, once all of it was read. */
export function dialectOf(draft: ProxyDraft, { version, loadsLua }: CheckContext): Dialect {
  return { version, loadsLua, hasAcl: (name) => draft.acls.has(name) || PREDEFINED_ACLS.includes(name) };
}

/** Where to point for what HAProxy says of a section as a whole. */
export function headerSpan(draft: ProxyDraft): Span {
  return draft.name?.span ?? draft.section.header.span;
}

/** HAProxy's words for a section: `backend 'web'`. */
export function sectionWords(draft: ProxyDraft): string {
  return `${kindWord(draft)} '${draft.name?.text ?? ''}'`;
}

/** HAProxy makes the resolvers section 'default' itself, of what the machine's own resolver asks. */
export function usesSystemResolvers(span: Span, cx: CheckContext): void {
  cx.report.environment(span, 'machine-needed', "HAProxy will need name servers in /etc/resolv.conf for 'default'");
}

/** An extra that says which section HAProxy names. */
export function inSection(draft: ProxyDraft, extra: Extra = {}): Extra {
  return { ...extra, section: draft.name?.text ?? '' };
}

/** The value of a server's option, its own or that of default-server; null when neither says one. */
export function optionValue(server: ServerConfig, draft: ProxyDraft, name: string): string | null {
  return server.other[name]?.value[0] ?? draft.effective.defaultServer.get(name)?.value ?? null;
}

/** What a directive of a section, or of the defaults that it inherits from, says last; null when none does. */
export function settingOf(draft: ProxyDraft, name: string, cx: CheckContext): readonly string[] | null {
  let of: ProxyDraft | undefined = draft;
  for (let depth = 0; of && depth < 100; depth++) {
    const written: readonly string[] | undefined = of.settings.other[name]?.value;
    if (written) return written;
    of = of.defaultsIndex === null ? undefined : cx.known.defaults[of.defaultsIndex];
  }
  return null;
}

export function optionOn(server: ServerConfig, draft: ProxyDraft, name: string): boolean {
  return draft.serverExtras.get(server)?.options.has(name) === true || draft.effective.defaultServer.has(name);
}

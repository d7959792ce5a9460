/** What lowering the sections one after the other remembers of those before. */
import type { Version } from '../config.ts';
import type { Report } from '../report.ts';
import type { ProxyDraft } from './context.ts';

/** What sections know of those before them. */
export interface Known {
  readonly defaults: ProxyDraft[];
  readonly proxies: ProxyDraft[];
  /** Names of proxies, for duplicates. */
  readonly frontends: Map<string, ProxyDraft>;
  readonly backends: Map<string, ProxyDraft>;
  readonly anyName: Map<string, ProxyDraft>;
  readonly ids: Map<number, ProxyDraft>;
  /** Defaults sections by name, in order. */
  readonly defaultsByName: Map<string, ProxyDraft[]>;
  readonly references: Map<ProxyDraft, { explicit: boolean; implicit: boolean; sides: Set<string> }>;
  globalLogs: () => number;
  /** Names of log-forward sections, which share those of proxies. */
  readonly logForwards: Set<string>;
  /** Stick tables of peers sections, by their whole name. */
  readonly peersTables: Map<string, ProxyDraft>;
  /** Who has which guid. */
  readonly guids: Map<string, string>;
  readonly toleratesDeprecated: boolean;
  readonly exposesExperimental: boolean;
  /** Programs in Lua are loaded: what they register is not known. */
  readonly loadsLua: boolean;
}

export interface SectionContext {
  readonly version: Version;
  readonly report: Report;
  readonly environment: Readonly<Record<string, string>>;
  readonly known: Known;
}

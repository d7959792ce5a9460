/**
 * The one entry point: files in, typed configuration and diagnostics out. Pure, and it never throws, whatever the text.
 */
import type { Diagnostic, Span } from '../diagnostic.ts';
import { advise } from './advice/index.ts';
import type { Tellings } from './advice/view.ts';
import { usualFeatures, withdraw } from './build.ts';
import { type CheckContext, check, listens, takesConnections } from './checks/index.ts';
import type { Config, DefaultsConfig, PeersConfig, ProxyConfig, Section, SourceFile, Version } from './config.ts';
import { type RawSection, readSections } from './lines.ts';
import type { ProxyDraft } from './lower/context.ts';
import { emptyGlobal, lowerGlobal } from './lower/global.ts';
import { type Known, lowerProxy } from './lower/proxy.ts';
import { noSections, type PeersSection } from './lower/sections/context.ts';
import { lowerSmall } from './lower/sections/index.ts';
import { createReport, type Finding, settle } from './report.ts';
import { seenByOthers } from './shared.ts';

export interface AnalyseOptions {
  readonly version: Version;
  /** Environment variables that the configuration may use; absent ones are unset. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What HAProxy was built with, as `haproxy -vv` names it; the usual build unless said. */
  readonly features?: ReadonlySet<string>;
  /** This process's name among peers where the files do not say it: HAProxy's `-L`, or else the machine's name. */
  readonly localPeer?: string;
  /** `-W`: there is a master process whatever the files say. */
  readonly hasMaster?: boolean;
}

export interface Analysis {
  readonly config: Config;
  /** Ordered by file, then position. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `haproxy -c` would exit with, the machine's environment aside: 0 valid, 1 errors, 2 nothing to listen on. */
  readonly status: 0 | 1 | 2;
}

export function analyse(files: readonly SourceFile[], options: AnalyseOptions): Analysis {
  const { config, findings, listening } = study(files, options);
  const { diagnostics, failed } = settle(findings, options.version, lineNumbers(files), lineAfter(files));
  return { config, diagnostics, status: failed ? 1 : listening ? 0 : 2 };
}

/** What an analysis is made of: findings that are not yet weighed against each other. */
export interface Study {
  readonly config: Config;
  readonly findings: readonly Finding[];
  readonly listening: boolean;
  /** Indexes of the sections of clients' side that take connections. */
  readonly takers: readonly number[];
  /** What other sections see of global and defaults sections; equal for what makes no difference to them. */
  readonly shared: () => string;
}

/** What a part of a text shall know of the rest. */
export interface Rest {
  readonly tellings: Tellings;
  /** The names that a backend may have been meant by, in order. */
  readonly backends: () => Iterable<string>;
  /** The place is one that findings are wanted of: elsewhere, what is missing may be in the rest. */
  readonly isWanted: (span: Span) => boolean;
}

/**
 * The analysis before `settle`.
 *
 * @param rest what counts of all the text, where `files` are a part of it
 */
export function study(files: readonly SourceFile[], options: AnalyseOptions, rest?: Rest): Study {
  const { version } = options;
  const environment = options.environment ?? {};
  const report = createReport();
  const features = options.features ?? usualFeatures(version);
  const sections = readSections(files, { version, environment, features }, report);
  report.phase = 'parse';
  withdraw(sections, version, features, report);
  const globalKeywords = new Set<string>();
  for (const s of sections) {
    if (s.kind === 'global') for (const d of s.directives) globalKeywords.add(d.words[0]!.text);
  }
  const loadsLua = globalKeywords.has('lua-load') || globalKeywords.has('lua-load-per-thread');
  const known: Known = {
    defaults: [],
    proxies: [],
    frontends: new Map(),
    backends: new Map(),
    anyName: new Map(),
    ids: new Map(),
    defaultsByName: new Map(),
    references: new Map(),
    globalLogs: () => global.logs.length,
    logForwards: new Set(),
    peersTables: new Map(),
    guids: new Map(),
    exposesExperimental: globalKeywords.has('expose-experimental-directives'),
    loadsLua,
    toleratesDeprecated: globalKeywords.has('expose-deprecated-directives'),
  };
  const global = emptyGlobal();
  const otherNames = new Map<string, Set<string>>();
  const small = noSections();
  for (const section of sections) {
    report.phase = 'parse';
    if (section.kind === 'global') lowerGlobal(section, { version, report, loadsLua, environment, draft: global });
    else if (PROXIES.has(section.kind)) lowerProxy(section, { version, report, environment, known });
    else {
      const localPeer = global.other['localpeer']?.value[0] ?? options.localPeer ?? null;
      lowerSmall(section, {
        version,
        report,
        loadsLua,
        environment,
        known,
        global,
        globalKeywords,
        localPeer,
        read: small,
      });
      declare(section, otherNames);
    }
  }
  const cx: CheckContext = {
    version,
    report,
    loadsLua,
    known,
    global,
    sections,
    otherNames,
    small,
    backendNames: () => rest?.backends() ?? known.backends.keys(),
    isWanted: rest?.isWanted ?? (() => true),
    globalKeywords: options.hasMaster ? new Set([...globalKeywords, 'master-worker']) : globalKeywords,
    usedMailers: new Set(),
    checkedDefaults: new Set(),
    tables: new Map([
      ...known.proxies.filter((p) => p.settings.stickTable && p.name).map((p) => [p.name!.text, p] as const),
      ...known.peersTables,
    ]),
  };
  check(cx);
  advise(cx, files, rest);
  const exposes = global.other['expose-experimental-directives'];
  if (exposes && !report.usesExperimental && version === '3.4')
    report.warning(
      exposes.span,
      'useless',
      "'expose-experimental-directives' is set, but nothing experimental is used",
    );
  const taking = new Set(known.proxies.filter(takesConnections).map((p) => p.section));
  const takers = sections.flatMap((s, i) => (taking.has(s) ? [i] : []));
  const made = new Map<RawSection, Section>();
  for (const s of sections) made.set(s, toSection(s));
  const config: Config = {
    version,
    files,
    sections: [...made.values()],
    global,
    defaults: known.defaults.map((d) => toDefaults(d, made.get(d.section)!)),
    proxies: known.proxies.map((p) => toProxy(p, made.get(p.section)!)),
    peers: small.peers.map((one) => toPeers(one, made.get(one.section)!)),
  };
  const shared = (): string => seenByOthers(cx);
  return { config, findings: report.findings, listening: listens(cx), takers, shared };
}

const PROXIES: ReadonlySet<string> = new Set(['defaults', 'frontend', 'backend', 'listen']);
/** Adds a section's name to those of its kind; tables inside peers sections are `peers table`s. */
function declare(section: RawSection, names: Map<string, Set<string>>): void {
  const name = section.header.words[1]?.text;
  if (name === undefined) return;
  const add = (kind: string, what: string): void => {
    const set = names.get(kind);
    if (set) set.add(what);
    else names.set(kind, new Set([what]));
  };
  add(section.kind, name);
  if (section.kind !== 'peers') return;
  for (const { words } of section.directives) {
    if (words[0]!.text === 'table' && words[1]) add('peers table', `${name}/${words[1].text}`);
  }
}

function toSection(raw: RawSection): Section {
  const { kind, header, directives, file, end } = raw;
  return { kind, name: header.words[1] ?? null, header, directives, span: { file, from: header.span.from, to: end } };
}

function toDefaults(draft: ProxyDraft, section: Section): DefaultsConfig {
  const { name, settings } = draft;
  const words = section.header.words;
  const from = words.findIndex((w) => w.text === 'from');
  const parent = from > 0 ? words[from + 1] : undefined;
  return {
    name: name && name.text !== 'from' ? { value: name.text, span: name.span } : null,
    ...(parent ? { from: { value: parent.text, span: parent.span } } : {}),
    settings,
    section,
  };
}

function toProxy(draft: ProxyDraft, section: Section): ProxyConfig {
  const { kind, name, settings, binds, servers, defaultsIndex } = draft;
  return {
    kind: kind as ProxyConfig['kind'],
    name: { value: name?.text ?? '', span: name?.span ?? section.header.span },
    defaults: defaultsIndex,
    settings,
    binds,
    servers,
    section,
  };
}

function toPeers({ name, disabled, me, draft, tables }: PeersSection, section: Section): PeersConfig {
  return {
    name,
    disabled,
    me,
    proxy: toProxy(draft, section),
    tables: [...tables].flatMap(([whole, { settings }]) =>
      settings.stickTable ? [{ name: whole, table: settings.stickTable }] : [],
    ),
  };
}

/** A number for each line of all files, growing in reading order: where the line begins, in all that there is to read. */
function lineNumbers(files: readonly SourceFile[]): (span: Span) => number {
  const before: number[] = [];
  let total = 0;
  for (const { text } of files) {
    before.push(total);
    total += text.length + 1;
  }
  return ({ file, from }) => {
    const start = from === 0 ? 0 : (files[file]?.text.lastIndexOf('\n', from - 1) ?? -1) + 1;
    return (before[file] ?? 0) + start;
  };
}

/** The line below a place, if its file has one. */
function lineAfter(files: readonly SourceFile[]): (span: Span) => Span | null {
  return ({ file, from }) => {
    const text = files[file]?.text ?? '';
    const start = text.indexOf('\n', from) + 1;
    if (start === 0 || start >= text.length) return null;
    const end = text.indexOf('\n', start);
    return { file, from: start, to: Math.max(start + 1, end < 0 ? text.length : end) };
  };
}

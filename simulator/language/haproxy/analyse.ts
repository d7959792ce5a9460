/**
 * The one entry point: files in, typed configuration and diagnostics out. Pure, and it never throws, whatever the text.
 */
import type { Diagnostic, Span } from '../diagnostic.ts';
import { check, type CheckContext, listens } from './checks/index.ts';
import type { Config, DefaultsConfig, ProxyConfig, Section, SourceFile, Version } from './config.ts';
import { type RawSection, readSections } from './lines.ts';
import type { ProxyDraft } from './lower/context.ts';
import { emptyGlobal, lowerGlobal } from './lower/global.ts';
import { type Known, lowerProxy } from './lower/proxy.ts';
import { createReport, settle } from './report.ts';
import { SECTIONS } from './keywords/sections.ts';

export interface AnalyseOptions {
  readonly version: Version;
  /** Environment variables that the configuration may use; absent ones are unset. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Analysis {
  readonly config: Config;
  /** Ordered by file, then position. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `haproxy -c` would exit with, the machine's environment aside: 0 valid, 1 errors, 2 nothing to listen on. */
  readonly status: 0 | 1 | 2;
}

export function analyse(files: readonly SourceFile[], options: AnalyseOptions): Analysis {
  const { version } = options;
  const environment = options.environment ?? {};
  const report = createReport();
  const sections = readSections(files, { version, environment }, report);
  const known: Known = {
    defaults: [], proxies: [], frontends: new Map(), backends: new Map(), anyName: new Map(), ids: new Map(), defaultsByName: new Map(),
    references: new Map(), globalLogs: () => global.logs.length,
    toleratesDeprecated: sections.some((s) => s.kind === 'global' && s.directives.some((d) => d.words[0]!.text === 'expose-deprecated-directives')),
  };
  const global = emptyGlobal();
  for (const section of sections) {
    report.phase = 'parse';
    if (section.kind === 'global') lowerGlobal(section, { version, report, environment, draft: global });
    else if (PROXIES.has(section.kind)) lowerProxy(section, { version, report, environment, known });
    else noteOther(section, report);
  }
  const cx: CheckContext = {
    version, report, known, global, sections, otherNames: namesOf(sections),
    tables: new Map(known.proxies.filter((p) => p.settings.stickTable && p.name).map((p) => [p.name!.text, p])),
  };
  check(cx);
  const { diagnostics, failed } = settle(report.findings, version, lineNumbers(files));
  const config: Config = {
    version, files, sections: sections.map(toSection), global,
    defaults: known.defaults.map(toDefaults), proxies: known.proxies.map(toProxy),
  };
  return { config, diagnostics, status: failed ? 1 : listens(cx) ? 0 : 2 };
}

const PROXIES: ReadonlySet<string> = new Set(['defaults', 'frontend', 'backend', 'listen']);
const ROWS = new Map(SECTIONS.map((s) => [s.name, s]));

function noteOther(section: RawSection, report: ReturnType<typeof createReport>): void {
  const row = ROWS.get(section.kind);
  if (section.kind === 'peers') {
    report.environment(section.header.span, 'machine-needed', "HAProxy removes this section on a machine whose name is none of its peers'");
  }
  report.notSimulated(section.header.words[0]!.span, 'unknown-so-far', `Drydock does not read '${section.kind}' sections so far (${row?.text ?? ''}): their lines are not checked`);
}

/** Names of the sections that are not read, by kind; `peers table` for the tables inside peers sections. */
function namesOf(sections: readonly RawSection[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (kind: string, name: string): void => {
    let set = names.get(kind);
    if (!set) names.set(kind, (set = new Set()));
    set.add(name);
  };
  for (const section of sections) {
    const name = section.header.words[1]?.text;
    if (PROXIES.has(section.kind) || name === undefined) continue;
    add(section.kind, name);
    if (section.kind !== 'peers') continue;
    for (const d of section.directives) if (d.words[0]!.text === 'table' && d.words[1]) add('peers table', `${name}/${d.words[1].text}`);
  }
  return names;
}

function toSection(raw: RawSection): Section {
  const { kind, header, directives, file, end } = raw;
  return { kind, name: header.words[1] ?? null, header, directives, span: { file, from: header.span.from, to: end } };
}

function toDefaults(draft: ProxyDraft): DefaultsConfig {
  const { name, settings, section } = draft;
  const words = section.header.words;
  const from = words.findIndex((w) => w.text === 'from');
  const parent = from > 0 ? words[from + 1] : undefined;
  return {
    name: name && name.text !== 'from' ? { value: name.text, span: name.span } : null,
    ...(parent ? { from: { value: parent.text, span: parent.span } } : {}),
    settings, section: toSection(section),
  };
}

function toProxy(draft: ProxyDraft): ProxyConfig {
  const { kind, name, settings, binds, servers, section, defaultsIndex } = draft;
  return {
    kind: kind as ProxyConfig['kind'], name: { value: name?.text ?? '', span: name?.span ?? section.header.span }, defaults: defaultsIndex,
    settings, binds, servers, section: toSection(section),
  };
}

/** A number for each line of all files, growing in reading order. */
function lineNumbers(files: readonly SourceFile[]): (span: Span) => number {
  const starts = files.map((f) => lineStarts(f.text));
  const before: number[] = [];
  let total = 0;
  for (const s of starts) {
    before.push(total);
    total += s.length;
  }
  return (span) => (before[span.file] ?? 0) + lineIndex(starts[span.file] ?? [0], span.from);
}

/** Offsets of the lines' beginnings; lines end with a line feed, as HAProxy counts them. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** Index of the line that an offset is in. */
export function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

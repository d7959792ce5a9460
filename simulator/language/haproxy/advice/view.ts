/**
 * What advice looks at: sections with their lines by keyword, servers with what default-server gives them, rules with
 * their conditions. Everything is made once per analysis and in linear time.
 */
import type { Fix, Span } from '../../diagnostic.ts';
import type { CheckContext } from '../checks/context.ts';
import type { At, BindAddress, Directive, ServerConfig, ServerOptions, SourceFile, Version } from '../config.ts';
import { type LinesByKeyword, linesIn, type RawSection } from '../lines.ts';
import type { ProxyDraft, SettingsDraft } from '../lower/context.ts';
import type { GlobalDraft } from '../lower/global.ts';
import { type DnfByPlace, dnfByPlace } from './conditions.ts';

export interface ProxyView {
  readonly draft: ProxyDraft;
  readonly name: string;
  /** Lines by keyword, in order. */
  readonly lines: LinesByKeyword;
  /** The section and the defaults sections behind it, nearest first. */
  readonly chain: readonly ProxyDraft[];
  /** Default-server lines of the defaults sections, nearest first. */
  readonly inheritedServer: readonly ServerOptions[];
  /** Has a frontend, a backend part. */
  readonly fe: boolean;
  readonly be: boolean;
  /** Conditions by the place of their `if` or `unless`. */
  readonly conditions: DnfByPlace;
}

/** What some advice depends on that may stand anywhere in the text. */
export interface Tellings {
  /** A word of the text begins with `force-`, as those for TLS versions do. */
  readonly forcesTls: boolean;
  /** Some rule keeps requests from being sent twice. */
  readonly sparesRetries: boolean;
  /** The fetch acl() may be used, whose arguments are names of ACLs. */
  readonly asksAclByName: boolean;
  /** A header or its like is called Authorization. */
  readonly sendsPasswords: boolean;
  /** What HAProxy will read is made of this, and is not this: lines may be alternatives, and names are missing. */
  readonly isTemplate: boolean;
}

/** Marks of Jinja, Go templates, ERB and their like. */
const TEMPLATE = ['{{', '{% ', '<%'];

export function tellingsOf(text: string): Tellings {
  return {
    forcesTls: text.includes('force-'),
    sparesRetries: text.includes('disable-l7-retry'),
    asksAclByName: text.includes('acl('),
    sendsPasswords: text.includes('uthorization'),
    isTemplate: TEMPLATE.some((mark) => text.includes(mark)),
  };
}

export interface Extra {
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
}

export interface Advice extends Tellings {
  readonly version: Version;
  readonly files: readonly SourceFile[];
  readonly global: GlobalDraft;
  readonly globalLines: (keyword: string) => readonly Directive[];
  readonly sections: readonly RawSection[];
  /** frontend, backend and listen sections that are not disabled. */
  readonly proxies: readonly ProxyView[];
  readonly defaults: readonly ProxyView[];
  readonly backends: ReadonlyMap<string, ProxyView>;
  say(span: Span, code: string, message: string, extra?: Extra): void;
}

export function createAdvice(cx: CheckContext, files: readonly SourceFile[], tellings: Tellings): Advice {
  const { sections } = cx;
  const { defaults } = cx.known;
  const view = (draft: ProxyDraft): ProxyView => {
    const parent = draft.defaultsIndex === null ? undefined : defaults[draft.defaultsIndex];
    const chain = parent && parent.defaultsIndex === null ? [draft, parent] : chainOf(draft, defaults);
    return {
      draft,
      name: draft.name?.text ?? '',
      lines: draft.section.lines,
      chain,
      inheritedServer: inheritedServers(chain),
      fe: draft.kind === 'frontend' || draft.kind === 'listen',
      be: draft.kind === 'backend' || draft.kind === 'listen',
      conditions: dnfByPlace(draft.lateConditions),
    };
  };
  const proxies = cx.known.proxies.filter((p) => !p.effective.disabled).map(view);
  const globals = sections.filter((s) => s.kind === 'global');
  return {
    version: cx.version,
    files,
    global: cx.global,
    globalLines: (keyword) => globals.flatMap((s) => linesIn(s.lines, keyword)),
    sections,
    proxies,
    defaults: defaults.map(view),
    backends: new Map(proxies.filter((p) => p.be).map((p) => [p.name, p])),
    ...tellings,
    say: (span, code, message, extra) => cx.report.advice(span, code, message, extra),
  };
}

function chainOf(draft: ProxyDraft, defaults: readonly ProxyDraft[]): ProxyDraft[] {
  const chain: ProxyDraft[] = [];
  for (let d: ProxyDraft | undefined = draft; d && chain.length < 8 && !chain.includes(d); ) {
    chain.push(d);
    d = d.defaultsIndex === null ? undefined : defaults[d.defaultsIndex];
  }
  return chain;
}

const NO_OPTIONS: readonly ServerOptions[] = [];

function inheritedServers(chain: readonly ProxyDraft[]): readonly ServerOptions[] {
  if (!chain.some((d, i) => i > 0 && d.settings.defaultServer.length > 0)) return NO_OPTIONS;
  return chain.slice(1).flatMap((d) => d.settings.defaultServer.toReversed());
}

export function linesOf(p: ProxyView, keyword: string): readonly Directive[] {
  return linesIn(p.lines, keyword);
}

/** What holds of a setting: the section's own, or the nearest defaults section's. */
export function setting<T>(p: ProxyView, get: (s: SettingsDraft) => At<T> | undefined): At<T> | undefined {
  for (const draft of p.chain) {
    const value = get(draft.settings);
    if (value) return value;
  }
  return undefined;
}

type ServerField = Exclude<keyof ServerOptions, 'other' | 'span'>;

/** What holds of a server's option: its own, or the nearest default-server's in front of it. */
export function pick<K extends ServerField>(p: ProxyView, server: ServerConfig, key: K): ServerOptions[K] {
  if (server[key] !== undefined || !hasDefaults(p)) return server[key];
  return nearestDefault(p, server, (line) => line[key] !== undefined)?.[key];
}

/** As `pick`, for options that have no field of their own. */
export function optionOf(p: ProxyView, server: ServerConfig, name: string): At<readonly string[]> | undefined {
  if (server.other[name] || !hasDefaults(p)) return server.other[name];
  return nearestDefault(p, server, (line) => line.other[name] !== undefined)?.other[name];
}

function hasDefaults(p: ProxyView): boolean {
  return p.inheritedServer.length > 0 || p.draft.settings.defaultServer.length > 0;
}

/** Of more default-server lines, the last ones in front of a server count. */
const MOST_DEFAULTS = 32;

function nearestDefault(
  p: ProxyView,
  server: ServerConfig,
  says: (line: ServerOptions) => boolean,
): ServerOptions | undefined {
  const own = p.draft.settings.defaultServer;
  if (own.length > 0) {
    let end = own.length;
    for (let low = 0; low < end; ) {
      const middle = (low + end) >> 1;
      if (isBefore(own[middle]!.span, server.span)) low = middle + 1;
      else end = middle;
    }
    for (let i = end - 1; i >= 0 && i >= end - MOST_DEFAULTS; i--) if (says(own[i]!)) return own[i];
  }
  return p.inheritedServer.length > 0 ? p.inheritedServer.find(says) : undefined;
}

function isBefore(a: Span, b: Span): boolean {
  return a.file < b.file || (a.file === b.file && a.from < b.from);
}

/** Its state is known: by a check of its own, an agent, or another server's check. */
export function isChecked(p: ProxyView, server: ServerConfig): boolean {
  return (
    pick(p, server, 'check')?.value === true ||
    (optionOf(p, server, 'agent-check') !== undefined && !server.other['no-agent-check']) ||
    optionOf(p, server, 'track') !== undefined
  );
}

export function isSet(p: ProxyView, option: string): boolean {
  return p.draft.effective.options.has(option);
}

export function timeoutOf(p: ProxyView, name: string): number | undefined {
  return p.draft.effective.timeouts.get(name);
}

const PRIVATE =
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe80)/i;

/** Anybody may reach it: no loopback, no private network, no socket in the file system, no name. */
export function isPublicHost(host: string): boolean {
  if (host === '' || host === '*' || host === '::') return true;
  return /^[\d.]+$|:/.test(host) && !PRIVATE.test(host);
}

export function isPublicBind(address: BindAddress): boolean {
  return (address.family === 'ipv4' || address.family === 'ipv6') && isPublicHost(address.host);
}

export function hasPublicBind(p: ProxyView): boolean {
  return p.draft.binds.some((b) => b.addresses.some((a) => isPublicBind(a.value)));
}

/** Servers that take traffic of themselves. */
export function activeServers(p: ProxyView): readonly ServerConfig[] {
  return p.draft.servers.filter((s) => !pick(p, s, 'backup')?.value);
}

/** Backends that a frontend names; null when some are chosen by a format. */
export function targetsOf(p: ProxyView, cx: Advice): readonly ProxyView[] | null {
  const names = p.draft.settings.useBackends.map((u) => u.backend.value);
  if (names.some((n) => n.includes('%'))) return null;
  const fallback = p.draft.effective.defaultBackend?.text;
  const all = new Set(fallback === undefined ? names : [...names, fallback]);
  const targets = [...all].map((n) => cx.backends.get(n)).filter((t) => t !== undefined);
  return p.be && p.draft.servers.length > 0 ? [...targets, p] : targets;
}

/** What a section is called in messages. */
export function called(p: ProxyView): string {
  return `${p.draft.kind} '${p.name}'`;
}

export function nameSpan(p: ProxyView): Span {
  return p.draft.name?.span ?? p.draft.section.header.span;
}

/** A fix that changes one stretch of text. */
export function replace(title: string, span: Span, text: string): readonly Fix[] {
  return [{ title, edits: [{ span, text }] }];
}

/** A line more, in front of the section's first one, indented as that. */
export function lineEdit(section: RawSection, text: string, cx: Advice): Fix['edits'][number] {
  const first = section.directives[0];
  const { file } = section;
  if (!first) {
    const to = section.header.span.to;
    return { span: { file, from: to, to }, text: `\n    ${text}` };
  }
  const from = first.span.from;
  const source = cx.files[file]?.text ?? '';
  const indent = /^[ \t]*$/.exec(source.slice(source.lastIndexOf('\n', from - 1) + 1, from))?.[0] ?? '    ';
  return { span: { file, from, to: from }, text: `${text}\n${indent}` };
}

/** Takes the line out, its end included. */
export function removeEdit(d: Directive, cx: Advice): Fix['edits'][number] {
  const { file } = d.span;
  const source = cx.files[file]?.text ?? '';
  const from = source.lastIndexOf('\n', d.span.from - 1) + 1;
  const end = source.indexOf('\n', d.span.to);
  return { span: { file, from, to: end < 0 ? source.length : end + 1 }, text: '' };
}

/** A place behind the line's last word, for one word more. */
export function behind(span: Span): Span {
  return { file: span.file, from: span.to, to: span.to };
}

/** What lowering a frontend, backend, listen or defaults section works on, and the checks that every family makes. */
import type { Span } from '../../diagnostic.ts';
import type { Acl } from '../acl.ts';
import type { ReadCondition } from '../condition.ts';
import type {
  At,
  BindConfig,
  CheckKind,
  CookieConfig,
  DefaultsConfig,
  Directive,
  ProxyMode,
  ServerConfig,
  ServerOptions,
  Settings,
  StatsConfig,
  Version,
  Word,
} from '../config.ts';
import type { ExpressionError, NameReference } from '../expression.ts';
import { converters, fetches } from '../keywords/names.ts';
import type { RawSection } from '../lines.ts';
import type { Extra, Report } from '../report.ts';
import { similar } from '../similar.ts';
import { across } from '../words.ts';

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer E)[]
    ? E[]
    : T[K] extends Readonly<Record<string, infer V>>
      ? Record<string, V>
      : T[K];
};

/** The settings of a section while it is read. */
export type SettingsDraft = Mutable<Settings>;

export type LogFormatKind = 'tcplog' | 'tcplog clf' | 'httplog' | 'httplog clf' | 'httpslog' | 'log-format';

/** A health check rule, as far as its place goes; `option` is the request of `option httpchk`. */
export type CheckStepKind = 'connect' | 'connect to port' | 'send' | 'option' | 'expect' | 'other';

export function isConnect(step: CheckStepKind | undefined): boolean {
  return step === 'connect' || step === 'connect to port';
}

/** What holds in a section, inherited settings included: what HAProxy's checks look at. */
export interface Effective {
  mode: ProxyMode;
  timeouts: ReadonlyMap<string, number>;
  /** Plain options that are on. */
  options: ReadonlyMap<string, Span>;
  logFormat: { readonly kind: LogFormatKind; readonly word: Word | null; readonly span: Span } | null;
  errorLogFormat: { readonly word: Word; readonly span: Span } | null;
  logFormatSd: { readonly word: Word; readonly span: Span } | null;
  uniqueId: { readonly word: Word; readonly span: Span } | null;
  logs: number;
  cookie: CookieConfig | null;
  balance: { readonly algorithm: string; readonly needsHttp: boolean; readonly expression: Word | null } | null;
  hashConsistent: boolean;
  check: CheckKind | null;
  /** Rules that wait for their option. */
  httpCheckRules: number;
  tcpCheckRules: number;
  /** The rules in force, in order; those of its own kind of check count. */
  httpSteps: readonly CheckStepKind[];
  tcpSteps: readonly CheckStepKind[];
  /** Some `connect` rule of either kind says `ssl`: then every server needs what TLS needs. */
  checksOverTls: boolean;
  defaultBackend: Word | null;
  forwardfor: boolean;
  forwarded: boolean;
  originalto: boolean;
  monitorUri: boolean;
  stats: StatsConfig | null;
  captureCookie: number;
  captureHeaders: boolean;
  /** Slots for captured values, by side: `capture … header`, `declare capture`, rules with `len`. */
  requestSlots: number;
  responseSlots: number;
  disabled: boolean;
  dispatch: boolean;
  rdpPersist: boolean;
  /** Options of `default-server` lines that are in force, by name, with their value. */
  defaultServer: ReadonlyMap<string, At<string>>;
  externalCheckCommand: string | null;
  externalCheckPath: boolean;
  emailAlert: ReadonlyMap<string, string>;
  errorfiles: ReadonlyMap<number, string>;
}

/** A map with one entry more. Sections share what they inherit until a line of theirs changes it, and few do. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const less = new Map(map);
  less.delete(key);
  return less;
}

/** A condition that is looked at again once the section's mode is known. */
export interface LateCondition {
  readonly read: ReadCondition;
  readonly span: Span;
}

/** A name that must exist, with what looks for it. */
export interface LateReference {
  readonly kind:
    | 'use_backend'
    | 'use-server'
    | 'stick'
    | 'stick-store'
    | 'argument'
    | 'acl-argument'
    | 'format-argument'
    | 'track'
    | 'errorfiles'
    | 'peers';
  readonly name: string;
  readonly span: Span;
  readonly reference?: NameReference;
  readonly type?: string;
}

export interface ProxyDraft {
  readonly kind: 'frontend' | 'backend' | 'listen' | 'defaults';
  readonly name: Word | null;
  readonly section: RawSection;
  /** Index of its defaults section, or null. */
  defaultsIndex: number | null;
  readonly settings: SettingsDraft;
  readonly effective: Effective;
  /** What it started from: HAProxy compares timeouts with it. */
  readonly inherited: Effective | null;
  readonly binds: BindConfig[];
  readonly servers: ServerConfig[];
  readonly acls: Map<string, Acl[]>;
  readonly inlineAcls: Acl[];
  readonly usedAcls: Word[];
  /** Expressions that are read once the section's mode is known. */
  readonly lateExpressions: { readonly word: Word; readonly span: Span }[];
  /** Rules that capture into a slot by its number. */
  readonly slotUses: { readonly slot: number; readonly response: boolean; readonly span: Span }[];
  readonly lateConditions: LateCondition[];
  readonly lateReferences: LateReference[];
  readonly serverExtras: Map<ServerConfig, ServerExtra>;
  /** The different sets of options that servers of the section have: most have the same. */
  readonly serverOptions: ReadonlySet<string>[];
  /** The first format in a rule that looks at HTTP: 2.6 wants 'mode http' for it. */
  httpFormat?: Span;
  /** `use-server` rules, `redirect` rules and the like: what HAProxy asks "is there one?" of. */
  readonly seen: Set<string>;
  /** The ruleset whose last rule ends it, unconditionally. */
  finals: Map<string, boolean> | null;
  readonly stickTypes: {
    readonly span: Span;
    readonly table: Word | null;
    readonly type: string;
    readonly response: boolean;
  }[];
  id: number | null;
  /** Made when the first id is given; so are those of servers. */
  bindIds: Map<number, BindConfig> | null;
  serverIds: Map<number, ServerConfig> | null;
}

/** Adds what a server's line says besides its configuration. */
export function addExtra(draft: ProxyDraft, server: ServerConfig, extra: ServerExtra): void {
  draft.serverExtras.set(server, extra);
  const known = draft.serverOptions;
  if (known.includes(extra.options)) return;
  if (known.length < MOST_SETS) known.push(extra.options);
  else known.splice(0, MOST_SETS, new Set([...known.flatMap((set) => [...set]), ...extra.options]));
}

/** More different ones than this are taken together. */
const MOST_SETS = 32;

/** Whether some server of the section has an option, of its own or from default-server lines that are in force. */
export function anyServerSays(draft: ProxyDraft, name: string): boolean {
  for (const options of draft.serverOptions) if (options.has(name)) return true;
  return draft.effective.defaultServer.has(name);
}

export interface ServerExtra {
  /** Where the name may be looked up, or null when there is nothing to look up. */
  readonly resolves: Span | null;
  readonly track: Word | null;
  readonly options: ReadonlySet<string>;
  readonly redir: boolean;
}

export interface ProxyContext {
  readonly version: Version;
  readonly report: Report;
  readonly draft: ProxyDraft;
  readonly environment: Readonly<Record<string, string>>;
  /** Who has which guid, in all of the configuration so far. */
  readonly guids: Map<string, string>;
  /** The section can take connections / has servers. */
  readonly fe: boolean;
  readonly be: boolean;
  readonly isDefaults: boolean;
  /** `expose-deprecated-directives` in global: what will be removed is not warned of. */
  readonly toleratesDeprecated: boolean;
  /** `expose-experimental-directives` in global. */
  readonly exposesExperimental: boolean;
  /** Programs in Lua are loaded: what they register is not known. */
  readonly loadsLua: boolean;
  /** Whether the section has an ACL of this name so far. */
  readonly hasAcl?: (name: string) => boolean;
}

export type Handler = (d: Directive, cx: ProxyContext) => void;

/** What a section is called in messages: `proxy` is HAProxy's word for listen sections. */
export function kindWord(draft: ProxyDraft): string {
  return draft.kind === 'listen' ? 'proxy' : draft.kind;
}

/** The line's arguments, without its keyword. */
export function args(d: Directive): readonly Word[] {
  return d.words.slice(1);
}

/** Where to point when something is missing: behind the last word. */
export function after(d: Directive): Span {
  return d.words[d.words.length - 1]!.span;
}

/** The line says more than it may: an error, and true. */
export function tooMany(d: Directive, most: number, cx: ProxyContext): boolean {
  const extra = d.words[most + 1];
  if (!extra) return false;
  const name = d.words
    .slice(0, 1)
    .map((w) => w.text)
    .join(' ');
  cx.report.error(
    across(d.words.slice(most + 1)),
    'unexpected-argument',
    `'${name}' cannot handle unexpected argument '${extra.text}'`,
  );
  return true;
}

const SIDE_WORDS = { frontend: 'no frontend', backend: 'no backend' } as const;

/** Says that the line is ignored in this kind of section. Returns whether it is. */
export function ignoredHere(
  d: Directive,
  side: 'frontend' | 'backend',
  what: string,
  cx: ProxyContext,
  hint?: string,
): boolean {
  if (side === 'frontend' ? cx.fe : cx.be) return false;
  const { draft } = cx;
  const message = `'${what}' ignored because ${kindWord(draft)} '${draft.name?.text ?? ''}' has ${SIDE_WORDS[side]} capability`;
  cx.report.warning(d.span, 'ignored-here', message, hint ? { hint } : {});
  return true;
}

/** What 3.3 announced to remove in 3.5. */
export function warnIfDeprecated(d: Directive, what: string, hint: string, cx: ProxyContext, extra: Extra = {}): void {
  if (cx.version !== '3.4' || cx.toleratesDeprecated) return;
  cx.report.warning(d.span, 'deprecated', `'${what}' is deprecated and will be removed in HAProxy 3.5`, {
    hint: `${hint}; or say 'expose-deprecated-directives' in global for now`,
    ...extra,
  });
}

export function notInDefaults(d: Directive, what: string, cx: ProxyContext): boolean {
  if (!cx.isDefaults) return false;
  cx.report.error(d.span, 'not-in-defaults', `'${what}' may not stand in a defaults section`);
  return true;
}

/** Rules need a name that proxies can refer to their defaults by. */
export function notInAnonymousDefaults(d: Directive, what: string, cx: ProxyContext): boolean {
  if (!cx.isDefaults || cx.draft.name) return false;
  cx.report.error(d.span, 'not-in-anonymous-defaults', `'${what}' may not stand in a defaults section without a name`, {
    hint: "name the section ('defaults web'), and say 'from web' where it is used",
  });
  return true;
}

export function missing(d: Directive, message: string, cx: ProxyContext, extra?: Extra): void {
  cx.report.error(after(d), 'missing-argument', message, extra);
}

export function at<T>(value: T, span: Span): At<T> {
  return { value, span };
}

/** Reports an expression's error, with names that look alike as a fix. */
export function reportExpression(
  error: ExpressionError,
  prefix: string,
  cx: { readonly report: Report; readonly version: Version },
  aborts = false,
): void {
  const file = aborts ? cx.report.abort : cx.report.error;
  file(error.span, error.code, `${prefix}${error.message}`, nearby(error, cx.version));
}

function nearby(error: ExpressionError, version: Version): Extra {
  if (!error.near) return {};
  const names = error.near.kind === 'fetch' ? fetches(version).keys() : converters(version).keys();
  return didYouMean(error.near.written, names, error.span);
}

/** Hint and fix for a name that is not known. */
export function didYouMean(written: string, names: Iterable<string>, span: Span): Extra {
  const best = similar(written, names);
  if (!best) return {};
  return { hint: `did you mean '${best}'?`, fixes: [{ title: `Write '${best}'`, edits: [{ span, text: best }] }] };
}

export function emptySettings(): SettingsDraft {
  return {
    timeoutsMs: {},
    options: {},
    httpCheckRules: [],
    tcpCheckRules: [],
    logs: [],
    acls: [],
    useBackends: [],
    httpRequestRules: [],
    httpResponseRules: [],
    stickRules: [],
    defaultServer: [],
    errorfiles: {},
    tcpRules: [],
    httpAfterResponseRules: [],
    captures: [],
    other: {},
  };
}

export function freshEffective(): Effective {
  return {
    mode: 'tcp',
    timeouts: new Map(),
    options: new Map(),
    logFormat: null,
    errorLogFormat: null,
    logFormatSd: null,
    uniqueId: null,
    logs: 0,
    cookie: null,
    balance: null,
    hashConsistent: false,
    check: null,
    httpCheckRules: 0,
    tcpCheckRules: 0,
    httpSteps: [],
    tcpSteps: [],
    checksOverTls: false,
    defaultBackend: null,
    forwardfor: false,
    forwarded: false,
    originalto: false,
    monitorUri: false,
    stats: null,
    captureCookie: 0,
    captureHeaders: false,
    requestSlots: 0,
    responseSlots: 0,
    disabled: false,
    dispatch: false,
    rdpPersist: false,
    defaultServer: new Map(),
    externalCheckCommand: null,
    externalCheckPath: false,
    emailAlert: new Map(),
    errorfiles: new Map(),
  };
}

const FRONTEND_TIMEOUTS = ['client', 'client-fin', 'client-hs', 'tarpit', 'http-request', 'http-keep-alive'];
const BACKEND_TIMEOUTS = [
  'server',
  'connect',
  'check',
  'queue',
  'tunnel',
  'server-fin',
  'tarpit',
  'http-request',
  'http-keep-alive',
];

/** The same, to be changed by a section's own lines. */
export function ownCopy(from: Effective): Effective {
  return { ...from };
}

/** What a section starts from when `defaults` applies to it. */
export function inherit(from: Effective, fe: boolean, be: boolean): Effective {
  const allowed = new Set([...(fe ? FRONTEND_TIMEOUTS : []), ...(be ? BACKEND_TIMEOUTS : [])]);
  return {
    ...from,
    mode: from.mode === 'haterm' && !fe ? 'http' : from.mode,
    timeouts: new Map([...from.timeouts].filter(([name]) => allowed.has(name))),
    logFormat: fe ? from.logFormat : null,
    errorLogFormat: fe ? from.errorLogFormat : null,
    logFormatSd: fe ? from.logFormatSd : null,
    defaultBackend: fe ? from.defaultBackend : null,
    monitorUri: fe && from.monitorUri,
    captureCookie: fe ? from.captureCookie : 0,
    captureHeaders: fe && from.captureHeaders,
    requestSlots: fe ? from.requestSlots : 0,
    responseSlots: fe ? from.responseSlots : 0,
    cookie: be ? from.cookie : null,
    balance: be ? from.balance : null,
    rdpPersist: be && from.rdpPersist,
    httpCheckRules: 0,
    tcpCheckRules: 0,
    dispatch: false,
  };
}

export type { BindConfig, CheckKind, DefaultsConfig, ServerConfig, ServerOptions };

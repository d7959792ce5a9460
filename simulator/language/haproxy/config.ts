/**
 * The typed model of a haproxy.cfg: what the text says, with a span for everything, before defaults are resolved.
 * Lowering (`lower/`) fills it from the syntax tree; `plan/` resolves it. A value that could not be understood is left
 * out here and reported as a diagnostic, so a Config always exists, however broken the text.
 * Durations are milliseconds, sizes are bytes.
 */
import type { Span } from '../diagnostic.ts';
import type { CheckKind, CheckStep } from './config-checks.ts';
import type { Format, SampleExpr } from './config-samples.ts';

export type { CheckHeader, CheckKind, CheckMatch, CheckStep } from './config-checks.ts';
export type { Format, FormatPart, SampleExpr } from './config-samples.ts';

/** The HAProxy versions Drydock speaks for. */
export type Version = '2.6' | '2.8' | '3.0' | '3.2' | '3.4';

/** A value and where it was written. */
export interface At<T> {
  readonly value: T;
  readonly span: Span;
}

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** One argument of a line: `text` is what HAProxy sees after quotes, escapes and variables; `span` is what was written. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** One line of a section, keyword first; `no`/`default` prefixes are taken off and noted. */
export interface Directive {
  readonly words: readonly Word[];
  readonly prefix: 'no' | 'default' | null;
  readonly span: Span;
}

/** A section as it stands in the text, known to Drydock or not. */
export interface Section {
  readonly kind: string;
  readonly name: Word | null;
  readonly header: Directive;
  readonly directives: readonly Directive[];
  /** From the header's first character to the end of the last line that belongs to it. */
  readonly span: Span;
}

export interface Config {
  readonly version: Version;
  readonly files: readonly SourceFile[];
  readonly sections: readonly Section[];
  readonly global: GlobalConfig;
  /** In file order; anonymous ones too. */
  readonly defaults: readonly DefaultsConfig[];
  /** frontend, backend and listen sections, in file order. */
  readonly proxies: readonly ProxyConfig[];
  /** `peers` sections, in file order. */
  readonly peers: readonly PeersConfig[];
}

/** Processes that share stick tables. */
export interface PeersConfig {
  readonly name: string;
  readonly disabled: boolean;
  /** What this process is called; null: not known. */
  readonly me: string | null;
  /** Its lines as those of a listen section: the listener, the peers as servers. */
  readonly proxy: ProxyConfig;
  /** Tables of its own, by their whole names. */
  readonly tables: readonly { readonly name: string; readonly table: At<StickTableConfig> }[];
}

export interface GlobalConfig {
  readonly spans: readonly Span[];
  readonly maxconn?: At<number>;
  readonly nbthread?: At<number>;
  readonly daemon?: At<boolean>;
  readonly user?: At<string>;
  readonly group?: At<string>;
  readonly chroot?: At<string>;
  readonly pidfile?: At<string>;
  readonly logs: readonly At<LogTarget>[];
  readonly statsSockets: readonly At<StatsSocket>[];
  readonly statsTimeoutMs?: At<number>;
  readonly spreadChecksPercent?: At<number>;
  readonly hardStopAfterMs?: At<number>;
  /** `tune.*` and other single-valued settings, by keyword, as words. */
  readonly other: Readonly<Record<string, At<readonly string[]>>>;
}

export interface StatsSocket {
  readonly address: string;
  readonly mode?: string;
  readonly level?: 'user' | 'operator' | 'admin';
}

export interface LogTarget {
  /** `stdout`, `stderr`, an address or a path; `global` means "use the global section's". */
  readonly address: string;
  readonly format?: string;
  readonly lengthBytes?: number;
  readonly facility?: string;
  readonly level?: string;
  readonly minLevel?: string;
  /** Only these of every `size` lines: ranges of positions, from 1. */
  readonly sample?: { readonly ranges: readonly (readonly [number, number])[]; readonly size: number };
}

/** A named or anonymous `defaults` section. */
export interface DefaultsConfig {
  readonly name: At<string> | null;
  readonly from?: At<string>;
  readonly settings: Settings;
  readonly section: Section;
}

export interface ProxyConfig {
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly name: At<string>;
  /** Index into Config.defaults of the section that applies (last anonymous before it, or the named one), or null. */
  readonly defaults: number | null;
  readonly settings: Settings;
  readonly binds: readonly BindConfig[];
  readonly servers: readonly ServerConfig[];
  readonly section: Section;
}

export type ProxyMode = 'tcp' | 'http' | 'log' | 'spop' | 'health' | 'haterm';

export type TimeoutName =
  | 'client'
  | 'server'
  | 'connect'
  | 'queue'
  | 'http-request'
  | 'http-keep-alive'
  | 'check'
  | 'tunnel'
  | 'client-fin'
  | 'client-hs'
  | 'server-fin'
  | 'tarpit';

/** What a defaults section and a proxy section may both say. Absent means "not said here". */
export interface Settings {
  readonly mode?: At<ProxyMode>;
  readonly timeoutsMs: Partial<Readonly<Record<TimeoutName, At<number>>>>;
  readonly maxconn?: At<number>;
  readonly fullconn?: At<number>;
  readonly backlog?: At<number>;
  readonly retries?: At<number>;
  readonly balance?: At<BalanceConfig>;
  readonly hashType?: At<readonly string[]>;
  /** `option NAME` without arguments; false for `no option NAME`. Options with arguments have fields of their own. */
  readonly options: Readonly<Record<string, At<boolean>>>;
  readonly redispatch?: At<RedispatchConfig>;
  readonly forwardfor?: At<ForwardforConfig>;
  readonly originalto?: At<ForwardforConfig>;
  /** `option forwarded`: its words; null for `no option forwarded`. */
  readonly forwarded?: At<readonly string[] | null>;
  readonly check?: At<CheckKind>;
  readonly httpCheckRules: readonly CheckStep[];
  readonly tcpCheckRules: readonly CheckStep[];
  readonly cookie?: At<CookieConfig>;
  readonly logs: readonly At<LogTarget>[];
  readonly noLog?: At<true>;
  readonly logFormat?: At<string>;
  readonly logTag?: At<string>;
  readonly defaultBackend?: At<string>;
  readonly disabled?: At<boolean>;
  readonly acls: readonly AclConfig[];
  readonly useBackends: readonly UseBackendConfig[];
  readonly httpRequestRules: readonly HttpRule[];
  readonly httpResponseRules: readonly HttpRule[];
  readonly httpAfterResponseRules: readonly HttpRule[];
  readonly stickTable?: At<StickTableConfig>;
  readonly stickRules: readonly StickRule[];
  readonly defaultServer: readonly ServerOptions[];
  readonly errorfiles: Readonly<Record<number, At<string>>>;
  /** `tcp-request` and `tcp-response` rules, in order. */
  readonly tcpRules: readonly TcpRule[];
  readonly inspectDelayMs?: At<number>;
  readonly responseInspectDelayMs?: At<number>;
  readonly httpReuse?: At<'never' | 'safe' | 'aggressive' | 'always'>;
  readonly monitorUri?: At<string>;
  /** Conditions of `monitor fail` lines. */
  readonly monitorFails?: readonly Condition[];
  /** `use-server`: a name, or a format that makes one. */
  readonly useServers?: readonly UseServerConfig[];
  /** `force-persist` and `ignore-persist`, in order. */
  readonly persistRules?: readonly PersistRuleConfig[];
  readonly stats?: StatsConfig;
  readonly captures: readonly CaptureConfig[];
  /** Directives that are known and have no field of their own, by keyword: the last line's words. */
  readonly other: Readonly<Record<string, At<readonly string[]>>>;
}

export interface UseServerConfig {
  readonly server: At<string>;
  readonly condition: Condition;
  readonly span: Span;
}

export interface PersistRuleConfig {
  readonly kind: 'force' | 'ignore';
  readonly condition: Condition;
  readonly span: Span;
}

export interface TcpRule {
  readonly ruleset: 'tcp-request connection' | 'tcp-request session' | 'tcp-request content' | 'tcp-response content';
  /** `accept`, `reject`, or another action as it is written. */
  readonly action: string;
  readonly args: readonly string[];
  readonly condition: Condition | null;
  readonly span: Span;
}

/** `stats enable` and its kin: the statistics page of a proxy. */
export interface StatsConfig {
  readonly uri: string;
  readonly realm?: string;
  readonly auth: readonly string[];
  readonly refreshSeconds?: number;
  readonly hideVersion: boolean;
  /** Conditions of `stats admin`, names of `stats scope`, rules of `stats http-request`. */
  readonly admin?: readonly Condition[];
  readonly scope?: readonly string[];
  readonly rules?: readonly HttpRule[];
  /** Something of it was written here; the span is the first line's. */
  readonly span: Span;
}

export interface CaptureConfig {
  readonly what: 'cookie' | 'request' | 'response';
  readonly name: string;
  readonly lengthBytes: number;
  readonly span: Span;
}

export interface RedispatchConfig {
  readonly enabled: boolean;
  /** Redispatch on every Nth retry; negative counts from the last one. Default -1. */
  readonly interval: number;
}

export interface ForwardforConfig {
  readonly enabled: boolean;
  /** A literal address or network whose clients are left alone. */
  readonly except?: string;
  /** Default `x-forwarded-for`. */
  readonly header?: string;
  readonly ifNone: boolean;
}

export interface BalanceConfig {
  readonly algorithm: string;
  readonly args: readonly string[];
}

export interface CookieConfig {
  readonly name: string;
  readonly mode: 'insert' | 'rewrite' | 'prefix' | 'passive';
  readonly indirect: boolean;
  readonly nocache: boolean;
  readonly postonly: boolean;
  readonly preserve: boolean;
  readonly httponly: boolean;
  readonly secure: boolean;
  readonly dynamic: boolean;
  readonly domains: readonly string[];
  readonly maxidleSeconds?: number;
  readonly maxlifeSeconds?: number;
  readonly attrs: readonly string[];
}

export type MatchMethod =
  | 'str'
  | 'beg'
  | 'end'
  | 'sub'
  | 'dir'
  | 'dom'
  | 'reg'
  | 'int'
  | 'ip'
  | 'bool'
  | 'len'
  | 'bin'
  | 'found';

/** One `acl` line, or an anonymous ACL between braces (then `name` is null). */
export interface AclConfig {
  readonly name: At<string> | null;
  readonly criterion: SampleExpr;
  readonly match: MatchMethod;
  readonly ignoreCase: boolean;
  readonly patterns: readonly At<string>[];
  readonly patternFiles: readonly At<string>[];
  readonly span: Span;
}

/** `if`/`unless` and what follows: a disjunction of conjunctions. */
export interface Condition {
  readonly polarity: 'if' | 'unless';
  readonly anyOf: readonly (readonly ConditionTerm[])[];
  readonly span: Span;
}

export interface ConditionTerm {
  readonly negated: boolean;
  readonly acl:
    | { readonly type: 'named'; readonly name: string }
    | { readonly type: 'inline'; readonly acl: AclConfig };
  readonly span: Span;
}

export interface UseBackendConfig {
  readonly backend: At<string>;
  readonly condition: Condition | null;
  readonly span: Span;
}

export type HttpAction =
  | { readonly type: 'deny' | 'tarpit'; readonly status: number; readonly reply?: ReplyConfig }
  | { readonly type: 'allow' }
  | {
      readonly type: 'return';
      readonly status: number;
      readonly contentType?: string;
      readonly body?: Format;
      readonly headers: readonly { readonly name: string; readonly value: Format }[];
      readonly reply?: ReplyConfig;
    }
  | {
      readonly type: 'redirect';
      readonly kind: 'location' | 'prefix' | 'scheme';
      readonly target: Format;
      readonly code: 301 | 302 | 303 | 307 | 308;
      readonly dropQuery: boolean;
      readonly appendSlash: boolean;
      readonly ignoreEmpty: boolean;
      readonly setCookie?: string;
      readonly clearCookie?: string;
    }
  | { readonly type: 'set-header' | 'add-header'; readonly name: string; readonly value: Format }
  | { readonly type: 'del-header'; readonly name: string; readonly match: 'str' | 'beg' | 'end' | 'sub' | 'reg' }
  | { readonly type: 'set-path'; readonly value: Format }
  /** Valid and kept as it is written; `name` with what stands between its parentheses. The plan reads the arguments. */
  | { readonly type: 'other'; readonly name: string; readonly args?: readonly Word[] };

/** What a `deny`, `tarpit` or `return` says about its answer. */
export interface ReplyConfig {
  readonly contentType?: string;
  readonly headers: readonly { readonly name: string; readonly value: Format }[];
  /** `text` is a file's name or the body itself; `format` is there for `lf-string` and `string`. */
  readonly body?: { readonly kind: string; readonly text: string; readonly format?: Format };
}

export interface HttpRule {
  readonly action: HttpAction;
  readonly condition: Condition | null;
  /** `redirect …` and `block` outside http-request keep their own words here. */
  readonly keyword: 'http-request' | 'http-response' | 'http-after-response' | 'redirect';
  readonly span: Span;
}

export interface StickTableConfig {
  readonly type: 'ip' | 'ipv6' | 'integer' | 'string' | 'binary';
  readonly lengthBytes?: number;
  readonly sizeEntries: number;
  readonly expireMs?: number;
  readonly nopurge: boolean;
  readonly peers?: string;
  readonly srvkey?: 'name' | 'addr';
  readonly store: readonly string[];
}

export interface StickRule {
  readonly kind: 'on' | 'match' | 'store-request' | 'store-response';
  readonly expr: SampleExpr;
  readonly table?: At<string>;
  readonly condition: Condition | null;
  readonly span: Span;
}

export interface BindAddress {
  /** '' or '*' for any; without brackets. */
  readonly host: string;
  readonly portFrom: number;
  readonly portTo: number;
  readonly family: 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'fd' | 'other';
  /** Left out for ordinary streams. */
  readonly transport?: 'datagram' | 'quic';
}

export interface BindConfig {
  readonly addresses: readonly At<BindAddress>[];
  readonly name?: At<string>;
  readonly ssl?: At<true>;
  readonly crt: readonly At<string>[];
  readonly alpn?: At<readonly string[]>;
  readonly acceptProxy?: At<true>;
  readonly maxconn?: At<number>;
  readonly options: readonly At<readonly string[]>[];
  readonly span: Span;
}

/** Server options of a `server` or `default-server` line; absent means "not said here". */
export interface ServerOptions {
  readonly check?: At<boolean>;
  readonly interMs?: At<number>;
  readonly fastinterMs?: At<number>;
  readonly downinterMs?: At<number>;
  readonly rise?: At<number>;
  readonly fall?: At<number>;
  readonly weight?: At<number>;
  readonly maxconn?: At<number>;
  readonly maxqueue?: At<number>;
  readonly backup?: At<boolean>;
  readonly disabled?: At<boolean>;
  readonly cookie?: At<string>;
  readonly checkPort?: At<number>;
  readonly checkAddr?: At<string>;
  readonly sendProxy?: At<'v1' | 'v2'>;
  readonly ssl?: At<boolean>;
  readonly id?: At<number>;
  readonly onMarkedDown?: At<'shutdown-sessions'>;
  readonly onMarkedUp?: At<'shutdown-backup-sessions'>;
  readonly slowstartMs?: At<number>;
  /** Everything else, by keyword, as words. */
  readonly other: Readonly<Record<string, At<readonly string[]>>>;
  readonly span: Span;
}

export interface ServerConfig extends ServerOptions {
  readonly name: At<string>;
  readonly address: At<ServerAddress>;
}

export interface ServerAddress {
  readonly host: string;
  readonly family: 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'name' | 'other';
  /** null: the client's destination port; with `portOffset` set it is relative to that. */
  readonly port: number | null;
  readonly portOffset?: number;
  /** Left out for ordinary streams. */
  readonly transport?: 'datagram' | 'quic';
}

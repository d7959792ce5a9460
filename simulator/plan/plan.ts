/**
 * The Plan: a configuration with everything resolved (defaults, references, units, names to numbers), immutable, and
 * plain data, so that it can cross to a worker. The engine reads nothing else. Proxies, listeners and servers are known by
 * index. Durations are milliseconds; `null` means "no such limit".
 */

import type { Diagnostic, Span } from '../language/diagnostic.ts';
import type {
  CheckStep,
  CookieConfig,
  Format,
  MatchMethod,
  ProxyMode,
  SampleExpr,
  Version,
} from '../language/haproxy/config.ts';
import type { ActionPlan, ReplyPlan } from './action-plan.ts';
import type { Behaviour } from './behaviour.ts';
import type { CheckTlsPlan } from './check-tls-plan.ts';
import type { CachePlan, CompressionPlan } from './content-plan.ts';
import type { ExternalCheckPlan } from './external-check.ts';
import type { ListenerPlan } from './listener-plan.ts';
import type { LogForwardPlan, LogLevel, LogTargetPlan, RingPlan } from './log-plan.ts';
import type { PeersPlan } from './peers.ts';
import type { ProcessPlan } from './process-plan.ts';
import type { ProcessVariablePlan } from './process-variables.ts';
import type { RareBackendPlan } from './rare-options.ts';
import type { RareServerPlan } from './rare-server.ts';
import type { PreloadedPlan } from './stats-file.ts';
import type { StickTablePlan } from './stick-plan.ts';
import type { TlsOptions } from './tls-plan.ts';

export type { CachePlan, CompressionPlan } from './content-plan.ts';

export type { ListenerPlan, ListenerTlsPlan } from './listener-plan.ts';
export type { LogForwardPlan, LogTargetPlan, RingPlan } from './log-plan.ts';
export type { PeersPlan } from './peers.ts';
export type { Http2Plan, ProcessPlan, StatsSocketPlan } from './process-plan.ts';
export type { StickTablePlan, StoredDataPlan } from './stick-plan.ts';

export interface Plan {
  readonly version: Version;
  /** What this version does in its own way. */
  readonly behaviour: Behaviour;
  readonly process: ProcessPlan;
  /** Indexed by proxy id; frontends, backends and listens in file order. */
  readonly proxies: readonly ProxyPlan[];
  /** One a listening address and port: ranges and lists are expanded. */
  readonly listeners: readonly ListenerPlan[];
  /** Stick tables by the name of the section that declares them. */
  readonly tables: readonly StickTablePlan[];
  /** Whom tables are shared with. */
  readonly peers: readonly PeersPlan[];
  /** The files of the configuration: their names, and where their lines begin, for what names lines at run time. */
  readonly sources: readonly { readonly name: string; readonly lineStarts: readonly number[] }[];
  readonly caches?: readonly CachePlan[];
  /** What `proc.` variables begin with. */
  readonly processVariables?: readonly ProcessVariablePlan[];
  /** `ring` and `log-forward` sections. */
  readonly rings?: readonly RingPlan[];
  readonly logForwards?: readonly LogForwardPlan[];
  /** What files of patterns and maps hold at the start, by the names that the configuration has for them. */
  readonly userlists: Readonly<Record<string, UserlistPlan>>;
  /** ACLs that exist without being declared, by name. */
  readonly predefinedAcls: Readonly<Record<string, readonly AclPlan[]>>;
  readonly patternFiles: Readonly<Record<string, readonly PatternEntry[]>>;
  /** Files that the configuration takes contents from (patterns, maps, answers), whether they were given or not. */
  readonly files: readonly string[];
  /** Those of them that need not be there. */
  readonly optionalFiles: readonly string[];
  /** What counters begin with, by guid; null: nothing. */
  readonly preloaded: PreloadedPlan | null;
  /** What is accepted and not executed, on its line (severity `not-simulated`). */
  readonly notSimulated: readonly Diagnostic[];
}

export interface ProxyPlan {
  readonly id: number;
  readonly name: string;
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly mode: ProxyMode;
  readonly disabled: boolean;
  readonly span: Span;
  /** Where lines about it go; a frontend's own lines go by its `LogPlan`. */
  readonly logs?: LogDestinations;
  /** The section's ACLs by name, for what names them at run time. */
  readonly acls: Readonly<Record<string, readonly AclPlan[]>>;
  readonly guid: string | null;
  readonly stats: StatsPlan | null;
  readonly frontend: FrontendPlan | null;
  readonly backend: BackendPlan | null;
}

export type ConnectionMode = 'keep-alive' | 'server-close' | 'close';

/** The statistics page. */
export interface StatsPlan {
  /** What the path begins with. */
  readonly uri: string;
  readonly realm: string;
  /** `user:password`; none: everybody may see it, unless the rules say otherwise. */
  readonly users: readonly string[];
  readonly rules: readonly RulePlan[];
  /** One that holds lets servers be changed. */
  readonly admin: readonly ConditionPlan[];
  /** Sections that are shown, `.` for the own one; none: all. */
  readonly scope: readonly string[];
  readonly refreshSeconds: number | null;
  readonly hideVersion: boolean;
  readonly span: Span;
}

export interface FrontendPlan {
  readonly oddNames?: RareBackendPlan['oddNames'];
  /** `rate-limit sessions`: new connections a second. */
  readonly sessionsPerSecond?: number;
  readonly listeners: readonly number[];
  readonly maxconn: number | null;
  readonly timeoutClientMs: number | null;
  /** Resolved: `timeout http-request` or null. */
  readonly timeoutHttpRequestMs: number | null;
  /** Resolved: `timeout http-keep-alive`, else http-request's, else client's. */
  readonly timeoutHttpKeepAliveMs: number | null;
  readonly timeoutClientFinMs: number | null;
  /** Resolved: for PROXY headers and TLS handshakes, `timeout client-hs`, else client's. */
  readonly timeoutHandshakeMs: number | null;
  readonly timeoutTarpitMs: number | null;
  readonly httpRequestRules: readonly RulePlan[];
  readonly httpResponseRules: readonly RulePlan[];
  readonly httpAfterResponseRules: readonly RulePlan[];
  /** `tcp-request content`, and how long they may wait for bytes. */
  readonly contentRules: readonly RulePlan[];
  readonly inspectDelayMs: number | null;
  /** `tcp-request connection` and `tcp-request session`. */
  readonly connectionRules: readonly RulePlan[];
  readonly sessionRules: readonly RulePlan[];
  readonly uniqueId: { readonly format: Format; readonly header: string | null } | null;
  /** Pages of its own (`errorfile`): whole answers by status. */
  readonly pages: Readonly<Record<number, ReplyPlan>>;
  readonly useBackends: readonly UseBackendPlan[];
  /** Slots for the log, by number. */
  readonly captures: CapturesPlan;
  /** Proxy id, or null: 503 when no rule chooses (a listen section is its own). */
  readonly defaultBackend: { readonly proxy: number; readonly span: Span } | null;
  readonly forwardfor: ForwardforPlan | null;
  /** `option originalto`: the same for the address that the client connected to. */
  readonly originalto?: ForwardforPlan | null;
  readonly forwarded?: ForwardedPlan | null;
  readonly connectionMode: ConnectionMode;
  readonly compression: CompressionPlan | null;
  /** `option http-ignore-probes`: who says nothing is told and logged nothing. */
  /** `option http-buffer-request`. */
  readonly bufferRequest: boolean;
  readonly ignoreProbes: boolean;
  /** `option accept-unsafe-violations-in-http-request` (`accept-invalid-http-request` before 3.2); for drivers. */
  readonly acceptsViolations?: boolean;
  /** `option idle-close-on-response`: a soft stop leaves idle connections until their next response. */
  readonly keepsIdleOnStop?: boolean;
  /** `option http-use-proxy-header`: absolute requests and CONNECT are authorized by the headers for proxies. */
  readonly usesProxyHeader?: true;
  /** `monitor-uri`, and what makes it fail. */
  readonly monitor?: { readonly uri: string; readonly fails: readonly ConditionPlan[] } | null;
  /** `option socket-stats`: figures for every listener. */
  readonly socketStats?: boolean;
  readonly log: LogPlan;
}

export interface LogPlan {
  /** No target: nothing is logged. */
  readonly enabled: boolean;
  readonly format: 'tcp' | 'http' | 'connect' | Format;
  /** `error-log-format`: for connections that never came to a request; absent: the usual line. */
  readonly errorFormat?: Format;
  readonly dontlognull: boolean;
  /** `option dontlog-normal`: only what went wrong. */
  readonly errorsOnly?: true;
  /** `option log-separate-errors`: what went wrong is logged as `err` instead of `info`. */
  readonly raisesErrors?: true;
  /** The levels that some target takes; absent: all. */
  readonly takes?: readonly LogLevel[];
  readonly logasap: boolean;
  readonly targets: readonly LogTargetPlan[];
  readonly tag: string;
  readonly span: Span | null;
}

/** Where lines about a proxy and its servers go. */
export interface LogDestinations {
  readonly targets: readonly LogTargetPlan[];
  readonly tag: string;
}

/** `option forwarded` (RFC 7239): each part from the connection (true), from an expression, or not at all. */
export interface ForwardedPlan {
  readonly proto: boolean;
  readonly host: true | SampleExpr | null;
  readonly by: ForwardedNode | null;
  readonly for: ForwardedNode | null;
  readonly span: Span;
}

export interface ForwardedNode {
  /** null: only a port, the node is unknown. */
  readonly node: true | SampleExpr | null;
  readonly port: true | SampleExpr | null;
}

export interface ForwardforPlan {
  readonly header: string;
  readonly except: string | null;
  readonly ifNone: boolean;
  readonly span: Span;
}

/** `use-server`: the server's index, or a format that makes its name. */
export interface ServerRulePlan {
  readonly server: number | null;
  readonly name: Format | null;
  readonly condition: ConditionPlan | null;
  readonly span: Span;
}

/** `force-persist`, `ignore-persist`. */
export interface PersistRulePlan {
  readonly kind: 'force' | 'ignore';
  readonly condition: ConditionPlan | null;
  readonly span: Span;
}

export interface UseBackendPlan {
  /** Proxy id; null when the name is made at run time, from `name`. */
  readonly proxy: number | null;
  /** Gives the backend's name when `proxy` is null; if no backend has that name, the default backend is taken. */
  readonly name: Format | null;
  readonly condition: ConditionPlan | null;
  readonly span: Span;
}

/** A rule of any ruleset. */
export interface RulePlan {
  readonly action: ActionPlan;
  readonly condition: ConditionPlan | null;
  readonly span: Span;
}

/** `if` / `unless` with every ACL name resolved: each named term carries all the ACL lines of that name (OR). */
export interface ConditionPlan {
  readonly polarity: 'if' | 'unless';
  readonly anyOf: readonly (readonly TermPlan[])[];
  readonly span: Span;
}

export interface TermPlan {
  readonly negated: boolean;
  readonly name: string | null;
  readonly tests: readonly AclPlan[];
  readonly span: Span;
}

/** A line of a file of patterns or of a map: the key is the first word of a map's line. */
export interface PatternEntry {
  readonly key: string;
  readonly value: string;
}

/** Users with passwords as they are written, and the groups they are in. */
export interface UserlistPlan {
  readonly users: Readonly<
    Record<string, { readonly password: string; readonly isPlain: boolean; readonly groups: readonly string[] }>
  >;
}

/** A `capture` line's or a `declare capture` line's slot. */
export interface CapturePlan {
  /** '' for slots that only rules fill. */
  readonly name: string;
  readonly lengthBytes: number;
  /** The line that declares it. */
  readonly span: Span;
}

export interface CapturesPlan {
  readonly request: readonly CapturePlan[];
  readonly response: readonly CapturePlan[];
  /** `capture cookie` */
  readonly cookie: CapturePlan | null;
}

export interface AclPlan {
  readonly expr: SampleExpr;
  readonly match: MatchMethod;
  readonly ignoreCase: boolean;
  /** All of them: those of files first. */
  readonly patterns: readonly string[];
  /** Names of the files that some of them came from, and those that stand on the line itself. */
  readonly files: readonly string[];
  readonly inline: readonly string[];
  readonly span: Span;
}

/** What a hashing algorithm takes its key from. */
export type BalanceKey =
  | { readonly type: 'source' }
  | {
      readonly type: 'uri';
      readonly whole: boolean;
      readonly pathOnly: boolean;
      readonly lengthBytes: number | null;
      readonly depth: number | null;
    }
  | { readonly type: 'url_param'; readonly name: string; readonly checkPost: boolean }
  | { readonly type: 'hdr'; readonly name: string; readonly domainOnly: boolean }
  | { readonly type: 'rdp-cookie'; readonly name: string }
  | { readonly type: 'hash'; readonly expr: SampleExpr };

export interface BalancePlan {
  readonly algorithm: string;
  readonly args: readonly string[];
  readonly span: Span | null;
  /** Hashing algorithms only. */
  readonly key: BalanceKey | null;
  /** `random(N)`: how many servers are drawn, the least loaded of which is taken. */
  readonly draws: number;
  /** Percent; 0 when there is no bound. */
  readonly hashBalanceFactor: number;
}

export interface BackendPlan extends RareBackendPlan {
  readonly balance: BalancePlan;
  readonly hashType: { readonly method: 'map-based' | 'consistent'; readonly fn: string; readonly avalanche: boolean };
  readonly servers: readonly ServerPlan[];
  /** What servers are asked that are checked; those that are added at run time, too. */
  readonly checks: Pick<CheckPlan, 'kind' | 'steps' | 'labels' | 'disableOn404' | 'span'>;
  readonly timeoutServerMs: number | null;
  readonly timeoutConnectMs: number | null;
  /** Resolved: `timeout queue`, else `timeout connect`. */
  readonly timeoutQueueMs: number | null;
  /** For rules of the backend's own. */
  readonly timeoutTarpitMs: number | null;
  readonly timeoutCheckMs: number | null;
  readonly timeoutServerFinMs: number | null;
  readonly timeoutTunnelMs: number | null;
  readonly retries: number;
  /** `retry-on`; null: connections that fail. */
  readonly retryOn: readonly string[] | null;
  readonly redispatch: { readonly interval: number; readonly span: Span | null } | null;
  /** Streams on the backend from which on servers with `minconn` have their whole `maxconn`; see `fullconn.ts`. */
  readonly fullconn: number | null;
  readonly allbackups: boolean;
  readonly persist: boolean;
  readonly abortonclose: boolean;
  /** `option http-buffer-request`, and how long it waits. */
  readonly bufferRequest: boolean;
  readonly timeoutHttpRequestMs: number | null;
  readonly logHealthChecks: boolean;
  readonly cookie: (CookieConfig & { readonly span: Span }) | null;
  readonly compression: CompressionPlan | null;
  readonly serverRules: readonly ServerRulePlan[];
  readonly persistRules: readonly PersistRulePlan[];
  readonly stickRules: readonly StickRulePlan[];
  /** `tcp-response content` */
  readonly responseContentRules: readonly RulePlan[];
  /** How long they may wait for bytes. */
  readonly responseInspectDelayMs: number | null;
  /** Pages of its own (`errorfile`): whole answers by status. */
  readonly pages: Readonly<Record<number, ReplyPlan>>;
  readonly httpRequestRules: readonly RulePlan[];
  readonly httpResponseRules: readonly RulePlan[];
  readonly httpAfterResponseRules: readonly RulePlan[];
  /** `tcp-request content`, and how long they may wait for bytes. */
  readonly contentRules: readonly RulePlan[];
  readonly inspectDelayMs: number | null;
  readonly forwardfor: ForwardforPlan | null;
  /** `option originalto`: the same for the address that the client connected to. */
  readonly originalto?: ForwardforPlan | null;
  readonly forwarded?: ForwardedPlan | null;
  readonly connectionMode: ConnectionMode;
  readonly httpReuse: 'never' | 'safe' | 'aggressive' | 'always';
  /** The same for responses; for drivers. */
  readonly acceptsViolations?: boolean;
  /** `option http-pretend-keepalive`; for drivers. */
  readonly pretendKeepAlive?: boolean;
}

/** `hash-key`; null: what the version does by itself. */
export type HashKey = 'id' | 'id32' | 'guid' | 'addr' | 'addr-port' | null;

export interface ServerPlan extends RareServerPlan {
  /** Index within its backend. */
  readonly index: number;
  /** HAProxy's server id (`id N` or position from 1). */
  readonly puid: number;
  readonly name: string;
  readonly host: string;
  readonly family: 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'name' | 'other';
  readonly port: number | null;
  readonly portOffset: number | null;
  /** `udp@`, in `mode log`. */
  readonly datagrams?: boolean;
  /** As configured, 0..256. */
  readonly weight: number;
  readonly maxconn: number | null;
  /** With `minconn`: the limit grows from it to `maxconn` as the backend fills; null: it is `maxconn` always. */
  readonly minconn: number | null;
  readonly maxqueue: number | null;
  readonly backup: boolean;
  readonly disabled: boolean;
  readonly cookie: string | null;
  readonly sendProxy: 'v1' | 'v2' | null;
  /** What a version 2 header carries beside addresses: `proxy-v2-options`, and values of its own. */
  readonly proxyHeader?: ProxyHeaderPlan;
  readonly ssl: boolean;
  /** All that is said about TLS; for drivers. */
  readonly tls?: TlsOptions;
  /** `ws`: what WebSockets are carried by. */
  readonly ws?: 'auto' | 'h1' | 'h2';
  /** `proto`: what is spoken to it; left out: as the handshake says. */
  readonly proto?: string;
  /** The name that TLS asks for. */
  readonly sni?: SampleExpr;
  readonly onMarkedDown: 'shutdown-sessions' | null;
  readonly onMarkedUp: 'shutdown-backup-sessions' | null;
  /** `non-stick`: never remembered in stick tables. */
  readonly nonStick: boolean;
  /** How long a server that has come up takes to reach its full weight; null: at once. */
  readonly slowstartMs: number | null;
  /** `rise`, with checks or without: what a state file says of its health. */
  readonly rise?: number;
  /** What its places on a consistent-hashing ring are made of. */
  readonly hashKey: HashKey;
  readonly guid: string | null;
  /** `track` as it is written; the server that is meant; and those that track this one. */
  readonly trackName: string | null;
  readonly track: { readonly proxy: number; readonly server: number } | null;
  readonly trackers: readonly { readonly proxy: number; readonly server: number }[];
  /** It is reached through this SOCKS4 proxy. */
  readonly socks4?: { readonly host: string; readonly port: number };
  /** It was removed at run time; its index stays taken. */
  readonly deleted?: boolean;
  readonly check: CheckPlan | null;
  /** How its agent is asked. */
  readonly agent?: CheckPlan;
  readonly span: Span;
}

export interface ProxyHeaderPlan {
  readonly options: readonly ('ssl' | 'cert-cn' | 'authority' | 'unique-id' | 'crc32c')[];
  /** `set-proxy-v2-tlv-fmt(type) format`; a format of null is an empty value. */
  readonly values: readonly { readonly type: number; readonly format: Format | null }[];
}

export interface CheckPlan {
  /** `protocol`: the steps are those of a protocol check. `external`: a program decides. */
  readonly kind: 'tcp' | 'http' | 'tcp-check' | 'protocol' | 'external';
  /** `option external-check`: which program would decide. */
  readonly external?: ExternalCheckPlan;
  readonly interMs: number;
  readonly fastinterMs: number;
  readonly downinterMs: number;
  readonly rise: number;
  readonly fall: number;
  readonly host: string;
  readonly port: number | null;
  /** What the probe does after connecting; empty for a plain TCP check. HTTP checks are normalised to http-send + expect. */
  readonly steps: readonly CheckStep[];
  /** For each step: its number in HAProxy's messages (comments count, the implied connect does not), and its comment. */
  readonly labels: readonly { readonly number: number; readonly comment: string | null }[];
  /** What traffic meets counts, too. */
  readonly observe: {
    readonly layer: 'layer4' | 'layer7';
    readonly limit: number;
    readonly onError: 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down';
  } | null;
  /** `init-state`: what the server is before its first check; null: up, and down at the first failure. */
  readonly initState: 'fully-up' | 'up' | 'down' | 'fully-down' | null;
  /** `http-check disable-on-404`. */
  readonly disableOn404: boolean;
  /** `check-send-proxy`, or `send-proxy` on a server without address or port of its own for checks. */
  readonly sendProxy: 'v1' | 'v2' | null;
  /** `check-via-socks4`: through the server's SOCKS4 proxy. */
  readonly viaSocks4?: true;
  /** The check's connections speak TLS, unless `connect` rules say otherwise: what they ask for. */
  readonly tls?: CheckTlsPlan;
  /** Since 3.4: the name that TLS asks for is the host of the request, where nothing else is said. */
  readonly asksForHost?: true;
  /** The lines that decide: option httpchk / tcp-check rules. */
  readonly span: Span | null;
}

export interface StickRulePlan {
  readonly kind: 'on' | 'match' | 'store-request' | 'store-response';
  readonly expr: SampleExpr;
  /** Index into Plan.tables. */
  readonly table: number;
  readonly condition: ConditionPlan | null;
  readonly span: Span;
}

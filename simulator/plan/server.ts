/** Servers: their own options over those of `default-server`, ids, what their checks do. */

import type { Span } from '../language/diagnostic.ts';
import { parseAddress } from '../language/haproxy/address.ts';
import type {
  At,
  CheckStep,
  ProxyConfig,
  ServerConfig,
  ServerOptions,
  Settings,
  Version,
} from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import { parseTime } from '../language/haproxy/time.ts';
import type { CheckSteps } from './check.ts';
import { asksForHost, checkTls, hasOwnTarget } from './check-tls.ts';
import type { CheckPlan, HashKey, ServerPlan } from './plan.ts';
import { planProxyHeader } from './proxy-header.ts';
import { serverTls } from './tls-plan.ts';

const DEFAULT_INTER_MS = 2000;
const DEFAULT_RISE = 2;
const DEFAULT_FALL = 3;

/** @param chain the proxy's settings and its defaults' */
export function planServers(
  proxy: ProxyConfig,
  chain: readonly Settings[],
  checks: CheckSteps,
  referenced: ReadonlySet<string>,
  version: Version,
): ServerPlan[] {
  const ids = serverIds(proxy.servers);
  return proxy.servers.map((server, index) => {
    const defaults = defaultsFor(server, chain);
    const options = withDefaults(server, defaults);
    const plan = planServer(server, options, index, ids[index]!, checks, version);
    const isReferenced = referenced.has(`${proxy.name.value}/${plan.name}`);
    // ready for TLS, though not to begin with
    const isReady = plan.tls === undefined && defaults.findLast((line) => line.ssl)?.ssl?.value === true;
    return {
      ...plan,
      ...(isReferenced ? { isReferenced } : {}),
      ...(isReady ? { tls: serverTls(options) } : plan.tls === undefined ? readsOf(options) : {}),
    };
  });
}

/** `default-server` lines of the defaults sections, then those of the own section that stand before the server. */
function defaultsFor(server: ServerConfig, chain: readonly Settings[]): ServerOptions[] {
  const [own, ...inherited] = chain;
  const before = (line: ServerOptions) => line.span.file !== server.span.file || line.span.from < server.span.from;
  return [
    ...inherited.reverse().flatMap((settings) => settings.defaultServer),
    ...(own?.defaultServer.filter(before) ?? []),
  ];
}

/** The last line that says something about an option decides. */
function withDefaults(server: ServerConfig, lines: readonly ServerOptions[]): ServerOptions {
  const said = (options: ServerOptions) =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const all = [...lines, server];
  const other = Object.assign({}, ...all.map((line) => line.other)) as ServerOptions['other'];
  return { ...(Object.assign({}, ...all.map(said)) as ServerOptions), other, span: server.span };
}

/** Ids not given are counted from 1, one up for every server, and past those that are taken. */
function serverIds(servers: readonly ServerConfig[]): number[] {
  const taken = new Set<number>();
  for (const server of servers) if (server.id) taken.add(server.id.value);
  let next = 1;
  return servers.map((server) => {
    let id = server.id?.value;
    if (id === undefined) {
      while (taken.has(next)) next++;
      id = next;
      taken.add(id);
    }
    next++;
    return id;
  });
}

function planServer(
  server: ServerConfig,
  options: ServerOptions,
  index: number,
  puid: number,
  checks: CheckSteps,
  version: Version,
): ServerPlan {
  const address = server.address.value;
  const value = <T>(said: At<T> | undefined): T | null => said?.value ?? null;
  const { maxconn, minconn } = limits(value(options.maxconn) ?? 0, numberOf(options.other.minconn));
  const maxqueue = value(options.maxqueue);
  return {
    index,
    puid,
    name: server.name.value,
    host: address.host,
    family: address.family,
    port: address.port,
    portOffset: address.portOffset ?? null,
    ...(address.transport === 'datagram' ? { datagrams: true } : {}),
    weight: options.weight?.value ?? 1,
    maxconn,
    minconn,
    maxqueue: maxqueue === 0 ? null : maxqueue,
    backup: value(options.backup) ?? false,
    disabled: value(options.disabled) ?? false,
    cookie: value(options.cookie),
    sendProxy: value(options.sendProxy),
    ...(options.sendProxy?.value === 'v2' ? { proxyHeader: planProxyHeader(options, version) } : {}),
    ...initAddrOf(options, address.family),
    ssl: value(options.ssl) ?? false,
    ...(options.ssl?.value === false ? { refusesSsl: true as const } : {}),
    ...tlsOf(options, checks),
    ...(options.other.ws === undefined ? {} : { ws: options.other.ws.value[0] as 'auto' | 'h1' | 'h2' }),
    ...(options.other.proto === undefined ? {} : { proto: options.other.proto.value[0]! }),
    ...sniOf(options, version),
    ...socksOf(options),
    ...agentOf(options, address.host),
    onMarkedDown: value(options.onMarkedDown),
    onMarkedUp: value(options.onMarkedUp),
    nonStick: options.other['non-stick'] !== undefined,
    slowstartMs: value(options.slowstartMs),
    rise: value(options.rise) ?? DEFAULT_RISE,
    hashKey: (options.other['hash-key']?.value[0] ?? null) as HashKey,
    guid: options.other.guid?.value[0] ?? null,
    trackName: options.other.track?.value[0] ?? null,
    track: null,
    trackers: [],
    check: options.check?.value ? planCheck(options, address.host, address.port, checks, version) : null,
    span: server.span,
  };
}

function readsOf(options: ServerOptions): Pick<ServerPlan, 'readsFor'> {
  if (options.other['ca-file'] === undefined && options.other['crl-file'] === undefined) return {};
  const { caFile, crlFile } = serverTls(options);
  return {
    readsFor: { ...(caFile === undefined ? {} : { caFile }), ...(crlFile === undefined ? {} : { crlFile }) },
  };
}

/** Of a name: how it becomes an address at the start. */
function initAddrOf({ other }: ServerOptions, family: string): Pick<ServerPlan, 'initAddr'> {
  const said = family === 'name' ? other['init-addr']?.value[0] : undefined;
  return said === undefined ? {} : { initAddr: said.split(',').filter((one) => one !== '') };
}

/** The name that TLS to the server asks for. */
function sniOf({ ssl, other }: ServerOptions, version: Version): Pick<ServerPlan, 'sni'> {
  const text = ssl?.value ? other.sni?.value[0] : undefined;
  if (text === undefined) return {};
  const read = parseExpression({ text, span: other.sni!.span }, 0, { version, loadsLua: true });
  return read.ok ? { sni: { ...read.value.sample, span: other.sni!.span } } : {};
}

/** What TLS is set up with, if its traffic or its checks speak it. */
function tlsOf(options: ServerOptions, { steps }: CheckSteps): Pick<ServerPlan, 'tls'> {
  const inChecks = checkTls(options) !== null || steps.some((step) => step.type === 'connect' && step.ssl);
  return options.ssl?.value || (options.check?.value && inChecks) ? { tls: serverTls(options) } : {};
}

/** `agent-check` and its options. */
function agentOf(options: ServerOptions, serverHost: string): Pick<ServerPlan, 'agent'> {
  const word = (name: string) => options.other[name]?.value[0];
  if (options.other['agent-check'] === undefined || options.other['no-agent-check'] !== undefined) return {};
  const inter = parseTime(word('agent-inter') ?? '', 'ms');
  const interMs = inter.ok ? inter.value : (options.interMs?.value ?? DEFAULT_INTER_MS);
  const { span } = options.other['agent-check'];
  const sends = word('agent-send');
  const steps: CheckStep[] = [
    ...(sends === undefined ? [] : [{ type: 'send', span, data: sends } as const]),
    { type: 'expect', span, negated: false, match: 'agent-reply', pattern: '' },
  ];
  const agent: CheckPlan = {
    kind: 'protocol',
    interMs,
    fastinterMs: interMs,
    downinterMs: interMs,
    rise: 1,
    fall: 1,
    host: word('agent-addr') ?? options.checkAddr?.value ?? serverHost,
    port: Number(word('agent-port')) || null,
    steps,
    labels: steps.map((_step, at) => ({ number: at + 1, comment: null })),
    disableOn404: false,
    sendProxy: null,
    observe: null,
    initState: null,
    span,
  };
  return { agent };
}

function socksOf(options: ServerOptions): Pick<ServerPlan, 'socks4'> {
  const said = /^(.*):(\d+)$/.exec(options.other.socks4?.value[0] ?? '');
  return said ? { socks4: { host: said[1]!, port: Number(said[2]) } } : {};
}

/** `minconn` alone, or one that is larger, is the `maxconn` too. */
function limits(maxconn: number, minconn: number): Pick<ServerPlan, 'maxconn' | 'minconn'> {
  if (minconn > maxconn) return { maxconn: minconn, minconn: null };
  return { maxconn: maxconn === 0 ? null : maxconn, minconn: minconn === 0 || minconn === maxconn ? null : minconn };
}

function numberOf(said: At<readonly string[]> | undefined): number {
  return Number(said?.value[0]) || 0;
}

function planCheck(
  options: ServerOptions,
  host: string,
  port: number | null,
  checks: CheckSteps,
  version: Version,
): CheckPlan {
  const interMs = options.interMs?.value ?? DEFAULT_INTER_MS;
  const tls = checkTls(options);
  const own = addressOf(options.checkAddr?.value, version);
  const explicitly = options.other['check-send-proxy'] !== undefined;
  const span: Span | null = checks.span ?? options.check?.span ?? null;
  return {
    ...(checks.external ? { kind: 'external', external: checks.external } : { kind: checks.kind }),
    interMs,
    fastinterMs: options.fastinterMs?.value ?? interMs,
    downinterMs: options.downinterMs?.value ?? interMs,
    rise: options.rise?.value ?? DEFAULT_RISE,
    fall: options.fall?.value ?? DEFAULT_FALL,
    host: own.host ?? host,
    port: options.checkPort?.value ?? own.port ?? port,
    steps: checks.steps,
    labels: checks.labels,
    observe: observeOf(options),
    initState: initStateOf(options),
    disableOn404: checks.disableOn404,
    sendProxy: explicitly || !hasOwnTarget(options) ? (options.sendProxy?.value ?? null) : null,
    ...(options.other['check-via-socks4'] === undefined ? {} : { viaSocks4: true }),
    ...(tls === null ? {} : { tls }),
    ...(asksForHost(options, version) ? { asksForHost: true } : {}),
    span,
  };
}

/** `addr`, which may come with a port. */
function addressOf(text: string | undefined, version: Version): { readonly host?: string; readonly port?: number } {
  const read = text === undefined ? null : parseAddress(text, { port: 'optional' }, version);
  if (!read?.ok) return text === undefined ? {} : { host: text };
  const { host, port } = read.address;
  return { host, ...(port.kind === 'single' ? { port: port.port } : {}) };
}

/** So many errors in a row are too many when nothing is said. */
const DEFAULT_ERROR_LIMIT = 10;

function observeOf({ other }: ServerOptions): CheckPlan['observe'] {
  const layer = other.observe?.value[0];
  if (layer !== 'layer4' && layer !== 'layer7') return null;
  const limit = Number(other['error-limit']?.value[0]) || DEFAULT_ERROR_LIMIT;
  const onError = other['on-error']?.value[0] ?? 'fail-check';
  return { layer, limit, onError: onError as NonNullable<CheckPlan['observe']>['onError'] };
}

function initStateOf({ other }: ServerOptions): CheckPlan['initState'] {
  const said = other['init-state']?.value[0];
  return said === undefined || said === 'none' ? null : (said as CheckPlan['initState']);
}

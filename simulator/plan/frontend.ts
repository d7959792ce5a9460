/** What a frontend (or the frontend half of a listen section) does. */
import type { Config, ProxyConfig, ProxyMode, Settings, TimeoutName } from '../language/haproxy/config.ts';
import { planCompression } from './compression.ts';
import { planForwarded } from './forwarded.ts';
import { hasOption, lastOption, nearest } from './inherit.ts';
import { planLog } from './logs.ts';
import { planMonitor } from './monitor.ts';
import { hasBackend } from './names.ts';
import { planPages, planUniqueId } from './pages.ts';
import type { ConnectionMode, ForwardforPlan, FrontendPlan, ListenerPlan } from './plan.ts';
import { planOddNames } from './rare-options.ts';
import { planHttpRules, planTcpRules, planUseBackends, type RuleSource } from './rules.ts';

export function planFrontend(
  config: Config,
  proxy: ProxyConfig,
  id: number,
  mode: ProxyMode,
  source: RuleSource,
  listeners: readonly ListenerPlan[],
): FrontendPlan {
  const { chain, names } = source;
  const clientMs = timeout(chain, 'client');
  const httpRequestMs = timeout(chain, 'http-request');
  const said = nearest(chain, (settings) => settings.defaultBackend);
  const named = said ? names.backends.get(said.value) : undefined;
  const own = said === undefined && hasBackend(proxy) ? { proxy: id, span: proxy.section.header.span } : null;
  const maxconn = nearest(chain, (settings) => settings.maxconn)?.value ?? 0;
  const limit = Number(nearest(chain, (settings) => settings.other['rate-limit sessions'])?.value[0] ?? 0);
  return {
    ...planOddNames(chain, mode),
    ...(limit > 0 ? { sessionsPerSecond: limit } : {}),
    listeners: listeners.filter((listener) => listener.proxy === id).map((listener) => listener.id),
    maxconn: maxconn === 0 ? null : maxconn,
    timeoutClientMs: clientMs,
    timeoutHttpRequestMs: httpRequestMs,
    timeoutHttpKeepAliveMs: timeout(chain, 'http-keep-alive') ?? httpRequestMs ?? clientMs,
    timeoutClientFinMs: timeout(chain, 'client-fin'),
    timeoutHandshakeMs: timeout(chain, 'client-hs') ?? clientMs,
    // a frontend alone has no time for connecting, so none to fall back upon
    timeoutTarpitMs: timeout(chain, 'tarpit') ?? (hasBackend(proxy) ? timeout(chain, 'connect') : null),
    httpRequestRules: mode === 'http' ? planHttpRules(source, (settings) => settings.httpRequestRules) : [],
    httpResponseRules: mode === 'http' ? planHttpRules(source, (settings) => settings.httpResponseRules) : [],
    httpAfterResponseRules: mode === 'http' ? planHttpRules(source, (settings) => settings.httpAfterResponseRules) : [],
    connectionRules: planTcpRules(source, 'tcp-request connection'),
    sessionRules: planTcpRules(source, 'tcp-request session'),
    contentRules: planTcpRules(source, 'tcp-request content'),
    inspectDelayMs: nearest(chain, (settings) => settings.inspectDelayMs)?.value ?? null,
    uniqueId: planUniqueId(chain, source),
    pages: planPages(source.sections, source),
    useBackends: planUseBackends(source),
    captures: source.captures,
    defaultBackend: said && named !== undefined ? { proxy: named, span: said.span } : own,
    forwardfor: mode === 'http' ? planForwardfor(chain) : null,
    originalto: mode === 'http' ? planOriginalto(chain) : null,
    forwarded: mode === 'http' ? planForwarded(chain, config.version) : null,
    connectionMode: connectionMode(chain),
    compression: mode === 'http' ? planCompression(source) : null,
    bufferRequest: mode === 'http' && hasOption(chain, 'http-buffer-request'),
    ignoreProbes: hasOption(chain, 'http-ignore-probes'),
    acceptsViolations: acceptsViolations(chain, 'request'),
    keepsIdleOnStop: hasOption(chain, 'idle-close-on-response'),
    ...(hasOption(chain, 'http-use-proxy-header') ? { usesProxyHeader: true as const } : {}),
    monitor: planMonitor(source),
    socketStats: hasOption(chain, 'socket-stats'),
    log: planLog(config, chain, mode),
  };
}

/** null when not set, or set to 0: there is no such limit then. */
export function timeout(chain: readonly Settings[], name: TimeoutName): number | null {
  const ms = nearest(chain, (settings) => settings.timeoutsMs[name])?.value ?? 0;
  return ms === 0 ? null : ms;
}

export function planForwardfor(chain: readonly Settings[]): ForwardforPlan | null {
  const said = nearest(chain, (settings) => settings.forwardfor);
  if (!said?.value.enabled) return null;
  const { header, except, ifNone } = said.value;
  return { header: (header ?? 'x-forwarded-for').toLowerCase(), except: except ?? null, ifNone, span: said.span };
}

export function planOriginalto(chain: readonly Settings[]): ForwardforPlan | null {
  const said = nearest(chain, (settings) => settings.originalto);
  if (!said?.value.enabled) return null;
  const { header, except, ifNone } = said.value;
  return { header: (header ?? 'x-original-to').toLowerCase(), except: except ?? null, ifNone, span: said.span };
}

const MODES = { httpclose: 'close', 'http-server-close': 'server-close', 'http-keep-alive': 'keep-alive' } as const;

export function connectionMode(chain: readonly Settings[]): ConnectionMode {
  const said = lastOption(chain, ['httpclose', 'http-server-close', 'http-keep-alive']);
  return said ? MODES[said.name] : 'keep-alive';
}

/** Whether odd messages are let through: the option's name changed in 3.2, and both are known. */
export function acceptsViolations(chain: readonly Settings[], message: 'request' | 'response'): boolean {
  return (
    hasOption(chain, `accept-unsafe-violations-in-http-${message}`) ||
    hasOption(chain, `accept-invalid-http-${message}`)
  );
}

/** What a backend (or the backend half of a listen section) does. */
import type { ProxyConfig, ProxyMode, Settings } from '../language/haproxy/config.ts';
import { planBalance, planHashType } from './balance.ts';
import type { Behaviour } from './behaviour.ts';
import { checkSteps } from './check.ts';
import { planCompression } from './compression.ts';
import { externalCheck } from './external-check.ts';
import { planForwarded } from './forwarded.ts';
import { acceptsViolations, connectionMode, planForwardfor, planOriginalto, timeout } from './frontend.ts';
import { impliedServer } from './implied-server.ts';
import { checkRules, hasOption, nearest, option } from './inherit.ts';
import { planPages } from './pages.ts';
import type { BackendPlan } from './plan.ts';
import { planRareBackend } from './rare-options.ts';
import { planHttpRules, planStickRules, planTcpRules, type RuleSource } from './rules.ts';
import { planServers } from './server.ts';
import { planPersistRules, planServerRules } from './server-rules.ts';

const DEFAULT_RETRIES = 3;

export function planBackend(
  proxy: ProxyConfig,
  mode: ProxyMode,
  source: RuleSource,
  behaviour: Behaviour,
): BackendPlan {
  const { chain, version } = source;
  const connectMs = timeout(chain, 'connect');
  const redispatch = nearest(chain, (settings) => settings.redispatch);
  const cookie = nearest(chain, (settings) => settings.cookie);
  const http = mode === 'http';
  const steps = { ...checkSteps(checkRules(chain), version), external: externalCheck(chain) };
  const servers = planServers(proxy, chain, steps, source.referenced ?? new Set(), version);
  const implied = impliedServer(chain, version, proxy.section.header.span);
  return {
    ...planRareBackend(chain, mode),
    balance: planBalance(chain, version, behaviour),
    hashType: planHashType(chain),
    servers: servers.length > 0 ? servers : implied === null ? [] : [implied],
    timeoutServerMs: timeout(chain, 'server'),
    timeoutConnectMs: connectMs,
    timeoutQueueMs: timeout(chain, 'queue') ?? connectMs,
    timeoutTarpitMs: timeout(chain, 'tarpit') ?? connectMs,
    timeoutCheckMs: timeout(chain, 'check'),
    timeoutServerFinMs: timeout(chain, 'server-fin'),
    timeoutTunnelMs: timeout(chain, 'tunnel'),
    retries: nearest(chain, (settings) => settings.retries)?.value ?? DEFAULT_RETRIES,
    retryOn: nearest(chain, (settings) => settings.other['retry-on'])?.value ?? null,
    redispatch: redispatch?.value.enabled ? { interval: redispatch.value.interval, span: redispatch.span } : null,
    fullconn: nearest(chain, (settings) => settings.fullconn)?.value ?? null,
    allbackups: hasOption(chain, 'allbackups'),
    persist: hasOption(chain, 'persist'),
    abortonclose: option(chain, 'abortonclose')?.value ?? (mode === 'http' && behaviour.abortsOnClose === 'http'),
    checks: steps,
    logHealthChecks: hasOption(chain, 'log-health-checks'),
    cookie: cookie && http ? { ...cookie.value, span: cookie.span } : null,
    stickRules: planStickRules(source, proxy.name.value),
    compression: http ? planCompression(source) : null,
    serverRules: planServerRules(source, servers),
    persistRules: planPersistRules(source),
    bufferRequest: http && hasOption(chain, 'http-buffer-request'),
    timeoutHttpRequestMs: timeout(chain, 'http-request'),
    httpRequestRules: http ? planHttpRules(source, (settings) => settings.httpRequestRules) : [],
    httpResponseRules: http ? planHttpRules(source, (settings) => settings.httpResponseRules) : [],
    httpAfterResponseRules: http ? planHttpRules(source, (settings) => settings.httpAfterResponseRules) : [],
    contentRules: planTcpRules(source, 'tcp-request content'),
    responseContentRules: planTcpRules(source, 'tcp-response content'),
    responseInspectDelayMs: nearest(source.chain, (settings) => settings.responseInspectDelayMs)?.value ?? null,
    inspectDelayMs: nearest(chain, (settings) => settings.inspectDelayMs)?.value ?? null,
    pages: planPages(source.sections, source),
    forwardfor: http ? planForwardfor(chain) : null,
    originalto: http ? planOriginalto(chain) : null,
    forwarded: http ? planForwarded(chain, version) : null,
    connectionMode: connectionMode(chain),
    httpReuse: httpReuse(chain),
    acceptsViolations: acceptsViolations(chain, 'response'),
    pretendKeepAlive: hasOption(chain, 'http-pretend-keepalive'),
  };
}

function httpReuse(chain: readonly Settings[]): BackendPlan['httpReuse'] {
  return nearest(chain, (settings) => settings.httpReuse)?.value ?? 'safe';
}

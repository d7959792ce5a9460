/** A sensible scenario for a configuration that came without one: a group of clients a frontend, by its mode. */
import type { Plan, ProxyPlan } from '../plan/plan.ts';
import { DEFAULT_MESSAGE } from './fields.ts';
import { type ClientGroup, NOWHERE, type RequestPlan, type Scenario, type Traffic } from './schema.ts';

const REQUEST: RequestPlan = {
  weight: 1,
  method: 'GET',
  target: '/',
  version: '1.1',
  host: null,
  headers: [],
  bodyBytes: 0,
};

/** Twenty requests a second for every HTTP frontend, five connections a second for a TCP one, three feeds where HL7 is checked for. */
export function defaultScenario(plan: Plan): Scenario {
  const fronts = plan.proxies.filter(
    (proxy) =>
      !proxy.disabled && (proxy.mode === 'http' || proxy.mode === 'tcp') && (proxy.frontend?.listeners.length ?? 0) > 0,
  );
  return {
    title: null,
    seed: 1,
    durationMs: 30_000,
    network: { clientsMs: 1, serversMs: 0.5 },
    clients: fronts.map((proxy, i) => groupFor(plan, proxy, i)),
    servers: [],
    faults: [],
  };
}

function groupFor(plan: Plan, proxy: ProxyPlan, index: number): ClientGroup {
  const feed = proxy.mode === 'tcp' && looksLikeHl7(plan, proxy);
  return {
    name: `clients of ${proxy.name}`,
    at: NOWHERE,
    to: { text: proxy.name, at: NOWHERE },
    traffic: trafficFor(proxy, feed),
    // 198.18.0.0/15 is kept for benchmarks (RFC 2544)
    from: [{ first: 3323068417 + 256 * (index % 256), count: 254, v6Prefix: null }],
    requests: [REQUEST],
    messages: [DEFAULT_MESSAGE],
    keepAlive: feed,
    requestsPerConnection: null,
    cookies: false,
    count: null,
    startMs: 0,
    stopMs: null,
    patienceMs: null,
    tls: null,
  };
}

function trafficFor(proxy: ProxyPlan, feed: boolean): Traffic {
  if (!feed) return { kind: 'open', ratePerSecond: proxy.mode === 'http' ? 20 : 5, arrivals: 'constant' };
  return { kind: 'feed', feeds: 3, every: { kind: 'constant', ms: 1000 }, ackTimeoutMs: 10_000, reconnectMs: 1000 };
}

/** MLLP's registered port, or a health check that sends an HL7 message. */
function looksLikeHl7(plan: Plan, proxy: ProxyPlan): boolean {
  const ports = proxy.frontend?.listeners.map((id) => plan.listeners[id]?.port) ?? [];
  if (ports.includes(2575) || ports.includes(2576)) return true;
  const reached = [proxy.id, proxy.frontend?.defaultBackend?.proxy];
  return reached.some((id) =>
    (id === undefined ? [] : (plan.proxies[id]?.backend?.servers ?? [])).some((server) =>
      server.check?.steps.some((step) => step.type === 'send' && step.data.startsWith('\x0bMSH')),
    ),
  );
}

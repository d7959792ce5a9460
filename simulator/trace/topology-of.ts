/** The configuration as a picture has it: frontends → backends → servers. */
import type { ListenerPlan, Plan, ProxyPlan } from '../plan/plan.ts';
import type { Topology } from './topology.ts';

export function proxiesOf(plan: Plan): Pick<Topology, 'frontends' | 'backends'> {
  const proxies = plan.proxies.filter((proxy) => !proxy.disabled);
  return {
    frontends: proxies
      .filter((proxy) => proxy.frontend !== null)
      .map((proxy) => ({
        proxy: proxy.id,
        name: proxy.name,
        mode: proxy.mode,
        binds: (proxy.frontend?.listeners ?? []).map((id) => bindText(plan.listeners[id]!)),
        backends: reachable(proxy),
      })),
    backends: proxies
      .filter((proxy) => proxy.backend !== null && (proxy.kind === 'backend' || proxy.backend.servers.length > 0))
      .map((proxy) => ({
        proxy: proxy.id,
        name: proxy.name,
        mode: proxy.mode,
        algorithm: [proxy.backend!.balance.algorithm, ...proxy.backend!.balance.args].join(' '),
        servers: proxy.backend!.servers.map((server) => ({
          index: server.index,
          name: server.name,
          address: server.port === null ? server.host : `${server.host}:${server.port}`,
          weight: server.weight,
          backup: server.backup,
          checked: server.check !== null,
          maxconn: server.maxconn,
        })),
      })),
  };
}

function bindText({ host, port, ssl }: ListenerPlan): string {
  return `${host}:${port}${ssl === null ? '' : ' ssl'}`;
}

/** Backends that a frontend can choose, in the order of its rules; a listen section with servers is its own. */
function reachable(proxy: ProxyPlan): number[] {
  const out = new Set<number>();
  for (const rule of proxy.frontend?.useBackends ?? []) if (rule.proxy !== null) out.add(rule.proxy);
  if (proxy.frontend?.defaultBackend) out.add(proxy.frontend.defaultBackend.proxy);
  if (proxy.backend !== null && proxy.backend.servers.length > 0) out.add(proxy.id);
  return [...out];
}

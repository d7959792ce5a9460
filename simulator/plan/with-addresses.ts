/** Names of servers that were resolved. */
import type { Plan, ServerPlan } from './plan.ts';

export interface KnownAddress {
  readonly name: string;
  readonly address: string;
}

/** Servers have addresses in the place of the names that are known. */
export function withAddresses(plan: Plan, addresses: readonly KnownAddress[]): Plan {
  if (addresses.length === 0) return plan;
  const found = new Map(addresses.map(({ name, address }) => [name, address]));
  const proxies = plan.proxies.map((proxy) =>
    proxy.backend === null
      ? proxy
      : {
          ...proxy,
          backend: { ...proxy.backend, servers: proxy.backend.servers.map((server) => withAddress(server, found)) },
        },
  );
  return { ...plan, proxies };
}

function withAddress(server: ServerPlan, found: ReadonlyMap<string, string>): ServerPlan {
  const address = server.family === 'name' ? found.get(server.host) : undefined;
  const checkAddress = server.check === null ? undefined : found.get(server.check.host);
  if (address === undefined && checkAddress === undefined) return server;
  const family = address === undefined ? server.family : address.includes(':') ? 'ipv6' : 'ipv4';
  const check =
    server.check === null || checkAddress === undefined ? server.check : { ...server.check, host: checkAddress };
  return { ...server, host: address ?? server.host, family, check };
}

/** Names of servers that were resolved. */
import type { Plan, ServerPlan } from './plan.ts';

export interface KnownAddress {
  readonly name: string;
  readonly address: string;
}

/**
 * Servers have addresses in the place of the names that are known, or of those that `init-addr` gives; with its `none` they
 * are in maintenance without one.
 */
export function withAddresses(plan: Plan, addresses: readonly KnownAddress[]): Plan {
  const isNeeded = plan.proxies.some(({ backend }) => backend?.servers.some(({ initAddr }) => initAddr !== undefined));
  if (addresses.length === 0 && !isNeeded) return plan;
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

function addressOf({ host, initAddr }: ServerPlan, found: ReadonlyMap<string, string>): string | null | undefined {
  for (const way of initAddr ?? ['libc']) {
    if (way === 'none') return null;
    const address = way === 'libc' ? found.get(host) : way === 'last' ? undefined : way;
    if (address !== undefined) return address;
  }
  return undefined;
}

function withAddress(server: ServerPlan, found: ReadonlyMap<string, string>): ServerPlan {
  const address = server.family === 'name' ? addressOf(server, found) : undefined;
  if (address === null) return { ...server, disabled: true };
  const isOwn = server.check?.host === server.host;
  const checkAddress = server.check === null ? undefined : isOwn ? address : found.get(server.check.host);
  if (address === undefined && checkAddress === undefined) return server;
  const family = address === undefined ? server.family : address.includes(':') ? 'ipv6' : 'ipv4';
  const check =
    server.check === null || checkAddress === undefined ? server.check : { ...server.check, host: checkAddress };
  return { ...server, host: address ?? server.host, family, check };
}

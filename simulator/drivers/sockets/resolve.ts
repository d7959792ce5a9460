/** Names of servers become addresses once, before anything starts, as HAProxy does without `resolvers`. */
import { lookup } from 'node:dns/promises';
import type { Span } from '../../language/diagnostic.ts';
import type { BackendPlan, Plan, ServerPlan } from '../../plan/plan.ts';

export interface UnresolvedName {
  readonly name: string;
  /** `web/web1` */
  readonly server: string;
  readonly reason: string;
  readonly span: Span;
}

export interface ResolvedPlan {
  readonly plan: Plan;
  readonly unresolved: readonly UnresolvedName[];
}

/** The plan with addresses in the place of names. What could not be found is listed, and left as it was. */
export async function resolveNames(plan: Plan): Promise<ResolvedPlan> {
  const servers = plan.proxies.flatMap((proxy) => proxy.backend?.servers ?? []);
  const names = new Set(servers.filter((server) => server.family === 'name').map((server) => server.host));
  if (names.size === 0) return { plan, unresolved: [] };
  const found = new Map<string, string>();
  const reasons = new Map<string, string>();
  await Promise.all(
    [...names].map(async (name) => {
      try {
        found.set(name, (await lookup(name)).address);
      } catch (error) {
        reasons.set(name, (error as NodeJS.ErrnoException).code ?? String(error));
      }
    }),
  );
  const unresolved: UnresolvedName[] = [];
  for (const proxy of plan.proxies) {
    for (const server of proxy.backend?.servers ?? []) {
      const reason = server.family === 'name' ? reasons.get(server.host) : undefined;
      if (reason === undefined) continue;
      unresolved.push({ name: server.host, server: `${proxy.name}/${server.name}`, reason, span: server.span });
    }
  }
  const proxies = plan.proxies.map((proxy) =>
    proxy.backend === null ? proxy : { ...proxy, backend: withAddresses(proxy.backend, found) },
  );
  return { plan: { ...plan, proxies }, unresolved };
}

function withAddresses(backend: BackendPlan, found: ReadonlyMap<string, string>): BackendPlan {
  return { ...backend, servers: backend.servers.map((server) => withAddress(server, found)) };
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

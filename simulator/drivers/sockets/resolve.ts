/** Names of servers become addresses once, before anything starts, as HAProxy does without `resolvers`. */
import { lookup } from 'node:dns/promises';
import type { Span } from '../../language/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { type KnownAddress, withAddresses } from '../../plan/with-addresses.ts';

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
  /** What was found. */
  readonly addresses: readonly KnownAddress[];
}

/** The plan with addresses in the place of names. What could not be found is listed, and left as it was. */
export async function resolveNames(plan: Plan): Promise<ResolvedPlan> {
  const servers = plan.proxies.flatMap((proxy) => proxy.backend?.servers ?? []);
  const names = new Set(servers.filter((server) => server.family === 'name').map((server) => server.host));
  if (names.size === 0) return { plan, unresolved: [], addresses: [] };
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
  const addresses = [...found].map(([name, address]) => ({ name, address }));
  return { plan: withAddresses(plan, addresses), unresolved, addresses };
}

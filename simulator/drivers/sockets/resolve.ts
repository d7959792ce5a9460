/** Names of servers become addresses once, before anything starts, as HAProxy does without `resolvers`. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Span } from '../../language/diagnostic.ts';
import type { Plan, ServerPlan } from '../../plan/plan.ts';
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

const USUAL = ['last', 'libc'];

/** The ways of `init-addr` that come before the one that always answers. */
const asksSystem = ({ family, initAddr = USUAL }: ServerPlan): boolean => {
  const last = initAddr.findIndex((way) => way === 'none' || isIP(way) !== 0);
  return family === 'name' && (last < 0 ? initAddr : initAddr.slice(0, last)).includes('libc');
};

/** The plan with addresses in the place of names. What could not be found is listed, and left as it was. */
export async function resolveNames(plan: Plan): Promise<ResolvedPlan> {
  const servers = plan.proxies.flatMap((proxy) => proxy.backend?.servers ?? []);
  const names = new Set(servers.filter(asksSystem).map((server) => server.host));
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
  const addresses = [...found].map(([name, address]) => ({ name, address }));
  const resolved = withAddresses(plan, addresses);
  const unresolved: UnresolvedName[] = [];
  for (const proxy of resolved.proxies) {
    for (const { family, host, name, disabled, span } of proxy.backend?.servers ?? []) {
      if (family !== 'name' || disabled) continue;
      unresolved.push({ name: host, server: `${proxy.name}/${name}`, reason: reasons.get(host) ?? 'not asked', span });
    }
  }
  return { plan: resolved, unresolved, addresses };
}

/** Proxies and servers by the names that commands use: `backend/server`, or `#id`. */
import type { BackendPlan, Plan, ProxyPlan, ServerPlan } from '../../plan/plan.ts';
import type { RuntimeView } from './types.ts';

/**
 * The id that HAProxy gives a proxy (`iid`). It counts its own proxies first: that of its HTTP client, and that of its runtime
 * sockets, which before 3.4 there is only when there are such sockets.
 */
export function proxyNumber({ version, process }: Plan, proxy: { readonly id: number }): number {
  const hasRuntime = version === '3.4' || (process.statsSockets?.length ?? 0) > 0;
  return proxy.id + (hasRuntime ? 2 : 1);
}

export type Backend = ProxyPlan & { readonly backend: BackendPlan };

export function backendNamed({ plan }: RuntimeView, name: string): Backend | null {
  const found = plan.proxies.find(
    (proxy) => proxy.backend !== null && isCalled(proxy.name, proxyNumber(plan, proxy), name),
  );
  return (found as Backend | undefined) ?? null;
}

export function frontendNamed({ plan }: RuntimeView, name: string): ProxyPlan | null {
  return (
    plan.proxies.find((proxy) => proxy.frontend !== null && isCalled(proxy.name, proxyNumber(plan, proxy), name)) ??
    null
  );
}

/** A server, or what is answered instead. */
export function serverNamed(
  view: RuntimeView,
  text: string | undefined,
): { readonly proxy: Backend; readonly server: ServerPlan } | string {
  const slash = text?.indexOf('/') ?? -1;
  if (text === undefined || slash < 0) return "Require 'backend/server'.\n";
  const proxy = backendNamed(view, text.slice(0, slash));
  if (proxy === null) return 'No such backend.\n';
  const name = text.slice(slash + 1);
  const server = proxy.backend.servers.find((s) => s.deleted !== true && isCalled(s.name, s.puid, name));
  return server === undefined ? 'No such server.\n' : { proxy, server };
}

function isCalled(name: string, number: number, asked: string): boolean {
  return asked.startsWith('#') ? number === Number(asked.slice(1)) : name === asked;
}

/** Servers that are there. */
export function serversOf(proxy: Backend): readonly ServerPlan[] {
  return proxy.backend.servers.filter((server) => server.deleted !== true && server.isImplied !== true);
}

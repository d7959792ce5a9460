/** `track [backend/]server`, resolved: who is followed, and by whom. */
import type { ProxyPlan, ServerPlan } from './plan.ts';

type Place = { readonly proxy: number; readonly server: number };

/** @param proxies servers have `track` as it is written */
export function resolveTracks(proxies: readonly ProxyPlan[]): readonly ProxyPlan[] {
  const trackers = new Map<string, Place[]>();
  const tracked = new Map<string, Place>();
  for (const { id, backend } of proxies) {
    for (const { index, trackName } of backend?.servers ?? []) {
      const target = trackName === null ? null : find(proxies, id, trackName);
      if (!target) continue;
      const key = `${target.proxy}/${target.server}`;
      tracked.set(`${id}/${index}`, target);
      // HAProxy keeps the latest in front
      trackers.set(key, [{ proxy: id, server: index }, ...(trackers.get(key) ?? [])]);
    }
  }
  if (tracked.size === 0) return proxies;
  const place = (proxy: number) => (server: ServerPlan) => ({
    ...server,
    track: tracked.get(`${proxy}/${server.index}`) ?? null,
    trackers: trackers.get(`${proxy}/${server.index}`) ?? [],
  });
  return proxies.map((proxy) =>
    proxy.backend
      ? { ...proxy, backend: { ...proxy.backend, servers: proxy.backend.servers.map(place(proxy.id)) } }
      : proxy,
  );
}

function find(proxies: readonly ProxyPlan[], own: number, name: string): Place | null {
  const slash = name.indexOf('/');
  const proxy =
    slash < 0 ? own : proxies.findIndex(({ backend, name: other }) => backend && other === name.slice(0, slash));
  const server = proxies[proxy]?.backend?.servers.findIndex((candidate) => candidate.name === name.slice(slash + 1));
  return server === undefined || server < 0 ? null : { proxy, server };
}

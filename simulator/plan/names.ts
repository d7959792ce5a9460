/** Who is who: proxies, listeners and stick tables by index, found before any reference to them is resolved. */
import type { Config, ProxyConfig } from '../language/haproxy/config.ts';

export interface Names {
  /** Proxy ids of what can be a backend (backend and listen sections), by name. */
  readonly backends: ReadonlyMap<string, number>;
  /** Indexes of stick tables by the name of the section that declares them; of peers sections, `section/table`. */
  readonly tables: ReadonlyMap<string, number>;
}

export function hasFrontend(proxy: ProxyConfig): boolean {
  return proxy.kind !== 'backend';
}

export function hasBackend(proxy: ProxyConfig): boolean {
  return proxy.kind !== 'frontend';
}

/** The first of equal names counts. */
export function namesOf(config: Config): Names {
  const backends = new Map<string, number>();
  const tables = new Map<string, number>();
  for (const [id, proxy] of config.proxies.entries()) {
    const name = proxy.name.value;
    if (hasBackend(proxy) && !backends.has(name)) backends.set(name, id);
    if (proxy.settings.stickTable && !tables.has(name)) tables.set(name, tables.size);
  }
  for (const { tables: own } of config.peers) {
    for (const { name } of own) if (!tables.has(name)) tables.set(name, tables.size);
  }
  return { backends, tables };
}

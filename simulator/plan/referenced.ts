/** Which servers something else of the configuration names: `track`, `use-server`, samples about servers, used or not. */
import type { Config, SampleExpr } from '../language/haproxy/config.ts';

/** @returns `backend/server` of each */
export function referencedServers(config: Config): ReadonlySet<string> {
  const found = new Set<string>();
  for (const proxy of config.proxies) {
    const own = proxy.name.value;
    const add = (name: string) => found.add(name.includes('/') ? name : `${own}/${name}`);
    for (const server of proxy.servers) {
      const [tracked] = server.other['track']?.value ?? [];
      if (tracked === undefined) continue;
      add(tracked);
      // Whoever tracks cannot go either.
      add(server.name.value);
    }
    for (const { words } of proxy.section.directives) {
      if (words[0]!.text === 'use-server' && words[1] !== undefined) add(words[1].text);
    }
    walk(proxy.settings, (expr) => {
      if (/^srv_/.test(expr.fetch) && expr.args[0] !== undefined) add(expr.args[0]);
    });
  }
  return found;
}

function walk(value: unknown, visit: (expr: SampleExpr) => void): void {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, visit);
  } else if (typeof value === 'object' && value !== null) {
    if (typeof (value as SampleExpr).fetch === 'string') visit(value as SampleExpr);
    for (const name in value) walk((value as Readonly<Record<string, unknown>>)[name], visit);
  }
}

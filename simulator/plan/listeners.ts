/** Listening addresses: lists and port ranges become one listener each, in the order of the file. */
import type { Config } from '../language/haproxy/config.ts';
import { hasFrontend } from './names.ts';
import type { ListenerPlan } from './plan.ts';

export function planListeners(config: Config): ListenerPlan[] {
  const listeners: ListenerPlan[] = [];
  for (const [proxy, section] of config.proxies.entries()) {
    if (!hasFrontend(section)) continue;
    for (const bind of section.binds) {
      // the listeners of the line are called by it and their number
      const prefix = bind.options.find(({ value }) => value[0] === 'guid-prefix')?.value[1];
      let number = 0;
      for (const { value, span } of bind.addresses) {
        for (let port = value.portFrom; port <= value.portTo; port++) {
          listeners.push({
            id: listeners.length,
            proxy,
            host: value.host,
            port,
            family: value.family,
            name: bind.name?.value ?? null,
            ssl: bind.ssl ? { crt: bind.crt.map((file) => file.value), alpn: [...(bind.alpn?.value ?? [])] } : null,
            acceptProxy: bind.acceptProxy !== undefined,
            ...(prefix === undefined ? {} : { guid: `${prefix}-${number++}` }),
            maxconn: bind.maxconn?.value || null,
            span,
          });
        }
      }
    }
  }
  return listeners;
}

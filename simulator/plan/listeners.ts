/** Listening addresses: lists and port ranges become one listener each, in the order of the file. */
import type { BindConfig, Config, ProxyConfig } from '../language/haproxy/config.ts';
import { hasFrontend } from './names.ts';
import type { ListenerPlan } from './plan.ts';

export function planListeners(config: Config): ListenerPlan[] {
  const listeners: ListenerPlan[] = [];
  for (const [proxy, section] of config.proxies.entries()) {
    if (!hasFrontend(section)) continue;
    for (const bind of section.binds) {
      const prefix = guidPrefix(section, bind);
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
            ...protoOf(bind),
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

/** `proto`; the last one decides. */
function protoOf({ options }: BindConfig): Pick<ListenerPlan, 'proto'> {
  const said = options.findLast(({ value }) => value[0] === 'proto')?.value[1];
  return said === undefined ? {} : { proto: said };
}

/** `guid-prefix`: the listeners of the line are called by it and their number. */
function guidPrefix({ section }: ProxyConfig, { span }: BindConfig): string | undefined {
  const line = section.directives.find((one) => one.span.file === span.file && one.span.from === span.from);
  const at = line?.words.findIndex(({ text }) => text === 'guid-prefix') ?? -1;
  return at < 0 ? undefined : line!.words[at + 1]?.text;
}

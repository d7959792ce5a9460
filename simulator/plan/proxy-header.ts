/** What a server's version 2 PROXY header carries. Manual, "proxy-v2-options", "set-proxy-v2-tlv-fmt". */
import type { ServerOptions, Version } from '../language/haproxy/config.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import { PLACE } from '../language/haproxy/keywords/names.ts';
import type { ProxyHeaderPlan } from './plan.ts';

type Option = ProxyHeaderPlan['options'][number];

const KNOWN: ReadonlySet<string> = new Set<Option>(['ssl', 'cert-cn', 'authority', 'unique-id', 'crc32c']);

export function planProxyHeader({ other }: ServerOptions, version: Version): ProxyHeaderPlan {
  const said = other['proxy-v2-options']?.value[0]?.split(',') ?? [];
  if (other['send-proxy-v2-ssl'] || other['send-proxy-v2-ssl-cn']) said.push('ssl');
  if (other['send-proxy-v2-ssl-cn']) said.push('cert-cn');
  const values: ProxyHeaderPlan['values'][number][] = [];
  for (const [name, at] of Object.entries(other)) {
    const id = /^set-proxy-v2-tlv-fmt\((.*)\)$/.exec(name);
    if (id === null) continue;
    const [text = ''] = at.value;
    const read = parseFormat(
      { text, span: at.span },
      { places: PLACE.log ?? 0, dialect: { version, loadsLua: true }, http: true },
    );
    values.push({ type: Number(id[1]), format: text !== '' && read.ok ? read.value.format : null });
  }
  return { options: said.filter((name): name is Option => KNOWN.has(name)), values };
}

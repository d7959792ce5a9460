/** Stick tables, one a section that declares one, and those of peers sections. Manual, "stick-table", "peers". */
import type { At, Config, StickTableConfig } from '../language/haproxy/config.ts';
import type { Names } from './names.ts';
import { sharingPeers } from './peers.ts';
import type { StickTablePlan } from './plan.ts';
import { planStored } from './stored-data.ts';

/** `type string` without `len` keeps 32 characters with the closing zero byte; `binary` as many bytes. */
const DEFAULT_STRING_BYTES = 31;
const DEFAULT_BINARY_BYTES = 32;

export function planTables(config: Config, names: Names): StickTablePlan[] {
  const tables: StickTablePlan[] = [];
  const sections = sharingPeers(config);
  for (const [proxy, section] of config.proxies.entries()) {
    const said = section.settings.stickTable;
    if (!said || names.tables.get(section.name.value) !== tables.length) continue;
    const peers = sections.findIndex(({ name }) => name === said.value.peers);
    tables.push(planTable(said, section.name.value, proxy, peers));
  }
  for (const { name: section, tables: own } of config.peers) {
    const peers = sections.findIndex(({ name }) => name === section);
    for (const { name, table } of own) {
      if (names.tables.get(name) === tables.length) tables.push(planTable(table, name, 0, peers));
    }
  }
  return tables;
}

/** @param peers index of the peers section, or -1 */
function planTable({ value, span }: At<StickTableConfig>, name: string, proxy: number, peers: number): StickTablePlan {
  const { type, lengthBytes, sizeEntries, expireMs, nopurge, store } = value;
  return {
    name,
    proxy,
    ...(peers < 0 ? {} : { peers }),
    type,
    sizeEntries,
    expireMs: expireMs ?? null,
    nopurge,
    ...(value.srvkey === 'addr' ? { byAddress: true as const } : {}),
    store: planStored(store),
    keyBytes: lengthBytes ?? (type === 'binary' ? DEFAULT_BINARY_BYTES : DEFAULT_STRING_BYTES),
    span,
  };
}

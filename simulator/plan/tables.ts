/** Stick tables, one a section that declares one. Manual, "stick-table". */
import type { Config } from '../language/haproxy/config.ts';
import type { Names } from './names.ts';
import type { StickTablePlan } from './plan.ts';
import { planStored } from './stored-data.ts';

/** `type string` without `len` keeps 32 characters with the closing zero byte; `binary` as many bytes. */
const DEFAULT_STRING_BYTES = 31;
const DEFAULT_BINARY_BYTES = 32;

export function planTables(config: Config, names: Names): StickTablePlan[] {
  const tables: StickTablePlan[] = [];
  for (const [proxy, section] of config.proxies.entries()) {
    const said = section.settings.stickTable;
    if (!said || names.tables.get(section.name.value) !== tables.length) continue;
    const { type, lengthBytes, sizeEntries, expireMs, nopurge } = said.value;
    tables.push({
      name: section.name.value,
      proxy,
      type,
      sizeEntries,
      expireMs: expireMs ?? null,
      nopurge,
      store: planStored(said.value.store),
      keyBytes: lengthBytes ?? (type === 'binary' ? DEFAULT_BINARY_BYTES : DEFAULT_STRING_BYTES),
      span: said.span,
    });
  }
  return tables;
}

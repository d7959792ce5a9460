/** What an operator does to stick tables: `set table`, `clear table` (management guide, section 9.3). */
import { text } from '../sample/value.ts';
import type { Engine } from '../state.ts';
import { setTo, storedAs } from './data.ts';
import { enter, keyOf, touch } from './table.ts';

interface Value {
  readonly name: string;
  readonly index: number;
  readonly value: number;
}

/** A rate that is set counts as if all of it had been now. */
export function setEntry(engine: Engine, index: number, keyText: string, values: readonly Value[]): void {
  const plan = engine.plan.tables[index];
  const key = plan && keyOf(plan, text(keyText), engine.plan.behaviour);
  const entry = key == null ? null : enter(engine, index, key);
  if (!plan || !entry) return;
  for (const { name, index: element, value } of values) {
    const stored = storedAs(plan, name);
    if (name === 'server_id') entry.serverId = value | 0;
    else if (!stored?.periodMs) setTo(plan, entry, name, value, element);
    else if (element < stored.count) {
      const none = { sinceMs: engine.nowMs, now: 0, before: 0 };
      const rates = entry.data.rates[stored.at] ?? Array.from({ length: stored.count }, () => none);
      entry.data.rates[stored.at] = rates.map((rate, at) => (at === element ? { ...none, now: value >>> 0 } : rate));
    }
  }
  touch(plan, engine.state.tables[index]!, entry, engine.nowMs, engine.state.timers);
}

/** Entries that somebody tracks stay. */
export function clearTable(engine: Engine, index: number, key: string | null): void {
  const entries = engine.state.tables[index]?.entries;
  if (!entries) return;
  for (const entry of key === null ? [...entries.values()] : [entries.get(key)])
    if (entry && entry.trackers === 0) entries.delete(entry.key);
}

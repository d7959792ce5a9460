/** What a stick table stores beside keys: `store gpc0,conn_rate(10s),gpt(3)`. Manual, "stick-table", data types. */
import { parseTime } from '../language/haproxy/time.ts';
import type { StoredDataPlan } from './plan.ts';

export function planStored(words: readonly string[]): StoredDataPlan[] {
  return words.flatMap((word) => {
    const read = /^([a-z0-9_]+)(?:\(([^)]*)\))?$/.exec(word.trim());
    if (!read) return [];
    const [, name, inside = ''] = read as unknown as [string, string, string?];
    const args = inside.split(',').map((one) => one.trim());
    const isArray = name === 'gpc' || name === 'gpt' || name === 'gpc_rate';
    const period = parseTime((isArray ? args[1] : args[0]) ?? '', 'ms');
    return [
      {
        name,
        count: isArray ? Number(args[0]) || 1 : 1,
        periodMs: name.endsWith('_rate') && period.ok ? period.value : null,
      },
    ];
  });
}

/** `show table`, `clear table`, `set table`. */
import { parseIp } from '../../engine/address.ts';
import type { StickTablePlan } from '../../plan/plan.ts';
import { DATA_TYPES, entryLine, isArray, passesFilter, storedBy } from '../../trace/table-entry.ts';
import type { RuntimeRow } from './types.ts';

type Value = { readonly name: string; readonly index: number; readonly value: number };

/** `data.NAME VALUE` pairs up to the first that is wrong, and what is wrong with that one. */
function valuesOf(
  words: readonly string[],
  stored: readonly { readonly name: string; readonly count: number }[],
  takesElements: boolean,
) {
  const values: Value[] = [];
  const wrong = (problem: string) => ({ values, problem: `${problem}\n` });
  for (let at = 0; at < words.length; at += 2) {
    const [word = '', number = ''] = words.slice(at);
    const [, said = '', element] = /^data\.(\w+)(?:\[(\d+)\])?$/.exec(word) ?? [];
    if (!word.startsWith('data.')) return wrong('"data.<type>" followed by a value expected');
    if (!DATA_TYPES.includes(said) || (element !== undefined && !(takesElements && isArray(said))))
      return wrong('Unknown data type');
    const found = stored.find(({ name }) => name === said);
    if (!found) return wrong('Data type not stored in this table');
    if (!/^[-+]?\d+$/.test(number)) return wrong('Require a valid integer value to store');
    const index = Number(element ?? 0);
    if (index >= found.count) return wrong('index out of range in this data array');
    values.push({ name: said, index, value: Number(number) });
  }
  return { values, problem: '' };
}

const isKey = ({ type }: StickTablePlan, key: string): boolean =>
  type === 'ip' || type === 'ipv6' ? parseIp(key) !== null : type !== 'integer' || /^-?\d/.test(key);

export const TABLE_COMMANDS: readonly RuntimeRow[] = [
  {
    words: ['show', 'table'],
    level: 'user',
    help: '[<table>]: stick tables, or the entries of one',
    run({ plan, state, nowMs }, words) {
      const wanted = plan.tables.filter((table) => words[2] === undefined || table.name === words[2]);
      if (wanted.length === 0) return words[2] === undefined ? '' : 'No such table\n';
      let text = '';
      for (const table of wanted) {
        const { entries } = state.tables[plan.tables.indexOf(table)]!;
        const alive = [...entries.values()].filter(
          (entry) => table.expireMs === null || entry.usedMs + table.expireMs > nowMs,
        );
        text += `# table: ${table.name}, type: ${table.type}, size:${table.sizeEntries}, used:${alive.length}\n`;
        if (words[2] === undefined) continue;
        const key = words[3] === 'key' ? words[4] : undefined;
        const filter = /^data\.(\w+)$/.exec(words[3] ?? '')?.[1];
        for (const [at, entry] of alive.entries()) {
          if (key !== undefined && key !== entry.key) continue;
          const amount = Number(words[5]);
          if (filter !== undefined && !passesFilter(table, entry, [filter, words[4] ?? '', amount], nowMs)) continue;
          text += entryLine(plan, plan.tables.indexOf(table), entry, nowMs, 0x10000 + at);
        }
      }
      return text;
    },
  },
  {
    words: ['clear', 'table'],
    level: 'admin',
    help: '<table> [key <key>]: forget entries',
    run(view, words) {
      const table = view.plan.tables.findIndex((one) => one.name === words[2]);
      if (table < 0) return 'No such table\n';
      const key = words[3] === 'key' ? (words[4] ?? null) : null;
      if (key !== null && (view.state.tables[table]!.entries.get(key)?.trackers ?? 0) > 0)
        return 'Entry currently in use, cannot remove\n';
      view.command({ type: 'clear-table', table, key });
      return '';
    },
  },
  {
    words: ['set', 'table'],
    level: 'admin',
    help: '<table> key <key> [data.<type> <value>]*: what an entry has stored from now on',
    run({ plan, command }, words) {
      const usage =
        'Required arguments: <table> key <key> [data.<store_data_type> <value>]* or <table> ptr <ptr> [data.<store_data_type> <value>]*\n';
      if (words[2] === undefined) return usage;
      const table = plan.tables.findIndex((one) => one.name === words[2]);
      const found = plan.tables[table];
      if (!found) return 'No such table\n';
      if (words[3] !== 'key') return usage;
      const key = words[4];
      if (key === undefined) return 'Key value expected\n';
      if (found.type === 'binary')
        return 'Inserting keys into tables of type other than ip, ipv6, string and integer is not supported\n';
      if (!isKey(found, key)) return 'Invalid key\n';
      const { values, problem } = valuesOf(words.slice(5), storedBy(plan, table), plan.version >= '3.2');
      command({ type: 'set-table', table, key, values });
      return problem;
    },
  },
];

/** `show table`, `clear table`, `set table`. */
import { entryLine, passesFilter } from '../../trace/table-entry.ts';
import type { RuntimeRow } from './types.ts';

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
      view.command({ type: 'clear-table', table, key: words[3] === 'key' ? (words[4] ?? null) : null });
      return '';
    },
  },
];

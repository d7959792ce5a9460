/** `show stat` in its forms: CSV, `typed` and `json`, for everything or for one proxy, kind and id. */
import { proxyNumber } from './lookup.ts';
import { statColumns } from './stat-columns.ts';
import { type StatLine, type StatValues, statLines } from './stat-values.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

const KINDS = { F: 1, B: 2, S: 4, L: 8 } as const;
const OBJECTS = { F: 'Frontend', B: 'Backend', S: 'Server', L: 'Listener' } as const;

/** @returns the lines of the proxies that pass; `types` is the sum of 1 frontends, 2 backends, 4 servers, 8 listeners; -1 for all */
export function selectStats(view: RuntimeView, proxy: string, types: number, id: number): readonly StatLine[] {
  const isNumber = /^-?\d+$/.test(proxy);
  const wanted = view.plan.proxies.filter((one) => {
    if (isNumber) return Number(proxy) < 0 || proxyNumber(view.plan, one) === Number(proxy);
    return one.name === proxy;
  });
  return wanted
    .flatMap((one) => statLines(view, one))
    .filter(
      (line) => (types < 0 || (types & KINDS[line.kind]) !== 0) && (id < 0 || line.id === id || line.kind !== 'S'),
    );
}

/** The CSV form with its header. */
export function statCsv(view: RuntimeView, lines: readonly StatLine[]): string {
  const columns = statColumns(view.plan.version);
  const head = `# ${columns.map(({ name }) => name).join(',')},\n`;
  return head + lines.map(({ values }) => `${columns.map(({ name }) => csv(values[name])).join(',')},\n`).join('');
}

function csv(value: StatValues[string] | undefined): string {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function typed(view: RuntimeView, lines: readonly StatLine[]): string {
  const columns = statColumns(view.plan.version);
  const blocks = lines.map(({ kind, proxy, id, values }) =>
    columns
      .flatMap(({ name, tags, type }, at) => {
        const value = values[name];
        return value === undefined ? [] : [`${kind}.${proxy}.${id}.${at}.${name}.1:${tags}:${type}:${value}\n`];
      })
      .join(''),
  );
  return blocks.join('\n');
}

export function jsonOf(view: RuntimeView, lines: readonly StatLine[]): string {
  const columns = statColumns(view.plan.version);
  const list = lines.map(({ kind, proxy, id, values }) =>
    columns.flatMap(({ name, type }, pos) => {
      const value = values[name];
      if (value === undefined) return [];
      return [
        { objType: OBJECTS[kind], proxyId: proxy, id, field: { pos, name }, processNum: 1, value: { type, value } },
      ];
    }),
  );
  return `${JSON.stringify(list)}\n`;
}

export const SHOW_STAT: readonly RuntimeRow[] = [
  {
    words: ['show', 'stat'],
    level: 'user',
    help: '[<proxy> <type> <id>] [typed|json|no-maint|up]: counters of proxies and servers',
    run(view, words) {
      const [, , proxy = '', types = '', id = ''] = words;
      const selects = /^-?\d+$/.test(types) && /^-?\d+$/.test(id);
      let lines = selects ? selectStats(view, proxy, Number(types), Number(id)) : selectStats(view, '-1', -1, -1);
      const forms = words.slice(selects ? 5 : 2);
      const status = (line: StatLine) => String(line.values['status'] ?? '');
      if (forms.includes('no-maint')) lines = lines.filter((line) => line.kind !== 'S' || status(line) !== 'MAINT');
      if (forms.includes('up'))
        lines = lines.filter((line) => line.kind !== 'S' || /^(UP|no check)/.test(status(line)));
      if (forms.includes('typed')) return typed(view, lines);
      return forms.includes('json') ? jsonOf(view, lines) : statCsv(view, lines);
    },
  },
];

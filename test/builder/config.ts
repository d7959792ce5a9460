import type { Config, Section, Version } from '../../simulator/language/haproxy/config.ts';
import { readSections } from '../../simulator/language/haproxy/lines.ts';
import { createReport } from '../../simulator/language/haproxy/report.ts';

/** What the builder looks at of a Config: sections with their words, and which defaults apply. */
export function configOf(text: string, version: Version = '2.6'): Config {
  const files = [{ name: 'haproxy.cfg', text }];
  const raw = readSections(files, { version, environment: {} }, createReport());
  const sections: Section[] = raw.map(({ kind, header, directives, end }) => ({
    kind,
    name: header.words[1] ?? null,
    header,
    directives,
    span: { file: 0, from: header.span.from, to: end },
  }));
  const settings = {} as Config['defaults'][number]['settings'];
  const at = (word: Section['name']) => (word ? { value: word.text, span: word.span } : null);
  const isFrom = (section: Section, index: number) => section.header.words[index]?.text === 'from';
  const defaults = sections
    .filter(({ kind }) => kind === 'defaults')
    .map((section) => {
      const named = isFrom(section, 1) ? null : at(section.name);
      const from = at(section.header.words[isFrom(section, 1) ? 2 : isFrom(section, 2) ? 3 : 99] ?? null);
      return { name: named, settings, section, ...(from ? { from } : {}) };
    });
  const proxies = sections.flatMap((section) => {
    const kind = (['frontend', 'backend', 'listen'] as const).find((proxy) => proxy === section.kind);
    if (kind === undefined) return [];
    const parent = isFrom(section, 2) ? section.header.words[3]?.text : undefined;
    const before = defaults.filter((d) => d.section.span.from < section.span.from);
    const found = parent === undefined ? before.at(-1) : defaults.find(({ name }) => name?.value === parent);
    const name = at(section.name) ?? { value: '', span: section.span };
    return [
      { kind, name, defaults: found ? defaults.indexOf(found) : null, settings, binds: [], servers: [], section },
    ];
  });
  const global = { spans: [], logs: [], statsSockets: [], other: {} };
  return { version, files, sections, global, defaults, proxies };
}

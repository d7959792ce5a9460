/** Pages of a section's own, and `unique-id-format`. Manual, "errorfile", "unique-id-format", "unique-id-header". */
import type { Settings } from '../language/haproxy/config.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import type { PatternFiles } from './conditions.ts';
import { nearest } from './inherit.ts';
import type { FrontendPlan } from './plan.ts';
import type { RuleSource } from './rules.ts';

/** The nearest `errorfile` of every status whose file was given. */
export function planPages(chain: readonly Settings[], files: PatternFiles): Record<number, string> {
  const pages: Record<number, string> = {};
  for (const settings of [...chain].reverse()) {
    for (const [status, file] of Object.entries(settings.errorfiles)) {
      const content = files[file.value];
      if (content !== undefined) pages[Number(status)] = content;
    }
  }
  return pages;
}

const ANYWHERE = 2 ** 22 - 1;

export function planUniqueId(chain: readonly Settings[], { version }: RuleSource): FrontendPlan['uniqueId'] {
  const said = nearest(chain, (settings) => settings.other['unique-id-format']);
  const text = said?.value[0];
  if (!said || text === undefined) return null;
  const read = parseFormat(
    { text, span: said.span },
    { places: ANYWHERE, dialect: { version, loadsLua: true }, http: true },
  );
  const header = nearest(chain, (settings) => settings.other['unique-id-header'])?.value[0] ?? null;
  return read.ok ? { format: read.value.format, header: header === null ? null : header.toLowerCase() } : null;
}

/** How a section keeps a client on its server: a cookie, a stick table, the source balance, or rules of its own. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { BuilderStickiness } from './model.ts';
import { isKeyword, lastSaid, modeOf, wordOf } from './sections.ts';

export const isCookie = (d: Directive): boolean => isKeyword('cookie')(d) && d.words.length > 1;
export const isStickTable = isKeyword('stick-table');
export const isStickRule = isKeyword('stick');

/** `stick on src` and nothing more. */
export const isStickOnSrc = (d: Directive): boolean =>
  isStickRule(d) && wordOf(d, 1) === 'on' && wordOf(d, 2) === 'src' && d.words.length === 3;

/** `stick on src table NAME` too. */
const isStickOnSrcElsewhere = (d: Directive): boolean =>
  isStickRule(d) && wordOf(d, 1) === 'on' && wordOf(d, 2) === 'src' && wordOf(d, 3) === 'table' && d.words.length === 5;

/** The value behind a word of a stick-table line, or null. */
export function tableValue(table: Directive, name: string): string | null {
  const at = table.words.findIndex(({ text }, index) => index > 0 && text === name);
  return at < 0 ? null : wordOf(table, at + 1) || null;
}

/** What the panel shows: a cookie counts before a table, a table before the source balance, as HAProxy asks them. */
export function stickinessOf(
  config: Config,
  section: Section,
  algorithm: string,
  balanceSpan: Directive['span'] | null,
): BuilderStickiness {
  const rules = section.directives.filter(isStickRule);
  const unknown = rules.find((d) => !isStickOnSrc(d) && !isStickOnSrcElsewhere(d));
  if (unknown) return { kind: 'other', summary: unknown.words.map(({ text }) => text).join(' '), span: unknown.span };
  const cookie = lastSaid(config, section, isCookie);
  if (cookie && modeOf(config, section).value === 'http') {
    const { directive, from } = cookie;
    return { kind: 'cookie', name: wordOf(directive, 1), from, span: directive.span };
  }
  const [rule] = rules;
  if (rule) {
    const table = isStickOnSrc(rule) ? section.directives.find(isStickTable) : undefined;
    if (!table) return { kind: 'stick-src', table: null, span: rule.span };
    const type = tableValue(table, 'type') ?? '';
    return {
      kind: 'stick-src',
      table: { type, size: tableValue(table, 'size') ?? '', expire: tableValue(table, 'expire') },
      span: rule.span,
    };
  }
  return algorithm === 'source' ? { kind: 'source', span: balanceSpan } : { kind: 'none' };
}

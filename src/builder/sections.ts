/** Finding things in sections: directives by keyword, the defaults that apply, where a new line belongs. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { Said } from './model.ts';
import { indentOf, textOf } from './text.ts';

export const PROXY_KINDS = ['frontend', 'backend', 'listen'] as const;
export type ProxyKind = (typeof PROXY_KINDS)[number];

export const isProxy = (section: Section): section is Section & { readonly kind: ProxyKind } =>
  (PROXY_KINDS as readonly string[]).includes(section.kind);

export const keywordOf = (directive: Directive): string => directive.words[0]?.text ?? '';

/** The text of a directive's word, '' when there is none. */
export const wordOf = (directive: Directive | null | undefined, index: number): string =>
  directive?.words[index]?.text ?? '';

/** The defaults sections that apply to a section, the nearest first. */
export function defaultsOf(config: Config, section: Section): readonly Section[] {
  const chain: Section[] = [];
  let at = defaultsIndexes(config).get(placeOf(section)) ?? null;
  while (at !== null && chain.length <= config.defaults.length) {
    const current = config.defaults[at];
    if (!current) break;
    chain.push(current.section);
    const before = config.defaults.slice(0, at);
    const parent = current.from?.value;
    at = parent === undefined ? null : before.findLastIndex(({ name }) => name?.value === parent);
    if (at === -1) at = null;
  }
  return chain;
}

/** A configuration never changes, so what is looked up in it once per server is worked out once per configuration. */
const indexesByConfig = new WeakMap<Config, ReadonlyMap<string, number | null>>();

function defaultsIndexes(config: Config): ReadonlyMap<string, number | null> {
  const known = indexesByConfig.get(config);
  if (known) return known;
  const indexes = new Map(config.proxies.map(({ section, defaults }) => [placeOf(section), defaults]));
  indexesByConfig.set(config, indexes);
  return indexes;
}

const placeOf = ({ span }: Section) => `${span.file}:${span.from}`;

/** The last directive that `test` takes, here or else in the nearest defaults section that has one. */
export function lastSaid(
  config: Config,
  section: Section,
  test: (directive: Directive) => boolean,
): { readonly directive: Directive; readonly from: 'here' | 'defaults' } | null {
  const own = section.directives.findLast(test);
  if (own) return { directive: own, from: 'here' };
  for (const defaults of defaultsOf(config, section)) {
    const inherited = defaults.directives.findLast(test);
    if (inherited) return { directive: inherited, from: 'defaults' };
  }
  return null;
}

/** `keyword …` without `no` or `default` before it. */
export const isKeyword =
  (...keywords: readonly string[]) =>
  (directive: Directive): boolean =>
    directive.prefix === null && keywords.includes(keywordOf(directive));

export function modeOf(config: Config, section: Section): Said<string> {
  const said = lastSaid(config, section, (d) => isKeyword('mode')(d) && d.words.length > 1);
  if (!said) return { value: 'tcp', from: 'built-in', span: null };
  return { value: wordOf(said.directive, 1), from: said.from, span: said.directive.span };
}

/** Indentation of a new line: that of the section's first indented line, else of any other section's, else four spaces. */
export function indentFor(config: Config, section: Section): string {
  for (const candidate of [section, ...config.sections]) {
    const [first] = candidate.directives;
    const indent = first && indentOf(textOf(config, first.span), first.span.from);
    if (indent) return indent;
  }
  return '    ';
}

/** The directive behind which settings of the section as a whole go: the last of these, or the header. */
export function anchorFor(section: Section, ...keywords: readonly string[]): Directive {
  return section.directives.findLast(isKeyword(...keywords)) ?? section.header;
}

/** `frontend 'www'`, for messages. */
export const titleOf = (section: Section): string => `${section.kind} '${section.name?.text ?? ''}'`;

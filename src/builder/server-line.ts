/** The words of a `server` or `default-server` line: which are options, which are their values. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import { SERVER_OPTIONS } from '../../simulator/language/haproxy/keywords/server.ts';
import type { Said } from './model.ts';
import { defaultsOf, isKeyword, wordOf } from './sections.ts';

/** An option's place among a line's words: `index` is its name's, values follow up to `end` (excluded). */
export interface OptionPlace {
  readonly name: string;
  readonly index: number;
  readonly end: number;
}

const VALUES = new Map(SERVER_OPTIONS.map(({ name, value }) => [name, value.kind === 'none' ? 0 : 1]));

/** In order. Words that are no known option count as options without a value. */
export function optionsOf(directive: Directive): readonly OptionPlace[] {
  const places: OptionPlace[] = [];
  let index = isKeyword('default-server')(directive) ? 1 : 3;
  while (index < directive.words.length) {
    const name = wordOf(directive, index);
    const end = Math.min(directive.words.length, index + 1 + (VALUES.get(name) ?? 0));
    places.push({ name, index, end });
    index = end;
  }
  return places;
}

export const isServer = isKeyword('server');

/** The server lines of a section, with their indexes; templates are not among them. */
export function serversOf(section: Section): readonly { readonly directive: Directive; readonly line: number }[] {
  return section.directives.flatMap((directive, line) =>
    isServer(directive) && directive.words.length > 2 ? [{ directive, line }] : [],
  );
}

interface DefaultLine {
  readonly directive: Directive;
  readonly line: number;
}

/** Sections never change either. */
const defaultLinesBySection = new WeakMap<Section, readonly DefaultLine[]>();

/** default-server lines of a section, the last first. */
function defaultLines(section: Section): readonly DefaultLine[] {
  const known = defaultLinesBySection.get(section);
  if (known) return known;
  const isDefault = isKeyword('default-server');
  const lines = section.directives.flatMap((directive, line) => (isDefault(directive) ? [{ directive, line }] : []));
  const reversed = lines.reverse();
  defaultLinesBySection.set(section, reversed);
  return reversed;
}

/** default-server lines in force for a server at `line`: the nearest first. */
function defaultServers(
  config: Config,
  section: Section,
  line: number,
): readonly { directive: Directive; from: 'default-server' | 'defaults' }[] {
  const own = defaultLines(section).filter((candidate) => candidate.line < line);
  const inherited = defaultsOf(config, section).flatMap(defaultLines);
  return [
    ...own.map(({ directive }) => ({ directive, from: 'default-server' as const })),
    ...inherited.map(({ directive }) => ({ directive, from: 'defaults' as const })),
  ];
}

/** The option that decides, of those names: the last on the line, else the last of the default-server lines before it. */
export function decidingOption(
  config: Config,
  section: Section,
  line: number,
  names: readonly string[],
  includeOwn = true,
): {
  readonly directive: Directive;
  readonly place: OptionPlace;
  readonly from: 'here' | 'default-server' | 'defaults';
} | null {
  const find = (directive: Directive) => optionsOf(directive).findLast(({ name }) => names.includes(name));
  const directive = section.directives[line];
  const place = includeOwn && directive ? find(directive) : undefined;
  if (directive && place) return { directive, place, from: 'here' };
  for (const { directive: defaults, from } of defaultServers(config, section, line)) {
    const inherited = find(defaults);
    if (inherited) return { directive: defaults, place: inherited, from };
  }
  return null;
}

/** `check` and `backup`: on, off by their `no-` form, off when nobody says. */
export function flagOf(
  config: Config,
  section: Section,
  line: number,
  flag: 'check' | 'backup',
  includeOwn = true,
): Said<boolean> {
  const found = decidingOption(config, section, line, [flag, `no-${flag}`], includeOwn);
  if (!found) return { value: false, from: 'built-in', span: null };
  const span = found.directive.words[found.place.index]?.span ?? null;
  return { value: found.place.name === flag, from: found.from, span };
}

/** `weight` and `maxconn`. HAProxy reads numbers as atol() does: what is none counts as 0. */
export function numberOf(
  config: Config,
  section: Section,
  line: number,
  option: 'weight' | 'maxconn',
): Said<number | null> {
  const found = decidingOption(config, section, line, [option]);
  if (!found) return { value: null, from: 'built-in', span: null };
  const value = Number.parseInt(wordOf(found.directive, found.place.index + 1), 10);
  const span = found.directive.words[found.place.index + 1]?.span ?? null;
  return { value: Number.isNaN(value) ? 0 : value, from: found.from, span };
}

/** Why a server line cannot be edited word by word, or null. */
export function lockOf(directive: Directive): string | null {
  const { words } = directive;
  const overlaps = words.some((word, index) => index > 0 && word.span.from < (words[index - 1]?.span.to ?? 0));
  return overlaps ? 'A variable on this line makes several words; change it in the text.' : null;
}

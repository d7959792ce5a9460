/** Everything that has a hover besides fetches and converters: directives, options, actions, words, sections, format variables. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { ALIAS_FLAGS, type AliasRow, aliases } from '../../simulator/language/haproxy/keywords/aliases.ts';
import type { Ruleset } from '../../simulator/language/haproxy/keywords/names.ts';
import { PARTS } from '../../simulator/language/haproxy/keywords/parts.ts';
import { sectionKinds } from '../../simulator/language/haproxy/keywords/sections.ts';
import { SECTION_KEYWORDS } from '../../simulator/language/haproxy/keywords/small-sections.ts';
import { describeEntry } from '../../simulator/language/haproxy/service/describe.ts';
import {
  type Entry,
  knownDirectives,
  listEntries,
  sectionEntries,
} from '../../simulator/language/haproxy/service/vocabulary.ts';
import type { LongText } from '../../simulator/language/haproxy/texts/entries.ts';
import { TEXTS } from '../../simulator/language/haproxy/texts/texts.ts';
import { atLeast } from '../../simulator/language/haproxy/version.ts';
import { hover, openDoc } from '../../simulator/language/service.ts';

const RULESETS: readonly Ruleset[] = [
  'quic-initial',
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
  'http-request',
  'http-response',
  'http-after-response',
];

const LISTS = [
  'timeout',
  'option',
  'balance',
  'bind',
  'server',
  'services',
  'filters',
  'log address or global',
  'log level or silent',
  ...Object.keys(PARTS),
];

export interface KeywordHover {
  /** What its text is filed under: `global`, `http-request send`, `alias`. */
  readonly topic: string;
  readonly name: string;
  readonly title: string;
  /** One line. */
  readonly line: string;
  readonly long: LongText | null;
  /** The whole hover. */
  readonly markdown: string;
}

function ofEntry(topic: string, entry: Entry, version: Version): KeywordHover {
  const { name, title, text, topics } = entry;
  const markdown = describeEntry(entry, version, TEXTS);
  return { topic, name, title, line: text, long: TEXTS.keyword(topics, name), markdown };
}

function ofAlias(topic: 'alias' | 'alias flags', row: AliasRow, version: Version): KeywordHover {
  const { name, text } = row;
  const line = `listen l\n  mode http\n  log-format "${topic === 'alias' ? `%${name}` : `%{+${name}}o`}"`;
  const doc = openDoc(`${line}\n`, { version });
  const found = hover(doc, line.length - (topic === 'alias' ? 2 : 4), TEXTS);
  return { topic, name, title: name, line: text, long: TEXTS.keyword([topic], name), markdown: found?.markdown ?? '' };
}

/** All of a version. */
export function keywordHovers(version: Version): KeywordHover[] {
  const place = { version, section: 'listen' };
  const entries: [string, readonly Entry[]][] = [
    ['section', sectionEntries(version)],
    ['global', knownDirectives('global', version)],
    ['proxy', knownDirectives('listen', version)],
    ...Object.keys(SECTION_KEYWORDS)
      .filter((kind) => sectionKinds(version).has(kind))
      .map((kind): [string, readonly Entry[]] => [kind, knownDirectives(kind, version)]),
    ...LISTS.filter((list) => list !== 'crt-store load' || sectionKinds(version).has('crt-store')).map(
      (list): [string, readonly Entry[]] => [list, listEntries(list, place) ?? []],
    ),
    ...RULESETS.map((ruleset): [string, readonly Entry[]] => [
      ruleset,
      listEntries('action', { ...place, ruleset }) ?? [],
    ]),
  ];
  return [
    ...entries.flatMap(([topic, list]) => list.map((entry) => ofEntry(topic, entry, version))),
    ...[...aliases(version).values()].map((row) => ofAlias('alias', row, version)),
    ...ALIAS_FLAGS.filter(({ since }) => !since || atLeast(version, since)).map((row) =>
      ofAlias('alias flags', row, version),
    ),
  ];
}

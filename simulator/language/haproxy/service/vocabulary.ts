/**
 * The tables of keywords/, seen from a place in a text: which words may stand there in a version, each with what is known
 * about it. New rows appear here by themselves.
 */
import type { Version } from '../config.ts';
import { ACTIONS, type ActionRow, actionRows } from '../keywords/actions.ts';
import { BALANCE } from '../keywords/balance.ts';
import { BIND_OPTIONS } from '../keywords/bind.ts';
import { GLOBAL } from '../keywords/global.ts';
import { globalCheckNames } from '../keywords/global-checks.ts';
import {
  filterNames,
  lineOptions,
  plainOptions,
  type Ruleset,
  sectionKeywords,
  serviceNames,
} from '../keywords/names.ts';
import { OPTIONS, optionNames } from '../keywords/options.ts';
import { FORMS, PART_MANUALS, PARTS } from '../keywords/parts.ts';
import { PROXY, type ProxyRow } from '../keywords/proxy.ts';
import { SECTIONS, sectionKinds } from '../keywords/sections.ts';
import { SERVER_OPTIONS } from '../keywords/server.ts';
import { SECTION_KEYWORDS } from '../keywords/small-sections.ts';
import { TIMEOUTS } from '../keywords/timeouts.ts';
import { bare, behindGlue, conditional, type Entry, entry, isIn, part, spanOf } from './entry.ts';
import { ownOfProxy } from './rowless.ts';
import { namesOf, topicsOf } from './rulesets.ts';

export type { Entry } from './entry.ts';

/** Where a list is asked for. */
export interface Place {
  readonly version: Version;
  /** Kind of the section, `''` in front of the first one. */
  readonly section: string;
  /** For actions. */
  readonly ruleset?: Ruleset;
}

const PROXIES = ['frontend', 'backend', 'listen'] as const;
export const MODELLED = new Set<string>(['defaults', ...PROXIES]);

const cache = new Map<string, readonly Entry[]>();

function once(key: string, make: () => readonly Entry[]): readonly Entry[] {
  let list = cache.get(key);
  if (!list) {
    list = make();
    cache.set(key, list);
  }
  return list;
}

/** Per version; asked for each of global's names. */
const globalNames = new Map<Version, ReadonlySet<string>>();

function allOfGlobal(version: Version): ReadonlySet<string> {
  let names = globalNames.get(version);
  if (!names) {
    names = new Set([...sectionKeywords('global', version), ...globalCheckNames(version)]);
    globalNames.set(version, names);
  }
  return names;
}

/** Rows first; then names that are known without a row. */
function withNames(
  rows: readonly Entry[],
  names: Iterable<string>,
  kind: Entry['kind'],
  before: string,
  topics: readonly string[],
  own: (name: string) => Partial<Entry> = () => ({}),
): Entry[] {
  const have = new Set(rows.map((e) => e.name));
  const more: Entry[] = [];
  for (const name of names) if (!have.has(name)) more.push(bare(name, kind, before, topics, own(name)));
  return [...rows, ...more];
}

/** Words that begin a section. */
export function sectionEntries(version: Version): readonly Entry[] {
  return once(`${version} sections`, () => {
    const kinds = sectionKinds(version);
    return SECTIONS.filter((s) => kinds.has(s.name)).map((s) => ({
      name: s.name,
      title: s.name,
      kind: 'section',
      topics: ['section'],
      form: s.form,
      grammar: s.form,
      text: s.text,
      manual: PART_MANUALS[`section ${s.name}`]?.[0] ?? s.manual,
      ...(s.since && { since: s.since }),
      ...(s.until && { until: s.until }),
    }));
  });
}

function proxySections(row: ProxyRow): string[] {
  const sections = PROXIES.filter((kind) => kind === 'listen' || row.sides.includes(kind));
  return row.defaults === 'no' ? sections : ['defaults', ...sections];
}

/** Every directive that HAProxy knows in proxies, those that belong to other kinds of section included. */
function proxyEntries(version: Version): readonly Entry[] {
  return once(`${version} proxy`, () => {
    const rows = PROXY.filter((row) => isIn(row, version)).map((row) => {
      const grammar = FORMS[row.name] ?? row.form;
      return entry(row, 'directive', '', ['proxy'], {
        grammar,
        sections: proxySections(row),
        ...conditional(row.form),
        ...conditional(grammar),
      });
    });
    return withNames(rows, sectionKeywords('listen', version), 'directive', '', ['proxy'], (name) =>
      ownOfProxy(name),
    ).map((e) => (Object.hasOwn(FORMS, e.name) ? { ...e, grammar: FORMS[e.name]! } : e));
  });
}

function globalEntries(version: Version): readonly Entry[] {
  return once(`${version} global`, () => {
    const rows = GLOBAL.filter((row) => isIn(row, version)).map((row) =>
      entry(row, 'directive', '', ['global'], {
        grammar: FORMS[`global ${row.name}`] ?? row.form,
        sections: ['global'],
      }),
    );
    return withNames(rows, allOfGlobal(version), 'directive', '', ['global'], (name) => ({
      sections: ['global'],
      ...spanOf((v) => allOfGlobal(v).has(name)),
    }));
  });
}

function otherEntries(section: string, version: Version): readonly Entry[] {
  return once(`${version} section ${section}`, () => {
    return (SECTION_KEYWORDS[section] ?? [])
      .filter((row) => isIn(row, version))
      .map((row) =>
        entry(row, 'directive', '', [section], {
          grammar: row.grammar ?? row.form,
          sections: [section],
          anchor: row.name,
        }),
      );
  });
}

/** Directives that a kind of section understands, misplaced ones included. */
export function knownDirectives(section: string, version: Version): readonly Entry[] {
  if (MODELLED.has(section)) return proxyEntries(version);
  return section === 'global' ? globalEntries(version) : otherEntries(section, version);
}

/** Directives that belong into a kind of section. */
export function directiveEntries(section: string, version: Version): readonly Entry[] {
  if (!MODELLED.has(section)) return knownDirectives(section, version);
  return once(`${version} directives ${section}`, () =>
    proxyEntries(version).filter((e) => !e.sections || e.sections.includes(section)),
  );
}

/** Whether everything that may stand in such a section is listed, so that another word is unknown. */
export function isComplete(section: string): boolean {
  return section === 'global' || MODELLED.has(section) || Object.hasOwn(SECTION_KEYWORDS, section);
}

function sidesFit(sides: readonly ('frontend' | 'backend')[], section: string): boolean {
  return section === 'defaults' || section === 'listen' || sides.some((s) => s === section);
}

function sideSections(sides: readonly ('frontend' | 'backend')[]): string[] {
  return ['defaults', ...PROXIES.filter((kind) => kind === 'listen' || sides.includes(kind))];
}

function timeoutEntries(version: Version, section: string): readonly Entry[] {
  return once(`${version} timeout ${section}`, () =>
    TIMEOUTS.filter((row) => isIn(row, version) && sidesFit(row.sides, section)).map((row) =>
      entry(row, 'option', 'timeout', ['timeout'], { sections: sideSections(row.sides), value: { kind: 'time' } }),
    ),
  );
}

function optionEntries(version: Version, section: string): readonly Entry[] {
  return once(`${version} option ${section}`, () => {
    const known = new Set(optionNames(version));
    const rows = OPTIONS.filter((row) => known.has(row.name) && isIn(row, version));
    const fitting = rows
      .filter((row) => sidesFit(row.sides, section))
      .map((row) =>
        entry(row, 'option', 'option', ['option'], {
          sections: sideSections(row.sides),
          ...(plainOptions(version).get(row.name)?.http && { http: true as const }),
        }),
      );
    const misfits = new Set(rows.map((row) => row.name));
    return withNames(
      fitting,
      [...known].filter((name) => !misfits.has(name)),
      'option',
      'option',
      ['option'],
      (name) => {
        const plain = plainOptions(version).get(name);
        const sides = (['frontend', 'backend'] as const).filter((side) => plain?.[side]);
        return {
          ...(plain && { sections: sideSections(sides) }),
          ...(plain?.http && { http: true as const }),
          ...spanOf((v) => optionNames(v).includes(name)),
        };
      },
    );
  });
}

function lineOptionEntries(kind: 'bind' | 'server', version: Version): readonly Entry[] {
  return once(`${version} ${kind}`, () => {
    const known = lineOptions(kind, version);
    const all = kind === 'bind' ? BIND_OPTIONS : SERVER_OPTIONS;
    const rows = all
      .filter((row) => isIn(row, version) && known.has(row.name))
      .map((row) => entry(row, 'option', kind, [kind]));
    return withNames(rows, known.keys(), 'option', kind, [kind], (name) => ({
      ...((known.get(name)?.args ?? 0) !== 0 && { grammar: '<value>', form: '<value>' }),
      ...spanOf((v) => lineOptions(kind, v).has(name)),
    }));
  });
}

function actionEntry(row: ActionRow, ruleset: Ruleset): Entry {
  const grammar = FORMS[`action ${row.name}`] ?? behindGlue(row.form);
  const digits =
    row.name === 'track-sc' ? ({ glued: 'digits', form: row.form.replace(/^<number> /, '') } as const) : {};
  return entry(row, 'action', ruleset, topicsOf(ruleset), {
    grammar,
    conditional: true,
    manual: '4.4',
    anchor: row.name === 'track-sc' ? 'track-sc0' : row.name,
    ...digits,
  });
}

function actionEntries(ruleset: Ruleset, version: Version): readonly Entry[] {
  return once(`${version} action ${ruleset}`, () => {
    const rows = [...actionRows(ruleset).values()]
      .filter((row) => isIn(row, version))
      .map((row) => actionEntry(row, ruleset));
    const names = namesOf(ruleset, version);
    const known = new Set(rows.map((row) => row.name));
    const left = names.all.filter((name) => !known.has(name) && !/^track-sc/.test(name));
    // The same action of other rules has a row; quic-initial's are described on their own.
    const alike =
      ruleset === 'quic-initial' ? [] : ACTIONS.filter((row) => left.includes(row.name) && isIn(row, version));
    rows.push(...new Map([...alike].reverse().map((row) => [row.name, actionEntry(row, ruleset)])).values());
    const more = left.filter((name) => !rows.some((row) => row.name === name));
    return withNames(rows, more, 'action', ruleset, topicsOf(ruleset), (name) => ({
      conditional: true,
      grammar: '[<argument>…]',
      manual: '4.4',
      anchor: name,
      ...(names.glued.includes(name) && { glued: 'parentheses' as const }),
      ...spanOf((v) => namesOf(ruleset, v).all.includes(name)),
    }));
  });
}

function partEntries(list: string, version: Version, before = ''): readonly Entry[] {
  return once(`${version} part ${list} ${before}`, () => {
    const kind = list.includes(' ') || list === 'reply' || list === 'avalanche' ? 'value' : 'option';
    return (PARTS[list] ?? []).filter((row) => isIn(row, version)).map((row) => part(row, before, kind, list));
  });
}

const LIST_TITLES = new Set([
  'tcp-request',
  'tcp-response',
  'stick',
  'stick-table',
  'cookie',
  'stats',
  'http-check',
  'tcp-check',
  'capture',
  'compression',
  'email-alert',
  'external-check',
  'hash-type',
  'http-reuse',
  'mode',
  'retry-on',
  'redirect',
]);

/** The rows behind `<@list>` in a form, or null for a list that does not exist. */
export function listEntries(list: string, place: Place): readonly Entry[] | null {
  const { version, section } = place;
  switch (list) {
    case 'timeout':
      return timeoutEntries(version, section);
    case 'option':
      return optionEntries(version, section);
    case 'balance':
      return once(`${version} balance`, () =>
        BALANCE.filter((row) => isIn(row, version)).map((row) => entry(row, 'value', 'balance', ['balance'])),
      );
    case 'bind':
    case 'server':
      return lineOptionEntries(list, version);
    case 'action':
      return place.ruleset ? actionEntries(place.ruleset, version) : null;
    case 'services':
      return once(`${version} services`, () =>
        [...serviceNames(version)].map((name) => bare(name, 'value', 'use-service', ['services'])),
      );
    case 'filters':
      return once(`${version} filters`, () =>
        [...filterNames(version)].map((name) =>
          bare(
            name,
            'value',
            'filter',
            ['filter'],
            spanOf((v) => filterNames(v).has(name)),
          ),
        ),
      );
    case 'log address or global':
      return once(`${version} log address or global`, () => [
        {
          ...bare('global', 'value', 'log', ['log address']),
          text: 'the targets of the global section',
          manual: '4.2',
        },
        ...partEntries('log address', version),
      ]);
    case 'log level or silent':
      return once(`${version} log level or silent`, () => [
        ...partEntries('log level', version),
        { ...bare('silent', 'value', '', ['log level']), text: 'not at all', manual: '4.2' },
      ]);
    case 'global stats':
      return partEntries(list, version, 'stats');
    default:
      return PARTS[list] ? partEntries(list, version, LIST_TITLES.has(list) ? list : '') : null;
  }
}

interface Index {
  readonly byName: ReadonlyMap<string, Entry>;
  readonly glued: readonly Entry[];
}

const indexes = new WeakMap<readonly Entry[], Index>();

function indexOf(entries: readonly Entry[]): Index {
  let index = indexes.get(entries);
  if (!index) {
    const plain = entries.filter((e) => e.glued !== 'digits');
    // The first row of a name counts.
    index = {
      byName: new Map([...plain].reverse().map((e) => [e.name, e])),
      glued: entries.filter((e) => e.glued !== undefined),
    };
    indexes.set(entries, index);
  }
  return index;
}

/** The entry that a word stands for. */
export function findEntry(entries: readonly Entry[], word: string): Entry | null {
  const { byName, glued } = indexOf(entries);
  const found = byName.get(word);
  if (found) return found;
  const isGlued = (e: Entry): boolean =>
    e.glued === 'digits' ? isNumbered(word, e.name) : word.startsWith(`${e.name}(`);
  return glued.find(isGlued) ?? null;
}

function isNumbered(word: string, name: string): boolean {
  return word.startsWith(name) && /^\d+$/.test(word.slice(name.length));
}

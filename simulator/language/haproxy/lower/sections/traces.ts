/** `traces`: what HAProxy writes down about itself (manual 12.1). */
import type { Directive, Version, Word } from '../../config.ts';
import { TRACE_SOURCES } from '../../keywords/trace-sources.ts';
import type { RawSection } from '../../lines.ts';
import { didYouMean } from '../context.ts';
import { lastSpan, type Reading, type SectionContext } from './context.ts';

const LEVELS = ['error', 'user', 'proto', 'state', 'data', 'developer'];
const EVENT_WORDS = ['event', 'pause', 'start', 'stop'];
/** What may be said of all sources at once. */
const FOR_ALL = ['follow', 'sink', 'level'];

interface Source {
  readonly events: readonly string[];
  readonly verbosities: readonly string[];
  readonly locks: readonly string[];
}

/** Words that a version has, of a list where `>` marks 3.4's and `<` those that went with it. */
function here(list: string, version: Version): string[] {
  const other = version === '3.4' ? '<' : '>';
  return list
    .split(' ')
    .filter((w) => w !== '' && !w.startsWith(other))
    .map((w) => w.replace(/^[<>]/, ''));
}

export function traceSources(version: Version): ReadonlyMap<string, Source> {
  const sources = Object.keys(TRACE_SOURCES).flatMap((key): [string, Source][] => {
    const { events, verbosities, locks } = TRACE_SOURCES[key]!;
    const of = (list: string): string[] => here(list, version);
    return of(key).map((name) => [name, { events: of(events), verbosities: of(verbosities), locks: of(locks) }]);
  });
  return new Map(sources);
}

export function traces(section: RawSection, cx: SectionContext): Reading {
  const { report, version } = cx;
  const extra = section.header.words[1];
  if (extra) report.error(extra.span, 'unexpected-argument', "'traces' sections have no name");
  const sources = traceSources(version);
  return { handlers: { trace: (d) => readTrace(d, sources, cx) } };
}

function readTrace(d: Directive, sources: ReadonlyMap<string, Source>, cx: SectionContext): void {
  const { report } = cx;
  const bad = (word: Word, what: string, known: Iterable<string>): void =>
    report.error(
      word.span,
      'bad-choice',
      `there is no ${what} '${word.text}'`,
      didYouMean(word.text, known, word.span),
    );
  const incomplete = (what: string): void =>
    report.warning(lastSpan(d), 'missing-argument', `'trace' does nothing without ${what}`);
  const name = d.words[1];
  if (!name) return incomplete('a source');
  if (name.text === '0') return;
  const source = sources.get(name.text) ?? null;
  if (!source && name.text !== 'all') return bad(name, 'trace source', sources.keys());
  if (!d.words[2]) return incomplete('something to do');
  for (let i = 2; i < d.words.length; i += 2) {
    const keyword = d.words[i]!;
    const value = d.words[i + 1];
    const { text } = keyword;
    if (!source && !FOR_ALL.includes(text))
      return report.error(keyword.span, 'not-here', `'${text}' cannot be said of all sources at once`);
    if (![...FOR_ALL, ...EVENT_WORDS, 'lock', 'verbosity'].includes(text))
      return bad(keyword, 'trace keyword', [...FOR_ALL, ...EVENT_WORDS, 'lock', 'verbosity']);
    if (!value || (EVENT_WORDS.includes(text) && /^[!+-]*$/.test(value.text)))
      return incomplete(`a value behind '${text}'`);
    if (text === 'level' && !LEVELS.includes(value.text)) return bad(value, 'trace level', LEVELS);
    if (text === 'follow' && value.text !== 'none' && !sources.has(value.text))
      return bad(value, 'trace source', sources.keys());
    if (!source) continue;
    if (text === 'verbosity' && !['quiet', ...source.verbosities].includes(value.text))
      return bad(value, 'verbosity', source.verbosities);
    if (text === 'lock' && !['nothing', 'thread', ...source.locks].includes(value.text))
      return bad(value, 'lock', source.locks);
    if (!EVENT_WORDS.includes(text)) continue;
    const event = value.text.replace(/^[!+-]+/, '');
    const known = ['none', 'any', ...(text === 'event' ? [] : ['now']), ...source.events];
    if (!known.includes(event)) return bad(value, 'trace event', known);
  }
}

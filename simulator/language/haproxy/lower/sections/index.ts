/** Sections that are neither global nor proxies: their headers, and the way to each one's reader. */
import type { Directive, Word } from '../../config.ts';
import { SECTION_KEYWORDS, type SectionKeyword } from '../../keywords/small-sections.ts';
import type { RawSection } from '../../lines.ts';
import { type Report, stopping } from '../../report.ts';
import { atLeast, rank } from '../../version.ts';
import { badNameCharacter } from '../../words.ts';
import { didYouMean } from '../context.ts';
import { readValue } from '../value.ts';
import { acme } from './acme.ts';
import { cache } from './cache.ts';
import type { Reading, SectionContext } from './context.ts';
import { tooMany } from './context.ts';
import { crtStore } from './crt-store.ts';
import { fcgiApp } from './fcgi-app.ts';
import { healthcheck } from './healthcheck.ts';
import { httpErrors } from './http-errors.ts';
import { logForward } from './log-forward.ts';
import { logProfile } from './log-profile.ts';
import { mailers } from './mailers.ts';
import { namespaceList } from './namespace-list.ts';
import { peers } from './peers.ts';
import { program } from './program.ts';
import { resolvers } from './resolvers.ts';
import { ring } from './ring.ts';
import { traces } from './traces.ts';
import { userlist } from './userlist.ts';

/** How bad something is: HAProxy stops, refuses, or warns; null where it does not look. */
type Weight = 'abort' | 'error' | 'warning' | null;

interface Kind {
  readonly read: (section: RawSection, cx: SectionContext) => Reading;
  /** What a missing name, a second word, a bad character and a name that is taken weigh. */
  readonly missing: Weight;
  readonly extra: Weight;
  readonly character: Weight;
  readonly duplicate: Weight;
  /** `lines`: every wrong line ends the run; `keywords`: unknown ones do. */
  readonly stops?: 'lines' | 'keywords';
}

const strict = { missing: 'abort', extra: 'abort', character: null, duplicate: 'abort' } as const;
const usual = { missing: 'abort', extra: null, character: 'abort', duplicate: 'error' } as const;

const KINDS: Readonly<Record<string, Kind>> = {
  userlist: { read: userlist, missing: 'error', extra: 'error', character: 'error', duplicate: 'warning' },
  peers: { read: peers, ...usual, extra: 'abort' },
  mailers: { read: mailers, ...usual },
  resolvers: { read: resolvers, ...usual, duplicate: 'abort' },
  cache: { read: cache, ...strict },
  program: { read: program, ...strict },
  'http-errors': { read: httpErrors, ...usual, character: 'error' },
  ring: { read: ring, missing: 'error', extra: null, character: 'error', duplicate: 'error' },
  'log-forward': { read: logForward, ...usual, extra: 'error', stops: 'keywords' },
  'log-profile': { read: logProfile, ...usual, extra: 'error', stops: 'keywords' },
  'fcgi-app': { read: fcgiApp, missing: 'error', extra: 'error', character: 'error', duplicate: 'error' },
  'crt-store': { read: crtStore, missing: null, extra: 'abort', character: null, duplicate: null, stops: 'lines' },
  traces: { read: traces, missing: null, extra: null, character: null, duplicate: null },
  acme: { read: acme, ...strict, stops: 'lines' },
  healthcheck: { read: healthcheck, ...usual, duplicate: 'abort', stops: 'lines' },
  namespace_list: { read: namespaceList, missing: null, extra: null, character: null, duplicate: null },
};

export function lowerSmall(section: RawSection, base: SectionContext): void {
  const kind = KINDS[section.kind];
  if (!kind) return;
  // Programs are looked at in the first pass, from the version on that has one.
  const { report } = base;
  if (section.kind === 'program' && atLeast(base.version, '3.2')) report.phase = 'read';
  if (section.kind === 'acme') report.usesExperimental = true;
  const cx = kind.stops === 'lines' ? { ...base, report: stopping(report) } : base;
  const from = report.findings.length;
  readHeader(section, kind, base);
  const reading = kind.read(section, cx);
  const rows = rowsOf(section.kind, cx);
  for (const d of section.directives) readLine(d, section.kind, kind, reading, rows, cx);
  // Where HAProxy stops, it does not get to the section's end.
  if (!report.findings.slice(from).some((f) => f.aborts)) reading.close?.();
  report.phase = 'parse';
}

function weigh(weight: Weight, report: Report): Report['error'] | null {
  if (weight === null) return null;
  return weight === 'abort' ? report.abort : weight === 'error' ? report.error : report.warning;
}

function readHeader(section: RawSection, kind: Kind, cx: SectionContext): void {
  const { report, read, version } = cx;
  const [head, name, extra] = section.header.words as [Word, Word?, Word?];
  const what = head.text;
  if (!name) {
    weigh(kind.missing, report)?.(head.span, 'missing-name', `'${what}' wants a name`);
    return;
  }
  const weight = what === 'peers' && !atLeast(version, '3.2') ? 'error' : kind.extra;
  if (extra && weight !== null) {
    const message = `'${what}' cannot handle unexpected argument '${extra.text}'`;
    weigh(weight, report)?.(extra.span, 'unexpected-argument', message);
    return;
  }
  const bad = badNameCharacter(name.text);
  if (bad !== null && kind.character !== null) {
    const message = `'${bad}' may not stand in the name of a ${what} section`;
    weigh(kind.character, report)?.(name.span, 'bad-name', message, { hint: 'letters, digits, and . : _ -' });
  }
  const names = read.names.get(what) ?? new Map<string, Word>();
  read.names.set(what, names);
  if (!names.has(name.text)) names.set(name.text, name);
  else {
    const message = `there is a ${what} section '${name.text}' already`;
    const behind = kind.duplicate === 'warning' ? ': this one is ignored' : '';
    weigh(kind.duplicate, report)?.(name.span, 'duplicate-section', `${message}${behind}`);
  }
}

function rowsOf(kind: string, cx: SectionContext): ReadonlyMap<string, SectionKeyword> {
  const here = rank(cx.version);
  const known = (row: SectionKeyword): boolean =>
    rank(row.since ?? '2.6') <= here && (row.until === undefined || here < rank(row.until));
  return new Map((SECTION_KEYWORDS[kind] ?? []).filter(known).map((row) => [row.name, row]));
}

function readLine(
  d: Directive,
  name: string,
  kind: Kind,
  reading: Reading,
  rows: ReadonlyMap<string, SectionKeyword>,
  cx: SectionContext,
): void {
  const { report } = cx;
  const keyword = d.words[0]!;
  const row = rows.get(keyword.text);
  if (!row) {
    const fallback = reading.handlers['*'];
    if (fallback) return fallback(d);
    const say = kind.stops === undefined ? report.error : report.abort;
    const message = `unknown keyword '${keyword.text}' in '${name}' section`;
    return say(keyword.span, 'unknown-keyword', message, didYouMean(keyword.text, rows.keys(), keyword.span));
  }
  if (row.value && readValue(row.name, keyword, d.words[1], row.value, cx) === undefined) return;
  if (row.most !== undefined && tooMany(d, row.most, report)) return;
  reading.handlers[row.name]?.(d);
}

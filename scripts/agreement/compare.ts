/**
 * How far Drydock and HAProxy agree about configurations: verdict, first rejected line, rejected and warned lines.
 * Where HAProxy names a section instead of a line, the section counts; where it names neither, the kind of finding.
 */
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { indexAt, lineStarts } from '../../simulator/language/haproxy/offsets.ts';
import type { CheckLine, CheckResult } from '../../test/support/haproxy-check.ts';

export interface Comparison {
  readonly title: string;
  /** HAProxy refuses it for nothing but what the machine lacks: not judged. */
  readonly isAside: boolean;
  readonly verdict: boolean;
  /** The first place of an error, where HAProxy rejects. */
  readonly first: boolean | null;
  readonly errors: Counts;
  readonly warnings: Counts;
  /** What is only on one side, a line each. */
  readonly differences: readonly string[];
}

/** Places that both name, that only HAProxy names, that only Drydock names. */
export interface Counts {
  both: number;
  theirs: number;
  ours: number;
}

interface Place {
  readonly line: number | null;
  readonly section: string | null;
  readonly text: string;
}

export function compare(
  title: string,
  text: string,
  real: CheckResult,
  version: Version,
  environment: Readonly<Record<string, string>>,
  localPeer?: string,
): Comparison {
  const { diagnostics, status } = analyse([{ name: 'haproxy.cfg', text }], {
    version,
    environment,
    ...(localPeer && { localPeer }),
  });
  const starts = lineStarts(text);
  const lines = text.split('\n');
  const shown = diagnostics.filter((d) => !d.masked);
  const placeOf = (d: Diagnostic): Place => ({
    line: indexAt(starts, d.span.from) + 1,
    section: d.section ?? null,
    text: `${d.code}: ${d.message}`,
  });
  const machine = shown.filter((d) => d.severity === 'environment').map(placeOf);
  const theirPlace = (l: CheckLine): Place => ({ line: l.line, section: l.section, text: l.message.split('\n')[0]! });
  const theirErrors = real.lines.filter((l) => l.severity === 'error').map(theirPlace);
  const isOfMachine = (p: Place): boolean =>
    machine.some((m) => isSame(m, p, lines)) || isLostAcl(p, machine, lines) || isLostLua(p, machine, lines);
  const horizon = lastKnownLine(theirErrors, isOfMachine, lines);
  const isMachine = (p: Place): boolean => isOfMachine(p) || (p.line ?? 0) > horizon;
  const theirWarnings = real.lines
    .filter((l) => l.severity === 'warning' && !DEPENDS_ON_SPEED.test(l.message))
    .map(theirPlace);
  const blamed = theirErrors.filter(isMachine);
  const judged = theirErrors.filter((p) => !isMachine(p));
  const refused = real.status === 1;
  // With an error of the machine's only, HAProxy's later findings are not known; some versions die of some files, or hang.
  const isAside = real.status === null || (refused && blamed.length > 0 && judged.length === 0);
  // Of a line that lacks something of the machine's HAProxy reads no more, and after it makes no checks of sections.
  const reached = (p: Place): boolean =>
    blamed.length === 0 ||
    (p.section === null &&
      !LOOKED_FOR_LATER.test(p.text) &&
      (p.line ?? 0) <= horizon &&
      !blamed.some((b) => isSame(p, b, lines)));
  const ourErrors = shown
    .filter((d) => d.severity === 'error')
    .map(placeOf)
    .filter((p) => judged.some((j) => isSame(p, j, lines)) || reached(p));
  const ourWarnings = shown
    .filter((d) => d.severity === 'warning')
    .map(placeOf)
    .filter((p) => real.lines.some((l) => l.line !== null && l.line === p.line) || reached(p));
  const differences: string[] = [];
  const errors = count(judged, ourErrors, lines, 'error', differences);
  const warnings = count(
    theirWarnings.filter((p) => (p.line === null && p.section === null) || !isMachine(p)),
    ourWarnings,
    lines,
    'warning',
    differences,
  );
  const verdict = real.status === status || (refused && blamed.length > 0 && judged.length === 0);
  if (!verdict) differences.unshift(`HAProxy's status is ${real.status}, Drydock's ${status}`);
  const first = judged.length === 0 ? null : ourErrors.some((o) => isSame(o, judged[0]!, lines));
  return { title, isAside, verdict, first, errors, warnings, differences };
}

/** What HAProxy says of the machine's processors, and of how long they take for a password. */
const DEPENDS_ON_SPEED = /on a total of \d+ CPUs|to a total of \d+ CPUs|takes \d+ milliseconds to verify/;

/** What HAProxy looks for after the last line, although it names one. */
const LOOKED_FOR_LATER = /^(no-capability|unknown-(table|userlist|backend|frontend|server|resolvers)):/;

/**
 * The last line that HAProxy read as it would where nothing of the machine's is missing: an HTTP rule that lacks a file
 * ends the run, a filter without its SPOE file leaves no section's name known, and such lines count among the 50 that
 * are enough.
 */
function lastKnownLine(errors: readonly Place[], isOfMachine: (p: Place) => boolean, lines: readonly string[]): number {
  const blamed = errors.filter((p) => p.line !== null && isOfMachine(p));
  const ends = blamed.filter(
    ({ line, text }) =>
      /while parsing (an? )?'http-(request|response|after-response) /.test(text) ||
      /^\s*filter\s+spoe\b/.test(lines[line! - 1] ?? ''),
  );
  const found = ends.map((p) => p.line!);
  if (blamed.length > 0)
    found.push(...errors.filter((p) => p.text.startsWith('too many fatal errors')).map((p) => p.line! - 1));
  return Math.min(Number.POSITIVE_INFINITY, ...found);
}

/** What a Lua program registers that is not there. */
function isLostLua({ line }: Place, machine: readonly Place[], lines: readonly string[]): boolean {
  if (line === null || !/\blua\./.test(lines[line - 1] ?? '')) return false;
  return machine.some((m) => m.line !== null && /^\s*lua-load/.test(lines[m.line - 1] ?? ''));
}

/** An ACL that HAProxy does not know because a file of its line is missing. */
function isLostAcl({ text }: Place, machine: readonly Place[], lines: readonly string[]): boolean {
  const name = /no such ACL : '([^']*)'/.exec(text)?.[1];
  if (name === undefined) return false;
  return machine.some((m) => m.line !== null && (lines[m.line - 1] ?? '').trim().split(/\s+/)[1] === name);
}

function isSame(ours: Place, theirs: Place, lines: readonly string[]): boolean {
  if (theirs.line !== null && theirs.line === ours.line) return true;
  const isHeader =
    theirs.line === null || /^\s*(frontend|backend|listen|defaults|global|peers)\b/.test(lines[theirs.line - 1] ?? '');
  if (isHeader && theirs.section !== null) return theirs.section === ours.section;
  return theirs.line === null;
}

function count(
  theirs: readonly Place[],
  ours: readonly Place[],
  lines: readonly string[],
  kind: string,
  differences: string[],
): Counts {
  const key = (p: Place): string => `${p.line ?? ''}@${p.line === null ? p.section : ''}`;
  const distinct = (places: readonly Place[]): Place[] => [...new Map(places.map((p) => [key(p), p])).values()];
  const counts = { both: 0, theirs: 0, ours: 0 };
  const met = new Set<number | null>();
  for (const place of distinct(theirs)) {
    const same = ours.filter((o) => isSame(o, place, lines));
    for (const o of same) met.add(o.line);
    if (same.length > 0) counts.both++;
    else {
      counts.theirs++;
      differences.push(`HAProxy alone: ${print(kind, place)}`);
    }
  }
  for (const place of distinct(ours)) {
    if (met.has(place.line)) continue;
    counts.ours++;
    differences.push(`Drydock alone: ${print(kind, place)}`);
  }
  return counts;
}

function print(kind: string, { line, section, text }: Place): string {
  return `${kind} ${line === null ? `in ${section ?? '(nowhere)'}` : `line ${line}`}: ${text}`;
}

export function add(into: Counts, from: Counts): void {
  into.both += from.both;
  into.theirs += from.theirs;
  into.ours += from.ours;
}

/** The harmonic mean of precision and recall. */
export function f1({ both, theirs, ours }: Counts): number {
  return both === 0 && theirs + ours === 0 ? 1 : (2 * both) / (2 * both + theirs + ours);
}

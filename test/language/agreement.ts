/** Whether Drydock and HAProxy say the same about a configuration: the same verdict, and errors and warnings at the same places. */
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { indexAt, lineStarts } from '../../simulator/language/haproxy/offsets.ts';
import type { CheckLine } from '../support/haproxy-check.ts';
import type { Answer } from './answers.ts';

/** Something said at a place: a line counted from 1, else a section's name, else nowhere (-1). */
interface Said {
  readonly severity: string;
  readonly line: number;
  readonly section: string | undefined;
  /** HAProxy speaks of a section as a whole: Drydock may point at the cause within it. */
  readonly isWhole: boolean;
  readonly message: string;
}

/** What `haproxyCheck` passes on. */
const haproxyEnvironment = { PATH: process.env.PATH ?? '', LANG: 'C' };

/** The analyser's version for a program's, as `3.2.26` → `3.2`. */
export function versionOf(program: string): Version {
  return program.split('.').slice(0, 2).join('.') as Version;
}

/**
 * What Drydock and HAProxy do not agree about, a line each; empty when they agree. Messages are not compared. Several errors at
 * one place are one. What depends on the machine (names, files, users) is Drydock's `environment`: there HAProxy may
 * find an error or not.
 */
export function disagreements(text: string, haproxy: Answer, version: Version): string[] {
  const analysis = analyse([{ name: 'haproxy.cfg', text }], { version, environment: haproxyEnvironment });
  const starts = lineStarts(text);
  const lines = text.split('\n');
  const ours = analysis.diagnostics.filter((d) => !d.masked).map((d) => said(d, starts));
  const theirs = haproxy.lines
    .filter((l) => l.severity === 'error' || l.severity === 'warning')
    .map((l) => fromCheck(l, lines));
  const machine = ours.filter((o) => o.severity === 'environment');
  const loose = machine.length > 0;
  const mine = ours.filter((o) => o.severity === 'error' || o.severity === 'warning');
  const out: string[] = [];
  const met = new Set<Said>();
  let blamed = false;
  for (const their of theirs) {
    const same = mine.filter((o) => o.severity === their.severity && isSamePlace(o, their));
    const free = same.filter((o) => !met.has(o));
    if (same.length > 0) {
      // One that names no place speaks for one of ours, any other for all of ours at that place.
      for (const o of their.line < 0 && their.section === undefined ? free.slice(0, 1) : same) met.add(o);
    } else if (machine.some((o) => isSamePlace(o, their))) {
      if (their.severity === 'error') blamed = true;
    } else out.push(`HAProxy alone: ${print(their)}`);
  }
  // An error of the machine's makes HAProxy stop before it checks the rest.
  if (!blamed) for (const o of mine) if (!met.has(o)) out.push(`Drydock alone: ${print(o)}`);
  const status = haproxy.status ?? 0;
  if (haproxy.status !== null && status !== analysis.status && !(loose && blamed && status === 1))
    out.push(`status ${status} of HAProxy, ${analysis.status} of Drydock`);
  return out;
}

function isSamePlace(ours: Said, theirs: Said): boolean {
  if (theirs.line >= 0 && ours.line === theirs.line) return true;
  if (theirs.section !== undefined && theirs.isWhole) return ours.section === theirs.section;
  return theirs.line < 0;
}

function said(d: Diagnostic, starts: readonly number[]): Said {
  return {
    severity: d.severity,
    line: indexAt(starts, d.span.from) + 1,
    section: d.section,
    isWhole: false,
    message: `${d.code}: ${d.message}`,
  };
}

function fromCheck(l: CheckLine, lines: readonly string[]): Said {
  const line = l.line ?? -1;
  const isWhole = line < 0 || /^\s*(frontend|backend|listen|defaults)\s/.test(lines[line - 1] ?? '');
  return { severity: l.severity, line, section: l.section ?? undefined, isWhole, message: l.message };
}

function print({ severity, line, section, message }: Said): string {
  return `${severity} ${line >= 0 ? `line ${line}` : (section ?? '')}${section !== undefined && line >= 0 ? ` (${section})` : ''}: ${message}`;
}

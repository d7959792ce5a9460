/**
 * What HAProxy answered to every case, by version: places, not words. Asked again, in part, by test/oracle; written by
 * record.ts.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckLine, CheckResult } from '../support/haproxy-check.ts';

/** The part of an answer that is compared. */
export type Answer = Pick<CheckResult, 'status' | 'lines'>;

const FOLDER = join(import.meta.dirname, 'cases/answers');

/** The programs' versions that were asked, as `3.2.26`. */
export const recordedVersions: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length))
  .sort();

/** Answers by the case's title. */
export function readAnswers(version: string): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const line of readFileSync(join(FOLDER, `${version}.txt`), 'utf8').split('\n')) {
    const tab = line.indexOf('\t');
    if (tab > 0) answers.set(line.slice(tab + 1), decode(line.slice(0, tab)));
  }
  return answers;
}

export function writeAnswers(version: string, answers: ReadonlyMap<string, Answer>): void {
  const lines = [...answers].map(([title, answer]) => `${encode(answer)}\t${title}\n`);
  writeFileSync(join(FOLDER, `${version}.txt`), lines.join(''));
}

/** `1 e8 w3@web`: status, then errors and warnings with their line and section. */
function encode({ status, lines }: Answer): string {
  const said = lines
    .filter((l) => l.severity === 'error' || l.severity === 'warning')
    .map((l) => `${l.severity === 'error' ? 'e' : 'w'}${l.line ?? ''}${l.section === null ? '' : `@${l.section}`}`);
  return [status ?? 'died', ...new Set(said)].join(' ');
}

function decode(text: string): Answer {
  const [status, ...said] = text.split(' ');
  return { status: status === 'died' ? null : Number(status), lines: said.map(decodeLine) };
}

function decodeLine(text: string): CheckLine {
  const [, kind, line, section] = /^([ew])(\d*)(?:@(.*))?$/.exec(text) ?? [];
  return {
    severity: kind === 'e' ? 'error' : 'warning',
    file: null,
    line: line ? Number(line) : null,
    section: section ?? null,
    message: '(recorded)',
  };
}

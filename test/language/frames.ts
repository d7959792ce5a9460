/** The cases of `cases/*.txt`: lines put into configurations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Case {
  /** `acl: path_beg /a`: file, frame and line. */
  readonly title: string;
  readonly text: string;
}

const TIMEOUTS = 'defaults\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n';
const HTTP = `${TIMEOUTS} mode http\n`;

/** `{}` is where the line goes. */
const FRAMES: Readonly<Record<string, string>> = {
  raw: '{}\n',
  checks: `${TIMEOUTS}{}\n`,
  listen: `${TIMEOUTS}listen a\n bind :8080\n {}\n`,
  http: `${HTTP}listen a\n bind :8080\n {}\n`,
  fe: `${HTTP}frontend a\n bind :8080\n {}\n`,
  be: `${HTTP}frontend f\n bind :8080\n default_backend a\nbackend a\n {}\n`,
  acl: `${HTTP}frontend a\n bind :8080\n acl x {}\n`,
  server: `${HTTP}listen a\n bind :8080\n server s 1.2.3.4:80 {}\n`,
  bind: `${HTTP}listen a\n bind :8080\n bind :81 {}\n`,
  global: `global\n {}\n${TIMEOUTS}listen a\n bind :8080\n`,
};

const FOLDER = join(import.meta.dirname, 'cases');

/** The files that hold cases, without `.txt`. */
export const caseFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length))
  .sort();

/** The configuration that a line makes in a frame. */
export function inFrame(frame: string, line: string): string {
  const form = FRAMES[frame];
  if (form === undefined) throw new Error(`no such frame: ${frame}`);
  return form.replace('{}', () => line.replaceAll('⏎', '\n'));
}

export function casesOf(file: string): Case[] {
  const cases: Case[] = [];
  let frame = '';
  for (const line of readFileSync(join(FOLDER, `${file}.txt`), 'utf8').split('\n')) {
    if (line.startsWith('@')) frame = line.slice(1);
    else if (line !== '') cases.push({ title: `${frame}: ${line}`, text: inFrame(frame, line) });
  }
  return cases;
}

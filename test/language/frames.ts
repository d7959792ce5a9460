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
  beside: `${TIMEOUTS}listen a\n bind :8080\n{}\n`,
  userlist: `${TIMEOUTS}listen a\n bind :8080\nuserlist u\n group g users a\n user a insecure-password x\n {}\n`,
  peers: `global\n localpeer me\n${TIMEOUTS}listen a\n bind :8080\npeers p\n {}\n`,
  mailers: `${TIMEOUTS}listen a\n bind :8080\n email-alert mailers m\n email-alert from a@b\n email-alert to a@b\nmailers m\n mailer a 127.0.0.1:25\n {}\n`,
  resolvers: `${TIMEOUTS}listen a\n bind :8080\nresolvers r\n nameserver a 127.0.0.1:53\n {}\n`,
  cache: `${TIMEOUTS}listen a\n bind :8080\ncache c\n total-max-size 4\n {}\n`,
  program: `global\n master-worker\n expose-deprecated-directives\n${TIMEOUTS}listen a\n bind :8080\nprogram p\n {}\n`,
  'http-errors': `${TIMEOUTS}listen a\n bind :8080\nhttp-errors e\n {}\n`,
  ring: `${TIMEOUTS}listen a\n bind :8080\nring r\n {}\n`,
  'log-forward': `${TIMEOUTS}listen a\n bind :8080\nlog-forward l\n {}\n`,
  'log-profile': `${TIMEOUTS}listen a\n bind :8080\nlog-profile l\n {}\n`,
  'fcgi-app': `${TIMEOUTS}listen a\n bind :8080\nfcgi-app f\n docroot /tmp\n {}\n`,
  'crt-store': `${TIMEOUTS}listen a\n bind :8080\ncrt-store s\n {}\n`,
  traces: `global\n expose-experimental-directives\n${TIMEOUTS}listen a\n bind :8080\ntraces\n {}\n`,
  acme: `global\n expose-experimental-directives\n${TIMEOUTS}listen a\n bind :8080\nacme m\n directory http://127.0.0.1/d\n {}\n`,
  healthcheck: `${TIMEOUTS}listen a\n bind :8080\nhealthcheck h\n {}\n`,
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

/** What a case of rules is, the configuration that all of them make, and what clients send. */

export interface RuleCase {
  readonly name: string;
  readonly front?: readonly string[];
  readonly back?: readonly string[];
  /** Requests, each on a connection of its own, one after the other: `METHOD target`, then header lines, then a body. */
  readonly requests: readonly (readonly string[])[];
  /** Header lines of the server's answer. */
  readonly answer?: readonly string[];
  /** From this version on. */
  readonly since?: '3.0' | '3.2' | '3.4';
}

export const RULE_FILES: Readonly<Record<string, string>> = {
  'rules.map': '/one 1\n/gone here\n',
  'rules2.map': '/o o\n/on on\n',
  'answers.map': '/x x\n',
  'answers.lst': '/x\n',
  'rules.lst': '/listed\n/one\n/gone\n',
  'page.html': '<b>%[path]</b>\n',
  'page.lf': '<b>%[path]</b>\n',
  'own.http': 'HTTP/1.1 503 Gone Fishing\r\nX-Own: yes\r\nContent-Type: text/plain\r\n\r\nown page\n',
};

/** One frontend and one backend a case; `portOf` is where it listens. */
export function ruleConfiguration(cases: readonly RuleCase[], portOf: (at: number) => number, origin: number): string {
  const lines = [
    'global',
    '  expose-experimental-directives',
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 1s',
    '  timeout client 2s',
    '  timeout server 2s',
    'userlist users',
    '  user user insecure-password pass',
  ];
  for (const [at, { front = [], back = [] }] of cases.entries()) {
    lines.push(
      `frontend f${at}`,
      `  bind 127.0.0.1:${portOf(at)}`,
      `  log-format "%f %ST %tsc %B %hr %hs %CC %CS %ID"`,
    );
    lines.push(
      ...front.map((line) => `  ${line.replaceAll('{me}', `f${at}`).replaceAll('{backend}', `b${at}`)}`),
      `  default_backend b${at}`,
    );
    lines.push(`backend b${at}`, ...back.map((line) => `  ${line}`), `  server s 127.0.0.1:${origin}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What a client sends. */
export function requestText(lines: readonly string[]): string {
  const blank = lines.indexOf('');
  const head = blank < 0 ? lines : lines.slice(0, blank);
  const host = head.some((line) => line.startsWith('Host:')) ? [] : ['Host: h'];
  const body = blank < 0 ? '' : lines.slice(blank + 1).join('\n');
  return `${[`${head[0]} HTTP/1.1`, ...host, ...head.slice(1), 'Connection: close'].join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Twins: one configuration with a section for every case, run by a real HAProxy and by `drydock haproxy`, with the same
 * clients and servers around both. What rules and log formats say of it is printed in log lines, a column a question.
 */
import type { Socket } from 'node:net';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../../simulator/language/haproxy/config.ts';

/** Bytes (a character each), a wait in milliseconds, or `FIN`. */
export type Piece = string | number;
export const FIN = '<FIN>';
export const RST = '<RST>';

export interface Visit {
  readonly say: readonly Piece[];
  /** Heard until the other side ends, or until there is this; then the client leaves. */
  readonly until?: string;
  /** Through TLS; the words are those of Node.js. */
  readonly tls?: Readonly<Record<string, unknown>>;
  /** How many lines it leaves in the log; 1 unless said. */
  readonly lines?: number;
  /** So many connections that say nothing are there meanwhile. */
  readonly beside?: number;
  /** Waits so long before it. */
  readonly afterMs?: number;
  /** Runtime commands that are given before it; `$front`, `$back` are names. */
  readonly commands?: readonly string[];
}

export interface Twin {
  readonly name: string;
  readonly mode?: 'tcp';
  readonly since?: Version;
  /** What this version does not take: until that one. */
  readonly before?: Version;
  /**
   * Lines of the frontend; `?RULESET EXPRESSION` asks, `?log EXPRESSION` in the log line itself. `$front` and `$back` are
   * the names of the two sections, `$x` a port where nobody listens, `$port` the server's.
   */
  readonly front: readonly string[];
  /** Lines of the backend but for its server `s`, unless one is there. */
  readonly back?: readonly string[];
  /** More words of `bind`. */
  readonly bind?: string;
  readonly sections?: readonly string[];
  readonly serve?: (socket: Socket) => void;
  readonly visits: readonly Visit[];
  /** Tables that are shown at the end. */
  readonly tables?: readonly string[];
  /** By expression: so far off may numbers be (times). */
  readonly near?: Readonly<Record<string, number>>;
}

export interface Question {
  readonly ruleset: string;
  readonly expression: string;
}

/** What was seen of a case. */
export interface Seen {
  /** By visit: what the client heard. */
  readonly heard: readonly string[];
  /** By line of the log: its beginning, and the answers by number of their question. */
  readonly lines: readonly { readonly begin: string; readonly answers: Readonly<Record<string, string>> }[];
  readonly tables: readonly string[];
}

const escaped = (expression: string) => expression.replace(/[\\" ]/g, '\\$&');

/** The questions of a case that a version knows, and takes in that place, in their order; a number each. */
export function questionsOf(twin: Twin, version: Version): readonly Question[] {
  const byVersion = placed.get(twin) ?? new Map<Version, readonly Question[]>();
  placed.set(twin, byVersion);
  const found = byVersion.get(version) ?? whatIsTaken(twin, version);
  byVersion.set(version, found);
  return found;
}

const placed = new WeakMap<Twin, Map<Version, readonly Question[]>>();

/** Every question on a line of its own: those on whose lines there is an error are left out. */
function whatIsTaken(twin: Twin, version: Version): readonly Question[] {
  const rows: { readonly text: string; readonly question: Question | null }[] = [];
  const logged: Question[] = [];
  const add = (text: string, question: Question | null = null) => rows.push({ text, question });
  const sections = [
    { head: 'frontend f', lines: twin.front },
    { head: 'backend b', lines: twin.back ?? [] },
  ];
  for (const { head, lines } of sections) {
    add(`${head}\n  mode ${twin.mode ?? 'http'}${head.startsWith('f') ? '\n  bind :80' : ''}`);
    for (const dated of lines) {
      const line = inTime(dated, version) ?? '';
      const [, ruleset = '', expression = ''] = /^\?(\S+(?: (?:connection|session|content))?) (.*)$/.exec(line) ?? [];
      if (expression === '') add(line.replaceAll(/\$x|\$port/g, '81'));
      else {
        const value = `"%[${escaped(expression)}]"`;
        const question = { ruleset, expression };
        if (ruleset === 'log') logged.push(question);
        else add(`${ruleset} set-var-fmt(${scopeOf(ruleset)}.q) ${value}`, question);
      }
    }
  }
  // a section has one format: each is asked in a section of its own
  for (const [at, question] of logged.entries()) {
    add(`frontend log${at}\n  mode ${twin.mode ?? 'http'}\n  bind :${8000 + at}\n  default_backend b`);
    add(`log-format "%[${escaped(question.expression)}]"`, question);
  }
  const named = (text: string) => text.replaceAll('$front', 'f').replaceAll('$back', 'b');
  const text = rows.map((row) => named(row.text)).join('\n');
  const sectionsOfItsOwn = (twin.sections ?? []).map(named).join('\n');
  const { diagnostics } = analyse([{ name: 'haproxy.cfg', text: `${text}\n${sectionsOfItsOwn}\n` }], { version });
  const starts: number[] = [];
  for (let at = 0, from = 0; at < rows.length; at++) {
    starts.push(from);
    from += named(rows[at]!.text).length + 1;
  }
  const bad = new Set(
    diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ span }) => starts.findLastIndex((start) => start <= span.from)),
  );
  return rows.flatMap(({ question }, at) => (question && !bad.has(at) ? [question] : []));
}

/** `3.0+ LINE` is there since 3.0, `3.0- LINE` was before; null: not in this version. */
function inTime(line: string, version: Version): string | null {
  const [, when, sign, rest = ''] = /^(\d\.\d)([+-]) (.*)$/.exec(line) ?? [];
  if (when === undefined) return line;
  return version >= when === (sign === '+') ? rest : null;
}

/** Lines of a section, with what the questions make of them. */
function linesOf(
  lines: readonly string[],
  version: Version,
  questions: readonly Question[],
  fill: (text: string) => string,
): string[] {
  return lines.flatMap((dated) => {
    const line = inTime(dated, version);
    if (line === null) return [];
    if (!line.startsWith('?')) return [`  ${fill(line)}`];
    const number = questions.findIndex(({ ruleset, expression }) => line === `?${ruleset} ${expression}`);
    if (number < 0 || line.startsWith('?log ')) return [];
    const { ruleset, expression } = questions[number]!;
    return [`  ${ruleset} set-var-fmt(${scopeOf(ruleset)}.q${number}) "[%[${escaped(fill(expression))}]]"`];
  });
}

const scopeOf = (ruleset: string) => (/connection|session/.test(ruleset) ? 'sess' : 'txn');

export interface Ports {
  readonly front: number;
  readonly server: number;
  readonly nobody: number;
}

export const frontOf = (at: number) => `f${at}`;
export const backOf = (at: number) => `b${at}`;

/** Every case has a frontend and a backend of its own. */
export function twinConfiguration(twins: readonly Twin[], version: Version, portsOf: (at: number) => Ports): string {
  const text = [
    'global',
    '  log stdout len 20000 format raw local0',
    '  expose-experimental-directives',
    '  tune.ssl.capture-buffer-size 400',
    '  setenv DRYDOCK_SAID hello',
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 1s',
    '  timeout client 3s',
    '  timeout server 3s',
  ];
  for (const [at, twin] of twins.entries()) {
    const ports = portsOf(at);
    const fill = (line: string) =>
      line
        .replaceAll('$front', frontOf(at))
        .replaceAll('$back', backOf(at))
        .replaceAll('$x', String(ports.nobody))
        .replaceAll('$port', String(ports.server));
    const questions = questionsOf(twin, version);
    const columns = questions.map(({ ruleset, expression }, number) =>
      ruleset === 'log'
        ? `q${number}=[%[${escaped(fill(expression))}]]`
        : `q${number}=%[var(${scopeOf(ruleset)}.q${number})]`,
    );
    const mode = twin.mode ?? 'http';
    const ownFormat = twin.front.some((line) => line.startsWith('log-format'));
    const state = mode === 'tcp' ? '%ts %B %rc' : '%ST %tsc %B %rc';
    text.push(
      `frontend ${frontOf(at)}`,
      `  mode ${mode}`,
      `  bind 127.0.0.1:${ports.front} ${twin.bind ?? ''}`.trimEnd(),
      ...(ownFormat ? [] : [`  log-format "twin%f %b %s ${state} |${columns.join('|')}"`]),
      ...linesOf(twin.front, version, questions, fill),
      `  default_backend ${backOf(at)}`,
      `backend ${backOf(at)}`,
      `  mode ${mode}`,
      ...linesOf(twin.back ?? [], version, questions, fill),
      ...((twin.back ?? []).some((line) => line.startsWith('server')) ? [] : [`  server s 127.0.0.1:${ports.server}`]),
      ...(twin.sections ?? []).map(fill),
    );
  }
  return `${text.join('\n')}\n`;
}

/** What a log line says; null when it is none of these. */
export function readLine(line: string): { readonly at: number; readonly line: Seen['lines'][number] } | null {
  const found = /^twinf(\d+) (.*?) \|(.*)$/s.exec(line);
  if (!found) return null;
  const answers: Record<string, string> = {};
  for (const part of found[3]!.split(/\|(?=q\d+=)/)) {
    const equals = part.indexOf('=');
    if (equals > 0) answers[part.slice(0, equals)] = part.slice(equals + 1);
  }
  return { at: Number(found[1]), line: { begin: found[2]!, answers } };
}

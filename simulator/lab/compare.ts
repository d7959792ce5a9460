/**
 * Real run and replay, side by side: log lines, changes of servers, counters. Everything that is compared becomes a
 * finding, whether it agrees or not.
 */
import type { Plan } from '../plan/plan.ts';
import { requestLogLine, serverLogLines } from '../trace/log-lines.ts';
import { readStat, statRows } from '../trace/show-stat.ts';
import { compareTables } from './compare-tables.ts';
import type { Replayed } from './replay.ts';
import type { ClientAct, Tape } from './tape.ts';

export interface Finding {
  readonly what: 'request' | 'server' | 'counter' | 'table' | 'conversation' | 'timing';
  readonly agrees: boolean;
  readonly haproxy: string | null;
  readonly drydock: string | null;
  /** Where the two differ, in words; empty when they agree. */
  readonly parts: readonly string[];
}

/** So much may a timer of a log line be off: HAProxy was there a little later than the lab's own doings say. */
export const TIMER_TOLERANCE_MS = 60;

export function compare(plan: Plan, tape: Tape, replayed: Replayed): readonly Finding[] {
  return [
    ...compareRequests(plan, tape, replayed),
    ...compareServers(plan, tape, replayed),
    ...compareCounters(plan, tape, replayed),
    ...compareTables(plan, tape, replayed).map(
      ({ name, parts }): Finding => ({
        what: 'table',
        agrees: parts.length === 0,
        haproxy: name,
        drydock: name,
        parts,
      }),
    ),
    ...replayed.notes.map(
      (note): Finding => ({ what: 'conversation', agrees: false, haproxy: null, drydock: null, parts: [note] }),
    ),
  ];
}

const SERVER_LINE =
  /^(Backup )?Server \S+ (is|was|enters|remains)\b|^(backend|proxy) \S+ has no server available!|^Health check for /;
const NOISE = /^Proxy \S+ (started|stopped)|^Stopping |^$/;

function compareRequests(plan: Plan, tape: Tape, replayed: Replayed): Finding[] {
  const real = tape.log.map(({ text }) => text).filter((text) => !SERVER_LINE.test(text) && !NOISE.test(text));
  const ours = replayed.log.map(({ record }) => requestLogLine(plan, record, () => 0));
  const pairs = pairUp(real, ours);
  return pairs.map(([haproxy, drydock]) => {
    const parts = haproxy === null || drydock === null ? [oneSided(haproxy)] : differences(haproxy, drydock);
    return { what: 'request', agrees: parts.length === 0, haproxy: shown(haproxy), drydock: shown(drydock), parts };
  });
}

function oneSided(haproxy: string | null): string {
  return haproxy === null ? 'HAProxy logs no such line' : 'Drydock logs no such line';
}

/** Lines of one client are in one order; those of different clients may change places when they end at one time. */
function pairUp(real: readonly string[], ours: readonly string[]): [string | null, string | null][] {
  const left = new Map<string, string[]>();
  for (const line of ours) push(left, keyOf(line), line);
  const pairs = real.map((line): [string | null, string | null] => [line, left.get(keyOf(line))?.shift() ?? null]);
  for (const rest of left.values()) for (const line of rest) pairs.push([null, line]);
  return pairs;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const keyOf = (line: string): string => /^\d+\.\d+\.\d+\.\d+:\d+ /.exec(line)?.[0] ?? '';

/** Without the date. */
function shown(line: string | null): string | null {
  return line === null ? null : line.replace(/ \[\d\d\/\w{3}\/\d{4}:[^\]]*\]/, '');
}

const HTTP_FIELDS =
  'client|frontend|server|timers|status|bytes|request cookie|response cookie|termination state|connections|queues'.split(
    '|',
  );
const TCP_FIELDS = 'client|frontend|server|timers|bytes|termination state|connections|queues'.split('|');

function differences(haproxy: string, drydock: string): string[] {
  const real = shown(haproxy)!.split(' ');
  const ours = shown(drydock)!.split(' ');
  const names = real.length > TCP_FIELDS.length ? HTTP_FIELDS : TCP_FIELDS;
  const parts: string[] = [];
  for (let at = 0; at < Math.max(real.length, ours.length); at++) {
    const a = real[at] ?? '';
    const b = ours[at] ?? '';
    if (a === b || (isTimers(a) && isTimers(b) && timersAgree(a, b))) continue;
    parts.push(`${names[at] ?? 'text'}: HAProxy ${a}, Drydock ${b}`);
  }
  return parts;
}

const isTimers = (word: string): boolean => /^\+?-?\d+(\/\+?-?\d+){2,4}$/.test(word);

/** -1 says that something did not happen: nothing else is near it. */
function timersAgree(a: string, b: string): boolean {
  const left = a.split('/').map(Number);
  const right = b.split('/').map(Number);
  if (left.length !== right.length) return false;
  return left.every((value, at) => {
    const other = right[at]!;
    if (value < 0 || other < 0) return value === other;
    return Math.abs(value - other) <= TIMER_TOLERANCE_MS;
  });
}

function compareServers(plan: Plan, tape: Tape, replayed: Replayed): Finding[] {
  const real = tape.log.filter(({ text }) => SERVER_LINE.test(text)).map(({ text }) => text);
  const ours = replayed.changes.flatMap(({ change }) => serverLogLines(plan, change));
  const findings: Finding[] = [];
  const plain = (line: string) => line.replace(/check duration: \d+ms/, 'check duration: 0ms');
  // lines of different servers may change places
  const name = (line: string) => /(?:[Ss]erver|backend|proxy) (\S+)/.exec(line)?.[1] ?? '';
  const left = new Map<string, string[]>();
  for (const line of ours) push(left, name(line), line);
  for (const line of real) {
    const mine = left.get(name(line))?.shift() ?? null;
    const parts = mine === null ? [oneSided(line)] : plain(mine) === plain(line) ? [] : ['another text'];
    findings.push({ what: 'server', agrees: parts.length === 0, haproxy: line, drydock: mine, parts });
  }
  for (const rest of left.values()) {
    for (const line of rest) {
      findings.push({ what: 'server', agrees: false, haproxy: null, drydock: line, parts: [oneSided(null)] });
    }
  }
  return findings;
}

function compareCounters(plan: Plan, tape: Tape, replayed: Replayed): Finding[] {
  const real = readStat(tape.stat);
  const unsent = unsentBytes(tape);
  const isExcused = (
    field: string,
    seen: string,
    value: string | number,
    row: Readonly<Record<string, string>>,
  ): boolean => {
    // 3.4 does not count the failure with which a server goes down at once
    if (field === 'chkfail' && plan.version === '3.4' && Number(value) - Number(seen) === 1) return true;
    // a check that is under way when everything is counted
    if (field.startsWith('check_') && row['check_status']!.startsWith('*')) return true;
    return field === 'bin' && Math.abs(Number(seen) - Number(value)) <= unsent;
  };
  return statRows(plan, replayed.state).map(({ pxname, svname, fields }) => {
    const name = `${pxname}/${svname}`;
    const theirs = real.get(name);
    const parts: string[] = [];
    for (const [field, value] of Object.entries(fields)) {
      const seen = theirs?.[field];
      if (seen === undefined || isExcused(field, seen, value, theirs!)) continue;
      if (seen !== String(value)) {
        parts.push(`${field}: HAProxy ${seen === '' ? '(empty)' : seen}, Drydock ${value}`);
      }
    }
    return { what: 'counter', agrees: parts.length === 0, haproxy: name, drydock: name, parts };
  });
}

/** Bytes that may have come with a request, or a connection, that reached no server: HAProxy counts what it had read by then. */
function unsentBytes(tape: Tape): number {
  let sum = 0;
  for (const { src, acts } of tape.clients) {
    const mine = `${src.host}:${src.port} `;
    const lines = tape.log.filter(({ text }) => text.startsWith(mine));
    // what monitor-uri answers is not logged
    const isUnsent = lines.some(({ text }) => UNSENT.test(text)) || lines.length < acts.filter(isSend).length;
    if (!isUnsent) continue;
    for (const act of acts) if (act.type === 'send') sum += act.bytes.length;
  }
  return sum;
}

const isSend = ({ type }: ClientAct): boolean => type === 'send';

/** No server, or no connection to it. */
const UNSENT = /<NOSRV>|\/-1\//;

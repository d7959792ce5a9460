/**
 * Real run and replay, side by side: log lines, changes of servers, counters. Everything that is compared becomes a
 * finding, whether it agrees or not.
 */
import type { Plan } from '../plan/plan.ts';
import { requestLogLine, serverLogLines } from '../trace/log-lines.ts';
import { compareCounters } from './compare-counters.ts';
import { compareTables } from './compare-tables.ts';
import { agreeingInstants, mayBeSwapped } from './one-instant.ts';
import type { Replayed } from './replay.ts';
import type { Tape } from './tape.ts';

export interface Finding {
  readonly what: 'request' | 'server' | 'counter' | 'table' | 'conversation' | 'timing';
  readonly agrees: boolean;
  readonly haproxy: string | null;
  readonly drydock: string | null;
  /** Where the two differ, in words; empty when they agree. */
  readonly parts: readonly string[];
  /** By how much HAProxy's times are later than Drydock's, in milliseconds: see `steady.ts`. */
  readonly offsetsMs?: readonly number[];
}

/** So much may a timer of a log line be off: HAProxy was there a little later than the lab's own doings say. */
export const TIMER_TOLERANCE_MS = 60;

export function compare(plan: Plan, tape: Tape, replayed: Replayed): readonly Finding[] {
  return [
    ...compareRequests(plan, tape, replayed),
    ...compareServers(plan, tape, replayed),
    ...compareCounters(plan, tape, replayed),
    ...compareTables(plan, tape, replayed).map(
      ({ name, parts, offsetsMs }): Finding => ({
        what: 'table',
        agrees: parts.length === 0,
        haproxy: name,
        drydock: name,
        parts,
        offsetsMs,
      }),
    ),
    ...compareChecks(replayed),
    ...replayed.notes.map(
      (note): Finding => ({ what: 'conversation', agrees: false, haproxy: null, drydock: null, parts: [note] }),
    ),
  ];
}

/** That each check of one was one of the other, the replay sees to. */
function compareChecks({ checkOffsetsMs: offsetsMs }: Replayed): Finding[] {
  if (offsetsMs.length === 0) return [];
  const haproxy = `${offsetsMs.length} checks after the first`;
  return [{ what: 'conversation', agrees: true, haproxy, drydock: haproxy, parts: [], offsetsMs }];
}

const SERVER_LINE =
  /^(Backup )?Server \S+ (is|was|enters|remains)\b|^(backend|proxy) \S+ has no server available!|^Health check for /;
const NOISE = /^Proxy \S+ (started|stopped)|^Stopping |^$/;

function compareRequests(plan: Plan, tape: Tape, replayed: Replayed): Finding[] {
  const lines = tape.log.filter(({ text }) => !SERVER_LINE.test(text) && !NOISE.test(text));
  const real = lines.map(({ text }) => text);
  const ours = replayed.log.map(({ record }) => requestLogLine(plan, record, () => 0));
  const pairs = pairUp(real, ours);
  const timed = lines.map(({ atMs }, at) => {
    const [haproxy, drydock] = pairs[at]!;
    return { atMs, haproxy: shown(haproxy), drydock: shown(drydock) };
  });
  const instants = agreeingInstants(timed);
  return pairs.map(([haproxy, drydock], at) => {
    const both = haproxy !== null && drydock !== null;
    const parts = both
      ? differences(haproxy, drydock, leftAfterMs(tape, haproxy), instants[at] === true)
      : [oneSided(haproxy)];
    const offsetsMs = both && parts.length === 0 ? durationOffset(haproxy, drydock) : [];
    const agrees = parts.length === 0;
    return { what: 'request', agrees, haproxy: shown(haproxy), drydock: shown(drydock), parts, offsetsMs };
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

/**
 * Whether HAProxy sees that a client leaves while it is in the tarpit is chance: it does if the connection was polled once
 * more before the request was there. Then the tarpit ends at once.
 * @returns when that was, behind the request; null: the client was not in a tarpit, or stayed
 */
function leftAfterMs(tape: Tape, line: string): number | null {
  if (!/ PT/.test(line)) return null;
  const client = tape.clients.find(({ src }) => line.startsWith(`${src.host}:${src.port} `));
  const close = client?.acts.find((act) => act.type === 'close' && !act.afterCut);
  const sent = client?.acts.findLast(({ type }) => type === 'send');
  return close === undefined || sent === undefined ? null : close.atMs - sent.atMs;
}

/** Of the whole duration, which is the last of the timers. */
function durationOffset(haproxy: string, drydock: string): number[] {
  const last = (line: string) => Number(line.split(' ').find(isTimers)?.split('/').at(-1)?.replace('+', ''));
  const offMs = last(haproxy) - last(drydock);
  return Number.isFinite(offMs) ? [offMs] : [];
}

function differences(haproxy: string, drydock: string, leftMs: number | null, swaps: boolean): string[] {
  const real = shown(haproxy)!.split(' ');
  const ours = shown(drydock)!.split(' ');
  const names = real.length > TCP_FIELDS.length ? HTTP_FIELDS : TCP_FIELDS;
  const parts: string[] = [];
  for (let at = 0; at < Math.max(real.length, ours.length); at++) {
    const a = real[at] ?? '';
    const b = ours[at] ?? '';
    const timers = at === TIMERS_AT && isTimers(a) && isTimers(b);
    if (a === b || (timers && (timersAgree(a, b) || endsAt(a, b, leftMs)))) continue;
    if (swaps && at > TIMERS_AT && mayBeSwapped(a, b)) continue;
    parts.push(`${names[at] ?? 'text'}: HAProxy ${a}, Drydock ${b}`);
  }
  return parts;
}

/** Behind client, frontend and server, without the date; numbers of connections look alike, but are no times. */
const TIMERS_AT = 3;
const isTimers = (word: string): boolean => /^\+?-?\d+(\/\+?-?\d+){2,4}$/.test(word);

/** The same timers, but those that would have been later end when the client left. */
function endsAt(a: string, b: string, leftMs: number | null): boolean {
  if (leftMs === null) return false;
  const cut = (timer: string) => (Number(timer) > leftMs ? String(Math.round(leftMs)) : timer);
  return timersAgree(a, b.split('/').map(cut).join('/'));
}

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

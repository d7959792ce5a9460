/**
 * Syslog messages as text: written in the formats of the manual's section on `log` (raw, short, priority, timed, iso, rfc3164, rfc5424,
 * local), and read from either RFC by those who forward them.
 */

import { FACILITIES, LOG_LEVELS as LEVELS } from '../../language/haproxy/syslog-words.ts';
import type { LogLevel } from '../../plan/log-plan.ts';

export { LEVELS };
export type Level = LogLevel;

export interface LogMessage {
  readonly level: Level;
  /** 0 to 23; null: the target's. */
  readonly facility: number | null;
  readonly host: string | null;
  readonly tag: string;
  readonly pid: string;
  readonly text: string;
  /** Wall clock, milliseconds. */
  readonly dateMs: number;
}

/** A message in a target's format. */
export function syslogText(message: LogMessage, format: string, targetFacility: string): string {
  const { level, host, tag, pid, text, dateMs } = message;
  const named = Math.max(0, FACILITIES.indexOf(targetFacility));
  const severity = LEVELS.indexOf(level);
  const priority = (message.facility ?? named) * 8 + severity;
  const who = pid === '' ? tag : `${tag}[${pid}]`;
  switch (format) {
    case 'raw':
      return text;
    case 'short':
      return `<${severity}>${text}`;
    case 'priority':
      return `<${priority}>${text}`;
    case 'timed':
      return `<${severity}>${isoDate(dateMs)} ${text}`;
    case 'iso':
      return `${isoDate(dateMs)} ${text}`;
    case 'rfc5424':
      return `<${priority}>1 ${isoDate(dateMs)} ${host ?? '-'} ${tag} ${pid === '' ? '-' : pid} - - ${text}`;
    case 'rfc3164':
      return `<${priority}>${bsdDate(dateMs)} ${host ?? 'localhost'} ${who}: ${text}`;
    default:
      return `<${priority}>${bsdDate(dateMs)} ${who}: ${text}`;
  }
}

const RFC5424 = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+) ?/;
const RFC3164 = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?:([^\s:[\]]+) )?([^\s:[\]]+)(?:\[([^\]]*)\])?:? ?/;

/** A message that came over the wire; without a head of either form, all of it is the text. */
export function parseSyslog(line: string, dateMs: number): LogMessage {
  const begin = /^<(\d{1,3})>/.exec(line);
  const priority = begin === null ? 14 : Number(begin[1]);
  const rest = line.slice(begin?.[0].length ?? 0);
  const base = { level: LEVELS[priority & 7]!, facility: (priority >> 3) % 24, dateMs };
  const modern = RFC5424.exec(rest);
  if (modern !== null) {
    const [head, , host = '', tag = '', pid = ''] = modern;
    const named = (word: string) => (word === '-' ? '' : word);
    return { ...base, host: named(host) || null, tag: named(tag), pid: named(pid), text: rest.slice(head.length) };
  }
  const old = RFC3164.exec(rest);
  if (old === null) return { ...base, host: null, tag: '', pid: '', text: rest };
  const [head, , host, tag = '', pid = ''] = old;
  return { ...base, host: host ?? null, tag, pid, text: rest.slice(head.length) };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function bsdDate(dateMs: number): string {
  const d = new Date(dateMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${MONTHS[d.getMonth()]} ${String(d.getDate()).padStart(2)} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** Local time with the zone's offset; the six decimals are what the format has, the clock gives three. */
function isoDate(dateMs: number): string {
  const offset = -new Date(dateMs).getTimezoneOffset();
  const local = new Date(dateMs + offset * 60_000).toISOString().slice(0, 23);
  const two = (n: number) => String(Math.trunc(Math.abs(n))).padStart(2, '0');
  return `${local}000${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

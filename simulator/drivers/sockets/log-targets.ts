/**
 * Where log lines go, as the configuration's `log` lines say: standard output and error, and UDP syslog. Formats as in the
 * manual, section 4.2 "log": raw, short, priority, timed, iso, rfc3164, rfc5424, local. Node has no UNIX datagram sockets, so a path such
 * as /dev/log cannot be reached: `unreachable` names those.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { LogDestinations, LogTargetPlan, Plan } from '../../plan/plan.ts';

export const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
export type Level = (typeof LEVELS)[number];

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'auth2',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'cron2',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const; // prettier-ignore

type Target = LogTargetPlan;

export interface LogTargets {
  /** Sends a line to every target of the proxy whose level lets it pass. `dateMs` is the wall clock. */
  send(proxy: number, level: Level, line: string, dateMs: number): void;
  close(): void;
  /** Addresses that cannot be reached from here, each once. */
  readonly unreachable: readonly string[];
}

export interface Sinks {
  stdout(text: string): void;
  stderr(text: string): void;
}

/** `force`: every line also goes to standard output, raw, unless it goes there anyway. */
export function openLogTargets(plan: Plan, sinks: Sinks, force: boolean): LogTargets {
  let udp: { readonly udp4: Socket | null; readonly udp6: Socket | null } = { udp4: null, udp6: null };
  const unreachable = new Set<string>();
  const plans = plan.proxies.map((proxy) => destinationsOf(proxy));
  for (const log of plans)
    for (const { address } of log.targets) if (kindOf(address) === 'other') unreachable.add(address);
  const counted = new Map<Target, number>();

  const datagram = (address: string, text: string) => {
    const { host, port, family } = udpAddress(address);
    let socket = udp[family];
    if (socket === null) {
      socket = createSocket(family);
      socket.on('error', () => undefined); // a collector that is away costs its lines, as in HAProxy
      socket.unref();
      udp = { ...udp, [family]: socket };
    }
    socket.send(Buffer.from(text, 'latin1'), port, host, () => undefined);
  };

  return {
    unreachable: [...unreachable],
    send(proxy, level, line, dateMs) {
      let shown = false;
      const log = plans[proxy]!;
      for (const target of log.targets) {
        if (!passes(level, target.level) || !isSampled(target, counted)) continue;
        const kind = kindOf(target.address);
        if (kind === 'other') continue;
        const text = formatted(target, atMost(level, target.minLevel), log.tag, line, dateMs);
        if (kind === 'udp') datagram(target.address, `${text}\n`);
        else sinks[kind](`${text}\n`);
        shown ||= kind === 'stdout';
      }
      if (force && !shown) sinks.stdout(`${line}\n`);
    },
    close() {
      udp.udp4?.close();
      udp.udp6?.close();
    },
  };
}

function destinationsOf({ frontend, logs }: Plan['proxies'][number]): LogDestinations {
  return logs ?? frontend?.log ?? { targets: [], tag: 'haproxy' };
}

/** Counts the line, and says whether it is one of those that the target wants. */
function isSampled(target: Target, counted: Map<Target, number>): boolean {
  const { sample } = target;
  if (sample === undefined) return true;
  const at = (counted.get(target) ?? 0) + 1;
  counted.set(target, at % sample.size);
  return sample.ranges.some(([low, high]) => low <= at && at <= high);
}

/** A level that is no more important than `least`. */
function atMost(level: Level, least: string | undefined): Level {
  const limit = least === undefined ? -1 : LEVELS.indexOf(least as Level);
  return limit > LEVELS.indexOf(level) ? LEVELS[limit]! : level;
}

function kindOf(address: string): 'stdout' | 'stderr' | 'udp' | 'other' {
  if (address === 'stdout' || address === 'fd@1') return 'stdout';
  if (address === 'stderr' || address === 'fd@2') return 'stderr';
  return address.startsWith('/') || address.includes('@') ? (/^(udp|ipv[46])@/.test(address) ? 'udp' : 'other') : 'udp';
}

function udpAddress(address: string): {
  readonly host: string;
  readonly port: number;
  readonly family: 'udp4' | 'udp6';
} {
  const plain = address.replace(/^(udp|ipv4|ipv6)@/, '');
  const match = /^(.*?)(?::(\d+))?$/.exec(plain)!;
  const host = match[1]!.replace(/^\[|\]$/g, '') || '127.0.0.1';
  return { host, port: Number(match[2] ?? 514), family: host.includes(':') ? 'udp6' : 'udp4' };
}

function passes(level: Level, max: string | null): boolean {
  const limit = LEVELS.indexOf((max ?? 'debug') as Level);
  return limit < 0 || LEVELS.indexOf(level) <= limit;
}

/** One line in a target's format; `local` unless said. Every datagram ends with a line feed too. */
function formatted(target: Target, level: Level, tag: string, line: string, dateMs: number): string {
  const facility = Math.max(0, FACILITIES.indexOf(target.facility as (typeof FACILITIES)[number]));
  const severity = LEVELS.indexOf(level);
  const priority = facility * 8 + severity;
  switch (target.format) {
    case 'raw':
      return line;
    case 'short':
      return `<${severity}>${line}`;
    case 'priority':
      return `<${priority}>${line}`;
    case 'timed':
      return `<${severity}>${isoDate(dateMs)} ${line}`;
    case 'iso':
      return `${isoDate(dateMs)} ${line}`;
    case 'rfc5424':
      return `<${priority}>1 ${isoDate(dateMs)} - ${tag} ${process.pid} - - ${line}`;
    case 'rfc3164':
      return `<${priority}>${bsdDate(dateMs)} localhost ${tag}[${process.pid}]: ${line}`;
    default:
      return `<${priority}>${bsdDate(dateMs)} ${tag}[${process.pid}]: ${line}`;
  }
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

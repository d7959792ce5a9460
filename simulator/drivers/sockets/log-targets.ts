/**
 * Where log lines go, as the configuration's `log` lines say: standard output and error, UDP syslog, rings with their servers,
 * backends in `mode log`. Node has no UNIX datagram sockets, so a path such as /dev/log cannot be reached: `unreachable` names
 * those.
 */
import type { EngineState } from '../../engine/state.ts';
import type { LogDestinations, LogTargetPlan, Plan } from '../../plan/plan.ts';
import { createLogBackends } from './log-backends.ts';
import { createLogSenders } from './log-senders.ts';
import { LEVELS, type Level, type LogMessage, parseSyslog, syslogText } from './syslog.ts';

export { LEVELS, type Level } from './syslog.ts';

export interface LogTargets {
  /** Sends a line to every target of the proxy whose level lets it pass. `dateMs` is the wall clock. */
  send(proxy: number, level: Level, line: string, dateMs: number): void;
  /** The same for the process itself: to the targets of the `global` section. */
  process(level: Level, line: string, dateMs: number): void;
  /** A message that came to a `log-forward` section, by its number. */
  forward(section: number, line: string, dateMs: number): void;
  /** A server came or went: backends in `mode log` have to know. */
  serverChanged(proxy: number, server: number): void;
  /** Where servers' states are, once there is an engine. */
  attach(state: EngineState): void;
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
  const unreachable = new Set<string>();
  const plans = plan.proxies.map((proxy) => destinationsOf(proxy));
  const forwards = plan.logForwards ?? [];
  const counted = new Map<LogTargetPlan, number>();
  const senders = createLogSenders();
  let state: EngineState | null = null;
  const backends = createLogBackends(plan, () => state);
  const rings = new Map((plan.rings ?? []).map((ring) => [ring.name, ring]));
  for (const { targets } of [...plans, ...forwards]) {
    for (const { address } of targets) {
      const kind = kindOf(address);
      if (kind === 'other' || (kind === 'ring' && !rings.has(address.slice('ring@'.length)))) unreachable.add(address);
    }
  }

  /** Sends to one target; true when it went to standard output. */
  const deliver = (target: LogTargetPlan, message: LogMessage): boolean => {
    const { level } = message;
    if (!passes(level, target.level) || !isSampled(target, counted)) return false;
    const { address, format, facility } = target;
    const limited = { ...message, level: atMost(level, target.minLevel) };
    const kind = kindOf(address);
    if (kind === 'ring') {
      const ring = rings.get(address.slice('ring@'.length));
      const text = cut(target, syslogText(limited, format === 'local' ? (ring?.format ?? 'raw') : format, facility));
      for (const server of ring?.servers ?? []) senders.stream(server.address, text, server.octetCount);
      return false;
    }
    const text = cut(target, syslogText(limited, format, facility));
    if (kind === 'backend') {
      const server = backends.choose(address.slice('backend@'.length), message.text);
      if (server?.startsWith('udp@')) senders.datagram(server, `${text}\n`);
      else if (server !== null) senders.stream(server, text, false);
    } else if (kind === 'udp') senders.datagram(address, `${text}\n`);
    else if (kind === 'tcp') senders.stream(address, text, false);
    else if (kind !== 'other') sinks[kind](`${text}\n`);
    return kind === 'stdout';
  };

  return {
    unreachable: [...unreachable],
    send(proxy, level, line, dateMs) {
      const { targets, tag } = plans[proxy]!;
      let shown = false;
      const message = { level, facility: null, host: null, tag, pid: String(process.pid), text: line, dateMs };
      for (const target of targets) shown = deliver(target, message) || shown;
      if (force && !shown) sinks.stdout(`${line}\n`);
    },
    process(level, line, dateMs) {
      const tag = plans[0]?.tag ?? 'haproxy';
      const message = { level, facility: null, host: null, tag, pid: String(process.pid), text: line, dateMs };
      for (const target of plan.process.logs ?? []) deliver(target, message);
    },
    forward(section, line, dateMs) {
      const message = parseSyslog(line, dateMs);
      for (const target of forwards[section]?.targets ?? []) deliver(target, message);
    },
    serverChanged: (proxy, server) => backends.changed(proxy, server),
    attach(given) {
      state = given;
    },
    close: () => senders.close(),
  };
}

function destinationsOf({ frontend, logs }: Plan['proxies'][number]): LogDestinations {
  return logs ?? frontend?.log ?? { targets: [], tag: 'haproxy' };
}

/** Counts the line, and says whether it is one of those that the target wants. */
function isSampled(target: LogTargetPlan, counted: Map<LogTargetPlan, number>): boolean {
  const { sample } = target;
  if (sample === undefined) return true;
  const at = (counted.get(target) ?? 0) + 1;
  counted.set(target, at % sample.size);
  return sample.ranges.some(([low, high]) => low <= at && at <= high);
}

/** The end of the line counts, too. */
const cut = ({ lineBytes }: LogTargetPlan, text: string): string => text.slice(0, lineBytes - 1);

/** A level that is no more important than `least`. */
function atMost(level: Level, least: string | undefined): Level {
  const limit = least === undefined ? -1 : LEVELS.indexOf(least as Level);
  return limit > LEVELS.indexOf(level) ? LEVELS[limit]! : level;
}

function kindOf(address: string): 'stdout' | 'stderr' | 'udp' | 'tcp' | 'ring' | 'backend' | 'other' {
  if (address === 'stdout' || address === 'fd@1') return 'stdout';
  if (address === 'stderr' || address === 'fd@2') return 'stderr';
  if (address.startsWith('ring@')) return 'ring';
  if (address.startsWith('backend@')) return 'backend';
  if (/^tcp[46]?@/.test(address)) return 'tcp';
  if (/^(udp[46]?|ipv[46])@/.test(address)) return 'udp';
  return address.startsWith('/') || address.includes('@') ? 'other' : 'udp';
}

function passes(level: Level, max: string | null): boolean {
  const limit = LEVELS.indexOf((max ?? 'debug') as Level);
  return limit < 0 || LEVELS.indexOf(level) <= limit;
}

/** Entries of a recording as lines of HAProxy's log and as marks on the time axis. */
import type { LogRecord, ServerStateChange } from '../engine/io.ts';
import type { Plan } from '../plan/plan.ts';
import type { EndedRequest, LogLine, Transition } from './frame.ts';
import { formatLogRecord } from './log-lines.ts';
import type { EndedEntry, LogEntry, StateEntry } from './recording.ts';

/** The line of a request or connection as HAProxy writes it to its log. */
export function requestLine(plan: Plan, record: LogRecord): string {
  return formatLogRecord(plan, record);
}

export function logLine(plan: Plan, entry: LogEntry): LogLine {
  const { index, atMs } = entry;
  if (entry.kind === 'server') {
    const { change } = entry;
    return {
      index,
      atMs,
      stream: null,
      text: serverLine(plan, change),
      server: nameOf(plan, change.proxy, change.server),
      status: null,
      termination: null,
      kind: 'server',
    };
  }
  const { record } = entry;
  return {
    index,
    atMs,
    stream: record.stream,
    text: requestLine(plan, record),
    server: record.server === '<NOSRV>' ? null : record.server,
    status: record.mode === 'http' ? record.status : null,
    termination: record.termination,
    kind: 'request',
  };
}

export function nameOf(plan: Plan, proxy: number, server: number): string {
  const backend = plan.proxies[proxy];
  return `${backend?.name ?? '?'}/${backend?.backend?.servers[server]?.name ?? '?'}`;
}

/** What HAProxy logs about a server's change of state (manual, `option log-health-checks` and "Server … is DOWN"). */
function serverLine(plan: Plan, change: ServerStateChange): string {
  return `Server ${nameOf(plan, change.proxy, change.server)} is ${change.to}, reason: ${change.reason}`;
}

export function transitionOf(entry: StateEntry): Transition {
  const { atMs, kind, change } = entry;
  const { proxy, server, from, to, reason } = change;
  return { atMs, kind, proxy, server, from, to, reason };
}

export function endedRequest({ index, atMs, outcome }: EndedEntry): EndedRequest {
  const { stream, group, proxy, server, status, ok, latencyUs } = outcome;
  return {
    index,
    atMs,
    stream,
    client: group,
    proxy: proxy < 0 ? null : proxy,
    server: server < 0 ? null : server,
    status,
    ok,
    latencyMs: latencyUs / 1000,
  };
}

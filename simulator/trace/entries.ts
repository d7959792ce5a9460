/** Entries of a recording as lines of HAProxy's log and as marks on the time axis. */
import type { LogRecord } from '../engine/io.ts';
import type { Plan } from '../plan/plan.ts';
import type { EndedRequest, LogLine, Transition } from './frame.ts';
import { type DateOf, probeText, requestLogLine, serverLogLines } from './log-lines.ts';
import type { EndedEntry, LogEntry, StateEntry } from './recording.ts';

/** Midnight UTC at which every run begins, so that its log lines have the same dates wherever it is run. */
const START_MS = Date.UTC(2026, 0, 1);

/** The dates of a run in virtual time. */
const virtualDate: DateOf = (ms) => START_MS + ms;

/** The line of a request or connection as HAProxy writes it to its log. */
export function requestLine(plan: Plan, record: LogRecord, dateOf: DateOf = virtualDate): string {
  return requestLogLine(plan, record, dateOf);
}

/** Lines of an entry; none when HAProxy says nothing about it. A second line of one entry has half a number more. */
export function logLines(plan: Plan, entry: LogEntry, dateOf: DateOf = virtualDate): LogLine[] {
  const { index, atMs } = entry;
  if (entry.kind === 'server') {
    const { change } = entry;
    const server = nameOf(plan, change.proxy, change.server);
    return serverLogLines(plan, change).map((text, i) => ({
      index: index + i / 2,
      atMs,
      stream: null,
      text,
      server,
      status: null,
      termination: null,
      kind: 'server',
    }));
  }
  const { record } = entry;
  const { stream, server, status, mode, termination } = record;
  return [
    {
      index,
      atMs,
      stream,
      text: requestLine(plan, record, dateOf),
      server: server === '<NOSRV>' ? null : server,
      status: mode === 'http' ? status : null,
      termination,
      kind: 'request',
    },
  ];
}

export function nameOf(plan: Plan, proxy: number, server: number): string {
  const backend = plan.proxies[proxy];
  return `${backend?.name ?? '?'}/${backend?.backend?.servers[server]?.name ?? '?'}`;
}

export function transitionOf(entry: StateEntry): Transition {
  const { atMs, kind, change } = entry;
  const { proxy, server, from, to } = change;
  return { atMs, kind, proxy, server, from, to, reason: reasonOf(entry) };
}

function reasonOf(entry: StateEntry): string {
  if (entry.kind === 'fault' || entry.change.probe === null) return entry.change.reason;
  const { status, code, description } = entry.change.probe;
  const details = [code, description].filter((part) => part !== undefined).join(', ');
  // HAProxy's own texts may begin with a blank: ` at step 2 of tcp-check`
  return details === '' ? probeText(status) : `${probeText(status)} (${details.trimStart()})`;
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

/**
 * Log lines as HAProxy writes them to `stdout` with `format raw`: the message alone. Request lines come from the values
 * that the engine gathered (`LogRecord`), lines about servers from their changes. Texts are those of 2.6 to 3.2.
 * Facts: the manual, sections 8.2.1 to 8.2.3, 8.6 and 8.8.
 */
import type { LogRecord, ProbeStatus, ServerStateChange } from '../engine/io.ts';
import type { LogPlan, Plan } from '../plan/plan.ts';

/** Wall-clock time (milliseconds since 1970, UTC) of an instant on the engine's clock. */
export type DateOf = (engineMs: number) => number;

/** The line of a finished request or connection. */
export function requestLogLine(plan: Plan, record: LogRecord, dateOf: DateOf): string {
  const { log } = plan.proxies[record.proxy]!.frontend!;
  const line = wholeLine(log, record, dateOf);
  const bytes = Math.max(...log.targets.map(({ lineBytes }) => lineBytes)) - 1;
  return line.length > bytes && bytes > 0 ? line.slice(0, bytes) : line;
}

function wholeLine(log: LogPlan, record: LogRecord, dateOf: DateOf): string {
  if (record.custom !== null) return record.custom;
  if (record.handshake) return handshakeLine(record, record.handshake, dateOf);
  if (log.format === 'connect') return connectLine(record);
  return log.format === 'tcp' ? tcpLine(record, log, dateOf) : httpLine(record, log, dateOf);
}

function connectLine({ src, dst, frontend, mode }: LogRecord): string {
  const to = `${dst.host}:${dst.port}`;
  return `Connect from ${src.host}:${src.port} to ${to} (${frontend}/${mode.toUpperCase()})`;
}

function handshakeLine(
  { src, frontend, acceptMs }: LogRecord,
  failed: NonNullable<LogRecord['handshake']>,
  dateOf: DateOf,
) {
  return `${src.host}:${src.port} [${accessDate(dateOf(acceptMs))}] ${frontend}/${failed.listener}: ${failed.why}`;
}

function tcpLine(record: LogRecord, log: LogPlan, dateOf: DateOf): string {
  const { timers } = record;
  // what may still grow when the line is written early is marked
  const plus = log.logasap ? '+' : '';
  const times = `${timers.Tw}/${timers.Tc}/${plus}${timers.Tt}`;
  return `${begin(record, dateOf)} ${times} ${plus}${record.bytesRead} ${record.termination.slice(0, 2)} ${counts(record)}`;
}

function httpLine(record: LogRecord, log: LogPlan, dateOf: DateOf): string {
  const { timers } = record;
  const plus = log.logasap ? '+' : '';
  const times = `${timers.TR}/${timers.Tw}/${timers.Tc}/${timers.Tr}/${plus}${timers.Ta}`;
  const cookies = `${record.requestCookie} ${record.responseCookie}`;
  const captured = captures(record.capturedRequestHeaders) + captures(record.capturedResponseHeaders);
  const state = record.termination.padEnd(4, '-');
  const request = `"${escapeRequest(record.request ?? '<BADREQ>')}"`;
  return `${begin(record, dateOf)} ${times} ${record.status} ${plus}${record.bytesRead} ${cookies} ${state} ${counts(record)}${captured} ${request}`;
}

function begin(record: LogRecord, dateOf: DateOf): string {
  const { src, frontend, frontendTls, backend, server } = record;
  const date = accessDate(dateOf(record.acceptMs));
  return `${src.host}:${src.port} [${date}] ${frontend}${frontendTls ? '~' : ''} ${backend}/${server}`;
}

function counts(record: LogRecord): string {
  const retries = `${record.redispatched ? '+' : ''}${record.retries}`;
  const connections = `${record.actconn}/${record.feconn}/${record.beconn}/${record.srvconn}/${retries}`;
  return `${connections} ${record.srvQueue}/${record.backendQueue}`;
}

/** Captured headers between braces; nothing at all when none is captured. */
function captures(values: readonly string[]): string {
  return values.length === 0 ? '' : ` {${values.map(escapeHeader).join('|')}}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `15/Mar/2026:10:11:12.345`, in UTC. */
export function accessDate(epochMs: number): string {
  const date = new Date(epochMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day}:${time}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

/** Section 8.6: control characters, quotes, `#` and everything beyond ASCII as `#XX`. */
export function escapeRequest(text: string): string {
  return text.replace(/[^ !$-~]/g, escaped);
}

function escapeHeader(text: string): string {
  return text.replace(/[^ !$-z~]/g, escaped);
}

const escaped = (char: string): string => `#${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const PROBE_TEXTS: Readonly<Record<ProbeStatus, string>> = {
  L4OK: 'Layer4 check passed',
  L4TOUT: 'Layer4 timeout',
  L4CON: 'Layer4 connection problem',
  L6OK: 'Layer6 check passed',
  L6TOUT: 'Layer6 timeout',
  L6RSP: 'Layer6 invalid response',
  L7OK: 'Layer7 check passed',
  L7OKC: 'Layer7 check conditionally passed',
  L7TOUT: 'Layer7 timeout',
  L7RSP: 'Layer7 invalid response',
  L7STS: 'Layer7 wrong status',
  SOCKERR: 'Socket error',
  PROCOK: 'External check passed',
  PROCERR: 'External check error',
  PROCTOUT: 'External check timeout',
  HANA: 'Health analyze',
};

/** What a check found, as HAProxy words it. */
export function probeText(status: ProbeStatus): string {
  return PROBE_TEXTS[status];
}

/** The lines about a server's change: none when nothing is said, two when the last server of a backend went. */
export function serverLogLines(plan: Plan, change: ServerStateChange): string[] {
  const proxy = plan.proxies[change.proxy]!;
  const server = proxy.backend!.servers[change.server]!;
  if (change.check !== undefined)
    return [checkLine(change, `${server.backup ? 'backup ' : ''}server ${proxy.name}/${server.name}`)];
  const who = `${server.backup ? 'Backup ' : ''}Server ${proxy.name}/${server.name}`;
  // the check itself has said why
  const known = proxy.backend!.logHealthChecks ? { ...change, probe: null } : change;
  const line = change.administrative ? administrativeLine(change, who) : healthLine(known, who);
  if (line === null) return [];
  const isLast = change.lastGone === true;
  // the backend's own line says that nobody is left to serve
  if (isLast) return [line, `${proxy.kind === 'listen' ? 'proxy' : 'backend'} ${proxy.name} has no server available!`];
  return change.from === 'MAINT' && change.to === 'DRAIN' ? [line, `${who} remains in forced drain mode.`] : [line];
}

/** `option log-health-checks`. */
function checkLine(change: ServerStateChange, who: string): string {
  const status = change.probe?.status ?? 'L4OK';
  const isGood = status.endsWith('OK') || status === 'L7OKC';
  const result = `${status === 'L7OKC' ? 'conditionally ' : ''}${isGood ? 'succeeded' : 'failed'}`;
  return `${change.agent ? 'Agent' : 'Health'} check for ${who} ${result}${reasonText(change)}, status: ${change.check}.`;
}

function healthLine(change: ServerStateChange, who: string): string | null {
  const why = viaText(change) + reasonText(change);
  switch (change.to) {
    case 'DOWN':
      return `${who} is DOWN${why}${left(change)}.`;
    case 'NOLB':
      return `${who} is stopping${why}${online(change)}.`;
    case 'UP':
    case 'DRAIN':
      return `${who} is UP${why}${online(change)}.`;
    default:
      return null;
  }
}

function reasonText({ probe, reason, durationMs }: ServerStateChange): string {
  if (!probe) return reason === '' ? '' : `, ${reason}`;
  const code = probe.code === undefined ? '' : `, code: ${probe.code}`;
  const info = probe.description === undefined ? '' : `, info: "${probe.description}"`;
  const duration = durationMs === null ? '' : `, check duration: ${durationMs}ms`;
  return `, reason: ${PROBE_TEXTS[probe.status]}${code}${info}${duration}`;
}

function administrativeLine(change: ServerStateChange, who: string): string | null {
  const { from, to } = change;
  if (to === 'MAINT') {
    if (from === 'DOWN') return `${who} was DOWN and now enters maintenance.`;
    return `${who} is going DOWN for maintenance${viaText(change)}${left(change)}.`;
  }
  if (from === 'MAINT') {
    const state = to === 'DOWN' ? 'DOWN' : 'UP';
    return `${who} is ${state}/${to === 'DRAIN' ? 'DRAIN' : 'READY'} (leaving ${change.via === undefined ? 'forced ' : ''}maintenance).`;
  }
  if (change.drain === 'entered') return `${who} enters drain state${viaText(change)}${left(change)}.`;
  if (to === 'DRAIN') return `${who} enters drain state${viaText(change)}${online(change)}.`;
  return from === 'DRAIN' || change.drain === 'left'
    ? `${who} is ${to === 'DOWN' ? 'DOWN' : 'UP'} (leaving forced drain).`
    : null;
}

/** Which server it follows. */
function viaText({ via }: ServerStateChange): string {
  return via === undefined ? '' : ` via ${via}`;
}

function onBackup(change: ServerStateChange): string {
  return change.backupLeft > 0 && change.activeLeft === 0 ? ' Running on backup.' : '';
}

function left(change: ServerStateChange): string {
  const { activeLeft, backupLeft, sessionsActive, requeued, remaining } = change;
  const servers = `. ${activeLeft} active and ${backupLeft} backup servers left.${onBackup(change)}`;
  return `${servers} ${sessionsActive} sessions active, ${requeued} requeued, ${remaining} remaining in queue`;
}

function online(change: ServerStateChange): string {
  const { activeLeft, backupLeft, requeued, remaining } = change;
  const servers = `. ${activeLeft} active and ${backupLeft} backup servers online.${onBackup(change)}`;
  return `${servers} ${requeued} sessions requeued, ${remaining} total in queue`;
}

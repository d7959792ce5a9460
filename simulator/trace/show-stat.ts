/**
 * The engine's counters under the names of `show stat`'s CSV fields (manual of the management interface, "statistics and
 * monitoring", CSV format): a row for every frontend, server and backend.
 */

import type { EngineState, ProxyState, ServerState } from '../engine/state.ts';
import type { Plan, ProxyPlan } from '../plan/plan.ts';

export interface StatRow {
  readonly pxname: string;
  /** A server's name, or `FRONTEND`, `BACKEND`. */
  readonly svname: string;
  readonly fields: Readonly<Record<string, number | string>>;
}

/** In `show stat`'s order: by proxy; its frontend, its servers, its backend. */
export function statRows(plan: Plan, state: EngineState): readonly StatRow[] {
  return plan.proxies.flatMap((proxy) => {
    const now = state.proxies[proxy.id]!;
    const rows: StatRow[] = [];
    if (proxy.frontend !== null) rows.push({ pxname: proxy.name, svname: 'FRONTEND', fields: frontend(proxy, now) });
    if (proxy.backend !== null) {
      for (const server of now.servers) {
        const { name } = proxy.backend.servers[server.index]!;
        rows.push({
          pxname: proxy.name,
          svname: name,
          fields: { ...serverFields(proxy, server), status: statusOf(plan, state, proxy, server) },
        });
      }
      rows.push({ pxname: proxy.name, svname: 'BACKEND', fields: backend(proxy, now) });
    }
    return rows;
  });
}

function frontend(plan: ProxyPlan, { counters, feconn }: ProxyState): StatRow['fields'] {
  return {
    scur: feconn,
    smax: counters.maxFrontend,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    stot: counters.frontSessions,
    dcon: counters.deniedConnections,
    dses: counters.deniedSessions,
    dreq: counters.deniedRequests,
    dresp: counters.deniedResponses,
    ereq: counters.requestErrors,
    wrew: counters.failedRewrites,
    conn_tot: counters.connections,
    ...(plan.mode === 'http'
      ? { req_tot: counters.requests, intercepted: counters.intercepted, ...responses(counters.responses) }
      : {}),
  };
}

function backend(
  plan: ProxyPlan,
  { counters, beconn, queue, servers, activeUsable, backupUsable }: ProxyState,
): StatRow['fields'] {
  const sum = (of: (server: ServerState) => number) => servers.reduce((all, server) => all + of(server), 0);
  return {
    qcur: queue.length,
    qmax: counters.maxQueue,
    scur: beconn,
    smax: counters.maxBackend,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    dreq: counters.deniedRequests,
    dresp: counters.deniedResponses,
    lbtot: sum(({ counters: { chosen } }) => chosen),
    connect: sum(({ counters: { connects } }) => connects),
    reuse: sum(({ counters: { reuses } }) => reuses),
    wrew: counters.failedRewrites,
    act: activeUsable,
    bck: backupUsable,
    stot: counters.sessions,
    econ: counters.connectionErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    cli_abrt: counters.clientAborts,
    srv_abrt: counters.serverAborts,
    ...(plan.mode === 'http' ? responses(counters.responses) : {}),
  };
}

function serverFields(plan: ProxyPlan, server: ServerState): StatRow['fields'] {
  const { counters } = server;
  const checks = plan.backend!.servers[server.index]!.check;
  return {
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    ...(checks === null ? {} : { chkfail: counters.failedChecks, chkdown: counters.downs }),
    ...(checks === null || server.check?.isOff || server.admin === 'maint' || server.check?.last == null
      ? {}
      : { check_status: server.check.last.status, check_code: server.check.last.code ?? '' }),
    srv_icur: server.idle.length + server.safe.length,
    ...(plan.mode === 'http' ? { need_conn_est: server.estimatedConns } : {}),
    weight: server.userWeight,
    qcur: server.queue.length,
    qmax: counters.maxQueue,
    scur: server.current,
    smax: counters.maxCurrent,
    stot: counters.sessions,
    econ: counters.connectionErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    lbtot: counters.chosen,
    connect: counters.connects,
    reuse: counters.reuses,
    cli_abrt: counters.clientAborts,
    srv_abrt: counters.serverAborts,
    ...(plan.mode === 'http' ? responses(counters.responses) : {}),
  };
}

/** `status`: a server that tracks another shows what that one's checks say, and whose maintenance it shares. */
export function statusOf(plan: Plan, state: EngineState, proxy: ProxyPlan, server: ServerState): string {
  const tracked = proxy.backend!.servers[server.index]!.track;
  if (tracked && state.proxies[tracked.proxy]!.servers[tracked.server]!.admin === 'maint') {
    const { name, backend } = plan.proxies[tracked.proxy]!;
    return `MAINT (via ${name}/${backend!.servers[tracked.server]!.name})`;
  }
  let [seenProxy, seen] = [proxy, server];
  for (let steps = 0; steps < MAX_TRACKED && server.admin !== 'maint'; steps++) {
    const { track } = seenProxy.backend!.servers[seen.index]!;
    if (!track) break;
    seenProxy = plan.proxies[track.proxy]!;
    seen = state.proxies[track.proxy]!.servers[track.server]!;
  }
  return statusText(seenProxy, { ...seen, admin: server.admin, running: server.running });
}

/** Servers may track servers that track servers. */
const MAX_TRACKED = 100;

/** The server's state in words, with the checks' counter while it is on its way: `UP 2/3`, `DOWN 1/2`. */
function statusText(plan: ProxyPlan, { admin, running, check, index }: ServerState): string {
  const checks = check?.isOff ? null : plan.backend!.servers[index]!.check;
  if (admin === 'maint') return 'MAINT';
  const health = check?.health ?? 0;
  const isSure = checks === null || health === checks.rise + checks.fall - 1;
  const onWay = checks === null || isSure ? '' : ` ${health - checks.rise + 1}/${checks.fall}`;
  if (running === 'stopping') return `NOLB${onWay}`;
  if (running === 'stopped') return checks === null || health === 0 ? 'DOWN' : `DOWN ${health}/${checks.rise}`;
  if (admin === 'drain') return `DRAIN${onWay}`;
  return checks === null ? 'no check' : `UP${onWay}`;
}

function responses(counts: readonly number[]): Record<string, number> {
  const [other = 0, one = 0, two = 0, three = 0, four = 0, five = 0] = counts;
  return { hrsp_1xx: one, hrsp_2xx: two, hrsp_3xx: three, hrsp_4xx: four, hrsp_5xx: five, hrsp_other: other };
}

/** The rows of HAProxy's own answer, by `proxy/name`. */
export function readStat(csv: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const lines = csv.split('\n').filter((line) => line !== '');
  const names = (lines[0] ?? '').replace(/^# /, '').split(',');
  return new Map(
    lines.slice(1).map((line) => {
      const values = fieldsOf(line);
      const row = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
      return [`${row['pxname']}/${row['svname']}`, row] as const;
    }),
  );
}

/** A field with a comma in it is quoted: the text of an observed server's last check has one. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

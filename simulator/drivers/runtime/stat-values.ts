/** One line of `show stat` as values by column: a frontend, a listener, a server, a backend. Columns left out are empty. */
import type { ProxyState, ServerState } from '../../engine/state.ts';
import type { ListenerPlan, ProxyPlan, ServerPlan } from '../../plan/plan.ts';
import { statusOf } from '../../trace/show-stat.ts';
import { type Backend, proxyNumber, serversOf } from './lookup.ts';
import type { RuntimeView } from './types.ts';

export type StatValues = Readonly<Record<string, string | number | undefined>>;

export interface StatLine {
  readonly kind: 'F' | 'L' | 'S' | 'B';
  /** `iid` and `sid`. */
  readonly proxy: number;
  readonly id: number;
  readonly values: StatValues;
}

/** The lines of one proxy, in HAProxy's order. */
export function statLines(view: RuntimeView, proxy: ProxyPlan): readonly StatLine[] {
  const state = view.state.proxies[proxy.id]!;
  const iid = proxyNumber(view.plan, proxy);
  const lines: StatLine[] = [];
  if (proxy.frontend !== null) {
    lines.push({ kind: 'F', proxy: iid, id: 0, values: frontendValues(view, proxy, state) });
    if (proxy.frontend.socketStats === true) {
      for (const [at, id] of proxy.frontend.listeners.entries()) {
        const values = listenerValues(view, proxy, view.plan.listeners[id]!, at + 1);
        lines.push({ kind: 'L', proxy: iid, id: at + 1, values });
      }
    }
  }
  if (proxy.backend !== null) {
    const backend = proxy as Backend;
    for (const server of serversOf(backend)) {
      const values = serverValues(view, backend, server, state.servers[server.index]!);
      lines.push({ kind: 'S', proxy: iid, id: server.puid, values });
    }
    lines.push({ kind: 'B', proxy: iid, id: 0, values: backendValues(view, backend, state) });
  }
  return lines;
}

const common = ({ plan }: RuntimeView, proxy: ProxyPlan, svname: string, sid: number, type: number) => ({
  pxname: proxy.name,
  svname,
  pid: 1,
  iid: proxyNumber(plan, proxy),
  sid,
  type,
  mode: proxy.mode,
});

const responses = (proxy: ProxyPlan, [other, ...classes]: readonly number[]) =>
  proxy.mode === 'http'
    ? {
        hrsp_1xx: classes[0]!,
        hrsp_2xx: classes[1]!,
        hrsp_3xx: classes[2]!,
        hrsp_4xx: classes[3]!,
        hrsp_5xx: classes[4]!,
        hrsp_other: other!,
      }
    : {};

function frontendValues(view: RuntimeView, proxy: ProxyPlan, state: ProxyState): StatValues {
  const { counters } = state;
  const http = proxy.mode === 'http';
  const isStopped = view.state.stopping || proxy.disabled;
  return {
    ...common(view, proxy, 'FRONTEND', 0, 0),
    scur: state.feconn,
    smax: counters.maxFrontend,
    slim: proxy.frontend!.maxconn ?? view.plan.process.maxconn,
    stot: counters.frontSessions,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    dreq: counters.deniedRequests,
    dresp: counters.deniedResponses,
    ereq: counters.requestErrors,
    status: isStopped ? 'STOP' : 'OPEN',
    rate: 0,
    rate_lim: 0,
    rate_max: 0,
    ...responses(proxy, counters.responses),
    ...(http ? { req_rate: 0, req_rate_max: 0, req_tot: counters.requests, intercepted: counters.intercepted } : {}),
    comp_in: 0,
    comp_out: 0,
    comp_byp: 0,
    ...(http ? { comp_rsp: 0 } : {}),
    conn_rate: 0,
    conn_rate_max: 0,
    conn_tot: counters.connections,
    dcon: counters.deniedConnections,
    dses: counters.deniedSessions,
    wrew: counters.failedRewrites,
    ...(http ? { cache_lookups: 0, cache_hits: 0 } : {}),
    eint: 0,
    sess_other: http ? 0 : counters.frontSessions,
    h1sess: http ? counters.frontSessions : 0,
    h2sess: 0,
    h3sess: 0,
    req_other: 0,
    h1req: http ? counters.requests : 0,
    h2req: 0,
    h3req: 0,
  };
}

const PROTOCOLS = {
  ipv4: 'tcpv4',
  ipv6: 'tcpv6',
  unix: 'unix_stream',
  abns: 'unix_stream',
  fd: 'tcpv4',
  other: 'tcpv4',
} as const;

function listenerValues(view: RuntimeView, proxy: ProxyPlan, plan: ListenerPlan, sid: number): StatValues {
  const state = view.state.listeners[plan.id]!;
  const address =
    plan.family === 'unix' || plan.family === 'abns' ? `unix` : `${plan.host === '' ? '*' : plan.host}:${plan.port}`;
  return {
    ...common(view, proxy, plan.name ?? `sock-${sid}`, sid, 3),
    scur: state.connections,
    smax: state.maxConnections ?? state.connections,
    slim: plan.maxconn ?? 0,
    stot: state.total ?? 0,
    bin: 0,
    bout: 0,
    dreq: 0,
    dresp: 0,
    ereq: 0,
    status: state.open ? (state.paused ? 'FULL' : 'OPEN') : 'CLOSED',
    addr: address,
    conn_tot: state.total ?? 0,
    dcon: 0,
    dses: 0,
    wrew: 0,
    eint: 0,
    proto: PROTOCOLS[plan.family],
  };
}

function serverValues(view: RuntimeView, proxy: Backend, plan: ServerPlan, state: ServerState): StatValues {
  const { counters, check } = state;
  const http = proxy.mode === 'http';
  const last = check?.last ?? null;
  // in maintenance, and before `enable health` of an added server, nothing is checked
  const isChecked = plan.check !== null && check?.isOff !== true && state.admin !== 'maint';
  const active = plan.backup ? 0 : 1;
  const downSince = state.running === 'stopped' ? view.nowMs - state.changedMs : 0;
  return {
    ...common(view, proxy, plan.name, plan.puid, 2),
    qcur: state.queue.length,
    qmax: counters.maxQueue,
    scur: state.current,
    smax: counters.maxCurrent,
    ...(plan.maxconn === null ? {} : { slim: plan.maxconn }),
    stot: counters.sessions,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    dresp: 0,
    econ: counters.connectionErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    status: statusOf(view.plan, view.state, proxy, state),
    weight: state.userWeight,
    act: active,
    bck: 1 - active,
    ...(plan.check === null ? {} : { chkfail: counters.failedChecks, chkdown: counters.downs }),
    lastchg: Math.floor((view.nowMs - state.changedMs) / 1000),
    ...(plan.check === null ? {} : { downtime: Math.floor((state.downTimeMs + downSince) / 1000) }),
    ...(plan.maxqueue === null ? {} : { qlimit: plan.maxqueue }),
    lbtot: counters.chosen,
    rate: 0,
    rate_max: 0,
    ...(isChecked && last === null ? { check_status: 'INI', check_desc: 'Initializing' } : {}),
    ...(isChecked && last !== null
      ? {
          check_status: last.status,
          ...(last.code === undefined ? {} : { check_code: last.code >>> 0 }),
          check_duration: check!.lastDurationMs,
          last_chk: last.description ?? '',
          check_desc: CHECK_TEXTS[last.status] ?? last.status,
        }
      : {}),
    ...(isChecked
      ? { check_rise: plan.check.rise, check_fall: plan.check.fall, check_health: check?.health ?? 0 }
      : {}),
    ...responses(proxy, counters.responses),
    ...(http ? { req_tot: counters.sessions } : {}),
    cli_abrt: counters.clientAborts,
    srv_abrt: counters.serverAborts,
    lastsess: -1,
    qtime: 0,
    ctime: 0,
    rtime: 0,
    ttime: 0,
    addr: plan.family === 'unix' || plan.family === 'abns' ? 'unix' : `${plan.host}:${plan.port ?? 0}`,
    ...(plan.cookie === null ? {} : { cookie: plan.cookie }),
    wrew: 0,
    connect: counters.connects,
    reuse: counters.reuses,
    srv_icur: state.idle.length + state.safe.length,
    qtime_max: 0,
    ctime_max: 0,
    rtime_max: 0,
    ttime_max: 0,
    eint: 0,
    idle_conn_cur: state.idle.length,
    safe_conn_cur: state.safe.length,
    used_conn_cur: state.usedConns,
    need_conn_est: state.estimatedConns,
    uweight: state.userWeight,
    srid: 0,
  };
}

const CHECK_TEXTS: Readonly<Record<string, string>> = {
  SOCKERR: 'Socket error',
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
  PROCOK: 'External check passed',
  PROCERR: 'External check error',
  PROCTOUT: 'External check timeout',
};

function backendValues(view: RuntimeView, proxy: Backend, state: ProxyState): StatValues {
  const { counters } = state;
  const http = proxy.mode === 'http';
  const servers = serversOf(proxy).map((server) => ({ server, state: state.servers[server.index]! }));
  const isUp = state.activeUsable + state.backupUsable > 0 || servers.length === 0;
  const weight = state.activeUsable > 0 ? state.activeWeight : state.backupWeight;
  const sum = (of: (server: ServerState) => number) => servers.reduce((all, entry) => all + of(entry.state), 0);
  return {
    ...common(view, proxy, 'BACKEND', 0, 1),
    qcur: state.queue.length,
    qmax: counters.maxQueue,
    scur: state.beconn,
    smax: counters.maxBackend,
    slim: proxy.backend.fullconn ?? Math.max(1, Math.floor(view.plan.process.maxconn / 10)),
    stot: counters.sessions,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    dreq: counters.deniedRequests,
    dresp: counters.deniedResponses,
    econ: counters.connectionErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    status: isUp ? 'UP' : 'DOWN',
    weight: weight >> 4,
    act: state.activeUsable,
    bck: state.backupUsable,
    chkdown: 0,
    lastchg: Math.floor((view.nowMs - view.state.startMs) / 1000),
    downtime: 0,
    lbtot: sum((server) => server.counters.chosen),
    rate: 0,
    rate_max: 0,
    ...responses(proxy, counters.responses),
    ...(http ? { req_tot: counters.sessions } : {}),
    cli_abrt: counters.clientAborts,
    srv_abrt: counters.serverAborts,
    comp_in: 0,
    comp_out: 0,
    comp_byp: 0,
    ...(http ? { comp_rsp: 0 } : {}),
    lastsess: -1,
    qtime: 0,
    ctime: 0,
    rtime: 0,
    ttime: 0,
    ...(proxy.backend.cookie === null ? {} : { cookie: proxy.backend.cookie.name }),
    algo: proxy.backend.balance.algorithm,
    wrew: counters.failedRewrites,
    connect: sum((server) => server.counters.connects),
    reuse: sum((server) => server.counters.reuses),
    ...(http ? { cache_lookups: 0, cache_hits: 0 } : {}),
    qtime_max: 0,
    ctime_max: 0,
    rtime_max: 0,
    ttime_max: 0,
    eint: 0,
    uweight: weight >> 4,
    agg_server_status: 0,
    agg_server_check_status: 0,
    agg_check_status: 0,
  };
}

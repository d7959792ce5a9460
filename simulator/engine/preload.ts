/** Counters begin as a `stats-file` says: a frontend's and its listeners' from its part for frontends, the others from the other. */
import type { PreloadedPlan } from '../plan/stats-file.ts';
import type { Engine } from './state.ts';

const FRONTEND = {
  stot: 'frontSessions',
  bin: 'bytesIn',
  bout: 'bytesOut',
  dreq: 'deniedRequests',
  dresp: 'deniedResponses',
  ereq: 'requestErrors',
  req_tot: 'requests',
  conn_tot: 'connections',
  smax: 'maxFrontend',
} as const;

const BACKEND = {
  stot: 'sessions',
  bin: 'bytesIn',
  bout: 'bytesOut',
  econ: 'connectionErrors',
  eresp: 'responseErrors',
  wretr: 'retries',
  wredis: 'redispatches',
  cli_abrt: 'clientAborts',
  srv_abrt: 'serverAborts',
  smax: 'maxBackend',
  qmax: 'maxQueue',
} as const;

const SERVER = {
  ...BACKEND,
  smax: 'maxCurrent',
  lbtot: 'chosen',
  connect: 'connects',
  reuse: 'reuses',
  chkfail: 'failedChecks',
  chkdown: 'downs',
} as const;

export function preload({ plan, state }: Engine): void {
  const { preloaded } = plan;
  if (!preloaded) return;
  const of = (guid: string | null | undefined, side: keyof PreloadedPlan) =>
    (guid == null ? undefined : preloaded[side][guid]) ?? {};
  for (const proxy of plan.proxies) {
    const { counters, servers } = state.proxies[proxy.id]!;
    if (proxy.frontend) put(FRONTEND, of(proxy.guid, 'fe'), counters as unknown as Numbers);
    if (!proxy.backend) continue;
    put(BACKEND, of(proxy.guid, 'be'), counters as unknown as Numbers);
    for (const server of proxy.backend.servers) {
      put(SERVER, of(server.guid, 'be'), servers[server.index]!.counters as unknown as Numbers);
    }
  }
  for (const listener of plan.listeners) {
    const total = of(listener.guid, 'fe').stot;
    if (total !== undefined) state.listeners[listener.id]!.total = total;
  }
}

type Numbers = Record<string, number>;

function put(names: Readonly<Record<string, string>>, values: Readonly<Numbers>, into: Numbers): void {
  for (const [column, counter] of Object.entries(names)) {
    const value = values[column];
    if (value !== undefined) into[counter] = value;
  }
}

/** Fetches about proxies and servers (manual 7.3.2). A name that is left out means the rule's own proxy. */
import { isUsable } from '../balance/pool.ts';
import { NEVER, type ProxyState, type ServerState } from '../state.ts';
import { perPeriod } from '../stick/data.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Fetch } from './fetch.ts';
import { boolean, integer, text } from './value.ts';

const ofBackend = (get: (context: SampleContext, id: number) => SampleValue | null): Fetch => ({
  one(context, [name]) {
    const { proxies } = context.engine.plan;
    const id = name ? proxies.findIndex((proxy) => proxy.backend && proxy.name === name) : context.proxy;
    return id < 0 || !proxies[id]!.backend ? null : get(context, id);
  },
});

/** `srv_…([backend/]server)` */
const ofServer = (get: (context: SampleContext, server: ServerState) => SampleValue): Fetch => ({
  one(context, [name = '']) {
    const { proxies } = context.engine.plan;
    const slash = name.indexOf('/');
    const backend = slash < 0 ? null : name.slice(0, slash);
    const id = backend === null ? context.proxy : proxies.findIndex((proxy) => proxy.backend && proxy.name === backend);
    const index = proxies[id]?.backend?.servers.findIndex((server) => server.name === name.slice(slash + 1)) ?? -1;
    const server = context.engine.state.proxies[id]?.servers[index];
    return server ? get(context, server) : null;
  },
});

const stateOf = ({ engine }: SampleContext, id: number): ProxyState => engine.state.proxies[id]!;

/** Servers that balancing uses now: the active ones, else the one backup, else all backups. */
function usableServers(context: SampleContext, id: number): number {
  const state = stateOf(context, id);
  if (state.activeUsable > 0) return state.activeUsable;
  const { allbackups } = context.engine.plan.proxies[id]!.backend!;
  return allbackups ? state.backupUsable : Math.min(1, state.backupUsable);
}

const timeout = (ms: number | null): SampleValue => integer(ms ?? 0);

/** Free places of every server that counts; -1 when one of them has no limit. */
function freePlaces(
  context: SampleContext,
  id: number,
  counts: (server: ServerState) => boolean,
  withQueue: boolean,
): SampleValue {
  let sum = 0;
  for (const server of stateOf(context, id).servers) {
    if (!counts(server)) continue;
    const { maxconn, maxqueue } = context.engine.plan.proxies[id]!.backend!.servers[server.index]!;
    if (maxconn === null || (withQueue && maxqueue === null)) return integer(-1);
    sum += maxconn - server.current;
    if (withQueue) sum += maxqueue! - server.queue.length;
  }
  return integer(Math.max(0, sum));
}

/** Servers that balancing may choose: backups only when it is their turn. */
function isServing(context: SampleContext, id: number, server: ServerState): boolean {
  const { servers, allbackups } = context.engine.plan.proxies[id]!.backend!;
  if (!isUsable(server)) return false;
  if (!servers[server.index]!.backup) return true;
  const state = stateOf(context, id);
  const isFirst = !state.servers.some(
    (other) => other.index < server.index && servers[other.index]!.backup && isUsable(other),
  );
  return state.activeUsable === 0 && (allbackups || isFirst);
}

export const FETCHES_OF_PROXIES = {
  be_id: {
    one: ({ engine, stream }) => (engine.plan.proxies[stream.backend]!.backend ? integer(stream.backend + 2) : null),
  },
  be_name: { one: ({ engine, stream }) => text(engine.plan.proxies[stream.backend]!.name) },
  be_conn: ofBackend((context, id) => integer(stateOf(context, id).beconn)),
  be_conn_free: ofBackend((context, id) => freePlaces(context, id, (server) => isServing(context, id, server), false)),
  be_server_timeout: {
    one: ({ engine, stream }) => timeout(engine.plan.proxies[stream.backend]!.backend?.timeoutServerMs ?? null),
  },
  be_tunnel_timeout: {
    one: ({ engine, stream }) => timeout(engine.plan.proxies[stream.backend]!.backend?.timeoutTunnelMs ?? null),
  },
  fe_id: { one: ({ stream }) => integer(stream.frontend + 2) },
  fe_name: { one: ({ engine, stream }) => text(engine.plan.proxies[stream.frontend]!.name) },
  fe_client_timeout: {
    one: ({ engine, stream }) => timeout(engine.plan.proxies[stream.frontend]!.frontend!.timeoutClientMs),
  },
  fe_conn: {
    one(context, [name]) {
      const { plan, state } = context.engine;
      const id = name ? plan.proxies.findIndex((proxy) => proxy.frontend && proxy.name === name) : context.proxy;
      return state.proxies[id] ? integer(state.proxies[id]!.feconn) : null;
    },
  },
  fe_defbe: {
    one({ engine, stream }) {
      const { defaultBackend } = engine.plan.proxies[stream.frontend]!.frontend!;
      return defaultBackend && defaultBackend.proxy !== stream.frontend
        ? text(engine.plan.proxies[defaultBackend.proxy]!.name)
        : null;
    },
  },
  srv_id: {
    one: ({ engine, stream }) =>
      stream.server === NEVER
        ? null
        : integer(engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!.puid),
  },
  srv_name: {
    one: ({ engine, stream }) =>
      stream.server === NEVER ? null : text(engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!.name),
  },
  srv_conn: ofServer((_context, server) => integer(server.current)),
  srv_conn_free: ofServer(({ engine }, server) => {
    const { maxconn } = engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!;
    return integer(maxconn === null ? -1 : Math.max(0, maxconn - server.current));
  }),
  srv_is_up: ofServer((_context, server) => boolean(server.running !== 'stopped' && server.admin !== 'maint')),
  srv_sess_rate: ofServer(({ engine }, server) => integer(perPeriod(server.sessionRate, 1000, engine.nowMs))),
  srv_queue: ofServer((_context, server) => integer(server.queue.length)),
  srv_weight: ofServer((_context, server) => integer(Math.ceil(server.effectiveWeight / 16))),
  srv_uweight: ofServer((_context, server) => integer(server.userWeight)),
  srv_iweight: ofServer(({ engine }, server) =>
    integer(engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!.weight),
  ),
  nbsrv: ofBackend((context, id) => integer(usableServers(context, id))),
  queue: ofBackend((context, id) => integer(stateOf(context, id).queuedTotal)),
  avg_queue: ofBackend((context, id) => {
    const count = usableServers(context, id);
    const { queuedTotal } = stateOf(context, id);
    return integer(count > 0 ? Math.ceil(queuedTotal / count) : queuedTotal);
  }),
  connslots: ofBackend((context, id) =>
    freePlaces(context, id, (server) => server.running !== 'stopped' && server.admin !== 'maint', true),
  ),
} satisfies Record<string, Fetch>;

export const PROXY_FETCHES = FETCHES_OF_PROXIES;

/** What is true in the world at one instant, as a view wants it. Reads the state, changes nothing. */
import { inOrderOfId } from '../../engine/id-table.ts';
import type { Flight, ServerFrame, Totals } from '../../trace/frame.ts';
import { serverFrames } from '../../trace/server-frames.ts';
import { nameOf } from './faults.ts';
import type { ClientConn, World, WorldState } from './state.ts';

const FLIGHT_LIMIT = 400;

export interface Flights {
  readonly flights: readonly Flight[];
  readonly flightsTotal: number;
}

/** Requests in flight and connections that are joined to a server, oldest first. */
export function flightsOf(world: World, state: WorldState): Flights {
  const shown: ClientConn[] = [];
  for (const conn of inOrderOfId(state.clients)) if (isInFlight(conn)) shown.push(conn);
  const flightsTotal = shown.length;
  shown.sort((a, b) => a.startUs - b.startUs || a.id - b.id);
  return { flights: shown.slice(0, FLIGHT_LIMIT).map((conn) => flightOf(world, conn)), flightsTotal };
}

/** A request under way, or an idle TCP connection through to a server. */
function isInFlight(conn: ClientConn): boolean {
  return conn.flight !== 0 || (conn.phase === 'connected' && conn.link !== 0 && conn.nearOpen && conn.farOpen);
}

function flightOf(world: World, conn: ClientConn): Flight {
  const staged = world.stage.groups[conn.group]!;
  const idle = conn.flight === 0;
  return {
    id: idle ? -conn.id : conn.flight,
    stream: conn.stream > 0 ? conn.stream : -conn.flight,
    client: conn.group,
    frontend: staged.frontend,
    backend: conn.backend < 0 ? null : conn.backend,
    server: conn.server < 0 ? null : conn.server,
    phase: conn.phase,
    sinceMs: conn.sinceUs / 1000,
    untilMs: conn.untilUs < 0 ? null : conn.untilUs / 1000,
    label: labelOf(world, conn),
  };
}

function labelOf(world: World, conn: ClientConn): string {
  const staged = world.stage.groups[conn.group]!;
  if (staged.group.traffic.kind === 'feed') return staged.group.messages[conn.request]!.type;
  const { plan } = world.requests[conn.group]![conn.request]!;
  return staged.mode === 'http' ? `${plan.method} ${plan.target}` : staged.group.name;
}

/** Every server of every backend, in the order of the configuration. */
export function serversOf(world: World, state: WorldState): ServerFrame[] {
  return serverFrames(world.plan, state.engine, (proxy, server) =>
    nameOf(state.machines[world.stage.machineOf[proxy]![server]!]!.fault),
  );
}

export function queuesOf(state: WorldState): { proxy: number; length: number }[] {
  return state.engine.proxies
    .filter((proxy) => proxy.servers.length > 0)
    .map((proxy) => ({ proxy: proxy.id, length: proxy.queuedTotal }));
}

export function totalsOf(state: WorldState): Totals {
  const totals = {
    started: 0,
    completed: 0,
    failed: 0,
    unanswered: 0,
    retries: 0,
    redispatches: 0,
    resent: 0,
    duplicates: 0,
  };
  for (const group of state.metrics.groups) {
    totals.started += group.started;
    totals.completed += group.answered;
    totals.failed += group.failed;
    totals.unanswered += group.unanswered;
    totals.resent += group.resent;
    totals.duplicates += group.duplicates;
  }
  for (const { counters } of state.engine.proxies) {
    totals.retries += counters.retries;
    totals.redispatches += counters.redispatches;
  }
  return totals;
}

/** What is true at one instant of a run that is replayed, as a view wants it. Reads the state, changes nothing. */
import { inOrderOfId } from '../../engine/id-table.ts';
import { type EngineState, NEVER, type Stream } from '../../engine/state.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Flight, FlightPhase, Frame, Totals } from '../../trace/frame.ts';
import { serverFrames } from '../../trace/server-frames.ts';
import type { Topology } from '../../trace/topology.ts';
import { proxiesOf } from '../../trace/topology-of.ts';
import { clientOf, type ReplayState } from './run.ts';

const FLIGHT_LIMIT = 400;

const PHASES: Readonly<Record<Stream['phase'], FlightPhase>> = {
  request: 'to-frontend',
  queued: 'queued',
  turnaround: 'connecting',
  connecting: 'connecting',
  waiting: 'at-server',
  responding: 'to-client',
  flushing: 'to-client',
};

export function pictureOf(
  plan: Plan,
  state: ReplayState,
): Pick<Frame, 'flights' | 'flightsTotal' | 'servers' | 'queues' | 'totals'> {
  const flights = [...inOrderOfId(state.engine.streams)].map((stream) => flightOf(plan, state.engine, stream));
  return {
    flights: flights.slice(0, FLIGHT_LIMIT),
    flightsTotal: flights.length,
    servers: serverFrames(plan, state.engine, () => 'ok'),
    queues: state.engine.proxies
      .filter(({ servers }) => servers.length > 0)
      .map((proxy) => ({ proxy: proxy.id, length: proxy.queuedTotal })),
    totals: totalsOf(state, flights.length),
  };
}

function flightOf(plan: Plan, engine: EngineState, stream: Stream): Flight {
  const { id, client, frontend, backendSet, backend, server, mode, phase, acceptMs } = stream;
  const isJoined = mode === 'tcp' && phase === 'responding';
  return {
    id,
    stream: id,
    client: clientOf(plan, frontend),
    frontend,
    backend: backendSet ? backend : null,
    server: server === NEVER ? null : server,
    phase: isJoined ? 'connected' : PHASES[phase],
    sinceMs: Math.max(0, acceptMs - engine.startMs),
    untilMs: null,
    label: mode === 'http' ? `${stream.originalMethod} ${stream.originalTarget}` : `connection ${client}`,
  };
}

/** What is under way has begun. */
function totalsOf({ metrics, engine }: ReplayState, underWay: number): Totals {
  const totals = { started: underWay, completed: 0, failed: 0, unanswered: 0, resent: 0, duplicates: 0 };
  for (const group of metrics.groups) {
    totals.started += group.started;
    totals.completed += group.answered;
    totals.failed += group.failed;
    totals.unanswered += group.unanswered;
  }
  const sum = (of: (counters: EngineState['proxies'][number]['counters']) => number) =>
    engine.proxies.reduce((all, { counters }) => all + of(counters), 0);
  return { ...totals, retries: sum(({ retries }) => retries), redispatches: sum(({ redispatches }) => redispatches) };
}

/** Clients are told apart by the frontend they come to. */
export function topologyOfReplay(plan: Plan): Topology {
  const { frontends, backends } = proxiesOf(plan);
  const clients = frontends.map(({ name }, id) => ({ id, name: 'recorded', kind: 'open' as const, to: name }));
  return { clients, frontends, backends };
}

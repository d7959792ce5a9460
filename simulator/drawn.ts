/**
 * What of a large configuration a page gets to draw: a picture of thousands of servers says nothing, and reading about all of
 * them holds up the page. What the clients reach comes first; the rest runs all the same, and is counted.
 */
import type { EndedRequest, Frame, ServerFrame, Transition } from './trace/frame.ts';
import type { Topology } from './trace/topology.ts';
import type { LoadResult, SimulatorApi } from './worker-api.ts';

/** Of clients, frontends and backends each. */
const MOST_BOXES = 12;
const MOST_SERVERS = 40;
/** Where that is not enough, a picture of fewer says as much, and is there sooner. */
const SERVERS_OF_MANY = 12;

/** What a frame calls the servers of a backend that are not drawn, taken together. */
export const OTHER_SERVERS = -1;

export interface Drawn {
  readonly topology: Topology;
  /** How many there are besides. */
  readonly hidden: { readonly backends: number; readonly servers: number };
}

export function drawnOf(topology: Topology): Drawn {
  const asked = new Set(topology.clients.map((c) => c.to));
  const frontends = first(topology.frontends, (f) => asked.has(f.name), MOST_BOXES);
  const reached = new Set(frontends.flatMap((f) => f.backends));
  const chosen = first(topology.backends, (b) => reached.has(b.proxy), MOST_BOXES);
  const count = (list: Topology['backends']): number => list.reduce((sum, b) => sum + b.servers.length, 0);
  let room = count(topology.backends) > MOST_SERVERS ? SERVERS_OF_MANY : MOST_SERVERS;
  const backends = chosen.map((backend) => {
    const servers = backend.servers.slice(0, room);
    room -= servers.length;
    return servers.length === backend.servers.length ? backend : { ...backend, servers };
  });
  return {
    topology: { ...topology, clients: topology.clients.slice(0, MOST_BOXES), frontends, backends },
    hidden: {
      backends: topology.backends.length - backends.length,
      servers: count(topology.backends) - count(backends),
    },
  };
}

/** At most so many, those that matter before the others, in their order. */
function first<T>(all: readonly T[], matters: (item: T) => boolean, most: number): readonly T[] {
  if (all.length <= most) return all;
  const chosen = new Set([...all.filter(matters), ...all].slice(0, most));
  return all.filter((item) => chosen.has(item));
}

/** The same simulator, telling of what is drawn only. What happens elsewhere says where. */
export function drawing(simulator: SimulatorApi): SimulatorApi {
  let view: View | null = null;
  const shown = async (frame: Promise<Frame>): Promise<Frame> => {
    const whole = await frame;
    return view === null ? whole : frameOf(whole, view);
  };
  return {
    ...simulator,
    async load(request) {
      const result = await simulator.load(request);
      view = result.topology === null ? null : viewOf(result.topology);
      return view === null ? result : { ...result, ...view.drawn, diagnostics: ofThePage(result) };
    },
    advance: (toMs) => shown(simulator.advance(toMs)),
    stepOnce: () => shown(simulator.stepOnce()),
    seek: (toMs) => shown(simulator.seek(toMs)),
  };
}

/** The checker beside the text tells the others. */
const ofThePage = (result: LoadResult): LoadResult['diagnostics'] =>
  result.diagnostics.filter((d) => d.severity === 'error');

interface View {
  readonly drawn: Drawn;
  readonly proxies: ReadonlySet<number>;
  readonly servers: ReadonlySet<string>;
  /** Names of the others. */
  readonly places: ReadonlyMap<string, string>;
}

const keyOf = (proxy: number, server: number): string => `${proxy}/${server}`;

function viewOf(topology: Topology): View | null {
  const drawn = drawnOf(topology);
  if (drawn.hidden.servers === 0 && drawn.hidden.backends === 0) return null;
  const proxies = new Set([...drawn.topology.frontends, ...drawn.topology.backends].map((p) => p.proxy));
  const servers = new Set(
    drawn.topology.backends.flatMap((b) => b.servers.map((server) => keyOf(b.proxy, server.index))),
  );
  const places = new Map<string, string>();
  for (const backend of topology.backends) {
    for (const server of backend.servers) {
      const key = keyOf(backend.proxy, server.index);
      if (!servers.has(key)) places.set(key, `${backend.name}/${server.name}`);
    }
  }
  return { drawn, proxies, servers, places };
}

function frameOf(frame: Frame, view: View): Frame {
  const servers: ServerFrame[] = [];
  const others = new Map<number, ServerFrame>();
  for (const server of frame.servers) {
    if (view.servers.has(keyOf(server.proxy, server.server))) servers.push(server);
    else if (view.proxies.has(server.proxy)) others.set(server.proxy, together(others.get(server.proxy), server));
  }
  return {
    ...frame,
    servers: [...servers, ...others.values()],
    queues: frame.queues.filter((queue) => view.proxies.has(queue.proxy)),
    requests: frame.requests.map((request) => withPlace(request, view)),
    transitions: frame.transitions.map((transition) => withPlace(transition, view)),
  };
}

function together(sum: ServerFrame | undefined, one: ServerFrame): ServerFrame {
  const { proxy, state, weight, current, queue, total, errors, retries } = one;
  const names = { proxy, server: OTHER_SERVERS, state, health: null, lastCheck: null, fault: 'ok' };
  if (sum === undefined) return { ...names, weight, current, queue, total, errors, retries };
  return {
    ...names,
    weight: sum.weight + weight,
    current: sum.current + current,
    queue: sum.queue + queue,
    total: sum.total + total,
    errors: sum.errors + errors,
    retries: sum.retries + retries,
  };
}

function withPlace<T extends EndedRequest | Transition>(entry: T, view: View): T {
  if (entry.proxy === null || entry.server === null) return entry;
  const place = view.places.get(keyOf(entry.proxy, entry.server));
  return place === undefined ? entry : { ...entry, place };
}

/**
 * What of a large configuration is drawn: a picture of thousands of servers says nothing, and holds up the page. What the
 * clients reach comes first; the rest is counted.
 */
import type { Topology } from '../../simulator/worker-api.ts';

/** Of clients, frontends and backends each. */
const MOST_BOXES = 12;
const MOST_SERVERS = 40;

export interface Shown {
  readonly topology: Topology;
  /** How many there are besides. */
  readonly hiddenBackends: number;
  readonly hiddenServers: number;
}

export function shownOf(topology: Topology): Shown {
  const asked = new Set(topology.clients.map((c) => c.to));
  const frontends = first(topology.frontends, (f) => asked.has(f.name), MOST_BOXES);
  const reached = new Set(frontends.flatMap((f) => f.backends));
  const chosen = first(topology.backends, (b) => reached.has(b.proxy), MOST_BOXES);
  let room = MOST_SERVERS;
  const backends = chosen.map((backend) => {
    const servers = backend.servers.slice(0, room);
    room -= servers.length;
    return servers.length === backend.servers.length ? backend : { ...backend, servers };
  });
  const count = (list: Topology['backends']): number => list.reduce((sum, b) => sum + b.servers.length, 0);
  return {
    topology: { ...topology, clients: topology.clients.slice(0, MOST_BOXES), frontends, backends },
    hiddenBackends: topology.backends.length - backends.length,
    hiddenServers: count(topology.backends) - count(backends),
  };
}

/** At most so many, those that matter before the others, in their order. */
function first<T>(all: readonly T[], matters: (item: T) => boolean, most: number): readonly T[] {
  if (all.length <= most) return all;
  const chosen = new Set([...all.filter(matters), ...all].slice(0, most));
  return all.filter((item) => chosen.has(item));
}

/** One sentence about what is left out; null where nothing is. */
export function hiddenText({ hiddenBackends, hiddenServers }: Shown): string | null {
  const parts = [
    ...(hiddenBackends > 0 ? [`${hiddenBackends} backend${hiddenBackends === 1 ? '' : 's'}`] : []),
    ...(hiddenServers > 0 ? [`${hiddenServers} server${hiddenServers === 1 ? '' : 's'}`] : []),
  ];
  return parts.length === 0 ? null : `Not drawn: ${parts.join(' and ')} more. They run all the same.`;
}

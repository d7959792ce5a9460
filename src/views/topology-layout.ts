/** Where the boxes of the topology stand: pure arithmetic, so that it can be tested and the drawing stays simple. */
import type { Flight, Topology } from '../../simulator/worker-api.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** From left to right, or from top to bottom where there is no room. */
  readonly across: boolean;
  readonly clients: ReadonlyMap<number, Box>;
  /** By proxy id. */
  readonly frontends: ReadonlyMap<number, Box>;
  readonly backends: ReadonlyMap<number, Box>;
  /** By `proxy/server`. */
  readonly servers: ReadonlyMap<string, Box>;
  readonly links: readonly { readonly from: Box; readonly to: Box; readonly key: string }[];
}

export const serverKey = (proxy: number, server: number): string => `${proxy}/${server}`;

/** Below this many pixels the picture turns on its side. */
const ACROSS_MIN_PX = 470;
const GAP_PX = 12;
const MARGIN_PX = 8;
/** Of a box where boxes stand beside each other on a phone. */
const NARROWEST_PX = 68;

interface Column {
  readonly keys: readonly string[];
  readonly width: number;
  readonly height: number;
}

/**
 * @param topology what the configuration and the scenario define
 * @param width pixels there are
 */
export function layOut(topology: Topology, width: number): Layout {
  const across = width >= ACROSS_MIN_PX;
  const used = backendsInUse(topology);
  // A fifth of the room is for the wires; a server's box is wider than the others.
  const small = across ? Math.min(112, Math.floor((width * 0.8) / 4.7)) : 112;
  const columns: Column[] = [
    { keys: topology.clients.map((c) => `c${c.id}`), width: small, height: 46 },
    { keys: topology.frontends.map((f) => `f${f.proxy}`), width: small, height: 46 },
    { keys: used.map((b) => `b${b.proxy}`), width: small, height: 46 },
    {
      keys: used.flatMap((b) => b.servers.map((s) => `s${serverKey(b.proxy, s.index)}`)),
      width: across ? Math.floor(small * 1.65) : 100,
      height: across ? 56 : 76,
    },
  ];
  const boxes = across ? placeAcross(columns, width) : placeDown(columns, width);
  const bottom = Math.max(0, ...[...boxes.values()].map((b) => b.y + b.height));
  const pick = <K>(entries: readonly (readonly [K, string])[]): Map<K, Box> => {
    const found = new Map<K, Box>();
    for (const [key, id] of entries) {
      const box = boxes.get(id);
      if (box !== undefined) found.set(key, box);
    }
    return found;
  };
  const clients = pick(topology.clients.map((c) => [c.id, `c${c.id}`] as const));
  const frontends = pick(topology.frontends.map((f) => [f.proxy, `f${f.proxy}`] as const));
  const backends = pick(used.map((b) => [b.proxy, `b${b.proxy}`] as const));
  const servers = pick(
    used.flatMap((b) =>
      b.servers.map((s) => [serverKey(b.proxy, s.index), `s${serverKey(b.proxy, s.index)}`] as const),
    ),
  );
  const links: Layout['links'][number][] = [];
  const join = (from: Box | undefined, to: Box | undefined, key: string) => {
    if (from !== undefined && to !== undefined) links.push({ from, to, key });
  };
  for (const client of topology.clients) {
    const frontend = topology.frontends.find((f) => f.name === client.to);
    if (frontend !== undefined) join(clients.get(client.id), frontends.get(frontend.proxy), `c${client.id}`);
  }
  for (const frontend of topology.frontends) {
    for (const backend of frontend.backends)
      join(frontends.get(frontend.proxy), backends.get(backend), `f${frontend.proxy}-${backend}`);
  }
  for (const backend of used) {
    for (const server of backend.servers) {
      join(
        backends.get(backend.proxy),
        servers.get(serverKey(backend.proxy, server.index)),
        `s${serverKey(backend.proxy, server.index)}`,
      );
    }
  }
  return { width, height: bottom + MARGIN_PX, across, clients, frontends, backends, servers, links };
}

function backendsInUse(topology: Topology): Topology['backends'] {
  const reachable = new Set(topology.frontends.flatMap((f) => f.backends));
  const some = topology.backends.filter((b) => reachable.has(b.proxy));
  return some.length > 0 ? some : topology.backends;
}

function placeAcross(columns: readonly Column[], width: number): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const tall = Math.max(...columns.map((c) => c.keys.length * (c.height + GAP_PX) - GAP_PX), 0);
  const free = width - 2 * MARGIN_PX - columns.reduce((sum, c) => sum + c.width, 0);
  const between = Math.max(18, free / Math.max(1, columns.length - 1));
  let x = MARGIN_PX;
  for (const column of columns) {
    const own = column.keys.length * (column.height + GAP_PX) - GAP_PX;
    let y = MARGIN_PX + (tall - own) / 2;
    for (const key of column.keys) {
      boxes.set(key, { x, y, width: column.width, height: column.height });
      y += column.height + GAP_PX;
    }
    x += column.width + between;
  }
  return boxes;
}

function placeDown(columns: readonly Column[], width: number): Map<string, Box> {
  const boxes = new Map<string, Box>();
  let y = MARGIN_PX;
  for (const column of columns) {
    const room = width - 2 * MARGIN_PX + GAP_PX;
    const most = Math.max(1, Math.floor(room / (NARROWEST_PX + GAP_PX)));
    // Rows of about the same length: five boxes are three and two, not four and one.
    const rows = Math.max(1, Math.ceil(column.keys.length / most));
    const perRow = Math.ceil(column.keys.length / rows);
    const wide = Math.min(column.width, Math.floor(room / Math.max(1, perRow)) - GAP_PX);
    for (let start = 0; start < column.keys.length; start += perRow) {
      const row = column.keys.slice(start, start + perRow);
      const span = row.length * (wide + GAP_PX) - GAP_PX;
      let x = (width - span) / 2;
      for (const key of row) {
        boxes.set(key, { x, y, width: wide, height: column.height });
        x += wide + GAP_PX;
      }
      y += column.height + GAP_PX;
    }
    y += 22;
  }
  return boxes;
}

/** Where a link leaves one box and enters the other. */
export function linkEnds(from: Box, to: Box, across: boolean): readonly [Point, Point] {
  return across
    ? [
        { x: from.x + from.width, y: from.y + from.height / 2 },
        { x: to.x, y: to.y + to.height / 2 },
      ]
    : [
        { x: from.x + from.width / 2, y: from.y + from.height },
        { x: to.x + to.width / 2, y: to.y },
      ];
}

/** The curve of a link, as SVG path data. */
export function linkPath(from: Box, to: Box, across: boolean): string {
  const [a, b] = linkEnds(from, to, across);
  return across
    ? `M${a.x} ${a.y}C${(a.x + b.x) / 2} ${a.y} ${(a.x + b.x) / 2} ${b.y} ${b.x} ${b.y}`
    : `M${a.x} ${a.y}C${a.x} ${(a.y + b.y) / 2} ${b.x} ${(a.y + b.y) / 2} ${b.x} ${b.y}`;
}

function onLink(from: Box, to: Box, across: boolean, t: number): Point {
  const [a, b] = linkEnds(from, to, across);
  const u = 1 - t;
  const cubic = (p0: number, p1: number, p2: number, p3: number) =>
    u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
  const midX = (a.x + b.x) / 2;
  const midY = (a.y + b.y) / 2;
  return across
    ? { x: cubic(a.x, midX, midX, b.x), y: cubic(a.y, a.y, b.y, b.y) }
    : { x: cubic(a.x, a.x, b.x, b.x), y: cubic(a.y, midY, midY, b.y) };
}

/** Along several boxes in turn; `t` from 0 to 1 over the whole way. */
function along(way: readonly Box[], across: boolean, t: number): Point | null {
  const legs = way.length - 1;
  if (legs < 1) return null;
  const at = Math.min(Math.max(t, 0), 0.9999) * legs;
  const leg = Math.floor(at);
  const from = way[leg];
  const to = way[leg + 1];
  return from === undefined || to === undefined ? null : onLink(from, to, across, at - leg);
}

/**
 * Where a request is drawn, or null while it is inside a server (drawn there as a filled slot) or its place is unknown.
 * @param nowMs the frame's time
 */
export function placeFlight(flight: Flight, layout: Layout, nowMs: number): Point | null {
  const client = layout.clients.get(flight.client);
  const frontend = layout.frontends.get(flight.frontend);
  const backend = flight.backend === null ? undefined : layout.backends.get(flight.backend);
  const server =
    flight.backend === null || flight.server === null
      ? undefined
      : layout.servers.get(serverKey(flight.backend, flight.server));
  const length = flight.untilMs === null ? 0 : flight.untilMs - flight.sinceMs;
  const t = length > 0 ? (nowMs - flight.sinceMs) / length : 1;
  const present = (...boxes: (Box | undefined)[]): Box[] => boxes.filter((b) => b !== undefined);
  switch (flight.phase) {
    case 'to-frontend':
      return along(present(client, frontend), layout.across, t);
    case 'queued':
      return null;
    case 'connecting':
      return along(present(backend, server), layout.across, length > 0 ? t * 0.9 : 0.5);
    case 'to-server':
      return along(present(frontend, backend, server), layout.across, t);
    case 'at-server':
    case 'connected':
      return null;
    case 'to-client':
      return along(present(server, backend, frontend, client).reverse(), layout.across, 1 - t);
  }
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Frame, ServerFrame, Topology as TopologyData } from '../../simulator/worker-api.ts';
import type { Playground } from '../playground/store.ts';
import { hiddenText } from './shown.ts';
import { faultWord, stateLook } from './states.ts';
import { type Box, type Layout, layOut, linkPath, placeFlight, serverKey } from './topology-layout.ts';

const FLIGHTS_DRAWN = 160;
const SLOTS_DRAWN = 10;

/** The picture: clients, frontends, backends and servers, and each request on its way. The table beside it says the same in words. */
export function Topology({ playground }: { playground: Playground }) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const watch = new ResizeObserver((entries) => {
      const next = Math.round(entries[0]?.contentRect.width ?? 0);
      if (next > 0) setWidth(next);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const loaded = playground.loaded.value;
  const topology = loaded?.topology ?? null;
  const hidden = loaded === null ? null : hiddenText(loaded);
  const frame = playground.frame.value;
  const layout = useMemo(() => (topology === null || width === 0 ? null : layOut(topology, width)), [topology, width]);
  return (
    <div class="dd-topology" ref={holder}>
      {topology !== null && layout !== null && (
        <svg
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="img"
          aria-label={describe(topology)}
        >
          <Links layout={layout} topology={topology} frame={frame} />
          <Nodes layout={layout} topology={topology} frame={frame} />
          {frame !== null && <Flights layout={layout} frame={frame} />}
        </svg>
      )}
      {hidden !== null && <p class="dd-quiet">{hidden}</p>}
    </div>
  );
}

function describe(topology: TopologyData): string {
  const servers = topology.backends.flatMap((b) => b.servers.map((s) => s.name));
  return `Clients ${topology.clients.map((c) => c.name).join(', ')} reach ${topology.frontends.map((f) => f.name).join(', ')}; servers ${servers.join(', ')}. The server table says what each is doing.`;
}

function stateOf(frame: Frame | null, proxy: number, server: number): ServerFrame | undefined {
  return frame?.servers.find((s) => s.proxy === proxy && s.server === server);
}

function Links({ layout, topology, frame }: { layout: Layout; topology: TopologyData; frame: Frame | null }) {
  const down = new Set<string>();
  const busy = new Map<string, number>();
  for (const backend of topology.backends) {
    for (const server of backend.servers) {
      const state = stateOf(frame, backend.proxy, server.index);
      const key = `s${serverKey(backend.proxy, server.index)}`;
      if (state !== undefined && (state.state === 'DOWN' || state.state === 'MAINT')) down.add(key);
      if (state !== undefined) busy.set(key, state.current);
    }
  }
  return (
    <g class="dd-links">
      {layout.links.map((link) => (
        <path
          key={link.key}
          d={linkPath(link.from, link.to, layout.across)}
          class={down.has(link.key) ? 'dd-link dd-link-down' : 'dd-link'}
          stroke-width={1.25 + Math.min(4, (busy.get(link.key) ?? 0) / 4)}
        />
      ))}
    </g>
  );
}

function Nodes({ layout, topology, frame }: { layout: Layout; topology: TopologyData; frame: Frame | null }) {
  return (
    <g>
      {topology.clients.map((client) => (
        <Node
          key={`c${client.id}`}
          box={layout.clients.get(client.id)}
          title={client.name}
          detail={client.kind === 'feed' ? 'senders' : client.kind === 'closed' ? 'users' : 'clients'}
          kind="client"
        />
      ))}
      {topology.frontends.map((frontend) => (
        <Node
          key={`f${frontend.proxy}`}
          box={layout.frontends.get(frontend.proxy)}
          title={frontend.name}
          detail={frontend.binds.join(' ')}
          kind="proxy"
        />
      ))}
      {topology.backends.map((backend) => {
        const queued = frame?.queues.find((q) => q.proxy === backend.proxy)?.length ?? 0;
        return (
          <Node
            key={`b${backend.proxy}`}
            box={layout.backends.get(backend.proxy)}
            title={backend.name}
            detail={queued > 0 ? `${queued} waiting` : backend.algorithm}
            kind={queued > 0 ? 'proxy dd-node-queue' : 'proxy'}
          />
        );
      })}
      {topology.backends.flatMap((backend) =>
        backend.servers.map((server) => (
          <ServerNode
            key={serverKey(backend.proxy, server.index)}
            box={layout.servers.get(serverKey(backend.proxy, server.index))}
            name={server.name}
            backup={server.backup}
            checked={server.checked}
            state={stateOf(frame, backend.proxy, server.index)}
            across={layout.across}
          />
        )),
      )}
    </g>
  );
}

/** Text that would leave its box is cut, with an ellipsis; the whole of it is the box's tooltip. */
function fit(text: string, widthPx: number, charPx: number): string {
  const room = Math.floor(widthPx / charPx);
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}

function Node({ box, title, detail, kind }: { box: Box | undefined; title: string; detail: string; kind: string }) {
  if (box === undefined) return null;
  return (
    <g class={`dd-node dd-node-${kind}`} transform={`translate(${box.x} ${box.y})`}>
      <title>{`${title} ${detail}`}</title>
      <rect width={box.width} height={box.height} rx={6} />
      <text class="dd-node-title" x={10} y={19}>
        {fit(title, box.width - 18, 7.4)}
      </text>
      <text class="dd-node-detail" x={10} y={36}>
        {fit(detail, box.width - 18, 6.7)}
      </text>
    </g>
  );
}

interface ServerNodeProps {
  box: Box | undefined;
  name: string;
  backup: boolean;
  checked: boolean;
  state: ServerFrame | undefined;
  across: boolean;
}

function ServerNode({ box, name, backup, checked, state, across }: ServerNodeProps) {
  if (box === undefined) return null;
  const look = stateLook(state, checked);
  const current = state?.current ?? 0;
  const slots = Math.min(current, across ? SLOTS_DRAWN : 6);
  const fault = state === undefined || state.fault === 'ok' ? null : state.fault;
  // A cross as well as a colour, where there is room for it.
  const signed = look.tone === 'down' ? `✕ ${look.label}` : look.label;
  const roomForState = Math.floor((box.width - 14) / 6.4);
  const labelX = across ? box.width - 10 : 10;
  const role = backup ? 'backup' : '';
  return (
    <g class={`dd-node dd-server dd-${look.tone}`} transform={`translate(${box.x} ${box.y})`}>
      <title>{`${name}: ${look.label}${fault === null ? '' : `, ${faultWord(fault)}`}, ${current} connections`}</title>
      <rect width={box.width} height={box.height} rx={6} />
      <text class="dd-node-title" x={10} y={19}>
        {fit(name, across ? box.width - 92 : box.width - 16, 7.6)}
      </text>
      <text class="dd-state" x={labelX} y={across ? 19 : 35} text-anchor={across ? 'end' : 'start'}>
        {across ? signed : fit(signed.length > roomForState ? look.label : signed, box.width - 14, 6.4)}
      </text>
      <text class="dd-node-detail" x={10} y={across ? 36 : 51}>
        {fit(fault === null ? role : `⚡ ${faultWord(fault)}`, box.width - 14, 6.2)}
      </text>
      {state !== undefined && state.queue > 0 && (
        <text
          class="dd-state"
          x={labelX}
          y={across ? 36 : 51}
          text-anchor={across ? 'end' : 'start'}
        >{`${state.queue} waiting`}</text>
      )}
      <g class="dd-slots" transform={`translate(10 ${box.height - 12})`}>
        {Array.from({ length: slots }, (_, i) => (
          <circle key={i} cx={4 + i * 10} cy={3} r={3.6} />
        ))}
        {current > slots && <text x={6 + slots * 10} y={7}>{`+${current - slots}`}</text>}
      </g>
    </g>
  );
}

function Flights({ layout, frame }: { layout: Layout; frame: Frame }) {
  const drawn = frame.flights.slice(0, FLIGHTS_DRAWN);
  return (
    <g class="dd-flights">
      {drawn.map((flight) => {
        const at = placeFlight(flight, layout, frame.nowMs);
        return at === null ? null : (
          <circle
            key={flight.id}
            cx={at.x}
            cy={at.y}
            r={4.2}
            class={flight.phase === 'to-client' ? 'dd-answer' : 'dd-ask'}
          />
        );
      })}
    </g>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import type { EndedRequest } from '../../simulator/trace/frame.ts';
import type { Topology } from '../../simulator/worker-api.ts';
import type { Playground } from '../playground/store.ts';

/** Requests as their clients saw them end, newest last. Each is a question: why this server? */
export function RequestsView({ playground }: { playground: Playground }) {
  const list = useRef<HTMLOListElement>(null);
  const pinned = useRef(true);
  const requests = playground.requests.value;
  const topology = playground.loaded.value?.topology ?? null;
  useEffect(() => {
    const element = list.current;
    if (element !== null && pinned.current) element.scrollTop = element.scrollHeight;
  });
  if (requests.length === 0 || topology === null) {
    return (
      <p class="dd-empty">
        No request has ended yet. Each will be a line here; choose one to ask why it went where it went.
      </p>
    );
  }
  const asked = playground.story.value?.stream ?? null;
  return (
    <ol
      class="dd-log dd-requests"
      ref={list}
      aria-label="Requests"
      onScroll={(e) => {
        const element = e.currentTarget;
        pinned.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 24;
      }}
    >
      {requests.map((request) => (
        <li key={request.index} class={request.ok ? 'dd-log-good' : 'dd-log-bad'}>
          <button
            type="button"
            class="dd-log-text"
            disabled={request.stream === 0}
            aria-pressed={request.stream === asked}
            title="Why this server?"
            onClick={() => void playground.ask(request.stream)}
          >
            {lineOf(request, topology)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function lineOf(request: EndedRequest, topology: Topology): string {
  const client = topology.clients[request.client]?.name ?? 'a client';
  const backend = topology.backends.find((b) => b.proxy === request.proxy);
  const server = backend?.servers.find((s) => s.index === request.server);
  const drawn = server === undefined || backend === undefined ? null : `${backend.name}/${server.name}`;
  const where = drawn ?? request.place ?? 'no server';
  const answer = request.status === null ? 'no answer' : request.status === 0 ? 'answered' : String(request.status);
  const time = `${(request.atMs / 1000).toFixed(2)} s`;
  return `${time.padStart(9)}  ${client} → ${where}  ${answer}  ${Math.round(request.latencyMs)} ms`;
}

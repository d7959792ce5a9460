import { useEffect, useRef } from 'preact/hooks';
import type { LogLine } from '../../simulator/worker-api.ts';
import type { Playground } from '../playground/store.ts';

const LINES_SHOWN = 200;

/** The log as HAProxy would write it. A line about a request is a question: why this server? */
export function LogView({ playground }: { playground: Playground }) {
  const list = useRef<HTMLOListElement>(null);
  const pinned = useRef(true);
  const lines = playground.log.value.slice(-LINES_SHOWN);
  useEffect(() => {
    const element = list.current;
    if (element !== null && pinned.current) element.scrollTop = element.scrollHeight;
  });
  if (lines.length === 0)
    return (
      <p class="dd-empty">
        Nothing has been logged yet. HAProxy writes a line when a request or a connection ends, if the configuration has
        a log target.
      </p>
    );
  const asked = playground.story.value?.stream ?? null;
  return (
    <ol
      class="dd-log"
      ref={list}
      tabindex={0}
      aria-label="Log"
      onScroll={(e) => {
        const element = e.currentTarget;
        pinned.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 24;
      }}
    >
      {lines.map((line) => (
        <li key={line.index} class={lineClass(line)}>
          {line.stream === null ? (
            <span class="dd-log-text">{line.text}</span>
          ) : (
            <button
              type="button"
              class="dd-log-text"
              aria-pressed={line.stream === asked}
              title="Why this server?"
              onClick={() => {
                if (line.stream !== null) void playground.ask(line.stream);
              }}
            >
              {line.text}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function lineClass(line: LogLine): string {
  if (line.kind === 'server') return 'dd-log-server';
  const bad =
    (line.status !== null && line.status >= 500) ||
    (line.termination !== null && line.termination[0] !== '-' && line.termination[0] !== undefined);
  return bad ? 'dd-log-bad' : 'dd-log-good';
}

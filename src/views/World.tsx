import { useState } from 'preact/hooks';
import type { Span } from '../../simulator/language/diagnostic.ts';
import type { Playground } from '../playground/store.ts';
import { Controls } from './Controls.tsx';
import { LogView } from './LogView.tsx';
import { RequestsView } from './RequestsView.tsx';
import { ServerTable } from './ServerTable.tsx';
import { StoryView } from './StoryView.tsx';
import { Timeline } from './Timeline.tsx';
import { Topology } from './Topology.tsx';
import { Totals } from './Totals.tsx';

/** The right-hand side: what happens. */
export function World({ playground, id }: { playground: Playground; id: string }) {
  const failure = playground.failure.value;
  const refused = playground.run.value === 'refused';
  const scenarioProblems = playground.loaded.value?.scenarioProblems ?? [];
  return (
    <>
      <Controls playground={playground} id={id} />
      {failure !== null && (
        <p class="dd-failure" role="alert">
          {failure}
        </p>
      )}
      {refused && scenarioProblems.length === 0 && (
        <p class="dd-failure" role="alert">
          HAProxy would not start with this configuration, so there is nothing to run. The list under the text says why.
        </p>
      )}
      {scenarioProblems.map((p) => (
        <p
          class="dd-failure"
          role="alert"
          key={`${p.line}:${p.column}`}
        >{`scenario.yaml:${p.line}:${p.column}: ${p.message}`}</p>
      ))}
      <Topology playground={playground} />
      <ServerTable playground={playground} />
      <Totals playground={playground} />
      <Timeline playground={playground} id={id} />
      <p class="dd-sr" role="status">
        {playground.announcement.value}
      </p>
    </>
  );
}

/** Below both: the log, and the story of one request. */
export function Below({
  playground,
  id,
  lineOf,
}: {
  playground: Playground;
  id: string;
  lineOf: (span: Span) => number;
}) {
  const [chosen, choose] = useState<'requests' | 'log' | 'why'>('requests');
  const asked = playground.story.value;
  const [lastAsked, remember] = useState<number | null>(null);
  const stream = asked?.stream ?? null;
  if (stream !== lastAsked) {
    remember(stream);
    if (stream !== null) choose('why');
  }
  const tabs = [
    ['requests', 'Requests'],
    ['log', 'Log'],
    ['why', 'Why this server?'],
  ] as const;
  return (
    <div class="dd-tabs">
      <div role="tablist" aria-label="What happened" class="dd-tablist">
        {tabs.map(([key, label], i) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-tab-${key}`}
            aria-selected={chosen === key}
            aria-controls={`${id}-panel-${key}`}
            tabindex={chosen === key ? 0 : -1}
            onClick={() => choose(key)}
            onKeyDown={(e) => {
              if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
              const next = tabs[(i + (e.key === 'ArrowRight' ? 1 : tabs.length - 1)) % tabs.length];
              if (next === undefined) return;
              choose(next[0]);
              document.getElementById(`${id}-tab-${next[0]}`)?.focus();
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel-${chosen}`} aria-labelledby={`${id}-tab-${chosen}`} class="dd-tabpanel">
        {chosen === 'requests' && <RequestsView playground={playground} />}
        {chosen === 'log' && <LogView playground={playground} />}
        {chosen === 'why' && <StoryView playground={playground} lineOf={lineOf} />}
      </div>
    </div>
  );
}

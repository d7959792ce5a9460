import type { Span } from '../../simulator/language/diagnostic.ts';
import type { Playground } from '../playground/store.ts';

/** "Why this server?": one request's path from top to bottom. Pointing at a step lights the lines that decided it. */
export function StoryView({ playground, lineOf }: { playground: Playground; lineOf: (span: Span) => number }) {
  const story = playground.story.value;
  if (story === null)
    return (
      <p class="dd-empty">
        Choose a line under Requests or Log, and every decision about that request is listed here, with the lines of the
        configuration that made it.
      </p>
    );
  const all = story.steps.flatMap((s) => [...s.explanation.spans]);
  return (
    <div class="dd-story">
      <div class="dd-story-head">
        <p class="dd-story-title">{story.summary}</p>
        <button type="button" class="dd-button" onClick={() => playground.closeStory()}>
          Close
        </button>
      </div>
      <ol>
        {story.steps.map((step, i) => {
          const spans = step.explanation.spans;
          const lines = [...new Set(spans.map(lineOf))];
          const light = () => {
            playground.lit.value = spans;
          };
          const unlight = () => {
            playground.lit.value = all;
          };
          return (
            <li key={i} onMouseEnter={light} onMouseLeave={unlight} class={`dd-step dd-step-${step.explanation.type}`}>
              <span class="dd-step-time">{(step.atMs / 1000).toFixed(3)} s</span>
              <span class="dd-step-text">{step.text}</span>
              {lines.length > 0 && (
                <button type="button" class="dd-mini" onFocus={light} onBlur={unlight} onClick={light}>
                  {lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(', ')}`}
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {story.log !== null && (
        <pre class="dd-story-log" tabindex={0}>
          {story.log}
        </pre>
      )}
    </div>
  );
}

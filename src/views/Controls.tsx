import type { Playground } from '../playground/store.ts';

const SPEEDS: readonly (readonly [number, string])[] = [
  [0.1, '1/10'],
  [0.25, '1/4'],
  [1, '1 ×'],
  [3, '3 ×'],
  [10, '10 ×'],
];

/** Run, pause, step, speed, seed, and where in time we are. */
export function Controls({ playground, id }: { playground: Playground; id: string }) {
  const run = playground.run.value;
  const running = run === 'running';
  const refused = run === 'refused' && !playground.stale.value;
  const nowMs = playground.frame.value?.nowMs ?? 0;
  const label = running ? 'Pause' : run === 'ended' ? 'Run again' : run === 'paused' ? 'Continue' : 'Run';
  return (
    <div class="dd-controls">
      <button
        type="button"
        class="dd-button dd-primary"
        disabled={refused}
        onClick={() => (running ? playground.pause() : void playground.start())}
        data-action="run"
        data-run={run}
      >
        <span aria-hidden="true">{running ? '❚❚' : '▶'}</span> {label}
      </button>
      <button
        type="button"
        class="dd-button"
        disabled={refused || run === 'ended'}
        onClick={() => void playground.step()}
        title="Go to the next thing that happens"
        data-action="step"
      >
        Step
      </button>
      <button
        type="button"
        class="dd-button"
        disabled={run === 'empty'}
        onClick={() => void playground.restart()}
        data-action="restart"
      >
        Restart
      </button>
      <label class="dd-field" for={`${id}-speed`}>
        Speed
        <select
          id={`${id}-speed`}
          value={String(playground.speed.value)}
          onChange={(e) => {
            playground.speed.value = Number(e.currentTarget.value);
          }}
        >
          {SPEEDS.map(([value, text]) => (
            <option key={value} value={String(value)}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label class="dd-field" for={`${id}-seed`}>
        Seed
        <input
          id={`${id}-seed`}
          type="number"
          min={0}
          max={4294967295}
          step={1}
          value={playground.seed.value ?? playground.loaded.value?.seed ?? ''}
          onChange={(e) => {
            const next = e.currentTarget.valueAsNumber;
            playground.seed.value = Number.isInteger(next) && next >= 0 ? next : null;
            void playground.restart();
          }}
        />
      </label>
      <output class="dd-clock" aria-label="Time in the run">
        {(nowMs / 1000).toFixed(2)} s
      </output>
      {playground.stale.value && run !== 'refused' && (
        <span class="dd-note">The text has changed: restart to run it.</span>
      )}
    </div>
  );
}

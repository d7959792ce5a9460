/** Server states as bars on the time axis: pure, from the transitions seen so far. */
import type { Topology, Transition } from '../../simulator/worker-api.ts';
import type { Tone } from './states.ts';

export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone: Tone;
  readonly label: string;
}

export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

export interface Lane {
  readonly key: string;
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
}

function toneOf(state: string, checked: boolean): Tone {
  if (!checked && state === 'UP') return 'idle';
  if (state === 'UP') return 'up';
  if (state === 'DOWN') return 'down';
  return state === 'MAINT' ? 'idle' : 'warn';
}

/** @param untilMs how far the run has got */
export function lanesOf(topology: Topology, transitions: readonly Transition[], untilMs: number): Lane[] {
  return topology.backends.flatMap((backend) =>
    backend.servers.map((server) => {
      const own = transitions.filter((t) => t.proxy === backend.proxy && t.server === server.index);
      const changes = own.filter((t) => t.kind === 'state');
      const bars: Bar[] = [];
      let state = changes[0]?.from ?? 'UP';
      let fromMs = 0;
      for (const change of changes) {
        if (change.atMs > fromMs)
          bars.push({ fromMs, toMs: change.atMs, tone: toneOf(state, server.checked), label: state });
        state = change.to;
        fromMs = change.atMs;
      }
      bars.push({ fromMs, toMs: Math.max(fromMs, untilMs), tone: toneOf(state, server.checked), label: state });
      const marks = own.filter((t) => t.kind === 'fault').map((t) => ({ atMs: t.atMs, label: t.to }));
      return { key: `${backend.proxy}/${server.index}`, name: server.name, bars, marks };
    }),
  );
}

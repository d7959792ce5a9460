/** How a server's state looks and reads: colour is never the only sign. */
import type { ServerFrame } from '../../simulator/worker-api.ts';

export type Tone = 'up' | 'warn' | 'down' | 'idle';

export interface StateLook {
  readonly tone: Tone;
  readonly label: string;
}

/** @param checked whether health checks are configured: without them HAProxy says `no check` */
export function stateLook(state: ServerFrame | undefined, checked: boolean): StateLook {
  if (state === undefined) return { tone: 'idle', label: checked ? '' : 'no check' };
  if (!checked && state.state === 'UP') return { tone: 'idle', label: 'no check' };
  const health = state.health === null ? '' : ` ${state.health}`;
  switch (state.state) {
    case 'UP':
      return { tone: 'up', label: 'UP' };
    case 'GOING DOWN':
      return { tone: 'warn', label: `UP${health}` };
    case 'GOING UP':
      return { tone: 'warn', label: `DOWN${health}` };
    case 'DOWN':
      return { tone: 'down', label: 'DOWN' };
    case 'MAINT':
      return { tone: 'idle', label: 'MAINT' };
    case 'DRAIN':
    case 'NOLB':
      return { tone: 'warn', label: state.state };
  }
}

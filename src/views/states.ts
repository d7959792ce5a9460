/** How a server's state looks and reads: colour is never the only sign. */
import type { ServerFrame } from '../../simulator/worker-api.ts';

/** What a fault does to a server, in the words of the buttons. */
export function faultWord(fault: string): string {
  switch (fault) {
    case 'refuse':
      return 'killed';
    case 'hang':
      return 'hangs';
    case 'slow':
      return 'slow';
    case 'blackhole':
      return 'unreachable';
    case 'http-500':
      return 'answers 500';
    case 'ok':
      return 'works again';
    default:
      return fault;
  }
}

export type Tone = 'up' | 'warn' | 'down' | 'idle';

export interface StateLook {
  readonly tone: Tone;
  readonly label: string;
}

/**
 * HAProxy's check counter while checks say something else than the state: `2/3` when one of three failures has been seen
 * while UP, `1/2` when one of two successes has been seen while DOWN. null while they agree, and
 * before the first check: HAProxy begins with one failure left, and nothing has been seen yet.
 */
export function pendingCount({
  state,
  health,
  lastCheck,
}: Pick<ServerFrame, 'state' | 'health' | 'lastCheck'>): string | null {
  if (health === null || lastCheck === null || (state !== 'UP' && state !== 'DOWN')) return null;
  const [count, of] = health.split('/');
  return count === (state === 'UP' ? of : '0') ? null : health;
}

/** @param checked whether health checks are configured: without them HAProxy says `no check` */
export function stateLook(state: ServerFrame | undefined, checked: boolean): StateLook {
  if (state === undefined) return { tone: 'idle', label: checked ? '' : 'no check' };
  if (!checked && state.state === 'UP') return { tone: 'idle', label: 'no check' };
  const count = pendingCount(state);
  switch (state.state) {
    case 'UP':
      return count === null ? { tone: 'up', label: 'UP' } : { tone: 'warn', label: `UP ${count}` };
    case 'DOWN':
      return { tone: 'down', label: count === null ? 'DOWN' : `DOWN ${count}` };
    case 'GOING DOWN':
    case 'GOING UP':
    case 'MAINT':
      return { tone: 'idle', label: 'MAINT' };
    case 'DRAIN':
    case 'NOLB':
      return { tone: 'warn', label: state.state };
  }
}

/** What the checks of one server remember. Plain data; `health/` keeps it. */
import type { ProbeId, ProbeResult } from '../io.ts';

export interface CheckState {
  /** HAProxy's counter: 0 … rise + fall - 1; up when it is `rise` or more. */
  health: number;
  /** The probe under way, or 0. */
  probe: ProbeId;
  /** The timer slot: next start while no probe runs, its time-out while one does. */
  readonly timer: number;
  startedMs: number;
  connected: boolean;
  /** Not connected so far, but nearly: TLS is being agreed upon. */
  shakesHands: boolean;
  /** Index of the step the probe has come to in `CheckPlan.steps`. */
  step: number;
  last: ProbeResult | null;
  lastDurationMs: number;
  /** Errors that traffic met in a row (`observe`), and whether checks are made faster since. */
  errors: number;
  hurries: boolean;
  /** `disable health`, and of a server that was added as long as nobody said `enable health`: no check is made. */
  isOff: boolean;
}

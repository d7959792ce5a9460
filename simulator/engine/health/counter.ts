/** The counter behind a server's health: 0 … rise + fall - 1, up from `rise` on. */
import type { CheckPlan } from '../../plan/plan.ts';
import type { ProbeResult } from '../io.ts';
import type { ServerState } from '../state.ts';
import type { CheckState } from './state.ts';

const PASSED: ReadonlySet<string> = new Set(['L4OK', 'L6OK', 'L7OK', 'L7OKC', 'PROCOK']);

export function passed(result: ProbeResult): boolean {
  return PASSED.has(result.status);
}

export function top(plan: CheckPlan): number {
  return plan.rise + plan.fall - 1;
}

/** Moves the counter by a result; false when it stays. */
export function count(check: CheckState, plan: CheckPlan, success: boolean): boolean {
  const before = check.health;
  if (success && before < top(plan)) check.health = before + 1 >= plan.rise ? top(plan) : before + 1;
  if (!success && before > 0) check.health = before - 1 < plan.rise ? 0 : before - 1;
  return check.health !== before;
}

/** As HAProxy counts in its lines: `2/3 UP`, `0/2 DOWN`. */
export function counterText(plan: CheckPlan, { health }: CheckState, server: ServerState): string {
  if (health < plan.rise) return `${health}/${plan.rise} DOWN`;
  return `${health - plan.rise + 1}/${plan.fall} ${server.userWeight === 0 ? 'DRAIN' : 'UP'}`;
}

/** Where the counter stands before the first check. */
export function initialHealth(plan: CheckPlan): number {
  switch (plan.initState) {
    case 'fully-up':
      return top(plan);
    case 'down':
      return plan.rise - 1;
    case 'fully-down':
      return 0;
    default:
      return plan.rise;
  }
}

/** `set server … health`: as if checks had found it so. */
export function force(plan: CheckPlan, check: CheckState, up: boolean): void {
  check.health = up ? top(plan) : 0;
}

/** Priorities and the check's weight: whether the address moves when the check fails, and only then. */
import type { FormField, KeepalivedForm } from './form.ts';
import { effectivePriorities, PRIORITY_MAX, PRIORITY_MIN } from './timing.ts';

/** Takes one problem of the form; severity is `error` unless said otherwise. */
export type Report = (field: FormField, code: string, message: string, severity?: 'error' | 'warning') => void;

export const isIntegerIn = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

/** Each priority on its own, and the two beside each other. */
export function checkPriorities(form: KeepalivedForm, report: Report): void {
  const [first, second] = form.priorities;
  for (const node of [0, 1] as const) {
    if (form.priorities[node] === 255) {
      report(
        `priorities.${node}`,
        'priority-owner',
        'Priority 255 is for the machine that owns the address permanently: it takes the address at once, and check scripts with weights are ignored. Use 1 to 254.',
      );
    } else if (!isIntegerIn(form.priorities[node], PRIORITY_MIN, PRIORITY_MAX)) {
      report(`priorities.${node}`, 'priority-range', 'A priority is a whole number from 1 to 254.');
    }
  }
  if (first === second) {
    report(
      'priorities.1',
      'priority-equal',
      'Both nodes have the same priority, so the higher interface address decides, not you. Give the second node less.',
    );
  } else if (first < second) {
    report(
      'priorities.1',
      'priority-order',
      'The second node has the higher priority, so it is the one that holds the address. Exchange the two.',
    );
  }
}

/** Whether a failing check makes node 0's priority less than node 1's, and only a failing one. */
export function checkWeight(form: KeepalivedForm, report: Report): void {
  const { weight } = form.checkScript;
  if (weight === null) return;
  if (weight === 0) {
    report(
      'checkScript.weight',
      'weight-zero',
      'A weight of 0 adds nothing. Leave the weight out: then a failing check puts the node into FAULT.',
    );
    return;
  }
  if (!isIntegerIn(weight, -253, 253)) {
    report('checkScript.weight', 'weight-range', 'A weight is a whole number from -253 to 253.');
    return;
  }
  const [first, second] = form.priorities;
  if (!(first > second) || !isIntegerIn(second, PRIORITY_MIN, PRIORITY_MAX)) return;
  if (!moves(form, weight)) {
    report('checkScript.weight', 'weight-below-gap', gapMessage(form, weight));
  } else if (effectivePriorities(form, 0).healthy <= effectivePriorities(form, 1).healthy) {
    report(
      'checkScript.weight',
      'weight-clamped',
      `Priorities end at ${PRIORITY_MAX}: with ${weight} added both nodes send that, and the higher interface address decides. Lower the priorities, or use a negative weight.`,
    );
  }
}

function moves(form: KeepalivedForm, weight: number): boolean {
  const tried = { ...form, checkScript: { ...form.checkScript, weight } };
  return (effectivePriorities(tried, 0).failed ?? 0) < effectivePriorities(tried, 1).healthy;
}

function gapMessage(form: KeepalivedForm, weight: number): string {
  const [first, second] = form.priorities;
  const gap = first - second;
  const arithmetic =
    weight > 0
      ? `node B's ${second} + ${weight} is not more than node A's ${first} (a positive weight is added while the check succeeds)`
      : `node A's ${first} - ${-weight} is not less than node B's ${second} (a negative weight is subtracted while the check fails)`;
  const enough = weight > 0 ? gap + 1 : -(gap + 1);
  const advice = moves(form, enough)
    ? `The weight must be larger than the difference of the priorities, which is ${gap}: write ${enough} or further from 0.`
    : `Effective priorities stay within ${PRIORITY_MIN} and ${PRIORITY_MAX}; choose priorities further away from those.`;
  return `The address never moves when the check fails: ${arithmetic}. ${advice}`;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  arm,
  createTimers,
  disarm,
  dueAt,
  earliest,
  freeTimer,
  newTimer,
  takeDue,
} from '../../simulator/engine/timers.ts';

type Action =
  | { readonly type: 'arm'; readonly slot: number; readonly at: number }
  | { readonly type: 'disarm'; readonly slot: number }
  | { readonly type: 'take'; readonly now: number };

const actions = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('arm' as const), slot: fc.nat(9), at: fc.nat(50) }),
    fc.record({ type: fc.constant('disarm' as const), slot: fc.nat(9) }),
    fc.record({ type: fc.constant('take' as const), now: fc.nat(50) }),
  ),
  { maxLength: 200 },
);

/** The same by searching a list: earliest first, and of equal ones the one that was armed first. */
function checkAgainstList(list: readonly Action[]): void {
  const timers = createTimers();
  const slots = Array.from({ length: 10 }, (_, index) => newTimer(timers, 'session', index, 0));
  let order = 0;
  const model = new Map<number, { at: number; order: number }>();
  const first = () => [...model].sort(([, x], [, y]) => x.at - y.at || x.order - y.order)[0] ?? null;
  for (const action of list) {
    if (action.type === 'arm') {
      if (model.get(action.slot)?.at !== action.at) model.set(action.slot, { at: action.at, order: order++ });
      arm(timers, slots[action.slot]!, action.at);
    } else if (action.type === 'disarm') {
      model.delete(action.slot);
      disarm(timers, slots[action.slot]!);
    } else {
      const expected = first();
      const isDue = expected !== null && expected[1].at <= action.now;
      expect(takeDue(timers, action.now)).toBe(isDue ? slots[expected[0]] : -1);
      if (isDue) model.delete(expected[0]);
    }
    expect(earliest(timers)).toBe(first()?.[1].at ?? null);
    expect(timers.heap).toHaveLength(model.size);
    for (let index = 0; index < 10; index++) expect(dueAt(timers, slots[index]!)).toBe(model.get(index)?.at ?? null);
  }
}

test('timers come in the order of their times, and of their arming', () => {
  fc.assert(fc.property(actions, checkAgainstList), { numRuns: 300 });
});

test('a slot that was given back is used again', () => {
  const timers = createTimers();
  const slot = newTimer(timers, 'session', 1, 0);
  arm(timers, slot, 10);
  freeTimer(timers, slot);
  expect(earliest(timers)).toBeNull();
  expect(newTimer(timers, 'check', 2, 3)).toBe(slot);
  expect(dueAt(timers, slot)).toBeNull();
});

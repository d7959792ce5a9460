import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createSchedule,
  nextPlace,
  plan,
  planAfter,
  sizeOf,
  takeFrom,
  timeAt,
} from '../../simulator/drivers/virtual/schedule.ts';

test('things come in order of time, those of one time in the order in which they were arranged', () => {
  const operation = fc.oneof(
    fc.record({ what: fc.constant('at' as const), delay: fc.nat(20) }),
    fc.record({ what: fc.constant('after' as const), delay: fc.constantFrom(0, 3, 5, 10) }),
    fc.record({ what: fc.constant('take' as const), delay: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const schedule = createSchedule<string>([3, 5, 10]);
      let model: { at: number; name: string }[] = [];
      let names = 0;
      let now = 0;
      const takeOne = () => {
        const next = model.shift()!;
        const place = nextPlace(schedule);
        expect(timeAt(schedule, place)).toBe(next.at);
        expect(takeFrom(schedule, place)).toBe(next.name);
        now = next.at;
      };
      for (const { what, delay } of operations) {
        if (what === 'take') {
          if (model.length > 0) takeOne();
          continue;
        }
        const name = `n${names++}`;
        if (what === 'at') plan(schedule, now + delay, name);
        else planAfter(schedule, now, delay, name);
        model.push({ at: now + delay, name });
        model = model
          .map((m, i) => ({ m, i }))
          .sort((a, b) => a.m.at - b.m.at || a.i - b.i)
          .map(({ m }) => m);
        expect(sizeOf(schedule)).toBe(model.length);
      }
      while (model.length > 0) takeOne();
      expect(timeAt(schedule, nextPlace(schedule))).toBe(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSchedule, nextAt, plan, take } from '../../simulator/drivers/virtual/schedule.ts';

test('things come in order of time, those of one time in the order in which they were arranged', () => {
  const operation = fc.oneof(fc.nat(20), fc.constant('take' as const));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const schedule = createSchedule<string>();
      let model: { at: number; name: string }[] = [];
      let names = 0;
      for (const op of operations) {
        if (op !== 'take') {
          const name = `n${names++}`;
          plan(schedule, op, name);
          model.push({ at: op, name });
          model = model
            .map((m, i) => ({ m, i }))
            .sort((a, b) => a.m.at - b.m.at || a.i - b.i)
            .map(({ m }) => m);
        } else if (model.length > 0) {
          expect(nextAt(schedule)).toBe(model[0]!.at);
          expect(take(schedule)).toBe(model.shift()!.name);
        }
      }
      while (model.length > 0) expect(take(schedule)).toBe(model.shift()!.name);
      expect(nextAt(schedule)).toBe(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 500 },
  );
});

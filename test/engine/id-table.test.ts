import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  byId,
  createIdTable,
  emptyIdTable,
  inOrderOfId,
  putById,
  removeById,
} from '../../simulator/engine/id-table.ts';

test('does what a Map does', () => {
  const id = fc.oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).filter((n) => n !== 0),
  );
  const operation = fc.record({ what: fc.constantFrom('put', 'put', 'remove', 'get', 'empty'), id });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const table = createIdTable<string>();
      const model = new Map<number, string>();
      operations.forEach((op, n) => {
        if (op.what === 'put') {
          putById(table, op.id, `v${n}`);
          model.set(op.id, `v${n}`);
        } else if (op.what === 'remove') expect(removeById(table, op.id)).toBe(model.delete(op.id));
        else if (op.what === 'empty' && n % 7 === 0) {
          emptyIdTable(table);
          model.clear();
        }
        expect(byId(table, op.id)).toBe(model.get(op.id));
        expect(table.size).toBe(model.size);
      });
      for (const [key, value] of model) expect(byId(table, key)).toBe(value);
      expect(inOrderOfId(table)).toEqual([...model].sort((a, b) => a[0] - b[0]).map(([, value]) => value));
    }),
    { numRuns: 1000 },
  );
});

test('ids that come and go in order leave the table small', () => {
  const table = createIdTable<number>();
  for (let id = 1; id <= 100_000; id++) {
    putById(table, id, id);
    if (id > 450) expect(removeById(table, id - 450)).toBe(true);
  }
  expect(table.size).toBe(450);
  expect(table.keys.length).toBe(1024);
});

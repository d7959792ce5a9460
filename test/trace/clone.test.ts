import { describe, expect, test } from 'vitest';
import { clonePlain } from '../../simulator/trace/clone.ts';

const shared = { n: 1 };
const cyclic: { self?: unknown; list: unknown[] } = { list: [] };
cyclic.self = cyclic;
cyclic.list.push(cyclic);

describe('a copy is what structuredClone makes', () => {
  test.each([
    ['values', [1, 'x', null, undefined, true, -0, Number.NaN]],
    ['nested', { a: { b: [{ c: 1 }, [2, [3]]] } }],
    [
      'maps and sets',
      new Map<unknown, unknown>([
        [1, { a: new Set([1, 2]) }],
        ['k', new Map([[shared, shared]])],
      ]),
    ],
    ['typed arrays', { bytes: Uint8Array.of(1, 2), floats: new Float64Array([0.5]) }],
    ['shared', { a: shared, b: shared }],

    ['cyclic', cyclic],
  ] as const)('%s', (_name, value) => {
    const { value: copy, nodes } = clonePlain<unknown>(value);
    expect(copy).toEqual(structuredClone(value));
    expect(copy).not.toBe(value);
    expect(nodes).toBeGreaterThan(0);
  });

  test('what was one object stays one object, and not the original', () => {
    const { value } = clonePlain({ a: shared, b: [shared] });
    expect(value.a).toBe(value.b[0]);
    expect(value.a).not.toBe(shared);
  });

  test('changes to one do not reach the other', () => {
    const original = { map: new Map([[1, [1]]]), list: [{ n: 1 }] };
    const { value } = clonePlain(original);
    value.map.get(1)!.push(2);
    value.list[0]!.n = 9;
    expect(original).toEqual({ map: new Map([[1, [1]]]), list: [{ n: 1 }] });
  });
});

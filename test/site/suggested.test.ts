import { describe, expect, test } from 'vitest';
import { complete, openDoc } from '../../simulator/language/service.ts';
import { patienceMs } from '../../src/editor/patience.ts';
import { suggestedOf } from '../../src/editor/suggested.ts';

function suggestions(backends: number, typed: string) {
  const names = Array.from({ length: backends }, (_, i) => `backend site${i}\n  server s 10.0.0.1:80\n`).join('');
  const text = `frontend f\n  bind :80\n  use_backend ${typed}`;
  const list = complete(openDoc(`${text}\n${names}`, { version: '3.2' }, 'haproxy.cfg'), text.length);
  return suggestedOf(list, typed);
}

describe('suggestions', () => {
  test('all, where they are not very many', () => {
    const { items, isPartial } = suggestions(100, 's');
    expect(items.filter((i) => i.kind === 'backend')).toHaveLength(100);
    expect(isPartial).toBe(false);
  });

  test('of very many some, and the next key asks again', () => {
    const { items, isPartial } = suggestions(3000, '');
    expect(items).toHaveLength(200);
    expect(isPartial).toBe(true);
  });

  test('those that what was typed may become', () => {
    const { items, isPartial } = suggestions(3000, 'ST2999');
    expect(items.map((i) => i.label)).toEqual(['site2999']);
    expect(isPartial).toBe(true);
  });
});

test('the checker has longer for a longer text, and not for ever', () => {
  expect(patienceMs(2000)).toBeLessThan(5000);
  expect(patienceMs(1_000_000)).toBeGreaterThan(20_000);
  expect(patienceMs(100_000_000)).toBeLessThanOrEqual(30_000);
});

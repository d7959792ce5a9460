import { describe, expect, test } from 'vitest';
import type { Diagnostic, Severity } from '../../simulator/language/diagnostic.ts';
import { markedOf } from '../../src/editor/marked.ts';

const at = (from: number, severity: Severity): Diagnostic => ({
  code: 'some-code',
  severity,
  span: { file: 0, from, to: from + 1 },
  message: 'Something is to be said.',
});

describe('findings that are shown', () => {
  test('all, where they are not very many', () => {
    const all = [at(0, 'advice'), at(5, 'error')];
    expect(markedOf(all, 0)).toEqual({
      diagnostics: all,
      counts: { error: 1, warning: 0, environment: 0, advice: 1, 'not-simulated': 0 },
      total: 2,
    });
  });

  test('of thousands, the gravest and the nearest, in text order, and how many there are', () => {
    const all = Array.from({ length: 3000 }, (_, i) => at(i * 10, i === 7 || i === 2900 ? 'error' : 'advice'));
    const { diagnostics, counts, total } = markedOf(all, 15_000);
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.span.from)).toEqual([70, 29_000]);
    const advice = diagnostics.filter((d) => d.severity === 'advice').map((d) => d.span.from);
    expect(Math.min(...advice)).toBeGreaterThanOrEqual(14_000);
    expect(Math.max(...advice)).toBeLessThanOrEqual(16_000);
    expect(diagnostics.map((d) => d.span.from)).toEqual(diagnostics.map((d) => d.span.from).sort((a, b) => a - b));
    expect([counts.error, counts.advice, total]).toEqual([2, 2998, 3000]);
  });

  test('among more errors than are shown is the first one of the text', () => {
    const all = Array.from({ length: 500 }, (_, i) => at(i * 10, 'error'));
    expect(markedOf(all, 4990).diagnostics[0]!.span.from).toBe(0);
  });
});

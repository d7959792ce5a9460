/** The installed programs are asked again what they compress and keep, and what heads say about it. */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { headsOfReal, readCases } from '../engine/content/heads.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { playReal } from './engine-lab.ts';

/** Seconds begin when they will: ages may differ by one. */
const withoutAges = (heads: unknown): unknown => JSON.parse(JSON.stringify(heads).replace(/age: \d+/g, 'age: N'));

describeWithEveryHaproxy('responses are compressed and kept the same', (haproxy) => {
  const version = haproxy.version.split('.').slice(0, 2).join('.') as Version;
  describe.concurrent('in', () => {
    for (const one of [...readCases('compression'), ...readCases('cache')]) {
      const expected = one.recorded[version];
      if (!expected) continue;
      test(one.title, { retry: 2 }, async () => {
        const heads = headsOfReal(await playReal({ ...one, log: [] }, haproxy.path));
        expect(withoutAges(heads)).toMatchObject(withoutAges(expected) as object);
      });
    }
  });
});

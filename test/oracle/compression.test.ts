/** The installed programs are asked again what they compress, and what heads say about it. */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { headsOfReal, readCases } from '../engine/compression/heads.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { playReal } from './engine-lab.ts';

describeWithEveryHaproxy('compression is decided the same', (haproxy) => {
  const version = haproxy.version.split('.').slice(0, 2).join('.') as Version;
  describe.concurrent('in', () => {
    for (const one of readCases()) {
      const expected = one.recorded[version];
      if (!expected) continue;
      test(one.title, { retry: 2 }, async () => {
        expect(headsOfReal(await playReal({ ...one, log: [] }, haproxy.path))).toEqual(expected);
      });
    }
  });
});

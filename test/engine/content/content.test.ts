/** Compression and caches as heads show them, and as the log counts them: what 2.6, 3.0, 3.2 and 3.4 were seen to do. */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { headsOfOurs, readCases } from './heads.ts';

for (const name of ['compression', 'cache'] as const) {
  describe(name, () => {
    for (const one of readCases(name)) {
      test(one.title, () => {
        for (const [version, recorded] of Object.entries(one.recorded)) {
          expect(headsOfOurs(one, version as Version), version).toMatchObject(recorded);
        }
      });
    }
  });
}

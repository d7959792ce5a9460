/** Compression as heads show it, and as the log counts it: what 2.6, 3.0, 3.2 and 3.4 were seen to do. */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { headsOfOurs, readCases } from './heads.ts';

describe('compression', () => {
  for (const one of readCases()) {
    test(one.title, () => {
      for (const [version, recorded] of Object.entries(one.recorded)) {
        expect(headsOfOurs(one, version as Version), version).toEqual(recorded);
      }
    });
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles, grammars } from '../../scripts/generate-parsers.mjs';

it('generated parsers belong to their grammars (node scripts/generate-parsers.mjs)', () => {
  expect(grammars().length).toBeGreaterThan(0);
  for (const grammar of grammars()) {
    for (const { path, text } of generatedFiles(grammar)) {
      const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
      expect(present === text, `${basename(path)} of ${basename(grammar)} is stale`).toBe(true);
    }
  }
});

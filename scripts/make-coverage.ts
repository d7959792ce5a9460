/**
 * Writes content/coverage/index.mdx: what of HAProxy's inventory the engine carries out, and what of that the tests
 * compare with HAProxy. Run it after either changed: `node scripts/make-coverage.ts`. A test says when it is stale.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { coveragePage } from '../test/engine/coverage/page.ts';

mkdirSync('content/coverage', { recursive: true });
writeFileSync('content/coverage/index.mdx', coveragePage());

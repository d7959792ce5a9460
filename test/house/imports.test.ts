import { describe, expect, it } from 'vitest';
import { areaOf, importsOf, importViolations } from './imports.ts';
import { sources } from './sources.ts';

const CODE = /\.(ts|tsx|mts|mjs|astro)$/;

describe('imports go one way', () => {
  const files = ['simulator', 'src', 'test', 'scripts'].flatMap((folder) => sources(folder, CODE));

  it('in every file', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(importViolations)).toEqual([]);
  });
});

describe('the check itself', () => {
  const check = (path: string, text: string) => importViolations({ path, text });

  it.each([
    [
      'simulator/language/haproxy/lower/bind.ts',
      "import { x } from '../../../plan/plan.ts'",
      'language must not import plan',
    ],
    ['simulator/plan/plan.ts', "export * from '../engine/io.ts'", 'plan must not import engine'],
    [
      'simulator/engine/step.ts',
      "import { a } from '../language/haproxy/config.ts'",
      'engine may import only types from language',
    ],
    [
      'simulator/engine/step.ts',
      "import { type A, b } from '../language/diagnostic.ts'",
      'engine may import only types from language',
    ],
    [
      'simulator/engine/balance/first.ts',
      "const t = await import('../../trace/log.ts')",
      'engine must not import trace',
    ],
    ['simulator/vrrp/step.ts', "import { s } from '../engine/step.ts'", 'vrrp must not import engine'],
    ['simulator/engine/step.ts', "import { s } from '../vrrp/step.ts'", 'engine must not import vrrp'],
    ['simulator/trace/log.ts', "import type { S } from '../scenario/schema.ts'", 'trace must not import scenario'],
    [
      'simulator/drivers/virtual/world.ts',
      "import '../sockets/world.ts'",
      'drivers/virtual must not import drivers/sockets',
    ],
    ['simulator/worker.ts', "import './cli/main.ts'", 'worker must not import cli'],
    ['simulator/worker.ts', "import './drivers/sockets/world.ts'", 'worker must not import drivers/sockets'],
    ['simulator/http1/parse.ts', "import type { A } from '../engine/io.ts'", 'http1 must not import engine'],
    ['simulator/http1/parse.ts', "import { z } from 'zod'", 'http1 imports nothing outside itself'],
    ['simulator/engine/step.ts', "import { createHash } from 'node:crypto'", 'node: belongs in'],
    ['simulator/engine/step.ts', "import { x } from '../../test/support/ports.ts'", 'engine must not import test'],
    ['src/views/Log.tsx', "import { run } from '../../simulator/cli/main.ts'", 'src must not import cli'],
    [
      'src/playground/x.ts',
      "new Worker(new URL('../../simulator/cli/main.ts', import.meta.url))",
      'src must not import cli',
    ],
    ['src/views/Log.tsx', "import * as monaco from 'monaco-editor/editor'", 'only src/editor imports Monaco'],
    ['src/components/P.astro', "---\nimport x from '../../scripts/run.mjs'\n---\n<p/>", 'src must not import scripts'],
    [
      'src/components/P.astro',
      "<p/>\n<script>\nimport '../../simulator/cli/main.ts'\n</script>",
      'src must not import cli',
    ],
    ['simulator/engine/step.ts', "import { x } from '../../../elsewhere/x.ts'", 'imports leave the repository'],
    ['simulator/novelty/x.ts', '', 'no area of the design'],
  ])('refuses, in %s: %s', (path, text, reason) => {
    const violations = check(path, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(reason);
  });

  it.each([
    ['simulator/plan/plan.ts', "import { a } from '../language/haproxy/config.ts'"],
    ['simulator/engine/step.ts', "import type { A } from '../language/haproxy/config.ts'"],
    ['simulator/engine/step.ts', "import { type A, type B } from '../language/haproxy/config.ts'"],
    ['simulator/engine/step.ts', "let x: import('../language/haproxy/config.ts').Config"],
    ['simulator/engine/step.ts', "export type { A } from '../language/haproxy/config.ts'"],
    ['simulator/engine/step.ts', "// import { a } from '../trace/log.ts'\nconst s = \"import '../trace/log.ts'\""],
    [
      'simulator/drivers/sockets/world.ts',
      "import { connect } from 'node:net'; import { parse } from '../../http1/parse.ts'",
    ],
    ['src/playground/x.ts', "new Worker(new URL('../../simulator/worker.ts', import.meta.url), { type: 'module' })"],
    ['src/editor/monaco.ts', "import 'monaco-editor/features/hover/register'"],
    ['src/components/P.astro', "---\nimport cfg from '../../content/hl7/haproxy.cfg?raw'\n---\n"],
  ])('accepts, in %s: %s', (path, text) => {
    expect(importsOf({ path, text }).length > 0 || text.startsWith('//')).toBe(true);
    expect(check(path, text)).toEqual([]);
  });

  it('gives the line', () => {
    expect(check('simulator/plan/plan.ts', "\n\nimport { a } from '../engine/io.ts'")[0]).toMatch(
      /^simulator\/plan\/plan\.ts:3:/,
    );
    expect(check('src/a.astro', "---\n\nimport '../scripts/run.mjs'\n---")[0]).toMatch(/^src\/a\.astro:3:/);
  });

  it('knows the areas', () => {
    expect(areaOf('simulator/worker.ts')).toBe('worker');
    expect(areaOf('simulator/worker-api.ts')).toBe('worker-api');
    expect(areaOf('simulator/helpers.ts')).toBe(undefined);
    expect(areaOf('simulator/drivers/driver.ts')).toBe('drivers');
    expect(areaOf('simulator/drivers/other/x.ts')).toBe(undefined);
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const KEYWORDS = 'simulator/language/haproxy/keywords';

const tables = readdirSync(join(root, KEYWORDS))
  .filter((name) => name.endsWith('.ts') && name !== 'samples.ts')
  .map((name, i) => `export * as t${i} from './${KEYWORDS}/${name}';`);
const lines = "export * as lines from './simulator/language/haproxy/texts/lines.ts';";

describe('what a browser loads before anything is written', () => {
  it('tables, signatures and one-line texts are at most 70 kB', async () => {
    const { outputFiles } = await build({
      stdin: { contents: [...tables, lines].join('\n'), resolveDir: root, loader: 'ts' },
      bundle: true,
      minify: true,
      charset: 'utf8',
      format: 'esm',
      write: false,
    });
    const bytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(70_000);
  });

  it('longer texts are not among them', async () => {
    const { metafile } = await build({
      entryPoints: [join(root, 'src/editor/language.worker.ts')],
      bundle: true,
      splitting: true,
      format: 'esm',
      write: false,
      outdir: 'out',
      metafile: true,
    });
    const holding = Object.values(metafile.outputs).find((o) =>
      Object.keys(o.inputs).some((i) => i.endsWith('texts/fetches-http.ts')),
    );
    expect(holding, 'a part of its own').toBeDefined();
    const worker = Object.values(metafile.outputs).find((o) => o.entryPoint?.endsWith('language.worker.ts'));
    const atOnce = worker?.imports.filter((i) => i.kind === 'import-statement').map((i) => metafile.outputs[i.path]);
    expect(atOnce).not.toContain(holding);
  });
});

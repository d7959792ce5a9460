/** The command line as one file: what is installed from the package, and what starts fast enough for hundreds of starts. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds it and returns its path. */
export async function buildBundle(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const outdir = join(root, 'node_modules/.cache/drydock-cli', String(process.pid));
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: [join(root, 'simulator/cli/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: join(outdir, 'a/b'),
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  return join(outdir, 'a/b/main.mjs');
}

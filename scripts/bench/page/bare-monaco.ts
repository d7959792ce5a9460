/** Monaco by itself, with the guide's settings and no language: what an editor costs before Drydock does anything. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ENTRY = fileURLToPath(new URL('bare-monaco-page.ts', import.meta.url));

/** Monaco's worker, as the guide's bundler would bring it: a script of its own. */
const workers: Plugin = {
  name: 'workers',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\?worker$/ }, async ({ path, resolveDir, kind }) => {
      const found = await resolve(path.replace('?worker', ''), { resolveDir, kind });
      return { path: found.path, namespace: 'worker' };
    });
    onLoad({ filter: /./, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles } = await build({ ...OPTIONS, entryPoints: [path], write: false });
      const script = JSON.stringify(outputFiles[0]!.text);
      return {
        contents: `const url = URL.createObjectURL(new Blob([${script}], { type: 'text/javascript' }));
export default class extends Worker { constructor() { super(url); } }`,
      };
    });
  },
};

const OPTIONS = { bundle: true, format: 'iife', platform: 'browser', target: 'es2024', minify: true } as const;

/** Writes the page, its script and its style sheet into a folder. */
export async function buildBareMonaco(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    ...OPTIONS,
    entryPoints: [ENTRY],
    outdir: folder,
    entryNames: 'bare',
    loader: { '.ttf': 'file' },
    plugins: [workers],
  });
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><title>Monaco</title><link rel="stylesheet" href="bare.css">
<style>body { margin: 0 } .dd-editor { height: 560px }</style>
<input type="file"><div class="dd-editor"></div><script src="bare.js"></script>`,
  );
}

/**
 * The command line as one file, for the package: `bundle/cli/drydock.mjs`, which needs nothing but Node.js. Beside it lie the form of
 * `check --format json` and the licences of what was bundled. `npm pack` runs this first.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const FOLDER = 'bundle/cli';

/** What CommonJS packages call where there is no `require`. */
const BANNER = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

/** Builds the folder anew. Version numbers are read from package.json, two folders up, as the sources do it. */
export async function bundlePackage(): Promise<void> {
  const folder = join(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'drydock.mjs');
  const { metafile } = await build({
    entryPoints: [join(root, 'simulator/cli/main.ts')],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    banner: { js: BANNER },
    outfile,
    metafile: true,
    logLevel: 'error',
  });
  chmodSync(outfile, 0o755);
  copyFileSync(join(root, 'simulator/cli/check.schema.json'), join(folder, 'check.schema.json'));
  writeFileSync(join(folder, 'licences.txt'), licences(Object.keys(metafile.inputs)));
}

/** The licence texts of the packages that files come from. */
function licences(files: readonly string[]): string {
  const packages = new Set<string>();
  for (const file of files) {
    const at = file.lastIndexOf('node_modules/');
    if (at < 0) continue;
    const parts = file.slice(at + 'node_modules/'.length).split('/');
    packages.add(file.slice(0, at) + ['node_modules', ...parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1)].join('/'));
  }
  const texts = [...packages].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const text = ['LICENSE', 'LICENSE.md', 'License.txt', 'LICENSE.txt', 'license']
      .map((file) => join(root, path, file))
      .find((file) => existsSync(file));
    return `${name} ${version} (${license})\n\n${text === undefined ? '' : readFileSync(text, 'utf8').trim()}\n`;
  });
  return `Parts of drydock.mjs come from these packages.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundlePackage();

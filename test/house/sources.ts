import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

/** A file of the repository. */
export interface Source {
  /** Relative to the root, with slashes. */
  path: string;
  text: string;
}

const NOT_OURS = new Set(['node_modules', 'dist', 'bundle', 'test-results']);

/**
 * The repository's text files below a folder, without what is installed, built or hidden (`.ci` is kept).
 *
 * @param folder relative to the root; the root itself when empty
 */
export function sources(folder: string, extensions: RegExp): Source[] {
  const found: Source[] = [];
  const walk = (directory: string) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name) || (entry.name.startsWith('.') && entry.name !== '.ci')) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (extensions.test(entry.name)) {
        found.push({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
      }
    }
  };
  walk(join(root, folder));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

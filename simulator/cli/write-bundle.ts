/** A bundle written into a folder: all of it or nothing, and nothing that exists is replaced unless that was asked for. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleFile } from '../export/bundle.ts';

export type WriteResult =
  | { readonly ok: true; readonly written: readonly string[] }
  /** `existing`: these files are there already and nothing was written. */
  | { readonly ok: false; readonly existing: readonly string[]; readonly message: string };

/**
 * @param folder made when it does not exist
 * @param options `replace`: overwrite files that exist
 * @returns the paths written, or why nothing was; never throws for what the disk says
 */
export function writeBundle(
  files: readonly BundleFile[],
  folder: string,
  options: { readonly replace?: boolean } = {},
): WriteResult {
  const targets = files.map((file) => ({ file, path: join(folder, file.path) }));
  const existing = targets.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    return { ok: false, existing: [folder], message: `${folder} is a file, not a folder` };
  }
  if (existing.length > 0 && !options.replace) {
    return { ok: false, existing, message: `${existing.join(', ')} exist${existing.length === 1 ? 's' : ''} already` };
  }
  try {
    for (const { file, path } of targets) {
      mkdirSync(dirname(path), { recursive: true });
      // wx: what appeared since we looked is not replaced either.
      writeFileSync(path, file.bytes, { mode: file.mode, flag: options.replace ? 'w' : 'wx' });
    }
  } catch (error) {
    return { ok: false, existing: [], message: error instanceof Error ? error.message : String(error) };
  }
  return { ok: true, written: targets.map(({ path }) => path) };
}

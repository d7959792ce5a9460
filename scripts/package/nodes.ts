/** The Node.js programs to try a package with. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface NodeProgram {
  readonly path: string;
  /** As in `v20.1.0`. */
  readonly version: string;
}

/** The one that runs this, and every other in PATH that is 20 or newer, each version once. */
export function nodePrograms(): NodeProgram[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [process.execPath, ...folders.map((folder) => join(folder, 'node')).filter(isExecutable)];
  const found = new Map<string, NodeProgram>();
  for (const path of new Set(candidates)) {
    const version = spawnSync(path, ['-v'], { encoding: 'utf8' }).stdout?.trim() ?? '';
    const major = Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
    if (major >= 20 && !found.has(version)) found.set(version, { path, version });
  }
  return [...found.values()];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

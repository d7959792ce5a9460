import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Git ignores it. */
const FOLDER = join(root, 'node_modules/.cache/drydock');

/** Longer than any download that gets anywhere. */
const PATIENCE_MS = 300_000;

/** What `scripts/fetch-haproxy` and `scripts/fetch-haproxy-tests` exit with when apt has no lists to look in. */
export const NO_LISTS = 3;

/**
 * The folder that one of the scripts `fetch-…` fills with what Debian has, made once.
 *
 * @param {'fetch-haproxy' | 'fetch-haproxy-tests'} script
 * @param {string} suite Debian's release, as in `forky`
 * @param {string} proof what is in the folder when it is complete
 * @returns {{ folder: string, status: number | null }} its path; 0 when it is complete, else the script's exit status, null
 *   when it could not run or did not end
 */
export function fetched(script, suite, proof) {
  const folder = join(FOLDER, `${script === 'fetch-haproxy' ? 'haproxy' : 'tests'}-${suite}`);
  if (existsSync(join(folder, proof))) return { folder, status: 0 };
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('sh', [join(root, 'scripts', script), suite, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: PATIENCE_MS,
  });
  return { folder, status: status === 0 && !existsSync(join(folder, proof)) ? null : status };
}

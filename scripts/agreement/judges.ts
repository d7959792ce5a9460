/**
 * The programs to ask and the tests to put to them: what `HAPROXY_BINS` and the command line name, else Debian's, fetched
 * once into a folder that git ignores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundProgram, haproxies } from '../../test/support/programs.ts';
import { root } from '../lib/paths.mjs';
import { type Sample, samplesBelow } from './corpus.ts';

const FOLDER = join(root, 'node_modules/.cache/drydock');
/** Debian's releases after the one whose HAProxy is installed: 3.0, 3.2, 3.4. */
const SUITES = ['trixie', 'forky', 'experimental'];

export function judges(): FoundProgram[] {
  if (process.env.HAPROXY_BINS === undefined) {
    const paths = SUITES.map((suite) =>
      join(fetched('fetch-haproxy', suite, `haproxy-${suite}`, 'haproxy'), 'haproxy'),
    );
    process.env.HAPROXY_BINS = paths.join(':');
  }
  return haproxies();
}

/** Below the folders named; HAProxy's own tests and examples when there are none. */
export function samplesOf(folders: readonly string[]): Sample[] {
  const below = folders.length > 0 ? folders : [fetched('fetch-haproxy-tests', 'trixie', 'tests-trixie', 'reg-tests')];
  return below.flatMap(samplesBelow);
}

/** A folder that a script makes once; `proof` is in it when that went well. */
function fetched(script: string, suite: string, name: string, proof: string): string {
  const folder = join(FOLDER, name);
  if (existsSync(join(folder, proof))) return folder;
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('sh', [join(root, 'scripts', script), suite, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  if (status !== 0)
    throw new Error(`scripts/${script} ${suite} failed: it needs apt-get, and its lists (apt-get update)`);
  return folder;
}

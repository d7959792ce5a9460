/**
 * The programs to ask and the tests to put to them: what `HAPROXY_BINS` and the command line name, else Debian's, fetched
 * once into a folder that git ignores.
 */
import { join } from 'node:path';
import { type FoundProgram, haproxies } from '../../test/support/programs.ts';
import { fetched } from '../lib/fetched.mjs';
import { type Sample, samplesBelow } from './corpus.ts';

/** Debian's releases after the one whose HAProxy is installed: 3.0, 3.2, 3.4. */
const SUITES = ['trixie', 'forky', 'experimental'];

export function judges(): FoundProgram[] {
  if (process.env.HAPROXY_BINS === undefined) {
    const paths = SUITES.map((suite) => join(folderOf('fetch-haproxy', suite, 'haproxy'), 'haproxy'));
    process.env.HAPROXY_BINS = paths.join(':');
  }
  return haproxies();
}

/** Below the folders named; HAProxy's own tests and examples when there are none. */
export function samplesOf(folders: readonly string[]): Sample[] {
  const below = folders.length > 0 ? folders : [folderOf('fetch-haproxy-tests', 'trixie', 'reg-tests')];
  return below.flatMap(samplesBelow);
}

function folderOf(script: 'fetch-haproxy' | 'fetch-haproxy-tests', suite: string, proof: string): string {
  const { folder, status } = fetched(script, suite, proof);
  if (status === 0) return folder;
  throw new Error(`scripts/${script} ${suite} failed: it needs apt-get, and its lists (apt-get update)`);
}

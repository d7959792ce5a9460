import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './child.mjs';
import { fetched, NO_LISTS } from './fetched.mjs';
import { withLock } from './lock.mjs';
import { say } from './report.mjs';

/**
 * A real program that tests use: where to look for it, and the Debian package that has it.
 * @typedef {{ variable: string, names: string[], debian: string }} Program
 */

/** Where Chrome is when it is not in PATH. */
const CHROMIUM_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @satisfies {Record<string, Program>} */
export const PROGRAMS = {
  haproxy: { variable: 'HAPROXY_BIN', names: ['haproxy'], debian: 'haproxy' },
  keepalived: { variable: 'KEEPALIVED_BIN', names: ['keepalived'], debian: 'keepalived' },
  curl: { variable: 'CURL_BIN', names: ['curl'], debian: 'curl' },
  wrk: { variable: 'WRK_BIN', names: ['wrk'], debian: 'wrk' },
  ab: { variable: 'AB_BIN', names: ['ab'], debian: 'apache2-utils' },
  psql: { variable: 'PSQL_BIN', names: ['psql'], debian: 'postgresql-client' },
  mllp_send: { variable: 'MLLP_SEND_BIN', names: ['mllp_send'], debian: 'python3-hl7' },
  ip: { variable: 'IP_BIN', names: ['ip'], debian: 'iproute2' },
  chromium: {
    variable: 'CHROMIUM_PATH',
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', ...CHROMIUM_PLACES],
    debian: 'chromium',
  },
};

/** @typedef {keyof typeof PROGRAMS} ProgramName */

/** The HAProxy that the guide is about, and Debian's release that has it. */
export const GUIDE_HAPROXY = { version: '3.2', suite: 'forky' };

/**
 * The path of a program: what its environment variable names, else the first of its names in PATH or in the
 * directories that only root has in PATH.
 * @param {ProgramName} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const { variable, names } = PROGRAMS[name];
  const named = process.env[variable];
  if (named) return isExecutable(named) ? named : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin', '/snap/bin'];
  for (const candidate of names) {
    if (/[\\/]/.test(candidate)) {
      if (isExecutable(candidate)) return candidate;
      continue;
    }
    const folder = folders.find((f) => f !== '' && isExecutable(join(f, candidate)));
    if (folder) return join(folder, candidate);
  }
  return undefined;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * On Debian as root, installs the programs that are absent. Anywhere else, and where that fails, the tests that need
 * them are skipped by name.
 * @param {NodeJS.ProcessEnv} env
 */
export async function installPrograms(env) {
  const names = /** @type {ProgramName[]} */ (Object.keys(PROGRAMS));
  // A variable that names no executable is the caller's way to do without: nothing is installed for it.
  const absent = names.filter((name) => !process.env[PROGRAMS[name].variable] && !findProgram(name));
  if (absent.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && hasAptGet();
  if (!mayInstall) {
    say(
      `absent here: ${absent.join(', ')}; the tests that need them will be skipped (Debian: apt-get install ${absent.map((name) => PROGRAMS[name].debian).join(' ')})`,
    );
    return;
  }
  let isUpdated = false;
  for (const name of absent) {
    const { debian } = PROGRAMS[name];
    say(`no ${name} here: installing Debian's ${debian} (once)`);
    if (await aptGet(env, 'install', '-y', '--no-install-recommends', debian)) continue;
    if (!isUpdated) {
      isUpdated = true;
      await aptGet(env, 'update');
      if (await aptGet(env, 'install', '-y', '--no-install-recommends', debian)) continue;
    }
    say(`${debian} could not be installed; the tests that need it will be skipped`);
  }
}

/**
 * The guide's HAProxy, for tests: Debian's, fetched once into a folder that git ignores and installed nowhere. Where that
 * fails, the tests that need it are skipped by name.
 * @param {NodeJS.ProcessEnv} env what it says in `HAPROXY_BINS` holds, be it nothing
 * @returns {Promise<string | undefined>} paths for `HAPROXY_BINS`
 */
export async function fetchHaproxy(env) {
  if (env.HAPROXY_BINS !== undefined) return env.HAPROXY_BINS;
  const { version, suite } = GUIDE_HAPROXY;
  const installed = findProgram('haproxy');
  if (installed && spawnSync(installed, ['-v'], { encoding: 'utf8' }).stdout?.includes(`version ${version}.`))
    return '';
  if (!hasAptGet()) {
    say(`no apt-get here to fetch HAProxy ${version} with: its tests will be skipped (or name one in HAPROXY_BINS)`);
    return undefined;
  }
  return withLock('haproxy', `another command is fetching HAProxy ${version}; waiting for it`, async () => {
    let { folder, status } = fetched('fetch-haproxy', suite, 'haproxy');
    if (status === NO_LISTS && process.getuid?.() === 0 && (await aptGet(env, 'update'))) {
      ({ folder, status } = fetched('fetch-haproxy', suite, 'haproxy'));
    }
    if (status === 0) return join(folder, 'haproxy');
    say(
      `HAProxy ${version} could not be fetched from Debian's ${suite}: its tests will be skipped (or name one in HAPROXY_BINS)`,
    );
    return undefined;
  });
}

function hasAptGet() {
  return process.platform === 'linux' && spawnSync('apt-get', ['--version']).status === 0;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 */
async function aptGet(env, ...args) {
  const ended = await run('apt-get', ['-q', ...args], {
    stdio: ['ignore', 2, 2],
    // RUNLEVEL=1: the tests want the programs, not their services started.
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return ended.code === 0;
}

/** HAProxy's regression tests on this machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Debian's suites by the version that they carry. */
const SUITES: Readonly<Record<string, string>> = {
  '2.6': 'bookworm',
  '3.0': 'trixie',
  '3.2': 'forky',
  '3.4': 'experimental',
};

export interface TestFolder {
  readonly path: string;
  /** `reg-tests/…/name.vtc`, sorted. */
  readonly tests: readonly string[];
}

/** The tests of a version; fetched once when no folder is named. */
export function testsIn(named: string | undefined, version: string): TestFolder {
  const root = join(import.meta.dirname, '../..');
  const path = named === undefined ? join(root, 'node_modules/.cache/haproxy-tests', version) : resolve(named);
  if (named === undefined && !existsSync(join(path, 'reg-tests'))) {
    const suite = SUITES[version];
    if (suite === undefined)
      throw new Error(`there are no tests of ${version} to be had; versions: ${Object.keys(SUITES).join(', ')}`);
    mkdirSync(path, { recursive: true });
    execFileSync(join(root, 'scripts/fetch-haproxy-tests'), [suite, path], { stdio: ['ignore', 2, 2] });
  }
  const tests = readdirSync(join(path, 'reg-tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.vtc'))
    .map((name) => `reg-tests/${name}`)
    .sort();
  return { path, tests };
}

/** What a test declares to need and nothing here has; null when it can be tried. */
export function needOf(path: string): string | null {
  const text = readFileSync(path, 'utf8');
  const options = [...text.matchAll(/^#REQUIRE_OPTIONS?=(.*)$/gm)].flatMap((match) => match[1]!.trim().split(','));
  const services = [...text.matchAll(/^#REQUIRE_SERVICES=(.*)$/gm)].flatMap((match) => match[1]!.trim().split(','));
  if (options.includes('LUA')) return 'Lua';
  if (options.includes('QUIC')) return 'QUIC';
  if (options.includes('OT')) return 'OpenTracing';
  if (services.length > 0) return services.join(', ');
  return null;
}

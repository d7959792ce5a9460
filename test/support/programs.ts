import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { describe } from 'vitest';
import { findProgram, GUIDE_HAPROXY, PROGRAMS, type ProgramName } from '../../scripts/lib/programs.mjs';

export type { CheckLine, CheckOptions, CheckResult } from './haproxy-check.ts';
export { haproxyCheck } from './haproxy-check.ts';
export type { ProgramName };

/** A real program on this machine. */
export interface FoundProgram {
  name: ProgramName;
  path: string;
  /** As in `2.6.12`; empty when it does not say. */
  version: string;
}

const VERSION_OPTION: Record<ProgramName, string> = {
  haproxy: '-v',
  keepalived: '-v',
  curl: '--version',
  wrk: '-v',
  ab: '-V',
  psql: '--version',
  mllp_send: '--version',
  ip: '-V',
  chromium: '--version',
};

const versions = new Map<string, string>();

/** A program's version, asked once: keepalived answers on stderr, the others on stdout. */
function askVersion(name: ProgramName, path: string): string {
  let version = versions.get(path);
  if (version === undefined) {
    const { stdout, stderr } = spawnSync(path, [VERSION_OPTION[name]], { encoding: 'utf8', timeout: 20_000 });
    version = /\d+(?:\.\d+)+/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? '';
    versions.set(path, version);
  }
  return version;
}

/** Finds a program: its environment variable (`HAPROXY_BIN`, `KEEPALIVED_BIN`, `CHROMIUM_PATH`), else PATH. */
export function program(name: ProgramName): FoundProgram | undefined {
  const path = findProgram(name);
  return path === undefined ? undefined : { name, path, version: askVersion(name, path) };
}

/**
 * Every HAProxy there is to be asked: the usual one, and those that `HAPROXY_BINS` names (paths separated by colons),
 * for tests that compare versions.
 */
export function haproxies(): FoundProgram[] {
  const first = program('haproxy');
  const others = (process.env.HAPROXY_BINS ?? '').split(':').filter((path) => path !== '' && path !== first?.path);
  return [
    ...(first ? [first] : []),
    ...others.map((path) => ({ name: 'haproxy' as const, path, version: askVersion('haproxy', path) })),
  ];
}

/**
 * A `describe` whose tests need real programs. Where one is absent, they are skipped and named in the report at the
 * end, with the reason in the title.
 *
 * @param names one program or several
 * @param body gets the programs in the order of `names`. It is called in any case, so that its tests can be named:
 *   let it only register tests and hooks. An absent program's path is its bare name.
 */
export function describeWith(
  names: ProgramName | readonly ProgramName[],
  title: string,
  body: (...programs: FoundProgram[]) => void,
): void {
  const wanted = typeof names === 'string' ? [names] : names;
  const found = wanted.map((name) => program(name) ?? { name, path: name, version: '' });
  const absent = found.filter(({ path }) => basename(path) === path).map(({ name }) => name);
  describe.skipIf(absent.length > 0)(absent.length > 0 ? `${title} (${whyAbsent(absent)})` : title, () => {
    body(...found);
  });
}

/**
 * A `describe` for every HAProxy there is ({@link haproxies}), its version in the title. Where the guide's version is not
 * among them, that one is skipped by name.
 *
 * @param body is called for what is skipped too, so that its tests can be named: let it only register tests and hooks
 * @param oldest leaves out older ones, as in `3.0`
 */
export function describeWithEveryHaproxy(title: string, body: (haproxy: FoundProgram) => void, oldest = '0'): void {
  const found = haproxies().filter(({ version }) => isAtLeast(version, oldest));
  for (const haproxy of found) describe(`${title}, HAProxy ${haproxy.version}`, () => body(haproxy));
  const { version, suite } = GUIDE_HAPROXY;
  if (found.some((haproxy) => haproxy.version.startsWith(`${version}.`))) return;
  const reason = `no haproxy ${version} here: HAPROXY_BINS, or scripts/fetch-haproxy ${suite}`;
  describe.skipIf(true)(`${title}, HAProxy ${version} (${reason})`, () =>
    body({ name: 'haproxy', path: 'haproxy', version }),
  );
}

/** Whether a version such as `3.0.11` is not older than another such as `3.0`. */
export function isAtLeast(version: string, oldest: string): boolean {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  for (const [index, part] of need.entries()) {
    if (have[index] !== part) return (have[index] ?? 0) > part;
  }
  return true;
}

function whyAbsent(absent: readonly ProgramName[]): string {
  return absent
    .map((name) => `no ${name} here: ${PROGRAMS[name].variable} or Debian's ${PROGRAMS[name].debian}`)
    .join('; ');
}

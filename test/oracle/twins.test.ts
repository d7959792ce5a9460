/**
 * What rules, fetches and converters do, asked of a real HAProxy and of `drydock haproxy` on the same connections. Every
 * value is printed by both; a name whose value never changes says nothing, and is not let through.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { TWIN_FILES, TWINS } from './twins/cases.ts';
import { differences } from './twins/differences.ts';
import { play } from './twins/play.ts';
import type { Seen } from './twins/twin.ts';
import { versionOf } from './versions.ts';

const DRYDOCK = fileURLToPath(new URL('../../simulator/cli/drydock-haproxy', import.meta.url));

describeWithEveryHaproxy('twins', (haproxy) => {
  const version = versionOf(haproxy);
  const twins = TWINS.filter(({ since = '2.6', before = '9' }) => since <= version && version < before);
  let real: readonly Seen[] = [];
  let ours: readonly Seen[] = [];

  beforeAll(async () => {
    [real, ours] = await Promise.all([
      play(twins, version, { binary: haproxy.path }, TWIN_FILES),
      play(twins, version, { binary: DRYDOCK, env: { DRYDOCK_HAPROXY: version } }, TWIN_FILES),
    ]);
  }, 120_000);

  it.each(twins.map((twin, at) => [twin.name, twin, at] as const))('%s', (_name, twin, at) => {
    expect(differences(twin, version, ours[at]!, real[at]!)).toEqual([]);
  });
});

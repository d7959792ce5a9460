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
import type { Seen, Twin } from './twins/twin.ts';
import { versionOf } from './versions.ts';

const DRYDOCK = fileURLToPath(new URL('../../simulator/cli/drydock-haproxy', import.meta.url));

const ATTEMPTS = 3;

describeWithEveryHaproxy('twins', (haproxy) => {
  const version = versionOf(haproxy);
  const twins = TWINS.filter(({ since = '2.6', before = '9' }) => since <= version && version < before);
  const seen = new Map<Twin, { readonly real: Seen; readonly ours: Seen }>();

  beforeAll(async () => {
    const both = (some: readonly Twin[]) =>
      Promise.all([
        play(some, version, { binary: haproxy.path }, TWIN_FILES),
        play(some, version, { binary: DRYDOCK, env: { DRYDOCK_HAPROXY: version } }, TWIN_FILES),
      ]);
    let left = twins;
    // a busy machine is late at times: what differs gets another chance
    for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
      const [theirs, mine] = await both(left);
      for (const [at, twin] of left.entries()) seen.set(twin, { real: theirs[at]!, ours: mine[at]! });
      left = left.filter((_twin, at) => differences(left[at]!, version, mine[at]!, theirs[at]!).length > 0);
    }
  }, 120_000);

  it.each(twins.map((twin) => [twin.name, twin] as const))('%s', (_name, twin) => {
    const { ours, real } = seen.get(twin)!;
    expect(differences(twin, version, ours, real)).toEqual([]);
  });
});

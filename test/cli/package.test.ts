/** What `npm pack` makes is installed and used as a stranger would. `npm run package` does the same with the whole guide. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodePrograms } from '../../scripts/package/nodes.ts';
import { chapters, type Installed, install, type Packed, pack, tryChapter } from '../../scripts/package/try.ts';
import { temporaryFolder } from '../support/temporary.ts';

const TRIED = new Set(['home/haproxy.cfg', 'hl7/haproxy.cfg']);
const folder = temporaryFolder({});
let packed: Packed;
beforeAll(() => {
  packed = pack(folder.path);
}, 120_000);
afterAll(() => rmSync(folder.path, { recursive: true, force: true }));

it('is small', () => {
  expect(packed.bytes).toBeLessThan(1_200_000);
});

describe.each(nodePrograms())('on Node.js $version', ({ path }) => {
  let drydock: Installed;
  beforeAll(() => {
    drydock = install(packed.tarball, path);
  }, 120_000);
  afterAll(() => drydock?.remove());

  it('brings no other package', () => {
    expect(drydock.packages).toEqual(['drydock']);
  });

  it('says its version, and the form of its reports', () => {
    expect(drydock.run(['--version'])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^drydock \d+\.\d+\.\d+ /),
    });
    expect(drydock.run(['check', '--format', 'json-schema']).out).toContain('"$schema"');
  });

  it('checks, simulates, explains and runs configurations of the guide', { timeout: 60_000 }, async () => {
    const wrong: string[] = [];
    const tried = chapters().filter(({ name }) => TRIED.has(name));
    expect(tried).toHaveLength(TRIED.size);
    for (const chapter of tried) wrong.push(...(await tryChapter(drydock, chapter)));
    expect(wrong).toEqual([]);
  });
});

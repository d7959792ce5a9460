/** Same configuration, scenario and seed: the same trace in Chromium and in Node, byte for byte. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { describeWith } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';

const CASES = [
  ['home', 'haproxy.cfg', 1],
  ['installation', 'haproxy.cfg', 20_261],
  ['keep-alive', 'haproxy.cfg', 3],
  ['network-load-balancing', 'haproxy.cfg', 4_000_000_001],
  ['hl7', 'haproxy.cfg', 7],
  ['testing', 'haproxy.cfg', 99],
] as const;
const UNTIL_MS = 30_000;

const read = (chapter: string, file: string) =>
  readFileSync(new URL(`../../content/${chapter}/${file}`, import.meta.url), 'utf8');

async function hashInNode(config: string, scenario: string, seed: number): Promise<string> {
  const simulator = createSimulator();
  const loaded = await simulator.load({ config, scenario, version: '3.2', seed });
  expect(loaded.ok).toBe(true);
  for (
    let frame = await simulator.advance(UNTIL_MS);
    frame.nowMs < UNTIL_MS;
    frame = await simulator.advance(UNTIL_MS)
  );
  return simulator.hash();
}

describeWith('chromium', 'a trace', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test.for(CASES)('%s/%s, seed %i: Chromium and Node agree', async ([chapter, file, seed]) => {
    const config = read(chapter, file);
    const scenario = read(chapter, 'scenario.yaml');
    const { page, close } = await site.open();
    await page.goto(chapter === 'home' ? '/' : `/${chapter}/`);
    await page.locator('dd-playground[data-ready]').first().waitFor();
    const inBrowser = await page.evaluate(
      async ({ seed, until }) => {
        const element = document.querySelector('dd-playground') as HTMLElement & {
          hashOfRun?: (seed: number, untilMs: number) => Promise<string>;
        };
        if (element.hashOfRun === undefined) throw new Error('the playground does not offer hashOfRun');
        return element.hashOfRun(seed, until);
      },
      { seed, until: UNTIL_MS },
    );
    expect(inBrowser).toMatch(/^[0-9a-f]{64}$/);
    expect(inBrowser).toBe(await hashInNode(config, scenario, seed));
    expect(inBrowser).not.toBe(await hashInNode(config, scenario, seed + 1));
    await close();
  });
});

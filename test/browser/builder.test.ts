/** The builder panel in the page: looking changes nothing, a change touches its own words only. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';

const CONFIGS = [
  ['installation', 'haproxy.cfg'],
  ['installation', 'unchecked.cfg'],
  ['keep-alive', 'haproxy.cfg'],
  ['keep-alive', 'close.cfg'],
  ['network-load-balancing', 'haproxy.cfg'],
  ['network-load-balancing', 'source.cfg'],
  ['hl7', 'haproxy.cfg'],
  ['hl7', 'leastconn.cfg'],
  ['testing', 'haproxy.cfg'],
] as const;

const fileOf = (chapter: string, file: string) =>
  readFileSync(new URL(`../../content/${chapter}/${file}`, import.meta.url), 'utf8');

describeWith('chromium', 'the builder panel', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  /** What a reader would take away now. */
  const exported = async (page: import('playwright-core').Page, id: string): Promise<string> => {
    await page.locator(`#${id} [data-action="export"]`).click();
    await page.locator(`#${id} dialog[open] .dd-preview`).waitFor();
    const text = (await page.locator(`#${id} dialog[open] .dd-preview pre`).textContent()) ?? '';
    await page.keyboard.press('Escape');
    return text;
  };

  test.for(CONFIGS)('%s/%s: opening and closing it changes no byte', async ([chapter, file]) => {
    const id = `pg-${chapter}-${file}`.replace(/[^a-z0-9]+/gi, '-');
    const { page, errors, close } = await site.open();
    await page.goto(`/${chapter}/`);
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.locator(`#${id}[data-ready]`).waitFor();
    await page.locator(`#${id} [data-action="builder"]`).click();
    await page.locator(`#${id} .dd-builder`).waitFor();
    await page.locator(`#${id} [data-action="builder"]`).click();
    await page.locator(`#${id} .dd-builder`).waitFor({ state: 'detached' });
    expect(await exported(page, id)).toBe(fileOf(chapter, file));
    expect(errors).toEqual([]);
    await close();
  });

  test('a new algorithm is one changed word, and the comments stay', async () => {
    const id = 'pg-network-load-balancing-haproxy-cfg';
    const { page, close } = await site.open();
    await page.goto('/network-load-balancing/');
    await page.locator(`#${id}[data-ready]`).waitFor();
    await page.locator(`#${id} [data-action="builder"]`).click();
    await page.getByLabel('Algorithm').first().selectOption('roundrobin');
    await page.locator(`#${id} .dd-verdict[data-tone="good"]`).waitFor();
    const before = fileOf('network-load-balancing', 'haproxy.cfg');
    await expect.poll(() => exported(page, id)).toBe(before.replace('balance leastconn', 'balance roundrobin'));
    await close();
  });
});

/** What holds on every page, in both schemes: axe finds nothing, nothing is wider than a phone, nothing leaves the origin. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';

const PAGES = ['/', '/installation/', '/keep-alive/', '/network-load-balancing/', '/hl7/', '/testing/'];
const PHONE = { width: 390, height: 844 };

/** What Monaco draws inside itself is Monaco's. */
const axe = (page: Page) => new AxeBuilder({ page }).exclude('.monaco-editor');

async function violations(builder: AxeBuilder): Promise<string[]> {
  const { violations: found } = await builder.analyze();
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

/** Everything in the scheme that is on; in the other one only what a change of colours can change. */
async function violationsInBothSchemes(page: Page): Promise<{ light: string[]; dark: string[] }> {
  await inScheme(page, 'light');
  const light = await violations(axe(page));
  await inScheme(page, 'dark');
  const dark = await violations(axe(page).withRules(['color-contrast', 'link-in-text-block']));
  await inScheme(page, 'light');
  return { light, dark };
}

async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' });
}

const NONE = { light: [], dark: [] };

describeWith('chromium', 'every page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test.for(PAGES)('%s: axe finds no violation, nothing is wider than a phone', async (path) => {
    const { page, errors, foreign, close } = await site.open({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(path);
    await page.locator('dd-playground[data-ready]').first().waitFor();
    await page.locator('[data-action="run"]').first().click();
    await page.locator('.dd-requests button').first().waitFor();
    await page.locator('[data-action="run"]').first().click();
    expect(await violationsInBothSchemes(page)).toEqual(NONE);
    await page.setViewportSize(PHONE);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
    await close();
  });

  test('with a server down, a question asked, the builder and the export open', async () => {
    const { page, close } = await site.open({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto('/hl7/');
    const playground = page.locator('#pg-hl7-haproxy-cfg');
    await page.locator('#pg-hl7-haproxy-cfg[data-ready]').waitFor();
    await playground.locator('select[id$="-speed"]').selectOption('10');
    await playground.locator('[data-action="run"]').click();
    await playground.locator('.dd-requests button').first().waitFor();
    await playground.locator('button[aria-label="Kill engine1"]').click();
    await playground.locator('.dd-chip.dd-down').waitFor();
    await playground.locator('.dd-requests button:not([disabled])').first().click();
    await playground.locator('.dd-step').first().waitFor();
    await playground.locator('[data-action="builder"]').click();
    await playground.locator('.dd-builder').waitFor();
    expect(await violationsInBothSchemes(page)).toEqual(NONE);
    await page.setViewportSize(PHONE);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await playground.locator('[data-action="export"]').click();
    await page.locator('dialog[open] .dd-preview').waitFor();
    expect(await violationsInBothSchemes(page)).toEqual(NONE);
    await close();
  });
});

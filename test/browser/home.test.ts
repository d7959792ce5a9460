/** The first screen runs, and one button shows what the guide is about. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';

describeWith('chromium', 'the home page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test('runs by itself; its button kills web1, others take over, and revives it', async () => {
    const { page, errors, close } = await site.open();
    await page.goto('/');
    await page.locator('.dd-requests button').first().waitFor();
    const button = page.locator('[data-hero-kill]');
    expect(await button.textContent()).toBe('Kill web1');
    await page.locator('select[id$="-speed"]').first().selectOption('10');
    await button.click();
    const web1 = page.locator('.dd-table tr', { hasText: 'web1' });
    await web1.locator('.dd-chip.dd-down').waitFor();
    await page.locator('.dd-timeline .dd-bar.dd-down').first().waitFor({ state: 'attached' });
    // Before DOWN there were failed checks, and the lane keeps them.
    expect(await page.locator('.dd-timeline .dd-bar.dd-warn').count()).toBeGreaterThan(0);
    expect(await button.textContent()).toBe('Revive web1');
    await button.click();
    await web1.locator('.dd-chip.dd-up').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  test('waits for Run where less motion is wanted', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await page.goto('/');
    await page.locator('dd-playground[data-ready]').waitFor();
    expect(await page.locator('[data-action="run"]').getAttribute('data-run')).toBe('ready');
    // Its button begins the run as well: there is something to see after it was pressed.
    await page.locator('[data-hero-kill]').click();
    await page.locator('[data-action="run"][data-run="running"]').waitFor();
    await close();
  });
});

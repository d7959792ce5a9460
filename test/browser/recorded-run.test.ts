/** A run on real sockets opens in the playground and is the same run there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../support/programs.ts';
import { recordedRun } from '../support/recorded.ts';
import { openSite, type Site } from '../support/site.ts';
import { temporaryFolder } from '../support/temporary.ts';

describeWith('chromium', 'a recorded run in the playground', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test('the same log, byte for byte; step by step; and its secrets are spoken of', async () => {
    const run = await recordedRun();
    const folder = temporaryFolder({});
    const file = join(folder.path, 'inputs');
    writeFileSync(file, run.text);
    const { page, errors, close } = await site.open({ reducedMotion: 'reduce' });
    await page.goto('/');
    await page.locator('dd-playground[data-ready]').waitFor();
    const playground = page.locator('dd-playground').first();
    await playground.locator('input[type=file]').setInputFiles(file);
    await playground.getByText('A recorded run of h.cfg').waitFor();
    expect(await playground.textContent()).toContain('credentials too');
    await playground.getByRole('tab', { name: 'Log' }).click();
    await playground.locator('[data-action="step"]').click();
    const speed = playground.locator('select[id$="-speed"]');
    await speed.selectOption('10');
    await playground.locator('[data-action="run"]').click();
    await playground.locator('[data-action="run"][data-run="ended"]').waitFor();
    const shown = await playground.getByRole('tabpanel').textContent();
    const lines = run.log.split('\n').filter((line) => line !== '' && !/^Proxy \S+ stopped/.test(line));
    for (const line of lines) expect(shown).toContain(line);
    expect(errors).toEqual([]);
    await close();
    folder.remove();
  });
});

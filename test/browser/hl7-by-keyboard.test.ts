/** A reader without a mouse goes through the HL7 chapter: edit, be told, run, break, see, ask, take away. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepalivedCheck } from '../support/keepalived-check.ts';
import { describeWith, haproxyCheck } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Presses Tab until the focus is where it should be; the order of the page decides how often. */
async function tabTo(page: Page, selector: string, limit = 120): Promise<void> {
  for (let presses = 0; presses < limit; presses++) {
    const reached = await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
    if (reached) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} was not reached with ${limit} presses of Tab`);
}

const PLAYGROUND = '#pg-hl7-haproxy-cfg';

describeWith(['chromium', 'haproxy', 'keepalived'], 'the HL7 chapter, by keyboard', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test('change balance, see a typo told, run, kill, see failover, ask why, export', async () => {
    const { page, errors, foreign, close } = await site.open({ acceptDownloads: true });
    await page.goto('/hl7/');
    await page.locator(`${PLAYGROUND}[data-ready]`).waitFor();
    const verdict = page.locator(`${PLAYGROUND} .dd-verdict`);
    expect(await verdict.textContent()).toContain('HAProxy 3.2 would start with this');

    // Into the text, to the line of `balance`, and a typo in it.
    await tabTo(page, `${PLAYGROUND} .monaco-editor textarea, ${PLAYGROUND} .monaco-editor [role="textbox"]`);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('balance roundrobin');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.type('balance leastcon');
    await page.keyboard.press('Escape');
    await page.locator(`${PLAYGROUND} .dd-verdict[data-tone="bad"]`).waitFor();
    expect(await page.locator(`${PLAYGROUND} .dd-finding-error`).first().textContent()).toContain('leastcon');
    await page.keyboard.type('n');
    await page.keyboard.press('Escape');
    await page.locator(`${PLAYGROUND} .dd-verdict[data-tone="good"]`).waitFor();

    // Out of the editor: Ctrl+M lets Tab go, and the page says so.
    await page.keyboard.press('Control+m');
    await tabTo(page, `${PLAYGROUND} select[id$="-speed"]`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-action'))).toBe('run');
    await page.keyboard.press('Enter');
    await page.locator(`${PLAYGROUND} .dd-requests button`).first().waitFor();
    await tabTo(page, `${PLAYGROUND} button[aria-label="Kill engine1"]`);
    await page.keyboard.press('Enter');
    await page.locator(`${PLAYGROUND} .dd-table tr`, { hasText: 'engine1' }).locator('.dd-chip.dd-down').waitFor();
    await page.locator(`${PLAYGROUND} .dd-requests button`, { hasText: 'engines/engine2' }).first().waitFor();
    // Screen readers are told too.
    expect(await page.locator(`${PLAYGROUND} .dd-sr[role="status"]`).textContent()).toMatch(/engine1|engine2/);

    await tabTo(page, `${PLAYGROUND} .dd-requests button:not([disabled])`, 200);
    await page.keyboard.press('Enter');
    await page.locator(`${PLAYGROUND} .dd-story`).waitFor();
    expect(await page.locator(`${PLAYGROUND} .dd-step`).count()).toBeGreaterThan(2);
    await page.locator(`${PLAYGROUND} .dd-lit-line`).first().waitFor({ state: 'attached' });

    await tabTo(page, `${PLAYGROUND} [data-action="export"]`, 250);
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    await tabTo(page, '[data-action="save-all"]');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const folder = temporaryFolder();
    const archive = join(folder.path, 'bundle.zip');
    await download.saveAs(archive);
    const files = Object.fromEntries(
      Object.entries(unzipSync(readFileSync(archive))).map(([path, bytes]) => [path.replace(/^[^/]+\//, ''), bytes]),
    );
    folder.remove();
    const config = files['haproxy.cfg'];
    if (config === undefined) throw new Error(`no haproxy.cfg among ${Object.keys(files)}`);
    expect(strFromU8(config)).toContain('balance leastconn');
    expect((await haproxyCheck(strFromU8(config))).status).toBe(0);
    for (const node of ['node-a', 'node-b']) {
      const conf = files[`${node}/keepalived.conf`];
      if (conf === undefined) throw new Error(`no ${node}/keepalived.conf among ${Object.keys(files)}`);
      expect(keepalivedCheck(strFromU8(conf)), node).toMatchObject({ status: 0 });
    }
    await page.keyboard.press('Escape');
    expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
    await close();
  });
});

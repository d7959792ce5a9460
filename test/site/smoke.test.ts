import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/programs.ts';
import { openSite, type Site } from '../support/site.ts';

describeWith('chromium', 'the built site', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  it('opens under its own policy, without an error or a request elsewhere', async () => {
    const { page, errors, foreign, close } = await site.open();
    const response = await page.goto('/');
    expect(response?.status()).toBe(200);
    expect(await page.title()).toContain('Drydock');
    const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content');
    expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
    expect(policy?.match(/script-src ([^;]*)/)?.[1]).not.toContain('unsafe-inline');
    await page.waitForLoadState('networkidle');
    expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
    await close();
  });

  it('refuses a script that it did not ship', async () => {
    const { page, errors, close } = await site.open();
    await page.goto('/');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      document.head.append(script);
      return 'intruder' in window;
    });
    expect(ran).toBe(false);
    expect(errors.join('\n')).toMatch(/Content Security Policy/i);
    await close();
  });

  it('notices a request to another origin', async () => {
    const { page, foreign, close } = await site.open();
    await page.goto('/');
    await page.evaluate(() => fetch('http://127.0.0.1:9/elsewhere').catch(() => undefined));
    // The policy stops it before it is a request at all; a navigation is one.
    await page.goto('http://127.0.0.1:9/elsewhere').catch(() => undefined);
    expect(foreign).toEqual(['http://127.0.0.1:9/elsewhere']);
    await close();
  });

  it('answers an unknown address with its own 404 page', async () => {
    const { page, close } = await site.open();
    const response = await page.goto('/no/such/page/');
    expect(response?.status()).toBe(404);
    expect(await page.title()).toContain('Drydock');
    await close();
  });

  it('finds words offline', async () => {
    const { page, errors, foreign, close } = await site.open();
    await page.goto('/');
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.getByRole('textbox').first().fill('HAProxy');
    await page.locator('.pagefind-ui__result, [class*="pagefind"] li').first().waitFor({ timeout: 15_000 });
    expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
    await close();
  });
});

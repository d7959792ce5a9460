import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { root, TEST_SITE_DIR } from '../../scripts/lib/paths.mjs';
import { findProgram } from '../../scripts/lib/programs.mjs';
import { serve } from '../../scripts/serve.mjs';

// No quic, updates, sync or other business of the browser's own: what a test sees on the network is the page's.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that remembers what should not have happened. */
export interface WatchedPage {
  page: Page;
  /** Errors on the console, exceptions nobody caught, answers with a status from 400 on. */
  errors: string[];
  /** Addresses of requests that left this origin. */
  foreign: string[];
  close(): Promise<void>;
}

/** The built site, served on loopback, and a browser to visit it with. */
export interface Site {
  /** As in `http://localhost:4321/`. */
  url: string;
  browser: Browser;
  /** A page in a context of its own. Tests visit it with `page.goto(path)`, relative to the site. */
  open(options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** The folder of the site that the tests look at. */
export function siteFolder(): string {
  return process.env.DRYDOCK_SITE ?? join(root, TEST_SITE_DIR);
}

/**
 * Serves the built site and starts Chromium.
 *
 * @throws when the site is not built or there is no Chromium (use `describeWith('chromium', …)`)
 */
export async function openSite(): Promise<Site> {
  const folder = siteFolder();
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Error(`no built site in ${folder}: run "npm test", or "DRYDOCK_SITE=dist" after "npm run build"`);
  }
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('openSite: there is no chromium here; use describeWith');
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    url: server.url,
    browser,
    open: (options) => openPage(browser, server.url, options),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const foreign: string[] = [];
  const origin = new URL(url).origin;
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(`exception: ${error.stack ?? error.message}`));
  // The context's event: requests of workers are seen there too.
  context.on('request', (request) => {
    const address = new URL(request.url());
    if (/^https?:|^wss?:/.test(address.protocol) && address.origin !== origin) foreign.push(request.url());
  });
  context.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // A page that is left or reloaded cancels what it was loading.
    if (reason !== 'net::ERR_ABORTED') errors.push(`${reason} ${request.url()}`);
  });
  return { page, errors, foreign, close: () => context.close() };
}

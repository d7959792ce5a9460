/**
 * How long a page's main thread is held up by a large configuration in its editor: opened, typed in, made wrong and right
 * again. What is ours (checking, findings, colours, the world beside it) apart from what Monaco does by itself; Monaco alone
 * with the same text, without a language, beside it.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { root, TEST_SITE_DIR } from '../lib/paths.mjs';
import { findProgram } from '../lib/programs.mjs';
import { serve } from '../serve.mjs';
import { generateConfig } from './generate.ts';
import { buildBareMonaco } from './page/bare-monaco.ts';
import { type Task, tasksDuring } from './page/tasks.ts';

const LINES = 24_000;
const CHAPTER = 'testing/';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];

/** Between two keys: somebody who types fast. */
const KEY_MS = 120;
/** Afterwards: what is put off comes now. */
const SETTLED_MS = 2500;
const LIMIT_MS = 16;

const SITE = process.env.DRYDOCK_SITE ?? join(root, TEST_SITE_DIR);

const PARTS: readonly { readonly name: string; act(page: Page): Promise<void> }[] = [
  { name: 'a line typed', act: (page) => typed(page, '\n    http-request set-header X-Team blue') },
  { name: 'a wrong line, and mended', act: wrongAndMended },
];

export async function pageSpeed(): Promise<string> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) return 'Page: there is no Chromium: not measured';
  if (!existsSync(join(SITE, 'index.html'))) return `Page: no built site in ${SITE}: "npm run bench -- page" builds it`;
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, generateConfig(LINES));
  await buildBareMonaco(join(folder, 'bare'));
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const guide = await measured(browser, SITE, CHAPTER, 'dd-playground', file);
    const bare = await measured(browser, join(folder, 'bare'), '', '.dd-editor', file);
    return [`Page: main thread with ${LINES} lines in the editor, longest and p99 of its tasks, milliseconds:`]
      .concat(guide.flatMap((own, i) => rows(own, bare[i]!)))
      .join('\n');
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly name: string;
  readonly tasks: readonly Task[];
}

/** @param ready what gets `data-ready` when the editor is there */
async function measured(
  browser: Browser,
  site: string,
  path: string,
  ready: string,
  file: string,
): Promise<Measured[]> {
  const server = await serve(site);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(`${server.url}${path}`);
    await page.waitForSelector(`${ready}[data-ready]`, { timeout: 60_000 });
    const cdp = await page.context().newCDPSession(page);
    const isOurs = (url: string): boolean => url.startsWith(server.url) && !/\/(monaco\.|bare\.js)/.test(url);
    const found: Measured[] = [];
    const measure = async (name: string, act: () => Promise<void>): Promise<void> => {
      found.push({ name, tasks: await tasksDuring(cdp, isOurs, act) });
    };
    await measure('the file opened', async () => {
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.waitForTimeout(4 * SETTLED_MS);
    });
    const lines = page.locator('.monaco-editor .view-lines').first();
    await lines.click({ position: { x: 200, y: 150 } });
    await page.keyboard.press('End');
    await page.waitForTimeout(SETTLED_MS);
    for (const { name, act } of PARTS) {
      await measure(name, async () => {
        await act(page);
        await page.waitForTimeout(SETTLED_MS);
      });
    }
    return found;
  } finally {
    await page.close();
    await server.close();
  }
}

const KEYS: Readonly<Record<string, string>> = { '\n': 'Enter', ' ': 'Space', '\b': 'Backspace' };

async function typed(page: Page, text: string): Promise<void> {
  for (const letter of text) {
    await page.keyboard.press(KEYS[letter] ?? letter);
    await page.waitForTimeout(KEY_MS);
  }
}

async function wrongAndMended(page: Page): Promise<void> {
  await typed(page, '\n    use_backend nowhere if { pth /x }');
  await page.waitForTimeout(SETTLED_MS);
  // A list of suggestions would take the keys.
  await page.keyboard.press('Escape');
  await typed(page, '\b'.repeat(12));
}

function rows({ name, tasks }: Measured, bare: Measured): string[] {
  const ours = figures(tasks.map((t) => t.oursMs));
  const all = figures(tasks.map((t) => t.ms - t.garbageMs));
  const alone = figures(bare.tasks.map((t) => t.ms - t.garbageMs));
  const long = tasks.filter((t) => t.oursMs > LIMIT_MS).sort((a, b) => b.oursMs - a.oursMs);
  return [
    `  ${name} (${tasks.length} tasks, Monaco alone ${bare.tasks.length})`,
    `    ours              ${said(ours)}; over ${LIMIT_MS} ms: ${long.length}`,
    `    with our answers  ${said(figures(tasks.map((t) => t.answersMs)))} (Monaco taking them in)`,
    `    ours and Monaco's ${said(all)}; ${(all.longest / alone.longest).toFixed(1)} times Monaco alone`,
    `    Monaco alone      ${said(alone)}`,
    `    garbage           longest ${longestGarbage(tasks)}, Monaco alone ${longestGarbage(bare.tasks)}`,
    ...longest(tasks, (t) => t.ms - t.garbageMs, 'longest of all'),
    ...longest(bare.tasks, (t) => t.ms - t.garbageMs, 'longest of Monaco alone'),
    ...longest(tasks, (t) => t.answersMs, 'longest with our answers'),
    ...long.slice(0, 8).map((t) => `      ${t.oursMs.toFixed(1)} of ${t.ms.toFixed(1)}: ${t.what}`),
  ];
}

/** What the longest task was about. */
function longest(tasks: readonly Task[], by: (task: Task) => number, name: string): string[] {
  const task = [...tasks].sort((a, b) => by(b) - by(a))[0];
  return task === undefined ? [] : [`      ${name}: ${task.what}`];
}

const longestGarbage = (tasks: readonly Task[]): string => Math.max(0, ...tasks.map((t) => t.garbageMs)).toFixed(1);

interface Figures {
  readonly longest: number;
  readonly p99: number;
}

/** Of the tasks that did anything worth a tenth of a millisecond: thousands only look whether there is something to do. */
function figures(ms: readonly number[]): Figures {
  const sorted = ms.filter((x) => x >= 0.1).sort((a, b) => a - b);
  return { longest: sorted.at(-1) ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

const said = ({ longest, p99 }: Figures): string =>
  `longest ${longest.toFixed(1).padStart(6)}, p99 ${p99.toFixed(1).padStart(6)}`;

/** A module at work in a browser's worker: bundled, and started from a blank page of Chromium. */
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findProgram } from './programs.mjs';

export interface BlankWorker<Question, Answer> {
  /** Posts a message and waits for the one that comes back. */
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];

/**
 * @param entry path of the worker's module: it answers every message with one
 * @returns null: there is no Chromium here
 */
export async function startBlankWorker<Question, Answer>(entry: string): Promise<BlankWorker<Question, Answer> | null> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) return null;
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2024',
    minify: true,
    write: false,
  });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const page = await browser.newPage();
  await page.evaluate((code) => {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    (globalThis as { asked?: Worker }).asked = new Worker(url);
  }, outputFiles[0]!.text);
  const ask = (question: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const { asked } = globalThis as { asked?: Worker };
      asked!.onmessage = ({ data }) => resolve(data);
      asked!.onerror = ({ message }) => reject(new Error(message));
      asked!.postMessage(question);
    });
  return {
    ask: async (question) => (await page.evaluate(ask, question as unknown)) as Answer,
    close: () => browser.close(),
  };
}

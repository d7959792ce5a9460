/**
 * HAProxy's manual, where it is at hand: texts of our own must not repeat its sentences. `HAPROXY_MANUAL` names the file
 * (`configuration.txt` of HAProxy's documentation).
 */
import { readFileSync } from 'node:fs';
import { describe } from 'vitest';

/** So many words in a row are a quotation. */
export const QUOTATION_WORDS = 8;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{N}_]+/gu) ?? [];

function runsOf(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i + QUOTATION_WORDS <= words.length; i++) out.push(words.slice(i, i + QUOTATION_WORDS).join(' '));
  return out;
}

/** Finds what a text has in common with another: runs of eight words, whatever stands between the words. */
export function quotationsFrom(original: string): (text: string) => string[] {
  const runs = new Set(runsOf(wordsOf(original)));
  return (text) => runsOf(wordsOf(text)).filter((run) => runs.has(run));
}

/** A `describe` for tests that need the manual; skipped by name without it. */
export function describeWithManual(title: string, body: (quotations: (text: string) => string[]) => void): void {
  const path = process.env.HAPROXY_MANUAL;
  if (path) describe(title, () => body(quotationsFrom(readFileSync(path, 'utf8'))));
  else describe.skipIf(true)(`${title} (no manual here: HAPROXY_MANUAL)`, () => body(() => []));
}

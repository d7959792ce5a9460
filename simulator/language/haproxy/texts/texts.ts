/**
 * All longer texts. They are large, and only hovers, signatures and single completions need them: import this file when one
 * is asked for (`loadTexts` in `load.ts`), or at once where size does not matter.
 */
import type { LongText } from './entries.ts';
import { keywordText } from './keywords.ts';
import { SAMPLE_TEXTS, type SampleTexts } from './samples.ts';

/** Looks longer texts up; null for what has none. */
export interface Texts extends SampleTexts {
  keyword(topics: readonly string[], name: string): LongText | null;
}

export const TEXTS: Texts = { ...SAMPLE_TEXTS, keyword: keywordText };

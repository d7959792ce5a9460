/** Situations that are kept as data, because they are many and alike. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Situation } from '../situation.ts';

export function readSituations(name: string): readonly Situation[] {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`./${name}.json`, import.meta.url)), 'utf8'));
}

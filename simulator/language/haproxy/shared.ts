/** What global and defaults sections are to all other sections, as text that can be compared. */
import type { CheckContext } from './checks/context.ts';
import { sectionKeywords } from './keywords/names.ts';

/** Equal for sections that differ in places, comments and what HAProxy does not know only. */
export function seenByOthers({ global, globalKeywords, known, version }: CheckContext): string {
  const names = sectionKeywords('global', version);
  // Anybody may ask for keywords, but nobody asks for those that do not exist.
  const keywords = [...globalKeywords].filter((name) => names.has(name)).sort();
  return JSON.stringify([keywords, global, known.defaults], withoutPlaces);
}

function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'section') return 0;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  return 'from' in value && 'to' in value && 'file' in value ? 0 : value;
}

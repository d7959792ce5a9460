/** `cache` sections. Manual, "cache". */
import type { Config } from '../language/haproxy/config.ts';
import type { CachePlan } from './content-plan.ts';

const MEGABYTE = 1024 * 1024;
const DEFAULT_MAX_AGE_SECONDS = 60;
const DEFAULT_VARIANTS = 10;
/** An object may take this part of the whole when nothing is said. */
const OBJECT_SHARE = 256;

export function planCaches(config: Config): CachePlan[] {
  return config.sections.flatMap(({ kind, name, directives }) => {
    if (kind !== 'cache') return [];
    const word = (keyword: string) => directives.findLast(({ words }) => words[0]!.text === keyword)?.words[1]?.text;
    const said = (keyword: string): number => Number(word(keyword) ?? 0) || 0;
    const totalBytes = said('total-max-size') * MEGABYTE;
    return [
      {
        name: name?.text ?? '',
        totalBytes,
        maxObjectBytes: said('max-object-size') || Math.floor(totalBytes / OBJECT_SHARE),
        maxAgeSeconds: said('max-age') || DEFAULT_MAX_AGE_SECONDS,
        processVary: word('process-vary') === 'on',
        maxVariants: said('max-secondary-entries') || DEFAULT_VARIANTS,
      },
    ];
  });
}

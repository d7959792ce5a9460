/** What caches keep. */
import type { Variant } from './cache-vary.ts';
import type { ResponseHead } from './io.ts';

export interface CacheEntry {
  readonly head: ResponseHead;
  /** As far as the driver tells it: a world without payload has sizes only. */
  readonly body: string;
  readonly bodyBytes: number;
  readonly storedSeconds: number;
  readonly ageSeconds: number;
  readonly expiresSeconds: number;
  readonly variant: Variant;
}

/** By key, the oldest first. Of one key there are several where responses vary. */
export type Entries = Map<string, readonly CacheEntry[]>;

/** A response that is being kept while it passes. */
export interface Storing extends Omit<CacheEntry, 'body' | 'bodyBytes'> {
  readonly cache: string;
  readonly key: string;
  body: string;
}

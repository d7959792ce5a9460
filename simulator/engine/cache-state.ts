/** What caches keep. */
import type { ResponseHead } from './io.ts';

export interface CacheEntry {
  readonly head: ResponseHead;
  /** As far as the driver tells it: a world without payload has sizes only. */
  readonly body: string;
  readonly bodyBytes: number;
  readonly storedSeconds: number;
  readonly ageSeconds: number;
  readonly expiresSeconds: number;
}

/** A response that is being kept while it passes. */
export interface Storing extends Omit<CacheEntry, 'body' | 'bodyBytes'> {
  readonly cache: string;
  readonly key: string;
  body: string;
}

/** What the runtime socket tells about this process. */
import { hostname } from 'node:os';
import type { ProcessFacts } from '../drivers/runtime/index.ts';
import type { Version } from '../language/haproxy/config.ts';
import { releaseOf } from './haproxy/texts.ts';

/** Begins to count the time of running now. */
export function processFactsFor(version: Version, environment: Readonly<Record<string, string>>): () => ProcessFacts {
  const bootMs = Date.now();
  return () => ({
    pid: process.pid,
    release: releaseOf(version),
    node: hostname(),
    bootMs,
    dateMs: Date.now(),
    environment,
  });
}

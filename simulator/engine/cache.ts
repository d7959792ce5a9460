/**
 * Caches: `cache-use` answers from what `cache-store` has kept. Kept are answers with status 200 to GET, as they are when
 * the rule is reached, under host and URI, for as long as they say (never longer than the section's max-age). Responses
 * that vary are kept with `process-vary on` only. What is oldest makes room. Facts: the manual, "cache"; seen in 2.6 to 3.4.
 */
import { type Answer, standardReason } from '../http1/index.ts';
import type { CacheEntry, Entries, Storing } from './cache-state.ts';
import { isFor, SAME_FOR_ALL, takesPlaceOf, variantOf } from './cache-vary.ts';
import { firstHeader } from './http-headers.ts';
import { CHUNKED_END_BYTES, responseSize } from './http-size.ts';
import type { Header } from './io.ts';
import type { Engine, Stream } from './state.ts';

const secondsOf = (engine: Engine): number => Math.floor(engine.nowMs / 1000);

function keyOf({ request }: Stream): string {
  return `${firstHeader(request!.headers, 'host') ?? ''}${request!.target}`;
}

/** All directives of a header, lower-case. */
function directives(headers: readonly Header[], wanted: string): string[] {
  return headers
    .filter(({ name }) => name === wanted)
    .flatMap(({ value }) => value.toLowerCase().split(','))
    .map((part) => part.trim());
}

/** The answer from the cache, or null: the request goes on. What it says now tells what its response may be kept for. */
export function cachedAnswer(engine: Engine, stream: Stream, cache: string): (Answer & { bodyBytes: number }) | null {
  const { request } = stream;
  if (!request) return null;
  stream.cacheAsked = request.headers;
  const entries = engine.state.caches.get(cache);
  if (!entries || request.method !== 'GET' || request.version === '1.0') return null;
  const asks = directives(request.headers, 'cache-control');
  if (firstHeader(request.headers, 'authorization') !== null) return null;
  if (asks.some((ask) => /^(no-cache|max-age|max-stale|min-fresh)/.test(ask))) return null;
  if (asks.length === 0 && directives(request.headers, 'pragma').includes('no-cache')) return null;
  const now = secondsOf(engine);
  const entry = entries
    .get(keyOf(stream))
    ?.find(({ variant, expiresSeconds }) => expiresSeconds > now && isFor(variant, request.headers));
  if (!entry) return null;
  const age = now - entry.storedSeconds + entry.ageSeconds;
  const headers = [...entry.head.headers, { name: 'age', value: String(age) }];
  if (isUnchanged(request.headers, entry.head.headers)) {
    return { head: { ...entry.head, status: 304, reason: standardReason(304), headers }, body: '', bodyBytes: 0 };
  }
  return { head: { ...entry.head, headers }, body: entry.body, bodyBytes: entry.bodyBytes };
}

/** The client has it already: by its tag, else by its date. */
function isUnchanged(asked: readonly Header[], kept: readonly Header[]): boolean {
  const tags = directives(asked, 'if-none-match');
  if (tags.length > 0) {
    const own = firstHeader(kept, 'etag')?.toLowerCase().replace(/^w\//, '');
    return tags.some((tag) => tag === '*' || (own !== undefined && tag.replace(/^w\//, '') === own));
  }
  const since = Date.parse(firstHeader(asked, 'if-modified-since') ?? '');
  const changed = Date.parse(firstHeader(kept, 'last-modified') ?? firstHeader(kept, 'date') ?? '');
  return since >= changed;
}

/** `cache-store`: from now on the response is kept, if it may be. A write makes what is kept under its key void. */
export function beginStoring(engine: Engine, stream: Stream, cache: string): void {
  const plan = engine.plan.caches?.find(({ name }) => name === cache);
  const { request, response } = stream;
  if (!plan || !request || !response || stream.service !== null) return;
  const key = keyOf(stream);
  if (request.method !== 'GET') {
    const isWrite = !['HEAD', 'OPTIONS', 'TRACE'].includes(request.method);
    if (isWrite && response.status >= 200 && response.status < 400) engine.state.caches.get(cache)?.delete(key);
    return;
  }
  const { headers } = response;
  const isAllowed =
    response.status === 200 &&
    request.version === '1.1' &&
    stream.cacheAsked !== null &&
    firstHeader(request.headers, 'authorization') === null &&
    !directives(request.headers, 'cache-control').includes('no-store') &&
    mayBeKept(headers) &&
    (stream.responseBody === 'length' || stream.responseBody === 'chunked');
  if (!isAllowed) return;
  const variant = plan.processVary
    ? variantOf(headers, stream.cacheAsked!)
    : firstHeader(headers, 'vary') === null
      ? SAME_FOR_ALL
      : null;
  if (variant === null) return;
  const fresh = freshness(engine, headers);
  const hasValidator = headers.some(({ name }) => name === 'etag' || name === 'last-modified');
  if (fresh === null && !hasValidator) return;
  // one that does not say how old it may get is too old as soon as it has an age, and one whose age is no number as well
  const age = firstHeader(headers, 'age');
  const ageSeconds = age === null ? 0 : /^\d+$/.test(age) ? Math.min(Number(age), OLDEST_SECONDS) : 0;
  if (age !== null && (ageSeconds === 0 || ageSeconds > (fresh ?? 0))) return;
  const lastsSeconds = Math.min(fresh ?? plan.maxAgeSeconds, plan.maxAgeSeconds);
  const size = responseSize(response) + (Number(firstHeader(headers, 'content-length') ?? 0) || 0);
  if (lastsSeconds <= 0 || size > plan.maxObjectBytes) return;
  const storedSeconds = secondsOf(engine);
  const head = { ...response, headers: headers.filter(({ name }) => name !== 'age') };
  const expiresSeconds = storedSeconds + lastsSeconds;
  stream.response = head;
  stream.storing = { cache, key, head, body: '', storedSeconds, ageSeconds, expiresSeconds, variant };
}

const OLDEST_SECONDS = 2 ** 31 - 1;

/** What it says about caches, the last word counting. */
function mayBeKept(headers: readonly Header[]): boolean {
  if (firstHeader(headers, 'pragma')?.toLowerCase() === 'no-cache') return false;
  let isKept = true;
  let isNull = false;
  for (const word of directives(headers, 'cache-control')) {
    if (word === 'public') isKept = true;
    else if (word === 'max-age=0') isNull = true;
    else if (/^(private|no-cache|no-store)(=|$)/.test(word) || word === 's-maxage=0') isKept = false;
    else if (word.startsWith('s-maxage')) isNull = false;
  }
  return isKept && !isNull;
}

/** How long it says that it is good, in seconds; null: it does not say. */
function freshness(engine: Engine, headers: readonly Header[]): number | null {
  const words = directives(headers, 'cache-control');
  for (const name of ['s-maxage', 'max-age']) {
    const said = words
      .map((word) => new RegExp(`^${name}="?(\\d+)`).exec(word)?.[1])
      .find((text) => text !== undefined);
    // a zero that was overruled says nothing
    if (said !== undefined && Number(said) > 0) return Number(said);
  }
  const expires = firstHeader(headers, 'expires');
  if (expires === null) return null;
  const now = Date.parse(firstHeader(headers, 'date') ?? '') || engine.nowMs;
  return Math.max(0, Math.floor((Date.parse(expires) - now) / 1000) || 0);
}

/** The response has passed as a whole. */
export function endStoring(engine: Engine, stream: Stream): void {
  const { storing } = stream;
  if (storing === null) return;
  stream.storing = null;
  keep(engine, stream, storing);
}

function keep(engine: Engine, stream: Stream, storing: Storing): void {
  const { cache, key, ...kept } = storing;
  const plan = engine.plan.caches!.find(({ name }) => name === cache)!;
  if (responseSize(kept.head) + stream.responseBytes > plan.maxObjectBytes) return;
  const entries: Entries = engine.state.caches.get(cache) ?? new Map();
  engine.state.caches.set(cache, entries);
  const now = secondsOf(engine);
  const asked = stream.cacheAsked!;
  const replaced = entries.get(key)?.find(({ variant }) => takesPlaceOf(variant, kept.variant, asked));
  let others = (entries.get(key) ?? []).filter((entry) => entry !== replaced);
  if (others.length >= plan.maxVariants) others = others.filter(({ expiresSeconds }) => expiresSeconds > now);
  if (kept.variant.on.length > 0 && others.length >= plan.maxVariants) return;
  entries.delete(key);
  const endBytes = stream.responseBody === 'chunked' ? CHUNKED_END_BYTES : 0;
  entries.set(key, [...others, { ...kept, bodyBytes: stream.responseBytes + endBytes }]);
  makeRoom(entries, plan.totalBytes);
}

function makeRoom(entries: Entries, mostBytes: number): void {
  let total = 0;
  for (const entry of [...entries.values()].flat()) total += sizeOf(entry);
  for (const [oldest, some] of entries) {
    for (const [at, entry] of some.entries()) {
      if (total <= mostBytes) {
        entries.set(oldest, some.slice(at));
        return;
      }
      total -= sizeOf(entry);
    }
    entries.delete(oldest);
  }
}

const BLOCK_BYTES = 1024;

/** Room is given in blocks. */
function sizeOf({ head, bodyBytes }: CacheEntry): number {
  return Math.ceil((responseSize(head) + bodyBytes) / BLOCK_BYTES) * BLOCK_BYTES;
}

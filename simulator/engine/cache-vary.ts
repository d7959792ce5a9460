/**
 * Responses that vary, with `process-vary on`: of one key there may be several, told apart by what the request says in the
 * headers that `vary` names. Known are accept-encoding, referer and origin. For accept-encoding the kept response's own
 * coding counts: it is for whoever accepts that. Facts: the manual, "process-vary"; seen in 2.6 to 3.4.
 */
import { firstHeader } from './http-headers.ts';
import type { Header } from './io.ts';

/** What a kept response is for; empty where it does not vary on the header. */
export interface Variant {
  /** Headers that it varies on. */
  readonly on: readonly string[];
  /** Its own content codings, by their usual names; `identity`: none. */
  readonly codings: readonly string[];
  /** What the request said in referer and origin, as far as it varies on them; null: nothing. */
  readonly said: readonly (string | null)[];
}

export const SAME_FOR_ALL: Variant = { on: [], codings: [], said: [] };

const EXACT = ['referer', 'origin'] as const;
const KNOWN: readonly string[] = ['accept-encoding', ...EXACT];

const CODINGS: ReadonlyMap<string, string> = new Map([
  ...['aes128gcm', 'br', 'compress', 'deflate', 'exi', 'gzip', 'identity', 'pack200-gzip', 'zstd'].map(
    (name) => [name, name] as const,
  ),
  ['x-gzip', 'gzip'],
  ['x-compress', 'compress'],
]);

/** So many codings are an attack rather than a wish. */
const MOST_CODINGS = 16;

/** What is said in all headers of a name, split at commas. */
const items = (headers: readonly Header[], wanted: string): string[] =>
  headers.filter(({ name }) => name === wanted).flatMap(({ value }) => value.split(',').map((part) => part.trim()));

/** Codings that the client takes; null: too many are named, such a request and its response are not for the cache. */
function accepted(headers: readonly Header[]): ((coding: string) => boolean) | null {
  const wishes = items(headers, 'accept-encoding');
  if (wishes.length === 0) return () => true;
  if (wishes.length >= MOST_CODINGS) return null;
  const taken = new Set(['identity']);
  const refused = new Set<string>();
  for (const wish of wishes) {
    const [name = '', weight = ''] = wish.toLowerCase().split(';', 2);
    const coding = name.trim() === '*' ? '*' : CODINGS.get(name.trim());
    if (coding !== undefined) (weight.trim() === 'q=0' ? refused : taken).add(coding);
  }
  return (coding) => !refused.has(coding) && (taken.has(coding) || (taken.has('*') && !refused.has('*')));
}

const exactly = (on: readonly string[], request: readonly Header[]): (string | null)[] =>
  EXACT.map((name) => (on.includes(name) ? firstHeader(request, name) : null));

/** Is a kept response for this request? */
export function isFor(kept: Variant, request: readonly Header[]): boolean {
  if (kept.on.length === 0) return true;
  const said = exactly(kept.on, request);
  if (said.some((value, i) => value !== kept.said[i])) return false;
  if (!kept.on.includes('accept-encoding')) return true;
  const takes = accepted(request);
  return takes !== null && kept.codings.every(takes);
}

/** What a response is for, if it can be kept; null: it cannot, as it varies on something else or has a coding of its own. */
export function variantOf(response: readonly Header[], request: readonly Header[]): Variant | null {
  const on = [...new Set(items(response, 'vary').map((name) => name.toLowerCase()))];
  if (on.length === 0) return SAME_FOR_ALL;
  // the request is looked at as a whole before it is known what the response varies on
  if (on.some((name) => !KNOWN.includes(name)) || accepted(request) === null) return null;
  const said = exactly(on, request);
  if (!on.includes('accept-encoding')) return { on, codings: [], said };
  const codings: string[] = [];
  for (const item of items(response, 'content-encoding')) {
    const coding = CODINGS.get(item.split(';', 1)[0]!.trim());
    if (coding === undefined) return null;
    codings.push(coding);
  }
  return { on, codings: codings.length === 0 ? ['identity'] : codings, said };
}

/** Does a new response take the place of a kept one, seen from the request that brought it? */
export const takesPlaceOf = (kept: Variant, made: Variant, request: readonly Header[]): boolean =>
  made.on.length === 0 || (kept.on.length > 0 && isFor(kept, request));

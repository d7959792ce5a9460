/**
 * HTTP in the bytes of a TCP proxy: its content rules may ask for methods, paths and headers, which are read off what has
 * come so far.
 * Facts: the manual, 7.3.6 ("http-req.*" in TCP mode); HAProxy 2.6 to 3.4.
 */
import { createRequestReader, encodeLatin1, feed, type WireEvent } from '../http1/index.ts';
import type { RequestHead } from './io.ts';

/** The head of a request; `more`: it may still become one; null: it is none. */
export function readRawRequest(bytes: string): RequestHead | 'more' | null {
  if (bytes === '') return 'more';
  const events: WireEvent[] = [];
  feed(createRequestReader(), encodeLatin1(bytes), events);
  const [first] = events;
  if (first === undefined) return 'more';
  return first.type === 'requestHead' ? first.head : null;
}

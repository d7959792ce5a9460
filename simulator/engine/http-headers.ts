/** Header lists: read-only, a change makes a new list. Names are lower-case. */
import type { Header } from './io.ts';

export function firstHeader(headers: readonly Header[], name: string): string | null {
  for (let at = 0; at < headers.length; at++) {
    if (headers[at]!.name === name) return headers[at]!.value;
  }
  return null;
}

/** Made at its length: a list that is spread and then grows by one gets room for a dozen more. */
export function withHeader(headers: readonly Header[], name: string, value: string): Header[] {
  const { length } = headers;
  const list = Array<Header>(length + 1);
  for (let at = 0; at < length; at++) list[at] = headers[at]!;
  list[length] = { name, value };
  return list;
}

export function withoutHeader(headers: readonly Header[], name: string): readonly Header[] {
  return firstHeader(headers, name) === null ? headers : headers.filter((header) => header.name !== name);
}

/** What a head says about its connection's life. */
export interface Persistence {
  readonly headers: readonly Header[];
  readonly close: boolean;
  readonly keepAlive: boolean;
}

/** Takes `close` and `keep-alive` out of `connection` and says which were there; other tokens stay. null: there is none. */
export function splitConnection(headers: readonly Header[]): Persistence | null {
  if (firstHeader(headers, 'connection') === null) return null;
  const kept: Header[] = [];
  let close = false;
  let keepAlive = false;
  for (const header of headers) {
    if (header.name !== 'connection') {
      kept.push(header);
      continue;
    }
    if (!/close|keep-alive/i.test(header.value)) {
      // as it was written, spaces and empty members included
      kept.push(header);
      continue;
    }
    const others: string[] = [];
    for (const part of header.value.split(',')) {
      const token = part.trim();
      const lower = token.toLowerCase();
      if (lower === 'close') close = true;
      else if (lower === 'keep-alive') keepAlive = true;
      else if (token !== '') others.push(token);
    }
    if (others.length > 0) kept.push({ name: 'connection', value: others.join(', ') });
  }
  return { headers: kept, close, keepAlive };
}

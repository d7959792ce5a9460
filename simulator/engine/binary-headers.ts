/**
 * `add-headers-bin`, `set-headers-bin` and `del-headers-bin`: many headers at once, as `req.hdrs_bin` writes them.
 * Facts: the manual, 4.3, actions of these names; headers about the connection itself and its bodies stay as they are.
 */
import type { ActionPlan } from '../plan/action-plan.ts';
import { lowerAscii } from './ascii.ts';
import { withHeader, withoutHeader } from './http-headers.ts';
import type { Header } from './io.ts';

type Action = Extract<ActionPlan, { readonly type: 'headers-bin' }>;

const UNTOUCHED: ReadonlySet<string> = new Set([
  'expect',
  'trailer',
  'upgrade',
  'connection',
  'keep-alive',
  'content-length',
  'proxy-connection',
  'transfer-encoding',
  'proxy-authenticate',
  'proxy-authorization',
]);

/**
 * The headers with those of the list added, put in their places, or without those that the list names.
 * @returns `fault`: the list is not one (`P`, as for headers that find no room), or does not end as lists do (`I`, as for
 *   errors of HAProxy's own); what stood before that is done
 */
export function withBinaryHeaders(
  action: Action,
  headers: readonly Header[],
  list: string,
): { readonly headers: readonly Header[]; readonly fault: 'P' | 'I' | null } {
  const read = reader(list);
  let changed = headers;
  for (;;) {
    if (read.atEnd()) return { headers: changed, fault: 'I' };
    const written = read.next();
    if (written === null) return { headers: changed, fault: 'P' };
    if (written === '') {
      const isEnd = action.how === 'del' || read.next() === '';
      return { headers: changed, fault: isEnd ? null : 'P' };
    }
    const name = lowerAscii(written);
    if (action.how === 'del') {
      if (!UNTOUCHED.has(name)) changed = changed.filter((header) => !isMeant(action.match, header.name, name));
      continue;
    }
    const value = read.next();
    if (value === null) return { headers: changed, fault: 'P' };
    if (!written.startsWith(action.prefix) || UNTOUCHED.has(name)) continue;
    changed = withHeader(action.how === 'set' ? withoutHeader(changed, name) : changed, name, value);
  }
}

function isMeant(match: Action['match'], found: string, name: string): boolean {
  switch (match) {
    case 'str':
      return found === name;
    case 'beg':
      return found.startsWith(name);
    case 'end':
      return found.endsWith(name);
    case 'sub':
      return found.includes(name);
  }
}

/** Gives one string of the list after the other; null: there is none, or not all of it. */
function reader(list: string): { readonly next: () => string | null; readonly atEnd: () => boolean } {
  let at = 0;
  const byte = () => (at < list.length ? list.charCodeAt(at++) : null);
  const length = () => {
    const first = byte();
    if (first === null || first < 0xf0) return first;
    let size = first;
    // as many bytes as a length that fits into a buffer can have, and some more
    for (let factor = 16, count = 0; count < 6; factor *= 128, count++) {
      const more = byte();
      if (more === null) return null;
      size += more * factor;
      if (more < 128) return size;
    }
    return null;
  };
  const next = () => {
    const size = length();
    if (size === null || size > list.length - at) return null;
    at += size;
    return list.slice(at - size, at);
  };
  return { next, atEnd: () => at >= list.length };
}

/** Answers that rules make: redirections and `return`. The order of their headers is HAProxy's. */
import type { Answer } from './pages.ts';
import { standardReason } from './reasons.ts';
import type { Header } from './types.ts';

export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

/** `http-request redirect`: `cookie` is the text behind `set-cookie` (see `setCookie`, `clearCookie`). */
export function redirectAnswer(status: RedirectStatus, location: string, cookie?: string): Answer {
  const headers: Header[] = [
    { name: 'content-length', value: '0' },
    { name: 'location', value: location },
  ];
  // permanent redirections may be cached, the others must not
  if (status !== 301 && status !== 308) headers.push({ name: 'cache-control', value: 'no-cache' });
  if (cookie !== undefined) headers.push({ name: 'set-cookie', value: cookie });
  return { head: { version: '1.1', status, reason: standardReason(status), headers }, body: '' };
}

/** The value for `set-cookie NAME[=value]` of a redirection. */
export const setCookie = (cookie: string): string => `${cookie}; path=/;`;
/** The value for `clear-cookie NAME[=]` of a redirection. */
export const clearCookie = (name: string): string => `${name}; path=/; Max-Age=0;`;

/** `http-request return`: `headers` are those of its `hdr` arguments; a content type is only named with a body. */
export function returnAnswer(
  status: number,
  headers: readonly Header[] = [],
  content?: { readonly type: string; readonly body: string },
): Answer {
  const body = content?.body ?? '';
  const all = [...headers, { name: 'content-length', value: String(body.length) }];
  if (content && body !== '') all.push({ name: 'content-type', value: content.type });
  return { head: { version: '1.1', status, reason: standardReason(status), headers: all }, body };
}

/** `http-request auth`: the page of 401 (407 in a proxy request) gets this header at its end. */
export const challenge = (status: 401 | 407, realm: string): Header => ({
  name: status === 401 ? 'www-authenticate' : 'proxy-authenticate',
  value: `Basic realm="${realm}"`,
});

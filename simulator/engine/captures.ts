/** `capture request header`, `capture response header`, `capture cookie`: kept for the log as messages come. */
import { firstHeader } from './http-headers.ts';
import type { Header } from './io.ts';
import { cookiesOf } from './sample/headers.ts';
import type { Captures, Engine, Stream } from './state.ts';

/** The last line of the header, cut at the slot's length. */
export function captureHeaders(
  engine: Engine,
  stream: Stream,
  which: 'request' | 'response',
  headers: readonly Header[],
): void {
  const { captures } = engine.plan.proxies[stream.frontend]!.frontend!;
  const wanted = which === 'request' ? captures.request : captures.response;
  if (wanted.length === 0) return;
  const kept: Captures = stream.captures ?? { request: [], response: [] };
  stream.captures = kept;
  for (const [at, { name, lengthBytes }] of wanted.entries()) {
    const value = name === '' ? null : lastHeader(headers, name);
    kept[which][at] = value === null ? (kept[which][at] ?? null) : value.slice(0, lengthBytes);
  }
}

function lastHeader(headers: readonly Header[], name: string): string | null {
  for (let at = headers.length - 1; at >= 0; at--) if (headers[at]!.name === name) return headers[at]!.value;
  return null;
}

/** A cookie whose name begins so, with its name: `SRV=s1`. */
export function captureCookie(
  engine: Engine,
  stream: Stream,
  which: 'request' | 'response',
  headers: readonly Header[],
): void {
  const { cookie } = engine.plan.proxies[stream.frontend]!.frontend!.captures;
  if (!cookie) return;
  const line = which === 'request' ? 'cookie' : 'set-cookie';
  if (firstHeader(headers, line) === null) return;
  for (const header of headers) {
    if (header.name !== line) continue;
    const found = cookiesOf(header.value, which === 'request').find((one) => `${one.name}=`.startsWith(cookie.name));
    if (!found) continue;
    const text = `${found.name}=${found.value}`.slice(0, Math.min(cookie.lengthBytes, engine.plan.process.cookieBytes));
    stream.cookies = { ...stream.cookies, [which]: text };
    return;
  }
}

/** Converters that take names of proxies and servers, and those that fill capture slots. */
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { FETCHES_OF_PROXIES } from './fetch-proxy.ts';
import { onText } from './on.ts';
import { asText, boolean, leadingNumber } from './value.ts';

const { nbsrv, srv_is_up, srv_queue } = FETCHES_OF_PROXIES;

/** `capture-req(slot)`: the value goes into a declared slot and on. */
const captured = (which: 'request' | 'response'): Converter => ({
  input: 'string',
  run(value, [slot = '0'], context) {
    setCapture(context, which, leadingNumber(slot), asText(value));
    return value;
  },
});

/** Writes a slot that the frontend has declared, cut at its length. */
export function setCapture(context: SampleContext, which: 'request' | 'response', slot: number, found: string): void {
  const { engine, stream } = context;
  const declared = engine.plan.proxies[stream.frontend]!.frontend?.captures[which][slot];
  if (!declared) return;
  const captures = stream.captures ?? { request: [], response: [] };
  stream.captures = captures;
  while (captures[which].length < slot) captures[which].push(null);
  captures[which][slot] = found.slice(0, declared.lengthBytes);
}

const named = (fetch: { one: (context: SampleContext, args: readonly string[]) => SampleValue | null }): Converter =>
  onText((found, _args, context) => (found === '' ? null : fetch.one(context, [found])));

export const PROXY_CONVERTERS = {
  nbsrv: named(nbsrv),
  srv_is_up: named(srv_is_up),
  srv_queue: named(srv_queue),
  fe_exists: onText((found, _args, { engine }) =>
    boolean(engine.plan.proxies.some((proxy) => proxy.frontend !== null && proxy.name === found)),
  ),
  'capture-req': captured('request'),
  'capture-res': captured('response'),
} satisfies Record<string, Converter>;

/** Addresses in headers: `option forwardfor`, `option originalto`, `option forwarded`, as the manual has them. */
import type { ForwardforPlan } from '../plan/plan.ts';
import { maskIp, parseIp } from './address.ts';
import { forwardedValue } from './forwarded.ts';
import { firstHeader, withHeader } from './http-headers.ts';
import type { Client, Engine, Stream } from './state.ts';

/** Adds the header when frontend or backend ask for it; the backend's name for it wins. */
export function forwardFor(engine: Engine, client: Client, stream: Stream): void {
  const front = engine.plan.proxies[stream.frontend]!.frontend!;
  const back = engine.plan.proxies[stream.backend]!.backend!;
  addAddress(stream, front.forwardfor, back.forwardfor, (stream.src ?? client.src).host);
  addAddress(stream, front.originalto ?? null, back.originalto ?? null, (stream.dst ?? client.dst).host);
  const forwarded = back.forwarded ?? null;
  if (forwarded !== null && stream.request) {
    const context = { engine, client, stream, proxy: stream.backend, direction: 'request' as const };
    const value = forwardedValue(forwarded, context);
    stream.request = { ...stream.request, headers: withHeader(stream.request.headers, 'forwarded', value) };
  }
}

function addAddress(stream: Stream, front: ForwardforPlan | null, back: ForwardforPlan | null, host: string): void {
  const used = back ?? front;
  if (!used || !stream.request) return;
  const name = used.header.toLowerCase();
  const onlyIfNone = (!front || front.ifNone) && (!back || back.ifNone);
  if (onlyIfNone && firstHeader(stream.request.headers, name) !== null) return;
  if (isExcepted(front, host) || isExcepted(back, host)) return;
  stream.request = { ...stream.request, headers: withHeader(stream.request.headers, name, host) };
}

function isExcepted(plan: ForwardforPlan | null, host: string): boolean {
  return plan?.except != null && isWithin(plan.except, host);
}

/** Is an address in `network` (an address, or one with `/bits`)? */
function isWithin(network: string, host: string): boolean {
  const [base = '', bits] = network.split('/');
  const wanted = parseIp(base);
  const given = parseIp(host);
  if (!wanted || !given || wanted.length !== given.length) return false;
  const size = bits === undefined ? wanted.length * 32 : Number(bits);
  const masked = maskIp(given, size);
  return maskIp(wanted, size).every((word, at) => word === masked[at]);
}

/** `option forwardfor`: the client's address in a header. Manual, "option forwardfor". */
import type { ForwardforPlan } from '../plan/plan.ts';
import { maskIp, parseIp } from './address.ts';
import { firstHeader, withHeader } from './http-headers.ts';
import type { Client, Engine, Stream } from './state.ts';

/** Adds the header when frontend or backend ask for it; the backend's name for it wins. */
export function forwardFor(engine: Engine, client: Client, stream: Stream): void {
  const front = engine.plan.proxies[stream.frontend]!.frontend!.forwardfor;
  const back = engine.plan.proxies[stream.backend]!.backend!.forwardfor;
  const used = back ?? front;
  if (!used || !stream.request) return;
  const name = used.header.toLowerCase();
  const onlyIfNone = (!front || front.ifNone) && (!back || back.ifNone);
  if (onlyIfNone && firstHeader(stream.request.headers, name) !== null) return;
  if (isExcepted(front, client.src.host) || isExcepted(back, client.src.host)) return;
  stream.request = { ...stream.request, headers: withHeader(stream.request.headers, name, client.src.host) };
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

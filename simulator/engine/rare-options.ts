/** What less usual options of proxies do to requests and servers. Facts: the manual, under their names. */

import type { BackendPlan } from '../plan/plan.ts';
import { isUsable } from './balance/pool.ts';
import { firstHeader } from './http-headers.ts';
import { byId } from './id-table.ts';
import type { Header, RequestHead, ResponseHead } from './io.ts';
import { rdpCookie } from './rdp.ts';
import { hasFreeSlot } from './slots.ts';
import type { Client, Engine, ProxyState, Stream } from './state.ts';

/** `http-send-name-header`: the request as this server gets it. */
export function withServerName(plan: BackendPlan, server: number, head: RequestHead): RequestHead {
  const { sendsName } = plan;
  if (sendsName === undefined) return head;
  const others = head.headers.filter(({ name }) => name !== sendsName);
  return { ...head, headers: [...others, { name: sendsName, value: plan.servers[server]!.name }] };
}

/** `option http-use-proxy-header`, and a request as a proxy's clients send it. */
export function isForProxy(engine: Engine, { frontend, originalTarget }: Stream): boolean {
  return engine.plan.proxies[frontend]!.frontend!.usesProxyHeader === true && !/^[/*]/.test(originalTarget);
}

/** `option prefer-last-server`: a server to which the client has a connection of its own, or null. */
export function lastServer(engine: Engine, plan: BackendPlan, proxy: ProxyState, stream: Stream): number | null {
  if (!plan.prefersLast) return null;
  const client = byId(engine.state.clients, stream.client);
  for (const id of client?.owned ?? []) {
    const conn = byId(engine.state.conns, id);
    if (conn?.proxy !== stream.backend) continue;
    const server = proxy.servers[conn.server]!;
    const { maxconn } = plan.servers[conn.server]!;
    const hasRoom = maxconn === null || hasFreeSlot(plan, proxy, conn.server);
    const isShort = plan.keepAliveQueue === undefined || hasRoom || server.queue.length + 1 < plan.keepAliveQueue;
    if (isShort && isUsable(server)) return conn.server;
  }
  return null;
}

/** `persist rdp-cookie`: the server whose address and port the cookie names. */
export function useRdpCookie(engine: Engine, _client: Client, stream: Stream): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  if (plan.rdpPersist === undefined || stream.assigned) return;
  const found = /^(\d+)\.(\d+)\./.exec(rdpCookie(stream.peeked, plan.rdpPersist) ?? '');
  if (!found) return;
  const [, address = '', port = ''] = found;
  const wanted = swapped(Number(address), 4).join('.');
  const [low = 0, high = 0] = swapped(Number(port), 2);
  const server = plan.servers.find((one) => one.host === wanted && one.port === low * 256 + high);
  if (!server) return;
  if (engine.state.proxies[stream.backend]!.servers[server.index]!.running === 'stopped' && !plan.persist) return;
  stream.server = server.index;
  stream.assigned = true;
  stream.direct = 'cookie';
}

/** Bytes, the least significant first. */
const swapped = (number: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => (number >>> (8 * at)) & 255);

/** `option http-restrict-req-hdr-names`: headers without those that are odd; null: they are refused. */
export function withoutOddNames(headers: readonly Header[], how: 'delete' | 'reject'): readonly Header[] | null {
  const kept = headers.filter(({ name }) => /^[A-Za-z0-9-]*$/.test(name));
  return how === 'reject' && kept.length < headers.length ? null : kept;
}

/** `option checkcache`: the response may be kept by anybody, and sets a cookie. */
export function isCacheableCookie(plan: BackendPlan, request: RequestHead, response: ResponseHead): boolean {
  if (!plan.checksCache || !response.headers.some(({ name }) => name === 'set-cookie')) return false;
  if (response.status < 200 || firstHeader(response.headers, 'pragma')?.toLowerCase() === 'no-cache') return false;
  let isCacheable = ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(request.method);
  let withCookie = isCacheable;
  let isNothing = false;
  // how long, or how to ask again: without either nobody keeps it
  let isFresh = ['expires', 'etag', 'last-modified'].some((name) => firstHeader(response.headers, name) !== null);
  for (const word of words(response.headers)) {
    if (word === 'public') isCacheable = withCookie = true;
    else if (word === 'max-age=0') isNothing = true;
    else if (word === 'no-cache="set-cookie"') withCookie = false;
    else if (/^(private|no-cache|no-store)(=|$)/.test(word) || word === 's-maxage=0') isCacheable = withCookie = false;
    else if (word.startsWith('s-maxage')) {
      isFresh = true;
      isNothing = false;
    } else if (word.startsWith('max-age')) isFresh = true;
  }
  return isCacheable && withCookie && isFresh && !isNothing;
}

function words(headers: readonly Header[]): string[] {
  return headers
    .filter(({ name }) => name === 'cache-control')
    .flatMap(({ value }) => value.split(','))
    .map((word) => word.trim().toLowerCase());
}

/** What `option dontlog-normal` leaves out: a stream that ended as it should. */
export function wentWell(stream: Stream): boolean {
  if (stream.redispatched || (stream.cause !== '' && stream.cause !== 'L')) return false;
  if (stream.cause === '' && stream.retries > 0) return false;
  return stream.mode !== 'http' || stream.status < 500;
}

/**
 * Cookie persistence: a cookie names the server. From the request it is read (and, where the server is not to see it,
 * removed); to the response it is added, or the application's own is rewritten.
 * Facts: the manual, "cookie" (proxy and server), and section 8.5 for the letters; HAProxy's cookie code.
 */
import type { BackendPlan, ServerPlan } from '../../plan/plan.ts';
import { parseIp } from '../address.ts';
import { xxh64 } from '../hash/xxh.ts';
import type { Header, ResponseHead } from '../io.ts';
import { explainPersistence } from '../persist.ts';
import { headerValues } from '../sample/headers.ts';
import { wordsToBytes } from '../sample/value.ts';
import { type Client, type Engine, NEVER, type Stream } from '../state.ts';
import { decodeDate, encodeDate, encodeUnits } from './dates.ts';
import { cutCookies, type Piece, valueEnd } from './line.ts';

export { createCookieState } from './state.ts';

type CookiePlan = NonNullable<BackendPlan['cookie']>;

/** A date further ahead than this is ignored: clocks may differ. */
const FUTURE_SECONDS = 86_400;

/**
 * Reads the persistence cookie: sets the stream's request letter and changes its Cookie headers.
 * @returns the index of the server to use, or null
 */
export function readCookie(engine: Engine, _client: Client, stream: Stream): number | null {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  const { cookie } = plan;
  if (!cookie || !stream.request) return null;
  if (stream.cookie.request === '-') stream.cookie.request = stream.cookie.response = 'N';
  let chosen: number | null = null;
  let changed = false;
  const headers: Header[] = [];
  for (const header of stream.request.headers) {
    if (header.name !== 'cookie') {
      headers.push(header);
      continue;
    }
    const pieces = cutCookies(header.value);
    const mine = pieces.filter((piece) => piece.name === cookie.name && !piece.isAttribute);
    for (const piece of mine) chosen = use(engine, stream, plan, cookie, piece.value, chosen);
    const value = mine.length > 0 ? forServer(cookie, pieces) : pieces.map(stripped).join('');
    if (value !== header.value) changed = true;
    if (value !== null) headers.push(value === header.value ? header : { name: 'cookie', value });
  }
  if (changed) stream.request = { ...stream.request, headers };
  return chosen;
}

/** Made of the address where cookies are dynamic and none is said: always the same for a server and a key. */
const dynamic = new WeakMap<ServerPlan, string>();

function cookieOf({ cookieKey }: BackendPlan, server: ServerPlan): string | null {
  if (server.cookie !== null || cookieKey === undefined) return server.cookie;
  let value = dynamic.get(server);
  if (value === undefined) {
    const words = parseIp(server.host);
    const hashed = words && xxh64(cookieKey + wordsToBytes([...words, server.port ?? 0]), 0n);
    value = hashed === null ? '' : hashed.toString(16).padStart(16, '0');
    dynamic.set(server, value);
  }
  return value === '' ? null : value;
}

/** What one occurrence of the cookie means for the stream. */
function use(
  engine: Engine,
  stream: Stream,
  plan: BackendPlan,
  cookie: CookiePlan,
  value: string,
  chosen: number | null,
): number | null {
  const ids = identity(cookie, value);
  const nowSeconds = Math.floor(engine.nowMs / 1000);
  const state = stream.cookie;
  if (ids.last > 0) state.lastSeenSeconds = ids.last;
  if (ids.first > 0) state.firstSeenSeconds = ids.first;
  const isOld = isPast(state.firstSeenSeconds, cookie.maxlifeSeconds, nowSeconds);
  const isExpired = !isOld && isPast(state.lastSeenSeconds, cookie.maxidleSeconds, nowSeconds);
  if (isOld || isExpired) {
    state.request = isOld ? 'O' : 'E';
    state.lastSeenSeconds = state.firstSeenSeconds = 0;
    return chosen;
  }
  const isUnused = chosen !== null || stream.assigned || stream.persistence === 'ignore';
  const found = ids.id === '' || isUnused ? null : serverFor(engine, stream, plan, ids.id);
  if (engine.state.explain && !isUnused) {
    const outcome = found === null ? (state.request === 'D' ? 'unusable' : 'absent') : 'used';
    explainPersistence(engine, stream, 'cookie', value, found, outcome, cookie.span);
  }
  // what an earlier occurrence was taken for stays
  if (found === null && state.request === 'N') state.request = isUnused ? 'U' : 'I';
  return chosen ?? found;
}

/** The server's part of the value, and the dates behind bars: `NAME=id|last|first`; `NAME=id~value` in prefix mode. */
function identity(
  cookie: CookiePlan,
  value: string,
): { readonly id: string; readonly last: number; readonly first: number } {
  if (cookie.mode === 'prefix') return { id: value.split('~', 1)[0]!, last: 0, first: 0 };
  const [id = '', last = '', ...rest] = value.split('|');
  const behindLast = [last, ...rest].join('|');
  return {
    id,
    last: decodeDate(behindLast),
    first: rest.length > 0 && rest.join('|').length >= 5 ? decodeDate(rest.join('|')) : 0,
  };
}

function isPast(seen: number, limitSeconds: number | undefined, nowSeconds: number): boolean {
  return seen > 0 && !!limitSeconds && (nowSeconds - seen > limitSeconds || seen - nowSeconds > FUTURE_SECONDS);
}

/** The first server with this cookie that is not down (any with `option persist`). */
function serverFor(engine: Engine, stream: Stream, plan: BackendPlan, id: string): number | null {
  for (const server of plan.servers) {
    if (cookieOf(plan, server) !== id) continue;
    const { running, admin } = engine.state.proxies[stream.backend]!.servers[server.index]!;
    const isDown = running === 'stopped' || admin === 'maint';
    stream.cookie.request = isDown ? 'D' : 'V';
    if (!isDown || plan.persist || stream.persistence === 'force') return server.index;
  }
  return null;
}

/** The Cookie line as the server is to see it; null: not at all. */
function forServer(cookie: CookiePlan, pieces: readonly Piece[]): string | null {
  if (cookie.mode === 'prefix') return pieces.map((piece) => withoutPrefix(cookie, piece)).join('');
  if (cookie.mode !== 'insert' || !cookie.indirect) return pieces.map(stripped).join('');
  return withoutCookie(cookie, pieces);
}

/**
 * The line without the persistence cookie and the attributes behind it. Where something was taken out between two cookies,
 * exactly one blank follows the separator.
 */
function withoutCookie(cookie: CookiePlan, pieces: readonly Piece[]): string | null {
  let line = '';
  let isDropping = false;
  let keepsCookie = false;
  for (const [at, piece] of pieces.entries()) {
    if (piece.name === cookie.name && !piece.isAttribute) {
      isDropping = true;
      continue;
    }
    if (piece.isAttribute && isDropping) continue;
    const text = stripped(piece);
    if (!isDropping) line += text;
    else if (line === '') line = text.replace(/^[;,]?[ \t]*/, '');
    else line = `${line.replace(/[ \t]+$/, '')}${text[0]} ${text.slice(1).replace(/^[ \t]+/, '')}`;
    isDropping = false;
    if (!piece.isAttribute && (at > 0 || text !== '')) keepsCookie = true;
  }
  return keepsCookie ? line : null;
}

/** Blanks around the equals sign are not passed on. */
function stripped(piece: Piece): string {
  if (piece.name === '' || piece.isAttribute) return piece.text;
  const at = piece.text.indexOf('=');
  return piece.text.slice(0, at).replace(/[ \t]+$/, '') + piece.text.slice(at).replace(/^=[ \t]+/, '=');
}

function withoutPrefix(cookie: CookiePlan, piece: Piece): string {
  const text = stripped(piece);
  const equals = text.indexOf('=');
  const delimiter = text.indexOf('~', equals);
  if (piece.name !== cookie.name || piece.isAttribute || delimiter < 0) return text;
  return text.slice(0, equals + 1) + text.slice(delimiter + 1);
}

/**
 * Changes the response's cookies for the client and sets the response letter. To be called once the rules of the
 * response have run, for final responses of a server.
 */
export function rewriteResponseCookie(engine: Engine, _client: Client, stream: Stream): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  const { cookie } = plan;
  if (!cookie || !stream.response) return;
  if (stream.cookie.response === '-') stream.cookie.response = 'N';
  const id = stream.server === NEVER ? null : cookieOf(plan, plan.servers[stream.server]!);
  stream.response = { ...stream.response, headers: serverCookies(stream, cookie, id, stream.response.headers) };
  if (stream.persistence === 'ignore' || !inserts(engine, stream, cookie)) return;
  const headers = [...stream.response.headers, { name: 'set-cookie', value: setCookie(engine, stream, cookie, id) }];
  stream.cookie.response = id !== null && isDirect(stream) ? 'U' : 'I';
  if (cookie.nocache && isCacheable(stream, stream.response)) headers.push({ name: 'cache-control', value: 'private' });
  stream.response = { ...stream.response, headers };
  if (engine.state.explain) explainPersistence(engine, stream, 'cookie', id, stream.server, 'stored', cookie.span);
}

const isDirect = (stream: Stream) => stream.direct !== null;

/** Set-Cookie lines of the server: the persistence cookie among them is kept, deleted, rewritten or prefixed. */
function serverCookies(stream: Stream, cookie: CookiePlan, id: string | null, headers: readonly Header[]): Header[] {
  const kept: Header[] = [];
  for (const received of headers) {
    const header = received.name === 'set-cookie' ? withoutBlanks(received) : received;
    const equals = header.value.indexOf('=');
    if (header.name !== 'set-cookie' || header.value.slice(0, Math.max(0, equals)).trim() !== cookie.name) {
      kept.push(header);
      continue;
    }
    stream.cookie.response = 'P';
    const hasServer = stream.server !== NEVER;
    const isOurs = (hasServer && cookie.mode === 'insert') || (isDirect(stream) && cookie.indirect);
    if (!cookie.preserve && isOurs) {
      stream.cookie.response = 'D';
      continue;
    }
    kept.push(cookie.preserve || id === null ? header : rewritten(stream, cookie, id, header));
  }
  return kept;
}

/** Blanks around the first equals sign are not passed on. */
function withoutBlanks(header: Header): Header {
  const value = header.value.replace(/^([^=;]*?)[ \t]*=[ \t]*/, '$1=');
  return value === header.value ? header : { name: header.name, value };
}

function rewritten(stream: Stream, cookie: CookiePlan, id: string, header: Header): Header {
  if (cookie.mode !== 'rewrite' && cookie.mode !== 'prefix') return header;
  stream.cookie.response = 'R';
  const equals = header.value.indexOf('=');
  const end = valueEnd(header.value, equals + 1);
  const value = header.value.slice(equals + 1, end).trim();
  const own = cookie.mode === 'rewrite' ? id : `${id}~${value}`;
  return { name: header.name, value: `${cookie.name}=${own}${header.value.slice(end)}` };
}

/** Is a cookie to be added? Not when the client came with a good one, unless its dates have to be renewed. */
function inserts(engine: Engine, stream: Stream, cookie: CookiePlan): boolean {
  if (cookie.mode !== 'insert' || stream.server === NEVER) return false;
  if (cookie.preserve && stream.cookie.response === 'P') return false;
  if (cookie.postonly && stream.originalMethod !== 'POST') return false;
  if (!isDirect(stream)) return true;
  const { lastSeenSeconds: last, firstSeenSeconds: first } = stream.cookie;
  const nowSeconds = Math.floor(engine.nowMs / 1000);
  const hasIdle = !!cookie.maxidleSeconds;
  const hasLife = !!cookie.maxlifeSeconds;
  if ((hasIdle || last > 0) && (last === 0 || last < nowSeconds)) return true;
  return hasLife ? first === 0 : first > 0;
}

/** The value of Set-Cookie. A server without cookie gets the client's removed. */
function setCookie(engine: Engine, stream: Stream, cookie: CookiePlan, id: string | null): string {
  const nowSeconds = Math.floor(engine.nowMs / 1000);
  let text: string;
  if (id === null) text = `${cookie.name}=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/`;
  else {
    text = `${cookie.name}=${id}`;
    if (cookie.maxidleSeconds || cookie.maxlifeSeconds) text += `|${encodeDate(nowSeconds)}`;
    const first = stream.cookie.firstSeenSeconds;
    if (cookie.maxlifeSeconds) text += `|${first > 0 ? encodeUnits(first / 4) : encodeDate(nowSeconds)}`;
    text += '; path=/';
  }
  if (cookie.domains.length > 0) text += `; domain=${cookie.domains.join('; domain=')}`;
  if (cookie.httponly) text += '; HttpOnly';
  if (cookie.secure) text += '; Secure';
  if (cookie.attrs.length > 0) text += `; ${cookie.attrs.join('; ')}`;
  return text;
}

const CACHEABLE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
const CACHEABLE_STATUSES = [200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501];

/** Might a cache keep this response? Only then it is told that it is private. */
function isCacheable(stream: Stream, { status, headers }: ResponseHead): boolean {
  let cacheable = CACHEABLE_METHODS.includes(stream.originalMethod) && CACHEABLE_STATUSES.includes(status);
  const has = (name: string) => headers.some((header) => header.name === name);
  if (headers.some((header) => header.name === 'pragma' && header.value.toLowerCase() === 'no-cache')) return false;
  const controls = headerValues(headers, 'cache-control').map((value) => value.toLowerCase());
  let noAge = false;
  for (const control of controls) {
    if (control === 'public') cacheable = true;
    else if (control === 'max-age=0') noAge = true;
    else if (['private', 'no-cache', 'no-store', 's-maxage=0'].includes(control)) cacheable = false;
    else if (control.startsWith('s-maxage')) noAge = false;
  }
  const isDated =
    controls.some((control) => control.startsWith('s-maxage') || control.startsWith('max-age')) || has('expires');
  return cacheable && !noAge && (isDated || has('etag') || has('last-modified'));
}

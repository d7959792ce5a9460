/**
 * Heads of HTTP/2 and heads as the engine knows them, both ways. Pure; facts: RFC 9113 (8.2 and 8.3), RFC 8441, and what
 * HAProxy makes of them: the target is absolute where there is an authority, cookies are one header, `host` is the authority.
 */
import { createHash } from 'node:crypto';
import type { RequestHead, ResponseHead } from '../../engine/io.ts';
import {
  dialect,
  type HaproxyVersion,
  type Header,
  type MessageFacts,
  readContentLength,
  standardReason,
} from '../../http1/index.ts';
import type { Field } from '../../http2/index.ts';

export interface ReadRequest {
  readonly head: RequestHead;
  readonly facts: MessageFacts;
  /** It asks for another protocol, by an extended CONNECT. */
  readonly protocol: string | null;
  /** It is well-formed in HTTP/2, and no request all the same: HAProxy answers 400. */
  readonly isBad: boolean;
}

const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'upgrade',
  'transfer-encoding',
]);

const NO_FACTS = {
  transferEncoding: false,
  protocol: 'HTTP/1.1',
  statusText: '',
  close: false,
  keepAlive: false,
  strippedLength: false,
} as const;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
const FORBIDDEN = /[\x00\r\n]/;
const NOT_IN_PATH = /[\x00-\x20\x7f#]/;
const NOT_IN_AUTHORITY = /[\x00-\x20\x7f/?#]/;

interface Sorted {
  readonly pseudo: Map<string, string>;
  readonly headers: Header[];
  readonly cookies: string;
  readonly bytes: number;
}

/** The pseudo headers by name, and the others in order; cookies, of which each may have come as a header, as one. */
function sort(fields: readonly Field[], known: ReadonlySet<string>, version: HaproxyVersion): Sorted | null {
  const pseudo = new Map<string, string>();
  const headers: Header[] = [];
  const cookies: string[] = [];
  let bytes = 0;
  for (const { name, value } of fields) {
    bytes += name.length + value.length + 4;
    if (FORBIDDEN.test(value)) return null;
    if (name.startsWith(':')) {
      // behind the others, or twice, or nothing that there is
      if (headers.length + cookies.length > 0 || pseudo.has(name) || !known.has(name)) return null;
      pseudo.set(name, value);
      continue;
    }
    if (!NAME.test(name) || CONNECTION_HEADERS.has(name)) return null;
    const trimmed = version === '2.6' ? value : value.replace(/^[ \t]+|[ \t]+$/g, '');
    if (name === 'cookie') cookies.push(trimmed);
    else headers.push({ name, value: trimmed });
  }
  return { pseudo, headers, cookies: cookies.join('; '), bytes };
}

interface Measured {
  readonly length: number | undefined;
  readonly headers: Header[];
}

/** The length, and the headers with one `content-length` as HAProxy writes it. Null: not a length, or two of them. */
function measure(headers: readonly Header[], version: HaproxyVersion): Measured | null {
  const kept: Header[] = [];
  let digits: string | null = null;
  for (const header of headers) {
    if (header.name !== 'content-length') {
      kept.push(header);
      continue;
    }
    const read = readContentLength(header.value, digits, dialect(version));
    if (read === null) return null;
    if (digits === null) kept.push({ name: header.name, value: read.text });
    digits = read.digits;
  }
  return { length: digits === null ? undefined : Number(digits), headers: kept };
}

/** How the payload behind a head is to be framed where it is framed by its head. */
function framing(length: number | undefined, ends: boolean): Pick<MessageFacts, 'body' | 'length' | 'announces'> {
  const announces = length !== undefined ? 'length' : ends ? 'none' : 'chunked';
  if (ends || length === 0) return { body: 'none', length: 0, announces };
  return length === undefined ? { body: 'chunked', length: 0, announces } : { body: 'length', length, announces };
}

/** A port that the scheme implies is left out (RFC 3986, 6.2.3). */
const withoutDefaultPort = (scheme: string, authority: string): string =>
  (scheme === 'http' && authority.endsWith(':80')) || (scheme === 'https' && authority.endsWith(':443'))
    ? authority.slice(0, authority.lastIndexOf(':'))
    : authority;

/**
 * Every `host` but the first is left out; an authority stands in its place, in front of all. Where there is no other
 * header, it comes last: behind what an extended CONNECT becomes.
 */
function assemble(
  given: readonly Header[],
  authority: string | undefined,
  protocol: string | null,
  cookies: string,
): Header[] {
  const upgrade: Header[] =
    protocol === null
      ? []
      : [
          { name: 'upgrade', value: protocol },
          { name: 'connection', value: 'upgrade' },
        ];
  const cookie: Header[] = cookies === '' ? [] : [{ name: 'cookie', value: cookies }];
  const first = given.findIndex(({ name }) => name === 'host');
  const others = given.filter(({ name }, at) => name !== 'host' || (authority === undefined && at === first));
  if (authority === undefined) return [...others, ...upgrade, ...cookie];
  const host = { name: 'host', value: authority };
  return given.length === 0 && cookies === '' ? [...upgrade, host] : [host, ...others, ...upgrade, ...cookie];
}

const REQUEST_PSEUDO = new Set([':method', ':scheme', ':authority', ':path', ':protocol']);

/** Which pseudo headers there must be, and which must not. */
function isComplete(pseudo: ReadonlyMap<string, string>, version: HaproxyVersion): boolean {
  const has = (name: string) => pseudo.has(`:${name}`);
  const path = pseudo.get(':path');
  if (path !== undefined && !path.startsWith('/') && path !== '*') return false;
  if (path !== undefined && NOT_IN_PATH.test(path)) return false;
  const authority = pseudo.get(':authority');
  if (authority !== undefined && version !== '2.6' && NOT_IN_AUTHORITY.test(authority)) return false;
  if (pseudo.get(':method') === 'CONNECT') {
    if (has('protocol')) return has('scheme') && has('path') && has('authority');
    return !has('scheme') && !has('path') && has('authority');
  }
  return pseudo.get(':method') !== undefined && has('scheme') && has('path') && !has('protocol');
}

/** A request of a client; null: it is malformed, and its stream is reset. `ends`: nothing follows its head. */
export function readRequest(fields: readonly Field[], ends: boolean, version: HaproxyVersion): ReadRequest | null {
  const sorted = sort(fields, REQUEST_PSEUDO, version);
  if (sorted === null || !isComplete(sorted.pseudo, version)) return null;
  const { pseudo, cookies, bytes } = sorted;
  const said = measure(sorted.headers, version);
  if (said === null) return null;
  const given = said.headers;
  if (given.some(({ name, value }) => name === 'te' && value !== 'trailers')) return null;
  const protocol = pseudo.get(':protocol') ?? null;
  if (protocol !== null && version !== '2.6' && /^h2c?$/i.test(protocol)) return null;
  const scheme = pseudo.get(':scheme') ?? '';
  const path = pseudo.get(':path') ?? '';
  const raw = pseudo.get(':authority');
  const authority = raw === undefined ? undefined : withoutDefaultPort(scheme.toLowerCase(), raw);
  const isTunnel = pseudo.get(':method') === 'CONNECT';
  const method = protocol !== null ? 'GET' : pseudo.get(':method')!;
  if (method === '') return null;
  const absolute = `${scheme}://${authority}${path === '*' ? '' : path}`;
  const target = isTunnel && protocol === null ? (authority ?? '') : authority === undefined ? path : absolute;
  const framed = isTunnel ? ({ body: 'none', length: 0, announces: 'none' } as const) : framing(said.length, ends);
  return {
    head: {
      method,
      target,
      version: '1.1',
      spoken: '2.0',
      headers: assemble(given, authority, protocol, cookies),
    },
    facts: { ...NO_FACTS, ...framed, upgrade: protocol !== null, headBytes: bytes },
    protocol,
    isBad: !TOKEN.test(method) || (scheme !== '' && !SCHEME.test(scheme)),
  };
}

/** What comes from HTTP/2 tells no length where its end will: in HTTP/1 it has to go in chunks. */
export function framedForHttp1<H extends RequestHead | ResponseHead>(head: H, facts: MessageFacts): H {
  if (facts.announces !== 'chunked' || head.headers.some(({ name }) => name === 'transfer-encoding')) return head;
  return { ...head, headers: [...head.headers, { name: 'transfer-encoding', value: 'chunked' }] };
}

/** The request for a server of HTTP/1: its target in origin form, its length told; `key`: WebSocket's, which HTTP/2 has none of. */
export function requestForHttp1(
  head: RequestHead,
  facts: MessageFacts,
  key: string | null,
  version: HaproxyVersion,
): RequestHead {
  const { addRootPath, optionsKeepsNoPath } = dialect(version);
  const origin = /^https?:\/\/[^/]*(\/.*)?$/is.exec(head.target);
  const noPath = head.method === 'OPTIONS' && !(addRootPath && !optionsKeepsNoPath) ? '*' : '/';
  const target = origin ? (origin[1] ?? noPath) : head.target;
  const framed = framedForHttp1({ ...head, target }, facts);
  return key === null ? framed : { ...framed, headers: [...framed.headers, { name: 'Sec-Websocket-Key', value: key }] };
}

/** What a server has to answer to a key (RFC 6455, 4.2.2). */
export const webSocketAccept = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** Those of the connection are left out. */
const passedOn = (headers: readonly Header[]): Field[] =>
  headers.filter(({ name }) => !CONNECTION_HEADERS.has(name) && !name.startsWith(':'));

/** The head of a response for a client; `opens`: it grants another protocol, which 101 says in HTTP/1. */
export function responseFields(head: ResponseHead, opens: boolean): Field[] {
  const given = opens ? head.headers.filter(({ name }) => name !== 'sec-websocket-accept') : head.headers;
  return [{ name: ':status', value: String(opens ? 200 : head.status) }, ...passedOn(given)];
}

/** The head of a request for a server; `protocol`: an upgrade, asked for by an extended CONNECT. */
export function requestFields(head: RequestHead, protocol: string | null): Field[] {
  const isPlainConnect = head.method === 'CONNECT';
  const absolute = isPlainConnect ? null : /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(head.target);
  const host = head.headers.find(({ name }) => name === 'host')?.value;
  const authority = isPlainConnect ? head.target : absolute ? absolute[2]!.replace(/^.*@/, '') : protocol && host;
  const path = absolute ? absolute[3]! : head.target;
  const headers = passedOn(head.headers).filter(({ name, value }) => {
    if (name === 'te') return value.toLowerCase() === 'trailers';
    if (name === 'host') return !authority;
    return protocol === null || name !== 'sec-websocket-key';
  });
  const fields: Field[] = [{ name: ':method', value: protocol === null ? head.method : 'CONNECT' }];
  const add = (name: string, value: string | null | undefined) => value && fields.push({ name, value });
  if (!isPlainConnect) add(':scheme', absolute ? absolute[1] : 'https');
  add(':authority', authority);
  if (!isPlainConnect) add(':path', path === '' ? (head.method === 'OPTIONS' ? '*' : '/') : path);
  add(':protocol', protocol);
  return [...fields, ...headers];
}

const RESPONSE_PSEUDO = new Set([':status']);

/** A server's response; null: it is malformed. `asked`: what the request was. */
export function readResponse(
  fields: readonly Field[],
  ends: boolean,
  asked: { readonly method: string; readonly protocol: string | null; readonly key: string | null },
  version: HaproxyVersion,
): { readonly head: ResponseHead; readonly facts: MessageFacts } | null {
  const sorted = sort(fields, RESPONSE_PSEUDO, version);
  const said = sorted === null ? null : measure(sorted.headers, version);
  if (sorted === null || said === null) return null;
  const { pseudo, cookies, bytes } = sorted;
  const headers = cookies === '' ? said.headers : [...said.headers, { name: 'cookie', value: cookies }];
  if (!/^[1-9]\d\d$/.test(pseudo.get(':status') ?? '')) return null;
  const status = Number(pseudo.get(':status'));
  const grants = status >= 200 && status < 300 && (asked.protocol !== null || asked.method === 'CONNECT');
  const facts = { ...NO_FACTS, upgrade: grants, headBytes: bytes };
  if (!grants) {
    const isBodiless = asked.method === 'HEAD' || status === 304;
    const framed = framing(said.length, ends);
    const announced = isBodiless ? { ...framed, body: 'none' as const } : framed;
    return {
      head: { version: '1.1', spoken: '2.0', status, reason: standardReason(status), headers },
      facts: { ...facts, ...announced },
    };
  }
  const code = asked.protocol === null ? status : 101;
  const given = asked.protocol === null ? headers : [...headers, ...grantOf(asked.protocol, asked.key)];
  return {
    head: { version: '1.1', spoken: '2.0', status: code, reason: standardReason(code), headers: given },
    facts: { ...facts, body: 'tunnel', length: 0, announces: 'none' },
  };
}

/** What a client of HTTP/1 is told of a protocol that was granted. */
const grantOf = (protocol: string, key: string | null): Header[] => [
  { name: 'connection', value: 'upgrade' },
  { name: 'upgrade', value: protocol },
  ...(key === null ? [] : [{ name: 'sec-websocket-accept', value: webSocketAccept(key) }]),
];

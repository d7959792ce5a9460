/** Fetches on bodies, authorization and whole heads (manual 7.3.6). */
import { fitsCrypt } from '../hash/crypt.ts';
import { firstHeader } from '../http-headers.ts';
import { isForProxy } from '../rare-options.ts';
import { pathAndQuery } from '../uri.ts';
import { decode64 } from './base64.ts';
import type { SampleContext } from './context.ts';
import type { Fetch } from './fetch.ts';
import { cookiesOf, headerValues } from './headers.ts';
import { binary, boolean, integer, text } from './value.ts';

const requestHeaders = ({ stream }: SampleContext) => stream.request?.headers ?? null;

/** Scheme and what is behind it; null: nothing that reads like that. */
function authorization(
  context: SampleContext,
  name = isForProxy(context.engine, context.stream) ? 'proxy-authorization' : 'authorization',
): { readonly type: string; readonly value: string } | null {
  const found = /^(\S+) +(.*)$/.exec(firstHeader(requestHeaders(context) ?? [], name) ?? '');
  return found ? { type: found[1]!, value: found[2]! } : null;
}

function basic(context: SampleContext): { readonly user: string; readonly password: string } | null {
  const found = authorization(context);
  if (found?.type.toLowerCase() !== 'basic') return null;
  // a text of C: it ends at a NUL
  const [plain = ''] = decode64(found.value.trim())?.split('\0') ?? [];
  const colon = plain.indexOf(':');
  return colon < 0 ? null : { user: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

/** The user whose name and password were given. */
function known(context: SampleContext, list: string) {
  const given = basic(context);
  const user = given && context.engine.plan.userlists[list]?.users[given.user];
  if (!user) return null;
  const fits = user.isPlain ? user.password === given.password : fitsCrypt(given.password, user.password);
  return fits ? user : null;
}

function parameter(body: string, name: string): string | null {
  for (const pair of body.split('&')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && (name === '' || pair.slice(0, equals) === name)) return pair.slice(equals + 1);
  }
  return null;
}

const size = (context: SampleContext): number =>
  Number(firstHeader(requestHeaders(context) ?? [], 'content-length') ?? 0) || context.stream.body.length;

const lines = (direction: 'request' | 'response'): Fetch => ({
  one({ stream }) {
    const headers = (direction === 'request' ? stream.request : stream.response)?.headers;
    return headers ? binary(`${headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n`) : null;
  },
});

/** How HAProxy writes lengths in binary forms: a byte up to 239, more of them beyond. */
function varint(value: number): string {
  if (value < 0xf0) return String.fromCharCode(value);
  let bytes = String.fromCharCode((value & 0xff) | 0xf0);
  let left = (value - 0xf0) >>> 4;
  while (left >= 0x80) {
    bytes += String.fromCharCode((left & 0x7f) | 0x80);
    left = (left - 0x80) >>> 7;
  }
  return bytes + String.fromCharCode(left);
}

/** Every name and value with its length in front, and two empty ones at the end. */
const binaryLines = (direction: 'request' | 'response'): Fetch => ({
  one({ stream }) {
    const headers = (direction === 'request' ? stream.request : stream.response)?.headers;
    const word = (text: string) => varint(text.length) + text;
    return headers ? binary(`${headers.map(({ name, value }) => word(name) + word(value)).join('')}\0\0`) : null;
  },
});

/** What a response's body is said to be long, or as far as it has come. */
function responseBodySize({ stream }: SampleContext): number {
  return Number(firstHeader(stream.response?.headers ?? [], 'content-length') ?? 0) || stream.responseBytes;
}

const cookieNames = (direction: 'request' | 'response'): Fetch => ({
  one({ stream }, [delimiter = ',']) {
    const isRequest = direction === 'request';
    const headers = (isRequest ? stream.request : stream.response)?.headers;
    if (!headers) return null;
    const wanted = isRequest ? 'cookie' : 'set-cookie';
    const found = headers.filter(({ name }) => name === wanted).flatMap(({ value }) => cookiesOf(value, isRequest));
    return text(found.map(({ name }) => name).join(delimiter[0] ?? ','));
  },
});

export const BODY_FETCHES = {
  'req.body': { one: ({ stream }) => (stream.request ? binary(stream.body) : null) },
  'req.body_len': { one: ({ stream }) => integer(stream.body.length) },
  'req.body_size': { one: (context) => integer(size(context)) },
  'req.body_param': {
    one({ stream }, [name = '']) {
      const value = parameter(stream.body, name);
      return value === null ? null : binary(value);
    },
  },
  'res.body': { one: ({ stream }) => (stream.response ? binary(stream.peekedBack) : null) },
  'res.body_len': { one: ({ stream }) => (stream.response ? integer(stream.responseBytes) : null) },
  'res.body_size': { one: (context) => (context.stream.response ? integer(responseBodySize(context)) : null) },
  'req.hdrs_bin': binaryLines('request'),
  'res.hdrs_bin': binaryLines('response'),
  'req.hdrs': lines('request'),
  'res.hdrs': lines('response'),
  'req.cook_names': cookieNames('request'),
  'res.cook_names': cookieNames('response'),
  baseq: {
    one(context) {
      const { request } = context.stream;
      if (!request) return null;
      return text((headerValues(request.headers, 'host')[0] ?? '') + pathAndQuery(request.target));
    },
  },
  http_auth: { one: (context, [list = '']) => basic(context) && boolean(known(context, list) !== null) },
  http_auth_group: {
    one: (context, [list = '']) => (known(context, list) ? text(basic(context)!.user) : null),
    all: (context, [list = '']) => (known(context, list)?.groups ?? []).map(text),
  },
  http_auth_user: {
    one(context) {
      const given = basic(context);
      return given && text(given.user);
    },
  },
  http_auth_pass: {
    one(context) {
      const given = basic(context);
      return given && text(given.password);
    },
  },
  http_auth_type: {
    one(context) {
      const found = authorization(context);
      return found && text(found.type);
    },
  },
  http_auth_bearer: {
    one(context, [name]) {
      const found = authorization(context, name?.toLowerCase());
      return found?.type.toLowerCase() === 'bearer' ? text(found.value) : null;
    },
  },
} satisfies Record<string, Fetch>;

/** Fetches on HTTP messages (manual 7.3.6). */
import { type IpWords, parseIp, parseIpv4, parseIpv6 } from '../address.ts';
import { avalanche, sdbm } from '../balance/hash.ts';
import type { Header, RequestHead } from '../io.ts';
import { METHODS } from '../match.ts';
import { pathAndQuery, pathOf, queryOf } from '../uri.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { BoundFetch, Fetch } from './fetch.ts';
import { cookieValues, headerLines, headerValues } from './headers.ts';
import { address, asBytes, binary, boolean, integer, leadingNumber, text, wordsToBytes } from './value.ts';

type Direction = 'request' | 'response';
/** What becomes of a string that was found. */
type Value = (found: string, context: SampleContext) => SampleValue | null;

/** TCP mode: what has come may still become a request; rules wait for it. */
function requestOf({ stream, inspect }: SampleContext): RequestHead | null {
  if (stream.request === null && inspect?.awaitsHttp === true && !inspect.final) inspect.missed = true;
  return stream.request;
}

const target = (context: SampleContext) => requestOf(context)?.target ?? null;
const headersOf = (context: SampleContext, direction: Direction): readonly Header[] | null =>
  (direction === 'request' ? requestOf(context)?.headers : context.stream.response?.headers) ?? null;

/** A string of the target; null when there is no request or the part is absent. */
const ofTarget = (part: (target: string, context: SampleContext) => string | null): Fetch => ({
  one(context) {
    const uri = target(context);
    const found = uri === null ? null : part(uri, context);
    return found === null ? null : text(found);
  },
});

const host = (context: SampleContext) => headerValues(headersOf(context, 'request') ?? [], 'host')[0] ?? '';

/** Several strings found in headers, of which an argument may choose one: from 1, or from the end with a minus. */
function several(find: (context: SampleContext, name: string) => readonly string[] | null, value: Value): Fetch {
  const bind = (args: readonly string[]): BoundFetch => {
    const name = (args[0] ?? '').toLowerCase();
    const occurrence = leadingNumber(args[1] ?? '-1') || -1;
    const one = (context: SampleContext) => {
      const item = find(context, name)?.at(occurrence > 0 ? occurrence - 1 : occurrence);
      return item === undefined ? null : value(item, context);
    };
    const all = (context: SampleContext) => valuesOf(find(context, name), value, context);
    if (leadingNumber(args[1] ?? '0') === 0) return { one, all };
    const chosen = (context: SampleContext) => {
      const found = one(context);
      return found ? [found] : [];
    };
    return { one, all: chosen };
  };
  return { one: (context, args) => bind(args).one(context), all: (context, args) => bind(args).all!(context), bind };
}

function valuesOf(found: readonly string[] | null, value: Value, context: SampleContext): SampleValue[] {
  const values: SampleValue[] = [];
  if (found === null) return values;
  for (let at = 0; at < found.length; at++) {
    const item = value(found[at]!, context);
    if (item !== null) values.push(item);
  }
  return values;
}

function header(direction: Direction, value: Value): Fetch {
  return several((context, name) => {
    const headers = headersOf(context, direction);
    return headers && headerValues(headers, name);
  }, value);
}

function wholeHeader(direction: Direction): Fetch {
  return several((context, name) => {
    const headers = headersOf(context, direction);
    return headers && headerLines(headers, name);
  }, text);
}

function count(direction: Direction, of: (headers: readonly Header[], name: string) => readonly string[]): Fetch {
  return {
    one(context, [name = '']) {
      const headers = headersOf(context, direction);
      return headers && integer(of(headers, name.toLowerCase()).length);
    },
  };
}

function names(direction: Direction): Fetch {
  return {
    one(context, [delimiter = ',']) {
      const headers = headersOf(context, direction);
      return headers && text(headers.map((line) => line.name).join(delimiter[0] ?? ','));
    },
  };
}

function cookie(direction: Direction, value: Value): Fetch {
  const find = (context: SampleContext, name: string): string[] => {
    const headers = headersOf(context, direction);
    return headers ? cookieValues(headers, name, direction === 'request', false) : [];
  };
  return {
    one(context, [name = '']) {
      const found = find(context, name).at(name === '' ? 0 : -1);
      return found === undefined ? null : value(found, context);
    },
    all: (context, [name = '']) =>
      find(context, name)
        .map((one) => value(one, context))
        .filter((item) => item !== null),
  };
}

function cookieCount(direction: Direction): Fetch {
  return {
    one(context, [name = '']) {
      const headers = headersOf(context, direction);
      const takesAttributes = name === '' && context.engine.plan.behaviour.countsCookieAttributes;
      return headers && integer(cookieValues(headers, name, direction === 'request', takesAttributes).length);
    },
  };
}

/** HAProxy's quick reading of numbers in messages: 32 bits; what ends a number depends on the version. */
function number(found: string, { engine }: SampleContext): SampleValue {
  const lowest = engine.plan.behaviour.headerNumbers === 'digits' ? 0 : Number.NEGATIVE_INFINITY;
  const isNegative = found.startsWith('-');
  let value = 0;
  for (let at = isNegative ? 1 : 0; at < found.length; at++) {
    const digit = found.charCodeAt(at) - 48;
    if (digit > 9 || digit < lowest) break;
    value = (Math.imul(value, 10) + (isNegative ? -digit : digit)) | 0;
  }
  return integer(value);
}

/** An IPv4 address in a header may carry a port: `192.0.2.1:80`. */
function ip(found: string): SampleValue | null {
  const inside = /^\[(.*)\]$/.exec(found)?.[1];
  const words: IpWords | null =
    inside === undefined
      ? (parseIp(found) ?? parseIpv4(found.slice(0, Math.max(0, found.indexOf(':')))))
      : parseIpv6(inside);
  return words && address(words);
}

function splitAny(found: string, separators: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at <= found.length; at++) {
    if (at < found.length && !separators.includes(found[at]!)) continue;
    parts.push(found.slice(start, at));
    start = at + 1;
  }
  return parts;
}

/** Values of a query parameter; `&`, `;` and the delimiter itself separate. `name` '' is any. */
function parameters(context: SampleContext, args: readonly string[]): string[] {
  const uri = target(context);
  if (uri === null) return [];
  const [name = '', delimiter = '?', flag = ''] = args;
  const start = uri.indexOf(delimiter[0] ?? '?');
  if (start < 0) return [];
  const separators = `&;${delimiter[0] ?? ''}`;
  const values: string[] = [];
  for (const pair of splitAny(uri.slice(start + 1), separators)) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const found = pair.slice(0, equals);
    const matches = flag === 'i' ? found.toLowerCase() === name.toLowerCase() : found === name;
    if (name === '' || matches) values.push(pair.slice(equals + 1));
  }
  return values;
}

function parameter(value: Value): Fetch {
  return {
    one(context, args) {
      const found = parameters(context, args)[0];
      return found === undefined ? null : value(found, context);
    },
    all: (context, args) =>
      parameters(context, args)
        .map((one) => value(one, context))
        .filter((item) => item !== null),
  };
}

const version = (direction: Direction): Fetch => ({
  one(context) {
    const message = direction === 'request' ? requestOf(context) : context.stream.response;
    return message && text(message.spoken ?? message.version);
  },
});

const base = ofTarget((uri, context) => host(context) + (pathOf(uri) ?? ''));

/** Hash of Host and path; `url32` takes the query along. */
const hashed = (withQuery: boolean, withSource: boolean): Fetch => ({
  one(context) {
    const uri = target(context);
    if (uri === null) return null;
    const path = withQuery ? pathAndQuery(uri) : (pathOf(uri) ?? '');
    const hash = avalanche(sdbm(host(context) + path));
    if (!withSource) return integer(hash);
    const words = parseIp(context.client.src.host);
    return words && binary(wordsToBytes([hash]) + asBytes(address(words)));
  },
});

/** Address and port of an absolute form. */
const authority = (uri: string) => /^[a-z][a-z0-9+.-]*:\/\/([^/:]*)(?::(\d+))?/i.exec(uri);
/** Never false: what is no request says nothing. */
const isHttp: Fetch = {
  one: (context) => (context.stream.mode === 'http' || requestOf(context) !== null ? boolean(true) : null),
};

export const HTTP_FETCHES = {
  method: {
    one(context) {
      const request = requestOf(context);
      const { originalMethod } = context.stream;
      // a method that HAProxy knows by number stays what it was when another is set
      return request ? { type: 'method', text: METHODS.has(originalMethod) ? originalMethod : request.method } : null;
    },
  },
  path: ofTarget(pathOf),
  pathq: ofTarget((uri) => pathAndQuery(uri) || null),
  url: ofTarget((uri) => uri),
  url32: hashed(true, false),
  'url32+src': hashed(true, true),
  base,
  base32: hashed(false, false),
  'base32+src': hashed(false, true),
  query: ofTarget((uri) => (uri.includes('?') ? queryOf(uri) : null)),
  url_param: parameter(text),
  urlp: parameter(text),
  urlp_val: parameter(number),
  url_ip: {
    one(context) {
      const words = parseIpv4(authority(target(context) ?? '')?.[1] ?? '');
      return words && address(words);
    },
  },
  url_port: {
    one(context) {
      const found = authority(target(context) ?? '');
      return found ? integer(Number(found[2] ?? 80)) : null;
    },
  },
  'req.ver': version('request'),
  req_ver: version('request'),
  'req.proto_http': isHttp,
  req_proto_http: isHttp,
  'req.hdr': header('request', text),
  hdr: header('request', text),
  'req.fhdr': wholeHeader('request'),
  'req.hdr_cnt': count('request', headerValues),
  hdr_cnt: count('request', headerValues),
  'req.fhdr_cnt': count('request', headerLines),
  'req.hdr_ip': header('request', ip),
  hdr_ip: header('request', ip),
  'req.hdr_val': header('request', number),
  hdr_val: header('request', number),
  'req.hdr_names': names('request'),
  'req.cook': cookie('request', text),
  cook: cookie('request', text),
  'req.cook_cnt': cookieCount('request'),
  cook_cnt: cookieCount('request'),
  'req.cook_val': cookie('request', number),
  cook_val: cookie('request', number),
  http_first_req: { one: ({ stream }) => boolean(!stream.notFirst) },
  'capture.req.method': { one: ({ stream }) => (stream.originalMethod === '' ? null : text(stream.originalMethod)) },
  'capture.req.uri': {
    one: ({ stream }) => (stream.originalMethod === '' ? null : text(pathAndQuery(stream.originalTarget))),
  },
  'capture.req.ver': { one: ({ stream }) => (stream.mode === 'http' ? text(`HTTP/${stream.originalVersion}`) : null) },
  status: { one: ({ stream }) => (stream.response ? integer(stream.response.status) : null) },
  'res.ver': version('response'),
  resp_ver: version('response'),
  'res.hdr': header('response', text),
  shdr: header('response', text),
  'res.fhdr': wholeHeader('response'),
  'res.hdr_cnt': count('response', headerValues),
  shdr_cnt: count('response', headerValues),
  'res.fhdr_cnt': count('response', headerLines),
  'res.hdr_ip': header('response', ip),
  shdr_ip: header('response', ip),
  'res.hdr_val': header('response', number),
  shdr_val: header('response', number),
  'res.hdr_names': names('response'),
  'res.cook': cookie('response', text),
  scook: cookie('response', text),
  'res.cook_cnt': cookieCount('response'),
  scook_cnt: cookieCount('response'),
  'res.cook_val': cookie('response', number),
  scook_val: cookie('response', number),
} satisfies Record<string, Fetch>;

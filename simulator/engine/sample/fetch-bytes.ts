/** Fetches on the bytes that a client (or, in response rules, a server) has sent so far, in TCP mode (manual 7.3.5). */
import { requestSize, responseSize } from '../http-size.ts';
import { rdpCookie } from '../rdp.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Fetch } from './fetch.ts';
import {
  type ClientHello,
  EXTENSION,
  extensionOf,
  helloType,
  keyShareGroups,
  listIn,
  protocolsIn,
  readHello,
  serverName,
} from './tls-hello.ts';
import { binary, boolean, integer, leadingNumber, text } from './value.ts';

const peeked = ({ stream, direction }: SampleContext) => (direction === 'request' ? stream.peeked : stream.peekedBack);

/** Not there, and it may still come: the rules wait. */
function missing(context: SampleContext): null {
  if (context.inspect && !context.inspect.final) context.inspect.missed = true;
  return null;
}

/** How much there is; a condition on it may change as long as more may come. */
const length: Fetch = {
  one(context) {
    const { stream, direction } = context;
    // HTTP: what the message takes in HAProxy's own form of it, as far as it has come
    if (stream.mode === 'http') {
      const head =
        direction === 'request'
          ? stream.request && requestSize(stream.request)
          : stream.response && responseSize(stream.response);
      return head === null ? missing(context) : integer(head + (direction === 'request' ? stream.body.length : 0));
    }
    missing(context);
    return integer(peeked(context).length);
  },
};

/** `req.payload(offset,length)`: length 0 means all there is behind the offset. */
const payload: Fetch = {
  one(context, [offsetWord = '0', lengthWord = '0']) {
    const bytes = peeked(context);
    const offset = leadingNumber(offsetWord);
    const size = leadingNumber(lengthWord);
    if (offset > bytes.length || offset + size > bytes.length) return missing(context);
    if (size === 0) missing(context);
    return size === 0 && offset === bytes.length
      ? null
      : binary(size === 0 ? bytes.slice(offset) : bytes.slice(offset, offset + size));
  },
};

/** `req.payload_lv(offset1,length[,offset2])`: a length in the bytes themselves; `offset2` with a sign counts from behind it. */
const payloadLv: Fetch = {
  one(context, [offsetWord = '0', sizeWord = '1', whereWord]) {
    const bytes = peeked(context);
    const offset = leadingNumber(offsetWord);
    const size = leadingNumber(sizeWord);
    if (offset + size > bytes.length) return missing(context);
    let count = 0;
    for (let at = 0; at < size; at++) count = count * 256 + bytes.charCodeAt(offset + at);
    const relative = whereWord === undefined || /^[+-]/.test(whereWord);
    const start = relative ? offset + size + leadingNumber(whereWord ?? '0') : leadingNumber(whereWord);
    return count === 0 || start < 0 || start + count > bytes.length ? null : binary(bytes.slice(start, start + count));
  },
};

/** Bytes that are no ClientHello, or a whole one: nothing more is waited for. */
function isOtherTls(bytes: string): boolean {
  if (bytes.length >= 1 && bytes.charCodeAt(0) !== 0x16) return true;
  if (bytes.length < 5) return false;
  return bytes.length >= 5 + bytes.charCodeAt(3) * 256 + bytes.charCodeAt(4);
}

const sni: Fetch = {
  one(context) {
    const name = serverName(peeked(context));
    if (name === null && !isOtherTls(peeked(context))) return missing(context);
    return name === null ? null : text(name);
  },
};

const hello: Fetch = {
  one(context) {
    const type = helloType(peeked(context));
    if (type === null && !isOtherTls(peeked(context))) return missing(context);
    return type === null ? null : integer(type);
  },
};

/** Parts of a ClientHello; more is waited for as long as it is not whole. */
const ofHello = (get: (hello: ClientHello) => SampleValue | null): Fetch => ({
  one(context) {
    const bytes = peeked(context);
    const hello = readHello(bytes);
    if (hello) return get(hello);
    return isOtherTls(bytes) ? null : missing(context);
  },
});
const listed = (type: number): Fetch =>
  ofHello((hello) => {
    const list = listIn(extensionOf(hello, type), 2);
    return list === null || list === '' ? null : binary(list);
  });

const protocols: Fetch = {
  one: (context) => protocols.all!(context, []).at(-1) ?? null,
  all(context) {
    const hello = readHello(peeked(context));
    if (!hello && !isOtherTls(peeked(context))) missing(context);
    return hello ? protocolsIn(hello).map(text) : [];
  },
};

/** As HAProxy counts versions: 3 times 65536 and more for SSL 3 and TLS. */
const helloVersion = ofHello(({ version }) => integer((version >> 8) * 65536 + (version & 255)));

const cookie = (value: (found: string | null) => SampleValue | null): Fetch => ({
  one: (context, [name = '']) => value(rdpCookie(peeked(context), name)),
});
const rdp = cookie((found) => (found === null ? null : text(found)));
const rdpCount = cookie((found) => integer(found === null ? 0 : 1));

export const BYTE_FETCHES = {
  'res.len': length,
  'res.payload': payload,
  'res.payload_lv': payloadLv,
  'res.ssl_hello_type': hello,
  rep_ssl_hello_type: hello,
  'req.len': length,
  req_len: length,
  'req.payload': payload,
  payload,
  'req.payload_lv': payloadLv,
  payload_lv: payloadLv,
  'req.ssl_sni': sni,
  req_ssl_sni: sni,
  'req.ssl_hello_type': hello,
  req_ssl_hello_type: hello,
  'req.ssl_alpn': protocols,
  'req.ssl_ver': helloVersion,
  req_ssl_ver: helloVersion,
  'req.ssl_cipherlist': ofHello(({ ciphers }) => binary(ciphers)),
  'req.ssl_supported_groups': listed(EXTENSION.groups),
  'req.ssl_sigalgs': listed(EXTENSION.signatures),
  'req.ssl_keyshare_groups': ofHello((hello) => {
    const groups = keyShareGroups(hello);
    return groups === null ? null : binary(groups);
  }),
  'req.ssl_ec_ext': ofHello((hello) => boolean(extensionOf(hello, EXTENSION.groups) !== null)),
  'req.ssl_st_ext': ofHello((hello) => {
    const ticket = extensionOf(hello, EXTENSION.ticket);
    return integer(ticket === null ? 0 : ticket === '' ? 1 : 2);
  }),
  'req.rdp_cookie': rdp,
  req_rdp_cookie: rdp,
  rdp_cookie: rdp,
  'req.rdp_cookie_cnt': rdpCount,
  req_rdp_cookie_cnt: rdpCount,
  rdp_cookie_cnt: rdpCount,
  /** True once the inspection is over; rules are evaluated here when nothing more is waited for. */
  wait_end: {
    one(context) {
      if (context.inspect && !context.inspect.final) return missing(context);
      return boolean(true);
    },
  },
} satisfies Record<string, Fetch>;

/** Fetches on the bytes that a client (or, in response rules, a server) has sent so far, in TCP mode (manual 7.3.5). */
import { requestSize, responseSize } from '../http-size.ts';
import { readRdpCookie } from '../rdp.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Fetch } from './fetch.ts';
import {
  type ClientHello,
  EXTENSION,
  extensionOf,
  helloType,
  inspectedHello,
  keyShareGroups,
  listIn,
  protocolsIn,
  serverName,
  versionSaid,
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

/** No more than a buffer can ever be there. */
const MOST_BYTES = 16_384;

/**
 * `req.payload_lv(offset1,length[,offset2])`: a length in the bytes themselves; `offset2` with a sign counts from behind it.
 * Without one HAProxy takes an odd number for twice a relative one, and half of an even one.
 */
const payloadLv: Fetch = {
  one(context, [offsetWord = '0', sizeWord = '1', whereWord]) {
    const bytes = peeked(context);
    const offset = leadingNumber(offsetWord);
    const size = leadingNumber(sizeWord);
    if (offset + size > bytes.length) return missing(context);
    let count = 0;
    for (let at = 0; at < size; at++) count = count * 256 + bytes.charCodeAt(offset + at);
    const where = leadingNumber(whereWord ?? '0');
    const isRelative = whereWord === undefined || /^[+-]/.test(whereWord);
    const behind = offset + size;
    const start = isRelative ? behind + where : where % 2 === 1 ? behind + (where >> 1) : where >> 1;
    if (count === 0 || start + count > MOST_BYTES) return null;
    return start + count > bytes.length ? missing(context) : binary(bytes.slice(start, start + count));
  },
};

/** Of a record and the message in it: 1 is a ClientHello. */
const hello: Fetch = {
  one(context) {
    const found = helloType(peeked(context));
    return found === 'more' ? missing(context) : found === null ? null : integer(found);
  },
};

/** Parts of a ClientHello; more is waited for as long as it is not whole. */
const ofHello = (get: (hello: ClientHello, context: SampleContext) => SampleValue | null): Fetch => ({
  one(context) {
    const found = inspectedHello(peeked(context));
    return found === 'more' ? missing(context) : found && get(found, context);
  },
});

const sni = ofHello((found) => {
  const name = serverName(found);
  return name === null ? null : text(name);
});
const listed = (type: number): Fetch =>
  ofHello((hello) => {
    const list = listIn(extensionOf(hello, type), 2);
    return list === null || list === '' ? null : binary(list);
  });

const protocols: Fetch = {
  one: (context) => protocols.all!(context, [])[0] ?? null,
  all(context) {
    const found = inspectedHello(peeked(context));
    if (found === 'more') missing(context);
    return found === 'more' || found === null ? [] : protocolsIn(found).map(text);
  },
};

/** As HAProxy counts versions: 3 times 65536 and more for SSL 3 and TLS. */
const helloVersion: Fetch = {
  one(context) {
    const version = versionSaid(peeked(context));
    return version === 'more' ? missing(context) : version === null ? null : integer(version);
  },
};

const cookie = (value: (found: string | null) => SampleValue | null): Fetch => ({
  one(context, [name = '']) {
    const found = readRdpCookie(peeked(context), name);
    return found === 'more' ? missing(context) : value(found === null ? null : found.value);
  },
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
  'req.ssl_ec_ext': ofHello((hello, { engine }) => {
    const isThere = extensionOf(hello, EXTENSION.groups) !== null;
    return isThere || engine.plan.behaviour.saysNoCurves ? boolean(isThere) : null;
  }),
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

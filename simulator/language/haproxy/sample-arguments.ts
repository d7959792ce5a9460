/**
 * What fetches and converters want of their arguments beyond the types that the inventory knows: units, codes, names,
 * variables (manual 7.3). Each function gives what is wrong, or null.
 */
import type { Argument } from './arguments.ts';
import type { Version } from './config.ts';
import { badPattern } from './regex.ts';
import { badVariableName } from './variables.ts';
import { atLeast } from './version.ts';

export interface ArgumentContext {
  readonly version: Version;
  /** Whether the section has an ACL of this name so far; left out where there are none to ask for. */
  readonly hasAcl?: (name: string) => boolean;
}

type Texts = readonly string[];
/** `texts` are the arguments; those that are left out are not in it. */
type Check = (texts: Texts, cx: ArgumentContext) => string | null;

const quoted = (names: readonly string[]): string => names.map((n) => `'${n}'`).join(', ');

/** The argument is one of these; left out or empty it is nothing where `isOptional`. */
function among(index: number, names: readonly string[], isOptional: 'left out' | 'empty' | 'never'): Check {
  return (texts) => {
    const text = texts[index];
    if (text === undefined && isOptional !== 'never') return null;
    if ((text ?? '') === '' && isOptional === 'empty') return null;
    return names.includes(text ?? '') ? null : `expects one of ${quoted(names)} instead of '${text ?? ''}'`;
  };
}

const unit = among(1, ['s', 'ms', 'us'], 'left out');
const onlyUnit = among(0, ['s', 'ms', 'us'], 'left out');
const roundTrip = among(0, ['us', 'ms'], 'left out');

const variableAt =
  (index: number): Check =>
  (texts, { version }) =>
    badVariableName(texts[index] ?? '', version);

const number = (text: string | undefined): number => (text === undefined || text === '' ? 0 : Number(text));

/** `bytes` that become text, some at a time: separator, size of a piece, whether the last may be short. */
function pieces(most: number, always: boolean): Check {
  return ([separator = '', size, truncate]) => {
    const piece = number(size);
    const cut = number(truncate);
    const wanted = always || separator !== '' || cut !== 0;
    if (wanted && (piece < 1 || piece > most)) {
      const range = most === Number.POSITIVE_INFINITY ? 'is positive' : `is between 1 and ${most}`;
      return `the size of a piece ${range}, and not ${piece}`;
    }
    return cut === 0 || cut === 1 ? null : `the last argument is 0 or 1, and not ${cut}`;
  };
}

/** What OpenSSL has under its names, upper or lower case. */
const DIGESTS = new Set(
  `md4 md5 md5-sha1 mdc2 ripemd ripemd160 rmd160 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224
  sha3-256 sha3-384 sha3-512 shake128 shake256 blake2b512 blake2s256 sm3 whirlpool ssl3-md5 ssl3-sha1
  rsa-md4 rsa-md5 rsa-ripemd160 rsa-sha1 rsa-sha1-2 rsa-sha224 rsa-sha256 rsa-sha384 rsa-sha512 rsa-sm3`.split(/\s+/),
);

const digest: Check = ([name = '']) =>
  DIGESTS.has(name.toLowerCase()) ? null : `'${name}' is no message digest, such as 'sha256'`;

const bits: Check = ([size]) =>
  ['128', '192', '256'].includes(size ?? '') ? null : `a key has 128, 192 or 256 bits, and not ${size}`;

const arithmetic: Check = ([text = ''], { version }) => {
  if (text === '') return null;
  if (/^[A-Za-z]/.test(text)) return badVariableName(text, version);
  return /^-?\d+$/.test(text) ? null : `expects an integer or a variable name instead of '${text}'`;
};

const separators: Check = ([, list]) => (list === '' ? 'the list of separators is empty' : null);

const outputType = among(1, ['int'], 'empty');

const ALGORITHMS = ['HS', 'RS', 'ES', 'PS'].flatMap((kind) => [256, 384, 512].map((size) => `${kind}${size}`));

/** Of a signature; a variable may hold it. */
const algorithm: Check = (texts, cx) =>
  badVariableName(texts[0] ?? '', cx.version) === null ? null : among(0, ALGORITHMS, 'never')(texts, cx);

const secret: Check = ([text = ''], { version }) => {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 || badVariableName(text, version) === null ? null : 'the secret is written in base64';
};

const WEB_KEYS = ['oct', 'RSA', 'EC'];

/** A key as JSON, or a variable that has one. */
const webKey: Check = ([text = ''], { version }) => {
  if (badVariableName(text, version) === null) return null;
  try {
    return WEB_KEYS.includes((JSON.parse(text) as { kty?: string } | null)?.kty ?? '')
      ? null
      : 'the key has no usable type';
  } catch {
    return 'the key is written in JSON';
  }
};

const PROTOBUF = `int32 uint32 sint32 int64 uint64 sint64 bool enum fixed32 sfixed32 float fixed64 sfixed64 double
  bytes string`.split(/\s+/);

const FIX_TAGS = ['beginstring', 'bodylength', 'checksum', 'msgtype', 'sendercompid', 'targetcompid'];

const fixTag: Check = ([tag = '']) =>
  (/^\d+$/.test(tag) && Number(tag) > 0) || FIX_TAGS.includes(tag.toLowerCase()) ? null : `'${tag}' is no FIX tag`;

const WHEN = ['stopping', 'normal', 'error', 'forwarded', 'toapplet', 'processed', 'acl'];

const when: Check = ([condition = '', name], { hasAcl }) => {
  const text = condition.replace(/^!/, '');
  if (!WHEN.includes(text)) return `expects one of ${quoted(WHEN)} instead of '${text}'`;
  if (text !== 'acl') return null;
  if (!name) return "'acl' wants the name of an ACL behind it";
  return hasAcl && !hasAcl(name) ? `the section has no ACL '${name}' so far` : null;
};

const CONDITIONS = ['ifexists', 'ifnotexists', 'ifempty', 'ifnotempty', 'ifset', 'ifnotset', 'ifgt', 'iflt'];

const setVariable: Check = ([name = '', ...conditions], { version }) => {
  const bad = badVariableName(name, version);
  if (bad) return bad;
  const unknown = conditions.find((c) => !CONDITIONS.includes(c.toLowerCase()));
  return unknown === undefined ? null : `'${unknown}' is no condition: one of ${quoted(CONDITIONS)}`;
};

const range: Check = (texts, { version }) => {
  if (!atLeast(version, '3.0')) return null;
  for (const [i, text] of texts.entries()) {
    if (text === '' && i > 0) return 'expects a length or a variable';
    const bad = /^-?\d+$/.test(text)
      ? Number(text) < i
        ? `'${text}' is too small`
        : null
      : badVariableName(text, version);
    if (bad && text !== '') return bad;
  }
  return null;
};

/** A variable in the middle of text; one of it and what follows may have to be there. */
const around =
  (wantsOne: boolean): Check =>
  ([, name = '', suffix = ''], { version }) => {
    if (name !== '') return badVariableName(name, version);
    return wantsOne && suffix === '' ? 'wants a variable or a suffix' : null;
  };

const delimiter: Check = ([, text]) =>
  text === undefined || text.length === 1 ? null : 'the delimiter is one character';

/** `has_ctl`: a mask of control characters; bit 32 stands for the last one. */
const controls: Check = ([mask = '']) => {
  if (['', 'any', 'http'].includes(mask)) return null;
  if (!/^-?(0x[\dA-Fa-f]+|\d+)$/.test(mask)) return `'${mask}' is no number, nor 'any' or 'http'`;
  return mask.startsWith('-') || Number(mask) >= 2 ** 33 ? `'${mask}' has more than 33 bits` : null;
};

const PACKETS = `connect connack publish puback pubrec pubrel pubcomp subscribe suback unsubscribe unsuback pingreq
  pingresp disconnect auth`.split(/\s+/);

const ACKNOWLEDGED = 'reason_code 31 38';
/** What can be read of each packet; numbers are MQTT 5.0's properties. */
const FIELDS: Readonly<Record<string, string | undefined>> = {
  connect: `protocol_name protocol_version flags keepalive client_identifier will_topic will_payload username password
    1 2 3 8 9 17 21 22 23 24 25 33 34 38 39`,
  connack: 'flags protocol_version reason_code 17 18 19 21 22 26 28 31 33 34 36 37 38 39 40 41 42',
  publish: '1 2 3 8 9 11 35 38',
  puback: ACKNOWLEDGED,
  pubrec: ACKNOWLEDGED,
  pubrel: ACKNOWLEDGED,
  pubcomp: ACKNOWLEDGED,
  subscribe: '11 38',
  suback: '31 38',
  unsubscribe: '38',
  unsuback: '31 38',
  disconnect: 'reason_code 17 28 31 38',
  auth: '21 22 31 38',
};

const mqtt: Check = ([packet = '', field = '']) => {
  const name = /^\d+$/.test(packet) ? PACKETS[Number(packet) - 1] : packet.toLowerCase();
  if (name === undefined || !PACKETS.includes(name)) return `'${packet}' is no MQTT packet`;
  const known = (FIELDS[name] ?? '').split(/\s+/);
  return known.includes(field.toLowerCase()) ? null : `a packet '${name}' has no field '${field}'`;
};

const CONVERTERS: Readonly<Record<string, Check | undefined>> = {
  'set-var': setVariable,
  'unset-var': variableAt(0),
  strcmp: variableAt(0),
  secure_memcmp: variableAt(0),
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: arithmetic,
  mod: arithmetic,
  and: arithmetic,
  or: arithmetic,
  xor: arithmetic,
  bytes: range,
  concat: around(false),
  add_item: around(true),
  regsub: ([pattern = '', , flags = '']) => {
    const bad = /[^gi]/.exec(flags)?.[0];
    if (bad !== undefined) return `'${bad}' is no flag: 'g' and 'i' are`;
    return pattern === '' ? null : badPattern(pattern);
  },
  be2dec: pieces(8, true),
  be2hex: pieces(Number.POSITIVE_INFINITY, false),
  digest,
  hmac: digest,
  aes_gcm_enc: bits,
  aes_gcm_dec: bits,
  field: separators,
  word: separators,
  http_date: unit,
  json: among(0, ['ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps'], 'empty'),
  json_query: (texts, cx) => ((texts[0] ?? '') === '' ? 'wants a path' : outputType(texts, cx)),
  jwt_header_query: outputType,
  jwt_payload_query: outputType,
  jwt_verify: algorithm,
  jwt_verify_cert: algorithm,
  aes_cbc_enc: bits,
  aes_cbc_dec: bits,
  jwt_decrypt_secret: secret,
  jwt_decrypt_jwk: webKey,
  jwt_decrypt_cert: ([text = '']) => (text === '' ? 'wants a certificate or a variable' : null),
  has_ctl: controls,
  le2dec: pieces(8, true),
  mqtt_field_value: mqtt,
  param: delimiter,
  sha2: among(0, ['224', '256', '384', '512'], 'left out'),
  ungrpc: among(1, PROTOBUF, 'left out'),
  protobuf: among(1, PROTOBUF, 'left out'),
  url_enc: among(0, ['query'], 'empty'),
  fix_tag_value: fixTag,
  when,
};

const TLVS = `alpn authority crc32c noop unique_id ssl ssl_version ssl_cn ssl_cipher ssl_sig_alg ssl_key_alg netns`
  .split(' ')
  .map((name) => name.toLowerCase());

const tlv: Check = ([text = '']) => {
  if (TLVS.includes(text.toLowerCase())) return null;
  const value = text === '' ? 0 : Number(text);
  return Number.isInteger(value) && value >= 0 && value <= 255 ? null : `'${text}' is no type of a PROXY header's part`;
};

const hexadecimal: Check = ([text = '']) =>
  text !== '' && /^([\dA-Fa-f]{2})*$/.test(text) ? null : `'${text}' is not made of pairs of hexadecimal digits`;

const block: Check = ([text = '']) =>
  ['head', 'tail', 'first'].includes(text) || /^\d+$/.test(text)
    ? null
    : `a block is 'head', 'tail', 'first' or a number, and not '${text}'`;

const token: Check = ([name]) => (name?.length === 4 ? null : 'the name of a token has four characters');

const payload: Check = ([, length, offset]) => {
  if (number(length) === 0) return 'the length of the length must be longer than 0';
  return offset === undefined || /^[+-]?\d*$/.test(offset) ? null : `'${offset}' is no offset`;
};

const slot: Check = ([text], { version }) =>
  atLeast(version, '3.2') && number(text) < 0 ? 'slots are counted from 0' : null;

const name = among(2, ['rfc2253'], 'empty');

const FETCHES: Readonly<Record<string, Check | undefined>> = {
  var: variableAt(0),
  acl: (texts, { hasAcl }) => {
    if (!hasAcl) return null;
    const names = texts.length === 0 ? [''] : texts.map((t) => t.replace(/^!/, ''));
    const unknown = names.find((n) => !hasAcl(n));
    return unknown === undefined ? null : `the section has no ACL '${unknown}' so far`;
  },
  bin: hexadecimal,
  bool: ([text = '']) =>
    ['true', 'false', '0', '1'].includes(text.toLowerCase()) ? null : `expects 'true', 'false', '1' or '0'`,
  'capture.req.hdr': slot,
  'capture.res.hdr': slot,
  dump_all_vars: among(0, ['sess', 'txn', 'req', 'res', 'proc'], 'empty'),
  date: unit,
  accept_date: onlyUnit,
  request_date: onlyUnit,
  distcc_body: token,
  distcc_param: token,
  fc_rtt: roundTrip,
  fc_rttvar: roundTrip,
  bc_rtt: roundTrip,
  bc_rttvar: roundTrip,
  fc_pp_tlv: tlv,
  'internal.htx_blk.data': block,
  'internal.htx_blk.hdrname': block,
  'internal.htx_blk.hdrval': block,
  'internal.htx_blk.size': block,
  'internal.htx_blk.start_line': block,
  'internal.htx_blk.type': block,
  meth: ([text = '']) => (/^[!#$%&'*+.^_`|~\w-]*$/.test(text) ? null : `'${text}' is no method`),
  query: among(0, ['with_qm'], 'empty'),
  payload_lv: payload,
  'req.payload_lv': payload,
  'res.payload_lv': payload,
  ssl_c_i_dn: name,
  ssl_c_s_dn: name,
  ssl_c_r_dn: name,
  ssl_f_i_dn: name,
  ssl_f_s_dn: name,
  ssl_s_i_dn: name,
  ssl_s_s_dn: name,
  uuid: among(0, ['4', '7'], 'left out'),
};

export function badFetchArguments(name: string, args: readonly Argument[], cx: ArgumentContext): string | null {
  const check = Object.hasOwn(FETCHES, name) ? FETCHES[name] : undefined;
  return check
    ? check(
        args.map((a) => a.text),
        cx,
      )
    : null;
}

export function badConverterArguments(name: string, args: readonly Argument[], cx: ArgumentContext): string | null {
  const check = Object.hasOwn(CONVERTERS, name) ? CONVERTERS[name] : undefined;
  return check
    ? check(
        args.map((a) => a.text),
        cx,
      )
    : null;
}

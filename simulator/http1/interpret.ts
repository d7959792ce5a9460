/** From a scanned head to a message: version, target, length, and every reason why HAProxy would not have it. */

import type { Dialect } from './dialect.ts';
import { type Fault, type FieldRules, type Fields, readFields } from './fields.ts';
import { withoutUpgrade } from './lists.ts';
import { standardReason } from './reasons.ts';
import { type HeadScan, hasNoVersion } from './scan-state.ts';
import { checkTarget } from './target.ts';
import type { Decode, MessageFacts, RequestHead, ResponseHead } from './types.ts';

/** A refusal: HAProxy's status for it, and whether the client is told at all. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly at: number;
  readonly silent: boolean;
}

/** Limits and strictness of a reader, resolved. */
export interface HeadRules extends FieldRules {
  /** Bytes that the parsed head may take in HAProxy's own form. */
  readonly room: number;
}

// What HAProxy needs beside the text for a message: a record a header, one for the first line and one for the end.
const RECORD = 8;
const FIRST_LINE_RECORD = 20;

/** True if the head would not fit; `firstLine` is the length of its three words together. */
function isTooBig(scan: HeadScan, firstLine: number, fields: Fields, rules: HeadRules): boolean {
  if (scan.at + rules.maxHeaders * RECORD + FIRST_LINE_RECORD + 3 * RECORD < rules.room) return false;
  let size = RECORD + FIRST_LINE_RECORD + firstLine + RECORD + 1;
  for (const { name, value } of fields.headers) size += RECORD + name.length + value.length;
  return size > rules.room;
}

/** The empty lines before a head are part of the scan but of no message: text is cut out from here. */
const textOf = (scan: HeadScan, bytes: Uint8Array, decode: Decode) => decode(bytes, scan.words[0]!, scan.at);

const word = (scan: HeadScan, text: string, n: 0 | 1 | 2) =>
  text.slice(scan.words[2 * n]! - scan.words[0]!, scan.words[2 * n + 1]! - scan.words[0]!);

/** A version's two digits, `null` if it is not written as `HTTP/d.d` (other letters only when relaxed or allowed). */
function versionOf(text: string, needsHttp: boolean): '1.0' | '1.1' | null {
  if (text === 'HTTP/1.1') return '1.1';
  if (text.length !== 8 || !/^\/\d\.\d$/.test(text.slice(4))) return null;
  if (needsHttp && !text.startsWith('HTTP/')) return null;
  const major = text.charCodeAt(5);
  return major > 0x31 || (major === 0x31 && text.charCodeAt(7) >= 0x31) ? '1.1' : '1.0';
}

/**
 * Judges the headers that are complete in a section which is not, or which has a fault further on: HAProxy sees the first
 * fault first. `silent`: a positive Content-Length precedes it; then HAProxy (from 3.2 on) ends the connection without an
 * answer.
 */
export function judgeFields(
  scan: HeadScan,
  bytes: Uint8Array,
  decode: Decode,
  rules: HeadRules,
): { fault: Fault | null; silent: boolean } {
  const { fields, fault } = readFields(scan, textOf(scan, bytes, decode), scan.words[0]!, rules);
  const silent = rules.isRequest && !rules.isTrailer && rules.dialect.silentAfterLength && hasLength(fields);
  return { fault, silent };
}

const hasLength = (fields: Fields) => fields.contentLength !== null && fields.contentLength !== '0';

/** Reads a complete request head. */
export function interpretRequest(
  scan: HeadScan,
  bytes: Uint8Array,
  decode: Decode,
  rules: HeadRules,
): { head: RequestHead; facts: MessageFacts } | Refusal {
  const { dialect, relaxed } = rules;
  const text = textOf(scan, bytes, decode);
  const { fields, fault } = readFields(scan, text, scan.words[0]!, rules);
  let silent = dialect.silentAfterLength && hasLength(fields);
  const refuse = (status: number, reason: string, at = scan.words[2]!): Refusal => ({ status, reason, at, silent });
  if (fault) return refuse(400, fault.reason, fault.at);

  const method = word(scan, text, 0);
  const target = checkTarget(method, word(scan, text, 1), fields.host, dialect, relaxed);
  const oldStyle = hasNoVersion(scan);
  if (oldStyle) {
    // HTTP/0.9 (RFC 1945, 4.1): GET with a target and nothing else
    if (!relaxed || method !== 'GET' || typeof target === 'string') return refuse(400, 'no version', scan.words[4]);
  } else if (typeof target === 'string') return refuse(400, target);

  const written = oldStyle ? 'HTTP/1.0' : word(scan, text, 2);
  const version = versionOf(written, !relaxed) ?? (relaxed ? '1.0' : null);
  const forced = settleLength(fields, version === '1.1');
  if (fields.codings.present) silent = false;
  if (fields.codings.present && !fields.codings.chunkedLast)
    return refuse(400, 'the request is encoded but does not end in chunked');
  if (version === null) return refuse(400, 'not a version of HTTP', scan.words[4]);
  if (isTooBig(scan, method.length + target.target.length + written.length, fields, rules))
    return refuse(dialect.sizeStatuses ? 431 : 400, 'the head is too big');

  const noBodyMethod = method === 'GET' || method === 'HEAD' || method === 'DELETE';
  const chunked = fields.codings.chunkedLast;
  const hasBody = chunked || hasLength(fields);
  if (version === '1.0' && noBodyMethod && hasBody) return refuse(413, `a body with ${method} of HTTP/1.0`);
  if (fields.codings.other) return refuse(422, 'a transfer coding other than chunked');
  if (fields.tokens.upgrade && fields.websocket && !relaxed && !(dialect.bodyDropsUpgrade && hasBody)) {
    const key = fields.headers.find((h) => h.name === 'sec-websocket-key');
    if (key?.value.length !== 24) return refuse(400, 'WebSocket without a key of 24 characters');
  }
  const isConnect = method === 'CONNECT';
  if (target.host !== fields.host) replaceHost(fields, target.host);
  pairUpgrade(fields, dialect, hasBody);
  const announces = isConnect ? 'none' : chunked ? 'chunked' : fields.contentLength !== null ? 'length' : 'none';
  const length = announces === 'length' ? Number(fields.contentLength) : 0;
  return {
    head: { method, target: target.target, version, headers: fields.headers },
    facts: {
      body: announces === 'length' && length === 0 ? 'none' : announces,
      length,
      announces,
      transferEncoding: fields.codings.present,
      protocol: version === '1.1' ? 'HTTP/1.1' : written,
      statusText: '',
      close: fields.tokens.close || forced,
      keepAlive: fields.tokens.keepAlive,
      upgrade: fields.tokens.upgrade,
      strippedLength: false,
      headBytes: scan.at,
    },
  };
}

/** Reads a complete response head, the answer to `method`; `upgrade`: that request asked to change the protocol. */
export function interpretResponse(
  scan: HeadScan,
  bytes: Uint8Array,
  decode: Decode,
  rules: HeadRules,
  asked: { readonly method: string; readonly upgrade: boolean },
): { head: ResponseHead; facts: MessageFacts } | Refusal {
  const { dialect, relaxed } = rules;
  const text = textOf(scan, bytes, decode);
  const { fields, fault } = readFields(scan, text, scan.words[0]!, rules);
  const refuse = (reason: string, at = scan.words[0]!): Refusal => ({ status: 502, reason, at, silent: false });
  if (fault) return refuse(fault.reason, fault.at);
  const written = word(scan, text, 0);
  const version = versionOf(written, dialect.responseNeedsHttp && !relaxed) ?? (relaxed ? '1.0' : null);
  if (version === null) return refuse('not a version of HTTP');
  const forced = settleLength(fields, version === '1.1');
  const statusText = word(scan, text, 1);
  const status = Number(statusText) % 65536;
  const reason = word(scan, text, 2);
  if (isTooBig(scan, written.length + statusText.length + reason.length, fields, rules))
    return refuse('the head is too big');
  if (fields.codings.other) return refuse('a transfer coding other than chunked');
  const tunnel = status === 101 || (asked.method === 'CONNECT' && status >= 200 && status < 300);
  if (status === 101 && !(asked.upgrade && fields.tokens.upgrade))
    return refuse('a change of protocol that was not agreed');
  if (status === 101 && fields.websocket && !relaxed && !fields.headers.some((h) => h.name === 'sec-websocket-accept'))
    return refuse('WebSocket without an accepted key');

  const bodiless = asked.method === 'HEAD' || (status >= 100 && status < 200) || status === 204 || status === 304;
  const stripped = tunnel
    ? status === 101 || dialect.cleanTunnelHead
    : (status >= 100 && status < 200) || status === 204;
  const strippedLength = stripped && (fields.contentLength !== null || fields.codings.present);
  const chunked = fields.codings.chunkedLast;
  let announces: MessageFacts['announces'] = chunked ? 'chunked' : fields.contentLength !== null ? 'length' : 'none';
  if (stripped) {
    fields.headers = fields.headers.filter((h) => h.name !== 'content-length' && h.name !== 'transfer-encoding');
    announces = 'none';
  }
  const length = announces === 'length' && !bodiless && !tunnel ? Number(fields.contentLength) : 0;
  const body = tunnel
    ? 'tunnel'
    : bodiless || (announces === 'length' && length === 0)
      ? 'none'
      : announces === 'none'
        ? 'until-close'
        : announces;
  return {
    head: {
      version,
      status,
      reason: reason || (dialect.fillReason ? standardReason(status) : ''),
      headers: fields.headers,
    },
    facts: {
      body,
      length,
      announces,
      transferEncoding: fields.codings.present,
      protocol: version === '1.1' ? 'HTTP/1.1' : written,
      statusText,
      close: fields.tokens.close || forced,
      keepAlive: fields.tokens.keepAlive,
      upgrade: fields.tokens.upgrade && status === 101,
      strippedLength,
      headBytes: scan.at,
    },
  };
}

/** Reads a complete trailer section. HAProxy reads both directions' trailers as it reads a request's headers. */
export function interpretTrailers(
  scan: HeadScan,
  bytes: Uint8Array,
  decode: Decode,
  rules: HeadRules,
): { fields: Fields; fault: Fault | null } {
  const read = readFields(scan, decode(bytes, 0, scan.at), 0, rules);
  const { codings } = read.fields;
  if (read.fault || !codings.present) return read;
  settleLength(read.fields, true);
  if (codings.chunkedLast) return read;
  return { fields: read.fields, fault: { reason: 'a coding among the trailers that does not end in chunked', at: 0 } };
}

/**
 * A message with Transfer-Encoding has no Content-Length (RFC 9112, 6.3): drops it. True if the connection must be closed
 * after the message, because another reader may have understood it otherwise.
 */
function settleLength(fields: Fields, is11: boolean): boolean {
  if (!fields.codings.present) return false;
  if (fields.contentLength === null) return !is11;
  fields.contentLength = null;
  fields.headers = fields.headers.filter((h) => h.name !== 'content-length');
  return true;
}

function replaceHost(fields: Fields, host: string | null): void {
  fields.headers = fields.headers.map((h) => (h.name === 'host' && host !== null ? { name: 'host', value: host } : h));
}

/** `Upgrade` and `Connection: upgrade` mean something only together (RFC 9110, 7.8): removes the one without the other. */
function pairUpgrade(fields: Fields, dialect: Dialect, hasBody: boolean): void {
  const { tokens } = fields;
  if (dialect.bodyDropsUpgrade && hasBody && tokens.upgrade && fields.upgradeHeader) {
    fields.headers = fields.headers.filter((h) => h.name !== 'upgrade');
    return;
  }
  if (!dialect.pairUpgrade || tokens.upgrade === fields.upgradeHeader) return;
  if (fields.upgradeHeader) fields.headers = fields.headers.filter((h) => h.name !== 'upgrade');
  else
    fields.headers = fields.headers
      .map((h) => (h.name === 'connection' ? { name: 'connection', value: withoutUpgrade(h.value) } : h))
      .filter((h) => h.name !== 'connection' || h.value !== '');
  tokens.upgrade = false;
}

/**
 * Answers of protocols that no pattern can judge: MySQL's packets, LDAP's bind response, SPOP's hello. Written after the
 * protocols' own descriptions; what is said about failures is HAProxy's. Bytes are latin-1.
 */

export type Judged =
  | { readonly verdict: 'wait' }
  /** The check goes on. */
  | { readonly verdict: 'fine' }
  | { readonly verdict: 'passed'; readonly says: string }
  | { readonly verdict: 'failed'; readonly status: 'L7RSP' | 'L7STS'; readonly code?: number; readonly says?: string };

/** An agent says one line; the end of the connection ends it too. */
export function judgeAgent(bytes: string, isLast: boolean): Judged {
  const end = bytes.search(/[\r\n]/);
  if (end < 0 && !isLast) return { verdict: 'wait' };
  const line = (end < 0 ? bytes : bytes.slice(0, end)).trim();
  return line === '' ? { verdict: 'failed', status: 'L7RSP' } : { verdict: 'passed', says: line };
}

const byte = (bytes: string, at: number): number => bytes.charCodeAt(at);

/** A MySQL packet: three bytes of length, one number, and what it holds. 255 begins an error. */
export function judgeMysql(bytes: string, which: 'hello' | 'ok', isFinal: boolean, isLast: boolean): Judged {
  const wait: Judged = isLast ? { verdict: 'failed', status: 'L7RSP' } : { verdict: 'wait' };
  const offset = which === 'ok' ? packetEnd(bytes, 0) : 0;
  if (bytes.length < offset + 4 || bytes.length < packetEnd(bytes, offset)) return wait;
  if (byte(bytes, offset + 4) === 0xff) {
    const code = byte(bytes, offset + 5) + (byte(bytes, offset + 6) << 8);
    return { verdict: 'failed', status: 'L7STS', code, says: bytes.slice(offset + 7) };
  }
  if (!isFinal) return { verdict: 'fine' };
  // the server's version, up to the zero behind it
  return { verdict: 'passed', says: bytes.slice(5).split('\0', 1).join('') };
}

function packetEnd(bytes: string, at: number): number {
  return at + 4 + byte(bytes, at) + (byte(bytes, at + 1) << 8) + (byte(bytes, at + 2) << 16);
}

const NO_LDAP: Judged = { verdict: 'failed', status: 'L7RSP', says: 'Not LDAPv3 protocol' };

/** LDAP: message 1, a bind response, result code 0. Lengths take one byte, or (with a count before) two or four. */
export function judgeLdap(bytes: string, isLast: boolean): Judged {
  const short: Judged = isLast ? { verdict: 'failed', status: 'L7RSP' } : { verdict: 'wait' };
  let at = 1;
  let length = byte(bytes, at);
  let more = 0;
  if (length & 0x80) {
    more = length & 0x7f;
    if (bytes.length - at < 1 + more) return short;
    if (more !== 2 && more !== 4) return NO_LDAP;
    length = 0;
    for (let n = 1; n <= more; n++) length = length * 256 + byte(bytes, at + n);
  }
  at += 1 + more;
  if (bytes.length - at < length) return short;
  if (bytes.slice(at, at + 4) !== '\x02\x01\x01\x61') return NO_LDAP;
  at += 4;
  more = byte(bytes, at) & 0x80 ? byte(bytes, at) & 0x7f : 0;
  if (bytes.length - at < 1 + more + 3) return short;
  at += 1 + more;
  if (bytes.slice(at, at + 2) !== '\x0a\x01') return NO_LDAP;
  const code = byte(bytes, at + 2);
  if (code === 0) return { verdict: 'passed', says: 'Success' };
  const says = 'See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9';
  return { verdict: 'failed', status: 'L7STS', code, says };
}

const SPOP_HELLO = 101;
const SPOP_GOODBYE = 102;
const INVALID = 'invalid frame received';

/** SPOP: a whole frame AGENT-HELLO with version, frame size and capabilities. */
export function judgeSpop(bytes: string, isLast: boolean, waitsForAll: boolean, namesFragments: boolean): Judged {
  const invalid: Judged = { verdict: 'failed', status: 'L7RSP', says: INVALID };
  const short: Judged = isLast ? invalid : { verdict: 'wait' };
  if (bytes.length < (waitsForAll ? 4 : 11)) return short;
  const length = byte(bytes, 0) * 2 ** 24 + (byte(bytes, 1) << 16) + (byte(bytes, 2) << 8) + byte(bytes, 3);
  if (waitsForAll && bytes.length < 4 + length) return short;
  const type = byte(bytes, 4);
  if (type !== SPOP_HELLO && type !== SPOP_GOODBYE) return invalid;
  if (namesFragments && (byte(bytes, 8) & 1) === 0)
    return { verdict: 'failed', status: 'L7RSP', says: 'fragmentation not supported' };
  if (bytes.slice(5, 11) !== '\0\0\0\x01\0\0') return invalid;
  if (bytes.length < 4 + length) return short;
  const found = new Map<string, string | number>();
  for (let at = 11; at < bytes.length; ) {
    const item = readItem(bytes, at);
    if (!item) return invalid;
    found.set(item.key, item.value);
    at = item.next;
  }
  const failed = (says: string): Judged => ({ verdict: 'failed', status: 'L7RSP', says });
  const version = found.get('version');
  const size = found.get('max-frame-size');
  if (version === undefined) return failed('version value not found');
  if (typeof version !== 'string' || !/^2\.0{1,3}$/.test(version.trim())) return failed('unsupported version');
  if (size === undefined) return failed('max-frame-size value not found');
  if (typeof size !== 'number' || size < 256) return failed('max-frame-size too big or too small');
  if (!found.has('capabilities')) return failed('capabilities value not found');
  return { verdict: 'passed', says: 'SPOA server is ok' };
}

interface Item {
  readonly key: string;
  readonly value: string | number;
  readonly next: number;
}

/** A key and a typed value. */
function readItem(bytes: string, from: number): Item | null {
  const key = readBlock(bytes, from);
  if (!key || key.text === '') return null;
  const type = byte(bytes, key.next) & 0x0f;
  const at = key.next + 1;
  if (type === 0 || type === 1) return { key: key.text, value: 0, next: at };
  if (type >= 2 && type <= 5) {
    const number = readVarint(bytes, at);
    return number && { key: key.text, value: number.value, next: number.next };
  }
  if (type === 8 || type === 9) {
    const block = readBlock(bytes, at);
    return block && { key: key.text, value: block.text, next: block.next };
  }
  return null;
}

function readBlock(bytes: string, from: number): { readonly text: string; readonly next: number } | null {
  const length = readVarint(bytes, from);
  if (!length || length.next + length.value > bytes.length) return null;
  const next = length.next + length.value;
  return { text: bytes.slice(length.next, next), next };
}

/** Up to 239 in one byte; above, four bits and then seven at a time. */
function readVarint(bytes: string, from: number): { readonly value: number; readonly next: number } | null {
  let value = byte(bytes, from);
  if (Number.isNaN(value)) return null;
  let at = from + 1;
  if (value < 240) return { value, next: at };
  for (let factor = 16; factor < 2 ** 46; factor *= 128) {
    const more = byte(bytes, at++);
    if (Number.isNaN(more)) return null;
    value += more * factor;
    if (more < 128) return { value, next: at };
  }
  return null;
}

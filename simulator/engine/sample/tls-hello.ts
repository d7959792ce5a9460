/** The beginning of a TLS connection as it stands on the wire: RFC 8446, 4.1.2; the server name: RFC 6066, 3. */

/** The parts of a ClientHello that can be asked for; lists are their bytes, latin-1. */
export interface ClientHello {
  /** 0x0303 for TLS 1.2 and later. */
  readonly version: number;
  readonly ciphers: string;
  /** In order; contents without their headers. */
  readonly extensions: readonly { readonly type: number; readonly content: string }[];
}

export const EXTENSION = {
  serverName: 0,
  groups: 10,
  formats: 11,
  signatures: 13,
  alpn: 16,
  ticket: 35,
  versions: 43,
  keyShare: 51,
};

const u16 = (bytes: string, at: number) => bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);

const isRecord = (first: number) => (first >= 0x14 && first <= 0x17) || first === 0xff;

/** The handshake type of the first record: 1 is a ClientHello; null: this is none; `more`: it is not whole. */
export function helloType(bytes: string): number | null | 'more' {
  if (bytes.length === 0) return 'more';
  if (!isRecord(bytes.charCodeAt(0))) return null;
  if (bytes.length < 9) return 'more';
  if (bytes.charCodeAt(1) < 3 || u16(bytes, 3) < 4) return null;
  const size = bytes.charCodeAt(6) * 65536 + u16(bytes, 7);
  return bytes.length < 9 + size ? 'more' : bytes.charCodeAt(5);
}

/** The version that a client says, its major number 65536 times: of a record (whatever is in it), or of SSL 2's hello. */
export function versionSaid(bytes: string): number | null | 'more' {
  if (bytes.length === 0) return 'more';
  const first = bytes.charCodeAt(0);
  if (!isRecord(first)) return versionOfOld(bytes, first);
  if (bytes.length < 11) return 'more';
  const size = u16(bytes, 3);
  if (bytes.charCodeAt(1) < 3 || size < 6 || size > 16_384 + 2048) return null;
  return bytes.length < 5 + size ? 'more' : bytes.charCodeAt(9) * 65536 + bytes.charCodeAt(10);
}

/** SSL 2: a length of 15 bits, or of 14 and one of padding; then the message. */
function versionOfOld(bytes: string, first: number): number | null | 'more' {
  const head = first & 0x80 ? 2 : 3;
  if (bytes.length < head + 1) return 'more';
  if (bytes.charCodeAt(head) !== 1) return null;
  const at = head + 1;
  if (bytes.length < at + 8) return 'more';
  const [ciphers, session, challenge] = [u16(bytes, at + 2), u16(bytes, at + 4), u16(bytes, at + 6)];
  const length = ((first & (head === 2 ? 0x7f : 0x3f)) << 8) | bytes.charCodeAt(1);
  const isSound = ciphers % 3 === 0 && (session === 0 || session === 16) && challenge >= 16 && challenge <= 32;
  const size = ciphers + session + challenge;
  if (!isSound || length !== 9 + size) return null;
  const padding = head === 2 ? 0 : bytes.charCodeAt(2);
  return bytes.length < at + 8 + size + padding ? 'more' : bytes.charCodeAt(at) * 65536 + bytes.charCodeAt(at + 1);
}

/** The least that a ClientHello with extensions takes, its header included. */
const LEAST_BYTES = 49;

/** A ClientHello that rules look at: of TLS 1.0 or later, and large enough to have extensions. */
export function inspectedHello(bytes: string): ClientHello | null | 'more' {
  if (bytes.length === 0) return 'more';
  if (bytes.charCodeAt(0) !== 0x16 || (bytes.length >= 2 && bytes.charCodeAt(1) < 3)) return null;
  if (bytes.length < 5) return 'more';
  const size = u16(bytes, 3);
  if (size < LEAST_BYTES) return null;
  if (bytes.length < 5 + size) return 'more';
  const hello = readHello(bytes);
  return hello === null || hello.version < 0x0301 ? null : hello;
}

/** A complete ClientHello in one record, or null. */
export function readHello(bytes: string): ClientHello | null {
  if (helloType(bytes) !== 1) return null;
  const end = 5 + u16(bytes, 3);
  if (bytes.length < end) return null;
  // record header 5, handshake header 4, version 2, random 32
  let at = 43;
  at += 1 + bytes.charCodeAt(at);
  if (at + 2 > end) return null;
  const ciphers = bytes.slice(at + 2, Math.min(end, at + 2 + u16(bytes, at)));
  at += 2 + ciphers.length;
  if (at + 1 > end) return null;
  at += 1 + bytes.charCodeAt(at);
  const extensions: { type: number; content: string }[] = [];
  if (at + 2 <= end) {
    const extensionsEnd = Math.min(end, at + 2 + u16(bytes, at));
    at += 2;
    while (at + 4 <= extensionsEnd) {
      const size = u16(bytes, at + 2);
      if (at + 4 + size > extensionsEnd) break;
      extensions.push({ type: u16(bytes, at), content: bytes.slice(at + 4, at + 4 + size) });
      at += 4 + size;
    }
  }
  return { version: u16(bytes, 9), ciphers, extensions };
}

/** What an extension holds, or null: it is not there. */
export function extensionOf(hello: ClientHello, type: number): string | null {
  return hello.extensions.find((one) => one.type === type)?.content ?? null;
}

/** A list with its length in front of it, in so many bytes; null when it does not fit. */
export function listIn(content: string | null, lengthBytes: 1 | 2): string | null {
  if (content === null || content.length < lengthBytes) return null;
  const size = lengthBytes === 2 ? u16(content, 0) : content.charCodeAt(0);
  return lengthBytes + size > content.length ? null : content.slice(lengthBytes, lengthBytes + size);
}

/** The name in the server_name extension, or null. */
export function serverName(hello: ClientHello): string | null {
  const content = extensionOf(hello, EXTENSION.serverName);
  if (content === null || content.length < 6 || content.charCodeAt(2) !== 0) return null;
  const size = u16(content, 3);
  return 5 + size > content.length ? null : content.slice(5, 5 + size);
}

/** Names of protocols in the order of the client. */
export function protocolsIn(hello: ClientHello): string[] {
  const list = listIn(extensionOf(hello, EXTENSION.alpn), 2) ?? '';
  const names: string[] = [];
  for (let at = 0; at < list.length; at += 1 + list.charCodeAt(at)) {
    const name = list.slice(at + 1, at + 1 + list.charCodeAt(at));
    if (name.length < list.charCodeAt(at)) break;
    names.push(name);
  }
  return names;
}

/** The groups of the key shares, two bytes each. */
export function keyShareGroups(hello: ClientHello): string | null {
  const list = listIn(extensionOf(hello, EXTENSION.keyShare), 2);
  if (list === null) return null;
  let groups = '';
  for (let at = 0; at + 4 <= list.length; at += 4 + u16(list, at + 2)) groups += list.slice(at, at + 2);
  return groups;
}

/** Without the values that clients throw in to keep servers honest (RFC 8701). */
export function withoutGrease(list: string): string {
  let kept = '';
  for (let at = 0; at + 2 <= list.length; at += 2) {
    const isGrease = (list.charCodeAt(at) & 0x0f) === 0x0a && list[at] === list[at + 1];
    if (!isGrease) kept += list.slice(at, at + 2);
  }
  return kept;
}

/** The beginning of a TLS connection as it stands on the wire: RFC 8446, 4.1.2; the server name: RFC 6066, 3. */

/** The handshake type of the first record: 1 is a ClientHello; null when this is no TLS handshake, or not enough of it. */
export function helloType(bytes: string): number | null {
  if (bytes.length < 6 || bytes.charCodeAt(0) !== 0x16 || bytes.charCodeAt(1) !== 3) return null;
  return bytes.charCodeAt(5);
}

/** The name in the server_name extension of a complete ClientHello, or null. */
export function serverName(bytes: string): string | null {
  if (helloType(bytes) !== 1) return null;
  const u16 = (at: number) => bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);
  const end = 5 + u16(3);
  if (bytes.length < end) return null;
  // record header 5, handshake header 4, version 2, random 32
  let at = 43;
  at += 1 + bytes.charCodeAt(at);
  if (at + 2 > end) return null;
  at += 2 + u16(at);
  if (at + 1 > end) return null;
  at += 1 + bytes.charCodeAt(at);
  if (at + 2 > end) return null;
  const extensionsEnd = Math.min(end, at + 2 + u16(at));
  at += 2;
  while (at + 4 <= extensionsEnd) {
    const size = u16(at + 2);
    if (u16(at) === 0 && size >= 5) {
      const name = u16(at + 7);
      return bytes.charCodeAt(at + 6) === 0 && at + 9 + name <= extensionsEnd
        ? bytes.slice(at + 9, at + 9 + name)
        : null;
    }
    at += 4 + size;
  }
  return null;
}

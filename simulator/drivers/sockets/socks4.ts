/** SOCKS4: servers behind a proxy that is asked to connect (`socks4`, `check-via-socks4`). HAProxy calls itself HAProxy. */

/** What is asked: a connection to an IPv4 address and port; null for other kinds of addresses. */
export function socksRequest(host: string, port: number): Buffer | null {
  const parts = host.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return null;
  return Buffer.from([4, 1, port >> 8, port & 255, ...parts, ...Buffer.from('HAProxy\0', 'latin1')]);
}

const REPLY_BYTES = 8;
const GRANTED = 0x5a;

/** What the proxy said; `rest`: what the server behind it said already. */
export function socksReply(bytes: Buffer): { readonly granted: boolean; readonly rest: Buffer } | null {
  if (bytes.length < REPLY_BYTES) return null;
  return { granted: bytes[0] === 0 && bytes[1] === GRANTED, rest: bytes.subarray(REPLY_BYTES) };
}

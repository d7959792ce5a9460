/** The cookie in the first packet of an RDP connection (TPKT, X.224 connection request): `Cookie: NAME=VALUE` CR LF. */

/**
 * @param bytes what the client sent so far, latin-1
 * @param name the cookie's name, or '' for any; case does not count
 * @returns its value, or null when it is not there (yet)
 */
export function rdpCookie(bytes: string, name: string): string | null {
  const start = 11;
  if (bytes.length <= start || bytes.charCodeAt(0) !== 3) return null;
  const text = bytes.slice(start);
  if (text.slice(0, 8).toLowerCase() !== 'cookie: ') return null;
  const equals = text.indexOf('=', 8);
  const end = text.indexOf('\r\n');
  if (equals < 0 || end < 0 || equals > end) return null;
  if (name !== '' && text.slice(8, equals).toLowerCase() !== name.toLowerCase()) return null;
  return text.slice(equals + 1, end);
}

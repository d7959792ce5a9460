/** The cookie in the first packet of an RDP connection (TPKT, X.224 connection request): `Cookie: NAME=VALUE` CR LF. */

const START = 11;
const COOKIE = 'cookie:';

/**
 * @param bytes what the client sent so far, latin-1
 * @param name the cookie's name, or '' for any; case does not count
 * @returns its value; null: it is not there; `more`: it may still come
 */
export function readRdpCookie(bytes: string, name: string): { readonly value: string } | null | 'more' {
  if (bytes.length <= START + COOKIE.length) return 'more';
  if (bytes.slice(START, START + COOKIE.length).toLowerCase() !== COOKIE) return null;
  const said = bytes.slice(START + COOKIE.length).replace(/^ +/, '');
  if (name !== '') {
    if (said.length <= name.length) return 'more';
    if (said.slice(0, name.length + 1).toLowerCase() !== `${name.toLowerCase()}=`) return null;
  }
  const equals = name === '' ? said.search(/[=\r\n]/) : name.length;
  if (equals < 0) return 'more';
  if (said[equals] !== '=') return null;
  const value = said.slice(equals + 1).split('\r', 1)[0]!;
  const end = equals + 1 + value.length;
  if (said.length < end + 2) return 'more';
  return said[end + 1] === '\n' ? { value } : null;
}

/** The same; null when it is not there (yet). */
export function rdpCookie(bytes: string, name: string): string | null {
  const found = readRdpCookie(bytes, name);
  return found === null || found === 'more' ? null : found.value;
}

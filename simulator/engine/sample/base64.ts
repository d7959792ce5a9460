/** base64 and its form for URLs (RFC 4648), on latin-1 strings. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encode64(bytes: string): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word =
      (bytes.charCodeAt(at) << 16) | ((bytes.charCodeAt(at + 1) || 0) << 8) | (bytes.charCodeAt(at + 2) || 0);
    out += ALPHABET[(word >> 18) & 63]! + ALPHABET[(word >> 12) & 63]!;
    out += left > 1 ? ALPHABET[(word >> 6) & 63]! : '=';
    out += left > 2 ? ALPHABET[word & 63]! : '=';
  }
  return out;
}

/** null: a character outside the alphabet, or a length that is not a multiple of four. */
export function decode64(encoded: string): string | null {
  if (encoded.length % 4 !== 0) return null;
  const body = encoded.replace(/={1,2}$/, '');
  let bits = 0;
  let held = 0;
  let out = '';
  for (const character of body) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    bits = (bits << 6) | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  return out;
}

export const toUrl = (encoded: string) => encoded.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function fromUrl(encoded: string): string | null {
  const standard = encoded.replaceAll('-', '+').replaceAll('_', '/');
  return decode64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}

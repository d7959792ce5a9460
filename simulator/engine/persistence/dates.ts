/** Dates in persistence cookies: units of four seconds since 1970, 30 bits, five characters of base64, high bits first. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** @param seconds is rounded up to a unit */
export function encodeDate(seconds: number): string {
  return encodeUnits(Math.floor((seconds + 3) / 4));
}

/** A date that came from a cookie goes back as it was. */
export function encodeUnits(units: number): string {
  let out = '';
  for (let shift = 24; shift >= 0; shift -= 6) out += ALPHABET[(units >>> shift) & 63];
  return out;
}

/** Seconds, or 0 when these five characters are no date. */
export function decodeDate(text: string): number {
  if (text.length < 5) return 0;
  let units = 0;
  for (const character of text.slice(0, 5)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return 0;
    units = units * 64 + digit;
  }
  return units * 4;
}

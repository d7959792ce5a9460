/** Converters on bytes and addresses. */
import { type IpWords, maskIp, parseIp, unmapFromIpv6 } from '../address.ts';
import { avalanche, crc32, djb2, type HashFunction, sdbm, wt6 } from '../balance/hash.ts';
import type { Converter } from './converter.ts';
import { address, asAddress, binary, integer, leadingNumber, text, toHex, wordsToBytes } from './value.ts';

const onBytes = (run: (bytes: string, args: readonly string[]) => ReturnType<Converter['run']>): Converter => ({
  input: 'binary',
  run: (value, args) => (value.type === 'binary' ? run(value.text, args) : null),
});

const onText = (run: (found: string) => ReturnType<Converter['run']>): Converter => ({
  input: 'string',
  run: (value) => (value.type === 'string' ? run(value.text) : null),
});

const hash = (fn: HashFunction): Converter =>
  onBytes((bytes, [spread = '0']) => integer(leadingNumber(spread) !== 0 ? avalanche(fn(bytes)) : fn(bytes)));

/** Big-endian numbers of `size` bytes each. `whole` leaves an incomplete last one out. */
function chunks(bytes: string, size: number, whole: boolean): string[] {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.slice(at, at + size);
    if (part.length === size || !whole) parts.push(part);
  }
  return parts;
}

function decimal(bytes: string): string {
  let number = 0n;
  for (const character of bytes) number = (number << 8n) + BigInt(character.charCodeAt(0));
  return String(number);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encode64(bytes: string): string {
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
function decode64(encoded: string): string | null {
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

const toUrl = (encoded: string) => encoded.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

function fromUrl(encoded: string): string | null {
  const standard = encoded.replaceAll('-', '+').replaceAll('_', '/');
  return decode64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}

/** A mask is a number of bits or an address. */
function masked(words: IpWords, mask: string): IpWords {
  if (/^\d+$/.test(mask)) return maskIp(words, Number(mask));
  const bits = parseIp(mask);
  if (!bits || bits.length !== words.length) return words;
  return words.map((word, at) => (word & bits[at]!) >>> 0) as unknown as IpWords;
}

const binaryOrNull = (bytes: string | null) => (bytes === null ? null : binary(bytes));

export const BYTES = {
  bytes: onBytes((bytes, [offset = '0', length]) => {
    const from = leadingNumber(offset);
    if (from < 0) return null;
    if (from >= bytes.length) return binary('');
    return binary(
      length === undefined ? bytes.slice(from) : bytes.slice(from, from + Math.max(0, leadingNumber(length))),
    );
  }),
  hex: onBytes((bytes) => text(toHex(bytes))),
  be2dec: onBytes((bytes, [separator = '', size = '1', whole = '0']) =>
    text(
      chunks(bytes, Math.max(1, leadingNumber(size)), leadingNumber(whole) !== 0)
        .map(decimal)
        .join(separator),
    ),
  ),
  be2hex: onBytes((bytes, [separator = '', size = '1', whole = '0']) =>
    text(
      chunks(bytes, Math.max(1, leadingNumber(size)), leadingNumber(whole) !== 0)
        .map(toHex)
        .join(separator),
    ),
  ),
  base64: onBytes((bytes) => text(encode64(bytes))),
  b64dec: onText((encoded) => binaryOrNull(decode64(encoded))),
  ub64enc: onBytes((bytes) => text(toUrl(encode64(bytes)))),
  ub64dec: onText((encoded) => binaryOrNull(fromUrl(encoded))),
  htonl: {
    input: 'integer',
    run: (value) => (value.type === 'integer' ? binary(wordsToBytes([value.number >>> 0])) : null),
  },
  ipmask: {
    input: 'address',
    run(value, [mask4 = '32', mask6], { engine }) {
      const given = asAddress(value);
      const words = given && (unmapFromIpv6(given, engine.plan.behaviour.ipv4InIpv6) ?? given);
      if (!words || (words.length === 4 && mask6 === undefined)) return null;
      return address(masked(words, words.length === 1 ? mask4 : mask6!));
    },
  },
  crc32: hash(crc32),
  djb2: hash(djb2),
  sdbm: hash(sdbm),
  wt6: hash(wt6),
} satisfies Record<string, Converter>;

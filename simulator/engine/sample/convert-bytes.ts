/** Converters on bytes and addresses. */
import { type IpWords, maskIp, parseIp, unmapFromIpv6 } from '../address.ts';
import { decode64, encode64, fromUrl, toUrl } from './base64.ts';
import type { SampleContext } from './context.ts';
import type { Converter } from './converter.ts';
import { onBytes, onText } from './on.ts';
import { address, asAddress, asInteger, binary, leadingNumber, text, toHex, wordsToBytes } from './value.ts';
import { readVariable } from './variables.ts';

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

/** As HAProxy adds them up: in 32 bits with a sign, turned over again from the fifth byte on. */
function littleEndian(bytes: string): string {
  let number = 0n;
  for (let at = 0; at < bytes.length; at++) number |= BigInt(bytes.charCodeAt(at) << ((at * 8) & 31));
  return String(BigInt.asUintN(64, number));
}

/** A mask is a number of bits or an address. */
function masked(words: IpWords, mask: string): IpWords {
  if (/^\d+$/.test(mask)) return maskIp(words, Number(mask));
  const bits = parseIp(mask);
  if (!bits || bits.length !== words.length) return words;
  return words.map((word, at) => (word & bits[at]!) >>> 0) as unknown as IpWords;
}

/** An argument that is a number, or names a variable that has one. */
function numberOrVariable(word: string, context: SampleContext): number | null {
  if (/^[+-]?\d/.test(word)) return leadingNumber(word);
  const variable = readVariable(context, word);
  return variable && asInteger(variable);
}

const binaryOrNull = (bytes: string | null) => (bytes === null ? null : binary(bytes));

export const BYTES = {
  bytes: onBytes((bytes, [offset = '0', length], context) => {
    const from = numberOrVariable(offset, context);
    if (from === null || from < 0) return null;
    if (from >= bytes.length) return binary('');
    if (length === undefined) return binary(bytes.slice(from));
    const size = numberOrVariable(length, context);
    return size === null || size < 0 ? null : binary(bytes.slice(from, from + size));
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
  base2: onBytes((bytes) => text(Array.from(bytes, (one) => one.charCodeAt(0).toString(2).padStart(8, '0')).join(''))),
  le2dec: onBytes((bytes, [separator = '', size = '1', whole = '0']) =>
    text(
      chunks(bytes, Math.max(1, leadingNumber(size)), leadingNumber(whole) !== 0)
        .map(littleEndian)
        .join(separator),
    ),
  ),
} satisfies Record<string, Converter>;

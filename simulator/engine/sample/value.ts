/**
 * Sample values and their conversion from type to type, as HAProxy casts them (manual 7.3.1). Strings and binary are
 * latin-1: a character a byte.
 */
import type { Behaviour } from '../../plan/behaviour.ts';
import { formatIp, type IpWords, mapToIpv6, parseIp, parseIpv4, unmapFromIpv6 } from '../address.ts';
import type { SampleValue } from './context.ts';

export const text = (value: string): SampleValue => ({ type: 'string', text: value });
export const binary = (value: string): SampleValue => ({ type: 'binary', text: value });
export const integer = (value: number): SampleValue => ({ type: 'integer', number: value });
/** A number of 64 bits, all of them; what does not fit is cut to the nearest that does. */
export function wideInteger(value: bigint): SampleValue {
  const cut = value > MOST ? MOST : value < LEAST ? LEAST : value;
  const number = Number(cut);
  return Number.isSafeInteger(number) ? integer(number) : { type: 'integer', number, exact: String(cut) };
}
const MOST = (1n << 63n) - 1n;
const LEAST = -(1n << 63n);

/** All digits of an integer value. */
export function asWide(value: { readonly number: number; readonly exact?: string }): bigint {
  return value.exact === undefined ? BigInt(Math.trunc(value.number)) : BigInt(value.exact);
}
export const boolean = (value: boolean): SampleValue => ({ type: 'boolean', flag: value });
/** An address that is known to be one. */
export const address = (words: IpWords): SampleValue => ({ type: 'address', text: formatIp(words) });

const KEPT_ADDRESSES = 1024;
/** The addresses of late: a client's is asked for again and again. What is kept follows from the text alone. */
const addresses = new Map<string, SampleValue | null>();

/** A text as an address in its usual form, or null. */
export function addressOf(host: string): SampleValue | null {
  let value = addresses.get(host);
  if (value === undefined) {
    const words = parseIp(host);
    value = words && address(words);
    if (addresses.size >= KEPT_ADDRESSES) addresses.clear();
    addresses.set(host, value);
  }
  return value;
}

/** What a converter wants to be given. */
export type InputType = 'any' | 'string' | 'binary' | 'integer' | 'boolean' | 'address';

/** The value as that type, or null when it cannot be one. */
export function castTo(value: SampleValue, type: InputType): SampleValue | null {
  if (type === 'any' || value.type === type) return value;
  switch (type) {
    case 'string':
      return text(asText(value));
    case 'binary':
      return binary(asBytes(value));
    case 'integer': {
      if (value.type === 'string' && value.text !== '') return integerOf(value.text);
      const number = asInteger(value);
      return number === null ? null : integer(number);
    }
    case 'boolean': {
      const number = asInteger(value);
      return number === null ? null : boolean(number !== 0);
    }
    case 'address': {
      const words = asAddress(value);
      return words && address(words);
    }
  }
}

/** The number that a text begins with, with all its digits. */
export function integerOf(digits: string): SampleValue {
  const found = /^[+-]?\d+/.exec(digits)?.[0] ?? '0';
  return found.length < 16 ? integer(Number(found)) : wideInteger(BigInt(found.replace('+', '')));
}

/** As a string: numbers in decimal, booleans as 1 and 0, binary as it is up to the first zero byte. */
export function asText(value: SampleValue): string {
  if (value.type === 'integer') return value.exact ?? numberText(value.number);
  if (value.type === 'boolean') return value.flag ? '1' : '0';
  if (value.type !== 'binary') return value.text;
  const zero = value.text.indexOf('\0');
  return zero < 0 ? value.text : value.text.slice(0, zero);
}

/** In decimal, all digits; beyond 64 bits the largest there is. */
export function numberText(number: number): string {
  if (Number.isSafeInteger(number)) return String(number);
  if (number >= 2 ** 63) return '9223372036854775807';
  return number <= -(2 ** 63) ? '-9223372036854775808' : String(BigInt(Math.trunc(number)));
}

/** As a number: of a string its leading digits (0 when there are none, nothing of an empty one); IPv4 as its 32 bits. */
export function asInteger(value: SampleValue): number | null {
  if (value.type === 'integer') return value.number;
  if (value.type === 'boolean') return value.flag ? 1 : 0;
  if (value.type === 'address') return parseIpv4(value.text)?.[0] ?? null;
  if (value.type !== 'string' || value.text === '') return null;
  return leadingNumber(value.text);
}

/** The number that a text begins with; 0 when it begins with none. */
export function leadingNumber(digits: string): number {
  return Number(/^[+-]?\d+/.exec(digits)?.[0] ?? 0);
}

/** As a boolean: whether the number is not 0. */
export function asBoolean(value: SampleValue): boolean | null {
  const number = asInteger(value);
  return number === null ? null : number !== 0;
}

/** As an address: IPv4 or IPv6 words, or null. */
export function asAddress(value: SampleValue): IpWords | null {
  if (value.type === 'address' || value.type === 'string') return parseIp(value.text);
  if (value.type === 'integer') return [value.number >>> 0];
  return null;
}

export function asIpv4(value: SampleValue, form: Behaviour['ipv4InIpv6']): readonly [number] | null {
  const words = asAddress(value);
  return words && unmapFromIpv6(words, form);
}

export function asIpv6(value: SampleValue): readonly [number, number, number, number] | null {
  const words = asAddress(value);
  return words && mapToIpv6(words);
}

/** As bytes: integers as eight, most significant first; addresses as their four or sixteen. */
export function asBytes(value: SampleValue): string {
  if (value.type === 'integer') {
    if (value.exact === undefined)
      return wordsToBytes([Math.floor(value.number / 4294967296) >>> 0, value.number >>> 0]);
    const wide = BigInt.asUintN(64, BigInt(value.exact));
    return wordsToBytes([Number(wide >> 32n), Number(wide & 0xffffffffn)]);
  }
  if (value.type === 'boolean') return wordsToBytes([0, value.flag ? 1 : 0]);
  if (value.type === 'address') {
    const words = parseIp(value.text);
    return words ? wordsToBytes(words) : value.text;
  }
  return value.text;
}

/** 32-bit words, most significant byte first. */
export function wordsToBytes(words: readonly number[]): string {
  let bytes = '';
  for (const word of words) {
    for (let shift = 24; shift >= 0; shift -= 8) bytes += String.fromCharCode((word >>> shift) & 255);
  }
  return bytes;
}

/** Upper-case hexadecimal, two digits a byte. */
export function toHex(bytes: string): string {
  let hex = '';
  for (let at = 0; at < bytes.length; at++) hex += (bytes.charCodeAt(at) & 255).toString(16).padStart(2, '0');
  return hex.toUpperCase();
}

/** Bytes of hexadecimal digits; null when there is another character or an odd number of them. */
export function fromHex(hex: string): string | null {
  if (hex.length % 2 === 1 || /[^0-9a-f]/i.test(hex)) return null;
  let bytes = '';
  for (let at = 0; at < hex.length; at += 2) bytes += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return bytes;
}

/** Sample values and their conversions from type to type, as HAProxy casts them. */
import { formatIp, type IpWords, mapToIpv6, parseIp, unmapFromIpv6 } from '../address.ts';
import type { SampleValue } from './context.ts';

export const text = (value: string): SampleValue => ({ type: 'string', text: value });
export const binary = (value: string): SampleValue => ({ type: 'binary', text: value });
export const integer = (value: number): SampleValue => ({ type: 'integer', number: value });
export const boolean = (value: boolean): SampleValue => ({ type: 'boolean', flag: value });
/** An address that is known to be one. */
export const address = (value: string): SampleValue => ({ type: 'address', text: value });

/** As a string: numbers in decimal, booleans as 1 and 0, binary as upper-case hexadecimal. */
export function asText(value: SampleValue): string {
  if (value.type === 'integer') return String(value.number);
  if (value.type === 'boolean') return value.flag ? '1' : '0';
  if (value.type === 'binary') return toHex(value.text);
  if (value.type === 'address') {
    const words = parseIp(value.text);
    return words ? formatIp(words) : value.text;
  }
  return value.text;
}

/** As a number; strings from their leading digits (none: null); addresses as the number they are (IPv4 only). */
export function asInteger(value: SampleValue): number | null {
  if (value.type === 'integer') return value.number;
  if (value.type === 'boolean') return value.flag ? 1 : 0;
  if (value.type === 'address') return parseIp(value.text)?.[0] ?? null;
  if (value.type === 'binary') return bigEndian(value.text);
  const digits = /^[+-]?\d+/.exec(value.text);
  return digits ? Number(digits[0]) : null;
}

/** As a boolean: a number that is not 0; a string by its number. */
export function asBoolean(value: SampleValue): boolean | null {
  if (value.type === 'boolean') return value.flag;
  const number = asInteger(value);
  return number === null ? null : number !== 0;
}

/** As an address: IPv4 or IPv6 words, or null. */
export function asAddress(value: SampleValue): IpWords | null {
  if (value.type === 'address' || value.type === 'string') return parseIp(value.text);
  if (value.type === 'integer') return [value.number >>> 0];
  return null;
}

export function asIpv4(value: SampleValue): readonly [number] | null {
  const words = asAddress(value);
  return words && unmapFromIpv6(words);
}

export function asIpv6(value: SampleValue): readonly [number, number, number, number] | null {
  const words = asAddress(value);
  return words && mapToIpv6(words);
}

/** As bytes (latin-1): integers as eight bytes, addresses as their four or sixteen. */
export function asBytes(value: SampleValue): string {
  if (value.type === 'integer') return wordsToBytes([Math.floor(value.number / 4294967296) >>> 0, value.number >>> 0]);
  if (value.type === 'boolean') return wordsToBytes([0, value.flag ? 1 : 0]);
  if (value.type === 'address') {
    const words = parseIp(value.text);
    return words ? wordsToBytes(words) : value.text;
  }
  return value.text;
}

export function wordsToBytes(words: readonly number[]): string {
  return words
    .map((word) => [24, 16, 8, 0].map((shift) => String.fromCharCode((word >>> shift) & 255)).join(''))
    .join('');
}

/** Upper-case hexadecimal, two digits a byte. */
export function toHex(bytes: string): string {
  let hex = '';
  for (let at = 0; at < bytes.length; at++) hex += (bytes.charCodeAt(at) & 255).toString(16).padStart(2, '0');
  return hex.toUpperCase();
}

function bigEndian(bytes: string): number {
  let number = 0;
  for (let at = 0; at < Math.min(8, bytes.length); at++) number = number * 256 + bytes.charCodeAt(at);
  return number;
}

/** What a value comes to, in words: durations, sizes, addresses. */
import { type Address, parseAddress } from '../address.ts';
import type { Version } from '../config.ts';
import type { Value } from '../keywords/row.ts';
import { parseSize } from '../size.ts';
import { parseTime } from '../time.ts';

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
];

/** `90000` is `1 minute 30 seconds`. */
export function durationWords(ms: number): string {
  if (ms === 0) return '0 milliseconds';
  const parts: string[] = [];
  let rest = ms;
  for (const [name, size] of UNITS) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) parts.push(counted(n, name));
  }
  return parts.join(' ');
}

export function counted(n: number, what: string): string {
  return `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;
}

/** `10000` is `10,000`. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function timeWords(text: string, unit: 'ms' | 's'): string | null {
  if (!/^\d/.test(text)) return null;
  const micro = /^(\d+)us$/.exec(text);
  const read = parseTime(text, unit);
  if (!read.ok || read.junk !== '') return null;
  const words = durationWords(unit === 's' ? read.value * 1000 : read.value);
  if (micro) return `${counted(Number(micro[1]), 'microsecond')}; HAProxy counts ${words}`;
  if (/^\d+$/.test(text) && read.value > 0)
    return `${words}: without a unit, HAProxy counts ${unit === 's' ? 'seconds' : 'milliseconds'}`;
  return words;
}

function sizeWords(text: string): string | null {
  const read = parseSize(text);
  if (!read.ok) return null;
  return /[kmg]$/i.test(text)
    ? `${grouped(read.value)} (${text.slice(-1).toLowerCase()} is a power of 1024)`
    : grouped(read.value);
}

/**
 * @param name what the value is called in its form
 * @returns null where there is nothing to say
 */
export function valueWords(text: string, name: string, value: Value | null, version: Version): string | null {
  if (/[$"'\\]/.test(text)) return null;
  if (value?.kind === 'time') return timeWords(text, value.unit ?? 'ms');
  if (value?.kind === 'size') return sizeWords(text);
  if (name === 'address') return addressWords(text, version);
  return null;
}

function addressWords(text: string, version: Version): string | null {
  const parts = text
    .split(',')
    .slice(0, 8)
    .map((part) => {
      const read = parseAddress(part, { port: 'optional', range: true, offset: true, descriptor: true }, version);
      return read.ok ? oneAddress(read.address) : null;
    });
  return parts.every((p) => p !== null) ? parts.join('; ') : null;
}

function oneAddress(address: Address): string | null {
  const { family, host, port, transport } = address;
  const where = hostWords(family, host);
  if (where === null) return null;
  const over = transport === 'quic' ? ', over QUIC' : '';
  switch (port.kind) {
    case 'single':
      return `${where}, port ${port.port}${over}`;
    case 'range':
      return `${where}, ports ${port.from} to ${port.to}${over}`;
    case 'offset':
      return `${where}, the client’s port ${port.offset < 0 ? 'minus' : 'plus'} ${Math.abs(port.offset)}`;
    default:
      return family === 'unix' || family === 'abns' ? where : `${where}, no port given`;
  }
}

function hostWords(family: Address['family'], host: string): string | null {
  switch (family) {
    case 'any':
      return host === '' || host === '*' ? 'all IPv4 addresses' : host;
    case 'ipv4':
      return host === '0.0.0.0' ? 'all IPv4 addresses' : `IPv4 address ${host}`;
    case 'ipv6':
      return host === '::' || host === '' ? 'all IPv6 addresses' : `IPv6 address ${host}`;
    case 'name':
      return `${host}, looked up when HAProxy starts`;
    case 'unix':
      return `the UNIX socket ${host}`;
    default:
      return null;
  }
}

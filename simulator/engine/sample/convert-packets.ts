/** Converters on the headers of Ethernet frames, IP packets and TCP segments (3.4). What is cut short has no value. */
import type { IpWords } from '../address.ts';
import type { SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { onBytes } from './on.ts';
import { address, binary, integer, leadingNumber } from './value.ts';

const byte = (bytes: string, at: number) => bytes.charCodeAt(at);
const two = (bytes: string, at: number) => byte(bytes, at) * 256 + byte(bytes, at + 1);
const four = (bytes: string, at: number) => two(bytes, at) * 65536 + two(bytes, at + 2);
const numberOr = (number: number): SampleValue | null => (Number.isNaN(number) ? null : integer(number));
const whole = (bytes: string, from: number, size: number): SampleValue | null =>
  bytes.length < from + size ? null : binary(bytes.slice(from, from + size));

/** Where the type stands behind the two addresses and any VLAN tags; -1 when it is not there. */
function etherType(bytes: string): number {
  let at = 12;
  while (bytes.length >= at + 4 && (two(bytes, at) === 0x8100 || two(bytes, at) === 0x88a8)) at += 4;
  return bytes.length < at + 2 ? -1 : at;
}

const ethernet = (get: (bytes: string, type: number) => SampleValue | null) =>
  onBytes((bytes) => {
    const type = etherType(bytes);
    return type < 0 ? null : get(bytes, type);
  });

const versionOf = (bytes: string) => byte(bytes, 0) >> 4;

/** Extension headers are part of an IPv6 header. 0: it is not all there, or no IP. */
function ipHeader(bytes: string): { readonly size: number; readonly proto: number } | null {
  if (versionOf(bytes) === 4) {
    const size = (byte(bytes, 0) & 15) * 4;
    return size >= 20 && bytes.length >= size ? { size, proto: byte(bytes, 9) } : null;
  }
  if (versionOf(bytes) !== 6 || bytes.length < 40) return null;
  let proto = byte(bytes, 6);
  let size = 40;
  while ([0, 43, 44, 60, 135].includes(proto)) {
    if (bytes.length < size + 8) return null;
    const length = proto === 44 ? 8 : (byte(bytes, size + 1) + 1) * 8;
    proto = byte(bytes, size);
    size += length;
  }
  return bytes.length >= size ? { size, proto } : null;
}

const ip = (v4: (bytes: string) => SampleValue | null, v6: (bytes: string) => SampleValue | null) =>
  onBytes((bytes) => (versionOf(bytes) === 4 ? v4(bytes) : versionOf(bytes) === 6 ? v6(bytes) : null));

const addressAt = (bytes: string, at: number, words: 1 | 4): SampleValue | null => {
  if (bytes.length < at + words * 4) return null;
  const list = Array.from({ length: words }, (_, index) => four(bytes, at + index * 4));
  return address(list as unknown as IpWords);
};

const inHeader = (
  get: (bytes: string, header: { readonly size: number; readonly proto: number }) => SampleValue | null,
) =>
  onBytes((bytes) => {
    const header = ipHeader(bytes);
    return header && get(bytes, header);
  });

const tcpAt = (size: number, get: (bytes: string) => number) =>
  onBytes((bytes) => (bytes.length < size ? null : integer(get(bytes))));

interface TcpOption {
  readonly kind: number;
  readonly value: string;
}

/** Options up to the end mark; null: the header is not all there. */
function tcpOptions(bytes: string): TcpOption[] | null {
  const size = (byte(bytes, 12) >> 4) * 4;
  if (!(size >= 20 && bytes.length >= size)) return null;
  const options: TcpOption[] = [];
  for (let at = 20; at < size; ) {
    const kind = byte(bytes, at);
    if (kind === 0) break;
    const length = kind === 1 ? 1 : byte(bytes, at + 1);
    if (kind !== 1 && (length < 2 || at + length > size)) break;
    options.push({ kind, value: kind === 1 ? '' : bytes.slice(at + 2, at + length) });
    at += length;
  }
  return options;
}

const option = (kind: number, get: (value: string) => number, absent: number | null) =>
  onBytes((bytes) => {
    const options = tcpOptions(bytes);
    if (!options) return null;
    const found = options.find((one) => one.kind === kind);
    if (found) return numberOr(get(found.value));
    return absent === null ? null : integer(absent);
  });

/** A SYN's fingerprint: how the parts are laid out is said in the manual, "ip.fp". */
function fingerprint(bytes: string, [modeWord = '0']: readonly string[]): SampleValue | null {
  const header = ipHeader(bytes);
  if (header?.proto !== 6) return null;
  const isV6 = versionOf(bytes) === 6;
  const tcp = bytes.slice(header.size);
  const options = tcpOptions(tcp);
  if (!options) return null;
  const tos = isV6 ? (two(bytes, 0) >> 4) & 255 : byte(bytes, 1);
  const ttl = byte(bytes, isV6 ? 7 : 8);
  const isWhole = isV6 || (byte(bytes, 6) & 0x40) !== 0;
  const tcpWords = byte(tcp, 12) >> 4;
  const total = isV6 ? 40 + two(bytes, 4) : two(bytes, 2);
  const hasData = total > header.size + tcpWords * 4;
  const hasOptions = header.size > (isV6 ? 40 : 20);
  const flags = byte(tcp, 13);
  const optionOf = (kind: number) => options.find((one) => one.kind === kind)?.value;
  const scale = optionOf(3);
  let kinds = 0;
  for (const { kind } of options) if (kind >= 2) kinds |= kind > 8 ? 128 : 1 << (kind - 2);
  const size = ttl <= 32 ? 0 : ttl <= 64 ? 1 : ttl <= 128 ? 2 : 3;
  const bits =
    (isV6 ? 128 : 0) |
    (isWhole ? 64 : 0) |
    (size << 4) |
    (hasOptions ? 8 : 0) |
    (hasData ? 4 : 0) |
    ((flags & 0x80) !== 0 ? 2 : 0) |
    ((flags & 0x40) !== 0 ? 1 : 0);
  const mss = optionOf(2);
  const scaled = scale === undefined ? 0 : Math.min(15, byte(scale, 0) + 1);
  const list = [tos, bits, (tcpWords << 4) | scaled, byte(tcp, 14), byte(tcp, 15), 0, 0, kinds];
  if (mss !== undefined && mss.length === 2) {
    list[5] = byte(mss, 0);
    list[6] = byte(mss, 1);
  }
  const mode = leadingNumber(modeWord);
  let out = list.map((one) => String.fromCharCode(one)).join('');
  if (mode & 1) out += String.fromCharCode(ttl);
  if (mode & 2) out += options.map(({ kind }) => String.fromCharCode(kind)).join('');
  if (mode & 4) out += isV6 ? bytes.slice(8, 24) : bytes.slice(12, 16);
  return binary(out);
}

export const PACKETS = {
  'eth.dst': ethernet((bytes) => whole(bytes, 0, 6)),
  'eth.src': ethernet((bytes) => whole(bytes, 6, 6)),
  'eth.hdr': ethernet((bytes, type) => whole(bytes, 0, type + 2)),
  'eth.data': ethernet((bytes, type) => binary(bytes.slice(type + 2))),
  'eth.proto': ethernet((bytes, type) => integer(two(bytes, type))),
  'eth.vlan': ethernet((bytes, type) => (type === 12 ? null : integer(two(bytes, 14) & 0xfff))),
  'ip.ver': ip(
    () => integer(4),
    () => integer(6),
  ),
  'ip.hdr': inHeader((bytes, { size }) => binary(bytes.slice(0, size))),
  'ip.data': inHeader((bytes, { size }) => binary(bytes.slice(size))),
  'ip.proto': ip(
    (bytes) => numberOr(byte(bytes, 9)),
    (bytes) => {
      const header = ipHeader(bytes);
      return header && integer(header.proto);
    },
  ),
  'ip.df': ip(
    (bytes) => numberOr((byte(bytes, 6) & 0x40) / 0x40 + byte(bytes, 6) * 0),
    () => integer(1),
  ),
  'ip.tos': ip(
    (bytes) => numberOr(byte(bytes, 1)),
    (bytes) => (bytes.length < 2 ? null : integer((two(bytes, 0) >> 4) & 255)),
  ),
  'ip.ttl': ip(
    (bytes) => numberOr(byte(bytes, 8)),
    (bytes) => numberOr(byte(bytes, 7)),
  ),
  'ip.src': ip(
    (bytes) => addressAt(bytes, 12, 1),
    (bytes) => addressAt(bytes, 8, 4),
  ),
  'ip.dst': ip(
    (bytes) => addressAt(bytes, 16, 1),
    (bytes) => addressAt(bytes, 24, 4),
  ),
  'ip.fp': onBytes(fingerprint),
  'tcp.src': tcpAt(4, (bytes) => two(bytes, 0)),
  'tcp.dst': tcpAt(4, (bytes) => two(bytes, 2)),
  'tcp.seq': tcpAt(8, (bytes) => four(bytes, 4)),
  'tcp.flags': tcpAt(14, (bytes) => byte(bytes, 13)),
  'tcp.win': tcpAt(16, (bytes) => two(bytes, 14)),
  'tcp.options_list': onBytes((bytes) => {
    const options = tcpOptions(bytes);
    return options && binary(options.map(({ kind }) => String.fromCharCode(kind)).join(''));
  }),
  'tcp.options.mss': option(2, (value) => two(value, 0), null),
  'tcp.options.wscale': option(3, (value) => byte(value, 0), null),
  'tcp.options.wsopt': option(3, () => 1, 0),
  'tcp.options.sack': option(4, () => 1, 0),
  'tcp.options.tsopt': option(8, () => 1, 0),
  'tcp.options.tsval': option(8, (value) => four(value, 0), null),
} satisfies Record<string, Converter>;

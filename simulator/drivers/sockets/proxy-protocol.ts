/**
 * The PROXY protocol's header, versions 1 and 2, written and read. Source: the PROXY protocol specification (2020/03/05)
 * published with HAProxy, sections 2.1 and 2.2. Byte strings are latin-1, one character a byte.
 */
import { isIP } from 'node:net';
import type { Endpoint, Tlv } from '../../engine/io.ts';
import type { ProxyHeaderError } from '../../engine/tls/facts.ts';

const V2_SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const V1_MAX_BYTES = 107;

/**
 * The header for a connection from `src` to `dst`; null when the addresses are not IP (a UNIX socket). Mixed families
 * are sent as IPv6 with the IPv4 address mapped.
 */
export function proxyHeader(
  version: 'v1' | 'v2',
  src: Endpoint,
  dst: Endpoint,
  tlvs: readonly Tlv[] = [],
  checksum = false,
): string {
  const families = [isIP(src.host), isIP(dst.host)];
  const values = tlvs.map(({ type, value }) => String.fromCharCode(type) + u16(value.length) + value).join('');
  if (families.includes(0)) {
    if (version === 'v1') return 'PROXY UNKNOWN\r\n';
    return values === '' ? proxyHeaderLocal() : `${V2_SIGNATURE}\x21\0${u16(values.length)}${values}`;
  }
  const both4 = families.every((family) => family === 4);
  if (version === 'v1') {
    const name = both4 ? 'TCP4' : 'TCP6';
    const text = (e: Endpoint) => (both4 || isIP(e.host) === 6 ? e.host : `::ffff:${e.host}`);
    return `PROXY ${name} ${text(src)} ${text(dst)} ${src.port} ${dst.port}\r\n`;
  }
  const bytes = (e: Endpoint) => (both4 ? ipv4Bytes(e.host) : ipv6Bytes(e.host));
  const addresses = bytes(src) + bytes(dst) + u16(src.port) + u16(dst.port);
  const begin = (bytes: number) => `${V2_SIGNATURE}\x21${both4 ? '\x11' : '\x21'}${u16(bytes)}`;
  if (!checksum) return begin(addresses.length + values.length) + addresses + values;
  // The checksum is that of the header with zeros in its place.
  const before = `${begin(addresses.length + 7 + values.length)}${addresses}\x03\0\x04`;
  return before + u32(crc32c(`${before}\0\0\0\0${values}`)) + values;
}

/** The version 2 header that says "this connection is the proxy's own": what health checks send. */
export function proxyHeaderLocal(): string {
  return `${V2_SIGNATURE}\x20\0\0\0`;
}

export type ReadProxyHeader =
  | { readonly type: 'more' }
  | { readonly type: 'bad'; readonly error: ProxyHeaderError }
  /** `src` and `dst` are null for a header that carries no addresses: those of the connection hold. */
  | {
      readonly type: 'header';
      readonly length: number;
      readonly src: Endpoint | null;
      readonly dst: Endpoint | null;
      /** What a version 2 header carries beside them. */
      readonly tlvs?: readonly Tlv[];
    };

/** Reads a header at the start of what was received. */
export function readProxyHeader(bytes: Buffer): ReadProxyHeader {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, V2_SIGNATURE.length));
  if (start.length === V2_SIGNATURE.length && start === V2_SIGNATURE) return readV2(bytes);
  if (start.length < V2_SIGNATURE.length && V2_SIGNATURE.startsWith(start)) return { type: 'more' };
  return readV1(bytes);
}

const bad = (error: ProxyHeaderError): ReadProxyHeader => ({ type: 'bad', error });
const isV1 = (text: string): boolean => text.startsWith('PROXY ');

function readV1(bytes: Buffer): ReadProxyHeader {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, V1_MAX_BYTES));
  const end = text.indexOf('\r\n');
  if (end < 0)
    return text.length < V1_MAX_BYTES && 'PROXY '.startsWith(text.slice(0, 6))
      ? { type: 'more' }
      : bad(isV1(text) || bytes.length < 16 ? 'PRX_TRUNCATED' : 'PRX_NOT_HDR');
  const words = text.slice(0, end).split(' ');
  if (words[0] !== 'PROXY') return bad('PRX_NOT_HDR');
  if (words[1] === 'UNKNOWN') return { type: 'header', length: end + 2, src: null, dst: null };
  const family = words[1] === 'TCP4' ? 4 : words[1] === 'TCP6' ? 6 : 0;
  const [, , srcHost = '', dstHost = '', srcPort = '', dstPort = ''] = words;
  const isPort = (port: string) => /^\d{1,5}$/.test(port) && Number(port) < 65536;
  if (family === 0) return bad('PRX_BAD_PROTO');
  if (words.length !== 6 || isIP(srcHost) !== family || isIP(dstHost) !== family) return bad('PRX_BAD_HDR');
  if (!isPort(srcPort) || !isPort(dstPort)) return bad('PRX_BAD_HDR');
  return {
    type: 'header',
    length: end + 2,
    src: { host: srcHost, port: Number(srcPort) },
    dst: { host: dstHost, port: Number(dstPort) },
  };
}

function readV2(bytes: Buffer): ReadProxyHeader {
  if (bytes.length < 16) return { type: 'more' };
  const command = bytes[12]!;
  const family = bytes[13]!;
  const length = 16 + bytes.readUInt16BE(14);
  if (command >> 4 !== 2) return bad('PRX_NOT_HDR');
  if ((command & 15) > 1) return bad('PRX_BAD_HDR');
  if (bytes.length < length) return { type: 'more' };
  const size = family === 0x11 ? 4 : family === 0x21 ? 16 : 0;
  // nobody's addresses: values may follow at once
  if ((command & 15) === 0) {
    const values = readTlvs(bytes.toString('latin1', 0, length), 16);
    return values === null
      ? bad('PRX_BAD_HDR')
      : { type: 'header', length, src: null, dst: null, ...(values.length === 0 ? {} : { tlvs: values }) };
  }
  const behind = 16 + (size === 0 ? (ADDRESS_BYTES[family >> 4] ?? 0) : 2 * size + 4);
  if (length < behind) return bad('PRX_BAD_HDR');
  const tlvs = readTlvs(bytes.toString('latin1', 0, length), behind);
  if (tlvs === null) return bad('PRX_BAD_HDR');
  if (size === 0) return { type: 'header', length, src: null, dst: null, tlvs };
  const address = (at: number) =>
    size === 4 ? bytes.subarray(at, at + 4).join('.') : ipv6Text(bytes.subarray(at, at + 16));
  return {
    type: 'header',
    length,
    src: { host: address(16), port: bytes.readUInt16BE(16 + 2 * size) },
    dst: { host: address(16 + size), port: bytes.readUInt16BE(18 + 2 * size) },
    ...(tlvs.length === 0 ? {} : { tlvs }),
  };
}

/** Bytes of addresses by family: none, IPv4, IPv6, UNIX. */
const ADDRESS_BYTES: readonly number[] = [0, 12, 36, 216];
const TLV_CRC32C = 0x03;

/** The values from `from` to the end; null when they do not fill it exactly, or their checksum is wrong. */
function readTlvs(header: string, from: number): Tlv[] | null {
  const tlvs: Tlv[] = [];
  let at = from;
  while (at < header.length) {
    if (at + 3 > header.length) return null;
    const type = header.charCodeAt(at);
    const size = (header.charCodeAt(at + 1) << 8) | header.charCodeAt(at + 2);
    const value = header.slice(at + 3, at + 3 + size);
    if (value.length < size) return null;
    if (type === TLV_CRC32C) {
      const zeroed = `${header.slice(0, at + 3)}\0\0\0\0${header.slice(at + 7)}`;
      if (size !== 4 || value !== u32(crc32c(zeroed))) return null;
    } else tlvs.push({ type, value });
    at += 3 + size;
  }
  return tlvs;
}

/** CRC-32C (Castagnoli), a bit at a time: headers are short. */
function crc32c(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function u32(value: number): string {
  return u16(value >>> 16) + u16(value & 0xffff);
}

function u16(value: number): string {
  return String.fromCharCode((value >> 8) & 255, value & 255);
}

function ipv4Bytes(host: string): string {
  return String.fromCharCode(...host.split('.').map(Number));
}

/** The 16 bytes of an address that `isIP` accepted; IPv4 comes out mapped. */
function ipv6Bytes(host: string): string {
  if (isIP(host) === 4) return `${'\0'.repeat(10)}\xff\xff${ipv4Bytes(host)}`;
  let text = host.split('%')[0]!;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const [a = 0, b = 0, c = 0, d = 0] = dotted[2]!.split('.').map(Number);
    text = `${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...new Array<string>(zeros).fill('0'), ...right];
  return groups.map((group) => u16(Number.parseInt(group, 16))).join('');
}

function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':');
  if (groups.startsWith('0:0:0:0:0:ffff:')) return `::ffff:${bytes.subarray(12).join('.')}`;
  // The longest run of zero groups is what `::` stands for.
  const runs = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [run] = runs;
  if (run === undefined) return groups;
  const before = groups.slice(0, run.index);
  const after = groups.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/**
 * Addresses as HAProxy reads them (manual 11): an optional family prefix, a host, a port, a port range or an offset.
 * Host names are not resolved here; whether one may stand here at all is the caller's to say.
 */
import type { Version } from './config.ts';
import { atLeast } from './version.ts';

export type AddressFamily = 'ipv4' | 'ipv6' | 'name' | 'any' | 'unix' | 'abns' | 'fd' | 'sockpair' | 'rhttp';

export interface Address {
  readonly family: AddressFamily;
  /** Without brackets; a path, a number of a descriptor or a name for the other families; '' or '*' for any. */
  readonly host: string;
  /** Whether the text says `ipv4@` or `ipv6@`. */
  readonly forced: 'ipv4' | 'ipv6' | null;
  readonly transport: 'stream' | 'datagram' | 'quic';
  readonly port: PortForm;
}

export type PortForm =
  | { readonly kind: 'none' }
  | { readonly kind: 'single'; readonly port: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'offset'; readonly offset: number };

export interface AddressRules {
  readonly port: 'forbidden' | 'optional' | 'required';
  readonly range?: boolean;
  readonly offset?: boolean;
  /** Datagram addresses (udp@) instead of stream ones. */
  readonly datagram?: boolean | 'both';
  /** `fd@` may stand here. */
  readonly descriptor?: boolean;
}

export type AddressResult =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly message: string };

interface Prefix {
  readonly family: 'ip' | 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'fd' | 'sockpair' | 'rhttp';
  readonly transport?: Address['transport'];
  readonly since?: Version;
}

const PREFIXES: Readonly<Record<string, Prefix>> = {
  'unix@': { family: 'unix' },
  'uxst@': { family: 'unix', transport: 'stream' },
  'uxdg@': { family: 'unix', transport: 'datagram' },
  'abns@': { family: 'abns' },
  'abnsz@': { family: 'abns', since: '3.2' },
  'ip@': { family: 'ip' },
  'ipv4@': { family: 'ipv4' },
  'ipv6@': { family: 'ipv6' },
  'tcp@': { family: 'ip', transport: 'stream' },
  'tcp4@': { family: 'ipv4', transport: 'stream' },
  'tcp6@': { family: 'ipv6', transport: 'stream' },
  'mptcp@': { family: 'ip', transport: 'stream', since: '3.2' },
  'mptcp4@': { family: 'ipv4', transport: 'stream', since: '3.2' },
  'mptcp6@': { family: 'ipv6', transport: 'stream', since: '3.2' },
  'udp@': { family: 'ip', transport: 'datagram' },
  'udp4@': { family: 'ipv4', transport: 'datagram' },
  'udp6@': { family: 'ipv6', transport: 'datagram' },
  'quic@': { family: 'ip', transport: 'quic', since: '3.4' },
  'quic4@': { family: 'ipv4', transport: 'quic' },
  'quic6@': { family: 'ipv6', transport: 'quic' },
  'fd@': { family: 'fd' },
  'sockpair@': { family: 'sockpair' },
  'rhttp@': { family: 'rhttp', since: '3.0' },
};
const PREFIX_FORM = /^[a-z0-9]+@/;
/** What the kernel leaves of a socket path once HAProxy has added its own endings. */
const MAX_UNIX_PATH = 97;
const MAX_ABSTRACT = 107;

export function parseAddress(text: string, rules: AddressRules, version: Version): AddressResult {
  return usualAddress(text, rules) ?? anyAddress(text, rules, version);
}

const ZERO = 48;
const COLON = 58;
const DOT = 46;

/** `192.0.2.1:80` and `192.0.2.1` where that may stand, as nearly all addresses are written; null for any other text. */
function usualAddress(text: string, rules: AddressRules): AddressResult | null {
  if (rules.datagram === true || rules.port === 'forbidden') return null;
  const end = ipv4End(text);
  if (end < 0) return null;
  if (end === text.length) {
    if (rules.port === 'required') return null;
    return { ok: true, address: { family: 'ipv4', host: text, forced: null, transport: 'stream', port: NO_PORT } };
  }
  let at = end;
  if (text.charCodeAt(at++) !== COLON || at === text.length || text.length > at + 5) return null;
  let port = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return null;
    port = port * 10 + digit;
  }
  if (port < 1 || port > 65535) return null;
  const host = text.slice(0, end);
  return {
    ok: true,
    address: { family: 'ipv4', host, forced: null, transport: 'stream', port: { kind: 'single', port } },
  };
}

const NO_PORT: PortForm = { kind: 'none' };

function anyAddress(text: string, rules: AddressRules, version: Version): AddressResult {
  const no = (message: string): AddressResult => ({ ok: false, message });
  if (text === '') return no(`'' resolves to an empty address (environment variable missing?)`);
  let rest = text;
  let transport: Address['transport'] = rules.datagram === true ? 'datagram' : 'stream';
  const carrier = /^(stream|dgram)\+/.exec(rest);
  if (carrier) {
    transport = carrier[1] === 'stream' ? 'stream' : 'datagram';
    rest = rest.slice(carrier[0].length);
  }
  const written = PREFIX_FORM.exec(rest)?.[0] ?? '';
  const known = PREFIXES[written];
  const prefix = known && (!known.since || atLeast(version, known.since)) ? known : undefined;
  if (prefix) {
    rest = rest.slice(written.length);
    transport = prefix.transport ?? transport;
  }
  const family = prefix?.family ?? (rest.startsWith('/') ? 'unix' : 'ip');
  const plain = (f: AddressFamily): AddressResult =>
    check({ family: f, host: rest, forced: null, transport, port: { kind: 'none' } }, text, rules);

  if (family === 'sockpair' || family === 'fd') {
    if (!/^\d+$/.test(rest)) return no(`file descriptor '${rest}' is not a valid integer in '${text}'`);
    if (family === 'fd' && !rules.descriptor) return no(`a file descriptor is not acceptable here in '${text}'`);
    return plain(family);
  }
  if (family === 'unix' || family === 'abns') {
    const limit = family === 'unix' ? MAX_UNIX_PATH : MAX_ABSTRACT;
    if (rest.length > limit) return no(`socket path '${text}' too long (max ${limit})`);
    return plain(family);
  }
  if (family === 'rhttp') return plain('rhttp');

  const split = splitPort(rest);
  const port = readPort(split.port, text, rules, version);
  if ('message' in port) return no(port.message);
  const forced = family === 'ipv4' || family === 'ipv6' ? family : null;
  const host = readHost(split.host, forced);
  // What a server is called is asked for later.
  const isImpossible = host?.family === 'name' && !rules.offset && isImpossibleNumber(host.host);
  if (!host || isImpossible) return no(`invalid address: '${split.host}' in '${text}'`);
  return check({ ...host, forced, transport, port: port.form }, text, rules);
}

function check(address: Address, text: string, rules: AddressRules): AddressResult {
  const datagram = address.transport === 'datagram';
  if (datagram && !rules.datagram) return { ok: false, message: `dgram-type address not acceptable in '${text}'` };
  if (!datagram && rules.datagram === true)
    return { ok: false, message: `stream-type address not acceptable in '${text}'` };
  return { ok: true, address };
}

/** The port is behind the last colon, unless a bracket closes after it. */
function splitPort(text: string): { host: string; port: string | null } {
  for (let i = text.length - 1; i >= 0; i--) {
    // HAProxy's scan stops at the first character, whatever that is, and then looks at it.
    if (text[i] === ':') return { host: text.slice(0, i), port: text.slice(i + 1) };
    if (text[i] === ']') break;
  }
  return { host: text, port: null };
}

type PortResult = { readonly form: PortForm } | { readonly message: string };

function readPort(text: string | null, whole: string, rules: AddressRules, version: Version): PortResult {
  const required = rules.port === 'required';
  if (text !== null && rules.port === 'forbidden')
    return { message: `port specification not permitted here in '${whole}'` };
  if (text === null || text === '') {
    return required ? { message: `missing port specification in '${whole}'` } : { form: { kind: 'none' } };
  }
  const first = text[0]!;
  if (first === '+' || first === '-') {
    if (!rules.offset) return { message: `port offset not permitted here in '${whole}'` };
    const offset = digitsOf(text.slice(1), version);
    if (offset === null) return badCharacter(text.slice(1), whole);
    return { form: { kind: 'offset', offset: first === '-' ? -offset : offset } };
  }
  if (!/\d/.test(first)) return badCharacter(text, whole);
  const dash = text.indexOf('-');
  if (dash >= 0 && !rules.range) return { message: `port range not permitted here in '${whole}'` };
  const lowText = dash < 0 ? text : text.slice(0, dash);
  const highText = dash < 0 ? text : text.slice(dash + 1);
  const low = digitsOf(lowText, version);
  const high = digitsOf(highText, version);
  if (low === null) return badCharacter(lowText, whole);
  if (high === null) return badCharacter(highText, whole);
  const least = required ? 1 : 0;
  if (low < least || low > 65535) return { message: `invalid port '${lowText}'` };
  if (high < least || high > 65535) return { message: `invalid port '${highText}'` };
  if (low > high) return { message: `invalid port range '${low}-${high}'` };
  return { form: low === high ? { kind: 'single', port: low } : { kind: 'range', from: low, to: high } };
}

function badCharacter(text: string, whole: string): PortResult {
  const bad = /[^0-9]/.exec(text)?.[0] ?? '';
  return { message: `invalid character '${bad}' in port number '${text}' in '${whole}'` };
}

/** 2.6 reads as many digits as there are; later versions want nothing behind them. */
function digitsOf(text: string, version: Version): number | null {
  const match = /^\d*/.exec(text)![0];
  if (match.length < text.length && atLeast(version, '2.8')) return null;
  return match === '' ? 0 : Number(match);
}

function readHost(text: string, forced: 'ipv4' | 'ipv6' | null): { family: AddressFamily; host: string } | null {
  if (text === '' || text === '*') return { family: 'any', host: text };
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (forced !== 'ipv6' && isIpv4(bare)) return { family: 'ipv4', host: bare };
  if (forced !== 'ipv4' && isIpv6(bare)) return { family: 'ipv6', host: bare };
  return { family: 'name', host: text };
}

/** Four decimal numbers without leading zeros, as inet_pton() takes them. */
export function isIpv4(text: string): boolean {
  return ipv4End(text) === text.length;
}

/** Where the IPv4 address ends that a text begins with, or -1. */
function ipv4End(text: string): number {
  let at = 0;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== DOT) return -1;
    const from = at;
    let octet = 0;
    for (; at < from + 3; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      octet = octet * 10 + digit;
    }
    if (at === from || octet > 255 || (at > from + 1 && text.charCodeAt(from) === ZERO)) return -1;
  }
  return at;
}

/** As inet_pton() takes them: groups of up to four hexadecimal digits, one `::`, possibly an IPv4 ending. */
export function isIpv6(text: string): boolean {
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (let h = 0; h < halves.length; h++) {
    const half = halves[h]!;
    if (half === '') continue;
    const parts = half.split(':');
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      const last = h === halves.length - 1 && i === parts.length - 1;
      if (last && part.includes('.')) {
        if (!isIpv4(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return false;
        groups++;
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** Whether the resolver can be asked for this name at all: labels of 1 to 63 characters, a dot at the end is fine. */
export function canBeResolved(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 253 && labels.every((label) => label.length >= 1 && label.length <= 63);
}

/** Numbers that the C library takes for an IPv4 address without asking anybody: `127.1`, `010.0.0.1`. */
export function isNumericName(name: string): boolean {
  return /^\d+(\.\d+){0,3}$/.test(name);
}

/** Numbers that nobody takes for an address: too large for their place, or with digits that octal numbers lack. */
export function isImpossibleNumber(name: string): boolean {
  if (!isNumericName(name)) return false;
  const parts = name.split('.');
  const last = 256 ** (5 - parts.length) - 1;
  return parts.some((part, i) => {
    const isOctal = part.length > 1 && part.startsWith('0');
    if (isOctal && /[89]/.test(part)) return true;
    return Number.parseInt(part, isOctal ? 8 : 10) > (i === parts.length - 1 ? last : 255);
  });
}

/** An IPv4 address or network: `a[.b[.c[.d]]][/bits or mask]`. A single host name counts too when `names` is set. */
export function isIpv4Network(text: string, names: boolean): boolean {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? null : text.slice(slash + 1);
  if (mask !== null && !isIpv4(mask) && !(/^\d+$/.test(mask) && Number(mask) <= 32)) return false;
  if (isIpv4(host)) return true;
  // Fewer than four numbers: the rest is zero.
  if (/^\d+(\.\d+){0,2}$/.test(host)) return host.split('.').every((n) => Number(n) <= 255);
  return names && host !== '' && canBeResolved(host);
}

export function isIpv6Network(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return isIpv6(text);
  const bits = text.slice(slash + 1);
  return isIpv6(text.slice(0, slash)) && /^\d+$/.test(bits) && Number(bits) <= 128;
}

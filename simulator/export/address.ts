/** Addresses as the form takes them: strictly what keepalived reads too, and not one notation more. */
import ipaddr from 'ipaddr.js';

export interface Address {
  readonly family: 4 | 6;
  /** Comparable: equal addresses give equal text. */
  readonly text: string;
}

/** A plain IPv4 or IPv6 address, or null. No zone, no short or octal IPv4, no name. */
export function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text)) return { family: 4, text };
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return { family: 6, text: ipaddr.IPv6.parse(text).toRFC5952String() };
  }
  return null;
}

/** What kind of address it is in ipaddr.js's words: `unicast`, `private`, `loopback`, `multicast`, `unspecified` … */
export function addressRange(address: Address): string {
  return ipaddr.parse(address.text).range();
}

export interface Network extends Address {
  readonly prefixLength: number;
  /** The address is that of the network itself (host bits zero), or its IPv4 broadcast address. */
  readonly isNetworkOrBroadcast: boolean;
}

/** `address/length`, or what is wrong with it. */
export function parseNetwork(text: string): Network | 'no-prefix' | 'bad-address' | 'bad-prefix' {
  const [host = '', length, ...rest] = text.split('/');
  const address = parseAddress(host);
  if (!address || rest.length > 0) return 'bad-address';
  if (length === undefined) return 'no-prefix';
  const bits = address.family === 4 ? 32 : 128;
  const prefixLength = /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (prefixLength < 1 || prefixLength > bits) return 'bad-prefix';
  const bytes = ipaddr.parse(address.text).toByteArray();
  const hostBit = (at: number) => ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  const hostBits = Array.from({ length: bits - prefixLength }, (_, i) => hostBit(prefixLength + i));
  // Subnets of one or two addresses have neither a network nor a broadcast address.
  const large = hostBits.length > 1;
  const isNetworkOrBroadcast =
    large && (hostBits.every((bit) => bit === 0) || (address.family === 4 && hostBits.every((bit) => bit === 1)));
  return { ...address, prefixLength, isNetworkOrBroadcast };
}

/**
 * IP addresses as numbers: what source hashing, stick tables and address matching need. Text in, 32-bit words out.
 */
import type { Behaviour } from '../plan/behaviour.ts';

/** Four unsigned 32-bit words for IPv6, one for IPv4. */
export type IpWords = readonly [number] | readonly [number, number, number, number];

/** Parses a literal IPv4 or IPv6 address (no brackets, no zone, no mask); null when it is neither. */
export function parseIp(text: string): IpWords | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Dotted quad; null for anything else. */
export function parseIpv4(text: string): readonly [number] | null {
  let word = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (part < 0 || ++dots > 3) return null;
      word = word * 256 + part;
      part = -1;
    } else if (code >= 48 && code <= 57) {
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return null;
    } else return null;
  }
  return dots === 3 && part >= 0 ? [word * 256 + part] : null;
}

/** With `::` and an embedded IPv4 tail; null for anything else. */
export function parseIpv6(text: string): readonly [number, number, number, number] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (!head || !tail) return null;
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return null;
  const all = [...head, ...new Array<number>(gap).fill(0), ...tail];
  const word = (at: number) => all[at]! * 65536 + all[at + 1]!;
  return [word(0), word(2), word(4), word(6)];
}

function groups(text: string): number[] | null {
  if (text === '') return [];
  const found: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (part.includes('.')) {
      const ipv4 = at === parts.length - 1 ? parseIpv4(part) : null;
      if (!ipv4) return null;
      found.push(ipv4[0] >>> 16, ipv4[0] & 0xffff);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
      found.push(Number.parseInt(part, 16));
    }
  }
  return found;
}

/** Text of an address, IPv6 in the shortest form (RFC 5952; an IPv4-mapped address keeps its dotted tail). */
export function formatIp(words: IpWords): string {
  if (words.length === 1) {
    const [word] = words;
    return `${(word >>> 24) & 255}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const parts = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return `::ffff:${formatIp([words[3]])}`;
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && parts[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const hex = (list: readonly number[]) => list.map((part) => part.toString(16)).join(':');
  if (best.at < 0) return hex(parts);
  return `${hex(parts.slice(0, best.at))}::${hex(parts.slice(best.at + best.length))}`;
}

/** The address with all but its first `bits` bits cleared. */
export function maskIp(words: IpWords, bits: number): IpWords {
  const masked = words.map((word, at) => {
    const kept = Math.max(0, Math.min(32, bits - 32 * at));
    return kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0;
  });
  return masked as unknown as IpWords;
}

/** IPv4 as IPv6 (`::ffff:a.b.c.d`), as HAProxy converts it. */
export function mapToIpv6(words: IpWords): readonly [number, number, number, number] {
  return words.length === 4 ? words : [0, 0, 0xffff, words[0]];
}

/**
 * IPv6 as IPv4 when it stands for one: mapped (`::ffff:`), and in any form also compatible (`::a.b.c.d`) or 6to4
 * (`2002:`); else null.
 */
export function unmapFromIpv6(words: IpWords, form: Behaviour['ipv4InIpv6']): readonly [number] | null {
  if (words.length === 1) return words;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return [words[3]];
  if (form === 'mapped') return null;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0) return [words[3]];
  if (words[0] >>> 16 === 0x2002) return [(((words[0] & 0xffff) << 16) | (words[1] >>> 16)) >>> 0];
  return null;
}

export interface Network {
  /** The first `bits` bits count; the others are 0. */
  readonly words: IpWords;
  readonly bits: number;
}

/** `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `2001:db8::/32`, or a single address; null when malformed. */
export function parseNetwork(text: string): Network | null {
  const [host = '', mask] = text.split('/');
  const words = parseIp(host);
  if (!words) return null;
  const dotted = mask?.includes('.') ? parseIpv4(mask) : null;
  const bits = mask === undefined ? 32 * words.length : dotted ? Math.clz32(~dotted[0] >>> 0) : Number(mask);
  return { words: maskIp(words, bits), bits };
}

/** Is the address in the network? IPv4 in IPv6's form is compared as IPv4, and IPv4 with an IPv6 network as IPv6. */
export function isWithin({ words, bits }: Network, address: IpWords): boolean {
  const same =
    address.length === words.length
      ? address
      : words.length === 1
        ? unmapFromIpv6(address, 'any-form')
        : mapToIpv6(address);
  if (!same) return false;
  const masked = maskIp(same, bits);
  for (let at = 0; at < words.length; at++) if (masked[at] !== words[at]) return false;
  return true;
}

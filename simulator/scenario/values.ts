/**
 * The small notations of a scenario: durations as HAProxy writes them, rates, sizes, networks. Each function takes what
 * stood in the file and gives the value, or null when it is not one. Far too large is still a value: whoever reads it knows the limit
 * and can name it.
 */

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `500us`, `20ms`, `1.5s`, `2m`, `1h`, `1d`; a bare number is milliseconds, as in HAProxy. In milliseconds. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d{1,40}(?:\.\d{1,6})?)(us|ms|s|m|h|d)?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * (UNITS_MS[match[2] ?? 'ms'] ?? 1);
}

const PER_SECOND: Readonly<Record<string, number>> = { s: 1, m: 1 / 60, h: 1 / 3600 };

/** `20/s`, `90/m`, `1000/h`; a bare number is per second. In events per second. */
export function parseRatePerSecond(text: string): number | null {
  const match = /^(\d{1,40}(?:\.\d{1,6})?)(?:\s*\/\s*(s|m|h))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * (PER_SECOND[match[2] ?? 's'] ?? 1);
}

const SIZE: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `512`, `16k`, `4m`: bytes, k = 1024, as in HAProxy. */
export function parseSizeBytes(text: string): number | null {
  const match = /^(\d{1,40})(k|m|g)?$/i.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * (match[2] === undefined ? 1 : (SIZE[match[2].toLowerCase()] ?? 1));
}

/** Where clients come from: an address block, counted out address by address. */
export interface AddressBlock {
  /** First address, as 32-bit number (IPv4), or the text of an IPv6 address whose last 32 bits are counted up. */
  readonly first: number;
  readonly count: number;
  /** The first 96 bits of an IPv6 block as eight hexadecimal groups less two, or null for IPv4. */
  readonly v6Prefix: string | null;
}

/** `10.0.0.7`, `10.0.0.0/24`, `2001:db8::7`, `2001:db8::/64`. Network and broadcast address of a block are left out. */
export function parseAddressBlock(text: string): AddressBlock | null {
  const [address, length, extra] = text.trim().split('/');
  if (address === undefined || extra !== undefined) return null;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  return address.includes(':') ? v6Block(address, length) : v4Block(address, length);
}

function v4Block(address: string, length: string | undefined): AddressBlock | null {
  const value = parseV4(address);
  const bits = length === undefined ? 32 : Number(length);
  if (value === null || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const network = value - (value % size);
  return size <= 2
    ? { first: network, count: size, v6Prefix: null }
    : { first: network + 1, count: size - 2, v6Prefix: null };
}

function parseV4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

function v6Block(address: string, length: string | undefined): AddressBlock | null {
  const groups = parseV6(address);
  const bits = length === undefined ? 128 : Number(length);
  if (groups === null || bits > 128) return null;
  const v6Prefix = groups
    .slice(0, 6)
    .map((g) => g.toString(16))
    .join(':');
  const low = groups[6]! * 65536 + groups[7]!;
  const size = 2 ** Math.min(32, 128 - bits);
  const network = low - (low % size);
  return size <= 2 ? { first: network, count: size, v6Prefix } : { first: network + 1, count: size - 2, v6Prefix };
}

function parseV6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  if (!given.every((g) => /^[0-9a-fA-F]{1,4}$/.test(g))) return null;
  const missing = 8 - given.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...(head ?? []), ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return groups.map((g) => Number.parseInt(g, 16));
}

/** The address number `index` of a block (counted round). */
export function addressAt(block: AddressBlock, index: number): string {
  const value = block.first + (index % block.count);
  if (block.v6Prefix !== null) {
    const low = `${Math.floor(value / 65536).toString(16)}:${(value % 65536).toString(16)}`;
    return compressV6(`${block.v6Prefix}:${low}`);
  }
  return `${Math.floor(value / 16777216) % 256}.${Math.floor(value / 65536) % 256}.${Math.floor(value / 256) % 256}.${value % 256}`;
}

/** RFC 5952: the longest run of two or more zero groups becomes `::`. */
function compressV6(text: string): string {
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.indexOf(longest);
  const before = text.slice(0, at);
  const after = text.slice(at + longest.length).replace(/^:/, '');
  return `${before}::${after}`;
}

/**
 * The known word that a mistyped one most likely stands for, at most two edits away (one for short words), or null.
 * Swapped neighbours count as one edit.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length > 40) return null;
  let best: string | null = null;
  let bestDistance = word.length <= 3 ? 2 : 3;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      next.push(value);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

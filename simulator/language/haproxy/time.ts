/** Durations as HAProxy reads them: a non-negative integer and a unit (us ms s m h d), no fractions. */

export type TimeUnit = 'ms' | 's';

export type TimeResult =
  | {
      readonly ok: true /** in the default unit, rounded up */;
      readonly value: number /** ignored text behind the unit */;
      readonly junk: string;
    }
  | {
      readonly ok: false;
      readonly reason: 'overflow' | 'underflow' | 'character' /** offset of the bad character */;
      readonly at: number;
    };

/** In microseconds. */
const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86400e6 };
const FORM = /^(\d+)(us|ms|s|m|h|d|)/;
const LIMIT = 0x80000000;

/** A configuration says the same few times again and again. */
const known = { ms: new Map<string, TimeResult>(), s: new Map<string, TimeResult>() };
const MOST_KNOWN = 500;

/**
 * @param unit what a number without a unit counts, and what the result counts
 */
export function parseTime(text: string, unit: TimeUnit): TimeResult {
  const map = known[unit];
  let result = map.get(text);
  if (result === undefined) {
    result = read(text, unit);
    // What nobody writes twice is not kept.
    if (text.length <= 8 && map.size < MOST_KNOWN) map.set(text, result);
  }
  return result;
}

function read(text: string, unit: TimeUnit): TimeResult {
  const match = FORM.exec(text);
  if (!match) return { ok: false, reason: 'character', at: 0 };
  const digits = match[1]!;
  const written = match[2]!;
  const end = match[0].length;
  if (written === '' && end < text.length) return { ok: false, reason: 'character', at: end };
  const perUnit = UNITS[unit]!;
  const count = Number(digits);
  const value = written === '' ? count : Math.ceil((count * UNITS[written]!) / perUnit);
  if (value >= LIMIT) return { ok: false, reason: 'overflow', at: 0 };
  // Rounding is upwards, so nothing but zero becomes zero.
  return { ok: true, value, junk: text.slice(end) };
}

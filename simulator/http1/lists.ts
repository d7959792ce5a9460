/** Values of the headers that frame a message: each is read as HAProxy reads it, with its oddities. */

import { trimBlanks } from './bytes.ts';
import type { Dialect } from './dialect.ts';

/** The index of the comma that ends the list member at `from`, or the value's length. Commas in quotes do not count. */
export function memberEnd(value: string, from: number): number {
  let quoted = false;
  for (let i = from; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (quoted && code === 0x5c) i++;
    else if (!quoted && code === 0x2c) return i;
  }
  return value.length;
}

/** What `connection` said, collected over all its occurrences. */
export interface ConnectionTokens {
  close: boolean;
  keepAlive: boolean;
  upgrade: boolean;
}

/**
 * Takes a list apart, drops the members for which `isDropped` is true, and returns what is left: as it was written up to
 * the first dropped member, behind that the members joined by commas without blanks.
 */
function withoutMembers(value: string, isDropped: (word: string) => boolean): string {
  let kept = '';
  let intactTo = 0;
  for (let at = 0; at < value.length; ) {
    const code = value.charCodeAt(at);
    if (code === 0x20 || code === 0x09) {
      at++;
      continue;
    }
    const end = memberEnd(value, at);
    const word = trimBlanks(value.slice(at, end));
    if (!isDropped(word)) {
      if (intactTo >= 0) {
        kept = value.slice(0, end);
        intactTo = end;
      } else kept += kept === '' ? word : `,${word}`;
    } else intactTo = -1;
    at = end + 1;
  }
  return kept;
}

/** Notes the tokens of one `connection` value and returns the value without `close` and `keep-alive` (may be empty). */
export function readConnection(value: string, tokens: ConnectionTokens): string {
  // nearly all there are
  if (value === 'keep-alive') {
    tokens.keepAlive = true;
    return '';
  }
  if (value === 'close') {
    tokens.close = true;
    return '';
  }
  return withoutMembers(value, (word) => {
    switch (word.length) {
      case 5:
        if (word.toLowerCase() !== 'close') return false;
        tokens.close = true;
        return true;
      case 7:
        if (word.toLowerCase() === 'upgrade') tokens.upgrade = true;
        return false;
      case 10:
        if (word.toLowerCase() !== 'keep-alive') return false;
        tokens.keepAlive = true;
        return true;
      default:
        return false;
    }
  });
}

/** Returns an `upgrade` value without HTTP/2 (HAProxy does not forward that upgrade) and says if WebSocket is in it. */
export function readUpgrade(value: string, rules: Dialect): { kept: string; websocket: boolean } {
  let websocket = false;
  const kept = withoutMembers(value, (word) => {
    const name = word.toLowerCase();
    if (name === 'websocket') websocket = true;
    return rules.dropH2c && (name === 'h2c' || name === 'h2');
  });
  return { kept, websocket };
}

/** The `connection` value without `upgrade` (RFC 9110, 7.8: it means nothing without an Upgrade header). */
export const withoutUpgrade = (value: string): string =>
  withoutMembers(value, (word) => word.toLowerCase() === 'upgrade');

const LARGEST = '18446744073709551615';

/**
 * Reads one `content-length` value: decimal numbers in a list, all of them equal to each other and to `known` (the
 * digits of an earlier header, or null). Returns the digits to forward and to compare with, or null if it is not valid.
 */
export function readContentLength(
  value: string,
  known: string | null,
  rules: Dialect,
): { digits: string; text: string } | null {
  let digits = known;
  let text = '';
  let at = 0;
  for (;;) {
    while (at < value.length && (value.charCodeAt(at) === 0x20 || value.charCodeAt(at) === 0x09)) at++;
    const start = at;
    while (at < value.length && (value.charCodeAt(at) - 0x30) >>> 0 <= 9) at++;
    if (at === start) return null;
    text = value.slice(start, at);
    const number = text.charCodeAt(0) === 0x30 ? text.replace(/^0+(?=\d)/, '') : text;
    if (number.length > 20 || (number.length === 20 && number > LARGEST)) return null;
    if (digits !== null && digits !== number) return null;
    digits = number;
    while (at < value.length && (value.charCodeAt(at) === 0x20 || value.charCodeAt(at) === 0x09)) at++;
    if (at === value.length) break;
    if (value.charCodeAt(at++) !== 0x2c) return null;
  }
  return { digits, text: rules.trimLengthZeros ? digits : text };
}

/** What the `transfer-encoding` headers of a message said so far. */
export interface Codings {
  /** There was one. */
  present: boolean;
  /** `chunked` was in it. */
  chunked: boolean;
  /** `chunked` is the last so far. */
  chunkedLast: boolean;
  /** Something else than `chunked` was in it. */
  other: boolean;
}

/** Adds one value to `codings`. `odd` faults may be let pass in a response; `bad` ones never. */
export function readCodings(
  value: string,
  codings: Codings,
  isRequest: boolean,
  rules: Dialect,
): 'fine' | 'odd' | 'bad' {
  let verdict: 'fine' | 'odd' = 'fine';
  if (value === '' && rules.strictCodings) return 'odd';
  codings.present = true;
  for (let at = 0; at < value.length; ) {
    const code = value.charCodeAt(at);
    if (code === 0x20 || code === 0x09) {
      at++;
      continue;
    }
    const end = memberEnd(value, at);
    const word = trimBlanks(value.slice(at, end)).toLowerCase();
    if (rules.strictCodings && (word === '' || end === value.length - 1)) verdict = 'odd';
    codings.chunkedLast = false;
    if (word === 'chunked') {
      if (codings.chunked) verdict = 'odd';
      codings.chunked = codings.chunkedLast = true;
    } else if (word !== '' || !rules.strictCodings) {
      // chunked must come last in a request: else nobody knows where it ends (RFC 9112, 6.3)
      if (isRequest && codings.chunked) return 'bad';
      codings.other = true;
    }
    at = end + 1;
  }
  return verdict;
}

/** The `te` value that may be forwarded (only `trailers` says something to the next hop), or null to drop the header. */
export function readTe(value: string): string | null {
  const at = value.indexOf('trailers');
  if (at < 0) return null;
  return at + 8 === value.length || value.charCodeAt(at + 8) === 0x2c ? 'trailers' : null;
}

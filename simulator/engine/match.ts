/**
 * The matching methods of ACLs (manual 7.1): patterns are prepared once for each ACL line, then tried on values.
 * Numbers match ranges, addresses networks, strings in eight ways.
 */

import type { AclPlan } from '../plan/plan.ts';
import { isWithin, parseNetwork } from './address.ts';
import { lowerAscii } from './ascii.ts';
import type { SampleValue } from './sample/context.ts';
import { matches, regexFor } from './sample/regex.ts';
import { asAddress, asBoolean, asBytes, asInteger, asText, toHex } from './sample/value.ts';

/** The pattern that matched, or null. Methods without patterns give their own name. */
export type Matcher = (value: SampleValue) => string | null;

// A cache: what it holds follows from the plan, so it is no part of the engine's state.
const prepared = new WeakMap<AclPlan, Matcher>();

export function matcherFor(test: AclPlan): Matcher {
  let matcher = prepared.get(test);
  if (!matcher) {
    matcher = makeMatcher(test.match, test.patterns, test.ignoreCase);
    prepared.set(test, matcher);
  }
  return matcher;
}

/** A matcher for patterns that are not an ACL line's. */
export function makeMatcher(match: AclPlan['match'], patterns: readonly string[], ignoreCase: boolean): Matcher {
  switch (match) {
    case 'found':
      return () => 'found';
    case 'bool':
      return booleans(patterns);
    case 'int':
      return numbers(patterns, asInteger);
    case 'len':
      return numbers(patterns, (value) => asText(value).length);
    case 'ip':
      return addresses(patterns);
    case 'bin':
      return strings(
        patterns.map((pattern) => pattern.toUpperCase()),
        false,
        (value) => toHex(asBytes(value)),
        (found, pattern) => found === pattern,
      );
    case 'reg':
      return expressions(patterns, ignoreCase);
    case 'str':
      return exact(patterns, ignoreCase);
    case 'beg':
      return strings(patterns, ignoreCase, asText, (found, pattern) => found.startsWith(pattern));
    case 'end':
      return strings(patterns, ignoreCase, asText, (found, pattern) => found.endsWith(pattern));
    case 'sub':
      return strings(patterns, ignoreCase, asText, (found, pattern) => found.includes(pattern));
    case 'dir':
      return strings(patterns, ignoreCase, asText, (found, pattern) => hasWord(found, pattern, '/?'));
    case 'dom':
      return strings(patterns, ignoreCase, asText, (found, pattern) => hasWord(found, pattern, '/?.:'));
  }
}

/** With patterns (`-m bool 0`) the value must be one of them, as a number is. */
function booleans(patterns: readonly string[]): Matcher {
  if (patterns.length > 0) return numbers(patterns, asInteger);
  return (value) => (asBoolean(value) ? 'true' : null);
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly pattern: string;
}

/** `5`, `1:5`, `:5`, `5:`, `1-5`; behind `gt`, `ge`, `lt`, `le`, `eq` the end that the operator leaves open. */
function numbers(patterns: readonly string[], of: (value: SampleValue) => number | null): Matcher {
  const ranges: Range[] = [];
  let operator = 'eq';
  for (const pattern of patterns) {
    if (/^(eq|gt|ge|lt|le)$/.test(pattern)) operator = pattern;
    else ranges.push(rangeOf(pattern, operator));
  }
  return (value) => {
    const number = of(value);
    if (number === null) return null;
    for (let at = 0; at < ranges.length; at++) {
      const { from, to, pattern } = ranges[at]!;
      if (from <= number && number <= to) return pattern;
    }
    return null;
  };
}

function rangeOf(pattern: string, operator: string): Range {
  const parts = /^([^:-]*)(?:[:-](.*))?$/.exec(pattern);
  const low = parts?.[1] ?? '';
  const high = parts?.[2] ?? (parts && pattern === low ? low : '');
  const from = low === '' ? Number.NEGATIVE_INFINITY : dotted(low);
  const to = high === '' ? Number.POSITIVE_INFINITY : dotted(high);
  const shown = operator === 'eq' ? pattern : `${operator} ${pattern}`;
  switch (operator) {
    case 'gt':
      return { from: to + 1, to: Number.POSITIVE_INFINITY, pattern: shown };
    case 'ge':
      return { from, to: Number.POSITIVE_INFINITY, pattern: shown };
    case 'lt':
      return { from: Number.NEGATIVE_INFINITY, to: from - 1, pattern: shown };
    case 'le':
      return { from: Number.NEGATIVE_INFINITY, to, pattern: shown };
    default:
      return { from, to, pattern: shown };
  }
}

/** TLS versions are written `3.1`: the part before the dot counts 65536. */
function dotted(text: string): number {
  const [major = '0', minor] = text.split('.');
  return minor === undefined ? Number(major) : Number(major) * 65536 + Number(minor);
}

/** Networks. IPv4 in IPv6 form is compared with IPv4 networks, and the other way round. */
function addresses(patterns: readonly string[]): Matcher {
  const networks = patterns.map(parseNetwork);
  return (value) => {
    const words = asAddress(value);
    const at = words ? networks.findIndex((network) => network !== null && isWithin(network, words)) : -1;
    return at < 0 ? null : patterns[at]!;
  };
}

function strings(
  patterns: readonly string[],
  ignoreCase: boolean,
  of: (value: SampleValue) => string,
  holds: (found: string, pattern: string) => boolean,
): Matcher {
  const folded = ignoreCase ? patterns.map((pattern) => lowerAscii(pattern)) : patterns;
  const [only] = folded;
  if (only !== undefined && folded.length === 1) {
    const [pattern = ''] = patterns;
    return (value) => (holds(ignoreCase ? lowerAscii(of(value)) : of(value), only) ? pattern : null);
  }
  return (value) => {
    const found = ignoreCase ? lowerAscii(of(value)) : of(value);
    const at = folded.findIndex((pattern) => holds(found, pattern));
    return at < 0 ? null : patterns[at]!;
  };
}

/** Methods that HAProxy knows by number: they are equal or not, whatever `-i` says. */
export const METHODS: ReadonlySet<string> = new Set([
  'OPTIONS',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'TRACE',
  'CONNECT',
]);

/** Whole strings are looked up: pattern files may be long. */
function exact(patterns: readonly string[], ignoreCase: boolean): Matcher {
  const fold = (text: string) => (ignoreCase ? lowerAscii(text) : text);
  const known = new Map(patterns.map((pattern) => [fold(pattern), pattern]));
  return (value) => {
    const text = asText(value);
    const found = known.get(fold(text)) ?? null;
    if (value.type !== 'method' || found === null || found === text) return found;
    return METHODS.has(text) || METHODS.has(found) ? null : found;
  };
}

function expressions(patterns: readonly string[], ignoreCase: boolean): Matcher {
  return (value) => {
    const found = asText(value);
    for (const pattern of patterns) {
      const regex = regexFor(pattern, ignoreCase);
      if (regex && matches(regex, found)) return pattern;
    }
    return null;
  };
}

/** The pattern stands between delimiters, or at an end; delimiters at its own ends do not count. */
function hasWord(found: string, pattern: string, delimiters: string): boolean {
  let from = 0;
  let to = pattern.length;
  while (from < to && delimiters.includes(pattern[from]!)) from++;
  while (to > from && delimiters.includes(pattern[to - 1]!)) to--;
  const word = pattern.slice(from, to);
  let mayMatch = true;
  for (let at = 0; at + word.length <= found.length; at++) {
    const isDelimiter = at < found.length && delimiters.includes(found[at]!);
    if (!isDelimiter && mayMatch && found.startsWith(word, at)) {
      const end = at + word.length;
      if (end === found.length || delimiters.includes(found[end]!)) return true;
    }
    mayMatch = isDelimiter;
  }
  return false;
}

/** `http-request normalize-uri`: one way of writing for what means the same (manual, "normalize-uri"; RFC 3986, 6.2). */
import { pathAndQuery } from './uri.ts';

/** The target made normal; null when it cannot be, and the rule is strict. */
export function normalizeUri(target: string, how: string, flag: string | null): string | null {
  const whole = pathAndQuery(target);
  const before = target.slice(0, target.length - whole.length);
  const hash = whole.indexOf('#');
  const fragmentless = hash < 0 ? whole : whole.slice(0, hash);
  const question = fragmentless.indexOf('?');
  const path = question < 0 ? fragmentless : fragmentless.slice(0, question);
  const rest = whole.slice(path.length);
  const withPath = (changed: string) => before + changed + rest;
  switch (how) {
    case 'path-merge-slashes':
      return withPath(path.replace(/\/{2,}/g, '/'));
    case 'path-strip-dot':
      return withPath(stripDots(path));
    case 'path-strip-dotdot':
      return withPath(stripDotDots(path, flag === 'full'));
    case 'percent-to-uppercase':
      return percents(target, flag === 'strict', (hex) => `%${hex.toUpperCase()}`);
    case 'percent-decode-unreserved':
      return percents(target, flag === 'strict', (hex) => {
        const character = String.fromCharCode(Number.parseInt(hex, 16));
        return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${hex}`;
      });
    case 'query-sort-by-name': {
      // a fragment is part of its parameter
      const from = whole.indexOf('?');
      return from < 0 ? target : `${before}${whole.slice(0, from)}?${sorted(whole.slice(from + 1))}`;
    }
    case 'fragment-strip':
      return before + fragmentless;
    case 'fragment-encode':
      return before + fragmentless + whole.slice(fragmentless.length).replaceAll('#', '%23');
    default:
      return target;
  }
}

/** `%` without two digits is left, or (strict) cannot be made normal. */
function percents(text: string, isStrict: boolean, change: (hex: string) => string): string | null {
  if (isStrict && /%(?![0-9a-fA-F]{2})/.test(text)) return null;
  return text.replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => change(hex));
}

/** Segments that are a single dot go. */
function stripDots(path: string): string {
  const segments = path.split('/');
  const last = segments.length - 1;
  return segments
    .map((segment, at) => (segment === '.' ? (at === last ? '' : null) : segment))
    .filter((segment) => segment !== null)
    .join('/');
}

/** A segment goes with the two dots behind it; at the beginning they stay, unless `full`. */
function stripDotDots(path: string, isFull: boolean): string {
  const [first = '', ...segments] = path.split('/');
  const kept: string[] = [];
  for (const [at, segment] of segments.entries()) {
    if (segment !== '..') {
      kept.push(segment);
      continue;
    }
    const isLast = at === segments.length - 1;
    if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!isFull) {
      kept.push('..');
      continue;
    }
    if (isLast) kept.push('');
  }
  return [first, ...kept].join('/');
}

/** Parameters by their names; those of equal names stay in order. */
function sorted(query: string): string {
  const name = (pair: string) => pair.split('=', 1)[0]!;
  return query
    .split('&')
    .sort((left, right) => (name(left) < name(right) ? -1 : name(left) > name(right) ? 1 : 0))
    .join('&');
}

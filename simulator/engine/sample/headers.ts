/** Header values and cookies as HAProxy takes them apart. */
import type { Header } from '../io.ts';

/** Values of a header, split at commas outside quotes, blanks around them dropped; all headers' when `name` is ''. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  const values: string[] = [];
  for (const header of headers) {
    if (name !== '' && header.name !== name) continue;
    splitAtCommas(header.value, values);
  }
  return values;
}

/** Whole lines of a header; all headers' when `name` is ''. */
export function headerLines(headers: readonly Header[], name: string): string[] {
  return headers.filter((header) => name === '' || header.name === name).map((header) => trimBlanks(header.value));
}

function splitAtCommas(value: string, into: string[]): void {
  if (!value.includes(',')) {
    into.push(trimBlanks(value));
    return;
  }
  let from = 0;
  // a comma at the end has an empty value behind it
  while (from <= value.length) {
    const end = valueEnd(value, from, ',');
    into.push(trimBlanks(value.slice(from, end)));
    from = end + 1;
  }
}

/** Index of the first of `stops` outside double quotes, or the end. */
function valueEnd(value: string, from: number, stops: string): number {
  let quoted = false;
  for (let at = from; at < value.length; at++) {
    const character = value[at]!;
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (stops.includes(character)) return at;
  }
  return value.length;
}

function trimBlanks(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * Cookies of one header line. In a request they are separated by `;` or `,`; of a response's Set-Cookie line only the
 * first pair is a cookie. What has no `=`, and names that begin with `$`, do not count.
 */
export function cookiesOf(line: string, isRequest: boolean): Cookie[] {
  const cookies: Cookie[] = [];
  const stops = isRequest ? ';,' : ';';
  let from = 0;
  while (from < line.length) {
    const equals = nameEnd(line, from, stops);
    if (line[equals] !== '=') {
      if (!isRequest) break;
      from = equals + 1;
      continue;
    }
    const end = valueEnd(line, equals + 1, ';,');
    const name = trimBlanks(line.slice(from, equals));
    if (!name.startsWith('$')) {
      cookies.push({ name, value: trimBlanks(line.slice(equals + 1, end)) });
      if (!isRequest) break;
    }
    from = end + 1;
  }
  return cookies;
}

function nameEnd(line: string, from: number, stops: string): number {
  let at = from;
  while (at < line.length && line[at] !== '=' && !stops.includes(line[at]!)) at++;
  return at;
}

/**
 * Values of a cookie (of any cookie when `name` is '') in `Cookie` or `Set-Cookie` lines, each of which is a list with
 * commas. What is too short for the name, a sign and something behind it is not looked at.
 * @param takesAttributes what follows the pair of a Set-Cookie line counts as cookies, too
 */
export function cookieValues(
  headers: readonly Header[],
  name: string,
  isRequest: boolean,
  takesAttributes: boolean,
): string[] {
  const values: string[] = [];
  for (const part of headerValues(headers, isRequest ? 'cookie' : 'set-cookie'))
    collectCookies(part, name, isRequest, isRequest || takesAttributes, values);
  return values;
}

function collectCookies(part: string, name: string, isRequest: boolean, isList: boolean, into: string[]): void {
  for (let next = -1; next + 1 + name.length + 1 < part.length; ) {
    let from = next + 1;
    while (part[from] === ' ' || part[from] === '\t') from++;
    const equals = nameEnd(part, from, isRequest ? ';,' : ';');
    next = part[equals] === '=' ? valueEnd(part, equals + 1, ';,') : equals;
    if (part[from] === '$' || next === equals) continue;
    if (name === '' || trimBlanks(part.slice(from, equals)) === name)
      into.push(trimBlanks(part.slice(equals + 1, next)));
    if (!isList) return;
  }
}

/** Converters on strings. */

import { lowerAscii } from '../ascii.ts';
import type { SampleContext } from './context.ts';
import type { Converter } from './converter.ts';
import { onText } from './on.ts';
import { regexFor, replaceWith } from './regex.ts';
import { asText, integer, leadingNumber, text } from './value.ts';
import { clearVariable, readVariable, writeVariable } from './variables.ts';

type Result = ReturnType<Converter['run']>;

const isIn = (set: string) => (character: string) => set.includes(character);

/** Start and end of every stretch between separators. */
function stretches(found: string, separators: string): [number, number][] {
  const list: [number, number][] = [];
  let start = 0;
  for (let at = 0; at <= found.length; at++) {
    if (at < found.length && !separators.includes(found[at]!)) continue;
    list.push([start, at]);
    start = at + 1;
  }
  return list;
}

/** The nth of the stretches (from the end with a minus) and `count` of them in all; 0 is all that follow. */
function take(found: string, list: readonly [number, number][], nth: number, count: number): string | null {
  const index = nth > 0 ? nth - 1 : list.length + nth;
  const chosen = list[index];
  if (nth === 0 || !chosen) return null;
  const reach = count === 0 ? list.length : count - 1;
  if (nth > 0) return found.slice(chosen[0], list[Math.min(list.length - 1, index + reach)]![1]);
  return found.slice(list[Math.max(0, index - reach)]![0], chosen[1]);
}

function field(found: string, [nth = '0', separators = '', count = '1']: readonly string[]): Result {
  const part = take(found, stretches(found, separators), leadingNumber(nth), leadingNumber(count));
  return part === null ? null : text(part);
}

/** Like fields, but separators side by side count once. Where too few words are left, all up to the end is taken. */
function word(found: string, [nth = '0', separators = '', count = '1']: readonly string[]): Result {
  const words = stretches(found, separators).filter(([from, to]) => to > from);
  const number = leadingNumber(nth);
  const reach = leadingNumber(count) === 0 ? words.length : leadingNumber(count) - 1;
  const index = number > 0 ? number - 1 : words.length + number;
  const chosen = words[index];
  if (number === 0 || !chosen) return null;
  if (number > 0) return text(found.slice(chosen[0], words[index + reach]?.[1] ?? found.length));
  return text(found.slice(words[index - reach]?.[0] ?? 0, chosen[1]));
}

function parameter(found: string, [name = '', delimiter = '&']: readonly string[]): Result {
  for (const pair of found.split(delimiter[0] ?? '&')) {
    if (pair === name) return text('');
    if (pair.startsWith(`${name}=`)) return text(pair.slice(name.length + 1));
  }
  return null;
}

/** `%XX`, and `+` as a blank behind the question mark (or everywhere with an argument); null when digits are missing. */
function urlDecode(found: string, [inForm = '0']: readonly string[]): Result {
  let query = leadingNumber(inForm) !== 0;
  let out = '';
  for (let at = 0; at < found.length; at++) {
    const character = found[at]!;
    if (character === '%') {
      const hex = found.slice(at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(hex)) return null;
      out += String.fromCharCode(Number.parseInt(hex, 16));
      at += 2;
    } else if (character === '+' && query) out += ' ';
    else {
      if (character === '?') query = true;
      out += character;
    }
  }
  return text(out);
}

function urlEncode(found: string): Result {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return text(found.replace(/[^A-Za-z0-9\-._~]/g, hex));
}

const JSON_SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
};

/** Escapes for a JSON string. Multi-byte input (`utf8…`) is decoded; what cannot be is an end, or left out with `s`. */
function json(found: string, [input = 'ascii']: readonly string[]): Result {
  const codes = input === 'ascii' ? [...found].map((character) => character.charCodeAt(0)) : utf8(found, input);
  if (!codes) return null;
  let out = '';
  for (const code of codes) {
    const character = String.fromCharCode(code);
    const plain = code >= 0x20 && code < 0x7f;
    out += JSON_SHORT[character] ?? (plain ? character : `\\u${code.toString(16).padStart(4, '0')}`);
  }
  return text(out);
}

function utf8(bytes: string, input: string): number[] | null {
  const codes: number[] = [];
  const lenient = input === 'utf8s' || input === 'utf8ps';
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.charCodeAt(at);
    const size = head < 0x80 ? 1 : head >= 0xf0 ? 4 : head >= 0xe0 ? 3 : head >= 0xc2 ? 2 : 0;
    const tail = bytes.slice(at + 1, at + size);
    if (size === 0 || tail.length !== size - 1 || /[^\x80-\xbf]/.test(tail)) {
      if (!lenient) return null;
      // what may continue a character goes with it, the byte that does not is looked at again
      at += 1 + /^[\x80-\xbf]*/.exec(tail)![0].length;
      continue;
    }
    let code = size === 1 ? head : head & (0xff >> (size + 1));
    for (const character of tail) code = code * 64 + (character.charCodeAt(0) & 63);
    if (code > 0xffff) {
      if (!lenient) return null;
    } else codes.push(code);
    at += size;
  }
  return codes;
}

function compare(found: string, [name = '']: readonly string[], context: SampleContext): Result {
  const variable = readVariable(context, name);
  if (!variable) return null;
  const other = asText(variable);
  const size = Math.min(found.length, other.length);
  for (let at = 0; at < size; at++) {
    const difference = found.charCodeAt(at) - other.charCodeAt(at);
    if (difference !== 0) return integer(difference);
  }
  return integer(Math.sign(found.length - other.length));
}

/** Where a port begins behind a host: the last colon that is not inside brackets; -1 when there is none. */
function portAt(found: string): number {
  const colon = found.lastIndexOf(':');
  return colon > found.lastIndexOf(']') ? colon : -1;
}

export const TEXT = {
  lower: onText((found) => text(lowerAscii(found))),
  upper: onText((found) => text(found.replace(/[a-z]+/g, (letters) => letters.toUpperCase()))),
  length: onText((found) => integer(found.length)),
  field: onText(field),
  word: onText(word),
  param: onText(parameter),
  regsub: onText((found, [pattern = '', replacement = '', flags = '']) => {
    const regex = regexFor(pattern, flags.includes('i'));
    return regex && text(replaceWith(found, regex, replacement, flags.includes('g')));
  }),
  concat: onText((found, [before = '', name = '', after = ''], context) => {
    const variable = name === '' ? null : readVariable(context, name);
    return text(found + before + (variable ? asText(variable) : '') + after);
  }),
  ltrim: onText((found, [set = '']) => {
    let from = 0;
    while (from < found.length && isIn(set)(found[from]!)) from++;
    return text(found.slice(from));
  }),
  rtrim: onText((found, [set = '']) => {
    let to = found.length;
    while (to > 0 && isIn(set)(found[to - 1]!)) to--;
    return text(found.slice(0, to));
  }),
  cut_crlf: onText((found) => text(found.split(/[\r\n]/, 1)[0]!)),
  iif: {
    input: 'boolean',
    run: (value, [yes = '', no = '']) => (value.type === 'boolean' ? text(value.flag ? yes : no) : null),
  },
  strcmp: onText(compare),
  host_only: onText((found) => {
    const at = portAt(found);
    return text((at < 0 ? found : found.slice(0, at)).toLowerCase());
  }),
  port_only: onText((found) => {
    const at = portAt(found);
    const digits = at < 0 ? '' : found.slice(at + 1);
    return integer(/^\d+$/.test(digits) ? Number(digits) : 0);
  }),
  url_dec: onText(urlDecode),
  url_enc: onText(urlEncode),
  json: onText(json),
  hex2i: onText((found) =>
    /[^0-9a-f]/i.test(found) ? null : integer(Number(BigInt.asIntN(64, BigInt(`0x${found || '0'}`)))),
  ),
  'set-var': {
    input: 'any',
    run(value, [name = ''], context) {
      writeVariable(context, name, value);
      return value;
    },
  },
  'unset-var': {
    input: 'any',
    run(value, [name = ''], context) {
      clearVariable(context, name);
      return value;
    },
  },
} satisfies Record<string, Converter>;

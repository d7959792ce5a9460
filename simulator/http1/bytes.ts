/** Bytes and their classes, as the HTTP grammar (RFC 9110, 5.6.2) and HAProxy's reader divide them. */

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const COLON = 58;
export const SEMICOLON = 59;

const TOKEN = 1;
const VERSION = 2;
const DIGIT = 4;

/** One class mask a byte value. */
const CLASSES = (() => {
  const table = new Uint8Array(256);
  const add = (characters: string, mask: number) => {
    for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)]! |= mask;
  };
  const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  add(`!#$%&'*+-.^_\`|~0123456789${upper}${upper.toLowerCase()}`, TOKEN);
  add(`./0123456789${upper}`, VERSION);
  add('0123456789', DIGIT);
  return table;
})();

/** A byte of a method or of a header's name. */
export const isToken = (byte: number): boolean => (CLASSES[byte]! & TOKEN) !== 0;
/** A byte that may stand in the version word of a start line: capitals, digits, `.` and `/`. */
export const isVersionByte = (byte: number): boolean => (CLASSES[byte]! & VERSION) !== 0;
export const isDigit = (byte: number): boolean => (CLASSES[byte]! & DIGIT) !== 0;
export const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
export const isLineEnd = (byte: number): boolean => byte === LF || byte === CR;

/** True if every character of `text` may stand in a header's name, and there is one. */
export function isTokenText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255 || !isToken(code)) return false;
  }
  return text.length > 0;
}

const BLOCK = 4096;

/** Bytes `start` (included) to `end` (excluded) as ISO-8859-1 text. Slower than a platform's own; needs none. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += BLOCK) {
    const block = bytes.subarray(at, Math.min(end, at + BLOCK));
    text += String.fromCharCode.apply(null, block as unknown as number[]);
  }
  return text;
}

/** ISO-8859-1 text as bytes; a character above 255 (which no reader gives) becomes `?`. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code > 255 ? 63 : code;
  }
  return bytes;
}

/** Without spaces, tabs, CR and LF at both ends (what HTTP calls linear white space, not JavaScript's). */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isLinearSpace(text.charCodeAt(start))) start++;
  while (end > start && isLinearSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

const isLinearSpace = (code: number) => code === SPACE || code === TAB || code === CR || code === LF;

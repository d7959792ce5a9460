/**
 * A configuration file as bytes. HAProxy reads bytes, editors show characters; what lies between the two (a byte order
 * mark, carriage returns, NUL, bytes that are not UTF-8, a last line without an end) is found here and said in HAProxy's
 * terms, as tried with `haproxy -c` 2.6, 3.0 and 3.2. Decoding loses nothing: `encodeText` gives the same bytes back.
 */

export type ByteFindingCode =
  | 'empty-file'
  | 'byte-order-mark'
  | 'crlf'
  | 'mixed-line-ends'
  | 'lone-cr'
  | 'nul'
  | 'utf-16'
  | 'not-utf8'
  | 'no-final-newline';

/** What is unusual about a file's bytes. */
export interface ByteFinding {
  readonly code: ByteFindingCode;
  /** `refused`: HAProxy does not start with it; `silent`: it means something else than it looks; `harmless`: nothing changes. */
  readonly effect: 'refused' | 'silent' | 'harmless';
  /** First line concerned, from 1 as HAProxy counts (only LF ends a line), or null when it is about the whole file. */
  readonly line: number | null;
  /** How often it occurs. */
  readonly count: number;
  /** What it is and what HAProxy does about it. */
  readonly message: string;
}

export type Encoding = 'utf-8' | 'latin-1';

/** A file's bytes as characters, with nothing lost. */
export interface DecodedFile {
  /** Without the byte order mark; carriage returns, NUL and the missing last line end are all still there. */
  readonly text: string;
  /** `latin-1` when the bytes are not UTF-8: then one character is one byte. */
  readonly encoding: Encoding;
  /** A UTF-8 byte order mark stood in front. */
  readonly byteOrderMark: boolean;
  readonly findings: readonly ByteFinding[];
}

const UTF8_BOM = [0xef, 0xbb, 0xbf] as const;

/** Bytes to characters and back without loss, and what is unusual about them. Never fails, on any bytes. */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const byteOrderMark = UTF8_BOM.every((byte, at) => bytes[at] === byte);
  const content = byteOrderMark ? bytes.subarray(UTF8_BOM.length) : bytes;
  const utf8 = decodeUtf8(content);
  const text = utf8 ?? decodeLatin1(content);
  const encoding: Encoding = utf8 === null ? 'latin-1' : 'utf-8';
  return { text, encoding, byteOrderMark, findings: findingsOf(bytes, text, encoding, byteOrderMark) };
}

/** What `encodeText` could not keep. */
export interface EncodedFile {
  readonly bytes: Uint8Array;
  /** Characters that the file's encoding does not have; they were written as UTF-8, which mixes two encodings. */
  readonly foreign: readonly string[];
}

/** Characters back to the bytes of a file with that encoding and mark: the inverse of `decodeFile`. */
export function encodeText(text: string, encoding: Encoding, byteOrderMark: boolean): EncodedFile {
  const mark = byteOrderMark ? UTF8_BOM : [];
  if (encoding === 'utf-8') {
    const content = new TextEncoder().encode(text);
    const bytes = new Uint8Array(mark.length + content.length);
    bytes.set(mark);
    bytes.set(content, mark.length);
    return { bytes, foreign: [] };
  }
  const foreign = new Set<string>();
  const out: number[] = [...mark];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) out.push(code);
    else {
      foreign.add(character);
      out.push(...new TextEncoder().encode(character));
    }
  }
  return { bytes: Uint8Array.from(out), foreign: [...foreign] };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** TextDecoder('latin1') is windows-1252 in browsers, which does not give the bytes back. */
function decodeLatin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  const chunkLength = 8192;
  for (let at = 0; at < bytes.length; at += chunkLength) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + chunkLength)));
  }
  return parts.join('');
}

interface LineEndCounts {
  lf: number;
  crlf: number;
  loneCr: number;
  firstLoneCrLine: number;
  firstCrlfLine: number;
  nul: number;
  firstNulLine: number;
}

function countLineEnds(text: string): LineEndCounts {
  const counts = { lf: 0, crlf: 0, loneCr: 0, firstLoneCrLine: 0, firstCrlfLine: 0, nul: 0, firstNulLine: 0 };
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      counts.lf++;
      line++;
    } else if (code === 13 && text.charCodeAt(at + 1) === 10) {
      counts.crlf++;
      counts.firstCrlfLine ||= line;
      at++;
      line++;
    } else if (code === 13) {
      counts.loneCr++;
      counts.firstLoneCrLine ||= line;
    } else if (code === 0) {
      counts.nul++;
      counts.firstNulLine ||= line;
    }
  }
  return counts;
}

function findingsOf(bytes: Uint8Array, text: string, encoding: Encoding, byteOrderMark: boolean): ByteFinding[] {
  const findings: ByteFinding[] = [];
  const add = (
    code: ByteFindingCode,
    effect: ByteFinding['effect'],
    line: number | null,
    count: number,
    message: string,
  ) => findings.push({ code, effect, line, count, message });
  const ends = countLineEnds(text);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

  if (text === '') {
    add('empty-file', 'refused', null, 1, 'The file is empty: HAProxy finds no listener and ends with exit status 2.');
  }
  if (byteOrderMark) {
    add(
      'byte-order-mark',
      'refused',
      1,
      1,
      'The file begins with a UTF-8 byte order mark, which no editor shows: HAProxy takes it as part of the first word and refuses the file. Save it as UTF-8 without a mark.',
    );
  }
  if (utf16) {
    add('utf-16', 'refused', 1, 1, 'The file is UTF-16: HAProxy reads bytes and refuses it. Save it as UTF-8.');
  } else if (encoding === 'latin-1') {
    add(
      'not-utf8',
      'harmless',
      lineOfFirstHighByte(text),
      1,
      'The file is not UTF-8. HAProxy does not mind in comments and strings (names refuse such bytes); here each byte is shown as its Latin-1 character and kept as it is.',
    );
  }
  if (ends.nul > 0) {
    const message = 'There is a NUL character. HAProxy ends the line there and refuses the file.';
    add('nul', 'refused', ends.firstNulLine, ends.nul, message);
  }
  if (ends.loneCr > 0) {
    add(
      'lone-cr',
      'silent',
      ends.firstLoneCrLine,
      ends.loneCr,
      'There is a carriage return inside a line. Editors show a new line; HAProxy does not: it silently drops the rest of the line, or takes the character as a space when it comes first.',
    );
  }
  if (ends.crlf > 0 && ends.lf > 0) {
    const message = `Line ends are mixed: ${ends.crlf} CRLF and ${ends.lf} LF. HAProxy accepts both; each line keeps its own.`;
    add('mixed-line-ends', 'harmless', ends.firstCrlfLine, Math.min(ends.crlf, ends.lf), message);
  } else if (ends.crlf > 0) {
    add(
      'crlf',
      'harmless',
      1,
      ends.crlf,
      'Lines end with CRLF, as on Windows. HAProxy accepts that; new lines get CRLF too.',
    );
  }
  if (text !== '' && !text.endsWith('\n')) {
    const lastLine = ends.lf + ends.crlf + 1;
    add(
      'no-final-newline',
      'refused',
      lastLine,
      1,
      'The last line has no line end: HAProxy takes the file as truncated and refuses it. Add a newline at the end.',
    );
  }
  return findings;
}

function lineOfFirstHighByte(text: string): number {
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return line;
    if (code === 10) line++;
  }
  return line;
}

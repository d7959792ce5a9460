/**
 * Finds the parts of a message's head (or of a trailer section) in bytes: where each word of the first line and each
 * header begins and ends. It looks at every byte once however the bytes were cut, keeps only numbers, and judges only
 * what can be judged from a byte and its place; what the fields mean is for `interpret.ts`.
 *
 * As HAProxy: lines may end in LF alone; empty lines before the first are skipped; a line that begins with a blank
 * continues the one before; between words there may be many blanks.
 */
import { COLON, CR, isBlank, isDigit, isLineEnd, isToken, isVersionByte, LF } from './bytes.ts';

/** What is being scanned. */
export type ScanKind = 'request' | 'response' | 'trailers';

/** Where the scan stands within the grammar. */
const Phase = {
  before: 0,
  beforeLf: 1,
  word1: 2,
  gap1: 3,
  word2: 4,
  gap2: 5,
  word3: 6,
  lineLf: 7,
  field: 8,
  name: 9,
  valueGap: 10,
  value: 11,
  valueLf: 12,
  fieldEnd: 13,
  lastLf: 14,
} as const;
type Phase = (typeof Phase)[keyof typeof Phase];

/** Numbers that describe one header in `HeadScan.fields`. */
export const FIELD_SIZE = 4;

/** The scan of one head: plain data, reusable through `resetScan`. Offsets count from the first byte given. */
export interface HeadScan {
  kind: ScanKind;
  phase: Phase;
  /** The next byte to look at; after completion, the first one behind the head; after an error, the culprit. */
  at: number;
  /** Offsets of the three words of the first line: start, end, start, end, start, end. */
  words: number[];
  /** Per header: start of name, colon, start of value, end of value. A negative colon means that the name is invalid. */
  fields: number[];
  /** Headers that continue on a second line, by index. */
  folded: number[];
  /** Bytes that are not allowed, and were let pass by the relaxed option, were seen. */
  bent: boolean;
  name: number;
  colon: number;
  value: number;
  valueEnd: number;
  isFolded: boolean;
  nameIsBent: boolean;
  reason: string;
}

/** Which faults are let pass. */
export interface ScanRules {
  readonly relaxed: boolean;
  readonly refuseNul: boolean;
  readonly refuseDelete: boolean;
  readonly threeDigits: boolean;
}

export function createScan(kind: ScanKind): HeadScan {
  return {
    kind,
    phase: kind === 'trailers' ? Phase.field : Phase.before,
    at: 0,
    words: [0, 0, 0, 0, 0, 0],
    fields: [],
    folded: [],
    bent: false,
    name: 0,
    colon: 0,
    value: 0,
    valueEnd: 0,
    isFolded: false,
    nameIsBent: false,
    reason: '',
  };
}

/** Makes `scan` ready for the next head. */
export function resetScan(scan: HeadScan, kind: ScanKind): void {
  scan.kind = kind;
  scan.phase = kind === 'trailers' ? Phase.field : Phase.before;
  scan.at = 0;
  scan.words.fill(0);
  scan.fields.length = 0;
  scan.folded.length = 0;
  scan.bent = false;
  scan.isFolded = false;
  scan.nameIsBent = false;
  scan.reason = '';
}

/** Nothing but empty lines was seen so far. */
export const nothingSeen = (scan: HeadScan): boolean => scan.phase <= Phase.beforeLf;

/** The first line is not complete yet. */
export const inFirstLine = (scan: HeadScan): boolean => scan.phase < Phase.field;

/** The offset of the header section's first line is known and the message has no version: HTTP/0.9. */
export const hasNoVersion = (scan: HeadScan): boolean => scan.words[4] === scan.words[5];

export type ScanResult = 'more' | 'complete' | 'error';

const fail = (scan: HeadScan, at: number, reason: string): 'error' => {
  scan.at = at;
  scan.reason = reason;
  return 'error';
};

/** Goes on with `bytes` up to `end`; `bytes` begins where the scan began, also on later calls. */
export function scanHead(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult {
  while (scan.at < end) {
    const result =
      scan.phase < Phase.field ? scanFirstLine(scan, bytes, end, rules) : scanFields(scan, bytes, end, rules);
    if (result !== null) return result;
  }
  return 'more';
}

/** One step through the first line. Null: go on. */
function scanFirstLine(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult | null {
  const { words } = scan;
  let at = scan.at;
  switch (scan.phase) {
    case Phase.before: {
      const byte = bytes[at]!;
      if (isToken(byte)) {
        words[0] = at;
        scan.phase = Phase.word1;
      } else if (isLineEnd(byte)) {
        if (byte === CR) scan.phase = Phase.beforeLf;
        at++;
      } else return fail(scan, at, 'the message begins with a character that no first line begins with');
      break;
    }
    case Phase.beforeLf:
      if (bytes[at] !== LF) return fail(scan, at, 'CR without LF');
      at++;
      scan.phase = Phase.before;
      break;
    case Phase.word1:
      if (scan.kind === 'request') while (at < end && isToken(bytes[at]!)) at++;
      else while (at < end && isVersionByte(bytes[at]!)) at++;
      if (at === end) break;
      if (isBlank(bytes[at]!)) {
        words[1] = at++;
        scan.phase = Phase.gap1;
      } else if (scan.kind === 'request' && isLineEnd(bytes[at]!)) {
        words[1] = words[2] = words[3] = words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      } else return fail(scan, at, scan.kind === 'request' ? 'bad character in the method' : 'bad version');
      break;
    case Phase.gap1:
      while (at < end && isBlank(bytes[at]!)) at++;
      if (at === end) break;
      if (isLineEnd(bytes[at]!)) {
        if (scan.kind === 'response') return fail(scan, at, 'the response has no status');
        words[2] = words[3] = words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      } else {
        words[2] = at;
        scan.phase = Phase.word2;
      }
      break;
    case Phase.word2: {
      const stop = scan.kind === 'request' ? targetEnd(bytes, at, end, rules) : statusEnd(scan, bytes, at, end, rules);
      if (stop < 0)
        return fail(scan, -1 - stop, scan.kind === 'request' ? 'bad character in the target' : 'bad status');
      at = stop;
      if (at === end) break;
      words[3] = at;
      if (isBlank(bytes[at]!)) {
        at++;
        scan.phase = Phase.gap2;
      } else {
        words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      }
      break;
    }
    case Phase.gap2:
      while (at < end && isBlank(bytes[at]!)) at++;
      if (at === end) break;
      words[4] = words[5] = at;
      if (isLineEnd(bytes[at]!)) at = endFirstLine(scan, bytes, at);
      else scan.phase = Phase.word3;
      break;
    case Phase.word3:
      if (scan.kind === 'request') while (at < end && isVersionByte(bytes[at]!)) at++;
      else while (at < end && !isLineEnd(bytes[at]!)) at++;
      if (at === end) break;
      if (!isLineEnd(bytes[at]!)) return fail(scan, at, 'bad version');
      words[5] = at;
      at = endFirstLine(scan, bytes, at);
      break;
    default: // Phase.lineLf
      if (bytes[at] !== LF) return fail(scan, at, 'CR without LF');
      at++;
      // a request line without a version is a whole HTTP/0.9 request: nothing follows it
      if (scan.kind === 'request' && hasNoVersion(scan)) {
        scan.at = at;
        return 'complete';
      }
      scan.phase = Phase.field;
  }
  scan.at = at;
  return null;
}

/** `at` is on the CR or LF of the first line; returns where to go on. */
function endFirstLine(scan: HeadScan, bytes: Uint8Array, at: number): number {
  scan.phase = Phase.lineLf;
  return bytes[at] === CR ? at + 1 : at;
}

/** The end of the target that goes on at `at`, or `-1 - culprit`. */
function targetEnd(bytes: Uint8Array, at: number, end: number, rules: ScanRules): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > 32 && byte < 127 && byte !== 35) continue;
    if (isBlank(byte) || isLineEnd(byte)) return i;
    const passes = byte === 127 ? !rules.refuseDelete : rules.relaxed && (byte === 35 || byte > 127);
    if (!passes) return -1 - i;
  }
  return end;
}

/** The end of the status that goes on at `at`, or `-1 - culprit`. */
function statusEnd(scan: HeadScan, bytes: Uint8Array, at: number, end: number, rules: ScanRules): number {
  const start = scan.words[2]!;
  const most = rules.threeDigits ? (rules.relaxed ? 5 : 3) : end;
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) {
      if (i - start >= most) return -1 - i;
    } else if ((isBlank(byte) || isLineEnd(byte)) && i > start) return i;
    else return -1 - i;
  }
  return end;
}

/** One step through the header lines. Null: go on. */
function scanFields(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult | null {
  let at = scan.at;
  switch (scan.phase) {
    case Phase.field:
      scan.name = at;
      if (isLineEnd(bytes[at]!)) {
        if (bytes[at] === CR) at++;
        scan.phase = Phase.lastLf;
      } else scan.phase = Phase.name;
      break;
    case Phase.name:
      while (at < end && isToken(bytes[at]!)) at++;
      if (at === end) break;
      if (bytes[at] === COLON) {
        if (at === scan.name) return fail(scan, at, 'a header without a name');
        scan.colon = at++;
        scan.phase = Phase.valueGap;
      } else if (!rules.relaxed || bytes[at] === LF) return fail(scan, at, "bad character in a header's name");
      else {
        scan.nameIsBent = scan.bent = true;
        at++;
      }
      break;
    case Phase.valueGap:
      while (at < end && isBlank(bytes[at]!)) at++;
      if (at === end) break;
      scan.value = at;
      if (isLineEnd(bytes[at]!)) {
        scan.valueEnd = at;
        if (bytes[at] === CR) at++;
        scan.phase = Phase.valueLf;
      } else scan.phase = Phase.value;
      break;
    case Phase.valueLf:
      if (bytes[at] !== LF) return fail(scan, at, 'CR without LF');
      at++;
      scan.phase = Phase.fieldEnd;
      break;
    case Phase.value: {
      // the bulk of every head goes through this loop
      let byte = 0;
      while (at < end) {
        byte = bytes[at]!;
        if (byte < 14 && (byte === LF || byte === CR || byte === 0)) break;
        at++;
      }
      if (at === end) break;
      if (byte === 0) {
        if (rules.refuseNul && !rules.relaxed) return fail(scan, at, "NUL in a header's value");
        scan.bent = true;
        at++;
        break;
      }
      scan.valueEnd = at;
      if (byte === CR) at++;
      scan.phase = Phase.valueLf;
      break;
    }
    case Phase.fieldEnd:
      if (isBlank(bytes[at]!)) {
        // a continuation: the value goes on, and its line ends become spaces when it is read out
        scan.isFolded = true;
        scan.phase = Phase.value;
        break;
      }
      endField(scan);
      scan.phase = Phase.field;
      break;
    default: // Phase.lastLf
      if (bytes[at] !== LF) return fail(scan, at, 'CR without LF');
      scan.at = at + 1;
      return 'complete';
  }
  scan.at = at;
  return null;
}

/** Puts the header that has just ended on the list. */
function endField(scan: HeadScan): void {
  if (scan.isFolded) scan.folded.push(scan.fields.length / FIELD_SIZE);
  scan.fields.push(scan.name, scan.nameIsBent ? -scan.colon : scan.colon, scan.value, scan.valueEnd);
  scan.isFolded = false;
  scan.nameIsBent = false;
}

/** What a scan of a head remembers between two pieces. `scan.ts` says what it is for. */

/** What is being scanned. */
export type ScanKind = 'request' | 'response' | 'trailers';

/** Where the scan stands within the grammar. */
export const Phase = {
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
export type Phase = (typeof Phase)[keyof typeof Phase];

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
  /** How many numbers of `fields` count: the array itself is kept for the next head. */
  fieldsEnd: number;
  /** Headers that continue on a second line, by index. */
  folded: number[];
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
    fieldsEnd: 0,
    folded: [],
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
  scan.fieldsEnd = 0;
  scan.folded.length = 0;
  scan.isFolded = false;
  scan.nameIsBent = false;
  scan.reason = '';
}

/** The first line is not complete yet. */
export const inFirstLine = (scan: HeadScan): boolean => scan.phase < Phase.field;

/** The offset of the header section's first line is known and the message has no version: HTTP/0.9. */
export const hasNoVersion = (scan: HeadScan): boolean => scan.words[4] === scan.words[5];

export type ScanResult = 'more' | 'complete' | 'error';

/** Notes where and why the scan stops for good. */
export const failScan = (scan: HeadScan, at: number, reason: string): 'error' => {
  scan.at = at;
  scan.reason = reason;
  return 'error';
};

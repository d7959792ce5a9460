/** Takes chunk framing apart (RFC 9112, 7.1), whatever the pieces it comes in. */
import { CR, isBlank, LF, SEMICOLON } from './bytes.ts';
import type { Dialect } from './dialect.ts';

const Phase = {
  size: 0,
  sizeEnd: 1,
  extension: 2,
  lineLf: 3,
  data: 4,
  dataCr: 5,
  dataLf: 6,
} as const;
type Phase = (typeof Phase)[keyof typeof Phase];

/** Where the reading of a chunked body stands: plain data. */
export interface ChunkState {
  phase: Phase;
  /** While the size is read: its value so far. In the data: bytes still to come. */
  left: number;
  digits: number;
  /** Bytes of the size line so far: it must fit into one buffer. */
  lineBytes: number;
  quoted: boolean;
  escaped: boolean;
  reason: string;
}

export const createChunks = (): ChunkState => ({
  phase: Phase.size,
  left: 0,
  digits: 0,
  lineBytes: 0,
  quoted: false,
  escaped: false,
  reason: '',
});

export function resetChunks(state: ChunkState): void {
  state.phase = Phase.size;
  state.left = state.digits = state.lineBytes = 0;
  state.quoted = state.escaped = false;
}

/** `data`: payload begins at the returned place, `left` bytes of it. `last`: the last chunk's line has ended. */
export type ChunkStep = 'more' | 'data' | 'last' | 'error';

/** True while the bytes at hand are payload. */
export const inData = (state: ChunkState): boolean => state.phase === Phase.data;

/** Notes that `count` bytes of payload were taken. */
export function takeData(state: ChunkState, count: number): void {
  state.left -= count;
  if (state.left === 0) state.phase = Phase.dataCr;
}

// beyond 13 hexadecimal digits (2^52) lies what programs that count in floating point would misread
const LARGEST = 2 ** 52;

/** Reads framing from `at` on, up to payload or the end; returns what it met, and writes the place into `cursor.at`. */
export function readFraming(
  state: ChunkState,
  bytes: Uint8Array,
  cursor: { at: number },
  limit: number,
  rules: Dialect,
): ChunkStep {
  let at = cursor.at;
  let step: ChunkStep = 'more';
  while (at < bytes.length && step === 'more') {
    const byte = bytes[at]!;
    if (state.phase === Phase.dataCr || state.phase === Phase.dataLf) {
      if (byte === LF && (state.phase === Phase.dataLf || !rules.chunksNeedCr)) {
        resetChunks(state);
        at++;
      } else if (byte === CR && state.phase === Phase.dataCr) {
        state.phase = Phase.dataLf;
        at++;
      } else {
        state.reason = 'a chunk is longer than its size';
        step = 'error';
      }
      continue;
    }
    step = readSizeLine(state, byte, rules);
    if (step === 'error') break;
    at++;
    if (++state.lineBytes >= limit && step === 'more') {
      state.reason = "a chunk's size line does not fit into the buffer";
      step = 'error';
    }
  }
  cursor.at = at;
  return step;
}

/** One byte of a chunk's first line. */
function readSizeLine(state: ChunkState, byte: number, rules: Dialect): ChunkStep {
  if (state.phase === Phase.size) {
    const digit = hexValue(byte);
    if (digit >= 0) {
      state.left = state.left * 16 + digit;
      state.digits++;
      if (state.left < LARGEST) return 'more';
      state.reason = 'a chunk size of more than 13 digits';
      return 'error';
    }
    if (state.digits === 0) {
      state.reason = 'a chunk without a size';
      return 'error';
    }
    state.phase = Phase.sizeEnd;
  }
  if (state.phase === Phase.sizeEnd && isBlank(byte)) return 'more';
  if (state.phase === Phase.lineLf) return byte === LF ? endLine(state) : failLine(state);
  if (state.phase === Phase.extension && byte !== CR && byte !== LF) return readExtension(state, byte, rules);
  if (rules.strictExtensions && (state.quoted || state.escaped)) return failLine(state);
  if (byte === CR) state.phase = Phase.lineLf;
  else if (byte === LF && !rules.chunksNeedCr) return endLine(state);
  else if (byte === SEMICOLON && state.phase === Phase.sizeEnd) state.phase = Phase.extension;
  else return failLine(state);
  return 'more';
}

/** A byte of what follows the semicolon: of no interest, but a reader further on may see quotes there. */
function readExtension(state: ChunkState, byte: number, rules: Dialect): ChunkStep {
  if (!rules.strictExtensions) return 'more';
  if ((byte < 32 && byte !== 9) || byte === 127) return failLine(state);
  if (state.escaped) state.escaped = false;
  else if (byte === 0x5c) {
    if (!state.quoted) return failLine(state);
    state.escaped = true;
  } else if (byte === 0x22) state.quoted = !state.quoted;
  return 'more';
}

function endLine(state: ChunkState): ChunkStep {
  state.lineBytes = 0;
  if (state.left === 0) return 'last';
  state.phase = Phase.data;
  return 'data';
}

function failLine(state: ChunkState): 'error' {
  state.reason = "bad character in a chunk's size line";
  return 'error';
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

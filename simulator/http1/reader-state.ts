/** What a reader remembers, and the numbers that follow from its options. `reader.ts` says what it is for. */
import { type ChunkState, createChunks } from './chunks.ts';
import { DEFAULT_VERSION, dialect } from './dialect.ts';
import type { HeadRules } from './interpret.ts';
import { createScan, type HeadScan, resetScan, type ScanRules } from './scan-state.ts';
import type { AskedBy, HaproxyVersion, ReaderOptions, WireEvent } from './types.ts';

export type ReaderState = 'head' | 'length' | 'chunks' | 'trailers' | 'until-close' | 'tunnel' | 'done' | 'failed';

/** A reader of one direction of one connection: plain data, made and changed by the functions of `reader.ts` only. */
export interface Reader {
  readonly kind: 'request' | 'response';
  readonly version: HaproxyVersion;
  readonly bufsize: number;
  /** Strictness and limits of heads and of trailers. */
  readonly scanRules: ScanRules;
  readonly headRules: HeadRules;
  readonly trailerRules: HeadRules;
  /** Bytes of a head, a trailer section or a chunk's first line that fit into a buffer. */
  readonly limit: number;
  state: ReaderState;
  scan: HeadScan;
  chunks: ChunkState;
  /** Bytes of an unfinished head, of which `heldBytes` count. */
  held: Uint8Array;
  heldBytes: number;
  /** What came behind the end of the message, in order. */
  rest: Uint8Array[];
  /** Bytes of a `length` body still to come. */
  left: number;
  /** Messages that were begun on this connection, this one included. */
  messages: number;
  asked: AskedBy;
  /** Bytes of HTTP/2's preface seen at the very beginning of the connection; -1 when it is something else. */
  preface: number;
  /** The peer has ended its side while bytes were waiting. */
  ended: boolean;
}

/** Where the reading of a piece stands. */
export interface Cursor {
  at: number;
}

// What HAProxy keeps free at the end of a buffer beside its own record: one block's description, twice.
const SPARE = 16;
const NO_BYTES = new Uint8Array(0);

export function createReader(kind: Reader['kind'], options: ReaderOptions): Reader {
  const { version = DEFAULT_VERSION, relaxed = false, bufsize = 16384, maxrewrite = 1024, maxHeaders = 101 } = options;
  const rules = dialect(version);
  const isRequest = kind === 'request';
  const room = bufsize - maxrewrite - rules.messageRecord;
  const headRules: HeadRules = { dialect: rules, isRequest, isTrailer: false, relaxed, maxHeaders, room };
  return {
    kind,
    version,
    bufsize,
    scanRules: {
      relaxed,
      refuseNul: rules.refuseNul,
      refuseDelete: rules.refuseDelete,
      threeDigits: rules.threeDigits,
    },
    headRules,
    // HAProxy reads the trailers of both directions as it reads a request's headers
    trailerRules: { ...headRules, isRequest: true, isTrailer: true },
    limit: bufsize - rules.messageRecord - SPARE,
    state: isRequest ? 'head' : 'done',
    scan: createScan(kind),
    chunks: createChunks(),
    held: NO_BYTES,
    heldBytes: 0,
    rest: [],
    left: 0,
    messages: isRequest ? 1 : 0,
    asked: { method: 'GET', upgrade: false },
    preface: isRequest ? 0 : -1,
    ended: false,
  };
}

/** Makes the reader expect a first line. */
export function beginHead(reader: Reader): void {
  reader.state = 'head';
  reader.heldBytes = 0;
  resetScan(reader.scan, reader.kind);
}

/** Makes the reader give up: nothing comes after the error. */
export function failReader(
  reader: Reader,
  out: WireEvent[],
  status: number,
  fault: { readonly reason: string; readonly at: number },
  silent: boolean,
): void {
  reader.state = 'failed';
  reader.held = NO_BYTES;
  reader.heldBytes = 0;
  const answer = reader.kind === 'request' ? status : 502;
  out.push({ type: 'error', status: answer, reason: fault.reason, at: fault.at, silent });
}

/** Copies `count` bytes of a piece behind the held ones and returns the buffer; `heldBytes` is the caller's to move. */
export function hold(reader: Reader, bytes: Uint8Array, start: number, count: number): Uint8Array {
  const need = reader.heldBytes + count;
  if (reader.held.length < need) {
    const larger = new Uint8Array(Math.min(reader.limit, Math.max(need, 2 * reader.held.length, 512)));
    larger.set(reader.held.subarray(0, reader.heldBytes));
    reader.held = larger;
  }
  reader.held.set(bytes.subarray(start, start + count), reader.heldBytes);
  return reader.held;
}

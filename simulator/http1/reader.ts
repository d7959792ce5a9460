/**
 * Readers: bytes in, events out. Theory of operation:
 *
 * A reader stands in one state. `head`: it scans; what is incomplete is held back in a buffer of its own, and every byte
 * is looked at once. `length`, `chunks`, `trailers`, `until-close`, `tunnel`: the body. `done`: the message is over; bytes that come
 * now belong to the next one and wait in `rest` until the driver says `nextRequest`, `expectResponse` or `openTunnel` (as HAProxy,
 * which does not read the next request before it has answered this one). `failed`: an error was given; nothing follows.
 *
 * A reader is plain data, its functions keep nothing else, and none of them throws. `feed` may leave views into its
 * input in the events and in `rest`: the driver must not write into a buffer that it has fed.
 */
import { decodeLatin1 } from './bytes.ts';
import { type ChunkState, createChunks, inData, readFraming, resetChunks, takeData } from './chunks.ts';
import { DEFAULT_VERSION, type Dialect, dialect } from './dialect.ts';
import { type HeadRules, interpretRequest, interpretResponse, interpretTrailers, isSilent } from './interpret.ts';
import { createScan, type HeadScan, inFirstLine, resetScan, type ScanRules, scanHead } from './scan.ts';
import type { AskedBy, Decode, HaproxyVersion, MessageFacts, ReaderOptions, WireEvent } from './types.ts';

type State = 'head' | 'length' | 'chunks' | 'trailers' | 'until-close' | 'tunnel' | 'done' | 'failed';

/** A reader of one direction of one connection. Plain data; made and changed by the functions of this file only. */
export interface Reader {
  readonly kind: 'request' | 'response';
  readonly version: HaproxyVersion;
  readonly relaxed: boolean;
  readonly bufsize: number;
  readonly maxrewrite: number;
  readonly maxHeaders: number;
  state: State;
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

// What HAProxy keeps free at the end of a buffer beside its own record: one block's description, twice.
const SPARE = 16;
const NO_BYTES = new Uint8Array(0);

/** How an HTTP/2 client begins (RFC 9113, 3.4), and how much of that is a complete request of HTTP/1. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const PREFACE_HEAD = 18;

function createReader(kind: Reader['kind'], options: ReaderOptions): Reader {
  return {
    kind,
    version: options.version ?? DEFAULT_VERSION,
    relaxed: options.relaxed ?? false,
    bufsize: options.bufsize ?? 16384,
    maxrewrite: options.maxrewrite ?? 1024,
    maxHeaders: options.maxHeaders ?? 101,
    state: kind === 'request' ? 'head' : 'done',
    scan: createScan(kind),
    chunks: createChunks(),
    held: NO_BYTES,
    heldBytes: 0,
    rest: [],
    left: 0,
    messages: kind === 'request' ? 1 : 0,
    asked: { method: 'GET', upgrade: false },
    preface: kind === 'request' ? 0 : -1,
    ended: false,
  };
}

/** A reader for what a client sends. It expects the first request. */
export const createRequestReader = (options: ReaderOptions = {}): Reader => createReader('request', options);

/** A reader for what a server sends. It expects nothing until `expectResponse`: what comes before is left over. */
export const createResponseReader = (options: ReaderOptions = {}): Reader => createReader('response', options);

/** Bytes that came behind the message, or a head that is not complete. Of a server, after its response: unasked for. */
export const waitingBytes = (reader: Reader): number =>
  reader.rest.reduce((sum, piece) => sum + piece.length, reader.heldBytes);

/** The message is over (or there is none yet): what comes now waits. */
export const isDone = (reader: Reader): boolean => reader.state === 'done';

/** Begins the next request of the connection; bytes that waited are read at once. */
export function nextRequest(reader: Reader, out: WireEvent[], decode: Decode = decodeLatin1): void {
  if (reader.state !== 'done') return;
  reader.messages++;
  beginHead(reader);
  readRest(reader, out, decode);
}

/** Begins the response to a request. Bytes that had come unasked count as its beginning. */
export function expectResponse(reader: Reader, asked: AskedBy, out: WireEvent[], decode: Decode = decodeLatin1): void {
  if (reader.state !== 'done') return;
  reader.asked = asked;
  reader.messages++;
  beginHead(reader);
  readRest(reader, out, decode);
}

/** From now on everything is payload: for a request reader, after the other side's head had a `tunnel` body. */
export function openTunnel(reader: Reader, out: WireEvent[], decode: Decode = decodeLatin1): void {
  if (reader.state === 'failed') return;
  reader.state = 'tunnel';
  readRest(reader, out, decode);
}

function beginHead(reader: Reader): void {
  reader.state = 'head';
  reader.heldBytes = 0;
  resetScan(reader.scan, reader.kind);
}

function readRest(reader: Reader, out: WireEvent[], decode: Decode): void {
  const pieces = reader.rest;
  reader.rest = [];
  for (const piece of pieces) feed(reader, piece, out, decode);
  if (reader.ended && reader.rest.length === 0) finish(reader, out, decode);
}

/**
 * Reads `bytes` and appends what they mean to `out`. Linear in time, also when a message comes byte by byte;
 * memory is bounded by `bufsize`, except for what comes after the end of a message (see `waitingBytes`).
 */
export function feed(reader: Reader, bytes: Uint8Array, out: WireEvent[], decode: Decode = decodeLatin1): void {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    switch (reader.state) {
      case 'head':
        readHead(reader, bytes, cursor, out, decode);
        break;
      case 'length':
        readLength(reader, bytes, cursor, out);
        break;
      case 'chunks':
        readChunks(reader, bytes, cursor, out);
        break;
      case 'trailers':
        readTrailers(reader, bytes, cursor, out, decode);
        break;
      case 'until-close':
      case 'tunnel':
        out.push({ type: 'body', bytes: cursor.at === 0 ? bytes : bytes.subarray(cursor.at) });
        return;
      case 'done':
        reader.rest.push(cursor.at === 0 ? bytes : bytes.subarray(cursor.at));
        return;
      default:
        return;
    }
  }
}

/** The peer has ended its side of the connection. What waits for the next message is still read when that begins. */
export function finish(reader: Reader, out: WireEvent[], decode: Decode = decodeLatin1): void {
  if (reader.state === 'done' && reader.rest.length > 0) {
    reader.ended = true;
    return;
  }
  switch (reader.state) {
    case 'until-close':
    case 'tunnel':
      out.push({ type: 'end' });
      break;
    case 'head':
      finishHead(reader, out, decode);
      break;
    case 'done':
      out.push({ type: 'closed' });
      break;
    case 'length':
    case 'chunks':
    case 'trailers':
      out.push({ type: 'truncated' });
      break;
    default:
  }
  reader.state = 'failed';
}

/** An end within a head, or before it. HAProxy answers 400 even to a client that says nothing, except between requests. */
function finishHead(reader: Reader, out: WireEvent[], decode: Decode): void {
  if (reader.kind === 'request' && reader.messages > 1 && reader.heldBytes === 0) {
    out.push({ type: 'closed' });
    return;
  }
  const at = reader.heldBytes;
  const reason = at === 0 ? 'the connection ended before a message' : 'the connection ended within a head';
  const silent = at > 0 && isSilent(reader.scan, reader.held.subarray(0, at), decode, headRules(reader, false));
  out.push({ type: 'error', status: reader.kind === 'request' ? 400 : 502, reason, at, silent });
}

const scanRules = (reader: Reader, rules: Dialect): ScanRules => ({
  relaxed: reader.relaxed,
  refuseNul: rules.refuseNul,
  refuseDelete: rules.refuseDelete,
  threeDigits: rules.threeDigits,
});

const headRules = (reader: Reader, isTrailer: boolean): HeadRules => {
  const rules = dialect(reader.version);
  return {
    dialect: rules,
    isRequest: reader.kind === 'request',
    isTrailer,
    relaxed: reader.relaxed,
    maxHeaders: reader.maxHeaders,
    room: reader.bufsize - reader.maxrewrite - rules.messageRecord,
  };
};

/** Bytes of a head or a trailer section that fit into a buffer. */
const headLimit = (reader: Reader) => reader.bufsize - dialect(reader.version).messageRecord - SPARE;

function fail(reader: Reader, out: WireEvent[], status: number, reason: string, at: number, silent: boolean): void {
  reader.state = 'failed';
  reader.held = NO_BYTES;
  reader.heldBytes = 0;
  out.push({ type: 'error', status: reader.kind === 'request' ? status : 502, reason, at, silent });
}

/**
 * Scans on. Without bytes from before, it scans the input itself; else (or if the section stays incomplete) the input is
 * copied behind them. Returns the scanned bytes when the section is complete, else null. `cursor` moves behind it.
 */
function scanOn(reader: Reader, bytes: Uint8Array, cursor: { at: number }): Uint8Array | null | 'error' {
  const { scan } = reader;
  const limit = headLimit(reader);
  const before = reader.heldBytes;
  const start = cursor.at;
  const take = Math.min(bytes.length - start, limit - before);
  const source = before === 0 ? (start === 0 ? bytes : bytes.subarray(start)) : hold(reader, bytes, start, take, limit);
  const result = scanHead(scan, source, before + take, scanRules(reader, dialect(reader.version)));
  if (result === 'complete') {
    cursor.at = start + scan.at - before;
    return source;
  }
  cursor.at = start + take;
  if (before === 0) hold(reader, bytes, start, take, limit);
  reader.heldBytes = before + take;
  if (result === 'error') return 'error';
  if (reader.heldBytes < limit) return null;
  scan.reason = 'the head does not fit into the buffer';
  return 'error';
}

/** Copies `count` bytes behind the held ones and returns the buffer. */
function hold(reader: Reader, bytes: Uint8Array, start: number, count: number, limit: number): Uint8Array {
  const need = reader.heldBytes + count;
  if (reader.held.length < need) {
    const larger = new Uint8Array(Math.min(limit, Math.max(need, 2 * reader.held.length, 512)));
    larger.set(reader.held.subarray(0, reader.heldBytes));
    reader.held = larger;
  }
  reader.held.set(bytes.subarray(start, start + count), reader.heldBytes);
  return reader.held;
}

/** Looks for HTTP/2's preface. True: that is what came (or may still come), and the bytes are taken care of. */
function readPreface(reader: Reader, bytes: Uint8Array, cursor: { at: number }, out: WireEvent[]): boolean {
  const before = reader.preface;
  let seen = before;
  for (let i = cursor.at; i < bytes.length && seen < PREFACE.length; i++, seen++) {
    if (bytes[i] !== PREFACE.charCodeAt(seen)) {
      reader.preface = -1;
      return false;
    }
  }
  reader.preface = seen;
  if (seen === PREFACE.length) {
    reader.state = 'failed';
    out.push({ type: 'http2' });
    return true;
  }
  // what has come is a whole head: HAProxy does not wait for the rest, and will not have this method
  if (seen >= PREFACE_HEAD) {
    reader.preface = -1;
    return false;
  }
  hold(reader, bytes, cursor.at, seen - before, headLimit(reader));
  reader.heldBytes = seen;
  cursor.at = bytes.length;
  return true;
}

function readHead(reader: Reader, bytes: Uint8Array, cursor: { at: number }, out: WireEvent[], decode: Decode): void {
  const { scan } = reader;
  if (reader.preface >= 0 && readPreface(reader, bytes, cursor, out)) return;
  const source = scanOn(reader, bytes, cursor);
  if (source === null) return;
  const rules = headRules(reader, false);
  if (source === 'error') {
    const full = reader.heldBytes >= headLimit(reader) && scan.at >= reader.heldBytes;
    const status = !full || !rules.dialect.sizeStatuses ? 400 : inFirstLine(scan) ? 414 : 431;
    const silent = isSilent(scan, reader.held.subarray(0, reader.heldBytes), decode, rules);
    fail(reader, out, status, scan.reason, scan.at, silent);
    return;
  }
  reader.heldBytes = 0;
  if (reader.kind === 'request') takeRequest(reader, source, out, decode, rules);
  else takeResponse(reader, source, out, decode, rules);
}

function takeRequest(reader: Reader, source: Uint8Array, out: WireEvent[], decode: Decode, rules: HeadRules): void {
  const message = interpretRequest(reader.scan, source, decode, rules);
  if ('status' in message) {
    fail(reader, out, message.status, message.reason, message.at, message.silent);
    return;
  }
  if (message.head.method === 'PRI' && message.head.target === '*') {
    fail(reader, out, 400, "HTTP/2's preface, but not all of it", 0, false);
    return;
  }
  out.push({ type: 'requestHead', head: message.head, facts: message.facts });
  beginBody(reader, message.facts, out);
}

function takeResponse(reader: Reader, source: Uint8Array, out: WireEvent[], decode: Decode, rules: HeadRules): void {
  const message = interpretResponse(reader.scan, source, decode, rules, reader.asked);
  if (!('facts' in message)) {
    fail(reader, out, message.status, message.reason, message.at, message.silent);
    return;
  }
  const { head, facts } = message;
  if (head.status === 100 || (head.status > 101 && head.status < 200)) {
    out.push({ type: 'informational', head, facts });
    beginHead(reader);
    return;
  }
  out.push({ type: 'responseHead', head, facts });
  beginBody(reader, facts, out);
}

function beginBody(reader: Reader, facts: MessageFacts, out: WireEvent[]): void {
  switch (facts.body) {
    case 'none':
      reader.state = 'done';
      out.push({ type: 'end' });
      return;
    case 'length':
      reader.left = facts.length;
      reader.state = 'length';
      return;
    case 'chunked':
      resetChunks(reader.chunks);
      reader.state = 'chunks';
      return;
    default:
      reader.state = facts.body;
  }
}

function readLength(reader: Reader, bytes: Uint8Array, cursor: { at: number }, out: WireEvent[]): void {
  const end = Math.min(bytes.length, cursor.at + reader.left);
  out.push({ type: 'body', bytes: bytes.subarray(cursor.at, end) });
  reader.left -= end - cursor.at;
  cursor.at = end;
  if (reader.left > 0) return;
  reader.state = 'done';
  out.push({ type: 'end' });
}

function readChunks(reader: Reader, bytes: Uint8Array, cursor: { at: number }, out: WireEvent[]): void {
  const { chunks } = reader;
  if (inData(chunks)) {
    const end = Math.min(bytes.length, cursor.at + chunks.left);
    out.push({ type: 'body', bytes: bytes.subarray(cursor.at, end) });
    takeData(chunks, end - cursor.at);
    cursor.at = end;
    return;
  }
  const step = readFraming(chunks, bytes, cursor, headLimit(reader), dialect(reader.version));
  if (step === 'error') fail(reader, out, 400, chunks.reason, cursor.at, false);
  else if (step === 'last') {
    reader.state = 'trailers';
    reader.heldBytes = 0;
    resetScan(reader.scan, 'trailers');
  }
}

function readTrailers(
  reader: Reader,
  bytes: Uint8Array,
  cursor: { at: number },
  out: WireEvent[],
  decode: Decode,
): void {
  const source = scanOn(reader, bytes, cursor);
  if (source === null) return;
  if (source === 'error') {
    fail(reader, out, 400, reader.scan.reason, reader.scan.at, false);
    return;
  }
  reader.heldBytes = 0;
  if (reader.scan.fields.length > 0) {
    const { fields, fault } = interpretTrailers(reader.scan, source, decode, headRules(reader, true));
    if (fault) {
      fail(reader, out, 400, fault.reason, fault.at, false);
      return;
    }
    out.push({ type: 'trailers', headers: fields.headers });
  }
  reader.state = 'done';
  out.push({ type: 'end' });
}

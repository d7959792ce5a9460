/**
 * Readers: bytes in, events out. Theory of operation:
 *
 * A reader stands in one state. `head`: it scans; what is incomplete is held back in a buffer of its own, and every byte
 * is looked at once. `length`, `chunks`, `trailers`, `until-close`, `tunnel`: the body. `done`: the message is over; bytes
 * that come now belong to the next one and wait in `rest` until the driver says `nextRequest`, `expectResponse` or
 * `openTunnel` (as HAProxy, which does not read the next request before it has answered this one). `failed`: an error was
 * given, or the end of the connection; nothing follows.
 *
 * A reader is plain data, its functions keep nothing else, and none of them throws. `feed` may leave views into its
 * input in the events and in `rest`: the driver must not write into a buffer that it has fed.
 */
import { decodeLatin1 } from './bytes.ts';
import { inData, readFraming, resetChunks, takeData } from './chunks.ts';
import { finishHead, finishTrailers, readHead, readTrailers } from './reader-head.ts';
import { beginHead, type Cursor, createReader, failReader, type Reader } from './reader-state.ts';
import { resetScan } from './scan-state.ts';
import type { AskedBy, Decode, ReaderOptions, WireEvent } from './types.ts';

export type { Reader } from './reader-state.ts';

/** A reader for what a client sends. It expects the first request. */
export const createRequestReader = (options: ReaderOptions = {}): Reader => createReader('request', options);

/** A reader for what a server sends. It expects nothing until `expectResponse`: what comes before is left over. */
export const createResponseReader = (options: ReaderOptions = {}): Reader => createReader('response', options);

/** Bytes that came behind the message, or of a head that is not complete. Of a server after its response: unasked for. */
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
  const cursor: Cursor = { at: 0 };
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

/**
 * Passes over a piece that is nothing but payload, and behind which more payload must come: it need not be fed. False: it must.
 */
export function skip(reader: Reader, bytes: number): boolean {
  switch (reader.state) {
    case 'until-close':
    case 'tunnel':
      return true;
    case 'length':
      if (bytes >= reader.left) return false;
      reader.left -= bytes;
      return true;
    case 'chunks':
      if (!inData(reader.chunks) || bytes >= reader.chunks.left) return false;
      takeData(reader.chunks, bytes);
      return true;
    default:
      return false;
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
    case 'trailers':
      finishTrailers(reader, out, decode);
      break;
    case 'length':
    case 'chunks':
      out.push({ type: 'truncated' });
      break;
    default:
  }
  reader.state = 'failed';
}

function readLength(reader: Reader, bytes: Uint8Array, cursor: Cursor, out: WireEvent[]): void {
  const end = Math.min(bytes.length, cursor.at + reader.left);
  out.push({ type: 'body', bytes: bytes.subarray(cursor.at, end) });
  reader.left -= end - cursor.at;
  cursor.at = end;
  if (reader.left > 0) return;
  reader.state = 'done';
  out.push({ type: 'end' });
}

function readChunks(reader: Reader, bytes: Uint8Array, cursor: Cursor, out: WireEvent[]): void {
  const { chunks } = reader;
  if (inData(chunks)) {
    const end = Math.min(bytes.length, cursor.at + chunks.left);
    out.push({ type: 'body', bytes: bytes.subarray(cursor.at, end) });
    takeData(chunks, end - cursor.at);
    cursor.at = end;
    return;
  }
  const step = readFraming(chunks, bytes, cursor, reader.limit, reader.headRules.dialect);
  if (step === 'error') failReader(reader, out, 400, { reason: chunks.reason, at: chunks.lineBytes }, false);
  else if (step === 'last') {
    reader.state = 'trailers';
    reader.heldBytes = 0;
    resetChunks(chunks);
    resetScan(reader.scan, 'trailers');
  }
}

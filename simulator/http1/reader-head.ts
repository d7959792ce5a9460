/** The sections of a message that must be complete before they mean something: heads and trailers. */
import { interpretRequest, interpretResponse, interpretTrailers, judgeFields, type Refusal } from './interpret.ts';
import { beginHead, type Cursor, failReader, hold, type Reader } from './reader-state.ts';
import { scanHead } from './scan.ts';
import { inFirstLine } from './scan-state.ts';
import type { Decode, MessageFacts, WireEvent } from './types.ts';

/** How an HTTP/2 client begins (RFC 9113, 3.4), and how much of that is a complete request of HTTP/1. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const PREFACE_HEAD = 18;

/** Looks for HTTP/2's preface. True: that is what came (or may still come), and the bytes are taken care of. */
function readPreface(reader: Reader, bytes: Uint8Array, cursor: Cursor, out: WireEvent[]): boolean {
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
  hold(reader, bytes, cursor.at, seen - before);
  reader.heldBytes = seen;
  cursor.at = bytes.length;
  return true;
}

/**
 * Scans on. Without bytes from before, it scans the piece itself; else (or if the section stays incomplete) the piece is
 * copied behind them. Returns the scanned bytes when the section is complete, else null. `cursor` moves behind it.
 */
function scanOn(reader: Reader, bytes: Uint8Array, cursor: Cursor): Uint8Array | null | 'error' {
  const { scan, limit } = reader;
  const before = reader.heldBytes;
  const start = cursor.at;
  const take = Math.min(bytes.length - start, limit - before);
  const source = before === 0 ? (start === 0 ? bytes : bytes.subarray(start)) : hold(reader, bytes, start, take);
  const result = scanHead(scan, source, before + take, reader.scanRules);
  if (result === 'complete') {
    cursor.at = start + scan.at - before;
    return source;
  }
  cursor.at = start + take;
  if (before === 0) hold(reader, bytes, start, take);
  reader.heldBytes = before + take;
  if (result === 'error') return 'error';
  if (reader.heldBytes < limit) return null;
  scan.reason = 'the head does not fit into the buffer';
  return 'error';
}

/** Reads a head, or as much of it as there is. */
export function readHead(reader: Reader, bytes: Uint8Array, cursor: Cursor, out: WireEvent[], decode: Decode): void {
  if (reader.preface >= 0 && readPreface(reader, bytes, cursor, out)) return;
  const { scan, headRules } = reader;
  const isFirstPiece = reader.heldBytes === 0;
  const source = scanOn(reader, bytes, cursor);
  if (source === null) {
    // HAProxy judges what it has when it first looks, and then no more until the head is complete
    const judged = isFirstPiece ? judgeFields(scan, reader.held, decode, headRules) : null;
    if (judged?.fault) failReader(reader, out, 400, judged.fault, judged.silent);
  } else if (source === 'error') {
    const { fault, silent } = judgeFields(scan, reader.held, decode, headRules);
    const isFull = reader.heldBytes >= reader.limit && scan.at >= reader.heldBytes;
    const status = fault || !isFull || !headRules.dialect.sizeStatuses ? 400 : inFirstLine(scan) ? 414 : 431;
    failReader(reader, out, status, fault ?? scan, silent);
  } else {
    reader.heldBytes = 0;
    if (reader.kind === 'request') takeRequest(reader, source, out, decode);
    else takeResponse(reader, source, out, decode);
  }
}

/** An end within a head, or before it. HAProxy answers 400 even to a client that says nothing, except between requests. */
export function finishHead(reader: Reader, out: WireEvent[], decode: Decode): void {
  if (reader.kind === 'request' && reader.messages > 1 && reader.heldBytes === 0) {
    out.push({ type: 'closed' });
    return;
  }
  const at = reader.heldBytes;
  const { fault, silent } = judgeFields(reader.scan, reader.held, decode, reader.headRules);
  const reason = at === 0 ? 'the connection ended before a message' : 'the connection ended within a head';
  failReader(reader, out, 400, fault ?? { reason, at }, silent);
}

function takeRequest(reader: Reader, source: Uint8Array, out: WireEvent[], decode: Decode): void {
  const message = interpretRequest(reader.scan, source, decode, reader.headRules);
  if (!('facts' in message)) {
    refuse(reader, out, message);
    return;
  }
  const { head, facts } = message;
  if (head.method === 'PRI' && head.target === '*') {
    failReader(reader, out, 400, { reason: "HTTP/2's preface where there can be none", at: 0 }, false);
    return;
  }
  out.push({ type: 'requestHead', head, facts });
  beginBody(reader, facts, out);
}

function takeResponse(reader: Reader, source: Uint8Array, out: WireEvent[], decode: Decode): void {
  const message = interpretResponse(reader.scan, source, decode, reader.headRules, reader.asked);
  if (!('facts' in message)) {
    refuse(reader, out, message);
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

const refuse = (reader: Reader, out: WireEvent[], refusal: Refusal) =>
  failReader(reader, out, refusal.status, refusal, refusal.silent);

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
      reader.state = 'chunks';
      return;
    default:
      reader.state = facts.body;
  }
}

/** Reads trailers, or as much of them as there is. */
export function readTrailers(
  reader: Reader,
  bytes: Uint8Array,
  cursor: Cursor,
  out: WireEvent[],
  decode: Decode,
): void {
  const { scan, trailerRules } = reader;
  const isFirstPiece = reader.heldBytes === 0;
  const source = scanOn(reader, bytes, cursor);
  if (source === null) {
    const fault = isFirstPiece ? judgeFields(scan, reader.held, decode, trailerRules).fault : null;
    if (fault) failReader(reader, out, 400, fault, false);
    return;
  }
  if (source === 'error') {
    const { fault } = judgeFields(scan, reader.held, decode, trailerRules);
    failReader(reader, out, 400, fault ?? scan, false);
    return;
  }
  reader.heldBytes = 0;
  if (scan.fieldsEnd > 0) {
    const { fields, fault } = interpretTrailers(scan, source, decode, trailerRules);
    if (fault) {
      failReader(reader, out, 400, fault, false);
      return;
    }
    out.push({ type: 'trailers', headers: fields.headers });
  }
  reader.state = 'done';
  out.push({ type: 'end' });
}

/** An end within the trailers: the payload was complete, and still the message is not. */
export function finishTrailers(reader: Reader, out: WireEvent[], decode: Decode): void {
  const { fault } = judgeFields(reader.scan, reader.held, decode, reader.trailerRules);
  if (fault) failReader(reader, out, 400, fault, false);
  else out.push({ type: 'truncated' });
}

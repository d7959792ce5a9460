/**
 * The peers protocol, version 2.1, on the wire: numbers of variable length, and messages with a class, a type and, for types
 * from 128 on, a length. Bytes in, messages out; nothing else.
 * Facts: HAProxy's doc/peers-v2.0.txt and doc/peers.txt.
 */

export const CONTROL = 0;
export const FAILURE = 1;
export const TABLE = 10;

/** Types of control messages. */
export const RESYNC_REQUEST = 0;
export const RESYNC_FINISHED = 1;
export const RESYNC_PARTIAL = 2;
export const RESYNC_CONFIRM = 3;
export const HEARTBEAT = 4;

/** Types of failures. */
export const PROTOCOL_ERROR = 0;
export const TOO_LARGE = 1;

/** Types of messages about tables; the last two say how long an entry has left. */
export const UPDATE = 128;
export const NEXT_UPDATE = 129;
export const DEFINITION = 130;
export const SWITCH = 131;
export const ACKNOWLEDGEMENT = 132;
export const TIMED_UPDATE = 133;
export const NEXT_TIMED_UPDATE = 134;

/** From this type on a message has a length and a body. */
const WITH_BODY = 128;
/** HAProxy's buffer: no message is longer. */
const LONGEST_BYTES = 16_384;

export interface Message {
  readonly class: number;
  readonly type: number;
  /** Empty where the type has none. */
  readonly body: Buffer;
}

/** A number as bytes: one below 240; else four bits more in the first byte, and seven in each that follows. */
export function encodeNumber(value: number, into: number[]): void {
  if (value < 240) {
    into.push(value);
    return;
  }
  into.push((value % 256) | 240);
  let rest = Math.floor((value - 240) / 16);
  while (rest >= 128) {
    into.push((rest % 256) | 128);
    rest = Math.floor((rest - 128) / 128);
  }
  into.push(rest);
}

/** Reads numbers, text and bytes of a body, one after the other. What is beyond its end makes it `broken`. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
  broken: boolean;
}

export const cursorOn = (bytes: Buffer): Cursor => ({ bytes, at: 0, broken: false });

/** @returns 0 when the body has ended */
export function takeNumber(cursor: Cursor): number {
  const { bytes } = cursor;
  const first = bytes[cursor.at++];
  if (first === undefined) return broken(cursor);
  if (first < 240) return first;
  let value = first;
  for (let factor = 16; ; factor *= 128) {
    const next = bytes[cursor.at++];
    if (next === undefined || factor > 2 ** 60) return broken(cursor);
    value += next * factor;
    if (next < 128) return value;
  }
}

function broken(cursor: Cursor): 0 {
  cursor.broken = true;
  return 0;
}

/** @returns so many bytes, or none when the body has fewer */
export function takeBytes(cursor: Cursor, count: number): Buffer {
  const end = cursor.at + count;
  if (end > cursor.bytes.length) {
    cursor.broken = true;
    return Buffer.alloc(0);
  }
  const taken = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
}

export function takeUint32(cursor: Cursor): number {
  const bytes = takeBytes(cursor, 4);
  return bytes.length === 4 ? bytes.readUInt32BE(0) : 0;
}

export const isAtEnd = ({ bytes, at }: Cursor): boolean => at >= bytes.length;

export function uint32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

export const textBytes = (text: string): number[] => [...Buffer.from(text, 'latin1')];

/** A message without a body. */
export const plainMessage = (messageClass: number, type: number): Buffer => Buffer.from([messageClass, type]);

/** A message about a table. */
export function tableMessage(type: number, body: readonly number[]): Buffer {
  const head = [TABLE, type];
  encodeNumber(body.length, head);
  return Buffer.from([...head, ...body]);
}

export type Read =
  | { readonly kind: 'message'; readonly message: Message; readonly rest: Buffer }
  | { readonly kind: 'more' }
  | { readonly kind: 'too-large' };

/** The first message of what was received, if it is there as a whole. */
export function readMessage(bytes: Buffer): Read {
  const [messageClass, type] = bytes;
  if (messageClass === undefined || type === undefined) return { kind: 'more' };
  if (type < WITH_BODY) {
    const message = { class: messageClass, type, body: Buffer.alloc(0) };
    return { kind: 'message', message, rest: bytes.subarray(2) };
  }
  const cursor: Cursor = { bytes: bytes.subarray(0, 12), at: 2, broken: false };
  const length = takeNumber(cursor);
  // a number of more bytes than these is too large in any case
  if (cursor.broken) return bytes.length >= 12 ? { kind: 'too-large' } : { kind: 'more' };
  if (length > LONGEST_BYTES) return { kind: 'too-large' };
  const end = cursor.at + length;
  if (bytes.length < end) return { kind: 'more' };
  const message = { class: messageClass, type, body: bytes.subarray(cursor.at, end) };
  return { kind: 'message', message, rest: bytes.subarray(end) };
}

/** Frames of HTTP/2 (RFC 9113, 4 and 6): cut out of a stream of bytes, and written. */

export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const END_STREAM = 1;
export const ACK = 1;
export const END_HEADERS = 4;
export const PADDED = 8;
export const WITH_PRIORITY = 32;

/** Error codes (RFC 9113, 7). */
export const NO_ERROR = 0;
export const PROTOCOL_ERROR = 1;
export const INTERNAL_ERROR = 2;
export const FLOW_CONTROL_ERROR = 3;
export const STREAM_CLOSED = 5;
export const FRAME_SIZE_ERROR = 6;
export const REFUSED_STREAM = 7;
export const CANCEL = 8;
export const COMPRESSION_ERROR = 9;
export const ENHANCE_YOUR_CALM = 11;

/** How an HTTP/2 client begins. */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export const HEADER_BYTES = 9;
/** The largest payload that every peer takes, and the most that is taken here. */
export const MAX_FRAME_BYTES = 16_384;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Uint8Array;
}

/** Bytes of frames that are not complete. */
export interface FrameReader {
  held: Uint8Array;
}

export const createFrameReader = (): FrameReader => ({ held: new Uint8Array(0) });

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The frames that are complete now, in order; `tooLarge`: the last one announces more than may come. */
export function readFrames(
  reader: FrameReader,
  bytes: Uint8Array,
): { readonly frames: Frame[]; readonly tooLarge: boolean } {
  const all = join(reader.held, bytes);
  const frames: Frame[] = [];
  let at = 0;
  while (all.length - at >= HEADER_BYTES) {
    const length = (all[at]! << 16) | (all[at + 1]! << 8) | all[at + 2]!;
    if (length > MAX_FRAME_BYTES) return { frames, tooLarge: true };
    const end = at + HEADER_BYTES + length;
    if (end > all.length) break;
    frames.push({
      type: all[at + 3]!,
      flags: all[at + 4]!,
      stream: readWord(all, at + 5) % 2 ** 31,
      payload: all.subarray(at + HEADER_BYTES, end),
    });
    at = end;
  }
  reader.held = at === all.length ? new Uint8Array(0) : all.slice(at);
  return { frames, tooLarge: false };
}

/** Four bytes as a number without sign. */
export const readWord = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

export const word = (value: number): number[] => [
  (value >>> 24) & 255,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

/** The nine bytes in front of a payload. */
export function frameHead(type: number, flags: number, stream: number, length: number): Uint8Array {
  return Uint8Array.from([(length >>> 16) & 255, (length >>> 8) & 255, length & 255, type, flags, ...word(stream)]);
}

/** A whole frame with a small payload. */
export const frame = (type: number, flags: number, stream: number, payload: ArrayLike<number>): Uint8Array =>
  join(frameHead(type, flags, stream, payload.length), Uint8Array.from(payload));

/** A payload without its padding and the fields of priority; null: padded beyond its length. */
export function unpadded({ flags, payload }: Frame): Uint8Array | null {
  const padding = flags & PADDED ? payload[0] : 0;
  if (padding === undefined) return null;
  const start = (flags & PADDED ? 1 : 0) + (flags & WITH_PRIORITY ? 5 : 0);
  const end = payload.length - padding;
  return start > end ? null : payload.subarray(start, end);
}

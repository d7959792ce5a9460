/**
 * A connection of HTTP/2 (RFC 9113) without its socket: bytes in, events out, and bytes to be written. Theory of operation:
 *
 * `receive` reads frames and appends what they mean. A fault of one stream resets it; a fault of the connection queues
 * GOAWAY and says `failed`, after which nothing is read. Payload waits in its stream's queue until both windows let it out
 * (`pump`); `taken` says that a stream's queue is empty. What the peer may send of a stream is given back by `credit`, when
 * it has been consumed; the connection's own window is given back at once, since the streams' windows bound what waits here.
 *
 * Plain data; nothing throws, whatever the peer sends; what is kept is bounded by the windows and by `maxBlockBytes`.
 */
import {
  CANCEL,
  createFrameReader,
  type FrameReader,
  frame,
  GOAWAY,
  MAX_FRAME_BYTES,
  NO_ERROR,
  PREFACE,
  RST_STREAM,
  SETTINGS,
  word,
} from './frames.ts';
import { createDecoder, type Decoder, type Field } from './hpack.ts';

export interface Http2Settings {
  readonly maxStreams: number;
  readonly windowBytes: number;
  /** The largest block of header fields that is taken, coded. */
  readonly maxBlockBytes: number;
}

export interface StreamState {
  readonly id: number;
  /** What may still be sent, and what the peer may still send. */
  sendBytes: number;
  receiveBytes: number;
  /** Consumed, and not given back to the peer so far. */
  owedBytes: number;
  readonly queue: Uint8Array[];
  /** Something was queued, and `taken` has not been said since. */
  awaited: boolean;
  /** The end follows the queue, with these trailers. */
  ending: boolean;
  trailers: readonly Field[];
  localEnd: boolean;
  remoteEnd: boolean;
  headSeen: boolean;
  /** What a request's content-length leaves to come; null: it has none. */
  leftBytes: number | null;
}

export interface Connection {
  readonly role: 'server' | 'client';
  readonly own: Http2Settings;
  readonly streams: Map<number, StreamState>;
  readonly frames: FrameReader;
  readonly decoder: Decoder;
  /** How much of the preface has been seen (a server), and whether the peer's first SETTINGS have come. */
  prefaceBytes: number;
  introduced: boolean;
  /** A block of header fields that goes on in CONTINUATION frames. */
  block: { readonly stream: number; readonly ends: boolean; pieces: Uint8Array[]; bytes: number } | null;
  sendBytes: number;
  receiveBytes: number;
  owedBytes: number;
  peer: { windowBytes: number; frameBytes: number; maxStreams: number; connects: boolean };
  lastPeerStream: number;
  nextStream: number;
  /** Faults and oddities so far, HAProxy's "glitches". */
  glitches: number;
  goawaySent: boolean;
  failed: boolean;
  /** To be written, in order. */
  out: Uint8Array[];
  outBytes: number;
}

export type Http2Event =
  | { readonly type: 'settings' }
  | { readonly type: 'headers'; readonly stream: number; readonly fields: readonly Field[]; readonly ends: boolean }
  | { readonly type: 'trailers'; readonly stream: number; readonly fields: readonly Field[] }
  | { readonly type: 'data'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly stream: number }
  /** The stream is over, by the peer's wish or by a fault of it. */
  | { readonly type: 'reset'; readonly stream: number; readonly code: number }
  /** Everything that was queued has left. */
  | { readonly type: 'taken'; readonly stream: number }
  | { readonly type: 'goaway'; readonly code: number }
  | { readonly type: 'failed'; readonly code: number; readonly reason: string };

/** What a connection's window is before anything is said (RFC 9113, 6.9.2). */
const FIRST_WINDOW = 65_535;

export const HEADER_TABLE_SIZE = 1;
export const ENABLE_PUSH = 2;
export const MAX_CONCURRENT_STREAMS = 3;
export const INITIAL_WINDOW_SIZE = 4;
export const MAX_FRAME_SIZE = 5;
export const ENABLE_CONNECT_PROTOCOL = 8;

/** A client begins to speak at once, a server when it has seen the client's preface. */
export function createConnection(role: 'server' | 'client', own: Http2Settings): Connection {
  const conn: Connection = {
    role,
    own,
    streams: new Map(),
    frames: createFrameReader(),
    decoder: createDecoder(),
    prefaceBytes: 0,
    introduced: false,
    block: null,
    sendBytes: FIRST_WINDOW,
    receiveBytes: FIRST_WINDOW,
    owedBytes: 0,
    peer: {
      windowBytes: FIRST_WINDOW,
      frameBytes: MAX_FRAME_BYTES,
      maxStreams: Number.POSITIVE_INFINITY,
      connects: false,
    },
    lastPeerStream: 0,
    nextStream: 1,
    glitches: 0,
    goawaySent: false,
    failed: false,
    out: [],
    outBytes: 0,
  };
  if (role === 'client') {
    say(
      conn,
      Uint8Array.from(PREFACE, (letter) => letter.charCodeAt(0)),
    );
    introduce(conn);
  }
  return conn;
}

/** Queues bytes to be written. */
export function say(conn: Connection, bytes: Uint8Array): void {
  conn.out.push(bytes);
  conn.outBytes += bytes.length;
}

/** Our first SETTINGS. */
export function introduce(conn: Connection): void {
  const { windowBytes, maxStreams } = conn.own;
  const said: [number, number][] = conn.role === 'client' ? [[ENABLE_PUSH, 0]] : [];
  if (windowBytes !== FIRST_WINDOW) said.push([INITIAL_WINDOW_SIZE, windowBytes]);
  if (conn.role === 'server') said.push([MAX_CONCURRENT_STREAMS, maxStreams], [ENABLE_CONNECT_PROTOCOL, 1]);
  say(
    conn,
    frame(
      SETTINGS,
      0,
      0,
      said.flatMap(([id, value]) => [id >> 8, id & 255, ...word(value)]),
    ),
  );
}

/** A stream whose head was just seen, or is about to be sent. */
export function createStream(conn: Connection, id: number): StreamState {
  const stream: StreamState = {
    id,
    sendBytes: conn.peer.windowBytes,
    receiveBytes: conn.own.windowBytes,
    owedBytes: 0,
    queue: [],
    awaited: false,
    ending: false,
    trailers: [],
    localEnd: false,
    remoteEnd: false,
    headSeen: false,
    leftBytes: null,
  };
  conn.streams.set(id, stream);
  return stream;
}

/** A fault of the connection. */
export function fail(conn: Connection, code: number, reason: string, events: Http2Event[]): void {
  if (conn.failed) return;
  conn.glitches++;
  goaway(conn, code);
  conn.failed = true;
  events.push({ type: 'failed', code, reason });
}

/** Says that no new streams are taken. */
export function goaway(conn: Connection, code = NO_ERROR): void {
  if (conn.failed || (conn.goawaySent && code === NO_ERROR)) return;
  conn.goawaySent = true;
  if (conn.role === 'server' && conn.prefaceBytes < PREFACE.length) return;
  say(conn, frame(GOAWAY, 0, 0, [...word(conn.lastPeerStream), ...word(code)]));
}

/** Ends a stream with a reset of ours. */
export function reset(conn: Connection, id: number, code: number = CANCEL): void {
  if (!conn.streams.delete(id) || conn.failed) return;
  say(conn, frame(RST_STREAM, 0, id, word(code)));
}

/** A fault of one stream: it is over, here and there. */
export function streamFault(conn: Connection, id: number, code: number, events: Http2Event[]): void {
  conn.glitches++;
  if (conn.streams.has(id)) events.push({ type: 'reset', stream: id, code });
  conn.streams.delete(id);
  say(conn, frame(RST_STREAM, 0, id, word(code)));
}

/** So many bytes of a stream's payload were consumed: the peer may send as many more. */
export function credit(conn: Connection, id: number, bytes: number): void {
  const stream = conn.streams.get(id);
  if (stream !== undefined) stream.owedBytes += bytes;
}

/** A stream that has ended on both sides is forgotten. */
export function forgetIfOver(conn: Connection, { id, localEnd, remoteEnd }: StreamState): void {
  if (localEnd && remoteEnd) conn.streams.delete(id);
}

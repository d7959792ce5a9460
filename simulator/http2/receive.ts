/** What a peer sends: frames become events, and change the connection. `connection.ts` has the theory of operation. */
import {
  type Connection,
  createStream,
  credit,
  ENABLE_CONNECT_PROTOCOL,
  ENABLE_PUSH,
  fail,
  forgetIfOver,
  HEADER_TABLE_SIZE,
  type Http2Event,
  INITIAL_WINDOW_SIZE,
  introduce,
  MAX_CONCURRENT_STREAMS,
  MAX_FRAME_SIZE,
  type StreamState,
  say,
  streamFault,
} from './connection.ts';
import {
  ACK,
  COMPRESSION_ERROR,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  ENHANCE_YOUR_CALM,
  FLOW_CONTROL_ERROR,
  FRAME_SIZE_ERROR,
  type Frame,
  frame,
  GOAWAY,
  HEADERS,
  MAX_FRAME_BYTES,
  PING,
  PREFACE,
  PRIORITY,
  PROTOCOL_ERROR,
  PUSH_PROMISE,
  REFUSED_STREAM,
  RST_STREAM,
  readFrames,
  readWord,
  SETTINGS,
  STREAM_CLOSED,
  unpadded,
  WINDOW_UPDATE,
  word,
} from './frames.ts';
import { decodeBlock, type Field } from './hpack.ts';

/** Answers to PING and the like that a peer does not take are not kept without end. */
const MAX_OUT_BYTES = 1 << 20;
const LARGEST_WINDOW = 2 ** 31 - 1;

/** Reads what has come. */
export function receive(conn: Connection, bytes: Uint8Array, events: Http2Event[]): void {
  let at = 0;
  if (conn.role === 'server') {
    for (; at < bytes.length && conn.prefaceBytes < PREFACE.length; at++) {
      if (bytes[at] !== PREFACE.charCodeAt(conn.prefaceBytes++)) {
        fail(conn, PROTOCOL_ERROR, 'not the preface of HTTP/2', events);
        return;
      }
      if (conn.prefaceBytes === PREFACE.length) introduce(conn);
    }
  }
  if (at === bytes.length || conn.failed) return;
  const { frames, tooLarge } = readFrames(conn.frames, at === 0 ? bytes : bytes.subarray(at));
  for (const one of frames) {
    if (conn.failed) return;
    take(conn, one, events);
  }
  if (tooLarge) fail(conn, FRAME_SIZE_ERROR, 'a frame is too large', events);
  else if (conn.outBytes > MAX_OUT_BYTES) fail(conn, ENHANCE_YOUR_CALM, 'answers are not taken', events);
}

function take(conn: Connection, one: Frame, events: Http2Event[]): void {
  if (conn.block !== null && (one.type !== CONTINUATION || one.stream !== conn.block.stream)) {
    fail(conn, PROTOCOL_ERROR, 'something else within a block of headers', events);
    return;
  }
  if (!conn.introduced && one.type !== SETTINGS) {
    fail(conn, PROTOCOL_ERROR, 'SETTINGS must come first', events);
    return;
  }
  switch (one.type) {
    case DATA:
      takeData(conn, one, events);
      return;
    case HEADERS:
      beginBlock(conn, one, events);
      return;
    case CONTINUATION:
      if (conn.block === null) fail(conn, PROTOCOL_ERROR, 'CONTINUATION of nothing', events);
      else addToBlock(conn, one.payload, (one.flags & END_HEADERS) !== 0, events);
      return;
    case RST_STREAM:
      takeReset(conn, one, events);
      return;
    case SETTINGS:
      takeSettings(conn, one, events);
      return;
    case PING:
      if (one.payload.length !== 8) fail(conn, FRAME_SIZE_ERROR, 'PING of another size', events);
      else if (one.stream !== 0) fail(conn, PROTOCOL_ERROR, 'PING on a stream', events);
      else if (!(one.flags & ACK)) say(conn, frame(PING, ACK, 0, one.payload));
      return;
    case GOAWAY:
      if (one.payload.length < 8) fail(conn, FRAME_SIZE_ERROR, 'GOAWAY is too short', events);
      else events.push({ type: 'goaway', code: readWord(one.payload, 4) });
      return;
    case WINDOW_UPDATE:
      takeWindow(conn, one, events);
      return;
    case PRIORITY:
      if (one.payload.length !== 5) fail(conn, FRAME_SIZE_ERROR, 'PRIORITY of another size', events);
      return;
    case PUSH_PROMISE:
      fail(conn, PROTOCOL_ERROR, 'PUSH_PROMISE is not wanted', events);
      return;
    default:
      return; // what is not known is no fault
  }
}

/** A stream that frames may be about: idle ones are a fault of the connection. */
function isIdle(conn: Connection, id: number): boolean {
  return (
    id === 0 ||
    (conn.role === 'server' ? id % 2 === 0 || id > conn.lastPeerStream : id >= conn.nextStream || id % 2 === 0)
  );
}

function takeData(conn: Connection, one: Frame, events: Http2Event[]): void {
  const { stream: id, payload } = one;
  if (isIdle(conn, id)) {
    fail(conn, PROTOCOL_ERROR, 'DATA on an idle stream', events);
    return;
  }
  conn.receiveBytes -= payload.length;
  conn.owedBytes += payload.length;
  const bytes = unpadded({ ...one, flags: one.flags & ~WITHOUT_PRIORITY });
  if (bytes === null) {
    fail(conn, PROTOCOL_ERROR, 'more padding than payload', events);
    return;
  }
  const stream = conn.streams.get(id);
  if (stream === undefined) return; // it was reset here, and the peer did not know
  if (conn.receiveBytes < 0 || stream.receiveBytes < payload.length) {
    fail(conn, FLOW_CONTROL_ERROR, 'more than the window has room for', events);
    return;
  }
  if (stream.remoteEnd || !stream.headSeen) {
    streamFault(conn, id, stream.remoteEnd ? STREAM_CLOSED : PROTOCOL_ERROR, events);
    return;
  }
  const ends = (one.flags & END_STREAM) !== 0;
  if (stream.leftBytes !== null) {
    stream.leftBytes -= bytes.length;
    if (stream.leftBytes < 0 || (ends && stream.leftBytes > 0)) {
      streamFault(conn, id, PROTOCOL_ERROR, events);
      return;
    }
  }
  stream.receiveBytes -= payload.length;
  // padding is consumed at once
  credit(conn, id, payload.length - bytes.length);
  if (bytes.length > 0) events.push({ type: 'data', stream: id, bytes });
  if (ends) remoteEnds(conn, stream, events);
}

/** DATA has no fields of priority, whatever its flags say. */
const WITHOUT_PRIORITY = 32;

function remoteEnds(conn: Connection, stream: StreamState, events: Http2Event[]): void {
  stream.remoteEnd = true;
  events.push({ type: 'end', stream: stream.id });
  forgetIfOver(conn, stream);
}

function beginBlock(conn: Connection, one: Frame, events: Http2Event[]): void {
  const { stream: id } = one;
  const isNew = conn.role === 'server' && id > conn.lastPeerStream;
  if (id === 0 || id % 2 === 0 || (conn.role === 'client' && id >= conn.nextStream)) {
    fail(conn, PROTOCOL_ERROR, 'HEADERS on a stream that cannot be', events);
    return;
  }
  const payload = unpadded(one);
  if (payload === null) {
    fail(conn, PROTOCOL_ERROR, 'more padding than payload', events);
    return;
  }
  if (isNew) conn.lastPeerStream = id;
  conn.block = { stream: id, ends: (one.flags & END_STREAM) !== 0, pieces: [], bytes: 0 };
  if (isNew && !conn.goawaySent && conn.streams.size < conn.own.maxStreams) createStream(conn, id);
  addToBlock(conn, payload, (one.flags & END_HEADERS) !== 0, events);
}

function addToBlock(conn: Connection, piece: Uint8Array, isLast: boolean, events: Http2Event[]): void {
  const block = conn.block!;
  block.pieces.push(piece.slice());
  block.bytes += piece.length;
  if (block.bytes > conn.own.maxBlockBytes || block.pieces.length > 64) {
    fail(conn, ENHANCE_YOUR_CALM, 'a block of headers is too large', events);
    return;
  }
  if (!isLast) return;
  conn.block = null;
  const whole = new Uint8Array(block.bytes);
  let at = 0;
  for (const one of block.pieces) {
    whole.set(one, at);
    at += one.length;
  }
  const fields = decodeBlock(conn.decoder, whole);
  if (fields === null) fail(conn, COMPRESSION_ERROR, 'a block of headers cannot be decoded', events);
  else takeFields(conn, block.stream, fields, block.ends, events);
}

function takeFields(conn: Connection, id: number, fields: readonly Field[], ends: boolean, events: Http2Event[]): void {
  const stream = conn.streams.get(id);
  if (stream === undefined) {
    // refused: too many at once; or over already, which the peer may not have known
    if (conn.role === 'server' && id === conn.lastPeerStream && !conn.goawaySent)
      say(conn, frame(RST_STREAM, 0, id, word(REFUSED_STREAM)));
    return;
  }
  if (stream.remoteEnd) {
    streamFault(conn, id, STREAM_CLOSED, events);
    return;
  }
  if (stream.headSeen) {
    if (!ends || fields.some(({ name }) => name.startsWith(':'))) streamFault(conn, id, PROTOCOL_ERROR, events);
    else {
      events.push({ type: 'trailers', stream: id, fields });
      remoteEnds(conn, stream, events);
    }
    return;
  }
  const isInterim =
    conn.role === 'client' && /^1\d\d$/.test(fields.find(({ name }) => name === ':status')?.value ?? '');
  if (isInterim && ends) {
    streamFault(conn, id, PROTOCOL_ERROR, events);
    return;
  }
  stream.headSeen = !isInterim;
  const length = fields.find(({ name }) => name === 'content-length')?.value;
  if (conn.role === 'server' && length !== undefined && /^\d{1,15}$/.test(length)) stream.leftBytes = Number(length);
  if (ends && stream.leftBytes !== null && stream.leftBytes > 0) {
    streamFault(conn, id, PROTOCOL_ERROR, events);
    return;
  }
  events.push({ type: 'headers', stream: id, fields, ends });
  if (ends) remoteEnds(conn, stream, events);
}

function takeReset(conn: Connection, { stream: id, payload }: Frame, events: Http2Event[]): void {
  if (payload.length !== 4) fail(conn, FRAME_SIZE_ERROR, 'RST_STREAM of another size', events);
  else if (isIdle(conn, id)) fail(conn, PROTOCOL_ERROR, 'RST_STREAM on an idle stream', events);
  else if (conn.streams.delete(id)) events.push({ type: 'reset', stream: id, code: readWord(payload, 0) });
}

function takeSettings(conn: Connection, { flags, stream: id, payload }: Frame, events: Http2Event[]): void {
  if (id !== 0 || (!conn.introduced && flags & ACK)) {
    fail(conn, PROTOCOL_ERROR, 'SETTINGS where they cannot be', events);
    return;
  }
  if (payload.length % 6 !== 0 || (flags & ACK && payload.length > 0)) {
    fail(conn, FRAME_SIZE_ERROR, 'SETTINGS of another size', events);
    return;
  }
  if (flags & ACK) return;
  const wasIntroduced = conn.introduced;
  conn.introduced = true;
  for (let at = 0; at < payload.length && !conn.failed; at += 6)
    applySetting(conn, (payload[at]! << 8) | payload[at + 1]!, readWord(payload, at + 2), events);
  if (conn.failed) return;
  say(conn, frame(SETTINGS, ACK, 0, []));
  if (!wasIntroduced) events.push({ type: 'settings' });
}

function applySetting(conn: Connection, id: number, value: number, events: Http2Event[]): void {
  switch (id) {
    case HEADER_TABLE_SIZE:
      return; // the encoder keeps no table
    case ENABLE_PUSH:
      if (value > 1) fail(conn, PROTOCOL_ERROR, 'ENABLE_PUSH is 0 or 1', events);
      return;
    case MAX_CONCURRENT_STREAMS:
      conn.peer.maxStreams = value;
      return;
    case INITIAL_WINDOW_SIZE: {
      if (value > LARGEST_WINDOW) {
        fail(conn, FLOW_CONTROL_ERROR, 'a window is too large', events);
        return;
      }
      const more = value - conn.peer.windowBytes;
      conn.peer.windowBytes = value;
      for (const stream of conn.streams.values()) stream.sendBytes += more;
      return;
    }
    case MAX_FRAME_SIZE:
      if (value < MAX_FRAME_BYTES || value >= 2 ** 24)
        fail(conn, PROTOCOL_ERROR, 'a frame size that cannot be', events);
      else conn.peer.frameBytes = value;
      return;
    case ENABLE_CONNECT_PROTOCOL:
      conn.peer.connects = value === 1;
      return;
    default:
      return;
  }
}

function takeWindow(conn: Connection, { stream: id, payload }: Frame, events: Http2Event[]): void {
  if (payload.length !== 4) {
    fail(conn, FRAME_SIZE_ERROR, 'WINDOW_UPDATE of another size', events);
    return;
  }
  const more = readWord(payload, 0) % 2 ** 31;
  if (id === 0) {
    conn.sendBytes += more;
    if (more === 0) fail(conn, PROTOCOL_ERROR, 'a window by nothing larger', events);
    else if (conn.sendBytes > LARGEST_WINDOW) fail(conn, FLOW_CONTROL_ERROR, 'a window is too large', events);
    return;
  }
  if (isIdle(conn, id)) {
    fail(conn, PROTOCOL_ERROR, 'WINDOW_UPDATE on an idle stream', events);
    return;
  }
  const stream = conn.streams.get(id);
  if (stream === undefined) return;
  stream.sendBytes += more;
  if (more === 0) streamFault(conn, id, PROTOCOL_ERROR, events);
  else if (stream.sendBytes > LARGEST_WINDOW) streamFault(conn, id, FLOW_CONTROL_ERROR, events);
}

/** What is sent: heads at once, payload as the windows let it out. `connection.ts` has the theory of operation. */
import { type Connection, createStream, forgetIfOver, type Http2Event, type StreamState, say } from './connection.ts';
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frame,
  frameHead,
  HEADERS,
  MAX_FRAME_BYTES,
  RST_STREAM,
  WINDOW_UPDATE,
  word,
} from './frames.ts';
import { encodeBlock, type Field } from './hpack.ts';

/** A new stream of ours, with its head; null: the connection takes no more. */
export function open(conn: Connection, fields: readonly Field[], ends: boolean): StreamState | null {
  if (conn.failed || conn.goawaySent || conn.streams.size >= conn.peer.maxStreams) return null;
  const stream = createStream(conn, conn.nextStream);
  conn.nextStream += 2;
  sendFields(conn, stream, fields, ends);
  return stream;
}

/** A stream of ours that was never used: its number is taken, and given up. */
export function openAndReset(conn: Connection, code: number): void {
  if (conn.failed) return;
  say(conn, frame(RST_STREAM, 0, conn.nextStream, word(code)));
  conn.nextStream += 2;
}

/** A head, or an interim one. */
export function sendFields(conn: Connection, stream: StreamState, fields: readonly Field[], ends: boolean): void {
  if (conn.failed || stream.localEnd) return;
  const block = encodeBlock(fields);
  const most = conn.peer.frameBytes;
  for (let at = 0, type = HEADERS; at === 0 || at < block.length; at += most, type = CONTINUATION) {
    const piece = block.subarray(at, at + most);
    const flags = (at + most >= block.length ? END_HEADERS : 0) | (ends && type === HEADERS ? END_STREAM : 0);
    say(conn, frameHead(type, flags, stream.id, piece.length));
    say(conn, piece);
  }
  if (!ends) return;
  stream.localEnd = true;
  forgetIfOver(conn, stream);
}

/** Queues payload; `taken` will be said when it has left. */
export function sendData(stream: StreamState, bytes: Uint8Array): void {
  if (bytes.length > 0) stream.queue.push(bytes);
  stream.awaited = true;
}

/** The message ends behind what is queued. */
export function sendEnd(stream: StreamState, trailers: readonly Field[]): void {
  stream.ending = true;
  stream.trailers = trailers;
}

/** Lets out what the windows allow, up to so many bytes in `out`, and gives back what is owed to the peer. */
export function pump(conn: Connection, roomBytes: number, events: Http2Event[]): void {
  if (conn.failed) return;
  if (conn.owedBytes > 0) {
    say(conn, frame(WINDOW_UPDATE, 0, 0, word(conn.owedBytes)));
    conn.receiveBytes += conn.owedBytes;
    conn.owedBytes = 0;
  }
  for (const stream of conn.streams.values()) giveBack(conn, stream);
  // a turn for each, so that a long answer does not keep the others waiting
  for (let moved = true; moved && conn.outBytes < roomBytes; ) {
    moved = false;
    for (const stream of conn.streams.values()) if (sendPiece(conn, stream, events)) moved = true;
  }
}

function giveBack(conn: Connection, stream: StreamState): void {
  if (stream.owedBytes === 0) return;
  say(conn, frame(WINDOW_UPDATE, 0, stream.id, word(stream.owedBytes)));
  stream.receiveBytes += stream.owedBytes;
  stream.owedBytes = 0;
}

/** One frame of a stream's payload, and its end. True: there may be more. */
function sendPiece(conn: Connection, stream: StreamState, events: Http2Event[]): boolean {
  if (stream.localEnd) return false;
  const { queue } = stream;
  const first = queue[0];
  if (first !== undefined) {
    const most = Math.min(first.length, stream.sendBytes, conn.sendBytes, conn.peer.frameBytes, MAX_FRAME_BYTES);
    if (most <= 0) return false;
    const isWhole = most === first.length;
    if (isWhole) queue.shift();
    else queue[0] = first.subarray(most);
    const ends = isWhole && queue.length === 0 && stream.ending && stream.trailers.length === 0;
    say(conn, frameHead(DATA, ends ? END_STREAM : 0, stream.id, most));
    say(conn, first.subarray(0, most));
    stream.sendBytes -= most;
    conn.sendBytes -= most;
    if (queue.length === 0) taken(stream, events);
    if (ends) endHere(conn, stream);
    return queue.length > 0;
  }
  taken(stream, events);
  if (!stream.ending) return false;
  if (stream.trailers.length > 0) sendFields(conn, stream, stream.trailers, true);
  else {
    say(conn, frameHead(DATA, END_STREAM, stream.id, 0));
    endHere(conn, stream);
  }
  return false;
}

function taken(stream: StreamState, events: Http2Event[]): void {
  if (!stream.awaited) return;
  stream.awaited = false;
  events.push({ type: 'taken', stream: stream.id });
}

function endHere(conn: Connection, stream: StreamState): void {
  stream.localEnd = true;
  forgetIfOver(conn, stream);
}

/** What is to be written now; the caller writes it. */
export function takeOutput(conn: Connection): Uint8Array[] {
  const { out } = conn;
  conn.out = [];
  conn.outBytes = 0;
  return out;
}

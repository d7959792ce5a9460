/**
 * What is written to a socket within one batch of facts is put together: a head and a small payload leave in one
 * system call. Large payload is passed on as it came, without a copy.
 */

import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { StreamId } from '../../engine/io.ts';
import { type BodyKind, chunkHead, type Decode } from '../../http1/index.ts';
import { type ClientLink, feed, type ServerLink, type World } from './world.ts';

type Link = ClientLink | ServerLink;

/** Up to this size a copy is cheaper than another system call. */
const COPIED_BYTES = 8192;

/** Node's own; it takes any bytes, though its types know it for no Buffer. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** Bytes as text, a character a byte, the platform's fast way. */
export const decode: Decode = (bytes, start, end) => latin1Slice.call(bytes, start, end);

/** Ends a connection with RST where the kind of socket has that (TCP), else at once all the same. */
export function resetSocket(socket: Duplex): void {
  try {
    (socket as Socket).resetAndDestroy();
  } catch {
    socket.destroy();
  }
}

/** Adds text (ISO-8859-1) to what goes out at the end of the batch. */
export function queueText(world: World, link: Link, text: string): void {
  if (!link.dirty) {
    link.dirty = true;
    world.dirty.push(link);
  }
  link.text += text;
}

/** Adds payload, framed as `kind` says. False: the peer is slow, the source should rest until `drain`. */
export function queueBody(world: World, link: Link, bytes: Uint8Array, kind: BodyKind): boolean {
  if (kind === 'none' || bytes.length === 0) return true;
  // With nothing to leave together with, a copy would gain nothing.
  if (kind !== 'chunked' && link.text === '') return writeBody(link, bytes);
  if (kind === 'chunked') queueText(world, link, chunkHead(bytes.length));
  if (bytes.length <= COPIED_BYTES) queueText(world, link, decode(bytes, 0, bytes.length));
  else {
    writeText(link);
    writeBody(link, bytes);
  }
  if (kind === 'chunked') queueText(world, link, '\r\n');
  return takesMore(link.socket);
}

function writeBody(link: Link, bytes: Uint8Array): boolean {
  return link.finished || link.socket.destroyed || writeBytes(link.socket, bytes);
}

/** A source that rested may send again. */
export function goOn(source: Duplex | undefined): void {
  if (source?.isPaused()) source.resume();
}

/** Writes without a copy. False: the peer is slow. */
export function writeBytes(socket: Duplex, bytes: Uint8Array): boolean {
  return socket.write(bytes) || takesMore(socket);
}

/** Node calls a socket full until the next turn, though the system has taken everything: then there is no need to wait. */
function takesMore(socket: Duplex): boolean {
  return !socket.writableNeedDrain || socket.writableLength === 0;
}

/** Writes what was put together for one link. */
export function writeText(link: Link): void {
  const { text } = link;
  if (text === '') return;
  link.text = '';
  if (!link.finished && !link.socket.destroyed) link.socket.write(text, 'latin1');
}

/** Writes what the batch has put together. */
export function flushAll(world: World): void {
  const { dirty } = world;
  for (const link of dirty) {
    link.dirty = false;
    writeText(link);
  }
  dirty.length = 0;
}

/** Says, later, that the client has taken everything that was written so far. */
export function awaitFlush(world: World, link: ClientLink, stream: StreamId): void {
  if (link.socket.destroyed || link.finished) return;
  link.socket.write('', () => {
    if (!link.gone) feed(world, { type: 'flushed', client: link.id, stream });
  });
}

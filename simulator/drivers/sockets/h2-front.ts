/**
 * HTTP/2 on a client's connection: it stays one client of the engine, and every stream is another one within it. A stream's
 * `socket` is the stream itself: payload goes through it as through a connection.
 */
import type { ResponseHead } from '../../engine/io.ts';
import type { HaproxyVersion, Header } from '../../http1/index.ts';
import { CANCEL, type Field, INTERNAL_ERROR, NO_ERROR, PROTOCOL_ERROR } from '../../http2/index.ts';
import { readRequest, responseFields } from './h2-messages.ts';
import {
  createSession,
  endSession,
  resetStream,
  type Session,
  type StreamSide,
  sendHead as sendFields,
  sendInterim,
} from './h2-session.ts';
import type { HttpClient } from './http-client.ts';
import { type ClientLink, feed, together, type World } from './world.ts';

/** What a stream of HTTP/2 needs beside what every client link has. */
export interface Http2Stream {
  readonly conn: ClientLink;
  readonly session: Session;
  readonly side: StreamSide;
  /** The protocol that it asks for, by an extended CONNECT. */
  readonly protocol: string | null;
  /** The key that a server of HTTP/1 was given with it (WebSocket). */
  key: string | null;
  /** The response is complete: nothing more is written. */
  answered: boolean;
  requestTrailers: readonly Header[];
}

/** What the other half of the driver does for a stream's client, given so that the files need not know one another. */
export interface ForStreams {
  createHttp(world: World, conn: ClientLink): HttpClient;
  takeBody(world: World, link: ClientLink, bytes: Buffer): void;
  takeEnd(world: World, link: ClientLink, trailers: readonly Header[]): void;
  lost(world: World, link: ClientLink, how: 'end' | 'reset'): void;
}

/** From now on the connection speaks HTTP/2; its socket has no handlers of ours any more, and nothing was taken from it. */
export function speakHttp2(world: World, link: ClientLink, tools: ForStreams): void {
  const { maxStreams, windowBytes } = world.plan.process.http2;
  const links = new Map<StreamSide, ClientLink>();
  const settings = { maxStreams, windowBytes, maxBlockBytes: world.plan.process.maxHeadBytes };
  feed(world, { type: 'multiplexed', client: link.id });
  if (link.gone) return;
  const session = createSession(link.socket, 'server', settings, {
    head: (side, fields, ends) => {
      if (link.gone || link.finished) return;
      const child = takeStream(world, link, session, side, fields, ends, tools);
      if (child === null) return;
      links.set(side, child);
      side.duplex.once('close', () => links.delete(side));
    },
    trailers: (side, fields) => {
      const child = links.get(side);
      if (child?.h2) child.h2.requestTrailers = fields;
    },
    reset: (side) => {
      const child = links.get(side);
      if (child) tools.lost(world, child, 'reset');
    },
    goaway: () => undefined,
    settings: () => undefined,
    closed: () => tools.lost(world, link, session.ended ? 'end' : 'reset'),
  });
  link.session = session;
  link.socket.resume();
}

function takeStream(
  world: World,
  conn: ClientLink,
  session: Session,
  side: StreamSide,
  fields: readonly Field[],
  ends: boolean,
  tools: ForStreams,
): ClientLink | null {
  const request = readRequest(fields, ends, world.plan.version);
  if (request === null) {
    session.conn.glitches++;
    resetStream(side, PROTOCOL_ERROR);
    return null;
  }
  const { head, facts, protocol, isBad } = request;
  const http = tools.createHttp(world, conn);
  const { duplex } = side;
  const link: ClientLink = {
    ...conn,
    id: world.nextClient++,
    socket: duplex,
    held: [],
    heldBytes: 0,
    peekBytes: 0,
    text: '',
    dirty: false,
    unsaidBytes: 0,
    peer: null,
    http,
    session: null,
    h2: { conn, session, side, protocol, key: null, answered: false, requestTrailers: [] },
    ended: false,
    finished: false,
    gone: false,
  };
  http.head = head;
  http.facts = facts;
  world.clients.set(link.id, link);
  duplex.on('data', (chunk: Buffer) => {
    if (!link.gone) tools.takeBody(world, link, chunk);
  });
  // a request without payload was told whole; what follows a tunnel's head is the tunnel's
  const isTold = facts.body === 'none';
  const isTunnel = head.method === 'CONNECT' || protocol !== null;
  duplex.once('end', () => {
    if (!link.gone && (!isTold || isTunnel)) tools.takeEnd(world, link, link.h2!.requestTrailers);
  });
  duplex.on('drain', () => (link.peer ?? http.server)?.socket.resume());
  together(world, () => {
    const { listener, src, dst } = conn;
    feed(world, { type: 'accepted', client: link.id, listener, src, dst, within: conn.id });
    if (isBad) {
      feed(world, { type: 'badRequest', client: link.id, status: 400, reason: 'not a request' });
      return;
    }
    const { body, headBytes } = facts;
    feed(world, { type: 'requestHead', client: link.id, head, body, headBytes, persistent: true });
    if (body === 'none' && !link.gone) tools.takeEnd(world, link, []);
  });
  return link;
}

/** Sends the head of the response; `ends`: it has no payload. */
export function sendHead(h2: Http2Stream, head: ResponseHead, ends: boolean): void {
  sendFields(h2.session, h2.side, responseFields(head, head.status === 101 && h2.protocol !== null), ends);
  if (ends) h2.answered = true;
}

/** An informational response. */
export function sendInformational({ session, side }: Http2Stream, head: ResponseHead): void {
  sendInterim(session, side, responseFields(head, false));
}

/** The response is complete. True: the client has not taken all of it yet; `taken` is called when it has. */
export function endStream(h2: Http2Stream, trailers: readonly Header[], taken: () => void): boolean {
  if (h2.answered) return false;
  h2.answered = true;
  const { side } = h2;
  side.trailers = trailers;
  if (side.duplex.destroyed) return false;
  const pending = side.duplex.writableLength > 0;
  side.duplex.end(pending ? taken : undefined);
  return pending;
}

/** The engine has done with the stream. What was not answered whole is cut off, and what is still uploaded is not wanted. */
export function closeStream(
  link: ClientLink,
  { side, answered, protocol }: Http2Stream,
  how: 'end' | 'reset',
  version: HaproxyVersion,
): void {
  const { duplex } = side;
  link.finished = true;
  if (side.over || duplex.destroyed) return;
  if (how === 'end' && answered) {
    if (duplex.readableEnded) return;
    duplex.resume();
    const code = version === '2.6' ? CANCEL : NO_ERROR;
    if (duplex.writableFinished) refuseRest(side, code);
    else duplex.once('finish', () => refuseRest(side, code));
  } else if (how === 'end' && (protocol !== null || version === '2.6') && side.headSent) {
    duplex.resume();
    duplex.end();
  } else resetStream(side, side.headSent ? CANCEL : INTERNAL_ERROR);
}

/** The rest of an upload that was answered early. */
function refuseRest(side: StreamSide, code: number): void {
  if (!side.state.remoteEnd) resetStream(side, code);
}

/** Ends the connection: GOAWAY, then its end. */
export function closeSession(session: Session, how: 'end' | 'reset'): void {
  if (how === 'reset') session.socket.destroy();
  else endSession(session);
}

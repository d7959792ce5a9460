/**
 * HTTP/2 on a connection to a server. The engine has one exchange at a time on a connection, here as with HTTP/1: each is a
 * stream, and while it lasts the link's `socket` is that stream.
 */
import type { Duplex } from 'node:stream';
import type { RequestHead } from '../../engine/io.ts';
import type { Header, WireEvent } from '../../http1/index.ts';
import { CANCEL, NO_ERROR, openAndReset } from '../../http2/index.ts';
import { readResponse, requestFields } from './h2-messages.ts';
import {
  createSession,
  endSession,
  openStream,
  resetStream,
  type Session,
  type StreamSide,
  schedule,
} from './h2-session.ts';
import type { ServerLink, World } from './world.ts';

export interface Http2Server {
  readonly session: Session;
  readonly raw: Duplex;
  side: StreamSide | null;
  asked: { readonly method: string; readonly protocol: string | null; readonly key: string | null };
  trailers: readonly Header[];
  /** Waits for the server's settings. */
  onSettings: (() => void) | null;
}

/** What the other half of the driver does with what comes, given so that the files need not know one another. */
export interface ForServers {
  events(world: World, link: ServerLink, events: readonly WireEvent[]): void;
  /** The connection is of no use any more. */
  lost(world: World, link: ServerLink, how: 'end' | 'reset'): void;
}

/** From now on the connection speaks HTTP/2; its socket has no handlers of ours any more. */
export function beginHttp2(world: World, link: ServerLink, tools: ForServers): void {
  const raw = link.socket;
  const { windowBytes } = world.plan.process.http2;
  const settings = { maxStreams: 0, windowBytes, maxBlockBytes: world.plan.process.maxHeadBytes };
  const session = createSession(raw, 'client', settings, {
    head: (side, fields, ends) => {
      if (link.gone || h2.side !== side) return;
      const message = readResponse(fields, ends, h2.asked, world.plan.version);
      if (message === null) {
        resetStream(side, CANCEL);
        tools.events(world, link, [{ type: 'error', status: 502, reason: 'not a response', at: 0, silent: false }]);
        return;
      }
      const { status } = message.head;
      const isInterim = status >= 100 && status < 200 && status !== 101;
      tools.events(world, link, [{ type: isInterim ? 'informational' : 'responseHead', ...message }]);
    },
    trailers: (side, fields) => {
      if (!link.gone && h2.side === side) tools.events(world, link, [{ type: 'trailers', headers: fields }]);
    },
    reset: (side) => {
      if (link.gone || h2.side !== side) return;
      h2.side = null;
      link.socket = raw;
      tools.lost(world, link, 'reset');
    },
    goaway: () => {
      link.ended = true;
      if (h2.side === null && !link.gone) tools.lost(world, link, 'end');
    },
    settings: () => h2.onSettings?.(),
    closed: () => tools.lost(world, link, session.ended || link.ended ? 'end' : 'reset'),
  });
  const asked = { method: 'GET', protocol: null, key: null };
  const h2: Http2Server = { session, raw, side: null, asked, trailers: [], onSettings: null };
  link.h2 = h2;
  raw.resume();
}

interface Asking {
  /** The protocol that an upgrade asks for. */
  readonly upgrade: string | null;
  /** Nothing follows the head. */
  readonly ends: boolean;
}

/** Sends a request; what comes of it is told as the codec of HTTP/1 would. False: it was not, and payload has no place. */
export function sendRequest(
  world: World,
  link: ServerLink,
  head: RequestHead,
  asking: Asking,
  tools: ForServers,
): boolean {
  const h2 = link.h2!;
  const { conn } = h2.session;
  if (asking.upgrade === null) return begin(world, link, head, asking, tools);
  const go = () => {
    h2.onSettings = null;
    if (link.gone) return;
    if (conn.peer.connects && asking.ends) {
      begin(world, link, head, asking, tools);
      return;
    }
    openAndReset(conn, CANCEL);
    schedule(h2.session);
    refuse(world, link, tools, 'the server takes no other protocols over HTTP/2');
  };
  if (conn.introduced) go();
  else h2.onSettings = go;
  return asking.ends;
}

function refuse(world: World, link: ServerLink, tools: ForServers, reason: string): void {
  tools.events(world, link, [{ type: 'error', status: 502, reason, at: 0, silent: false }]);
}

function begin(
  world: World,
  link: ServerLink,
  head: RequestHead,
  { upgrade, ends }: Asking,
  tools: ForServers,
): boolean {
  const h2 = link.h2!;
  const opens = upgrade !== null || head.method === 'CONNECT';
  h2.asked = {
    method: head.method,
    protocol: upgrade,
    key: head.headers.find(({ name }) => name === 'sec-websocket-key')?.value ?? null,
  };
  const side = openStream(h2.session, requestFields(head, upgrade), ends && !opens);
  if (side === null) {
    refuse(world, link, tools, 'the server takes no more streams');
    return false;
  }
  h2.side = side;
  const { duplex } = side;
  link.socket = duplex;
  duplex.on('data', (chunk: Buffer) => {
    if (!link.gone && h2.side === side) tools.events(world, link, [{ type: 'body', bytes: chunk }]);
  });
  duplex.on('drain', () => (link.peer ?? link.http?.client)?.socket.resume());
  duplex.once('end', () => {
    if (link.gone || h2.side !== side) return;
    if (link.peer === null) {
      h2.side = null;
      link.socket = h2.raw;
      // the rest of an upload that was answered early is not wanted
      if (!side.state.localEnd) resetStream(side, NO_ERROR);
    }
    tools.events(world, link, [{ type: 'end' }]);
  });
  return true;
}

/** The request is complete. */
export function endRequestStream({ side }: Http2Server, trailers: readonly Header[]): void {
  if (side === null || side.duplex.writableEnded || side.duplex.destroyed) return;
  side.trailers = trailers;
  side.duplex.end();
}

/** Ends the connection, and with it what is on it. */
export function closeHttp2({ side, session }: Http2Server): void {
  if (side !== null && !side.duplex.destroyed) resetStream(side, CANCEL);
  endSession(session);
}

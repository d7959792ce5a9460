/**
 * A connection of HTTP/2 on a socket: the codec of `simulator/http2` between the two, and every stream as a Duplex, so that
 * payload is written, paused and resumed as on a connection of its own.
 */
import { Duplex } from 'node:stream';
import {
  CANCEL,
  type Connection,
  createConnection,
  credit,
  type Field,
  goaway,
  type Http2Event,
  type Http2Settings,
  open,
  pump,
  receive,
  reset,
  type StreamState,
  sendData,
  sendEnd,
  sendFields,
  takeOutput,
} from '../../http2/index.ts';

export interface StreamSide {
  readonly id: number;
  readonly state: StreamState;
  readonly duplex: Duplex;
  headSent: boolean;
  /** Sent behind the payload when that ends. */
  trailers: readonly Field[];
  /** The stream is over for the codec. */
  over: boolean;
  /** The code of the reset that an early end becomes. */
  code: number;
  /** Payload that nobody has taken from the Duplex. */
  waitingBytes: number;
  taken: (() => void) | null;
}

export interface SessionHandlers {
  /** A server: a request on a new stream; a client: a response, or an informational one. */
  head(side: StreamSide, fields: readonly Field[], ends: boolean): void;
  trailers(side: StreamSide, fields: readonly Field[]): void;
  /** The peer has reset a stream, or was at fault on it. */
  reset(side: StreamSide, code: number): void;
  /** The peer takes no more streams. */
  goaway(): void;
  /** What the peer can do is known. */
  settings(): void;
  /** Nothing more comes of the connection. */
  closed(): void;
}

export interface Session {
  readonly conn: Connection;
  readonly socket: Duplex;
  readonly sides: Map<number, StreamSide>;
  readonly handlers: SessionHandlers;
  scheduled: boolean;
  /** The socket has enough to write for now. */
  full: boolean;
  /** Their FIN was seen; ours was sent. */
  ended: boolean;
  finished: boolean;
  closed: boolean;
}

/** How much is handed to the socket at a time. */
const ROOM_BYTES = 65_536;

/** The socket must have no listeners for its data any more; what is unread in it is the session's. */
export function createSession(
  socket: Duplex,
  role: 'server' | 'client',
  settings: Http2Settings,
  handlers: SessionHandlers,
): Session {
  const session: Session = {
    conn: createConnection(role, settings),
    socket,
    sides: new Map(),
    handlers,
    scheduled: false,
    full: false,
    ended: false,
    finished: false,
    closed: false,
  };
  socket.on('data', (chunk: Buffer) => {
    if (session.closed) return;
    const events: Http2Event[] = [];
    receive(session.conn, chunk, events);
    tell(session, events);
    flush(session);
  });
  socket.on('drain', () => {
    session.full = false;
    flush(session);
  });
  socket.once('end', () => {
    session.ended = true;
    for (const side of [...session.sides.values()]) if (!side.state.remoteEnd) lose(session, side, CANCEL);
    if (session.sides.size === 0) close(session);
  });
  socket.on('error', () => close(session));
  socket.once('close', () => close(session));
  schedule(session);
  return session;
}

/** Something is to be written: at the end of the present turn, with what else there is. */
export function schedule(session: Session): void {
  if (session.scheduled) return;
  session.scheduled = true;
  process.nextTick(() => {
    session.scheduled = false;
    flush(session);
  });
}

function flush(session: Session): void {
  if (session.closed) return;
  const { conn, socket } = session;
  for (let more = true; more; ) {
    const events: Http2Event[] = [];
    pump(conn, session.full ? 0 : ROOM_BYTES, events);
    tell(session, events);
    const output = takeOutput(conn);
    if (output.length > 0 && !socket.destroyed && !session.finished) {
      socket.cork();
      for (const bytes of output) if (!socket.write(bytes)) session.full = true;
      socket.uncork();
    }
    more = !session.full && conn.outBytes + output.length > 0 && events.length > 0;
  }
}

function tell(session: Session, events: readonly Http2Event[]): void {
  const { handlers, sides } = session;
  for (const event of events) {
    const side = 'stream' in event ? sides.get(event.stream) : undefined;
    switch (event.type) {
      case 'headers': {
        const state = session.conn.streams.get(event.stream);
        const there = side ?? (state === undefined ? undefined : createSide(session, state));
        if (there) handlers.head(there, event.fields, event.ends);
        break;
      }
      case 'trailers':
        if (side) handlers.trailers(side, event.fields);
        break;
      case 'data':
        if (side) take(session, side, event.bytes);
        break;
      case 'end':
        side?.duplex.push(null);
        break;
      case 'reset':
        if (side) lose(session, side, event.code);
        break;
      case 'taken': {
        const done = side?.taken;
        if (side) side.taken = null;
        done?.();
        break;
      }
      case 'goaway':
        handlers.goaway();
        break;
      case 'settings':
        handlers.settings();
        break;
      case 'failed':
        flushLast(session);
        close(session);
        break;
      default:
        event satisfies never;
    }
  }
}

function take(session: Session, side: StreamSide, bytes: Uint8Array): void {
  if (side.duplex.destroyed) {
    credit(session.conn, side.id, bytes.length);
    return;
  }
  side.waitingBytes += bytes.length;
  if (side.duplex.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) giveBack(session, side);
}

function giveBack(session: Session, side: StreamSide): void {
  if (side.waitingBytes === 0) return;
  credit(session.conn, side.id, side.waitingBytes);
  side.waitingBytes = 0;
  schedule(session);
}

/** The stream is over by the peer's doing. */
function lose(session: Session, side: StreamSide, code: number): void {
  side.over = true;
  session.sides.delete(side.id);
  session.handlers.reset(side, code);
  side.duplex.destroy();
}

function createSide(session: Session, state: StreamState): StreamSide {
  const { conn } = session;
  const duplex = new Duplex({
    read() {
      giveBack(session, side);
    },
    write(chunk: Buffer, _encoding, done) {
      if (side.over || session.closed) {
        done();
        return;
      }
      side.taken = done;
      sendData(state, chunk);
      schedule(session);
    },
    final(done) {
      if (side.over || session.closed || state.localEnd) {
        done();
        return;
      }
      side.taken = done;
      sendData(state, EMPTY);
      sendEnd(state, side.trailers);
      schedule(session);
    },
    destroy(_error, done) {
      session.sides.delete(side.id);
      if (!side.over && !session.closed) {
        side.over = true;
        reset(conn, state.id, side.code);
        schedule(session);
      }
      done(null);
      if (session.ended && session.sides.size === 0) close(session);
    },
  });
  duplex.on('error', () => undefined);
  const side: StreamSide = {
    id: state.id,
    state,
    duplex,
    headSent: false,
    trailers: [],
    over: false,
    code: CANCEL,
    waitingBytes: 0,
    taken: null,
  };
  session.sides.set(state.id, side);
  return side;
}

const EMPTY = new Uint8Array(0);

/** Sends a head on a stream; `ends`: it has no payload. */
export function sendHead(session: Session, side: StreamSide, fields: readonly Field[], ends: boolean): void {
  if (side.over || side.headSent || session.closed) return;
  side.headSent = true;
  sendFields(session.conn, side.state, fields, ends);
  if (ends) side.duplex.end();
  schedule(session);
}

/** An informational response. */
export function sendInterim(session: Session, side: StreamSide, fields: readonly Field[]): void {
  if (side.over || side.headSent || session.closed) return;
  sendFields(session.conn, side.state, fields, false);
  schedule(session);
}

/** A new stream with a request; null: the server takes no more. */
export function openStream(session: Session, fields: readonly Field[], ends: boolean): StreamSide | null {
  const state = session.closed ? null : open(session.conn, fields, ends);
  if (state === null) return null;
  const side = createSide(session, state);
  side.headSent = true;
  if (ends) side.duplex.end();
  schedule(session);
  return side;
}

/** Ends a stream with a reset. */
export function resetStream(side: StreamSide, code: number): void {
  side.code = code;
  side.duplex.destroy();
}

/** Says that the connection ends, and ends it behind what is queued. */
export function endSession(session: Session): void {
  goaway(session.conn);
  flushLast(session);
  close(session);
}

function flushLast(session: Session): void {
  const { socket } = session;
  const output = takeOutput(session.conn);
  if (socket.destroyed || session.finished) return;
  session.finished = true;
  for (const bytes of output) socket.write(bytes);
  socket.end();
}

/** How long a connection that we ended may still send before it is dropped. */
const LINGER_MS = 1000;

/** Nothing more is read or told. */
function close(session: Session): void {
  if (session.closed) return;
  session.closed = true;
  const { socket, sides, handlers } = session;
  for (const side of [...sides.values()]) {
    side.over = true;
    handlers.reset(side, CANCEL);
    side.duplex.destroy();
  }
  sides.clear();
  if (!session.finished) socket.destroy();
  else if (!socket.destroyed) {
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
    socket.once('end', () => socket.destroy());
    socket.resume();
  }
  handlers.closed();
}

/** What a client offers at the beginning of TLS: read before the handshake, which it decides (RFC 8446, 4.1.2; RFC 6066, 3; RFC 7301). */
import type { Socket } from 'node:net';

export interface ClientHello {
  /** As it was sent; null: it was not. */
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** The records as they came. */
  readonly bytes: Buffer;
}

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ALPN = 16;
/** A ClientHello that is longer is none. */
const MAX_BYTES = 65_536;

/** The handshake message without the headers of its records: null: not all of it has come; 'none': it is something else. */
function message(bytes: Buffer): Buffer | null | 'none' {
  const pieces: Buffer[] = [];
  let wanted = 4;
  let have = 0;
  for (let at = 0; have < wanted; ) {
    if (bytes.length > at && bytes[at] !== HANDSHAKE) return 'none';
    if (bytes.length < at + 5) return null;
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    if (bytes.length < end) return bytes.length > MAX_BYTES ? 'none' : null;
    pieces.push(bytes.subarray(at + 5, end));
    have += end - at - 5;
    at = end;
    const whole = Buffer.concat(pieces);
    if (whole.length < 4) continue;
    if (whole[0] !== CLIENT_HELLO) return 'none';
    wanted = 4 + whole.readUIntBE(1, 3);
    if (wanted > MAX_BYTES) return 'none';
  }
  return Buffer.concat(pieces).subarray(0, wanted);
}

/** Reads what has come; null: more is needed. What is no ClientHello offers nothing, and TLS will say so. */
export function readClientHello(bytes: Buffer): ClientHello | null {
  const hello = message(bytes);
  if (hello === null) return null;
  const nothing = { sni: null, alpn: [], bytes };
  if (hello === 'none') return nothing;
  try {
    // handshake header 4, version 2, random 32
    let at = 38;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    at += 1 + hello.readUInt8(at);
    const end = Math.min(hello.length, at + 2 + hello.readUInt16BE(at));
    let sni: string | null = null;
    const alpn: string[] = [];
    for (at += 2; at + 4 <= end; ) {
      const type = hello.readUInt16BE(at);
      const size = hello.readUInt16BE(at + 2);
      const body = hello.subarray(at + 4, at + 4 + size);
      if (type === SERVER_NAME && size >= 5 && body[2] === 0)
        sni = body.toString('latin1', 5, 5 + body.readUInt16BE(3));
      if (type === ALPN && size >= 2)
        for (let i = 2; i < size; i += 1 + body.readUInt8(i))
          alpn.push(body.toString('latin1', i + 1, i + 1 + body[i]!));
      at += 4 + size;
    }
    return { sni, alpn, bytes };
  } catch {
    return nothing; // shorter than its lengths say
  }
}

/** Waits for the ClientHello, and puts it back for TLS to read. null: the connection ended before it. */
export function awaitClientHello(socket: Socket, done: (hello: ClientHello | null) => void): void {
  let received: Buffer = Buffer.alloc(0);
  const stop = () => {
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.off('close', onEnd);
    socket.off('error', onEnd);
  };
  const onEnd = () => {
    stop();
    done(null);
  };
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const hello = readClientHello(received);
    if (hello === null) return;
    stop();
    socket.pause();
    socket.unshift(received);
    done(hello);
  };
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onEnd);
  socket.on('error', onEnd);
  socket.resume();
}

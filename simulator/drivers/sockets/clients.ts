/** Client connections: accepted, PROXY header read, TLS done, then bytes (TCP mode) or requests (HTTP mode). */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Ending, Endpoint, Output, Tlv } from '../../engine/io.ts';
import { createHttpClient, httpClientData, httpClientEnded } from './http-client.ts';
import type { ListenerLink } from './listeners.ts';
import { resetSocket, writeText } from './outgoing.ts';
import { readProxyHeader } from './proxy-protocol.ts';
import { clientChunk } from './splice.ts';
import { BUFFER_BYTES, type ClientLink, feed, type World } from './world.ts';

type CloseClient = Extract<Output, { type: 'closeClient' }>;

/** How long a connection that we ended may still send before it is dropped: a reset could overtake our last bytes. */
const LINGER_MS = 1000;

/** A new connection. The socket is paused. */
export function acceptClient(world: World, listener: ListenerLink, socket: Socket): void {
  const { plan } = listener;
  const src =
    plan.family === 'unix'
      ? unixEndpoint(world, listener)
      : { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  const dst = plan.family === 'unix' ? src : localEndpoint(listener, socket);
  if (src.host === '') {
    socket.destroy(); // gone before we looked
    return;
  }
  if (plan.acceptProxy) awaitProxyHeader(world, listener, socket, src, dst);
  else begin(world, listener, socket, src, dst);
}

/** HAProxy prints `unix:N`, N being the number of the bind line in its section. */
function unixEndpoint(world: World, listener: ListenerLink): Endpoint {
  const listeners = world.plan.proxies[listener.plan.proxy]!.frontend!.listeners;
  return { host: 'unix', port: listeners.indexOf(listener.plan.id) + 1 };
}

/** The address that was connected to; a system call only where the listener takes several. */
function localEndpoint(listener: ListenerLink, socket: Socket): Endpoint {
  if (listener.host !== '0.0.0.0' && listener.host !== '::') return { host: listener.host, port: listener.port };
  return { host: socket.localAddress ?? listener.host, port: listener.port };
}

function awaitProxyHeader(world: World, listener: ListenerLink, socket: Socket, src: Endpoint, dst: Endpoint): void {
  let received: Buffer = Buffer.alloc(0);
  const done = () => {
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.off('error', onEnd);
  };
  const onEnd = () => {
    done();
    socket.destroy();
  };
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const header = readProxyHeader(received);
    if (header.type === 'more') return;
    done();
    if (header.type === 'bad') {
      socket.on('error', () => undefined);
      resetSocket(socket);
      return;
    }
    socket.pause();
    if (received.length > header.length) socket.unshift(received.subarray(header.length));
    begin(world, listener, socket, header.src ?? src, header.dst ?? dst, header.tlvs, { src, dst });
  };
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('error', onEnd);
  socket.resume();
}

function begin(
  world: World,
  listener: ListenerLink,
  raw: Socket,
  src: Endpoint,
  dst: Endpoint,
  tlvs: readonly Tlv[] = [],
  peer?: { readonly src: Endpoint; readonly dst: Endpoint },
): void {
  const { certificates } = listener;
  const socket = certificates === null ? raw : new TLSSocket(raw, tlsOptions(listener));
  const id = world.nextClient++;
  const { mode, frontend } = world.plan.proxies[listener.plan.proxy]!;
  const link: ClientLink = {
    id,
    listener: listener.plan.id,
    socket,
    src,
    dst,
    held: [],
    heldBytes: 0,
    peekBytes: 0,
    text: '',
    dirty: false,
    peer: null,
    http: mode === 'http' ? createHttpClient(world, frontend!) : null,
    ended: false,
    finished: false,
    gone: false,
  };
  world.clients.set(id, link);
  attach(world, link);
  feed(world, {
    type: 'accepted',
    client: id,
    listener: listener.plan.id,
    src,
    dst,
    ...(tlvs.length === 0 ? {} : { tlvs }),
    ...(peer === undefined ? {} : { peer }),
  });
  if (socket instanceof TLSSocket) handshake(world, link, socket);
  else socket.resume();
}

function tlsOptions(listener: ListenerLink) {
  const certificates = listener.certificates!;
  const alpn = listener.plan.ssl?.alpn.filter((name) => name === 'http/1.1' || name === 'http/1.0') ?? [];
  return {
    isServer: true,
    secureContext: certificates.choose(null),
    SNICallback: (name: string, done: (error: Error | null, context: ReturnType<typeof certificates.choose>) => void) =>
      done(null, certificates.choose(name)),
    ...(alpn.length === 0 ? {} : { ALPNProtocols: alpn }),
  };
}

/** What Node's own TLS server uses of its sockets; a socket that is wrapped by hand needs it too. */
interface ServerSideTls {
  readonly servername?: string | false;
  /** From now on errors of the TLS layer destroy the socket, as errors do. */
  _releaseControl?: () => boolean;
}

function handshake(world: World, link: ClientLink, socket: TLSSocket): void {
  socket.once('secure', () => {
    const { servername } = socket as ServerSideTls;
    (socket as ServerSideTls)._releaseControl?.();
    if (link.gone) return;
    feed(world, {
      type: 'tlsDone',
      client: link.id,
      sni: typeof servername === 'string' ? servername : null,
      alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
      version: socket.getProtocol() ?? '',
    });
    socket.resume();
  });
  socket.on('_tlsError', (error: Error) => {
    if (link.gone) return;
    feed(world, { type: 'tlsFailed', client: link.id, reason: error.message });
    socket.destroy();
  });
}

function attach(world: World, link: ClientLink): void {
  const { socket } = link;
  socket.on('data', (chunk: Buffer) => {
    if (link.gone || (link.finished && link.http !== null)) return;
    if (link.http !== null && link.peer === null) httpClientData(world, link, link.http, chunk);
    else clientChunk(world, link, chunk, BUFFER_BYTES);
  });
  socket.on('end', () => {
    link.ended = true;
    if (link.gone) return;
    if (link.http !== null && link.peer === null) httpClientEnded(world, link, link.http);
    else feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
  });
  socket.on('drain', () => (link.peer ?? link.http?.server)?.socket.resume());
  socket.on('error', () => lost(world, link, 'reset'));
  socket.on('close', () => lost(world, link, link.ended ? 'end' : 'reset'));
}

/** The connection is no more: said once, and the last that is said. */
function lost(world: World, link: ClientLink, how: Ending): void {
  if (link.gone) return;
  link.gone = true;
  world.clients.delete(link.id);
  if (link.peer !== null) link.peer.socket.resume();
  feed(world, { type: 'clientClosed', client: link.id, how });
}

export function closeClient(world: World, output: CloseClient): void {
  const link = world.clients.get(output.client);
  if (link === undefined) return;
  if (output.how === 'reset') {
    lost(world, link, 'reset');
    resetSocket(link.socket);
    return;
  }
  endClient(world, link, output.half === true);
}

/** Our FIN, behind everything that was queued; unless `half`, the connection is over with it. */
export function endClient(world: World, link: ClientLink, half: boolean): void {
  if (link.finished && half) return;
  writeText(link);
  link.finished = true;
  if (half && !link.ended) {
    link.socket.end();
    return;
  }
  link.socket.end(() => {
    lost(world, link, 'end');
    linger(link);
  });
}

/** Reads on and throws away until the client's FIN, but not for long, and not if the process wants to end. */
function linger({ socket, ended }: ClientLink): void {
  if (ended) {
    socket.destroy();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  socket.resume();
}

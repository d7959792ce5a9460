/** Client connections: accepted, PROXY header read, TLS done, then bytes (TCP mode) or requests (HTTP mode). */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Ending, Endpoint, Output, Tlv } from '../../engine/io.ts';
import type { ProxyHeaderError } from '../../engine/tls/facts.ts';
import { PREFACE } from '../../http2/index.ts';
import { awaitClientHello, type ClientHello } from './client-hello.ts';
import { closeSession, closeStream, type ForStreams, speakHttp2 } from './h2-front.ts';
import {
  createHttpClient,
  type HttpClient,
  httpClientData,
  httpClientEnded,
  takeBody,
  takeEnd,
} from './http-client.ts';
import type { ListenerLink } from './listeners.ts';
import { goOn, resetSocket, writeText } from './outgoing.ts';
import { readProxyHeader } from './proxy-protocol.ts';
import { clientChunk } from './splice.ts';
import { type Certificates, type Chosen, commonProtocol } from './tls.ts';
import { clientFacts } from './tls-facts.ts';
import { whyRefused } from './tls-verify.ts';
import { BUFFER_BYTES, type ClientLink, feed, type World } from './world.ts';

type CloseClient = Extract<Output, { type: 'closeClient' }>;

/** How long a connection that we ended may still send before it is dropped: a reset could overtake our last bytes. */
const LINGER_MS = 1000;

/** A new connection. The socket is paused. */
export function acceptClient(world: World, listener: ListenerLink, socket: Socket): void {
  const { plan } = listener;
  const isPath = plan.family === 'unix' || plan.family === 'abns';
  const src = isPath
    ? unixEndpoint(world, listener)
    : { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  const dst = isPath ? src : localEndpoint(listener, socket);
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
  const sinceMs = world.clock.now();
  const waitedMs = () => Math.round(world.clock.now() - sinceMs);
  const { timeoutHandshakeMs } = world.plan.proxies[listener.plan.proxy]!.frontend!;
  const done = () => {
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.off('error', onReset);
    clearTimeout(timer);
  };
  const failed = (error: ProxyHeaderError, how: Ending) => {
    done();
    socket.on('error', () => undefined);
    const client = world.nextClient++;
    feed(world, { type: 'noProxyHeader', client, listener: listener.plan.id, src, dst, waitedMs: waitedMs(), error });
    if (how === 'reset') resetSocket(socket);
    else socket.destroy();
  };
  const onEnd = () => failed('PRX_EMPTY', 'end');
  const onReset = () => failed('PRX_ABORT', 'end');
  // the header has to come in one piece
  const onData = (chunk: Buffer) => {
    const header = readProxyHeader(chunk);
    if (header.type === 'more') failed('PRX_TRUNCATED', 'reset');
    else if (header.type === 'bad') failed(header.error, 'reset');
    else {
      done();
      socket.pause();
      if (chunk.length > header.length) socket.unshift(chunk.subarray(header.length));
      const told = { tlvs: header.tlvs ?? [], peer: { src, dst }, waitedMs: waitedMs() };
      begin(world, listener, socket, header.src ?? src, header.dst ?? dst, told);
    }
  };
  const timer =
    timeoutHandshakeMs === null
      ? undefined
      : setTimeout(() => failed('PRX_TIMEOUT', 'end'), timeoutHandshakeMs).unref();
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('error', onReset);
  socket.resume();
}

/** What a PROXY header has said beside addresses, and how long that took. */
interface Told {
  readonly tlvs: readonly Tlv[];
  readonly peer?: { readonly src: Endpoint; readonly dst: Endpoint };
  readonly waitedMs: number;
}

const NOTHING_TOLD: Told = { tlvs: [], waitedMs: 0 };

function begin(
  world: World,
  listener: ListenerLink,
  raw: Socket,
  src: Endpoint,
  dst: Endpoint,
  { tlvs, peer, waitedMs }: Told = NOTHING_TOLD,
): void {
  const id = world.nextClient++;
  const { mode, frontend } = world.plan.proxies[listener.plan.proxy]!;
  const link: ClientLink = {
    id,
    listener: listener.plan.id,
    socket: raw,
    src,
    dst,
    held: [],
    heldBytes: 0,
    peekBytes: 0,
    text: '',
    dirty: false,
    unsaidBytes: 0,
    unsaid: 'clientData',
    peer: null,
    http: mode === 'http' ? createHttpClient(world, frontend!) : null,
    detach: () => undefined,
    session: null,
    h2: null,
    ended: false,
    finished: false,
    gone: false,
  };
  world.clients.set(id, link);
  if (listener.certificates === null) link.detach = attach(world, link);
  feed(world, {
    type: 'accepted',
    client: id,
    listener: listener.plan.id,
    src,
    dst,
    ...(tlvs.length === 0 ? {} : { tlvs }),
    ...(peer === undefined ? {} : { peer }),
    ...(waitedMs > 0 ? { waitedMs } : {}),
  });
  if (link.gone) return;
  if (listener.certificates !== null) beginTls(world, link, raw, listener.certificates);
  else if (link.http !== null && listener.plan.proto === 'h2') becomeHttp2(world, link);
  else raw.resume();
}

/** The connection speaks HTTP/2 from its first byte on. */
function becomeHttp2(world: World, link: ClientLink): void {
  link.detach();
  speakHttp2(world, link, FOR_STREAMS);
}

const FOR_STREAMS: ForStreams = {
  createHttp: (world, conn) => createHttpClient(world, world.plan.proxies[proxyOf(world, conn)]!.frontend!),
  takeBody: (world, link, bytes) => {
    if (link.peer !== null) clientChunk(world, link, bytes, BUFFER_BYTES);
    else takeBody(link, link.http!, world, bytes);
  },
  takeEnd: (world, link, trailers) => {
    if (link.peer !== null) {
      link.ended = true;
      feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
      return;
    }
    link.http!.trailers = trailers;
    takeEnd(world, link, link.http!);
  },
  lost,
};

const proxyOf = (world: World, link: ClientLink): number => world.plan.listeners[link.listener]!.proxy;

/** The ClientHello decides what the client is shown; then TLS reads it again. */
function beginTls(world: World, link: ClientLink, raw: Socket, certificates: Certificates): void {
  const failed = (reason: string, ended: boolean) => {
    if (!link.gone) feed(world, { type: 'tlsFailed', client: link.id, reason, ...(ended ? { ended } : {}) });
    raw.destroy();
  };
  awaitClientHello(raw, (hello) => {
    if (hello === null || link.gone) {
      failed('the connection ended before the handshake', raw.readableEnded);
      return;
    }
    let chosen: Chosen;
    try {
      chosen = certificates.choose(hello.sni);
    } catch (error) {
      failed((error as Error).message, false);
      return;
    }
    const common = commonProtocol(chosen.options.alpn ?? [], hello.alpn);
    const socket = new TLSSocket(raw, {
      isServer: true,
      secureContext: chosen.context,
      ...(common === null ? {} : { ALPNProtocols: [common] }),
      requestCert: (chosen.options.verify ?? 'none') !== 'none',
      rejectUnauthorized: false,
    });
    link.socket = socket;
    link.detach = attach(world, link);
    handshake(world, link, socket, hello, chosen);
  });
}

/** What Node's own TLS server uses of its sockets; a socket that is wrapped by hand needs it too. */
interface ServerSideTls {
  /** From now on errors of the TLS layer destroy the socket, as errors do. */
  _releaseControl?: () => boolean;
}

function handshake(world: World, link: ClientLink, socket: TLSSocket, hello: ClientHello, chosen: Chosen): void {
  socket.once('secure', () => {
    (socket as ServerSideTls)._releaseControl?.();
    if (link.gone) return;
    // what a line of a crt-list asks for is not in the plan
    const asksItself = (world.plan.listeners[link.listener]!.ssl?.verify ?? 'none') !== 'none';
    const refused = asksItself ? null : whyRefused(socket, chosen.options);
    if (refused !== null) {
      feed(world, { type: 'tlsFailed', client: link.id, reason: refused });
      socket.destroy();
      return;
    }
    feed(world, { type: 'tlsDone', client: link.id, ...clientFacts(socket, hello) });
    // who showed no certificate that is good enough
    if (link.gone) return;
    const { proto } = world.plan.listeners[link.listener]!;
    if (link.http !== null && (proto === 'h2' || socket.alpnProtocol === 'h2')) becomeHttp2(world, link);
    else socket.resume();
  });
  socket.on('_tlsError', (error: Error) => {
    if (link.gone) return;
    feed(world, { type: 'tlsFailed', client: link.id, reason: error.message });
    socket.destroy();
  });
}

/** Listens to the connection; returns what takes that back. */
function attach(world: World, link: ClientLink): () => void {
  const { socket } = link;
  const handlers = {
    data: (chunk: Buffer) => {
      if (link.gone || (link.finished && link.http !== null)) return;
      if (link.http === null || link.peer !== null) clientChunk(world, link, chunk, BUFFER_BYTES);
      else if (httpClientData(world, link, link.http, chunk) === 'http2') upgrade(world, link, link.http, chunk);
    },
    end: () => {
      link.ended = true;
      if (link.gone) return;
      if (link.http !== null && link.peer === null) httpClientEnded(world, link, link.http);
      else feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
    },
    drain: () => goOn((link.peer ?? link.http?.server)?.socket),
    error: () => lost(world, link, 'reset'),
    close: () => lost(world, link, link.ended ? 'end' : 'reset'),
  };
  for (const [name, handler] of Object.entries(handlers)) socket.on(name, handler);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) socket.off(name, handler);
  };
}

/** The client has begun with HTTP/2's preface: its session reads that again, and what came behind it. */
function upgrade(world: World, link: ClientLink, http: HttpClient, chunk: Buffer): void {
  link.socket.pause();
  link.detach();
  link.socket.unshift(
    Buffer.concat([Buffer.from(PREFACE, 'latin1'), chunk.subarray(PREFACE.length - http.prefaceBytes)]),
  );
  speakHttp2(world, link, FOR_STREAMS);
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
  if (link.h2 !== null || link.session !== null) {
    endMultiplexed(world, link, output.how);
    return;
  }
  if (output.how === 'reset') {
    lost(world, link, 'reset');
    resetSocket(link.socket);
    return;
  }
  endClient(world, link, output.half === true);
}

/** A stream of HTTP/2, or a whole connection. */
function endMultiplexed(world: World, link: ClientLink, how: Ending): void {
  writeText(link);
  if (link.h2 !== null) {
    closeStream(link, link.h2, how, world.plan.version);
    lost(world, link, how);
  } else if (link.session !== null) {
    link.finished = true;
    lost(world, link, how);
    closeSession(link.session, how);
  }
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
function linger(link: ClientLink): void {
  const { ended } = link;
  const socket = link.socket as Socket;
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

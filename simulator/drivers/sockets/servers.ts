/** Connections to servers: made when the engine says so, kept as long as it says so, never pooled here. */

import { connect as connectTcp, Socket as NetSocket, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { byId, hasId } from '../../engine/id-table.ts';
import type { Ending, Output } from '../../engine/io.ts';
import type { ServerPlan } from '../../plan/plan.ts';
import { socketPath } from './addresses.ts';
import { connectFailure } from './errors.ts';
import { beginHttp2, closeHttp2, endRequestStream, type ForServers, type Http2Server } from './h2-back.ts';
import { createHttpServer, httpServerData, httpServerEnded, passPayload, takeEvents } from './http-server.ts';
import { goOn, resetSocket, writeText } from './outgoing.ts';
import { proxyHeader, proxyHeaderLocal } from './proxy-protocol.ts';
import { createReading, type Reading } from './reading.ts';
import { socksReply, socksRequest } from './socks4.ts';
import { serverChunk } from './splice.ts';
import { serverFacts } from './tls-facts.ts';
import { serverOptions, startTls } from './tls-server.ts';
import { BUFFER_BYTES, feed, type ServerLink, type World } from './world.ts';

type Connect = Extract<Output, { type: 'connect' }>;
type CloseServer = Extract<Output, { type: 'closeServer' }>;

export function connectServer(world: World, output: Connect): void {
  const proxy = world.plan.proxies[output.proxy]!;
  const plan = proxy.backend!.servers[output.server]!;
  const { socks4 } = plan;
  const forced = protocolFor(world, plan, output);
  const reading = socks4 || plan.ssl || forced === 'h2' ? null : createReading();
  const path = socketPath(plan.family, output.host);
  const where = path === null ? { host: output.host, port: output.port } : { path };
  // what goes in front of TLS goes over the bare connection
  const isBare = !plan.ssl || socks4 !== undefined || output.sendProxy !== null;
  const socket = isBare ? open(socks4 ?? where, reading) : openTls(world, plan, output, forced, where);
  const link: ServerLink = {
    id: output.conn,
    socket,
    h2: null,
    detach: () => undefined,
    connected: false,
    awaitsProxy: false,
    peer: null,
    held: [],
    heldBytes: 0,
    peekBytes: 0,
    text: '',
    dirty: false,
    unsaidBytes: 0,
    unsaid: 'serverData',
    http: proxy.mode === 'http' ? createHttpServer(world, proxy.backend!) : null,
    ended: false,
    finished: false,
    gone: false,
  };
  world.servers.set(link.id, link);
  const ready = () => {
    link.connected = true;
    const { socket: ended } = link;
    // a connection of another kind (a UNIX socket) has no address
    const { localAddress: host, localPort } = socket;
    const src = host === undefined || localPort === undefined ? {} : { src: { host: host, port: localPort } };
    const tls = ended instanceof TLSSocket ? { tls: serverFacts(ended, output.sni ?? null) } : {};
    const isHttp2 = forced !== null ? forced === 'h2' : (ended as TLSSocket).alpnProtocol === 'h2';
    if (link.http !== null && isHttp2) {
      link.detach();
      beginHttp2(world, link, FOR_SERVERS);
      feed(world, { type: 'connected', conn: link.id, multiplexes: true, ...src, ...tls });
      return;
    }
    feed(world, { type: 'connected', conn: link.id, ...src, ...tls });
  };
  const reached = () => {
    link.awaitsProxy = false;
    if (link.gone) return;
    if (output.sendProxy !== null) socket.write(headerFor(world, output), 'latin1');
    if (!plan.ssl) {
      ready();
      return;
    }
    link.detach();
    socket.on('error', () => undefined);
    const secure = openTls(world, plan, output, forced, { socket });
    link.socket = secure;
    link.detach = attach(world, link, null);
    secure.once('secureConnect', () => {
      if (!link.gone) ready();
    });
  };
  link.detach = attach(world, link, reading);
  if (socks4) throughSocks(link, output, reached);
  else
    socket.once(isBare ? 'connect' : 'secureConnect', () => {
      if (!link.gone) (isBare ? reached : ready)();
    });
}

/** The proxy in front of the server is asked first; what it does not grant is a connection that was refused. */
function throughSocks(link: ServerLink, { host, port }: Connect, ready: () => void): void {
  const { socket } = link;
  link.awaitsProxy = true;
  let received: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const reply = socksReply(received);
    if (reply === null || link.gone) return;
    socket.off('data', onData);
    if (!reply.granted) {
      socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      return;
    }
    if (reply.rest.length > 0) socket.unshift(reply.rest);
    ready();
  };
  socket.once('connect', () => socket.write(socksRequest(host, port) ?? ''));
  socket.on('data', onData);
}

type Where = { readonly path: string } | { readonly host: string; readonly port: number };

function open(where: Where, reading: Reading | null): Socket {
  const options = { ...where, allowHalfOpen: true, noDelay: true };
  return connectTcp(reading === null ? options : { ...options, onread: reading.onread });
}

/**
 * What must be spoken: by `proto`; with a WebSocket by `ws`, which unless told otherwise prefers HTTP/1.1 where the
 * handshake would choose. null: as the handshake says.
 */
function protocolFor(world: World, plan: ServerPlan, { stream }: Connect): 'h1' | 'h2' | null {
  const usual = plan.proto === 'h2' || plan.proto === 'h1' ? plan.proto : null;
  const headers = byId(world.state.streams, stream)?.request?.headers;
  if (!headers?.some(({ name, value }) => name === 'upgrade' && value.toLowerCase() === 'websocket')) return usual;
  if (plan.ws === 'h1' || plan.ws === 'h2') return plan.ws;
  return usual ?? (plan.ssl && plan.tls?.alpn?.includes('http/1.1') ? 'h1' : null);
}

/** A file that cannot be used any more fails the connection. */
function openTls(
  world: World,
  plan: ServerPlan,
  { proxy, sni }: Connect,
  forced: 'h1' | 'h2' | null,
  on: Where | { readonly socket: Socket },
): Socket {
  const options = serverOptions(world, plan);
  const said = options.alpn ?? [];
  const alpn = forced === null || said.length === 0 ? said : [forced === 'h2' ? 'h2' : 'http/1.1'];
  try {
    return startTls(world, options, on, { sni: sni ?? null, alpn, sessionKey: `${proxy}/${plan.index}` });
  } catch (error) {
    const socket = new NetSocket();
    process.nextTick(() => socket.destroy(error as Error));
    return socket;
  }
}

/** The PROXY header speaks of the client whose stream asked for the connection. */
function headerFor(world: World, output: Connect): string {
  const client = byId(world.state.streams, output.stream)?.client;
  const link = client === undefined ? undefined : world.clients.get(client);
  if (link === undefined) return output.sendProxy === 'v2' ? proxyHeaderLocal() : 'PROXY UNKNOWN\r\n';
  const server = world.plan.proxies[output.proxy]!.backend!.servers[output.server]!;
  const told = byId(world.state.streams, output.stream);
  const session = byId(world.state.clients, link.id);
  const src = told?.src ?? session?.src ?? link.src;
  const dst = told?.dst ?? session?.dst ?? link.dst;
  const checksum = server.proxyHeader?.options.includes('crc32c') === true;
  return proxyHeader(output.sendProxy!, src, dst, output.tlvs ?? [], checksum);
}

/** Listens to the connection; returns what takes that back. */
function attach(world: World, link: ServerLink, reading: Reading | null): () => void {
  const { socket } = link;
  const handlers = {
    data: (chunk: Buffer) => {
      if (link.gone || link.awaitsProxy) return;
      if (link.http === null || link.peer !== null) serverChunk(world, link, chunk, BUFFER_BYTES);
      else if (!passPayload(world, link, link.http, chunk)) httpServerData(world, link, link.http, chunk);
    },
    end: () => {
      link.ended = true;
      if (link.gone) return;
      if (link.http !== null && link.peer === null) httpServerEnded(world, link, link.http);
      else feed(world, { type: 'serverClosed', conn: link.id, how: 'end' });
      // An idle connection that its server closes is forgotten by the engine without a word.
      if (!link.gone && !hasId(world.state.conns, link.id)) dispose(world, link);
    },
    drain: () => goOn((link.peer ?? link.http?.client)?.socket),
    error: (error: NodeJS.ErrnoException) => {
      if (link.gone) return;
      forget(world, link);
      if (link.connected) feed(world, { type: 'serverClosed', conn: link.id, how: 'reset' });
      else feed(world, { type: 'connectFailed', conn: link.id, reason: connectFailure(error) });
    },
    close: () => lost(world, link, link.ended ? 'end' : 'reset'),
  };
  if (reading !== null) {
    reading.take = handlers.data;
    reading.takeNow = (chunk) => takeNow(world, link, chunk);
  }
  for (const [name, handler] of Object.entries(handlers)) socket.on(name, handler);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) socket.off(name, handler);
  };
}

function lost(world: World, link: ServerLink, how: Ending): void {
  if (link.gone) return;
  forget(world, link);
  feed(world, { type: 'serverClosed', conn: link.id, how });
}

/** What connections of HTTP/2 tell: payload of a tunnel goes where it goes, the rest is a response's. */
export const FOR_SERVERS: ForServers = {
  events: (world, link, events) => {
    if (link.peer === null) {
      takeEvents(world, link, link.http!, events);
      return;
    }
    for (const event of events) {
      if (event.type === 'body') serverChunk(world, link, Buffer.from(event.bytes), BUFFER_BYTES);
      else if (event.type === 'end') feed(world, { type: 'serverClosed', conn: link.id, how: 'end' });
    }
  },
  lost: (world, link, how) => {
    if (link.gone) return;
    const { h2 } = link;
    lost(world, link, how);
    if (h2 !== null) closeHttp2(h2);
  },
};

/** Payload for a client that waits for nothing else leaves before the next read; what the system did not take is kept. */
function takeNow(world: World, link: ServerLink, chunk: Buffer): boolean | null {
  const client = link.peer ?? link.http?.client;
  if (client == null || link.gone || client.h2 !== null || client.socket.writableLength > 0) return null;
  if (link.peer !== null) serverChunk(world, link, chunk, BUFFER_BYTES);
  else if (!passPayload(world, link, link.http!, chunk)) return null;
  return client.socket.writableLength === 0;
}

/** From now on nothing that happens to the socket is told. */
function forget(world: World, link: ServerLink): void {
  link.gone = true;
  world.servers.delete(link.id);
  (link.peer ?? link.http?.client)?.socket.resume();
}

function dispose(world: World, link: ServerLink): void {
  forget(world, link);
  link.socket.end(() => link.socket.destroy());
}

/** A connection that cannot be used any more: closed here, and told. */
export function dropServer(world: World, link: ServerLink): void {
  forget(world, link);
  if (link.h2 !== null) closeHttp2(link.h2);
  else resetSocket(link.socket);
  feed(world, { type: 'serverClosed', conn: link.id, how: 'reset' });
}

function closeOverHttp2(world: World, link: ServerLink, h2: Http2Server, { how, half }: CloseServer): void {
  if (half && how === 'end') {
    endRequestStream(h2, []);
    return;
  }
  forget(world, link);
  closeHttp2(h2);
}

/**
 * HAProxy sets SO_LINGER to zero on connections to servers that it closes first, to have no TIME_WAIT: a whole close
 * before the server's FIN is a reset. After it, or for one direction only, it is a FIN.
 */
export function closeServer(world: World, output: CloseServer): void {
  const link = world.servers.get(output.conn);
  if (link === undefined) return;
  writeText(link);
  if (link.h2 !== null) {
    closeOverHttp2(world, link, link.h2, output);
    return;
  }
  if (output.how === 'end' && output.half && !link.ended) {
    link.finished = true;
    link.socket.end();
    return;
  }
  forget(world, link);
  if (!link.connected) link.socket.destroy();
  else if (output.how === 'reset' || !link.ended) resetSocket(link.socket);
  else link.socket.end(() => link.socket.destroy());
}

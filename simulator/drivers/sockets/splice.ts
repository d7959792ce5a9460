/**
 * Bytes from one socket to another with back-pressure, for TCP mode and for tunnels. Nothing is parsed and nothing copied; the
 * engine hears how many bytes passed and who ended.
 */
import type { Duplex } from 'node:stream';
import type { Output } from '../../engine/io.ts';
import { decode, writeBytes } from './outgoing.ts';
import { passed } from './passing.ts';
import { type ClientLink, feed, type ServerLink, tellPassed, type World } from './world.ts';

/** Joins the two: what either side sent so far goes out first. */
export function link(client: ClientLink, server: ServerLink, inspects = 0): void {
  client.peer = server;
  flushHeld(client, server.socket);
  server.peekBytes = inspects;
  if (inspects > 0) {
    client.socket.resume();
    server.socket.resume();
    return;
  }
  server.peer = client;
  flushHeld(server, client.socket);
  client.socket.resume();
  server.socket.resume();
}

function flushHeld(from: { held: Buffer[]; heldBytes: number }, to: Duplex): void {
  for (const chunk of from.held) to.write(chunk);
  from.held = [];
  from.heldBytes = 0;
}

/** Passes a chunk on; the source rests while the other side cannot take more. */
export function pass(from: Duplex, to: Duplex, chunk: Buffer): void {
  if (!writeBytes(to, chunk)) from.pause();
}

/** TCP mode, and tunnels: the client sent something. */
export function clientChunk(world: World, client: ClientLink, chunk: Buffer, limit: number): void {
  if (client.peer !== null) {
    pass(client.socket, client.peer.socket, chunk);
    passed(world, client, client.http === null ? 'clientData' : 'requestBody', chunk.length, tellPassed);
    return;
  }
  client.held.push(chunk);
  client.heldBytes += chunk.length;
  if (client.heldBytes >= limit) client.socket.pause();
  // A tunnel's bytes are its request's and its response's.
  if (client.http !== null) feed(world, { type: 'requestBody', client: client.id, bytes: chunk.length });
  else feed(world, { type: 'clientData', client: client.id, bytes: chunk.length, ...seen(client) });
}

/** What rules may look at: everything that waits, from its beginning. */
function seen({ peer, peekBytes, held }: ClientLink | ServerLink): { peeked?: string } {
  if (peekBytes === 0 || peer !== null) return {};
  const all = held.length === 1 ? held[0]! : Buffer.concat(held);
  return { peeked: all.toString('latin1', 0, peekBytes) };
}

/** The engine wants to look at what comes, and at what is there. */
export function peek(world: World, output: Extract<Output, { type: 'peek' }>): void {
  const client = world.clients.get(output.client);
  if (client === undefined) return;
  client.peekBytes = output.maxBytes;
  if (client.http === null) {
    if (client.heldBytes > 0) feed(world, { type: 'clientData', client: client.id, bytes: 0, ...seen(client) });
    return;
  }
  for (const bytes of client.http.body) {
    feed(world, { type: 'requestBody', client: client.id, bytes: 0, data: decode(bytes, 0, bytes.length) });
  }
}

/** TCP mode, and tunnels: the server sent something. */
export function serverChunk(world: World, server: ServerLink, chunk: Buffer, limit: number): void {
  if (server.peer !== null) {
    pass(server.socket, server.peer.socket, chunk);
    passed(world, server, server.http === null ? 'serverData' : 'responseBody', chunk.length, tellPassed);
    return;
  }
  server.held.push(chunk);
  server.heldBytes += chunk.length;
  if (server.heldBytes >= limit) server.socket.pause();
  if (server.http !== null) feed(world, { type: 'responseBody', conn: server.id, bytes: chunk.length });
  else feed(world, { type: 'serverData', conn: server.id, bytes: chunk.length, ...seen(server) });
}

/** Rules have let the server's first bytes pass. */
export function passBack(client: ClientLink, server: ServerLink): void {
  server.peer = client;
  server.peekBytes = 0;
  flushHeld(server, client.socket);
  server.socket.resume();
}

/**
 * HTTP on a client connection: requests read by the codec become facts, and what the engine has decided goes out as
 * HAProxy writes it. One exchange at a time: what a client sends ahead waits in the reader until `nextRequest`.
 */

import { randomBytes } from 'node:crypto';
import { byId } from '../../engine/id-table.ts';
import type { Output } from '../../engine/io.ts';
import {
  type BodyKind,
  type ConnectionMode,
  chunkHead,
  clientModeOfRequest,
  createRequestReader,
  errorPage,
  feed as feedReader,
  finish,
  type Header,
  isDone,
  lastChunk,
  type MessageFacts,
  ownFacts,
  type Reader,
  type RequestHead,
  rawErrorPage,
  nextRequest as readNext,
  skip,
  type WireEvent,
  waitingBytes,
  writeRequest,
  writeResponse,
} from '../../http1/index.ts';
import type { FrontendPlan } from '../../plan/plan.ts';
import { endClient } from './clients.ts';
import { endRequestStream, sendRequest } from './h2-back.ts';
import { endStream, type Http2Stream, sendHead } from './h2-front.ts';
import { requestForHttp1 } from './h2-messages.ts';
import { beginExchange } from './http-server.ts';
import { decode, flushAll, queueBody, queueText, writeText } from './outgoing.ts';
import { passed } from './passing.ts';
import { FOR_SERVERS } from './servers.ts';
import { BUFFER_BYTES, type ClientLink, feed, type ServerLink, tellPassed, together, type World } from './world.ts';

/** `tune.maxrewrite`'s default: what HAProxy keeps free of a buffer for rewriting. */
const MAX_REWRITE_BYTES = 1024;

export interface HttpClient {
  readonly reader: Reader;
  /** How much of HTTP/2's preface had come before the present piece. */
  prefaceBytes: number;
  /** The request being served; null between requests. */
  head: RequestHead | null;
  facts: MessageFacts | null;
  /** The engine was told that a request has begun, though its head is not complete. */
  started: boolean;
  /** The last byte of the request has come. */
  requestDone: boolean;
  trailers: readonly Header[];
  /** Payload that came before there was a server to send it to. */
  body: Uint8Array[];
  bodyBytes: number;
  /** Where the request goes, and how its payload is framed there. */
  server: ServerLink | null;
  sentAs: BodyKind;
  /** The request broke off (or, since 3.2, turned out to be malformed) after its head was told: nothing more is written. */
  broken: boolean;
  /** HAProxy itself has answered the request. */
  answered: boolean;
  /** How the response's payload is framed for this client. */
  answeredAs: BodyKind;
  /** What becomes of the connection after the response, as its head said. */
  mode: ConnectionMode;
}

export function createHttpClient(world: World, frontend: FrontendPlan): HttpClient {
  return {
    reader: createRequestReader({
      version: world.plan.version,
      relaxed: frontend.acceptsViolations === true,
      bufsize: world.plan.process.maxHeadBytes + MAX_REWRITE_BYTES,
    }),
    prefaceBytes: 0,
    head: null,
    facts: null,
    started: false,
    requestDone: false,
    trailers: [],
    body: [],
    bodyBytes: 0,
    server: null,
    sentAs: 'none',
    broken: false,
    answered: false,
    answeredAs: 'none',
    mode: 'keep-alive',
  };
}

/** Bytes of a client. `http2`: it speaks that, and nothing was told of it. */
export function httpClientData(world: World, link: ClientLink, http: HttpClient, chunk: Buffer): 'http2' | undefined {
  const { server } = http;
  if (server !== null && !http.answered && skip(http.reader, chunk.length)) {
    if (!queueBody(world, server, chunk, http.sentAs)) link.socket.pause();
    if (server.dirty) flushAll(world);
    passed(world, link, 'requestBody', chunk.length, tellPassed);
    return undefined;
  }
  const events: WireEvent[] = [];
  const { preface } = http.reader;
  feedReader(http.reader, chunk, events, decode);
  if (events[0]?.type === 'http2') {
    http.prefaceBytes = preface;
    return 'http2';
  }
  if (isDone(http.reader) && events.length === 0) {
    if (waitingBytes(http.reader) >= BUFFER_BYTES) link.socket.pause();
    announce(world, link, http);
    return;
  }
  takeEvents(world, link, http, events);
  return;
}

/** Their FIN. */
export function httpClientEnded(world: World, link: ClientLink, http: HttpClient): void {
  const events: WireEvent[] = [];
  finish(http.reader, events, decode);
  takeEvents(world, link, http, events);
}

/** A request has begun and cannot be told yet: said once. */
function announce(world: World, link: ClientLink, http: HttpClient): void {
  if (http.started) return;
  http.started = true;
  feed(world, { type: 'requestStarted', client: link.id });
}

function takeEvents(world: World, link: ClientLink, http: HttpClient, events: readonly WireEvent[]): void {
  if (events.length === 0) {
    if (http.head === null) announce(world, link, http);
    return;
  }
  // HAProxy reads as far as it can before it acts: a fault right behind the head is found before a stream exists.
  const last = events[events.length - 1]!;
  const isRefused = last.type === 'error' && events[0]!.type === 'requestHead';
  together(world, () => {
    for (const event of events) {
      if (link.gone) return;
      if (isRefused && event !== last) continue;
      takeEvent(world, link, http, event);
    }
  });
}

function takeEvent(world: World, link: ClientLink, http: HttpClient, event: WireEvent): void {
  switch (event.type) {
    case 'requestHead':
      http.head = event.head;
      http.facts = event.facts;
      http.started = false;
      http.mode = clientModeOfRequest(event.head.version, event.facts);
      feed(world, {
        type: 'requestHead',
        client: link.id,
        head: event.head,
        body: event.facts.body,
        headBytes: event.facts.headBytes,
        persistent: http.mode === 'keep-alive',
      });
      return;
    case 'body':
      takeBody(link, http, world, event.bytes);
      return;
    case 'trailers':
      http.trailers = event.headers;
      return;
    case 'end':
      takeEnd(world, link, http);
      return;
    case 'error':
      refuse(world, link, http, event);
      return;
    case 'http2':
      return; // `httpClientData` has seen to it
    case 'truncated':
      http.broken = true;
      feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
      return;
    case 'closed':
      feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
      return;
    case 'responseHead':
    case 'informational':
      return; // a request reader gives none
  }
}

function refuse(world: World, link: ClientLink, http: HttpClient, event: Extract<WireEvent, { type: 'error' }>): void {
  // The end of the connection within a head (or before it) is said as that.
  if (link.ended && http.head === null) feed(world, { type: 'clientClosed', client: link.id, how: 'end' });
  else {
    const { status, reason, silent } = event;
    http.broken = http.head !== null && world.plan.behaviour.malformedBody === 'silent';
    feed(world, { type: 'badRequest', client: link.id, status, reason, ...(silent ? { silent } : {}) });
  }
}

/** Payload of the request. */
export function takeBody(link: ClientLink, http: HttpClient, world: World, bytes: Uint8Array): void {
  if (http.answered) {
    // HAProxy has answered already: the rest of the request is read and dropped.
  } else if (http.server === null) {
    http.body.push(bytes);
    http.bodyBytes += bytes.length;
    if (http.bodyBytes >= BUFFER_BYTES) link.socket.pause();
  } else if (!queueBody(world, http.server, bytes, http.sentAs)) link.socket.pause();
  const isSeen = link.peekBytes > 0 && http.server === null && !http.answered;
  const data = isSeen ? { data: decode(bytes, 0, bytes.length) } : {};
  feed(world, { type: 'requestBody', client: link.id, bytes: bytes.length, ...data });
}

/** The request is complete. */
export function takeEnd(world: World, link: ClientLink, http: HttpClient): void {
  http.requestDone = true;
  if (http.server !== null) endRequest(world, http, http.server);
  feed(world, { type: 'requestEnd', client: link.id });
}

function endRequest(world: World, http: HttpClient, server: ServerLink): void {
  if (server.h2 !== null) {
    writeText(server);
    endRequestStream(server.h2, http.trailers);
  } else if (http.sentAs === 'chunked') queueText(world, server, lastChunk(http.trailers));
}

/** The engine has a connection for the request. */
export function forwardRequest(world: World, output: Extract<Output, { type: 'forwardRequest' }>): void {
  const link = world.clients.get(output.client);
  const server = world.servers.get(output.conn);
  const http = link?.http;
  if (link === undefined || http == null || server === undefined || server.http === null || http.facts === null) return;
  const stream = byId(world.state.streams, output.stream);
  const frontend = world.plan.proxies[stream?.frontend ?? -1]?.frontend;
  const backend = world.plan.proxies[stream?.backend ?? -1]?.backend;
  const { facts } = http;
  if (server.h2 !== null) {
    forwardOverHttp2(world, link, http, server, output);
    return;
  }
  const { version } = world.plan;
  const asHttp1 =
    link.h2 === null ? output.head : requestForHttp1(output.head, facts, webSocketKey(link.h2, output.head), version);
  const written = writeRequest(asHttp1, facts, {
    frontend: frontend?.connectionMode ?? 'keep-alive',
    backend: backend?.connectionMode ?? 'keep-alive',
    version: world.plan.version,
    stopping: world.state.stopping,
    pretendKeepAlive: backend?.pretendKeepAlive === true,
  });
  http.server = server;
  http.sentAs = written.body;
  queueText(world, server, written.text);
  sendWaiting(world, link, http, server);
  beginExchange(world, link, server, server.http, output.stream, written.mode, {
    method: output.head.method,
    upgrade: facts.upgrade,
  });
}

/** Payload that came before there was a server for it, and the end of the request if that has come. */
function sendWaiting(world: World, link: ClientLink, http: HttpClient, server: ServerLink): void {
  for (const bytes of http.body) queueBody(world, server, bytes, http.sentAs);
  http.body = [];
  http.bodyBytes = 0;
  if (http.requestDone) endRequest(world, http, server);
  else link.socket.resume();
}

/** WebSocket over HTTP/2 has no key; a server of HTTP/1 wants one. */
function webSocketKey(h2: Http2Stream, head: RequestHead): string | null {
  if (h2.protocol?.toLowerCase() !== 'websocket') return null;
  if (head.headers.some(({ name }) => name === 'sec-websocket-key')) return null;
  h2.key = randomBytes(16).toString('base64');
  return h2.key;
}

/** The same towards a server that speaks HTTP/2. */
function forwardOverHttp2(
  world: World,
  link: ClientLink,
  http: HttpClient,
  server: ServerLink,
  output: Extract<Output, { type: 'forwardRequest' }>,
): void {
  const facts = http.facts!;
  http.server = server;
  http.sentAs = facts.body === 'none' ? 'none' : 'length';
  const upgrade = facts.upgrade ? (output.head.headers.find(({ name }) => name === 'upgrade')?.value ?? null) : null;
  beginExchange(world, link, server, server.http!, output.stream, 'keep-alive', {
    method: output.head.method,
    upgrade: facts.upgrade,
  });
  if (sendRequest(world, server, output.head, { upgrade, ends: facts.body === 'none' }, FOR_SERVERS))
    sendWaiting(world, link, http, server);
}

/** An answer of HAProxy's own whose length it does not tell. */
const CHUNKED = { ...ownFacts(0), body: 'chunked', announces: 'chunked', transferEncoding: true } as const;

/** HAProxy's own answer. */
export function respond(world: World, output: Extract<Output, { type: 'respond' }>): void {
  const link = world.clients.get(output.client);
  const http = link?.http;
  if (link === undefined || http == null) return;
  detachServer(http);
  http.answered = true;
  http.body = [];
  http.bodyBytes = 0;
  link.socket.resume();
  if (http.broken) return;
  if (link.h2 !== null) {
    respondOverHttp2(world, link, link.h2, http, output);
    return;
  }
  if (link.session !== null) return;
  const { version } = world.plan;
  if (output.stream === null && output.body === errorPage(output.head.status, version).body) {
    queueText(world, link, rawErrorPage(output.head.status, version));
    return;
  }
  const listener = world.plan.listeners[link.listener]!;
  const isChunked = output.head.headers.some(({ name }) => name === 'transfer-encoding');
  const written = writeResponse(output.head, isChunked ? CHUNKED : ownFacts(output.body.length), {
    frontend: world.plan.proxies[listener.proxy]!.frontend!.connectionMode,
    // A client that has ended its side is not told that the connection ends.
    mode: output.keepAlive || link.ended ? http.mode : 'close',
    asked: http.head ?? { version: '1.1', method: 'GET' },
    version,
    stopping: world.state.stopping,
  });
  http.mode = written.mode;
  const { body } = output;
  const framed = isChunked ? `${body === '' ? '' : `${chunkHead(body.length)}${body}\r\n`}${lastChunk()}` : body;
  queueText(world, link, written.text + (written.body === 'none' ? '' : framed));
}

function respondOverHttp2(
  world: World,
  link: ClientLink,
  h2: Http2Stream,
  http: HttpClient,
  { head, body }: Extract<Output, { type: 'respond' }>,
): void {
  const hasBody = body !== '' && http.head?.method !== 'HEAD';
  sendHead(h2, head, !hasBody);
  if (!hasBody) return;
  queueText(world, link, body);
  writeText(link);
  endStream(h2, [], () => undefined);
}

/** What the server would still say, or be told, is of no interest any more. */
function detachServer(http: HttpClient): void {
  if (http.server?.http != null) http.server.http.client = null;
  http.server = null;
}

/** The exchange is over, and the connection stays: the next request may be read. */
export function nextRequest(world: World, output: Extract<Output, { type: 'nextRequest' }>): void {
  const link = world.clients.get(output.client);
  const http = link?.http;
  if (link === undefined || http == null) return;
  detachServer(http);
  if (http.mode === 'close') {
    // What the heads said about the connection is the codec's business: it was announced that it closes.
    endClient(world, link, false);
    return;
  }
  http.head = null;
  http.facts = null;
  http.started = false;
  http.requestDone = false;
  http.answered = false;
  http.trailers = [];
  http.body = [];
  http.bodyBytes = 0;
  http.mode = 'keep-alive';
  link.peekBytes = 0;
  const events: WireEvent[] = [];
  readNext(http.reader, events, decode);
  link.socket.resume();
  if (events.length > 0 || waitingBytes(http.reader) > 0) takeEvents(world, link, http, events);
}

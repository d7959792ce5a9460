/** HTTP on a connection to a server: responses read by the codec become facts; their payload goes to the client. */
import type { Output, StreamId } from '../../engine/io.ts';
import {
  type AskedBy,
  type ConnectionMode,
  createResponseReader,
  expectResponse,
  feed as feedReader,
  finish,
  type Header,
  isReusable,
  lastChunk,
  type MessageFacts,
  openTunnel,
  type Reader,
  type ResponseHead,
  serverModeOfResponse,
  skip,
  type WireEvent,
  waitingBytes,
  writeInformational,
  writeResponse,
} from '../../http1/index.ts';
import type { BackendPlan } from '../../plan/plan.ts';
import { endStream, sendHead, sendInformational } from './h2-front.ts';
import { framedForHttp1, webSocketAccept } from './h2-messages.ts';
import { awaitFlush, decode, flushAll, queueBody, queueText, writeText } from './outgoing.ts';
import { passed } from './passing.ts';
import { dropServer } from './servers.ts';
import { link as linkSockets } from './splice.ts';
import { createSqueezer, type Squeezer } from './squeezer.ts';
import { type ClientLink, feed, type ServerLink, tellPassed, together, type World } from './world.ts';

export interface HttpServer {
  readonly reader: Reader;
  /** Whose request is on this connection; null when it is idle or nobody wants to know. */
  client: ClientLink | null;
  stream: StreamId;
  facts: MessageFacts | null;
  mode: ConnectionMode;
  /** `forwardResponse` has come: payload goes straight on. */
  forwarding: boolean;
  /** The payload is compressed on its way. */
  squeezer: Squeezer | null;
  /** The engine keeps the payload. */
  kept: boolean;
  /** Payload that came before it. */
  body: Uint8Array[];
  trailers: readonly Header[];
  /** The response is complete. */
  done: boolean;
}

export function createHttpServer(world: World, backend: BackendPlan): HttpServer {
  return {
    reader: createResponseReader({ version: world.plan.version, relaxed: backend.acceptsViolations === true }),
    client: null,
    stream: 0,
    facts: null,
    mode: 'keep-alive',
    forwarding: false,
    squeezer: null,
    kept: false,
    body: [],
    trailers: [],
    done: true,
  };
}

/** A request was sent on the connection: the next thing that comes is its response. */
export function beginExchange(
  world: World,
  client: ClientLink,
  server: ServerLink,
  http: HttpServer,
  stream: StreamId,
  mode: ConnectionMode,
  asked: AskedBy,
): void {
  http.client = client;
  http.stream = stream;
  http.facts = null;
  http.mode = mode;
  http.forwarding = false;
  http.squeezer = null;
  http.kept = false;
  http.body = [];
  http.trailers = [];
  http.done = false;
  const events: WireEvent[] = [];
  expectResponse(http.reader, asked, events, decode);
  if (events.length > 0) takeEvents(world, server, http, events);
}

/** Payload that goes straight on, all of it; false: it has to be looked at. */
export function passPayload(world: World, link: ServerLink, http: HttpServer, chunk: Buffer): boolean {
  const { client } = http;
  if (!http.forwarding || client === null || http.kept || http.squeezer !== null) return false;
  if (!skip(http.reader, chunk.length)) return false;
  if (!queueBody(world, client, chunk, client.http!.answeredAs)) link.socket.pause();
  if (client.dirty) flushAll(world);
  passed(world, link, 'responseBody', chunk.length, tellPassed);
  return true;
}

export function httpServerData(world: World, link: ServerLink, http: HttpServer, chunk: Buffer): void {
  const events: WireEvent[] = [];
  feedReader(http.reader, chunk, events, decode);
  if (events.length > 0) takeEvents(world, link, http, events);
  // Nobody asked: such a connection cannot carry another request.
  else if (http.done && waitingBytes(http.reader) > 0) dropServer(world, link);
}

/** Their FIN. */
export function httpServerEnded(world: World, link: ServerLink, http: HttpServer): void {
  const events: WireEvent[] = [];
  finish(http.reader, events, decode);
  const ended = events.some((event) => event.type === 'end');
  const truncated = events.some((event) => event.type === 'error' && event.at > 0);
  takeEvents(world, link, http, events);
  if (ended || link.gone) return;
  feed(world, { type: 'serverClosed', conn: link.id, how: 'end', ...(truncated ? { truncated } : {}) });
}

/** What came of a response. */
export function takeEvents(world: World, link: ServerLink, http: HttpServer, events: readonly WireEvent[]): void {
  const last = events[events.length - 1];
  // A fault right behind the head is found before the head has been acted on.
  const isRefused = last?.type === 'error' && events.some((event) => event.type === 'responseHead');
  together(world, () => {
    for (const event of events) {
      if (link.gone) return;
      if (isRefused && event !== last) continue;
      takeEvent(world, link, http, event);
    }
  });
}

function takeEvent(world: World, link: ServerLink, http: HttpServer, event: WireEvent): void {
  switch (event.type) {
    case 'informational':
    case 'responseHead': {
      const { head, facts } = event;
      const key = http.client?.h2?.key ?? null;
      if (key !== null && head.status === 101 && !grants(head, key)) {
        feed(world, { type: 'badResponse', conn: link.id, reason: 'the key of the WebSocket was not accepted' });
        return;
      }
      if (facts.body === 'tunnel' && head.status === 101 && http.client?.http?.requestDone === false) {
        feed(world, { type: 'badResponse', conn: link.id, reason: 'another protocol before the end of the request' });
        return;
      }
      http.facts = facts;
      http.mode = serverModeOfResponse(http.mode, head.version, facts);
      feed(world, {
        type: 'responseHead',
        conn: link.id,
        head,
        body: facts.body,
        headBytes: facts.headBytes,
      });
      return;
    }
    case 'body':
      takeBody(world, link, http, event.bytes);
      return;
    case 'trailers':
      http.trailers = event.headers;
      return;
    case 'end':
      takeEnd(world, link, http);
      return;
    case 'error':
      if (link.ended && http.facts === null) return; // an end before a head: `serverClosed` says it
      feed(world, { type: 'badResponse', conn: link.id, reason: event.reason });
      return;
    case 'closed':
    case 'truncated':
    case 'requestHead':
    case 'http2':
      return; // the first two are told as `serverClosed`, the others no response reader gives
  }
}

/** The server has answered to the key that it was given on behalf of a client of HTTP/2. */
const grants = ({ headers }: ResponseHead, key: string): boolean =>
  headers.some(({ name, value }) => name === 'sec-websocket-accept' && value === webSocketAccept(key));

function takeBody(world: World, link: ServerLink, http: HttpServer, bytes: Uint8Array): void {
  if (http.client === null)
    link.socket.resume(); // nobody wants it
  else if (!http.forwarding) http.body.push(bytes);
  else if (http.client !== null && !sendBody(world, http, http.client, bytes)) link.socket.pause();
  const data = http.kept ? { data: decode(bytes, 0, bytes.length) } : {};
  feed(world, { type: 'responseBody', conn: link.id, bytes: bytes.length, ...data });
}

/** Payload for the client, compressed if it is to be. False: the client is slow. */
function sendBody(world: World, http: HttpServer, client: ClientLink, bytes: Uint8Array): boolean {
  const { answeredAs } = client.http!;
  if (http.squeezer === null || answeredAs === 'none') return queueBody(world, client, bytes, answeredAs);
  let takesMore = true;
  for (const piece of http.squeezer.push(bytes)) takesMore = queueBody(world, client, piece, answeredAs);
  return takesMore;
}

function takeEnd(world: World, link: ServerLink, http: HttpServer): void {
  const { client, facts } = http;
  http.done = true;
  const pending = http.forwarding && client !== null && endResponse(world, http, client);
  // The engine keeps the connection only when the request is over too.
  const over = { request: true, response: true, leftover: waitingBytes(http.reader) };
  const reusable = !link.ended && isReusable(http.mode, over);
  if (facts?.body === 'until-close') feed(world, { type: 'serverClosed', conn: link.id, how: 'end' });
  else feed(world, { type: 'responseEnd', conn: link.id, reusable, pending });
}

/** The last of a response. True: the client has not taken all of it yet, which is said when it has. */
function endResponse(world: World, http: HttpServer, client: ClientLink): boolean {
  for (const bytes of http.squeezer?.end() ?? []) queueBody(world, client, bytes, client.http!.answeredAs);
  if (client.h2 !== null) {
    writeText(client);
    return endStream(client.h2, http.trailers, () => {
      if (!client.gone) feed(world, { type: 'flushed', client: client.id, stream: http.stream });
    });
  }
  if (client.http!.answeredAs === 'chunked') queueText(world, client, lastChunk(http.trailers));
  writeText(client);
  if (client.socket.writableLength === 0) return false;
  awaitFlush(world, client, http.stream);
  return true;
}

/** The engine lets the response through. */
export function forwardResponse(world: World, output: Extract<Output, { type: 'forwardResponse' }>): void {
  const link = world.clients.get(output.client);
  const server = world.servers.get(output.conn);
  const http = server?.http;
  if (link === undefined || link.http === null || server === undefined || http == null || http.facts === null) return;
  const { status } = output.head;
  if (status >= 100 && status < 200 && status !== 101) {
    if (link.h2 !== null) sendInformational(link.h2, output.head);
    else queueText(world, link, writeInformational(output.head, http.facts, world.plan.version));
    return;
  }
  const listener = world.plan.listeners[link.listener]!;
  http.kept = output.keep === true;
  if (output.compress !== undefined) http.squeezer = createSqueezer(output.compress);
  const facts: MessageFacts =
    output.compress === undefined ? http.facts : { ...http.facts, body: 'chunked', announces: 'chunked' };
  const head = server.h2 !== null && link.h2 === null ? framedForHttp1(output.head, facts) : output.head;
  const written = writeResponse(head, facts, {
    frontend: world.plan.proxies[listener.proxy]!.frontend!.connectionMode,
    mode: link.http.mode,
    asked: link.http.head ?? { version: '1.1', method: 'GET' },
    version: world.plan.version,
    stopping: world.state.stopping,
  });
  link.http.mode = written.mode;
  http.forwarding = true;
  if (link.h2 === null) {
    link.http.answeredAs = written.body;
    queueText(world, link, written.text);
  } else {
    const ends = written.body === 'none' || (http.done && http.body.length === 0 && http.trailers.length === 0);
    link.http.answeredAs = ends ? 'none' : 'length';
    sendHead(link.h2, output.head, ends);
  }
  if (written.body === 'tunnel') {
    tunnel(link, server, http);
    return;
  }
  for (const bytes of http.body) sendBody(world, http, link, bytes);
  http.body = [];
  if (http.done) endResponse(world, http, link);
}

/** From now on both directions are bytes, to their ends. */
function tunnel(client: ClientLink, server: ServerLink, http: HttpServer): void {
  const events: WireEvent[] = [];
  openTunnel(client.http!.reader, events, decode);
  for (const event of events) if (event.type === 'body') client.held.push(Buffer.from(event.bytes));
  for (const bytes of http.body) server.held.push(Buffer.from(bytes));
  http.body = [];
  writeText(client);
  linkSockets(client, server);
}

/**
 * A proxy made of the codec and nothing else, to be compared with HAProxy byte for byte: one listener, one server, no
 * clock. It is also the model for a driver: what it does with each event is what HAProxy does.
 */

import {
  type Answer,
  type ConnectionMode,
  challenge,
  chunkHead,
  clearCookie,
  clientModeOfRequest,
  createRequestReader,
  createResponseReader,
  decodeLatin1,
  errorPage,
  expectResponse,
  feed,
  finish,
  type HaproxyVersion,
  type Header,
  isReusable,
  lastChunk,
  type MessageFacts,
  nextRequest,
  openTunnel,
  ownFacts,
  type ProxyMode,
  type Reader,
  type RedirectStatus,
  type RequestHead,
  rawErrorPage,
  redirectAnswer,
  returnAnswer,
  serverModeOfResponse,
  setCookie,
  type WireEvent,
  type Written,
  waitingBytes,
  writeInformational,
  writeRequest,
  writeResponse,
} from '../../simulator/http1/index.ts';
import { applyHeaderRules, type Rules, readRules } from './rules.ts';

/** What the proxy does on its sockets. Texts are bytes. */
export type Action =
  | { type: 'toClient'; text: string }
  | { type: 'endClient' }
  | { type: 'connect'; server: number }
  | { type: 'toServer'; server: number; text: string }
  | { type: 'endServer'; server: number };

interface ServerSide {
  readonly id: number;
  readonly reader: Reader;
  mode: ConnectionMode;
  open: boolean;
}

/** One exchange. `server` null: HAProxy answers itself. */
interface Stream {
  request: RequestHead;
  facts: MessageFacts;
  clientMode: ConnectionMode;
  server: ServerSide | null;
  toServer: Written | null;
  toClient: Written | null;
  /** They wait for the last chunk, which is written when the message is over. */
  requestTrailers: readonly Header[];
  responseTrailers: readonly Header[];
  requestOver: boolean;
  responseOver: boolean;
  tunnel: boolean;
}

const BUFFER = 16320;

export interface Proxy {
  fromClient(bytes: Uint8Array): Action[];
  clientEnded(): Action[];
  fromServer(server: number, bytes: Uint8Array): Action[];
  serverEnded(server: number): Action[];
}

/** All state of one client connection. */
interface State {
  readonly version: HaproxyVersion;
  readonly rules: Rules;
  readonly mode: ProxyMode;
  readonly noServer: boolean;
  readonly client: Reader;
  readonly servers: ServerSide[];
  idle: ServerSide | null;
  stream: Stream | null;
  clientOpen: boolean;
  clientEnding: boolean;
  out: Action[];
}

export function createProxy(config: readonly string[], version: HaproxyVersion, noServer: boolean): Proxy {
  const rules = readRules(config);
  const state: State = {
    version,
    rules,
    mode: rules.mode,
    noServer,
    client: createRequestReader({ version, relaxed: rules.relaxedRequest }),
    servers: [],
    idle: null,
    stream: null,
    clientOpen: true,
    clientEnding: false,
    out: [],
  };
  const collect = (run: () => void): Action[] => {
    state.out = [];
    run();
    return state.out;
  };
  return {
    fromClient: (bytes) =>
      collect(() => {
        // HAProxy takes what fits into its buffer, and acts on that before it reads on
        for (let at = 0; at < bytes.length; at += BUFFER) {
          const events: WireEvent[] = [];
          feed(state.client, bytes.subarray(at, at + BUFFER), events);
          clientEvents(state, events);
        }
      }),
    clientEnded: () =>
      collect(() => {
        state.clientEnding = true;
        const events: WireEvent[] = [];
        finish(state.client, events);
        clientEvents(state, events);
      }),
    fromServer: (id, bytes) =>
      collect(() => {
        const server = state.servers[id]!;
        if (!server.open) return;
        const events: WireEvent[] = [];
        feed(server.reader, bytes, events);
        serverEvents(state, server, events);
        // nothing was asked of an idle connection: what it says cannot be trusted
        if (state.idle === server && waitingBytes(server.reader) > 0) endServer(state, server);
      }),
    serverEnded: (id) =>
      collect(() => {
        const server = state.servers[id]!;
        if (!server.open) return;
        if (state.stream?.server !== server) {
          endServer(state, server);
          return;
        }
        const events: WireEvent[] = [];
        finish(server.reader, events);
        serverEvents(state, server, events);
        endsWithServer(state, server);
      }),
  };
}

function toClient(state: State, text: string): void {
  if (state.clientOpen && text !== '') state.out.push({ type: 'toClient', text });
}

function endClient(state: State): void {
  if (state.clientOpen) state.out.push({ type: 'endClient' });
  state.clientOpen = false;
}

function endServer(state: State, server: ServerSide): void {
  if (server.open) state.out.push({ type: 'endServer', server: server.id });
  server.open = false;
  if (state.idle === server) state.idle = null;
}

/** Both sides are given up. */
function abort(state: State): void {
  const server = state.stream?.server;
  state.stream = null;
  if (server) endServer(state, server);
  endClient(state);
}

function clientEvents(state: State, events: WireEvent[]): void {
  let at = 0;
  // what came in one piece is judged as a whole: an error in it means that no stream is ever begun
  const error = events.find((e) => e.type === 'error');
  if (!state.stream && error?.type === 'error') {
    if (!error.silent) toClient(state, rawErrorPage(error.status, state.version));
    endClient(state);
    return;
  }
  for (; at < events.length; at++) clientEvent(state, events[at]!, events.slice(at + 1));
}

function clientEvent(state: State, event: WireEvent, following: WireEvent[]): void {
  const { stream } = state;
  switch (event.type) {
    case 'requestHead':
      beginStream(state, event.head, event.facts, following);
      break;
    case 'body':
      if (stream?.server && stream.toServer) sendBody(state, stream.toServer, stream.server, event.bytes);
      break;
    case 'trailers':
    case 'end':
      if (event.type === 'end' && stream?.tunnel) tunnelEnded(state, 'client');
      else if (event.type === 'end' && stream) {
        stream.requestOver = true;
        if (stream.server && stream.toServer?.body === 'chunked')
          state.out.push({ type: 'toServer', server: stream.server.id, text: lastChunk(stream.requestTrailers) });
        endExchange(state);
      } else if (event.type === 'trailers' && stream) stream.requestTrailers = event.headers;
      break;
    case 'error':
      // until 3.0 a client that has had no answer yet is told; later it is not
      if (stream && !stream.toClient && state.version < '3.2') answerSelf(state, stream, errorPage(400, state.version));
      abort(state);
      break;
    case 'truncated':
      abort(state);
      break;
    case 'closed':
      if (!stream) endClient(state);
      // `option abortonclose` is the default from 3.3 on
      else if (state.version === '3.4' && !stream.toClient) {
        answerSelf(state, stream, errorPage(400, state.version));
        endClient(state);
      }
      break;
    default:
  }
}

function sendBody(state: State, written: Written, server: ServerSide | null, bytes: Uint8Array): void {
  if (written.body === 'none') return;
  const payload = decodeLatin1(bytes, 0, bytes.length);
  const text = written.body === 'chunked' ? `${chunkHead(bytes.length)}${payload}\r\n` : payload;
  if (server) state.out.push({ type: 'toServer', server: server.id, text });
  else toClient(state, text);
}

function beginStream(state: State, received: RequestHead, facts: MessageFacts, following: WireEvent[]): void {
  const stream: Stream = {
    request: received,
    facts,
    clientMode: clientModeOfRequest(received.version, facts),
    server: null,
    toServer: null,
    toClient: null,
    requestTrailers: [],
    responseTrailers: [],
    requestOver: false,
    responseOver: false,
    tunnel: false,
  };
  state.stream = stream;
  const answer = state.noServer ? errorPage(503, state.version) : answerOf(state, received);
  if (answer) {
    // 2.6 does not read on for a request that it has answered
    const unread = !following.some((e) => e.type === 'end') || (state.rules.redirect && facts.body !== 'none');
    if (state.version === '2.6' && unread) stream.clientMode = 'close';
    answerSelf(state, stream, answer);
    return;
  }
  const head = { ...received, headers: applyHeaderRules(received.headers, state.rules.request) };
  const server = state.idle ?? connect(state);
  state.idle = null;
  stream.server = server;
  stream.toServer = writeRequest(head, facts, {
    frontend: state.mode,
    backend: state.mode,
    version: state.version,
    pretendKeepAlive: state.rules.pretendKeepAlive,
  });
  server.mode = stream.toServer.mode;
  state.out.push({ type: 'toServer', server: server.id, text: stream.toServer.text });
  const events: WireEvent[] = [];
  expectResponse(server.reader, { method: head.method, upgrade: facts.upgrade }, events);
  serverEvents(state, server, events);
}

function connect(state: State): ServerSide {
  const server: ServerSide = {
    id: state.servers.length,
    reader: createResponseReader({ version: state.version, relaxed: state.rules.relaxedResponse }),
    mode: 'keep-alive',
    open: true,
  };
  state.servers.push(server);
  state.out.push({ type: 'connect', server: server.id });
  return server;
}

/** The answer that the rules give to the request, if they do. */
function answerOf(state: State, request: RequestHead): Answer | null {
  const { rules, version } = state;
  if (rules.monitor === request.target) return errorPage(200, version);
  if (rules.auth !== null) {
    const page = errorPage(401, version);
    return { ...page, head: { ...page.head, headers: [...page.head.headers, challenge(401, rules.auth)] } };
  }
  if (rules.error && rules.deny === rules.error.status)
    return returnAnswerLike(errorPage(rules.deny, version), rules.error.type, rules.error.body);
  if (rules.deny !== null) return errorPage(rules.deny, version);
  if (rules.return) return returnAnswer(rules.return.status, rules.return.headers, rules.return.content);
  return rules.redirect ? redirectOf(rules.redirect, request) : null;
}

const returnAnswerLike = (page: Answer, type: string, body: string): Answer => {
  const answer = returnAnswer(page.head.status, [], { type, body });
  return { ...answer, head: { ...answer.head, reason: page.head.reason } };
};

/** The location of a redirection is the rules' business; this does as much of it as the cases need. */
function redirectOf(rule: NonNullable<Rules['redirect']>, request: RequestHead): Answer {
  const host = request.headers.find((h) => h.name === 'host')?.value ?? '';
  let path = request.target;
  if (rule.dropQuery) path = path.split('?')[0]!;
  if (rule.appendSlash && !path.endsWith('/')) path += '/';
  const location =
    rule.how === 'location' ? rule.to : rule.how === 'prefix' ? rule.to + path : `${rule.to}://${host}${path}`;
  const cookie = rule.setCookie
    ? setCookie(rule.setCookie)
    : rule.clearCookie
      ? clearCookie(rule.clearCookie)
      : undefined;
  return redirectAnswer(rule.status as RedirectStatus, location, cookie);
}

/** HAProxy's own answer instead of the server's. */
function answerSelf(state: State, stream: Stream, answer: Answer): void {
  const written = writeResponse(answer.head, ownFacts(answer.body.length), {
    frontend: state.mode,
    mode: stream.clientMode,
    asked: stream.request,
    version: state.version,
  });
  stream.toClient = written;
  stream.clientMode = written.mode;
  stream.responseOver = true;
  toClient(state, written.text + (written.body === 'none' ? '' : answer.body));
  if (stream.server) endServer(state, stream.server);
  stream.server = null;
  endExchange(state);
}

function serverEvents(state: State, server: ServerSide, events: WireEvent[]): void {
  const stream = state.stream;
  if (!stream || stream.server !== server) return;
  const error = events.find((e) => e.type === 'error');
  if (error && !stream.toClient) {
    answerSelf(state, stream, errorPage(502, state.version));
    return;
  }
  for (const event of events) if (state.stream === stream) serverEvent(state, stream, server, event);
}

function serverEvent(state: State, stream: Stream, server: ServerSide, event: WireEvent): void {
  switch (event.type) {
    case 'informational':
      server.mode = serverModeOfResponse(server.mode, event.head.version, event.facts);
      toClient(state, writeInformational(event.head, event.facts, state.version));
      break;
    case 'responseHead': {
      server.mode = serverModeOfResponse(server.mode, event.head.version, event.facts);
      const answer = responseRule(state);
      if (answer) {
        refuseResponse(state, stream, server, answer);
        break;
      }
      const head = { ...event.head, headers: applyHeaderRules(event.head.headers, state.rules.response) };
      const written = writeResponse(head, event.facts, {
        frontend: state.mode,
        mode: stream.clientMode,
        asked: stream.request,
        version: state.version,
      });
      stream.toClient = written;
      stream.clientMode = written.mode;
      toClient(state, written.text);
      if (event.facts.body === 'tunnel') beginTunnel(state, stream);
      break;
    }
    case 'body':
      if (stream.toClient) sendBody(state, stream.toClient, null, event.bytes);
      break;
    case 'trailers':
      stream.responseTrailers = event.headers;
      break;
    case 'end':
      if (stream.tunnel) tunnelEnded(state, 'server');
      else {
        stream.responseOver = true;
        if (stream.toClient?.body === 'chunked') toClient(state, lastChunk(stream.responseTrailers));
        endExchange(state);
      }
      break;
    case 'error':
    case 'truncated':
      abort(state);
      break;
    default:
  }
}

const responseRule = ({ rules, version }: State): Answer | null =>
  rules.denyResponse
    ? errorPage(502, version)
    : rules.redirectResponse !== null
      ? redirectAnswer(302, rules.redirectResponse)
      : null;

/** A rule replaces a good response: the server's connection is none the worse for it once its body has come. */
function refuseResponse(state: State, stream: Stream, server: ServerSide, answer: Answer): void {
  stream.server = null;
  state.idle = server;
  answerSelf(state, stream, answer);
}

function beginTunnel(state: State, stream: Stream): void {
  stream.tunnel = true;
  stream.toServer = { ...stream.toServer!, body: 'tunnel' };
  const events: WireEvent[] = [];
  openTunnel(state.client, events);
  clientEvents(state, events);
}

function tunnelEnded(state: State, side: 'client' | 'server'): void {
  const server = state.stream?.server;
  if (!server?.open) return;
  if (side === 'client') {
    state.out.push({ type: 'endServer', server: server.id });
    return;
  }
  // since 3.2 the two directions of a tunnel end separately
  if (state.version < '3.2') endServer(state, server);
  else server.open = false;
  endClient(state);
}

/** The server is gone: a tunnel has ended already, an exchange may still wait for the rest of its request. */
function endsWithServer(state: State, server: ServerSide): void {
  const { stream } = state;
  if (stream?.server !== server || stream.tunnel) return;
  if (stream.responseOver && !stream.requestOver) {
    server.mode = 'close';
    return;
  }
  endServer(state, server);
}

/** Goes on to the next request when both messages are over. */
function endExchange(state: State): void {
  const { stream } = state;
  if (!stream?.responseOver) return;
  if (stream.clientMode !== 'keep-alive') {
    // nobody will read the rest of the request
    const { server } = stream;
    state.stream = null;
    if (server) settleServer(state, stream, server);
    endClient(state);
    return;
  }
  if (!stream.requestOver) return;
  state.stream = null;
  if (stream.server) settleServer(state, stream, stream.server);
  const events: WireEvent[] = [];
  nextRequest(state.client, events);
  clientEvents(state, events);
  if (state.clientEnding && !state.stream) endClient(state);
}

function settleServer(state: State, stream: Stream, server: ServerSide): void {
  const leftover = waitingBytes(server.reader);
  if (isReusable(server.mode, { request: stream.requestOver, response: true, leftover })) state.idle = server;
  else endServer(state, server);
}

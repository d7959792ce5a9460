/**
 * The smallest world there is: one client, one request, and servers that are all up and answer 200 at once. The engine
 * runs in it with explanations on; everything happens at the same instant.
 */
import type { Endpoint, Explanation, Input, LogRecord, Output, RequestHead, ResponseHead } from '../engine/io.ts';
import { createEngine, step } from '../engine/step.ts';
import {
  clientModeOfRequest,
  createRequestReader,
  encodeLatin1,
  feed as feedReader,
  type MessageFacts,
  ownFacts,
  type WireEvent,
  writeRequest,
  writeResponse,
} from '../http1/index.ts';
import type { Plan } from '../plan/plan.ts';

export interface Question {
  readonly listener: number;
  readonly src: Endpoint;
  readonly dst: Endpoint;
  /** The server name of the TLS handshake, null without one. */
  readonly sni: string | null;
  /** The request on the wire, a character a byte. */
  readonly request: string;
}

export interface Answer {
  readonly steps: readonly Explanation[];
  /** The server that got it, or null. */
  readonly server: { readonly backend: string; readonly name: string; readonly address: string } | null;
  /** As written to the server; null when none got it, or in TCP mode. */
  readonly sent: string | null;
  /** Head as written to the client; null in TCP mode. */
  readonly answered: string | null;
  readonly answeredBy: 'server' | 'haproxy' | null;
  readonly log: LogRecord | null;
  /** Why the request was refused before it became one. */
  readonly refused: string | null;
}

const SERVER_ANSWER: ResponseHead = {
  version: '1.1',
  status: 200,
  reason: 'OK',
  headers: [{ name: 'content-length', value: '0' }],
};

/** No request of one client leads to more facts than this; a bound for the loop. */
const MAX_FACTS = 10_000;

export function ask(plan: Plan, question: Question): Answer {
  const listener = plan.listeners[question.listener]!;
  const proxy = plan.proxies[listener.proxy]!;
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: true });
  const facts = firstFacts(plan, question, proxy.mode === 'http', listener.ssl !== null);
  const seen: { -readonly [K in keyof Answer]: Answer[K] } = {
    steps: [],
    server: null,
    sent: null,
    answered: null,
    answeredBy: null,
    log: null,
    refused: facts.refused,
  };
  const steps: Explanation[] = [];
  const pending: Input[] = [...facts.inputs];
  const context = { plan, frontend: proxy.frontend!.connectionMode, head: facts.head, wire: facts.wire };
  for (let i = 0; i < pending.length && i < MAX_FACTS; i++) {
    const out: Output[] = [];
    step(plan, state, 0, pending[i]!, out);
    for (const output of out) {
      if (output.type === 'explain') steps.push(output.explanation);
      else pending.push(...react(context, output, seen));
    }
  }
  return { ...seen, steps };
}

interface Context {
  readonly plan: Plan;
  readonly frontend: 'keep-alive' | 'server-close' | 'close';
  readonly head: RequestHead | null;
  readonly wire: MessageFacts | null;
}

/** What the world does about one command: notes what is worth telling, and gives the facts that follow. */
function react(context: Context, output: Output, seen: { -readonly [K in keyof Answer]: Answer[K] }): readonly Input[] {
  const { plan, head, wire } = context;
  switch (output.type) {
    case 'connect': {
      const backend = plan.proxies[output.proxy]!;
      const server = backend.backend!.servers[output.server]!;
      const address = server.family === 'unix' ? output.host : `${output.host}:${output.port}`;
      seen.server = { backend: backend.name, name: server.name, address };
      return [{ type: 'connected', conn: output.conn }];
    }
    case 'link':
      return [
        { type: 'serverClosed', conn: output.conn, how: 'end' },
        { type: 'clientClosed', client: output.client, how: 'end' },
      ];
    case 'forwardRequest': {
      const backend = plan.proxies.find((p) => p.name === seen.server?.backend)?.backend;
      const modes = { frontend: context.frontend, backend: backend?.connectionMode ?? 'keep-alive' } as const;
      if (wire !== null) seen.sent = writeRequest(output.head, wire, { ...modes, version: plan.version }).text;
      return [
        { type: 'responseHead', conn: output.conn, head: SERVER_ANSWER, body: 'none', headBytes: 38 },
        { type: 'responseEnd', conn: output.conn, reusable: true },
      ];
    }
    case 'forwardResponse':
    case 'respond': {
      const asked = { version: head?.version ?? '1.1', method: head?.method ?? 'GET' } as const;
      const mode = output.keepAlive && wire !== null ? clientModeOfRequest(asked.version, wire) : 'close';
      const own = ownFacts(output.type === 'respond' ? output.body.length : 0);
      const writing = { frontend: context.frontend, mode, asked, version: plan.version };
      seen.answered = writeResponse(output.head, own, writing).text;
      seen.answeredBy = output.type === 'respond' ? 'haproxy' : 'server';
      return [];
    }
    case 'log':
      seen.log = output.record;
      return [];
    default:
      return []; // probes stay without an answer: servers are up until one says otherwise
  }
}

interface FirstFacts {
  readonly inputs: readonly Input[];
  readonly head: RequestHead | null;
  readonly wire: MessageFacts | null;
  readonly refused: string | null;
}

/** What a driver would tell about this client up to the end of its request. */
function firstFacts(plan: Plan, question: Question, isHttp: boolean, isTls: boolean): FirstFacts {
  const { listener, src, dst, sni, request } = question;
  const inputs: Input[] = [{ type: 'accepted', client: 1, listener, src, dst }];
  if (isTls) inputs.push({ type: 'tlsDone', client: 1, sni, alpn: null, version: 'TLSv1.3' });
  if (!isHttp) {
    inputs.push({ type: 'clientData', client: 1, bytes: request.length });
    return { inputs, head: null, wire: null, refused: null };
  }
  const events: WireEvent[] = [];
  feedReader(createRequestReader({ version: plan.version }), encodeLatin1(request), events);
  const error = events.find((event) => event.type === 'error');
  if (error !== undefined) {
    inputs.push({ type: 'badRequest', client: 1, status: error.status, reason: error.reason, silent: error.silent });
    return { inputs, head: null, wire: null, refused: error.reason };
  }
  const found = events.find((event) => event.type === 'requestHead');
  if (found === undefined) return { inputs, head: null, wire: null, refused: 'the request is not complete' };
  const { head, facts } = found;
  const persistent = clientModeOfRequest(head.version, facts) === 'keep-alive';
  inputs.push(
    { type: 'requestHead', client: 1, head, body: facts.body, headBytes: facts.headBytes, persistent },
    { type: 'requestEnd', client: 1 },
  );
  return { inputs, head, wire: facts, refused: null };
}

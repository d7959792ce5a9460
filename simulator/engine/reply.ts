/** Answers that come from HAProxy itself: error pages, redirections, what `return` says. */
import { type Answer, errorPage } from '../http1/index.ts';
import { afterStream, closeClient } from './client.ts';
import { responseSize } from './http-size.ts';
import { logBadRequest } from './log-values.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { endStream, releaseServer } from './stream.ts';

export interface AnswerOptions {
  /** The status that the log shows, if it is another. */
  readonly logged?: number;
  /** Logged and counted, but it never reaches the client. */
  readonly silent?: boolean;
}

/**
 * Sends an answer of our own and ends the stream. The client's connection stays when it may; the rest of a request that
 * is still coming is read and dropped since 3.0, earlier versions close.
 */
export function answer(
  engine: Engine,
  client: Client,
  stream: Stream,
  { head, body }: Answer,
  { logged = head.status, silent = false }: AnswerOptions = {},
): void {
  const sent = stream.originalMethod === 'HEAD' ? '' : body;
  stream.status = logged;
  const isWhole = stream.requestDone || engine.plan.behaviour.drainsRequest;
  const demandsClose = head.headers.some(({ name, value }) => name === 'connection' && value === 'close');
  const keepAlive = stream.keepAlive && isWhole && !demandsClose && !engine.state.stopping;
  if (engine.plan.behaviour.bytesRead === 'all') stream.bytesToClient += responseSize(head) + sent.length;
  if (!silent) {
    engine.out.push({ type: 'respond', stream: stream.id, client: client.id, head, body: sent, keepAlive });
  }
  client.draining = keepAlive && !stream.requestDone;
  endStream(engine, client, stream);
  afterStream(engine, client, keepAlive);
}

/** The page of a status. */
export function answerError(
  engine: Engine,
  client: Client,
  stream: Stream,
  status: number,
  options?: AnswerOptions,
): void {
  answer(engine, client, stream, errorPage(status, engine.plan.version), options);
}

/** Nothing is said; both connections are closed, and the stream ends. */
export function closeBoth(engine: Engine, client: Client, stream: Stream, how: 'end' | 'reset'): void {
  releaseServer(engine, stream, false, how);
  endStream(engine, client, stream);
  closeClient(engine, client, 'end');
}

/**
 * A request that never became one: HAProxy's HTTP reader answers by itself, before there is a stream. `cause`: C the
 * client left, c it was too slow, P it was malformed. Nothing is sent to a client that reset the connection.
 */
export function refuseRequest(
  engine: Engine,
  client: Client,
  status: number,
  cause: 'C' | 'c' | 'P',
  silent: boolean,
): void {
  const front = engine.plan.proxies[client.proxy]!;
  const saidNothing = client.firstByteMs === NEVER;
  if (saidNothing && front.frontend!.ignoreProbes) {
    closeClient(engine, client, 'end');
    return;
  }
  engine.state.proxies[client.proxy]!.counters.requestErrors++;
  if (!silent) {
    const { head, body } = errorPage(status, engine.plan.version);
    engine.out.push({ type: 'respond', stream: null, client: client.id, head, body, keepAlive: false });
  }
  if (!(saidNothing && front.frontend!.log.dontlognull && cause !== 'P')) {
    logBadRequest(engine, client, status, cause);
  }
  closeClient(engine, client, 'end');
}

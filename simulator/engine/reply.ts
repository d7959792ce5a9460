/** Answers that come from HAProxy itself: error pages, redirections, what `return` says. */
import { type Answer, errorPage } from '../http1/index.ts';
import { runAfterResponse } from './after-response.ts';
import { afterStream, closeClient } from './client.ts';
import { responseSize } from './http-size.ts';
import { logBadRequest } from './log-values.ts';
import { pageOf, type RuleAnswer } from './rule-reply.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { endStream, releaseServer } from './stream.ts';

export interface AnswerOptions {
  /** The status that the log shows, if it is another. */
  readonly logged?: number;
  /** Logged and counted, but it never reaches the client. */
  readonly silent?: boolean;
  /** What counts as sent, whatever rules still change of it. */
  readonly countedBytes?: number;
}

/**
 * Sends an answer of our own and ends the stream. The client's connection stays when it may; the rest of a request that
 * is still coming is read and dropped since 3.0, earlier versions close.
 */
export function answer(
  engine: Engine,
  client: Client,
  stream: Stream,
  given: RuleAnswer,
  { logged = given.logged, silent = false, countedBytes }: AnswerOptions = {},
): void {
  const { head, body } = afterRules(engine, client, stream, given);
  const sent = stream.originalMethod === 'HEAD' ? '' : body;
  stream.status = logged ?? head.status;
  const isWhole = stream.requestDone || engine.plan.behaviour.drainsRequest;
  const demandsClose = head.headers.some(({ name, value }) => name === 'connection' && value === 'close');
  const keepAlive = stream.keepAlive && isWhole && !demandsClose && !engine.state.stopping;
  if (countedBytes !== undefined) stream.bytesToClient += countedBytes;
  else if (engine.plan.behaviour.bytesRead === 'all') stream.bytesToClient += responseSize(head) + sent.length;
  if (!silent && given.silent !== true) {
    engine.out.push({ type: 'respond', stream: stream.id, client: client.id, head, body: sent, keepAlive });
  }
  client.draining = keepAlive && !stream.requestDone;
  endStream(engine, client, stream);
  afterStream(engine, client, keepAlive);
}

/** The answer as `http-after-response` rules leave it. */
function afterRules(engine: Engine, client: Client, stream: Stream, given: Answer): Answer {
  const plan = engine.plan.proxies;
  const hasRules =
    plan[stream.frontend]!.frontend!.httpAfterResponseRules.length > 0 ||
    (plan[stream.backend]!.backend?.httpAfterResponseRules.length ?? 0) > 0;
  if (!hasRules) return given;
  stream.response = given.head;
  stream.status = given.head.status;
  runAfterResponse(engine, client, stream);
  return { head: stream.response, body: given.body };
}

/** The page of a status. */
export function answerError(
  engine: Engine,
  client: Client,
  stream: Stream,
  status: number,
  options?: AnswerOptions,
): void {
  const context = { engine, client, stream, proxy: stream.frontend, direction: 'response' as const };
  answer(engine, client, stream, pageOf(status, context), options);
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

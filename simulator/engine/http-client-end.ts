/**
 * HTTP: the client ends or resets its connection, or is silent for too long. What that means depends on how far the
 * exchange is, on `option abortonclose`, and on the version (`plan/behaviour.ts`).
 *
 *                        whole request                                     upload not complete
 *   no connection yet    abortonclose: CQ or CC; else nothing              CQ or CC
 *   waiting              abortonclose: CH 400; else nothing                CH 400 (up to 2.8: CD, no answer)
 *   responding           abortonclose and a length: CD; else nothing       CD
 *   response complete    (over already)                                    CL (up to 2.8: CD)
 *
 * A reset counts like an end with `abortonclose` since 3.2; earlier it is noticed when something is sent.
 */

import { closeClient, forgetClient } from './client.ts';
import { abortWaiting } from './connect.ts';
import { countClientAbort } from './counting.ts';
import { explain } from './explain.ts';
import { resumeRequest } from './http-request.ts';
import { leaveResponse, resumeResponse } from './http-response.ts';
import { byId, hasId } from './id-table.ts';
import { answerError, closeBoth, refuseRequest } from './reply.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { blame, releaseServer, stateLetter } from './stream.ts';

/** FIN or RST from the client. */
export function httpClientClosed(engine: Engine, client: Client, isReset: boolean): void {
  const stream = client.stream === 0 ? null : byId(engine.state.streams, client.stream)!;
  if (!stream) {
    idleClientClosed(engine, client, isReset);
    return;
  }
  client.ended = true;
  stream.clientEnded = true;
  stream.keepAlive = false;
  if (!stream.requestDone) uploadBroken(engine, client, stream, 'C');
  else if (isReset) resetDuringExchange(engine, client, stream);
  else if (engine.plan.proxies[stream.backend]!.backend?.abortonclose) abortOnClose(engine, client, stream);
  else if (stream.responseBody === 'tunnel' && stream.phase === 'responding') {
    engine.out.push({ type: 'closeServer', conn: stream.conn, how: 'end', half: true });
  }
}

/** Between requests, or in the middle of a head. */
function idleClientClosed(engine: Engine, client: Client, isReset: boolean): void {
  const isPartial = client.firstByteMs !== NEVER;
  if (client.draining || client.children !== undefined || (client.requests > 0 && !isPartial)) {
    if (isReset) forgetClient(engine, client);
    else closeClient(engine, client, 'end');
    return;
  }
  refuseRequest(engine, client, 400, 'C', isReset);
}

function isBeforeConnection(stream: Stream): boolean {
  return stream.phase === 'queued' || stream.phase === 'turnaround' || stream.phase === 'connecting';
}

function abortOnClose(engine: Engine, client: Client, stream: Stream): void {
  if (stream.phase === 'responding' && stream.resume && stream.responseDone) {
    resumeResponse(engine, client, stream, false);
    return;
  }
  if (isBeforeConnection(stream)) abortWaiting(engine, client, stream);
  else if (stream.phase === 'waiting') {
    blame(stream, 'C', 'H');
    countClientAbort(engine, stream);
    releaseServer(engine, stream, false, 'reset');
    answerError(engine, client, stream, 400);
  } else if (stream.responseBody !== 'until-close') leaveResponse(engine, client, stream);
}

function resetDuringExchange(engine: Engine, client: Client, stream: Stream): void {
  const aborts = engine.plan.proxies[stream.backend]!.backend?.abortonclose === true;
  if (!aborts && engine.plan.behaviour.clientResetSeen === 'when-sending') {
    client.reset = true;
    return;
  }
  if (isBeforeConnection(stream)) abortWaiting(engine, client, stream);
  else if (stream.phase === 'waiting') {
    blame(stream, 'C', 'D');
    countClientAbort(engine, stream);
    breakOff(engine, client, stream);
  } else leaveResponse(engine, client, stream);
}

/** The client stopped in the middle of its request. `cause`: C it left, c it was silent. */
function uploadBroken(engine: Engine, client: Client, stream: Stream, cause: 'C' | 'c'): void {
  if (stream.phase === 'request' && stream.resume?.why === 'body') {
    if (cause === 'c') {
      resumeRequest(engine, client, stream, true);
      return;
    }
    // the rules behind the one that waited are looked at all the same
    resumeRequest(engine, client, stream, false);
    if (!hasId(engine.state.streams, stream.id)) return;
    stream.resume = null;
    countClientAbort(engine, stream);
    blame(stream, 'C', 'R');
    breakOff(engine, client, stream);
    return;
  }
  countClientAbort(engine, stream);
  stream.keepAlive = false;
  if (stream.response) {
    blame(stream, cause, stream.responseDone ? engine.plan.behaviour.afterResponse : 'D');
    closeBoth(engine, client, stream, 'reset');
    return;
  }
  const isAnswered = engine.plan.behaviour.brokenUpload === 'answered';
  if (cause === 'C' && isBeforeConnection(stream) && !(isAnswered && stream.phase === 'queued')) {
    abortWaiting(engine, client, stream);
    return;
  }
  blame(stream, cause, isAnswered ? stateLetter(stream) : 'D');
  if (stream.phase === 'queued') stream.queueMs = engine.nowMs;
  breakOff(engine, client, stream);
}

/** Ends an exchange that the client broke off before any response: with a 400, or without a word. */
function breakOff(engine: Engine, client: Client, stream: Stream): void {
  const isQueued = stream.phase === 'queued';
  releaseServer(engine, stream, false, 'reset');
  if (engine.plan.behaviour.brokenUpload === 'silent') {
    stream.status = -1;
    closeBoth(engine, client, stream, 'reset');
  } else answerError(engine, client, stream, 400, { logged: isQueued ? -1 : 400, silent: client.ended });
}

/** `timeout client` struck: the rest of an upload does not come, or nobody takes the response. */
export function httpClientTimedOut(engine: Engine, client: Client, stream: Stream): void {
  if (engine.state.explain) {
    const afterMs = engine.plan.proxies[stream.frontend]!.frontend!.timeoutClientMs ?? 0;
    explain(engine, stream.id, stream.frontend, { type: 'timeout', name: 'timeout client', afterMs, spans: [] });
  }
  if (!stream.requestDone) {
    uploadBroken(engine, client, stream, 'c');
    return;
  }
  countClientAbort(engine, stream);
  blame(stream, 'c', stateLetter(stream));
  closeBoth(engine, client, stream, 'reset');
}

/** No request, or no whole one, within its time-out: 408, except on an idle connection that had served requests. */
export function requestTimedOut(engine: Engine, client: Client): void {
  if (client.children !== undefined || client.draining || (client.requests > 0 && client.firstByteMs === NEVER)) {
    closeClient(engine, client, 'end');
    return;
  }
  refuseRequest(engine, client, 408, 'c', false);
}

/** The codec refused the request: before its head was whole, or in its body. */
export function badRequest(engine: Engine, client: Client, status: number, silent: boolean): void {
  const stream = client.stream === 0 ? null : byId(engine.state.streams, client.stream)!;
  if (!stream) {
    if (client.firstByteMs === NEVER) client.firstByteMs = engine.nowMs;
    if (client.draining) closeClient(engine, client, 'end');
    else refuseRequest(engine, client, status, 'P', silent);
    return;
  }
  stream.keepAlive = false;
  stream.requestDone = true;
  blame(stream, 'P', stateLetter(stream));
  engine.state.proxies[stream.frontend]!.counters.requestErrors++;
  if (stream.response) closeBoth(engine, client, stream, 'reset');
  else {
    releaseServer(engine, stream, false, 'reset');
    const isSilent = silent || engine.plan.behaviour.malformedBody === 'silent';
    answerError(engine, client, stream, 400, { silent: isSilent });
  }
}

/**
 * A client connection has one timer slot; it stands for up to four deadlines:
 *   request  no stream: the next request's first byte, or its whole head
 *   wait     what the stream waits for on its own: a slot, the turn-around, the connection
 *   client   silence of the client
 *   server   silence of the server
 * Activity moves deadlines to later times without touching the timer: it goes off early, finds nothing due and is armed
 * again. Only an earlier deadline moves it.
 */
import type { TimeoutKind } from '../plan/action-plan.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { arm, dueAt } from './timers.ts';

/** Makes sure that the slot goes off at the earliest deadline, or before. */
export function schedule(engine: Engine, client: Client, stream: Stream | null): void {
  const due = stream ? earliest3(stream) : client.requestDeadlineMs;
  if (due === NEVER) return;
  const { timers } = engine.state;
  const armed = dueAt(timers, client.timer);
  if (armed === null || due < armed) arm(timers, client.timer, due);
}

function earliest3(stream: Stream): number {
  const { waitDeadlineMs: wait, clientDeadlineMs: client, serverDeadlineMs: server } = stream;
  let due = wait;
  if (client !== NEVER && (due === NEVER || client < due)) due = client;
  if (server !== NEVER && (due === NEVER || server < due)) due = server;
  return due;
}

/** A time-out's deadline from now on; `NEVER` without a time-out. */
export function after(engine: Engine, timeoutMs: number | null): number {
  return timeoutMs === null ? NEVER : engine.nowMs + timeoutMs;
}

export function isDue(engine: Engine, deadlineMs: number): boolean {
  return deadlineMs !== NEVER && deadlineMs <= engine.nowMs;
}

/**
 * The client is idle, or its head is incomplete. Idle between requests: `timeout http-keep-alive` (up to 2.8 only if
 * `timeout client` is not shorter); else `timeout http-request`, from the accept or from the first byte, and
 * `timeout client`, from the last byte.
 */
export function awaitRequest(engine: Engine, client: Client): void {
  const front = engine.plan.proxies[client.proxy]!.frontend!;
  const isBetween = client.requests > 0 && client.firstByteMs === NEVER;
  const special = isBetween ? front.timeoutHttpKeepAliveMs : front.timeoutHttpRequestMs;
  const since = client.firstByteMs === NEVER ? engine.nowMs : client.firstByteMs;
  const own = special === null ? NEVER : since + special;
  const plain = after(engine, front.timeoutClientMs);
  const isAlone = isBetween && own !== NEVER && engine.plan.behaviour.keepAliveIdle === 'own';
  client.requestDeadlineMs = isAlone || plain === NEVER ? own : own === NEVER ? plain : Math.min(own, plain);
  schedule(engine, client, null);
}

/** A time-out as a rule has set it for this stream, else as configured. */
export function timeoutOf(stream: Stream, kind: TimeoutKind, configuredMs: number | null): number | null {
  return stream.timeoutsMs?.[kind] ?? configuredMs;
}

/**
 * HTTP, after any activity: whose silence counts now. The client's while its request is incomplete, the server's from
 * then on (which of them during a stalled upload depends on the version); in a tunnel, both.
 */
export function refreshHttp(engine: Engine, client: Client, stream: Stream): void {
  if (stream.phase === 'flushing') return;
  stream.activityMs = engine.nowMs;
  const front = engine.plan.proxies[stream.frontend]!.frontend!;
  const back = engine.plan.proxies[stream.backend]!.backend;
  const isSent = stream.phase === 'waiting' || stream.phase === 'responding';
  if (stream.responseBody === 'tunnel' && stream.phase === 'responding') {
    const tunnel = timeoutOf(stream, 'tunnel', back?.timeoutTunnelMs ?? null);
    stream.clientDeadlineMs = after(engine, tunnel ?? timeoutOf(stream, 'client', front.timeoutClientMs));
    stream.serverDeadlineMs = after(engine, tunnel ?? timeoutOf(stream, 'server', back?.timeoutServerMs ?? null));
  } else {
    const { stalledUpload } = engine.plan.behaviour;
    const uploads = !stream.requestDone;
    const isAwaited = stream.phase === 'request' && stream.resume?.why === 'body';
    const watchesClient = uploads && (stalledUpload === 'client' || stream.responseDone || isAwaited);
    const watchesServer = isSent && !stream.responseDone && (!uploads || stalledUpload === 'server');
    stream.clientDeadlineMs = watchesClient ? after(engine, timeoutOf(stream, 'client', front.timeoutClientMs)) : NEVER;
    stream.serverDeadlineMs =
      watchesServer && back ? after(engine, timeoutOf(stream, 'server', back.timeoutServerMs)) : NEVER;
  }
  schedule(engine, client, stream);
}

/** TCP, after a change of the stream's state: both sides' silence, with the shorter time-outs of half-closed sides. */
export function refreshTcp(engine: Engine, client: Client, stream: Stream): void {
  const front = engine.plan.proxies[stream.frontend]!.frontend!;
  const back = engine.plan.proxies[stream.backend]!.backend;
  const since = stream.activityMs;
  const add = (timeoutMs: number | null) => (timeoutMs === null ? NEVER : since + timeoutMs);
  const serverSince = Math.max(since, stream.connectMs);
  const addServer = (timeoutMs: number | null) => (timeoutMs === null ? NEVER : serverSince + timeoutMs);
  const tunnel = timeoutOf(stream, 'tunnel', back?.timeoutTunnelMs ?? null);
  if (stream.phase === 'responding') {
    const clientFin = stream.serverEnded ? front.timeoutClientFinMs : null;
    const serverFin = stream.clientEnded ? (back?.timeoutServerFinMs ?? null) : null;
    stream.clientDeadlineMs = stream.clientEnded
      ? NEVER
      : add(clientFin ?? tunnel ?? timeoutOf(stream, 'client', front.timeoutClientMs));
    stream.serverDeadlineMs = stream.serverEnded
      ? NEVER
      : addServer(serverFin ?? tunnel ?? timeoutOf(stream, 'server', back?.timeoutServerMs ?? null));
  } else {
    // before the connection, only a client that has said nothing is watched
    const isWatched = !stream.clientEnded && stream.bytesToServer === 0;
    stream.clientDeadlineMs = isWatched ? add(timeoutOf(stream, 'client', front.timeoutClientMs)) : NEVER;
    stream.serverDeadlineMs = NEVER;
  }
  schedule(engine, client, stream);
}

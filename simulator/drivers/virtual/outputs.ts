/** What the engine tells the driver to do: the one switch. */
import { byId } from '../../engine/id-table.ts';
import type { Output } from '../../engine/io.ts';
import { acceptWaiting, closeByHaproxy, enterPhase, refuseWaiting } from './clients.ts';
import { answerClient, closeLink, openLink, toMachine } from './links.ts';
import { abortProbe, startProbe } from './probes.ts';
import { after, nowMs, type Sim, unreachable } from './sim.ts';
import type { ClientConn, Message } from './state.ts';
import { serveStats } from './stats.ts';

type Of<T extends Output['type']> = Extract<Output, { readonly type: T }>;

/** Carries out one command. Facts that follow at once are given to the engine from here. */
export function carryOut(sim: Sim, output: Output): void {
  switch (output.type) {
    case 'connect':
      connect(sim, output);
      break;
    case 'link':
      link(sim, output);
      break;
    case 'forwardRequest':
      forwardRequest(sim, output);
      break;
    case 'forwardResponse':
      forwardResponse(sim, output);
      break;
    case 'respond':
      respond(sim, output);
      break;
    case 'replay':
      forwardRequest(sim, output);
      break;
    case 'inform':
      // an informational response: clients of this world wait for the final one
      break;
    case 'passBack':
    case 'hold':
      // a request of this world is never forgotten: it can be sent again from its message
      break;
    case 'serveStats':
      serveStats(sim, output);
      break;
    case 'peek':
      peek(sim, output.client);
      break;
    case 'nextRequest':
      // clients of this world wait for an answer before they ask again: nothing was read ahead
      break;
    case 'closeClient':
      closeClient(sim, output);
      break;
    case 'closeServer':
      closeLink(sim, output.conn, output.how, output.half === true);
      break;
    case 'pauseListener':
      sim.state.doors[output.listener]!.paused = true;
      break;
    case 'resumeListener':
      sim.state.doors[output.listener]!.paused = false;
      acceptWaiting(sim, output.listener);
      break;
    case 'closeListener':
      sim.state.doors[output.listener]!.open = false;
      refuseWaiting(sim, output.listener);
      break;
    case 'startProbe':
      startProbe(sim, output);
      break;
    case 'abortProbe':
      abortProbe(sim, output.probe);
      break;
    case 'log':
      sim.observer.log(nowMs(sim), output.record);
      break;
    case 'serverState':
      sim.observer.serverState(nowMs(sim), output.change);
      break;
    case 'stopped':
      sim.state.stopped = true;
      break;
    case 'explain':
      sim.observer.explained(nowMs(sim), output.stream, output.proxy, output.explanation);
      break;
    default:
      unreachable(output);
  }
}

/** The connection whose request a stream is, for the picture. */
function flightOf(sim: Sim, stream: number, client?: number): ClientConn | undefined {
  const id = client ?? byId(sim.state.engine.streams, stream)?.client;
  const conn = id === undefined ? undefined : byId(sim.state.clients, id);
  if (conn !== undefined) conn.stream = stream;
  return conn;
}

function connect(sim: Sim, { conn: id, stream, proxy, server }: Of<'connect'>): void {
  openLink(sim, { id, proxy, server, probe: 0 });
  const conn = flightOf(sim, stream);
  if (conn === undefined) return;
  conn.backend = proxy;
  conn.server = server;
  enterPhase(sim, conn, 'connecting', 2 * sim.world.serversUs);
}

function link(sim: Sim, { stream, client, conn: id }: Of<'link'>): void {
  const conn = flightOf(sim, stream, client);
  const joined = byId(sim.state.links, id);
  if (conn === undefined || joined === undefined) return;
  joined.client = client;
  conn.link = id;
  enterPhase(sim, conn, 'connected', -1);
  if (conn.pending.length === 0) return;
  if (conn.flight !== 0) enterPhase(sim, conn, 'to-server', sim.world.serversUs);
  for (const message of conn.pending.splice(0)) toMachine(sim, joined, message);
}

function forwardRequest(sim: Sim, output: Of<'forwardRequest' | 'replay'>): void {
  const conn = flightOf(sim, output.stream, output.client);
  const used = byId(sim.state.links, output.conn);
  if (used === undefined) return;
  used.client = output.client;
  if (conn !== undefined) {
    conn.link = output.conn;
    conn.backend = used.proxy;
    conn.server = used.server;
    enterPhase(sim, conn, 'to-server', sim.world.serversUs);
  }
  toMachine(sim, used, messageOf(output.head.method));
}

let lastMessage: Message = { kind: 'http', method: 'GET', bytes: 0, actor: -1, number: 0, data: '' };

/** Nothing but the method tells one from another: the last one serves as long as it is the same. */
function messageOf(method: string): Message {
  if (lastMessage.method !== method) lastMessage = { ...lastMessage, method };
  return lastMessage;
}

function forwardResponse(sim: Sim, { stream, client, head, keepAlive }: Of<'forwardResponse'>): void {
  const conn = flightOf(sim, stream, client);
  if (conn !== undefined) answer(sim, conn, head, keepAlive);
}

function respond(sim: Sim, { stream, client, head, keepAlive }: Of<'respond'>): void {
  const conn = flightOf(sim, stream ?? 0, client);
  if (conn !== undefined) answer(sim, conn, head, keepAlive);
}

/** Content rules want to see what comes. */
function peek(sim: Sim, client: number): void {
  const conn = byId(sim.state.clients, client);
  if (conn !== undefined) conn.peeked = true;
}

function answer(sim: Sim, conn: ClientConn, head: Of<'respond'>['head'], keepAlive: boolean): void {
  // an interim answer is not what a client waits for
  if (head.status < 200) return;
  conn.link = 0;
  const { group } = sim.world.stage.groups[conn.group]!;
  const cookies = group.cookies
    ? head.headers.filter(({ name }) => name === 'set-cookie').map(({ value }) => value)
    : null;
  answerClient(sim, conn, { status: head.status, ok: head.status < 500, keepAlive, cookies });
}

function closeClient(sim: Sim, { client, how, half }: Of<'closeClient'>): void {
  if (!half) closeByHaproxy(sim, client, how);
  else if (byId(sim.state.clients, client)?.farOpen) after(sim, sim.world.clientsUs, { type: 'cut', client, how });
}

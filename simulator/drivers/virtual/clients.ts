/**
 * Clients: connections that open, ask, wait, think, ask again or go away. A request is a "flight" from the moment its
 * client begins it to the moment the client knows how it ended; it ends exactly once, in `endFlight`.
 *
 * A new connection costs one and a half round trips before HAProxy accepts it (SYN, SYN-ACK, ACK), the first request comes with the ACK; a
 * TLS 1.3 handshake costs one round trip more.
 */
import { byId, putById, removeById } from '../../engine/id-table.ts';
import type { Ending, Endpoint } from '../../engine/io.ts';
import type { TlsFacts } from '../../engine/tls/facts.ts';
import { nextBelow } from '../../scenario/random.ts';
import { sampleWeighted } from '../../scenario/sampling.ts';
import type { StageGroup } from '../../scenario/stage.ts';
import { type AddressBlock, addressAt } from '../../scenario/values.ts';
import { countEnded } from '../../trace/metrics.ts';
import { actorEnded } from './actors.ts';
import { toMachine } from './links.ts';
import { clientHello, hl7Message, keepCookies, type PreparedRequest, withCookies } from './messages.ts';
import { after, feed, type Sim } from './sim.ts';
import type { Answer, ClientConn, Message } from './state.ts';

/** Begins a request on an idle connection or on a new one. The caller has counted it. */
export function beginRequest(sim: Sim, group: number, actor: number, choice: number, startUs: number): void {
  const conn = idleConnection(sim, group, actor) ?? openConnection(sim, group, actor);
  sendRequest(sim, conn, sim.state.nextFlight++, choice, startUs);
}

function sendRequest(sim: Sim, conn: ClientConn, flight: number, choice: number, startUs: number): void {
  const { group } = conn;
  conn.flight = flight;
  conn.request = choice;
  conn.startUs = startUs;
  if (conn.link === 0) {
    conn.stream = 0;
    conn.backend = -1;
    conn.server = -1;
  }
  const staged = sim.world.stage.groups[group]!;
  const fresh = !conn.accepted;
  const trips = fresh ? (staged.tls === null ? 3 : 5) : 1;
  enterPhase(sim, conn, 'to-frontend', trips * sim.world.clientsUs);
  after(sim, fresh ? 3 * sim.world.clientsUs : sim.world.clientsUs, {
    type: fresh ? 'front' : 'request',
    client: conn.id,
  });
  const { traffic, patienceMs } = staged.group;
  const patience = traffic.kind === 'feed' ? traffic.ackTimeoutMs : patienceMs;
  if (patience !== null) {
    after(sim, Math.round(patience * 1000), { type: 'patience', client: conn.id, flight: conn.flight });
  }
}

/** The request that the group's next request shall be. */
export function chooseRequest(sim: Sim, group: number): number {
  const { traffic, requests, messages, inTurn } = sim.world.stage.groups[group]!.group;
  const choices = traffic.kind === 'feed' ? messages : requests;
  if (inTurn) return (sim.state.metrics.groups[group]!.started - 1) % choices.length;
  return sampleWeighted(choices, sim.state.groups[group]!.choices);
}

function idleConnection(sim: Sim, group: number, actor: number): ClientConn | null {
  const { state } = sim;
  if (actor >= 0) {
    const conn = byId(state.clients, state.actors[actor]!.client);
    return conn?.farOpen && conn.flight === 0 ? conn : null;
  }
  const { idle } = state.groups[group]!;
  for (;;) {
    const id = idle.pop();
    if (id === undefined) return null;
    const conn = byId(state.clients, id);
    if (conn?.farOpen && conn.flight === 0) return conn;
  }
}

function openConnection(sim: Sim, group: number, actor: number): ClientConn {
  const { state } = sim;
  const id = state.nextClient++;
  const conn: ClientConn = {
    id,
    group,
    actor,
    host: addressFor(sim, group, actor),
    port: 32768 + (id % 28232),
    nearOpen: false,
    farOpen: true,
    accepted: false,
    sent: 0,
    answered: 0,
    link: 0,
    pending: [],
    peeked: false,
    lastAnswer: false,
    flight: 0,
    request: 0,
    startUs: 0,
    stream: 0,
    backend: -1,
    server: -1,
    phase: 'to-frontend',
    sinceUs: state.nowUs,
    untilUs: -1,
  };
  putById(state.clients, id, conn);
  if (actor >= 0) state.actors[actor]!.client = id;
  return conn;
}

/** A user keeps its address; visitors draw one. */
function addressFor(sim: Sim, group: number, actor: number): string {
  const blocks = sim.world.stage.groups[group]!.group.from;
  const total = blocks.reduce((sum, block) => sum + block.count, 0);
  const { actors, groups } = sim.state;
  const index = actor >= 0 ? actors[actor]!.index % total : nextBelow(groups[group]!.addresses, total);
  return addressIn(blocks, index);
}

function addressIn(blocks: readonly AddressBlock[], index: number): string {
  let left = index;
  for (const block of blocks) {
    if (left < block.count) return addressAt(block, left);
    left -= block.count;
  }
  return addressAt(blocks[0]!, 0);
}

export function enterPhase(sim: Sim, conn: ClientConn, phase: ClientConn['phase'], lastsUs: number): void {
  sim.state.changes++;
  conn.phase = phase;
  conn.sinceUs = sim.state.nowUs;
  conn.untilUs = lastsUs < 0 ? -1 : sim.state.nowUs + lastsUs;
}

/** The connection's last handshake packet is at the listener. */
export function onFront(sim: Sim, id: number): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined) return;
  const staged = sim.world.stage.groups[conn.group]!;
  const door = sim.state.doors[staged.listener]!;
  if (!conn.farOpen) removeById(sim.state.clients, id);
  else if (!door.open) after(sim, sim.world.clientsUs, { type: 'cut', client: id, how: 'reset' });
  else if (door.paused) door.waiting.push(id);
  else accept(sim, conn, staged);
}

/** Accepts what waits in the kernel, as long as HAProxy takes it. */
export function acceptWaiting(sim: Sim, listener: number): void {
  const door = sim.state.doors[listener]!;
  while (!door.paused && door.open && door.waiting.length > 0) {
    const conn = byId(sim.state.clients, door.waiting.shift()!);
    if (conn !== undefined) accept(sim, conn, sim.world.stage.groups[conn.group]!);
  }
}

/** The listener is gone: the kernel resets what waited there. */
export function refuseWaiting(sim: Sim, listener: number): void {
  for (const id of sim.state.doors[listener]!.waiting.splice(0)) {
    after(sim, sim.world.clientsUs, { type: 'cut', client: id, how: 'reset' });
  }
}

function accept(sim: Sim, conn: ClientConn, staged: StageGroup): void {
  conn.accepted = true;
  conn.nearOpen = true;
  const src: Endpoint = { host: conn.host, port: conn.port };
  feed(sim, { type: 'accepted', client: conn.id, listener: staged.listener, src, dst: staged.dst });
  if (!conn.nearOpen) return;
  if (!conn.farOpen) onClientEnd(sim, conn.id, 'end');
  else if (staged.tls === null) onRequest(sim, conn.id);
  else if (staged.tls.terminated) after(sim, 2 * sim.world.clientsUs, { type: 'request', client: conn.id });
  else greet(sim, conn, staged.tls.sni);
}

/** TLS to a listener that does not terminate it: content rules see the greeting, HTTP mode refuses it. */
function greet(sim: Sim, conn: ClientConn, sni: string | null): void {
  const { mode } = sim.world.stage.groups[conn.group]!;
  if (mode === 'http') {
    feed(sim, { type: 'badRequest', client: conn.id, status: 400, reason: 'TLS to a listener without ssl' });
    return;
  }
  const hello = clientHello(sni);
  feed(sim, { type: 'clientData', client: conn.id, bytes: hello.length, peeked: hello });
  after(sim, 2 * sim.world.clientsUs, { type: 'request', client: conn.id });
}

/** A request is at the load balancer, whole. */
export function onRequest(sim: Sim, id: number): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || !conn.nearOpen || conn.flight === 0) return;
  const staged = sim.world.stage.groups[conn.group]!;
  const first = conn.sent++ === 0;
  if (first && staged.tls?.terminated) {
    feed(sim, { type: 'tlsDone', client: id, ...helloOf(sim, staged.tls.facts) });
    if (!conn.nearOpen) return;
  }
  enterPhase(sim, conn, 'queued', -1);
  if (staged.mode === 'tcp') {
    tcpRequest(sim, conn, staged, first);
    return;
  }
  const request = httpRequest(sim, conn, staged);
  feed(sim, { type: 'requestHead', client: id, head: request.head, body: request.body, headBytes: request.headBytes });
  // without a body, the end of the head is the end
  if (request.body === 'none') return;
  if (request.bodyBytes > 0) feed(sim, { type: 'requestBody', client: id, bytes: request.bodyBytes });
  feed(sim, { type: 'requestEnd', client: id });
}

/** The greeting itself goes along only where it is kept. */
function helloOf(sim: Sim, facts: TlsFacts): TlsFacts {
  return sim.world.plan.process.helloBytes ? { ...facts, hello: clientHello(facts.sni) } : facts;
}

function httpRequest(sim: Sim, conn: ClientConn, staged: StageGroup): PreparedRequest {
  const request = sim.world.requests[conn.group]![conn.request]!;
  return staged.group.cookies && conn.actor >= 0 ? withCookies(request, sim.state.actors[conn.actor]!.jar) : request;
}

function tcpRequest(sim: Sim, conn: ClientConn, staged: StageGroup, first: boolean): void {
  const message = tcpMessage(sim, conn, staged, first || conn.peeked);
  if (conn.link !== 0) enterPhase(sim, conn, 'to-server', sim.world.serversUs);
  const { group } = staged;
  const cut = group.traffic.kind === 'feed' ? group.messages[conn.request]!.cut : null;
  if (cut === null) {
    say(sim, conn, message, message.bytes);
    return;
  }
  const { data } = message;
  const peeked = data === '' ? {} : { peeked: data.slice(0, cut.bytes) };
  feed(sim, { type: 'clientData', client: conn.id, bytes: cut.bytes, ...peeked });
  after(sim, cut.pauseMs * 1000, { type: 'rest', client: conn.id, flight: conn.flight });
}

/** The second piece of a message: now the server can make something of it. */
export function onRest(sim: Sim, id: number, flight: number): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || !conn.nearOpen || conn.flight !== flight) return;
  const staged = sim.world.stage.groups[conn.group]!;
  const { cut } = staged.group.messages[conn.request]!;
  const message = tcpMessage(sim, conn, staged, conn.sent === 1 || conn.peeked);
  say(sim, conn, message, message.bytes - (cut?.bytes ?? 0));
}

/** The last bytes of a message, which goes to the server as far as there is one. */
function say(sim: Sim, conn: ClientConn, message: Message, bytes: number): void {
  const peeked = message.data === '' ? {} : { peeked: message.data };
  feed(sim, { type: 'clientData', client: conn.id, bytes, ...peeked });
  const link = byId(sim.state.links, conn.link);
  if (link !== undefined && link.near === 'open') toMachine(sim, link, message);
  else if (conn.link === 0 && conn.nearOpen) conn.pending.push(message);
}

function tcpMessage(sim: Sim, conn: ClientConn, staged: StageGroup, withText: boolean): Message {
  if (staged.group.traffic.kind === 'feed') {
    const actor = sim.state.actors[conn.actor]!;
    const plan = staged.group.messages[conn.request]!;
    // the text is only needed where rules may look at it
    const data = withText ? hl7Message(plan, actor.index, actor.message) : '';
    return { kind: 'tcp', method: '', bytes: plan.bytes, actor: conn.actor, number: actor.message, data };
  }
  const request = sim.world.requests[conn.group]![conn.request]!;
  const bytes = request.headBytes + request.bodyBytes;
  return { kind: 'tcp', method: '', bytes, actor: -1, number: 0, data: withText ? request.text : '' };
}

/** An answer reaches the client. */
export function onAnswer(sim: Sim, id: number, flight: number, answer: Answer): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || conn.flight !== flight || !conn.farOpen) return;
  if (answer.cookies !== null && conn.actor >= 0) keepCookies(sim.state.actors[conn.actor]!.jar, answer.cookies);
  const { group } = sim.world.stage.groups[conn.group]!;
  conn.answered++;
  const used = group.requestsPerConnection !== null && conn.sent >= group.requestsPerConnection;
  if (!answer.keepAlive || !group.keepAlive || used) {
    closeByClient(sim, conn, 'end');
  } else if (conn.actor < 0) sim.state.groups[conn.group]!.idle.push(id);
  endFlight(sim, conn, answer.status, answer.ok);
}

/** HAProxy's end of the connection reaches the client. */
export function onCut(sim: Sim, id: number, how: Ending): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined) return;
  if (conn.farOpen) {
    closeByClient(sim, conn, how);
    if (mayRepeat(sim, conn)) repeat(sim, conn);
    else endFlight(sim, conn, null, false);
  } else if (!conn.nearOpen) removeById(sim.state.clients, id);
}

/**
 * A connection that had carried answers is closed instead of one more: the request met a connection that was being closed,
 * and clients send it again over a new one when that can do no harm (RFC 9110, 9.2.2; RFC 9112, 9.3.1).
 */
function mayRepeat(sim: Sim, conn: ClientConn): boolean {
  if (conn.flight === 0 || conn.answered === 0) return false;
  const { mode } = sim.world.stage.groups[conn.group]!;
  return mode === 'http' && REPEATABLE.has(sim.world.requests[conn.group]![conn.request]!.head.method);
}

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

function repeat(sim: Sim, conn: ClientConn): void {
  const { flight, request, startUs } = conn;
  conn.flight = 0;
  sim.state.metrics.groups[conn.group]!.resent++;
  sendRequest(sim, openConnection(sim, conn.group, conn.actor), flight, request, startUs);
}

/** The client has waited long enough. */
export function onPatience(sim: Sim, id: number, flight: number): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || conn.flight !== flight || !conn.farOpen) return;
  closeByClient(sim, conn, 'end');
  endFlight(sim, conn, null, false);
}

/** The client closes; HAProxy hears of it a little later, unless it closed first. */
function closeByClient(sim: Sim, conn: ClientConn, how: Ending): void {
  conn.farOpen = false;
  if (conn.actor >= 0) sim.state.actors[conn.actor]!.client = 0;
  else forgetIdle(sim.state.groups[conn.group]!.idle, conn.id);
  if (conn.nearOpen) after(sim, sim.world.clientsUs, { type: 'clientEnd', client: conn.id, how });
  else if (conn.accepted || how === 'reset') removeById(sim.state.clients, conn.id);
}

function forgetIdle(idle: number[], id: number): void {
  const at = idle.indexOf(id);
  if (at >= 0) idle.splice(at, 1);
}

/** The client's end of the connection reaches HAProxy. */
export function onClientEnd(sim: Sim, id: number, how: Ending): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || !conn.nearOpen) return;
  feed(sim, { type: 'clientClosed', client: id, how });
}

/** HAProxy closes the connection, wholly. The client hears of it a little later. */
export function closeByHaproxy(sim: Sim, id: number, how: Ending): void {
  const conn = byId(sim.state.clients, id);
  if (conn === undefined || !conn.nearOpen) return;
  conn.nearOpen = false;
  if (!conn.farOpen) removeById(sim.state.clients, id);
  else if (!conn.lastAnswer) after(sim, sim.world.clientsUs, { type: 'cut', client: id, how });
}

/** The one place where a request ends for its client. */
function endFlight(sim: Sim, conn: ClientConn, status: number | null, ok: boolean): void {
  if (conn.flight === 0) return;
  const { state } = sim;
  const latencyUs = state.nowUs - conn.startUs;
  const request = conn.flight;
  conn.flight = 0;
  enterPhase(sim, conn, 'connected', -1);
  const staged = sim.world.stage.groups[conn.group]!;
  // a feed sends its message again: the message has not ended
  if (staged.group.traffic.kind !== 'feed' || status !== null) {
    countEnded(state.metrics, conn.group, status, ok, latencyUs);
    const { group, id: client, stream, backend: proxy, server } = conn;
    sim.observer.ended(state.nowUs / 1000, { group, client, request, stream, proxy, server, status, ok, latencyUs });
  }
  if (conn.actor >= 0) actorEnded(sim, conn.actor, status !== null);
}

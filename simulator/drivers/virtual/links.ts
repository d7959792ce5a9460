/**
 * Connections between the load balancer and machines: the wire, with TCP's answers to what goes wrong. Packets take
 * `serversUs` each way; what is lost in a black hole is sent again at the times at which Linux would.
 */
import { byId, hasId, putById, removeById } from '../../engine/id-table.ts';
import type { Ending } from '../../engine/io.ts';
import type { Machine } from '../../scenario/stage.ts';
import { enterPhase } from './clients.ts';
import { enqueue, takesConnections } from './machines.ts';
import { type PreparedResponse, prepareResponse } from './messages.ts';
import { probeAnswered, probeClosed, probeConnected } from './probes.ts';
import { plan } from './schedule.ts';
import { after, feed, type Sim } from './sim.ts';
import type { Answer, ClientConn, Happening, Link, MachineState, Message, Reply } from './state.ts';

/** Begins a connection: its first packet is on the way. */
export function openLink(sim: Sim, link: Pick<Link, 'id' | 'proxy' | 'server' | 'probe'>): void {
  const { id, proxy, server, probe } = link;
  const openedUs = sim.state.nowUs;
  const machine = sim.world.stage.machineOf[proxy]![server]!;
  const { fault } = sim.state.machines[machine]!;
  const takesAll = fault === 'none' || fault === 'slow' || fault === 'http-500';
  putById(sim.state.links, id, {
    id,
    proxy,
    server,
    machine,
    openedUs,
    near: 'opening',
    far: takesAll ? 'open' : 'none',
    inBacklog: false,
    eof: false,
    client: 0,
    jobs: 0,
    probe,
  });
  // a healthy machine's answer is known beforehand; `onSynAnswer` sees to it if the machine fails in between
  if (takesAll) after(sim, 2 * sim.world.serversUs, { type: 'synAnswer', link: id, ok: true });
  else after(sim, sim.world.serversUs, { type: 'syn', link: id, sentUs: openedUs });
}

const SYN_RETRY_US = 1_000_000;
const DATA_RETRY_US = 200_000;

function lose(sim: Sim, machine: MachineState, what: Happening, sentUs: number, firstRetryUs: number): void {
  machine.lost.push({ what, sentUs: Math.min(sentUs, sim.state.nowUs), firstRetryUs });
}

/** The hole is over: what was lost arrives with its next retransmission (doubling waits; given up after 15). */
export function sendAgain(sim: Sim, machine: MachineState): void {
  const { nowUs } = sim.state;
  for (const { what, sentUs, firstRetryUs } of machine.lost.splice(0)) {
    let waitUs = firstRetryUs;
    let atUs = sentUs + waitUs;
    for (let tries = 0; tries < 15 && atUs < nowUs; tries++) {
      waitUs *= 2;
      atUs += waitUs;
    }
    if (atUs >= nowUs) plan(sim.state.agenda, atUs + sim.world.serversUs, what);
  }
}

export function onSyn(sim: Sim, id: number, sentUs: number): void {
  const link = byId(sim.state.links, id);
  if (link === undefined || link.near !== 'opening') return;
  const machine = sim.state.machines[link.machine]!;
  const verdict = takesConnections(sim, link.machine);
  if (verdict === 'lost') lose(sim, machine, { type: 'syn', link: id, sentUs }, sentUs, SYN_RETRY_US);
  else {
    if (verdict === 'accepted') {
      link.far = 'open';
      if (machine.fault === 'hang') {
        link.inBacklog = true;
        machine.backlog++;
      }
    }
    after(sim, sim.world.serversUs, { type: 'synAnswer', link: id, ok: verdict === 'accepted' });
  }
}

export function onSynAnswer(sim: Sim, id: number, expected: boolean): void {
  const link = byId(sim.state.links, id);
  if (link === undefined || link.near !== 'opening') return;
  const machine = sim.state.machines[link.machine]!;
  const failedBefore = machine.sinceUs <= link.openedUs + sim.world.serversUs;
  if (expected && failedBefore && machine.fault === 'blackhole') {
    link.far = 'none';
    lose(sim, machine, { type: 'syn', link: id, sentUs: link.openedUs }, link.openedUs, SYN_RETRY_US);
    return;
  }
  const ok = expected && !(failedBefore && link.far === 'closed');
  link.near = ok ? 'open' : 'closed';
  if (!ok) removeById(sim.state.links, id);
  if (link.probe !== 0) probeConnected(sim, link, ok);
  else if (ok) feed(sim, { type: 'connected', conn: id });
  else feed(sim, { type: 'connectFailed', conn: id, reason: 'refused' });
}

/** Sends a message to the server. From here on it counts among the connection's jobs. */
export function toMachine(sim: Sim, link: Link, message: Message): void {
  link.jobs++;
  after(sim, sim.world.serversUs, { type: 'arrive', link: link.id, message });
}

export function onArrive(sim: Sim, id: number, message: Message): void {
  const link = byId(sim.state.links, id);
  if (link === undefined) return;
  const machine = sim.state.machines[link.machine]!;
  if (machine.fault === 'blackhole') {
    lose(sim, machine, { type: 'arrive', link: id, message }, sim.state.nowUs - sim.world.serversUs, DATA_RETRY_US);
  } else if (link.far !== 'open') {
    // data to a socket that is closed is answered with a reset
    after(sim, sim.world.serversUs, { type: 'serverEnd', link: id, how: 'reset' });
  } else {
    const conn = clientOf(sim, link);
    if (conn !== undefined) enterPhase(sim, conn, 'at-server', -1);
    enqueue(sim, link, message);
  }
}

/** The client whose bytes the link carries now. */
export function clientOf(sim: Sim, link: Link): ClientConn | undefined {
  const conn = byId(sim.state.clients, link.client);
  return conn?.link === link.id ? conn : undefined;
}

/** The server sends; in a black hole nothing comes of it for now. */
export function toHaproxy(sim: Sim, link: Link, what: Happening): void {
  const machine = sim.state.machines[link.machine]!;
  if (machine.fault === 'blackhole') {
    lose(sim, machine, what, sim.state.nowUs, DATA_RETRY_US);
    const conn = clientOf(sim, link);
    if (conn !== undefined) conn.untilUs = -1;
  } else after(sim, sim.world.serversUs, what);
}

export function onReply(sim: Sim, id: number, reply: Reply): void {
  const link = byId(sim.state.links, id);
  if (link === undefined || link.near !== 'open') return;
  if (reply.kind === 'probe') probeAnswered(sim, link, reply.data);
  else if (reply.kind === 'http') httpReply(sim, link, reply);
  else tcpReply(sim, link, reply);
  if (reply.close) onServerEnd(sim, id, 'end');
}

function httpReply(sim: Sim, link: Link, reply: Reply): void {
  const machine = sim.world.stage.machines[link.machine]!;
  const { head, headBytes } = preparedResponse(sim, machine, reply);
  const bodiless = reply.method === 'HEAD' || reply.status === 204 || reply.status === 304 || reply.bytes === 0;
  const body = bodiless ? 'none' : 'length';
  const bytes = bodiless ? 0 : reply.bytes;
  feed(sim, { type: 'response', conn: link.id, head, body, headBytes, bytes, reusable: !reply.close });
}

/** Heads that are the same every time are made once. */
function preparedResponse(sim: Sim, machine: Machine, { status, bytes, close }: Reply): PreparedResponse {
  const prepared = sim.world.responses[machine.id]!;
  for (let at = 0; at < prepared.length; at++) if (prepared[at]!.head.status === status) return prepared[at]!;
  return prepareResponse(machine, status, bytes, close);
}

function tcpReply(sim: Sim, link: Link, reply: Reply): void {
  const conn = clientOf(sim, link);
  feed(sim, { type: 'serverData', conn: link.id, bytes: reply.bytes });
  if (conn?.nearOpen) answerClient(sim, conn, { status: 0, ok: reply.ok, keepAlive: true, cookies: null });
}

/** An answer sets out for the client. One that comes to a connection that the client has closed is answered with a reset. */
export function answerClient(sim: Sim, conn: ClientConn, answer: Answer): void {
  if (!conn.farOpen) {
    after(sim, 2 * sim.world.clientsUs, { type: 'clientEnd', client: conn.id, how: 'reset' });
    return;
  }
  // what comes from a server is on its way since the server sent it
  if (conn.phase === 'to-client') conn.untilUs = sim.state.nowUs + sim.world.clientsUs;
  else enterPhase(sim, conn, 'to-client', sim.world.clientsUs);
  after(sim, sim.world.clientsUs, { type: 'answer', client: conn.id, flight: conn.flight, answer });
  conn.lastAnswer = !answer.keepAlive;
}

/** The server's end of the connection reaches the load balancer. */
export function onServerEnd(sim: Sim, id: number, how: Ending): void {
  const link = byId(sim.state.links, id);
  if (link === undefined || link.near !== 'open') return;
  if (how === 'reset') link.near = 'closed';
  if (link.far !== 'open' && how === 'reset') removeById(sim.state.links, id);
  if (link.probe !== 0) probeClosed(sim, link, how);
  else feed(sim, { type: 'serverClosed', conn: id, how });
  // of an idle connection the engine says no more: it is closed on our side too
  if (link.near === 'open' && link.probe === 0 && !hasId(sim.state.engine.conns, id)) closeLink(sim, id, 'end', false);
}

/** HAProxy closes its end (or, `half`, stops sending). */
export function closeLink(sim: Sim, id: number, how: Ending, half: boolean): void {
  const link = byId(sim.state.links, id);
  if (link === undefined || link.near === 'closed') return;
  if (!half) link.near = 'closed';
  // nothing is on its way and nothing is worked on: nobody can tell when exactly the server hears of it
  if (!half && link.jobs === 0) dropFar(sim, link);
  else after(sim, sim.world.serversUs, { type: 'proxyEnd', link: id, how, half });
}

/** Our end reaches the server: it drops the connection, or, after a half-close, first finishes what it was asked. */
export function onProxyEnd(sim: Sim, id: number, how: Ending, half: boolean): void {
  const link = byId(sim.state.links, id);
  if (link === undefined) return;
  const machine = sim.state.machines[link.machine]!;
  if (machine.fault === 'blackhole') {
    lose(sim, machine, { type: 'proxyEnd', link: id, how, half }, sim.state.nowUs - sim.world.serversUs, DATA_RETRY_US);
    return;
  }
  link.eof = true;
  if (!half) dropFar(sim, link);
  else if (link.far === 'open' && link.jobs === 0 && machine.fault !== 'hang') closeFar(sim, link, 'end');
}

/** The server closes a connection of its own accord. */
export function closeFar(sim: Sim, link: Link, how: Ending): void {
  leaveBacklog(sim, link);
  link.far = 'closed';
  if (link.near === 'closed') removeById(sim.state.links, link.id);
  else toHaproxy(sim, link, { type: 'serverEnd', link: link.id, how });
}

function dropFar(sim: Sim, link: Link): void {
  leaveBacklog(sim, link);
  link.far = 'closed';
  removeById(sim.state.links, link.id);
}

function leaveBacklog(sim: Sim, link: Link): void {
  if (!link.inBacklog) return;
  link.inBacklog = false;
  sim.state.machines[link.machine]!.backlog--;
}

/**
 * Health checks on real sockets. What a probe does and what it concludes is the engine's pure machine
 * (`engine/health/probe.ts`); here are its connections.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  closed,
  connected,
  connectFailed,
  createProbe,
  firstPort,
  type Probe,
  type ProbeAction,
  received,
} from '../../engine/health/probe.ts';
import type { Ending, Output, ProbeId } from '../../engine/io.ts';
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import { connectFailure, strerror } from './errors.ts';
import { resetSocket } from './outgoing.ts';
import { proxyHeader, proxyHeaderLocal } from './proxy-protocol.ts';
import { socksReply, socksRequest } from './socks4.ts';
import { feed, type World } from './world.ts';

export interface ProbeLink {
  readonly id: ProbeId;
  readonly server: ServerPlan;
  readonly check: CheckPlan;
  readonly host: string;
  readonly port: number;
  readonly machine: Probe;
  /** The present connection; events of earlier ones say nothing. */
  socket: Socket;
  /** A SOCKS proxy has not answered so far. */
  awaitsProxy: boolean;
  /** The server has ended the present connection. */
  ended: boolean;
  over: boolean;
  close(): void;
}

export function startProbe(world: World, output: Extract<Output, { type: 'startProbe' }>): void {
  const server = world.plan.proxies[output.proxy]!.backend!.servers[output.server]!;
  const check = output.agent ? server.agent! : server.check!;
  const first = firstPort(check) ?? output.port;
  const link: ProbeLink = {
    id: output.probe,
    server,
    check,
    host: output.host,
    port: output.port,
    machine: createProbe(check, output.serverDown),
    socket: open(server, check, output.host, first),
    awaitsProxy: server.socks4 !== undefined && check.viaSocks4 === true,
    ended: false,
    over: false,
    close: () => finish(world, link, 'reset'),
  };
  world.probes.set(link.id, link);
  watch(world, link, check.sendProxy);
}

/** The engine's time for it is up. */
export function abortProbe(world: World, id: ProbeId): void {
  world.probes.get(id)?.close();
}

function open(server: ServerPlan, check: CheckPlan, host: string, port: number): Socket {
  if (server.socks4 && check.viaSocks4) return connectTcp({ ...server.socks4, allowHalfOpen: true, noDelay: true });
  const where = server.family === 'unix' ? { path: server.host } : { host, port };
  const options = { ...where, allowHalfOpen: true, noDelay: true };
  return server.ssl ? connectTls({ ...options, rejectUnauthorized: false }) : connectTcp(options);
}

/** Tells the machine what happens on the present connection. */
function watch(world: World, link: ProbeLink, sendProxy: 'v1' | 'v2' | null): void {
  const { socket, machine, check } = link;
  const { behaviour } = world.plan;
  const isPresent = () => !link.over && link.socket === socket;
  let isConnected = false;
  const viaSocks = link.awaitsProxy;
  socket.once(link.server.ssl && !viaSocks ? 'secureConnect' : 'connect', () => {
    if (!isPresent()) return;
    isConnected = true;
    if (viaSocks) socket.write(socksRequest(link.host, link.port) ?? '');
    if (sendProxy !== null) socket.write(probeHeader(sendProxy, socket), 'latin1');
    feed(world, { type: 'probeConnected', probe: link.id });
    if (!viaSocks) carryOut(world, link, connected(behaviour, check, machine));
  });
  socket.on('data', (chunk: Buffer) => {
    if (isPresent() && link.awaitsProxy) {
      const reply = socksReply(chunk);
      link.awaitsProxy = false;
      if (reply?.granted) carryOut(world, link, connected(behaviour, check, machine));
      else carryOut(world, link, connectFailed(behaviour, check, machine, 'refused'));
    } else if (isPresent()) carryOut(world, link, received(behaviour, check, machine, chunk.toString('latin1')));
  });
  socket.on('end', () => {
    link.ended = true;
    if (isPresent()) carryOut(world, link, closed(behaviour, check, machine, 'end'));
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (!isPresent()) return;
    if (isConnected) carryOut(world, link, closed(behaviour, check, machine, 'reset'));
    else carryOut(world, link, connectFailed(behaviour, check, machine, connectFailure(error), atOnce(error)));
  });
}

/** Where nothing can be sent to at all, the attempt fails before it has begun, and HAProxy words it so. */
function atOnce({ code }: NodeJS.ErrnoException): string | undefined {
  return code === 'ENETUNREACH' || code === 'EACCES' ? `General socket error (${strerror(code)})` : undefined;
}

/** As HAProxy does it: version 1 names the check's own connection, version 2 says that it is nobody's. */
function probeHeader(version: 'v1' | 'v2', socket: Socket): string {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (version === 'v2') return proxyHeaderLocal();
  return proxyHeader(
    version,
    { host: localAddress ?? 'unix', port: localPort ?? 0 },
    { host: remoteAddress ?? 'unix', port: remotePort ?? 0 },
  );
}

function carryOut(world: World, link: ProbeLink, actions: readonly ProbeAction[]): void {
  for (const action of actions) {
    if (link.over) return;
    switch (action.type) {
      case 'step':
        feed(world, { type: 'probeStep', probe: link.id, step: action.step });
        break;
      case 'send':
        link.socket.write(action.bytes, 'latin1');
        break;
      case 'connect':
        drop(link, 'reset');
        link.ended = false;
        link.awaitsProxy = link.server.socks4 !== undefined && link.check.viaSocks4 === true;
        link.socket = open(link.server, link.check, action.host ?? link.host, action.port ?? link.port);
        watch(world, link, action.sendProxy ? (link.check.sendProxy ?? 'v1') : null);
        break;
      case 'end':
        finish(world, link, action.how);
        feed(world, { type: 'probeEnded', probe: link.id, result: action.result });
        break;
    }
  }
}

function finish(world: World, link: ProbeLink, how: Ending): void {
  if (link.over) return;
  link.over = true;
  world.probes.delete(link.id);
  drop(link, how);
}

/**
 * HAProxy ends a check with a reset, so that no TIME_WAIT is left behind, unless `linger` asks for a good end or the server
 * has ended already. (A check that only connects is reset by HAProxy before the handshake is complete, so that the server
 * never hears of it; that takes a socket option that Node does not have.)
 */
function drop({ socket, ended }: ProbeLink, how: Ending): void {
  socket.on('error', () => undefined);
  if (socket.connecting) socket.destroy();
  else if (how === 'reset' && !ended) resetSocket(socket);
  else socket.end(() => socket.destroy());
}

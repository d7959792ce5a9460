/**
 * Health checks on real sockets. What a probe does and what it concludes is the engine's pure machine
 * (`engine/health/probe.ts`); here are its connections: the proxy in front of the server, the PROXY header, then TLS, then
 * what the check has to say, if need be in HTTP/2.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  closed,
  connected,
  connectFailed,
  createProbe,
  firstTarget,
  type Probe,
  type ProbeAction,
  type ProbeTarget,
  received,
} from '../../engine/health/probe.ts';
import type { ConnectFailure, Ending, Output, ProbeId } from '../../engine/io.ts';
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import { socketPath } from './addresses.ts';
import { connectFailure, strerror } from './errors.ts';
import { resetSocket } from './outgoing.ts';
import { askOverHttp2 } from './probe-http2.ts';
import { startProgramCheck } from './probe-program.ts';
import { proxyHeader, proxyHeaderLocal } from './proxy-protocol.ts';
import { socksReply, socksRequest } from './socks4.ts';
import { MISNAMED, serverOptions, startTls } from './tls-server.ts';
import { feed, type World } from './world.ts';

export interface ProbeLink {
  readonly id: ProbeId;
  readonly server: ServerPlan;
  readonly check: CheckPlan;
  readonly host: string;
  readonly port: number;
  readonly machine: Probe;
  /** The present connection (once TLS has begun, that); events of earlier ones say nothing. */
  socket: Socket;
  /** TLS has been asked for on this connection, and is not agreed upon so far. */
  bare: Socket | null;
  /** What a request goes out by: its bytes as they are, or as HTTP/2. */
  send: (bytes: string) => void;
  /** The server has ended the present connection. */
  ended: boolean;
  over: boolean;
  close(): void;
}

export function startProbe(world: World, output: Extract<Output, { type: 'startProbe' }>): void {
  const server = world.plan.proxies[output.proxy]!.backend!.servers[output.server]!;
  const check = output.agent ? server.agent! : server.check!;
  if (check.kind === 'external') {
    startProgramCheck(world, output, check.external!);
    return;
  }
  const machine = createProbe(check, output.serverDown);
  const target = firstTarget(world.plan.behaviour, check, machine);
  const link: ProbeLink = {
    id: output.probe,
    server,
    check,
    host: output.host,
    port: output.port,
    machine,
    socket: open(server, output, target),
    bare: null,
    send: () => undefined,
    ended: false,
    over: false,
    close: () => finish(world, link, 'reset'),
  };
  world.probes.set(link.id, link);
  follow(world, link, target);
}

/** The engine's time for it is up. */
export function abortProbe(world: World, id: ProbeId): void {
  world.probes.get(id)?.close();
}

function open(
  server: ServerPlan,
  own: { readonly host: string; readonly port: number },
  { host, port, viaSocks4 }: ProbeTarget,
): Socket {
  const options = { allowHalfOpen: true, noDelay: true };
  if (server.socks4 && viaSocks4) return connectTcp({ ...server.socks4, ...options });
  const path = socketPath(server.family, server.host);
  if (path !== null && host === null) return connectTcp({ path, ...options });
  return connectTcp({ host: host ?? own.host, port: port ?? own.port, ...options });
}

/** From the connection to what the machine is told of it. */
function follow(world: World, link: ProbeLink, target: ProbeTarget): void {
  const { socket } = link;
  const { behaviour } = world.plan;
  const isPresent = () => !link.over && link.socket === socket;
  const refused = (error: NodeJS.ErrnoException) => {
    if (isPresent()) fails(world, link, connectFailure(error), atOnce(error));
  };
  const reached = () => {
    socket.off('error', refused);
    socket.on('error', () => undefined);
    if (target.sendProxy !== null) socket.write(probeHeader(target.sendProxy, socket), 'latin1');
    if (target.tls === null) ready(world, link, false);
    else secure(world, link, target.tls);
  };
  socket.on('error', refused);
  socket.once('connect', () => {
    if (!isPresent()) return;
    if (link.server.socks4 === undefined || !target.viaSocks4) {
      reached();
      return;
    }
    socket.write(socksRequest(target.host ?? link.host, target.port ?? link.port) ?? '');
    feed(world, { type: 'probeConnected', probe: link.id });
    socket.once('data', (chunk) => {
      if (!isPresent()) return;
      if (socksReply(chunk)?.granted) reached();
      else carryOut(world, link, connectFailed(behaviour, link.check, link.machine, 'refused'));
    });
  });
}

function fails(world: World, link: ProbeLink, reason: ConnectFailure, text?: string): void {
  carryOut(world, link, connectFailed(world.plan.behaviour, link.check, link.machine, reason, text));
}

/** TLS over the connection that is there. */
function secure(world: World, link: ProbeLink, { sni, alpn }: NonNullable<ProbeTarget['tls']>): void {
  feed(world, { type: 'probeConnected', probe: link.id, awaitsTls: true });
  if (link.over) return;
  const options = serverOptions(world, link.server);
  let socket: TLSSocket;
  try {
    const wish = { sni, alpn: alpn ?? options.alpn ?? [], sessionKey: null };
    link.bare = link.socket;
    socket = startTls(world, options, { socket: link.socket }, wish);
  } catch (error) {
    fails(world, link, 'tls', (error as Error).message);
    return;
  }
  link.socket = socket;
  const failed = (error: NodeJS.ErrnoException) => {
    if (!link.over && link.socket === socket)
      fails(world, link, 'tls', error.code === MISNAMED ? error.message : undefined);
  };
  socket.once('error', failed);
  socket.once('secureConnect', () => {
    socket.off('error', failed);
    link.bare = null;
    const mayBeHttp2 = alpn !== null || world.plan.behaviour.checks.http2 === 'by-any-alpn';
    if (!link.over && link.socket === socket) ready(world, link, mayBeHttp2 && socket.alpnProtocol === 'h2');
  });
}

/** The connection is all that was asked for: the check begins. */
function ready(world: World, link: ProbeLink, isHttp2: boolean): void {
  const { socket, machine, check } = link;
  const { behaviour } = world.plan;
  const isPresent = () => !link.over && link.socket === socket;
  const heard = (text: string) => {
    if (isPresent()) carryOut(world, link, received(behaviour, check, machine, text));
  };
  const over = (how: Ending) => {
    link.ended ||= how === 'end';
    if (isPresent()) carryOut(world, link, closed(behaviour, check, machine, how));
  };
  if (isHttp2 && check.kind === 'http') link.send = askOverHttp2(world, socket, { heard, over });
  else {
    link.send = (bytes) => socket.write(bytes, 'latin1');
    socket.on('data', (chunk: Buffer) => heard(chunk.toString('latin1')));
    socket.on('end', () => over('end'));
    socket.on('error', () => over('reset'));
  }
  feed(world, { type: 'probeConnected', probe: link.id });
  if (isPresent()) carryOut(world, link, connected(behaviour, check, machine));
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
        link.send(action.bytes);
        break;
      case 'connect':
        drop(link, 'reset');
        link.ended = false;
        link.bare = null;
        link.socket = open(link.server, link, action);
        follow(world, link, action);
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
 * never hears of it; that takes a socket option that Node does not have.) TLS is ended in good order.
 */
function drop({ socket, bare, ended }: ProbeLink, how: Ending): void {
  socket.on('error', () => undefined);
  if (socket.connecting) socket.destroy();
  else if (how === 'reset' && !ended && (bare !== null || !(socket instanceof TLSSocket))) resetSocket(bare ?? socket);
  else socket.end(() => socket.destroy());
}

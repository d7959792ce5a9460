/**
 * Listening sockets. All are opened before anything else starts; the first that fails ends the attempt with one sentence.
 * A paused listener (maxconn reached) leaves new connections unanswered, as they would be in the kernel's backlog.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import type { Span } from '../../language/diagnostic.ts';
import type { ListenerPlan, Plan } from '../../plan/plan.ts';
import { removeStaleSocket } from './addresses.ts';
import type { CertificateStore } from './certificate-store.ts';
import { descriptorLimit, roomForClients } from './descriptors.ts';
import { strerror } from './errors.ts';
import { resetSocket } from './outgoing.ts';
import { type Certificates, loadCertificates } from './tls.ts';

export interface ListenerLink {
  readonly plan: ListenerPlan;
  server: Server;
  readonly certificates: Certificates | null;
  /** Address and port as bound (a configured port 0 gets a real one). */
  readonly host: string;
  readonly port: number;
  paused: boolean;
  /** It listens no more, or for others. */
  closed: boolean;
  /** Accepted by the kernel while paused, oldest first. */
  readonly waiting: Set<Socket>;
  /** What to do with a new connection; set before the first event can occur. */
  onConnection: (socket: Socket) => void;
  /** A connection was turned away: the process has no descriptors left for it. */
  onFull: (open: number) => void;
}

export type OpenedListeners =
  | {
      readonly ok: true;
      readonly listeners: readonly ListenerLink[];
      /** Closes what was opened, and lets those listen again that had to make way. */
      undo(): Promise<void>;
    }
  | { readonly ok: false; readonly problem: string; readonly span: Span };

/**
 * Opens every listener of the plan whose proxy is not disabled. On failure all are closed again.
 * @param before listeners of a world that will stop: where the address is the same their socket is shared, until `takeOver`;
 *   where it is in the way (`*:80` of `127.0.0.1:80`) theirs closes first, and connections that nobody accepted are lost
 */
export async function openListeners(
  plan: Plan,
  store: CertificateStore,
  before: readonly ListenerLink[] = [],
): Promise<OpenedListeners> {
  const listeners: ListenerLink[] = [];
  const shared = new Set<Server>();
  const displaced: ListenerLink[] = [];
  const undo = async () => {
    for (const other of listeners) if (!shared.has(other.server)) other.server.close();
    for (const old of displaced) {
      const again = await listen(old.plan);
      if (typeof again === 'string') continue;
      old.server = again;
      old.closed = false;
      serve(old);
    }
  };
  const inTheWay = (listener: ListenerPlan) =>
    before.find(
      (link) =>
        !link.closed &&
        overlaps(link.plan, listener) &&
        !plan.listeners.some((other) => isSameAddress(other, link.plan)),
    );
  for (const listener of plan.listeners) {
    if (plan.proxies[listener.proxy]?.disabled) continue;
    const same = before.find((link) => !link.closed && !shared.has(link.server) && isSameAddress(link.plan, listener));
    if (same !== undefined) shared.add(same.server);
    const old = same === undefined ? inTheWay(listener) : undefined;
    if (old !== undefined) {
      displaced.push(old);
      old.closed = true;
      await new Promise<void>((resolve) => {
        old.server.close();
        // it listens no more from now on; its connections live on
        setImmediate(resolve);
      });
    }
    const opened = await openListener(listener, same, store);
    if (typeof opened === 'string') {
      await undo();
      const proxy = plan.proxies[listener.proxy]!;
      return { ok: false, span: listener.span, problem: `${proxy.kind} ${proxy.name}: ${opened}` };
    }
    listeners.push(opened);
  }
  return { ok: true, listeners, undo };
}

/** One of the two is for every address of the machine, and the port is the same. */
function overlaps(a: ListenerPlan, b: ListenerPlan): boolean {
  const isIp = (plan: ListenerPlan) => plan.family === 'ipv4' || plan.family === 'ipv6';
  const isAny = ({ host }: ListenerPlan) => ['', '*', '0.0.0.0', '::'].includes(host);
  return isIp(a) && isIp(b) && a.port === b.port && a.port !== 0 && (isAny(a) || isAny(b)) && !isSameAddress(a, b);
}

function isSameAddress(a: ListenerPlan, b: ListenerPlan): boolean {
  return a.family === b.family && a.host === b.host && a.port === b.port;
}

/** From now on connections to the shared sockets are for `next`; those that waited too. The others of `before` close. */
export function takeOver(next: readonly ListenerLink[], before: readonly ListenerLink[]): void {
  for (const link of next) {
    const old = before.find((other) => other.server === link.server);
    if (old === undefined) continue;
    old.closed = true;
    serve(link);
    for (const socket of old.waiting) {
      socket.removeAllListeners('error');
      socket.removeAllListeners('close');
      socket.once('close', left);
      admitOrWait(link, socket);
    }
    old.waiting.clear();
  }
}

/** A listener, or why there is none. */
async function openListener(
  plan: ListenerPlan,
  same: ListenerLink | undefined,
  store: CertificateStore,
): Promise<ListenerLink | string> {
  let certificates: Certificates | null = null;
  if (plan.ssl !== null) {
    const loaded = loadCertificates(plan.tls ?? { crt: plan.ssl.crt, crtLists: [] }, store);
    if (!loaded.ok) return loaded.problem;
    certificates = loaded.certificates;
  }
  const server = same?.server ?? (await listen(plan));
  if (typeof server === 'string') return server;
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address : { address: plan.host, port: plan.port };
  const link: ListenerLink = {
    plan,
    server,
    certificates,
    host: bound.address,
    port: bound.port,
    paused: false,
    closed: false,
    waiting: new Set(),
    onConnection: (socket) => socket.destroy(),
    onFull: () => undefined,
  };
  if (same === undefined) serve(link);
  return link;
}

/** @returns the socket, or why there is none */
export async function listen(plan: ListenerPlan): Promise<Server | string> {
  const options = listenOptions(plan);
  if (options === null) return `cannot listen on ${addressText(plan)}: this kind of address is not supported here`;
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  const problem = await new Promise<string | null>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(listenProblem(plan, error)));
    server.listen(options, () => resolve(null));
  });
  if (problem !== null) return problem;
  server.removeAllListeners('error');
  // Running out of file descriptors: the connection stays in the backlog, as it does with HAProxy.
  server.on('error', () => undefined);
  return server;
}

/** Connections to the link's socket are the link's. */
function serve(link: ListenerLink): void {
  link.server.removeAllListeners('connection');
  link.server.on('connection', (socket) => {
    if (open >= ROOM) {
      socket.destroy();
      link.onFull(open);
      return;
    }
    open++;
    socket.once('close', left);
    admitOrWait(link, socket);
  });
}

/** Connections of clients that this process has, whatever listens for them. */
let open = 0;
const left = () => {
  open--;
};
const ROOM = roomForClients(descriptorLimit());

function admitOrWait(link: ListenerLink, socket: Socket): void {
  if (link.paused) wait(link, socket);
  else link.onConnection(socket);
}

function wait(link: ListenerLink, socket: Socket): void {
  link.waiting.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => link.waiting.delete(socket));
}

export function pauseListener(link: ListenerLink): void {
  link.paused = true;
}

/** Takes up what waited, one after the other: the engine may pause again after each. */
export function resumeListener(link: ListenerLink): void {
  link.paused = false;
  // The engine is at work now: it hears of the next connection when it has finished.
  if (link.waiting.size > 0) queueMicrotask(() => admit(link));
}

function admit(link: ListenerLink): void {
  for (const socket of link.waiting) {
    if (link.paused || link.closed) return;
    link.waiting.delete(socket);
    socket.removeAllListeners('error');
    socket.removeAllListeners('close');
    socket.once('close', left);
    link.onConnection(socket);
  }
}

/** Stops listening. Connections that nobody accepted are reset, as the kernel does. */
export function closeListener(link: ListenerLink): void {
  if (link.closed) return;
  link.closed = true;
  link.server.close();
  for (const socket of link.waiting) resetSocket(socket);
  link.waiting.clear();
}

function listenOptions(plan: ListenerPlan): ListenOptions | null {
  const backlog = plan.maxconn ?? 1024;
  switch (plan.family) {
    case 'ipv4':
      return {
        host: plan.host === '' || plan.host === '*' ? '0.0.0.0' : plan.host,
        port: plan.port,
        backlog,
        exclusive: true,
      };
    case 'ipv6':
      return { host: plan.host === '' ? '::' : plan.host, port: plan.port, backlog, exclusive: true };
    case 'unix':
      removeStaleSocket(plan.host);
      return { path: plan.host, backlog, exclusive: true };
    case 'abns':
      return { path: `\0${plan.host}`, backlog, exclusive: true };
    case 'fd':
      return /^\d+$/.test(plan.host) ? ({ fd: Number(plan.host) } as ListenOptions) : null;
    case 'other':
      return null;
  }
}

/** An address as people write it: `*:80`, `[::1]:80`, a path. */
export function addressText(plan: {
  readonly host: string;
  readonly port: number;
  readonly family: ListenerPlan['family'];
}): string {
  if (plan.family === 'ipv4') return `${plan.host === '' ? '*' : plan.host}:${plan.port}`;
  if (plan.family === 'ipv6') return `[${plan.host === '' ? '::' : plan.host}]:${plan.port}`;
  return plan.host;
}

function listenProblem(plan: ListenerPlan, error: NodeJS.ErrnoException): string {
  const address = addressText(plan);
  switch (error.code) {
    case 'EADDRINUSE':
      return `cannot listen on ${address}: the address is in use by another program`;
    case 'EACCES':
      return plan.port > 0 && plan.port < 1024
        ? `cannot listen on ${address}: permission denied (ports below 1024 need privileges)`
        : `cannot listen on ${address}: permission denied`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${address}: this machine does not have that address`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot listen on ${address}: the name ${plan.host} is not known`;
    default:
      return `cannot listen on ${address}: ${strerror(error.code)}`;
  }
}

/** Reloads under load: a steady stream of requests, a connection in TCP mode that lasts, and not one of them is lost. */
import { connect, createServer, type Server } from 'node:net';
import { freePorts } from '../bench/children.ts';
import { pause, startDrydock } from './drydock.ts';
import { askSteadily } from './steady.ts';

export interface ReloadsWanted {
  readonly reloads: number;
  readonly perSecond: number;
  /** Between two reloads. */
  readonly everyMs: number;
}

export interface ReloadsSeen {
  readonly sent: number;
  readonly answered: number;
  readonly failures: readonly string[];
  /** How many requests each configuration answered. */
  readonly byGeneration: ReadonlyMap<string, number>;
  readonly seconds: number;
  /** Messages that came back on the connection in TCP mode, of those sent. */
  readonly echoed: readonly [number, number];
  readonly descriptors: readonly [number, number] | null;
}

const configuration = (front: number, tcp: number, origin: number, echo: number, generation: number) => `global
  maxconn 2000
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  mode http
  option idle-close-on-response
  bind 127.0.0.1:${front}
  http-response set-header x-generation ${generation}
  default_backend app
backend app
  mode http
  server app1 127.0.0.1:${origin}
  server app2 127.0.0.1:${origin}
listen bytes
  mode tcp
  bind 127.0.0.1:${tcp}
  server echo1 127.0.0.1:${echo}
`;

export async function reloads({ reloads: count, perSecond, everyMs }: ReloadsWanted): Promise<ReloadsSeen> {
  const origin = await listen(echoPath);
  const echo = await listen((socket) => socket.pipe(socket));
  const [front = 0, tcp = 0] = await freePorts(2);
  const text = (generation: number) => configuration(front, tcp, portOf(origin), portOf(echo), generation);
  const drydock = await startDrydock(text(0));
  try {
    const before = drydock.usage()?.descriptors;
    const bytes = talkForEver(tcp);
    const clients = askSteadily(front, perSecond, 'x-generation');
    const started = performance.now();
    await pause(everyMs);
    for (let generation = 1; generation <= count; generation++) {
      drydock.write(text(generation));
      await drydock.reload();
      await pause(everyMs);
    }
    const seconds = (performance.now() - started) / 1000;
    await clients.stop();
    const echoed = await bytes.stop();
    await pause(1000);
    const after = drydock.usage()?.descriptors;
    return {
      sent: clients.sent(),
      answered: clients.answered(),
      failures: clients.failures,
      byGeneration: clients.seen,
      seconds,
      echoed,
      descriptors: before === undefined || after === undefined ? null : [before, after],
    };
  } finally {
    await drydock.stop();
    origin.close();
    echo.close();
  }
}

/** Answers each request with its own path. */
function echoPath(socket: import('node:net').Socket): void {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const path = text.split(' ', 2)[1] ?? '';
      text = text.slice(end + 4);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
    }
  });
}

function listen(serve: (socket: import('node:net').Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const portOf = (server: Server) => (server.address() as { readonly port: number }).port;

/** One connection, a message every 20 ms. */
function talkForEver(port: number): { stop(): Promise<readonly [number, number]> } {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let sent = 0;
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    heard += chunk.toString();
  });
  const timer = setInterval(() => socket.write(`m${sent++};`), 20);
  return {
    async stop() {
      clearInterval(timer);
      await pause(500);
      socket.destroy();
      const wanted = Array.from({ length: sent }, (_, i) => `m${i};`).join('');
      return [heard === wanted ? sent : heard.split(';').length - 1, sent];
    },
  };
}

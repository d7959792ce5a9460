/**
 * Runs conversations through a proxy (the real HAProxy, or one made of our codec) and writes down what came out on both
 * sides. Everything goes over UNIX sockets in a temporary directory: `cN.sock` is where the proxy listens for case N,
 * `oN.sock` is the origin server behind it, so that all cases run at once in one process of the proxy.
 * Strings are bytes (one character a byte, ISO-8859-1).
 */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { HaproxyVersion } from '../../simulator/http1/types.ts';

/** What the origin does with one request: bytes to write, when, and what to do with the connection afterwards. */
export interface Reply {
  /** Pieces written 12 ms apart; a number waits that many milliseconds. */
  pieces: (string | number)[];
  /** `end` (default): when the request is complete; `head`: as soon as its head is. */
  at?: 'end' | 'head';
  closes?: boolean;
}

/** One conversation. */
export interface WireCase {
  name: string;
  /** What the client writes: pieces 12 ms apart, a number waits that many milliseconds, `null` ends its side. */
  send: string | (string | number | null)[];
  /** The origin's answer to the first, second … request; a plain 200 when the list ends. */
  replies?: (string | Reply)[];
  /** Lines for the proxy section. */
  config?: string[];
  /** The first version that takes this configuration. */
  since?: '3.0' | '3.2' | '3.4';
  /** Where the codec's proxy deliberately answers otherwise, and why; `all` or by version. */
  deviates?: Partial<Record<'all' | HaproxyVersion, string>>;
  /** Versions in which the program itself does not always answer alike, and why. */
  unstable?: Partial<Record<'all' | HaproxyVersion, string>>;
  /** More words for the `server` line. */
  serverOptions?: string;
}

/** What was seen on the wire when everything had become quiet. */
export interface Outcome {
  /** Everything the client received. */
  client: string;
  clientEnd: 'open' | 'closed';
  /** One entry a connection that the origin accepted, in order. */
  server: { bytes: string; end: 'open' | 'closed' }[];
}

export const PLAIN_REPLY = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Where the request that starts at `from` ends: [end of head, end of message], -1 when not yet there. */
export function requestEnds(bytes: string, from: number): [number, number] {
  const head = bytes.indexOf('\r\n\r\n', from);
  if (head < 0) return [-1, -1];
  const text = bytes.slice(from, head).toLowerCase();
  const body = head + 4;
  if (/\r\ntransfer-encoding: chunked/.test(text)) {
    return [body, chunksEnd(bytes, body)];
  }
  const length = Number(/\r\ncontent-length: *(\d+)/.exec(text)?.[1] ?? 0);
  return [body, bytes.length >= body + length ? body + length : -1];
}

/** Where the chunks that begin at `from` end, -1 when they are not all there. */
function chunksEnd(bytes: string, from: number): number {
  let at = from;
  for (;;) {
    const size = /^([0-9a-fA-F]+)\r\n/.exec(bytes.slice(at, at + 24));
    if (!size) return -1;
    const length = Number.parseInt(size[1]!, 16);
    at += size[0].length;
    if (length > 0) at += length + 2;
    else {
      const trailers = /^(?:[^\r\n]+\r\n)*\r\n/.exec(bytes.slice(at));
      return trailers ? at + trailers[0].length : -1;
    }
  }
}

/**
 * Chunk boundaries depend on how reads fell, so they are no part of an answer: joins the chunks of every chunked message
 * in `bytes` into one, `<total hex>` with the data and the last chunk as they are. Leaves what it cannot read alone.
 */
export function joinChunks(bytes: string): string {
  const head = /\r\ntransfer-encoding: chunked\r\n/i.exec(bytes);
  if (!head) return bytes;
  const body = bytes.indexOf('\r\n\r\n', head.index) + 4;
  if (body < 4) return bytes;
  let at = body;
  let data = '';
  for (;;) {
    const size = /^([0-9a-fA-F]+)\r\n/.exec(bytes.slice(at, at + 24));
    if (!size) break;
    const length = Number.parseInt(size[1] as string, 16);
    if (length === 0) break;
    const start = at + size[0].length;
    data += bytes.slice(start, start + length);
    at = start + length;
    if (bytes.slice(at, at + 2) === '\r\n') at += 2;
    else break;
  }
  const joined = data === '' ? '' : `<${data.length}:${data}>`;
  return bytes.slice(0, body) + joined + joinChunks(bytes.slice(at).replace(/^0+\r\n/, '0\r\n'));
}

interface Origin {
  server: Server;
  connections: { bytes: string; end: 'open' | 'closed' }[];
  sockets: Socket[];
}

/** Starts the origin of one case at `path`. */
async function startOrigin(path: string, replies: (string | Reply)[], touched: () => void): Promise<Origin> {
  let served = 0;
  const origin: Origin = { server: createServer({ allowHalfOpen: true }), connections: [], sockets: [] };
  origin.server.on('connection', (socket) => {
    const seen: Origin['connections'][number] = { bytes: '', end: 'open' };
    origin.connections.push(seen);
    origin.sockets.push(socket);
    let from = 0;
    let queue = Promise.resolve();
    let answered = false;
    const answer = (reply: Reply) => {
      queue = queue.then(async () => {
        for (const [i, piece] of reply.pieces.entries()) {
          if (typeof piece === 'number') await pause(piece);
          else {
            if (i > 0) await pause(12);
            if (socket.writable) socket.write(piece, 'latin1');
          }
          touched();
        }
        if (reply.closes) socket.end();
      });
    };
    socket.on('data', (data) => {
      touched();
      seen.bytes += data.toString('latin1');
      for (;;) {
        const [head, end] = requestEnds(seen.bytes, from);
        if (head < 0) return;
        const next = replies[served] ?? PLAIN_REPLY;
        const reply: Reply = typeof next === 'string' ? { pieces: [next] } : next;
        if (!answered && (end >= 0 || reply.at === 'head')) {
          answered = true;
          answer(reply);
        }
        if (end < 0) return;
        answered = false;
        served++;
        from = end;
      }
    });
    socket.on('end', () => {
      touched();
      seen.end = 'closed';
      socket.end();
    });
    socket.on('error', () => {
      seen.end = 'closed';
    });
  });
  origin.server.listen(path);
  await once(origin.server, 'listening');
  return origin;
}

/** When a conversation counts as over. */
export interface Patience {
  /** Nothing has happened for this long. */
  quietMs?: number;
  /** Conversations at once. */
  width?: number;
  /** What is expected of case `index`: once that has come, a short silence is enough. */
  isExpected?: (index: number, outcome: Outcome) => boolean;
}

const SETTLED_MS = 60;

/** A pause of this length or more in `send` is there for an answer to come. */
const ANSWER_MS = 40;

/** Lets sockets that have something to say say it. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Runs case `index` against the proxy in `dir`. */
async function runCase(dir: string, index: number, item: WireCase, patience: Patience): Promise<Outcome> {
  let last = performance.now();
  const touched = () => {
    last = performance.now();
  };
  const origin = await startOrigin(join(dir, `o${index}.sock`), item.replies ?? [], touched);
  const client = createConnection({ path: join(dir, `c${index}.sock`), allowHalfOpen: true });
  let received = '';
  let clientEnd: Outcome['clientEnd'] = 'open';
  client.on('data', (data) => {
    touched();
    received += data.toString('latin1');
  });
  client.on('end', () => {
    touched();
    clientEnd = 'closed';
  });
  client.on('error', () => {
    clientEnd = 'closed';
  });
  await once(client, 'connect').catch(() => undefined);
  const pieces = typeof item.send === 'string' ? [item.send] : item.send;
  let known = 0;
  for (const [i, piece] of pieces.entries()) {
    if (typeof piece === 'number') {
      await pause(piece);
      // on a busy machine an answer may take longer than the pause that was meant for it
      for (let n = 0; piece >= ANSWER_MS && n < 20 && received.length === known && clientEnd === 'open'; n++)
        await pause(15);
      continue;
    }
    if (i > 0) await pause(12);
    // what has come is read first: writing to a connection that was closed would lose it
    await turn();
    known = received.length;
    if (piece === null) client.end();
    else if (client.writable && clientEnd === 'open') client.write(piece, 'latin1');
    touched();
  }
  const soFar = (): Outcome => ({
    client: joinChunks(received),
    clientEnd,
    server: origin.connections.map((c) => ({ bytes: joinChunks(c.bytes), end: c.end })),
  });
  const { quietMs = 250, isExpected } = patience;
  for (;;) {
    const silence = performance.now() - last;
    if (silence >= quietMs || (silence >= SETTLED_MS && isExpected?.(index, soFar()))) break;
    await pause(Math.min(SETTLED_MS / 2, quietMs / 4));
  }
  const outcome = soFar();
  client.destroy();
  for (const socket of origin.sockets) socket.destroy();
  origin.server.close();
  return outcome;
}

/** Runs all cases against the proxy that listens on `cN.sock` for case N. */
export async function runCases(dir: string, cases: readonly WireCase[], patience: Patience = {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(cases.length);
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < cases.length; i = next++) outcomes[i] = await runCase(dir, i, cases[i]!, patience);
  };
  await Promise.all(Array.from({ length: patience.width ?? 48 }, lane));
  return outcomes;
}

/** The configuration for the real program: one `listen` section a case. */
export function haproxyConfig(dir: string, cases: readonly WireCase[]): string {
  const sections = cases.map((item, i) =>
    [
      `listen c${i}`,
      `  bind unix@${join(dir, `c${i}.sock`)}`,
      ...(item.config ?? []).map((line) => `  ${line}`),
      `  server s unix@${join(dir, `o${i}.sock`)} ${item.serverOptions ?? ''}`,
    ].join('\n'),
  );
  return `global
  nbthread 1
  maxconn 4000
defaults
  mode http
  timeout connect 2s
  timeout client 20s
  timeout server 20s
  timeout http-request 20s
  timeout http-keep-alive 20s
${sections.join('\n')}
`;
}

/** A server that can be killed and hung, and that remembers what it was asked. */
import { createServer, type Server, type Socket } from 'node:net';
import { pause } from './drydock.ts';

export interface Origin {
  readonly port: number;
  /** Dead for so long: connections are reset, new ones refused. */
  kill(ms: number): Promise<void>;
  /** For so long nothing is answered. */
  hang(ms: number): Promise<void>;
  /** Ends every connection that is idle. */
  hangUp(): void;
  /** Requests that came twice. */
  twice(): readonly string[];
  close(): void;
}

export async function createOrigin(): Promise<Origin> {
  const sockets = new Set<Socket>();
  const seen = new Set<string>();
  const twice: string[] = [];
  let resumed: Promise<void> = Promise.resolve();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    let answers: Promise<unknown> = Promise.resolve();
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (;;) {
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = received.slice(0, end);
        const isChunked = /\ntransfer-encoding: *chunked/i.test(head);
        const length = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        const over = isChunked ? received.indexOf('0\r\n\r\n', end) + 5 : end + 4 + length;
        if (received.length < over || over < end) return;
        received = received.slice(over);
        const id = (head.split(' ', 2)[1] ?? '').slice(1);
        if (/^r\d+$/.test(id)) {
          if (seen.has(id)) twice.push(id);
          seen.add(id);
        }
        const body = `${id} ${length}`;
        answers = answers
          .then(() => resumed)
          .then(() => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
      }
    });
  };
  let server: Server = createServer({ noDelay: true }, serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  return {
    port,
    async kill(ms) {
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await pause(ms);
      server = createServer({ noDelay: true }, serve);
      server.listen(port, '127.0.0.1');
    },
    async hang(ms) {
      let go = () => {};
      resumed = new Promise((resolve) => {
        go = resolve;
      });
      await pause(ms);
      go();
    },
    hangUp() {
      for (const socket of sockets) socket.end();
    },
    twice: () => twice,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

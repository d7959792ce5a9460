/** Servers that a test can kill and revive: real sockets on loopback, each on a port that it keeps for life. */
import { createServer, type Server, type Socket } from 'node:net';

export interface Origin {
  readonly port: number;
  /** The program dies: the port refuses, open connections are reset. */
  kill(): void;
  /** The kernel accepts, nothing is answered any more. */
  hang(): void;
  revive(): Promise<void>;
  close(): Promise<void>;
}

/** What to say to the bytes received so far on one connection: an answer, or null to wait for more. */
export type Answerer = (received: string) => { readonly answer: string; readonly close: boolean } | null;

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

export async function startOrigin(answer: Answerer): Promise<Origin> {
  const sockets = new Set<Socket>();
  let isHung = false;
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    let received = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (isHung) return;
      // One exchange after the other on a kept connection.
      for (let reply = answer(received); reply !== null; reply = received === '' ? null : answer(received)) {
        received = '';
        socket.write(reply.answer, 'latin1');
        if (reply.close) socket.end();
      }
    });
  });
  await listening(server, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('startOrigin: no port');
  const { port } = address;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  return {
    port,
    kill() {
      server.close();
      reset();
    },
    hang() {
      isHung = true;
    },
    async revive() {
      isHung = false;
      if (!server.listening) await listening(server, port);
    },
    async close() {
      reset();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every complete HTTP request without a body. */
export const httpAnswerer: Answerer = (received) =>
  received.includes('\r\n\r\n') ? { answer: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', close: false } : null;

/** Acknowledges every complete MLLP frame. */
export const mllpAnswerer: Answerer = (received) =>
  received.includes('\x1c\r')
    ? { answer: '\x0bMSH|^~\\&|LAB|LAB|HL7|HL7|20250101000000||ACK|1|P|2.5\rMSA|AA|1\r\x1c\r', close: false }
    : null;

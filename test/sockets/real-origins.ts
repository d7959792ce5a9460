/** Servers behind the clients that others wrote: one that says what it was sent, and one that speaks PostgreSQL's protocol. */
import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** Answers with the method, the number of bytes and their SHA-256. */
export async function digesting(): Promise<{
  readonly port: number;
  readonly connections: () => number;
  close(): void;
}> {
  let connections = 0;
  const server: HttpServer = createHttpServer((request, response) => {
    const hash = createHash('sha256');
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
    });
    request.on('end', () => response.end(`${request.method} ${bytes} ${hash.digest('hex')}\n`));
  });
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    connections: () => connections,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const SSL_REQUEST = 80_877_103;

/** As much of PostgreSQL's protocol (version 3) as `psql -c` uses: every query is answered with one row, its own text. */
export async function postgres(): Promise<{ readonly port: number; close(): void }> {
  const server: Server = createServer((socket) => serve(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}

function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  let isStarted = false;
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const from = isStarted ? 1 : 0;
      if (received.length < from + 4) return;
      const end = from + received.readInt32BE(from);
      if (received.length < end) return;
      const message = received.subarray(0, end);
      received = received.subarray(end);
      if (!isStarted && message.readInt32BE(4) === SSL_REQUEST) socket.write('N');
      else if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([said('R', int32(0)), said('S', text('server_version'), text('15.0')), READY]));
      } else if (message[0] === 'Q'.charCodeAt(0)) {
        const query = message.subarray(5, -1);
        const column = Buffer.concat([text('said'), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
        socket.write(
          Buffer.concat([
            said('T', int16(1), column),
            said('D', int16(1), int32(query.length), query),
            said('C', text('SELECT 1')),
            READY,
          ]),
        );
      } else if (message[0] === 'X'.charCodeAt(0)) socket.end();
    }
  });
}

const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string) => Buffer.from(`${value}\0`);
const said = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
const READY = said('Z', Buffer.from('I'));

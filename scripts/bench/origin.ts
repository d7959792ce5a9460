/**
 * The backend of the throughput measurement: answers requests as cheaply as Node can, with 100 bytes, or with a megabyte where the
 * path begins with `/large`.
 */
import { createServer } from 'node:net';

const answer = (length: number) =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`,
    'latin1',
  );
const SMALL = answer(100);
const LARGE = answer(1_000_000);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (data) => {
    const response = data.indexOf('GET /large') === 0 ? LARGE : SMALL;
    for (let at = data.indexOf('\r\n\r\n'); at >= 0; at = data.indexOf('\r\n\r\n', at + 4)) socket.write(response);
  });
  socket.on('error', () => undefined);
});
server.listen(Number(process.argv[2]), '127.0.0.1');

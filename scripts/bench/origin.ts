/** The backend of the throughput measurement: answers every request with 100 bytes, as cheaply as Node can. */
import { createServer } from 'node:net';

const RESPONSE = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n${'x'.repeat(100)}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (data) => {
    for (let at = data.indexOf('\r\n\r\n'); at >= 0; at = data.indexOf('\r\n\r\n', at + 4)) socket.write(RESPONSE);
  });
  socket.on('error', () => undefined);
});
server.listen(Number(process.argv[2]), '127.0.0.1');

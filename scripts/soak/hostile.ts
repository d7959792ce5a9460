/** Clients as nobody wants them. Each does its worst on a connection of its own, and lets go of it within a few seconds. */
import { connect, type Socket } from 'node:net';

type Hostile = (port: number, random: () => number) => void;

const GONE_MS = 4000;

function open(port: number, then: (socket: Socket) => void): void {
  const socket = connect({ port, host: '127.0.0.1' }, () => then(socket));
  socket.on('error', () => undefined);
  socket.resume();
  setTimeout(() => socket.destroy(), GONE_MS).unref();
}

/** Says something and waits to be thrown out. */
const says =
  (text: string): Hostile =>
  (port) =>
    open(port, (socket) => socket.write(text, 'latin1'));

export const HOSTILE: readonly Hostile[] = [
  // says nothing
  says(''),
  // never ends its head
  says('GET /h HTTP/1.1\r\nHost: a\r\n'),
  // a byte at a time
  (port) =>
    open(port, (socket) => {
      const text = 'GET /h HTTP/1.1\r\nHost: slow\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n';
      let at = 0;
      const timer = setInterval(() => {
        if (socket.destroyed || at >= text.length) clearInterval(timer);
        else socket.write(text[at++]!);
      }, 50);
    }),
  // noise
  (port, random) =>
    open(port, (socket) => socket.write(Buffer.from(Array.from({ length: 2000 }, () => Math.floor(random() * 256))))),
  // two lengths, a length and chunks, a bad chunk, NUL, a line without an end
  says('POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'),
  says(
    'POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /r1 HTTP/1.1\r\n\r\n',
  ),
  says('POST /h HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n'),
  says('GET /h\0 HTTP/1.1\r\nHost: a\r\n\r\n'),
  says(`GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
  says(`GET /h HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(500)}\r\n`),
  // asks and is gone
  (port) => open(port, (socket) => socket.write('GET /h HTTP/1.1\r\nHost: a\r\n\r\n', () => socket.resetAndDestroy())),
  // promises a body and resets in the middle of it
  (port) =>
    open(port, (socket) => {
      socket.write('POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nbeginning');
      setTimeout(() => socket.resetAndDestroy(), 100);
    }),
  // promises a body that never comes
  says('POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nbeginning'),
  // asks much at once and reads nothing
  (port) =>
    open(port, (socket) => {
      socket.pause();
      socket.write('GET /h HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(200));
    }),
  // ends its side, and waits
  (port) => open(port, (socket) => socket.end('GET /h HTTP/1.1\r\nHost: a\r\n')),
  // a crowd that only connects
  (port) => {
    for (let i = 0; i < 30; i++) open(port, () => undefined);
  },
];

/** Odd responses: what the client gets for what the origin said. */
import type { Reply, WireCase } from '../wire.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const closing = (...pieces: (string | number)[]): Reply => ({ pieces, closes: true });
const cutStatus = 'a status that comes in two pieces is sometimes refused: its beginning is looked for where it is not';
const unsafe = ['option accept-invalid-http-response'];
/** One GET, one answer of the origin; then, on the same client connection, a second GET if it is still there. */
const answer = (name: string, reply: string | Reply, config?: string[]): WireCase => ({
  name,
  send: get,
  replies: [reply],
  ...(config && { config }),
});

export const responseCases: WireCase[] = [
  answer(
    'response: names are lower-cased',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Up: Value\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\nok',
  ),
  answer('response: no reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: empty reason', 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok'),
  answer('response: long reason', 'HTTP/1.1 200 All  is well, \xe9\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: reason with a control character', 'HTTP/1.1 200 a\x01b\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: reason with NUL', 'HTTP/1.1 200 a\0b\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: many spaces in the status line', 'HTTP/1.1   200   OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: tabs in the status line', 'HTTP/1.1\t200\tOK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: no status', 'HTTP/1.1\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: no status, a space', 'HTTP/1.1 \r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 99', 'HTTP/1.1 99 Low\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 000', 'HTTP/1.1 000 Zero\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 0200', 'HTTP/1.1 0200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 600', 'HTTP/1.1 600 High\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 999', 'HTTP/1.1 999 High\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 1000', 'HTTP/1.1 1000 High\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 65736 (200 + 2^16)', 'HTTP/1.1 65736 High\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status of letters', 'HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status 20x', 'HTTP/1.1 20x OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: status -1', 'HTTP/1.1 -1 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: HTTP/1.2', 'HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: HTTP/2.0', 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: HTTP/0.9', 'HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: lower-case http', 'http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: ICY', 'ICY 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: RTSP/1.0', 'RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: HTTP/1.1x', 'HTTP/1.1x 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: not HTTP', 'hello world\r\n\r\n'),
  answer('response: not HTTP, binary', '\x00\x01\x02'),
  answer('response: HTML without a head, then close', closing('<html></html>')),
  answer('response: leading empty lines', '\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: leading space', ' HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: bare LF', 'HTTP/1.1 200 OK\nContent-Length: 2\nX: 1\n\nok'),
  answer('response: folded header', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\r\n b\r\n\r\nok'),
  answer('response: space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX : a\r\n\r\nok'),
  answer('response: header without a colon', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nnocolon\r\n\r\nok'),
  answer('response: empty name', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n: v\r\n\r\nok'),
  answer('response: NUL in a value', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\0b\r\n\r\nok'),
  answer(
    'response: control characters in a value',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\x01b\x7f\xe9\r\n\r\nok',
  ),
  answer('response: two Hosts', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nHost: a b\r\nHost: b\r\n\r\nok'),

  answer('response: equal Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: a list of equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok'),
  answer('response: different Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!'),
  answer('response: bad Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\nok'),
  answer('response: Content-Length 0', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  answer('response: no length, then close', closing('HTTP/1.1 200 OK\r\nX: 1\r\n\r\nhel', 'lo')),
  answer('response: no length, no close', 'HTTP/1.1 200 OK\r\nX: 1\r\n\r\nhello'),
  answer('response: no length, empty, then close', closing('HTTP/1.1 200 OK\r\nX: 1\r\n\r\n')),
  answer('response: HTTP/1.0 no length, then close', closing('HTTP/1.0 200 OK\r\nX: 1\r\n\r\nhello')),
  answer('response: HTTP/1.0 with length', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  answer(
    'response: HTTP/1.0 with length and keep-alive',
    'HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok',
  ),
  answer(
    'response: HTTP/1.0 chunked',
    closing('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  ),
  answer('response: close with length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
  answer(
    'response: keep-alive with length',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive\r\nKeep-Alive: timeout=5\r\n\r\nok',
  ),
  answer(
    'response: close, keep-alive',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close, keep-alive, X-Foo\r\nX-Foo: 1\r\n\r\nok',
  ),
  answer('response: Proxy-Connection', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nProxy-Connection: close\r\n\r\nok'),
  answer('response: cut short, then close', closing('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello')),
  answer('response: head cut, then close', closing('HTTP/1.1 200 OK\r\nContent-Le')),
  answer('response: status line cut, then close', closing('HTTP/1.1 20')),
  answer('response: nothing, then close', closing()),
  answer('response: empty lines, then close', closing('\r\n\r\n')),
  answer('response: more than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokgarbage'),
  answer('response: more than its length, later', {
    pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 40, 'garbage'],
  }),
  answer(
    'response: two responses to one request',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nko',
  ),

  answer('response: chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  answer(
    'response: chunked with extension and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nX-T: 1\r\n\r\n',
  ),
  answer(
    'response: chunked with a length',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ),
  answer(
    'response: chunked twice',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ),
  answer('response: gzip, chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  answer('response: gzip', closing('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok')),
  answer('response: identity', closing('HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok')),
  answer(
    'response: identity with a length',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok',
  ),
  answer(
    'response: chunked, gzip',
    closing('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  ),
  answer('response: Transfer-Encoding empty', 'HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: chunk size bad', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n'),
  answer('response: chunk size bad, later', {
    pieces: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', 40, 'zz\r\n'],
  }),
  answer('response: chunk with bare LF', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\n0\n\n'),
  answer('response: chunk cut, then close', closing('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel')),
  answer(
    'response: last chunk missing, then close',
    closing('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n'),
  ),
  answer(
    'response: garbage after the last chunk',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\ngarbage',
  ),

  answer('response: 204 plain', 'HTTP/1.1 204 No Content\r\n\r\n'),
  answer('response: 204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: 204 with length 0', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'),
  answer('response: 204 chunked', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  answer('response: 304 with length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n'),
  answer('response: 304 with length and a body', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nok'),
  answer('response: 304 chunked', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n'),
  answer('response: 304 without length', 'HTTP/1.1 304 Not Modified\r\nX: 1\r\n\r\n'),
  answer('response: 205 without length', 'HTTP/1.1 205 Reset\r\n\r\n'),

  answer(
    'response: 100 then 200',
    'HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ),
  answer('response: 103 then 200, apart', {
    pieces: ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', 40, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  }),
  answer(
    'response: 102, 103, 100, then 200',
    'HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ),
  answer(
    'response: 100 with a length',
    'HTTP/1.1 100 Continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ),
  answer('response: 100 and close', closing('HTTP/1.1 100 Continue\r\n\r\n')),
  answer('response: 101 without upgrade asked', {
    pieces: ['HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 30, 'raw'],
  }),
  answer('response: 199 then 200', 'HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  {
    name: 'response: 100 to an HTTP/1.0 client',
    send: 'GET / HTTP/1.0\r\n\r\n',
    replies: ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  },

  {
    name: 'response: HEAD with length',
    send: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n'],
  },
  {
    name: 'response: HEAD chunked',
    send: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  },
  {
    name: 'response: HEAD without length',
    send: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nX: 1\r\n\r\n'],
  },
  {
    name: 'response: HEAD with a body',
    send: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  },
  {
    name: 'response: HEAD of HTTP/1.0 without length',
    send: 'HEAD / HTTP/1.0\r\n\r\n',
    replies: ['HTTP/1.0 200 OK\r\nX: 1\r\n\r\n'],
  },
  {
    name: 'response: head alone to a small head method',
    send: 'head / HTTP/1.1\r\nHost: a\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  },
  {
    name: 'response: chunked to an HTTP/1.0 client',
    send: 'GET / HTTP/1.0\r\n\r\n',
    replies: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n'],
  },
  {
    name: 'response: chunked to an HTTP/1.0 keep-alive client',
    send: ['GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 60, get],
    replies: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
  },
  {
    name: 'response: no length to an HTTP/1.0 client',
    send: 'GET / HTTP/1.0\r\n\r\n',
    replies: [closing('HTTP/1.1 200 OK\r\n\r\nhello')],
  },

  {
    name: 'response: byte by byte',
    send: get,
    replies: [{ pieces: [...'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'] }],
    unstable: { '3.2': cutStatus, '3.4': cutStatus },
  },
  answer(
    'response: invalid name by option',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX Y: a\r\nZ: 1\r\n\r\nok',
    unsafe,
  ),
  answer('response: ICY by option', 'ICY 200 OK\r\nContent-Length: 2\r\n\r\nok', unsafe),
  answer('response: status 1000 by option', 'HTTP/1.1 1000 High\r\nContent-Length: 2\r\n\r\nok', unsafe),
  answer('response: NUL by option', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\0b\r\n\r\nok', unsafe),
  answer(
    'response: chunked twice by option',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    unsafe,
  ),
];

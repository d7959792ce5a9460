/** When connections are kept, and what is said about it: `connection`, upgrades, tunnels, and HAProxy's own answers. */
import type { WireCase } from '../wire.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const withHeaders = (headers: string, version = '1.1') => `GET / HTTP/${version}\r\nHost: a\r\n${headers}\r\n`;
const okClose = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
const ok10 = 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok';
const ok10ka = 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok';
const noLength = { pieces: ['HTTP/1.1 200 OK\r\n\r\nhello'], closes: true };
const upgrade =
  'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const switching =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n';

const brokenConnect = 'sends the server half a request, and 502 to the client';

const modes: [string, string[] | undefined][] = [
  ['keep-alive', undefined],
  ['http-server-close', ['option http-server-close']],
  ['httpclose', ['option httpclose']],
];
const clients: [string, string][] = [
  ['1.1', withHeaders('')],
  ['1.1 close', withHeaders('Connection: close\r\n')],
  ['1.1 keep-alive', withHeaders('Connection: keep-alive\r\n')],
  ['1.0', withHeaders('', '1.0')],
  ['1.0 keep-alive', withHeaders('Connection: keep-alive\r\n', '1.0')],
];
const servers: [string, string | typeof noLength][] = [
  ['1.1', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ['1.1 close', okClose],
  ['1.0', ok10],
  ['1.0 keep-alive', ok10ka],
  ['1.1 without length', noLength],
];

/** Every client with every server in every mode; a second request 50 ms after the first shows what was kept. */
const matrix: WireCase[] = modes.flatMap(([mode, config]) =>
  clients.flatMap(([clientName, request]) =>
    servers.map(([serverName, reply]) => ({
      name: `keep: ${mode}, client ${clientName}, server ${serverName}`,
      send: [request, 50, get],
      replies: [reply],
      ...(config && { config }),
    })),
  ),
);

/** WebSocket needs a key; this shows where HAProxy saw that it was asked for. */
const keyless = [
  'Upgrade: websocket, foo',
  'Upgrade: foo, websocket',
  'Upgrade: websocket\r\nUpgrade: foo',
  'Upgrade: foo\r\nUpgrade: websocket',
  'Upgrade: h2c, websocket',
  'Upgrade: websocket\r\nUpgrade:',
].map((lines) => ({
  name: `without a key ${JSON.stringify(lines)}`,
  send: withHeaders(`Connection: upgrade\r\n${lines}\r\n`),
  ...(lines.endsWith('Upgrade:') && {
    deviates: { '3.0': 'overlooks that a key is missing, and sends one of its own' },
  }),
  ...(lines.endsWith('Upgrade:') && { unstable: { '3.0': 'the key is a random one' } }),
}));

export const connectionCases: WireCase[] = [
  ...keyless,
  ...matrix,
  { name: 'Connection: close, keep-alive', send: withHeaders('Connection: close, keep-alive\r\n') },
  { name: 'Connection: keep-alive, close', send: withHeaders('Connection: keep-alive, close\r\n') },
  { name: 'Connection: CLOSE', send: withHeaders('Connection: CLOSE\r\n') },
  { name: 'Connection: X-Foo', send: withHeaders('Connection: X-Foo\r\nX-Foo: 1\r\n') },
  { name: 'Connection: X-Foo, close, X-Bar', send: withHeaders('Connection: X-Foo , close,  X-Bar\r\nX-Foo: 1\r\n') },
  { name: 'Connection: keep-alive, X-Foo, X-Bar', send: withHeaders('Connection: keep-alive, X-Foo,  X-Bar\r\n') },
  { name: 'Connection: X-Foo,,X-Bar', send: withHeaders('Connection: X-Foo,,X-Bar, \r\n') },
  { name: 'Connection: closed', send: withHeaders('Connection: closed\r\n') },
  { name: 'Connection empty', send: withHeaders('Connection:\r\n') },
  { name: 'Connection twice', send: withHeaders('Connection: X-Foo\r\nConnection: close\r\nConnection: X-Bar\r\n') },
  { name: 'Connection with a quoted comma', send: withHeaders('Connection: "a,close", X\r\n') },
  { name: 'Proxy-Connection: close', send: withHeaders('Proxy-Connection: close\r\n') },
  { name: 'Proxy-Connection: keep-alive with 1.0', send: withHeaders('Proxy-Connection: keep-alive\r\n', '1.0') },
  { name: 'Keep-Alive header', send: withHeaders('Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n') },
  { name: 'TE: trailers', send: withHeaders('TE: trailers\r\nConnection: TE\r\n') },
  { name: 'TE: gzip', send: withHeaders('TE: gzip\r\n') },
  { name: 'TE: gzip, trailers', send: withHeaders('TE: gzip, trailers\r\n') },
  { name: 'TE: trailers;q=0.5', send: withHeaders('TE: trailers;q=0.5\r\n') },
  { name: 'TE: xtrailers, gzip', send: withHeaders('TE: xtrailers, gzip\r\n') },
  { name: 'TE: Trailers', send: withHeaders('TE: Trailers\r\n') },
  {
    name: 'Trailer, Via, Keep-Alive, Proxy-Authenticate',
    send: withHeaders('Trailer: x\r\nVia: 1.1 x\r\nProxy-Authorization: y\r\n'),
  },

  {
    name: 'upgrade to websocket',
    send: [upgrade, 60, 'from client', 30],
    replies: [{ pieces: [switching, 90, 'from server'] }],
  },
  {
    name: 'upgrade, client ends',
    send: [upgrade, 60, 'from client', 60, null],
    replies: [{ pieces: [switching, 40, 'from server'] }],
  },
  {
    name: 'upgrade, server ends',
    send: [upgrade, 60, 'from client'],
    replies: [{ pieces: [switching, 40, 'from server', 60], closes: true }],
  },
  {
    name: 'upgrade with bytes at once',
    send: [`${upgrade}early`],
    replies: [{ pieces: [`${switching}server first`] }],
  },
  { name: 'upgrade refused', send: [upgrade, 60, get] },
  { name: 'upgrade without Connection', send: withHeaders('Upgrade: websocket\r\n') },
  { name: 'upgrade of Connection only', send: withHeaders('Connection: upgrade\r\n') },
  { name: 'upgrade without key', send: withHeaders('Connection: upgrade\r\nUpgrade: websocket\r\n') },
  {
    name: 'upgrade with a short key',
    send: withHeaders('Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\n'),
  },
  {
    name: 'upgrade to something else',
    send: [withHeaders('Connection: upgrade, keep-alive\r\nUpgrade: foo/1\r\n'), 60, 'raw'],
    replies: [{ pieces: ['HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: foo/1\r\n\r\n'] }],
  },
  { name: 'upgrade and close', send: withHeaders('Connection: upgrade, close\r\nUpgrade: foo/1\r\n') },
  {
    name: 'upgrade to h2c',
    send: withHeaders(
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n',
    ),
  },
  { name: 'upgrade to h2c, foo', send: withHeaders('Connection: Upgrade\r\nUpgrade: h2c, foo\r\n') },
  {
    name: 'upgrade of a POST with a body',
    send: 'POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\nContent-Length: 5\r\n\r\nhello',
  },
  { name: 'upgrade by HTTP/1.0', send: withHeaders('Connection: upgrade\r\nUpgrade: foo\r\n', '1.0') },
  {
    name: 'upgrade answered 101 without headers',
    send: [withHeaders('Connection: upgrade\r\nUpgrade: foo\r\n'), 60, 'raw'],
    replies: [{ pieces: ['HTTP/1.1 101 Go\r\n\r\n'] }],
  },
  {
    name: 'upgrade answered 101 with a length',
    send: [withHeaders('Connection: upgrade\r\nUpgrade: foo\r\n'), 60, 'raw'],
    replies: [{ pieces: ['HTTP/1.1 101 Go\r\nContent-Length: 5\r\nConnection: upgrade\r\n\r\nhello'] }],
  },
  {
    name: 'upgrade with option httpclose',
    send: [upgrade],
    replies: [{ pieces: [switching, 40, 'from server'] }],
    config: ['option httpclose'],
  },
  {
    name: 'an answer with Upgrade that is not 101',
    send: get,
    replies: ['HTTP/1.1 426 Upgrade\r\nContent-Length: 2\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\nok'],
  },

  {
    name: 'CONNECT',
    send: ['CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 60, 'raw'],
    replies: [{ pieces: ['HTTP/1.1 200 Go\r\n\r\n', 60, 'from server'] }],
  },
  {
    name: 'CONNECT without Host',
    send: ['CONNECT a:443 HTTP/1.1\r\n\r\n'],
    replies: [{ pieces: ['HTTP/1.1 200 Go\r\n\r\n'] }],
  },
  {
    name: 'CONNECT with Host without port',
    send: ['CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    replies: [{ pieces: ['HTTP/1.1 200 Go\r\n\r\n'] }],
  },
  {
    name: 'CONNECT to another port, Host without',
    send: ['CONNECT a:8443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    replies: [{ pieces: ['HTTP/1.1 200 Go\r\n\r\n'] }],
  },
  { name: 'CONNECT without port', send: 'CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'CONNECT with a path', send: 'CONNECT /x HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'CONNECT absolute', send: 'CONNECT http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n' },
  {
    name: 'CONNECT with a length',
    send: 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nContent-Length: 5\r\n\r\nhello',
    deviates: { '3.0': brokenConnect, '3.2': brokenConnect, '3.4': brokenConnect },
  },
  {
    name: 'CONNECT refused',
    send: ['CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 60, get],
    replies: ['HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno'],
  },
  {
    name: 'CONNECT answered 204',
    send: ['CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 60, 'raw'],
    replies: [{ pieces: ['HTTP/1.1 204 Go\r\n\r\n', 60, 'from server'] }],
  },
  {
    name: 'CONNECT answered 200 with a length',
    send: ['CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 60, 'raw'],
    replies: [
      { pieces: ['HTTP/1.1 200 Go\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 60, 'from server'] },
    ],
  },
  {
    name: 'HTTP/2 preface',
    send: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    deviates: { all: 'HTTP/2 is spoken by another part' },
  },
  {
    name: 'PRI without the rest',
    send: 'PRI * HTTP/2.0\r\n\r\n',
    deviates: { all: 'refused by a stream, so with lower-case names' },
  },

  {
    name: 'set-header connection close in a request',
    send: [get, 50, get],
    config: ['http-request set-header connection close'],
  },
  {
    name: 'set-header connection keep-alive with httpclose',
    send: [get, 50, get],
    config: ['option httpclose', 'http-request set-header connection keep-alive'],
  },
  {
    name: 'set-header connection close in a response',
    send: [get, 50, get],
    config: ['http-response set-header connection close'],
  },
  {
    name: 'set-header connection keep-alive in a response, httpclose',
    send: [get, 50, get],
    config: ['option httpclose', 'http-response set-header connection keep-alive'],
  },
  {
    name: 'del-header content-length in a request',
    send: ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', 50, get],
    config: ['http-request del-header content-length'],
  },
  {
    name: 'del-header content-length in a response',
    send: [get, 50, get],
    config: ['http-response del-header content-length'],
  },
  {
    name: 'del-header transfer-encoding in a response',
    send: [get, 50, get],
    replies: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    config: ['http-response del-header transfer-encoding'],
  },
  { name: 'option forwardfor is not the wire', send: get, config: ['http-request add-header X-Added "Some Value"'] },
  {
    name: 'http-pretend-keepalive with httpclose',
    send: [get, 50, get],
    config: ['option httpclose', 'option http-pretend-keepalive'],
  },
];

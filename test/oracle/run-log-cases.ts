/** Log formats of the configuration's own, and what else only a strange request shows: as in `run-cases.ts`. */
import type { RunCase } from './run-cases.ts';
import { echo, http } from './run-cases.ts';

const ok = http(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');

/** The line is found by its beginning. */
const format = (rest: string) => `log-format "%ci:%cp [%tr] %f ${rest}"`;
const tcpFormat = (rest: string) => `log-format "%ci:%cp [%t] %f ${rest}"`;

/** Every request on a connection of its own, one after the other; heard until the other side ends. */
const each =
  (...requests: readonly string[]): RunCase['client'] =>
  async (open) => {
    for (const request of requests) {
      const c = await open();
      c.say(request);
      await c.over();
      c.socket.end();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

const get = (target: string, more = '') => `GET ${target} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n${more}\r\n`;

/** One `check` of a format in HTTP mode with one server that answers. */
const logged = (name: string, rest: string, requests: readonly string[], more: readonly string[] = []): RunCase => ({
  name,
  section: [...more, format(rest), 'server a 127.0.0.1:$a'],
  servers: { a: ok },
  client: each(...requests),
  lines: requests.length,
});

/** How much of a body is there when an early line is written is a matter of luck. */
const nothing = http(() => 'HTTP/1.1 204 No Content\r\n\r\n');

/** Lines go out in a format that shows their level, to a target that takes none below `least`. */
const levelled = (
  name: string,
  least: string,
  more: readonly string[],
  requests: readonly string[],
  lines: number,
): RunCase => ({
  name,
  section: ['no log', `log stdout format short local0 ${least}`, ...more, 'server a 127.0.0.1:$a'],
  servers: { a: nothing },
  client: each(...requests),
  lines,
});

const SET_LEVEL = [
  'http-request set-log-level err if { path /err }',
  'http-request set-log-level silent if { path /silent }',
  'http-response set-log-level debug if { capture.req.uri /debug }',
];
const LEVELS = [get('/'), get('/err'), get('/silent'), get('/debug')];
const TROUBLE = [
  get('/'),
  get('/deny'),
  get('/500'),
  'BAD\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
];
const ANSWERS = [
  'http-request set-log-level notice if { path /500 } { url_param(set) -m found }',
  'http-request deny if { path /deny }',
  'http-request return status 500 if { path /500 }',
];

/** `secret`, and nothing, as crypt(3) keeps them. */
const SHA512 = '$6$k6y3o.eP$PBB.tfeKmQRT5Xl/drYaLsOKR8cBcdOOeaq7JYq7eJWgGHSNlC/M/GdNHKlBiA17WQ1tWOULAGr76LPTfQgB5.';
const SHA256 = '$5$rounds=1400$salt$2fFvde0ya.7YCJuuveeW8BMd6nZAqN/hS4I.vgIDEZ5';
const MD5 = '$1$abc$Or2rbeUYTvt12aiVzMuS/.';

/** Credentials of `http-request auth`. */
const basic = (text: string, name = 'Authorization') =>
  `${name}: Basic ${Buffer.from(text, 'latin1').toString('base64')}\r\n`;
const absolute = (more: string) => get('http://test/x', more);

export const AUTH_CASES: readonly RunCase[] = ['option http-use-proxy-header', 'no option http-use-proxy-header'].map(
  (option) => ({
    name: `who may come in, with ${option}`,
    section: [
      option,
      'http-request auth realm here unless { http_auth(people) }',
      'http-request set-header X-Groups "%[http_auth_user] %[http_auth_group(people)]"',
      'server a 127.0.0.1:$a',
    ],
    servers: { a: ok },
    client: each(
      get('/'),
      ...['ann:secret', 'ann:Secret', 'bob:secret', 'bob:secret\0x', 'carl:p:w "x"', 'dora:', 'eve:secret'].map(
        (text) => get('/', basic(text)),
      ),
      absolute(basic('ann:secret')),
      absolute(basic('ann:secret', 'Proxy-Authorization')),
      get('/', basic('ann:secret', 'Proxy-Authorization')),
      'OPTIONS * HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n',
    ),
    lines: 12,
  }),
);

/** What the cases above refer to. One of each kind of password. */
export const USERLIST = `userlist people
  group staff users ann,bob
  group guests
  user ann password ${SHA512}
  user bob password ${SHA256}
  user carl insecure-password "p:w \\"x\\"" groups guests
  user dora password ${MD5}
`;

export const LOG_HTTP_CASES: readonly RunCase[] = [
  levelled('levels of lines, all of them', 'debug', SET_LEVEL, LEVELS, 3),
  levelled('levels of lines, where notices are the least', 'notice', SET_LEVEL, LEVELS, 1),
  levelled('levels of early lines', 'debug', ['option logasap', ...SET_LEVEL], LEVELS, 3),
  levelled('errors of their own level', 'debug', ['option log-separate-errors', ...ANSWERS], TROUBLE, 5),
  levelled(
    'errors of their own level, and nothing else',
    'err',
    ['option log-separate-errors', ...ANSWERS],
    [...TROUBLE, get('/500?set=1')],
    4,
  ),
  levelled(
    'early lines, and only of errors',
    'debug',
    ['option logasap', 'option dontlog-normal', 'option log-separate-errors', ...ANSWERS],
    TROUBLE,
    4,
  ),
  logged('parts of the request line', '%HM|%HP|%HPO|%HQ|%HU|%HV|%r|%{+Q}HQ|%{+Q}r|%{+E}HU', [
    get('/u'),
    get('/a/b?q="x"#y'),
    get('http://test/abs?x'),
    'OPTIONS * HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n',
    'GET /z\r\n\r\n',
    'GET / HTTP/1.1\r\nA B: c\r\n\r\n',
  ]),
  logged(
    'quotes and hexadecimal figures',
    '%{+Q}s|%{+Q}ts|%{+Q}ST|%{+X}ST|%{+X}B|%{+X}ci|%{+X}si|%{+X}[int(255)]|%{+Q}CC|%CC',
    [get('/'), 'BAD\r\n\r\n'],
  ),
  logged('lines are counted by frontend', '%lc %{+X}lc', [get('/1'), 'BAD\r\n\r\n', get('/2'), get('/3')]),
  logged('a value of the request stands as it is', '%[capture.req.uri]|%{+E}[capture.req.uri]|%{+Q}[capture.req.uri]', [
    get('/a{b|c}d'),
    get("/a;b'c[d]e"),
  ]),
  {
    name: 'lines and what they name are cut',
    section: ['capture cookie A len 200', 'server a 127.0.0.1:$a'],
    servers: { a: ok },
    client: each(get(`/${'a'.repeat(880)}`), get(`/${'b'.repeat(1100)}`), get('/', `Cookie: A=${'c'.repeat(190)}\r\n`)),
    lines: 3,
  },
  {
    name: 'longer lines',
    section: ['no log', 'log stdout len 3000 format raw local0', 'capture cookie A len 50', 'server a 127.0.0.1:$a'],
    servers: { a: ok },
    client: each(
      get(`/${'a'.repeat(1008)}`),
      get(`/${'b'.repeat(1009)}`),
      get(`/${'c'.repeat(1010)}`),
      get(`/${'d'.repeat(2000)}`),
      get('/', `Cookie: A=${'c'.repeat(190)}\r\n`),
    ),
    lines: 5,
  },
  logged('a format may say more than a line holds', '%{+Q}HP %ST %HP %[capture.req.uri] %HU', [
    get(`/${'a'.repeat(700)}`),
    get(`/${'b'.repeat(1100)}`),
    get(`/?${'c'.repeat(1100)}`),
  ]),
  {
    name: 'a long format in a long line',
    section: [
      'no log',
      'log stdout len 8000 format raw local0',
      'capture request header x len 9',
      format('%{+Q}HP %ST %[capture.req.uri] %HU|%HP|%HQ|%r|%[capture.req.hdr(0)]|%hr'),
      'server a 127.0.0.1:$a',
    ],
    servers: { a: ok },
    client: each(get(`/${'b'.repeat(1100)}?x=${'y'.repeat(300)}`, `X: ${'z'.repeat(20)}\r\n`)),
    lines: 1,
  },
  logged('early lines say that it goes on', 'x%{+Q}rc', [get('/')], ['option logasap']),
  {
    name: 'only the letters A to Z have a small form',
    section: [
      'http-request set-header X-Same "%[path]" if { path -i -m str /Ä }',
      'http-request return status 200 hdr X-Ä ä content-type text/plain string "grüß dich" if { path /say }',
      'server a 127.0.0.1:$a',
    ],
    servers: { a: ok },
    client: each(get('/say'), get('/A')),
    lines: 2,
  },
];

export const LOG_TCP_CASES: readonly RunCase[] = [
  {
    name: 'HTTP that is asked for in TCP mode',
    section: [
      'tcp-request inspect-delay 2s',
      'tcp-request content reject if { path_beg /no } METH_GET',
      'tcp-request content reject if { req.hdr(x-bad) -m found } HTTP',
      'server a 127.0.0.1:$a',
    ],
    servers: { a: echo },
    client: async (open) => {
      for (const pieces of [
        ['GET /no HTTP/1.1\r\nhost: h\r\n\r\n'],
        ['GET /yes HTTP/1.1\r\nho', 'st: h\r\n\r\n'],
        ['POST /no HTTP/1.1\r\n', 'x-bad: 1\r\n', '\r\n'],
        ['neither head nor tail\r\n\r\n'],
      ]) {
        const c = await open();
        for (const piece of pieces) {
          c.say(piece);
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        c.socket.end();
        await c.over();
      }
    },
    lines: 4,
  },
  {
    name: 'TCP, both forms of the termination state',
    section: [tcpFormat('%ts %tsc'), 'server a 127.0.0.1:$a'],
    servers: { a: (socket) => socket.on('data', () => socket.end('bye')) },
    client: each('hello'),
    lines: 1,
  },
  {
    name: 'TCP, no time of data without a server',
    section: [tcpFormat('%Tc %Td'), 'retries 0', 'server a 127.0.0.1:$x'],
    client: each('hello'),
    lines: 1,
  },
];

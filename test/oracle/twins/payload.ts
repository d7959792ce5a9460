import type { Socket } from 'node:net';
/** Bytes that rules look at before anybody has read them: lengths, parts, ClientHellos, RDP cookies, distcc's tokens. */
import { asks, bytes } from './ask.ts';
import { FIN, type Twin } from './twin.ts';

const u16 = (value: number) => String.fromCharCode((value >> 8) & 255, value & 255);
const sized = (body: string) => u16(body.length) + body;
const extension = (type: number, body: string) => u16(type) + sized(body);

interface Hello {
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly version?: number;
  readonly ciphers?: readonly number[];
  readonly extensions?: string;
  readonly session?: string;
  readonly kind?: number;
}

/** A ClientHello in one record. */
function hello({
  sni,
  alpn,
  version = 0x0303,
  ciphers = [0x1301, 0xc02f],
  extensions = '',
  session = '',
  kind = 1,
}: Hello): string {
  const all = [
    sni === undefined ? '' : extension(0, sized(`\0${sized(sni)}`)),
    alpn === undefined
      ? ''
      : extension(16, sized(alpn.map((name) => String.fromCharCode(name.length) + name).join(''))),
    extensions,
  ].join('');
  const body = `${u16(version)}${'r'.repeat(32)}${String.fromCharCode(session.length)}${session}${sized(ciphers.map(u16).join(''))}\x01\0${all === '' ? '' : sized(all)}`;
  return `\x16\x03\x01${sized(`${String.fromCharCode(kind)}\0${u16(body.length)}${body}`)}`;
}

const HELLO = [
  'req.ssl_hello_type',
  'req_ssl_hello_type',
  'req.ssl_sni',
  'req_ssl_sni',
  'req.ssl_ver',
  'req_ssl_ver',
  'req.ssl_alpn',
  'req.ssl_ec_ext',
  'req.ssl_st_ext',
  'req.ssl_cipherlist,hex',
  'req.ssl_supported_groups,hex',
  'req.ssl_sigalgs,hex',
  'req.ssl_keyshare_groups,hex',
  'req.len',
  'req_len',
];

const GROUPS = extension(10, sized('\0\x1d\0\x17'));
const SIGALGS = extension(13, sized('\x04\x03\x08\x04'));
const KEYS = extension(51, sized(`\0\x1d${sized('k'.repeat(32))}\0\x17${sized('p'.repeat(5))}`));
const VERSIONS = extension(43, '\x04\x03\x04\x03\x03');

const waitFor = (bytesNumber: number) => [
  'tcp-request inspect-delay 300ms',
  `tcp-request content reject if !{ req.len ge ${bytesNumber} }`,
];

const rdp = (text: string) => `\x03\0\0\x2b\x26\xe0\0\0\0\0\0${text}\r\n\x01\0\x08\0\x03\0\0\0`;

const ending = (socket: Socket) => {
  socket.on('data', () => socket.end());
  socket.on('end', () => socket.end());
};

export const PAYLOAD_TWINS: readonly Twin[] = [
  {
    name: 'parts of what a client says',
    mode: 'tcp',
    serve: ending,
    front: [
      ...waitFor(4),
      ...asks(
        'tcp-request content',
        'req.len',
        'req_len',
        'req.payload(0,4)',
        'req.payload(1,2)',
        'req.payload(2,0)',
        'req.payload(0,0)',
        'req.payload(4,0)',
        'req.payload(5,1)',
        'req.payload(100,1)',
        'payload(0,3)',
        'payload(0,3),hex',
        'req.payload_lv(0,1)',
        'req.payload_lv(0,2)',
        'req.payload_lv(0,1,2)',
        'req.payload_lv(0,1,+1)',
        'req.payload_lv(0,1,-1)',
        'req.payload_lv(3,1)',
        'req.payload_lv(0,4)',
        'payload_lv(0,1)',
        'payload_lv(1,1),hex',
        'req.proto_http',
        'req_proto_http',
        'wait_end',
      ),
      '3.4- ?tcp-request content req.ver',
      '3.4- ?tcp-request content req_ver',
    ],
    visits: [
      bytes('abcd'),
      bytes('\x02abcdefgh'),
      bytes('\x00\x03abcdefgh'),
      bytes('\x03\x01\x05\x02xyzuvw'),
      bytes('\x7f\x7f\x7f\x7f'),
      bytes('\0\0\0\0\0\0'),
      bytes('ab', 60, 'cdef'),
      bytes('ab', FIN),
      bytes('ab', 400),
      bytes('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
      bytes('GET / HTTP/1.0\r\n\r\n'),
      bytes('BAD \0 HTTP/1.0\r\n\r\n'),
    ],
  },
  {
    name: 'ClientHellos',
    mode: 'tcp',
    serve: ending,
    front: [
      'tcp-request inspect-delay 300ms',
      'tcp-request content reject if !{ req.len ge 6 }',
      ...asks('tcp-request content', ...HELLO),
    ],
    visits: [
      bytes(
        hello({ sni: 'www.example.org', alpn: ['h2', 'http/1.1'], extensions: GROUPS + SIGALGS + KEYS + VERSIONS }),
      ),
      bytes(hello({ sni: 'UPPER.example', version: 0x0301, ciphers: [0x000a], extensions: extension(35, '') })),
      bytes(hello({ extensions: extension(35, 'ticket') + extension(10, sized('')) })),
      bytes(hello({})),
      bytes(hello({ sni: '', alpn: [] })),
      bytes(hello({ kind: 2, sni: 'server.example' })),
      bytes(hello({ sni: 'x'.repeat(255), session: 's'.repeat(32), version: 0x0300 })),
      bytes('\x16\x03\x01\x00\x02\x01\x00'),
      bytes('GET / HTTP/1.1\r\n\r\n'),
      bytes(
        '\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10\x01\0\x80\x03\0\x80\x07\0\xc0\x06\0\x40\x02\0\x80\x04\0\x80\0\0\x04' +
          'c'.repeat(16),
      ),
    ],
  },
  {
    name: 'ClientHellos that are waited for',
    mode: 'tcp',
    serve: ending,
    front: [
      'tcp-request inspect-delay 300ms',
      'tcp-request content accept if { req.ssl_sni -m found }',
      ...asks('tcp-request content', 'req.ssl_sni', 'req.ssl_hello_type', 'req.len'),
    ],
    visits: [
      bytes(hello({ sni: 'first.example' }).slice(0, 20), 80, hello({ sni: 'first.example' }).slice(20)),
      bytes(hello({ sni: 'first.example' }).slice(0, 20), FIN),
      bytes(hello({ sni: 'first.example' }).slice(0, 60), 420),
      bytes('hello'),
      bytes(hello({})),
    ],
  },
  {
    name: 'what servers say of TLS',
    mode: 'tcp',
    front: [],
    back: [
      'tcp-response inspect-delay 300ms',
      'tcp-response content reject if !{ res.len ge 3 }',
      ...asks(
        'tcp-response content',
        'res.ssl_hello_type',
        'rep_ssl_hello_type',
        'res.len',
        'res.payload(0,3),hex',
        'res.payload_lv(3,2),hex',
        'res.payload(5,0),hex',
      ),
    ],
    serve: (socket) => {
      socket.on('data', (data) => socket.end(data));
    },
    visits: [
      bytes(hello({ kind: 2 })),
      bytes(hello({ kind: 11 })),
      bytes('plain'),
      bytes('\x15\x03\x01\0\x02\x02\x28'),
      bytes(hello({})),
    ],
  },
  {
    name: 'RDP cookies',
    mode: 'tcp',
    serve: ending,
    front: [
      'tcp-request inspect-delay 300ms',
      'tcp-request content reject if !{ req.len ge 8 }',
      ...asks(
        'tcp-request content',
        ...[
          'rdp_cookie',
          'req_rdp_cookie',
          'req.rdp_cookie',
          'rdp_cookie_cnt',
          'req_rdp_cookie_cnt',
          'req.rdp_cookie_cnt',
        ].flatMap((name) => [name, `${name}(msts)`, `${name}(mstshash)`, `${name}(MSTS)`]),
      ),
    ],
    visits: [
      bytes(rdp('Cookie: msts=3640205228.15629.0000')),
      bytes(rdp('Cookie: mstshash=user@host')),
      bytes(rdp('cookie: MSTS=abc')),
      bytes(rdp('Cookie: other=1')),
      bytes(rdp('Cookie: msts=')),
      bytes(rdp('Nothing')),
      bytes('\x02\0\0\x2b\x26\xe0\0\0\0\0\0Cookie: msts=1\r\n'),
      bytes(rdp('Cookie: msts=a=b; c')),
      bytes('\x03\0\0\x2b\x26\xe0\0\0\0\0\0Cookie: msts=cut', 400),
    ],
  },
  {
    name: 'tokens of distcc',
    mode: 'tcp',
    serve: ending,
    front: [
      'tcp-request inspect-delay 300ms',
      'tcp-request content reject if !{ req.len ge 12 }',
      ...asks(
        'tcp-request content',
        'distcc_param(DIST)',
        'distcc_param(ARGC)',
        'distcc_param(ARGV)',
        'distcc_param(ARGV,2)',
        'distcc_param(ARGV,3)',
        'distcc_param(DOTI)',
        'distcc_body(ARGV)',
        'distcc_body(ARGV,2)',
        'distcc_body(ARGC)',
        'distcc_body(DOTI)',
        'distcc_body(NONE)',
      ),
    ],
    visits: [
      bytes('DIST00000001ARGC00000002ARGV00000002ccARGV00000004-o x'),
      bytes('DIST0000000aARGC0000FFFFARGV00000000ARGV00000001xDOTI00000005int i'),
      bytes('DIST0000zzzzARGC00000001'),
      bytes('nothing of the kind'),
    ],
  },
];

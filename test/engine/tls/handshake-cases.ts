/** Clients that do not come through a handshake: what they are told to do, and the listeners that they meet. */

export const LISTENERS = ['tls', 'tcp', 'patient', 'proxy', 'both', 'plain', 'custom'] as const;
export type Listener = (typeof LISTENERS)[number];

const ERROR_FORMAT = 'error-log-format "%ft %[fc_err] %[fc_err_str] %ts %Th"';

/** `hs`: this version has `timeout client-hs`; else `timeout client` says the same. */
export function handshakeConfiguration(ports: readonly number[], hs: boolean): string {
  const at = (listener: Listener) => `127.0.0.1:${ports[LISTENERS.indexOf(listener)]}`;
  const within = (ms: number) => (hs ? `timeout client 5s\n  timeout client-hs ${ms}ms` : `timeout client ${ms}ms`);
  const section = (listener: Listener, options: string, lines: string) =>
    `frontend ${listener}\n  bind ${at(listener)} ${options} name l\n  ${lines}\n  default_backend b`;
  return [
    'defaults\n  mode http\n  log global\n  option httplog\n  timeout connect 1s\n  timeout server 1s',
    section('tls', 'ssl crt server.pem', `${within(400)}\n  timeout http-request 150ms`),
    section('tcp', 'ssl crt server.pem', `mode tcp\n  option tcplog\n  ${within(400)}\n  default_backend t`),
    section('patient', 'ssl crt server.pem', hs ? 'timeout client 150ms\n  timeout client-hs 400ms' : within(400)),
    section('proxy', 'accept-proxy', within(400)),
    section('both', 'accept-proxy ssl crt server.pem', within(500)),
    section('plain', 'ssl crt server.pem', 'timeout client 400ms'),
    section('custom', 'accept-proxy ssl crt server.pem', `${within(400)}\n  ${ERROR_FORMAT}`),
    'backend b\n  server s 127.0.0.1:1\nbackend t\n  mode tcp\n  server s 127.0.0.1:1\n',
  ].join('\n');
}

/** Bytes, waits in milliseconds, and ends. */
export type Steps = readonly (string | number | 'FIN' | 'RST')[];

export const HEADER = 'PROXY TCP4 192.0.2.1 192.0.2.2 1001 1002\r\n';
/** The beginning of a ClientHello. */
const HELLO = '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03';
const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

export const CLIENTS: readonly (readonly [Listener, string, Steps])[] = [
  ['tls', 'silent', []],
  ['tls', 'half a greeting', [HELLO]],
  ['tls', 'ends', [100, 'FIN']],
  ['tls', 'ends within its greeting', [HELLO, 100, 'FIN']],
  ['tls', 'resets', [100, 'RST']],
  ['tcp', 'silent', []],
  ['tcp', 'ends', [100, 'FIN']],
  ['patient', 'silent', []],
  ['plain', 'silent', []],
  ['proxy', 'silent', []],
  ['proxy', 'ends', [100, 'FIN']],
  ['proxy', 'resets', [100, 'RST']],
  ['proxy', 'less than a header', ['PRO']],
  ['proxy', 'half a header', ['PROXY TCP4 192.0.2.1 192.0.2.2 10']],
  ['proxy', 'a request instead', ['GET / HTTP/1.1\r\nHost: h\r\n\r\n']],
  ['proxy', 'an unknown family', ['PROXY FOO 192.0.2.1 192.0.2.2 1 2\r\n']],
  ['proxy', 'ports that are none', ['PROXY TCP4 192.0.2.1 192.0.2.2 a b\r\n']],
  ['proxy', 'half a binary header', [`${SIGNATURE}\x21\x11\0\x0c1234`]],
  ['proxy', 'version 3', [`${SIGNATURE}\x31\x11\0\x0c123456789012`]],
  ['proxy', 'an unknown command', [`${SIGNATURE}\x2f\x11\0\x0c123456789012`]],
  ['both', 'silent', []],
  ['both', 'silent after a late header', [200, HEADER]],
  ['custom', 'silent', []],
  ['custom', 'silent after its header', [HEADER]],
  ['custom', 'resets after its header', [HEADER, 100, 'RST']],
  ['custom', 'half a header', ['PROXY ']],
];

/** Health checks: lines of a backend, what the codec is told, and the bytes that HAProxy sends (2.6 to 3.4 alike). */
import type { CheckRequest } from '../../simulator/http1/index.ts';

export const checkCases: { lines: string[]; request: CheckRequest; sent: string }[] = [
  { lines: ['option httpchk'], request: {}, sent: 'OPTIONS / HTTP/1.0\r\n\r\n' },
  { lines: ['option httpchk /health'], request: { uri: '/health' }, sent: 'OPTIONS /health HTTP/1.0\r\n\r\n' },
  {
    lines: ['option httpchk GET /health'],
    request: { method: 'GET', uri: '/health' },
    sent: 'GET /health HTTP/1.0\r\n\r\n',
  },
  {
    lines: ['option httpchk HEAD /health HTTP/1.1'],
    request: { method: 'HEAD', uri: '/health', version: 'HTTP/1.1' },
    sent: 'HEAD /health HTTP/1.1\r\nconnection: close\r\n\r\n',
  },
  {
    lines: ['option httpchk', 'http-check send meth GET uri /h ver HTTP/1.1 hdr Host a hdr X-B c'],
    request: {
      method: 'GET',
      uri: '/h',
      version: 'HTTP/1.1',
      headers: [
        { name: 'Host', value: 'a' },
        { name: 'X-B', value: 'c' },
      ],
    },
    sent: 'GET /h HTTP/1.1\r\nhost: a\r\nx-b: c\r\nconnection: close\r\n\r\n',
  },
  {
    lines: ['option httpchk', 'http-check send meth POST uri /h ver HTTP/1.1 hdr Host a body hello'],
    request: { method: 'POST', uri: '/h', version: 'HTTP/1.1', headers: [{ name: 'Host', value: 'a' }], body: 'hello' },
    sent: 'POST /h HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello',
  },
  {
    lines: ['option httpchk', 'http-check send meth POST uri /h body hello'],
    request: { method: 'POST', uri: '/h', body: 'hello' },
    sent: 'POST /h HTTP/1.0\r\ncontent-length: 5\r\n\r\nhello',
  },
  {
    lines: ['option httpchk', 'http-check send meth GET uri /h ver HTTP/2.0 hdr Connection keep-alive'],
    request: {
      method: 'GET',
      uri: '/h',
      version: 'HTTP/2.0',
      headers: [{ name: 'Connection', value: 'keep-alive' }],
    },
    sent: 'GET /h HTTP/1.1\r\n\r\n',
  },
  {
    lines: ['option httpchk', 'http-check send meth GET uri /h hdr Connection keep-alive'],
    request: { method: 'GET', uri: '/h', headers: [{ name: 'Connection', value: 'keep-alive' }] },
    sent: 'GET /h HTTP/1.0\r\nconnection: keep-alive\r\n\r\n',
  },
];

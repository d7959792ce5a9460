/** How big a head may be: bytes, header count, one line. The numbers are HAProxy's with tune.bufsize 16384. */
import type { WireCase } from '../wire.ts';

const get = (target: string, headers: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
const many = (n: number) => Array.from({ length: n }, (_, i) => `x${i}: ${i}\r\n`).join('');

export const limitCases: WireCase[] = [
  { name: '100 headers', send: get('/', many(99)) },
  { name: '101 headers', send: get('/', many(100)) },
  { name: '102 headers', send: get('/', many(101)) },
  { name: '101 headers, one of them a second Host', send: get('/', `${many(98)}Host: a\r\nHost: a\r\n`) },
  {
    name: '120 headers, response',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${many(119)}\r\nok`],
  },
  {
    name: '100 headers, response',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${many(99)}\r\nok`],
  },
  {
    name: '101 headers, response',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${many(100)}\r\nok`],
  },
  { name: 'target of 15000', send: get(`/${'a'.repeat(14999)}`, '') },
  { name: 'target of 16000', send: get(`/${'a'.repeat(15999)}`, '') },
  { name: 'target of 20000', send: get(`/${'a'.repeat(19999)}`, '') },
  { name: 'target of 20000 in pieces', send: [`GET /${'a'.repeat(10000)}`, 'a'.repeat(10000), 'a'.repeat(10000)] },
  { name: 'one header of 15000', send: get('/', `x: ${'a'.repeat(15000)}\r\n`) },
  { name: 'one header of 15400', send: get('/', `x: ${'a'.repeat(15400)}\r\n`) },
  { name: 'one header of 16384', send: get('/', `x: ${'a'.repeat(16384)}\r\n`) },
  { name: 'one header of 40000', send: get('/', `x: ${'a'.repeat(40000)}\r\n`) },
  {
    name: '99 headers of 150',
    send: get('/', Array.from({ length: 99 }, (_, i) => `x${i}: ${'b'.repeat(150)}\r\n`).join('')),
  },
  {
    name: '99 headers of 140',
    send: get('/', Array.from({ length: 99 }, (_, i) => `x${i}: ${'b'.repeat(140)}\r\n`).join('')),
  },
  { name: 'blanks of 14000 in a value', send: get('/', `x: a${' '.repeat(14000)}b\r\n`) },
  {
    name: 'response header of 15000',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx: ${'a'.repeat(15000)}\r\n\r\nok`],
  },
  {
    name: 'response header of 16384',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx: ${'a'.repeat(16384)}\r\n\r\nok`],
  },
  {
    name: 'response header of 40000',
    send: get('/', ''),
    replies: [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx: ${'a'.repeat(40000)}\r\n\r\nok`],
  },
  {
    name: 'trailers of 40000',
    send: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: ${'a'.repeat(40000)}\r\n\r\n`,
    unstable: { all: 'the stream is begun or not, by how much was read at first' },
  },
  {
    name: '120 trailers',
    send: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${many(120)}\r\n`,
  },
  { name: 'leading empty lines of 40000', send: '\r\n'.repeat(20000) + get('/', '') },
  {
    name: 'chunk extension of 1000',
    send: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(1000)}\r\nX\r\n0\r\n\r\n`,
  },
  {
    name: 'chunk extension of 40000',
    send: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(40000)}\r\nX\r\n0\r\n\r\n`,
    unstable: { all: 'the stream is begun or not, by how much was read at first' },
  },
];

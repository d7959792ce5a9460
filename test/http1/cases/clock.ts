/**
 * Answers that come from a clock or from a rule, not from the codec: nothing here is played against the codec's own
 * proxy. They are recorded for whoever writes those parts, and the oracle asks for them again.
 */
import type { WireCase } from '../wire.ts';

const get = 'GET /path?q=1 HTTP/1.1\r\nHost: a\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';

export const clockCases: WireCase[] = [
  { name: 'http-request timeout', send: ['GET / HT'], config: ['timeout http-request 60ms'] },
  { name: 'keep-alive timeout', send: [get], config: ['timeout http-keep-alive 60ms'] },
  {
    name: 'keep-alive timeout, then a piece of a request',
    send: [get, 20, 'GET'],
    config: ['timeout http-keep-alive 2s', 'timeout http-request 100ms'],
  },
  { name: 'http-request timeout, nothing sent', send: [], config: ['timeout http-request 60ms'] },
  { name: 'client timeout in a body', send: [`${post}he`], config: ['timeout client 100ms'] },
  { name: 'server timeout', send: [get], replies: [{ pieces: [] }], config: ['timeout server 60ms'] },
  {
    name: 'server timeout in a body',
    send: [get],
    replies: [{ pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'] }],
    config: ['timeout server 60ms'],
  },
  { name: 'tarpit', send: [get], config: ['timeout tarpit 60ms', 'http-request tarpit'] },
  { name: 'reject', send: [get], config: ['http-request reject'] },
  { name: 'early-hint', send: [get], config: ['http-request early-hint Link "</x>; rel=preload"'] },
  { name: 'wait-for-body', send: [post, 60, 'hello'], config: ['http-request wait-for-body time 500ms'] },
  {
    name: 'wait-for-body with Expect',
    send: ['POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n', 60, 'hello'],
    config: ['http-request wait-for-body time 500ms'],
  },
  {
    name: 'wait-for-body that times out',
    send: [post],
    config: ['http-request wait-for-body time 60ms', 'timeout http-request 60ms'],
  },
];

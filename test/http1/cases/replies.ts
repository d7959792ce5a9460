/** HAProxy's own answers: error pages, deny, return, redirect, and when it closes after them. */
import type { WireCase } from '../wire.ts';

const get = 'GET /path?q=1 HTTP/1.1\r\nHost: a\r\n\r\n';
const get10 = 'GET /path?q=1 HTTP/1.0\r\nHost: a\r\n\r\n';
const head = 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
const statuses = [
  200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431, 500, 501, 502, 503, 504,
];
/** 3.0 has no page for these. */
const newStatuses = [414, 431];
const redirects = [301, 302, 303, 307, 308];

export const replyCases: WireCase[] = [
  ...statuses.map((s) => ({
    name: `deny ${s}`,
    send: [get, 50, get],
    config: [`http-request deny deny_status ${s}`],
    ...(newStatuses.includes(s) && { since: '3.2' as const }),
  })),
  ...statuses
    .slice(0, 6)
    .map((s) => ({ name: `return ${s}`, send: [get, 50, get], config: [`http-request return status ${s}`] })),
  { name: 'return 204', send: [get, 50, get], config: ['http-request return status 204'] },
  { name: 'return 304', send: [get, 50, get], config: ['http-request return status 304'] },
  { name: 'deny for HTTP/1.0', send: [get10], config: ['http-request deny'] },
  {
    name: 'deny for HTTP/1.0 keep-alive',
    send: ['GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 50, get],
    config: ['http-request deny'],
  },
  { name: 'deny for HEAD', send: [head, 50, get], config: ['http-request deny'] },
  {
    name: 'deny for a POST whose body has not come',
    send: [post, 50, 'hello', 50, get],
    config: ['http-request deny'],
  },
  { name: 'deny for a POST whose body comes with it', send: [`${post}hello`, 50, get], config: ['http-request deny'] },
  { name: 'deny with httpclose', send: [get], config: ['option httpclose', 'http-request deny'] },
  {
    name: 'deny with http-server-close',
    send: [get, 50, get],
    config: ['option http-server-close', 'http-request deny'],
  },
  { name: 'deny of a response', send: [get, 50, get], config: ['http-response deny'] },
  {
    name: 'return with a string',
    send: [get, 50, get],
    config: ['http-request return status 200 content-type text/plain string "hello" hdr X-A b'],
  },
  { name: 'return with a header only', send: [get, 50, get], config: ['http-request return status 200 hdr X-A b'] },
  {
    name: 'return with a string for HEAD',
    send: [head, 50, get],
    config: ['http-request return status 200 content-type text/plain string "hello"'],
  },
  {
    name: 'return for a POST whose body has not come',
    send: [post, 50, 'hello', 50, get],
    config: ['http-request return status 200 content-type text/plain string "hello"'],
  },
  {
    name: 'return for HTTP/1.0',
    send: [get10],
    config: ['http-request return status 200 content-type text/plain string "hello"'],
  },
  ...redirects.map((s) => ({
    name: `redirect location ${s}`,
    send: [get, 50, get],
    config: [`http-request redirect location /elsewhere code ${s}`],
  })),
  { name: 'redirect default code', send: [get], config: ['http-request redirect location /elsewhere'] },
  { name: 'redirect prefix', send: [get], config: ['http-request redirect prefix https://b.example'] },
  {
    name: 'redirect prefix drop-query',
    send: [get],
    config: ['http-request redirect prefix https://b.example drop-query'],
  },
  {
    name: 'redirect prefix append-slash',
    send: [get],
    config: ['http-request redirect prefix https://b.example drop-query append-slash'],
  },
  { name: 'redirect scheme', send: [get], config: ['http-request redirect scheme https'] },
  {
    name: 'redirect scheme without Host',
    send: ['GET / HTTP/1.0\r\n\r\n'],
    config: ['http-request redirect scheme https'],
  },
  { name: 'redirect set-cookie', send: [get], config: ['http-request redirect location / set-cookie A=1'] },
  { name: 'redirect clear-cookie', send: [get], config: ['http-request redirect location / clear-cookie A'] },
  { name: 'redirect for HEAD', send: [head, 50, get], config: ['http-request redirect location /elsewhere'] },
  { name: 'redirect for POST', send: [`${post}hello`, 50, get], config: ['http-request redirect location /elsewhere'] },
  {
    name: 'redirect for a POST whose body has not come',
    send: [post, 50, 'hello', 50, get],
    config: ['http-request redirect location /elsewhere'],
  },
  { name: 'redirect for HTTP/1.0', send: [get10], config: ['http-request redirect location /elsewhere'] },
  {
    name: 'redirect with httpclose',
    send: [get],
    config: ['option httpclose', 'http-request redirect location /elsewhere'],
  },
  { name: 'redirect of a response', send: [get, 50, get], config: ['http-response redirect location /elsewhere'] },
  {
    name: 'errorfile by return',
    send: [get],
    config: ['http-error status 403 content-type text/plain string "no"', 'http-request deny'],
  },
  { name: 'no server', send: [get, 50, get], serverOptions: 'disabled' },
  { name: 'monitor-uri', send: ['GET /alive HTTP/1.1\r\nHost: a\r\n\r\n', 50, get], config: ['monitor-uri /alive'] },
  { name: 'auth', send: [get, 50, get], config: ['http-request auth realm Secret'] },
];

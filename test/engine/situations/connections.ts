/** Modes and pools: which requests share a connection to the server. */
import { type ClientScript, get, ok, RESPONSE, type Situation, type Step } from '../situation.ts';
import { httpConfig } from './configs.ts';

const H = httpConfig(900, 900, 200);
const web = { onRequest: [[ok()]] };
const cl = (atMs: number, ...steps: readonly Step[]): ClientScript => ({ atMs, steps });
const _slow = (ms: number) => ({ onRequest: [[ms, ok()]] });
const two = (atMs: number) => cl(atMs, get('/a'), RESPONSE, 50, get('/b'), RESPONSE);

export const CONNECTIONS: readonly Situation[] = [
  {
    title: 'keep-alive two requests',
    config: H(),
    servers: { web1: web },
    clients: [two(0)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
    ],
    received: ['200 200 end'],
    connections: { web1: ['/a /b'] },
  },
  {
    title: 'http-server-close two requests',
    config: H('option http-server-close'),
    servers: { web1: web },
    clients: [two(0)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
    ],
    received: ['200 200 end'],
    connections: { web1: ['/a', '/b'] },
  },
  {
    title: 'httpclose two requests',
    config: H('option httpclose'),
    servers: { web1: web },
    clients: [cl(0, get('/a'), RESPONSE, 50)],
    log: ['fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"'],
    received: ['200 end'],
    connections: { web1: ['/a'] },
  },
  {
    title: 'httpclose only frontend',
    config: H('', '  server web1 {{web1}}', 'option httpclose'),
    servers: { web1: web },
    clients: [cl(0, get('/a'), RESPONSE, 50)],
    log: ['fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"'],
    received: ['200 end'],
    connections: { web1: ['/a'] },
  },
  {
    title: 'httpclose only backend',
    config: H('', '  option httpclose\n  server web1 {{web1}}'),
    servers: { web1: web },
    clients: [cl(0, get('/a'), RESPONSE, 50)],
    log: ['fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"'],
    received: ['200 end'],
    connections: { web1: ['/a'] },
  },
  {
    title: 'server-close only backend',
    config: H('', '  option http-server-close\n  server web1 {{web1}}'),
    servers: { web1: web },
    clients: [cl(0, get('/a'), RESPONSE, 50, get('/b'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
    ],
    received: ['200 200 end'],
    connections: { web1: ['/a', '/b'] },
  },
  {
    title: 'server-close frontend only',
    config: H('', '  server web1 {{web1}}', 'option http-server-close'),
    servers: { web1: web },
    clients: [cl(0, get('/a'), RESPONSE, 50, get('/b'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
    ],
    received: ['200 200 end'],
    connections: { web1: ['/a', '/b'] },
  },
  {
    title: 'safe: two clients, two requests each',
    config: H(),
    servers: { web1: web },
    clients: [two(0), cl(200, get('/c'), RESPONSE, 50, get('/d'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
    ],
    received: ['200 200 end', '200 200 end'],
    connections: { web1: ['/a /b /d', '/c'] },
  },
  {
    title: 'safe: interleaved',
    config: H(),
    servers: { web1: web },
    clients: [
      cl(0, get('/a'), RESPONSE, 300, get('/b'), RESPONSE),
      cl(100, get('/c'), RESPONSE, 400, get('/d'), RESPONSE),
    ],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 2/2/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 2/2/0/0/0 0/0 "GET /b HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
    ],
    received: ['200 200 end', '200 200 end'],
    connections: { web1: ['/a /b /d', '/c'] },
  },
  {
    title: 'never: two clients',
    config: H('  http-reuse never'),
    servers: { web1: web },
    clients: [two(0), cl(200, get('/c'), RESPONSE, 50, get('/d'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
    ],
    received: ['200 200 end', '200 200 end'],
    connections: { web1: ['/a /b', '/c /d'] },
  },
  {
    title: 'always: two clients',
    config: H('  http-reuse always'),
    servers: { web1: web },
    clients: [two(0), cl(200, get('/c'), RESPONSE, 50, get('/d'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
    ],
    received: ['200 200 end', '200 200 end'],
    connections: { web1: ['/a /b /c /d'] },
  },
  {
    title: 'aggressive: two clients',
    config: H('  http-reuse aggressive'),
    servers: { web1: web },
    clients: [
      cl(0, get('/a'), RESPONSE),
      cl(200, get('/c'), RESPONSE, 50, get('/d'), RESPONSE),
      cl(400, get('/e'), RESPONSE),
    ],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /e HTTP/1.1"',
    ],
    received: ['200 end', '200 200 end', '200 end'],
    connections: { web1: ['/a /d /e', '/c'] },
  },
  {
    title: 'roundrobin two servers, keep-alive client',
    config: H('', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: web, web2: web },
    clients: [cl(0, get('/a'), RESPONSE, get('/b'), RESPONSE, get('/c'), RESPONSE, get('/d'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      'fe bk/web2 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"',
      'fe bk/web1 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /c HTTP/1.1"',
      'fe bk/web2 0/0/0/0/0 200 51 - - ---- 1/1/0/0/0 0/0 "GET /d HTTP/1.1"',
    ],
    received: ['200 200 200 200 end'],
    connections: { web1: ['/a /c'], web2: ['/b /d'] },
  },
];

/** Servers that are full: who waits where, in which order, and for how long. */
import { CLOSED, type ClientScript, FIN, get, ok, RESPONSE, RST, type Situation, type Step } from '../situation.ts';
import { httpConfig } from './configs.ts';

const H = httpConfig(900, 900, 200);
const cl = (atMs: number, ...steps: readonly Step[]): ClientScript => ({ atMs, steps });
const slow = (ms: number) => ({ onRequest: [[ms, ok()]] });
const q = '  server web1 {{web1}} maxconn 1';
const q2 = '  server web1 {{web1}} maxconn 1\n  server web2 {{web2}} maxconn 1';

export const QUEUES: readonly Situation[] = [
  {
    title: 'queue: second waits, served',
    config: H('', q),
    servers: { web1: slow(200) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/200/200 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/150/0/200/350 200 51 - - ---- 1/1/0/0/0 0/1 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end'],
  },
  {
    title: 'queue: three clients',
    config: H('', q),
    servers: { web1: slow(100) },
    clients: [cl(0, get('/1'), RESPONSE), cl(20, get('/2'), RESPONSE), cl(40, get('/3'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/100/100 200 51 - - ---- 3/3/2/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/80/0/100/180 200 51 - - ---- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/160/0/100/260 200 51 - - ---- 1/1/0/0/0 0/2 "GET /3 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '200 end'],
  },
  {
    title: 'queue: timeout',
    config: H('  timeout queue 100', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), RESPONSE)],
    log: [
      'fe bk/<NOSRV> 0/100/-1/-1/100 503 217 - - sQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end', '503 end'],
  },
  {
    title: 'queue: timeout defaults to connect',
    config: H('', q),
    servers: { web1: slow(500) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), RESPONSE)],
    log: [
      'fe bk/<NOSRV> 0/200/-1/-1/200 503 217 - - sQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/500/500 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end', '503 end'],
  },
  {
    title: 'queue: client closes',
    config: H('  timeout queue 500', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), 50, FIN)],
    log: [
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/250/0/300/550 200 51 - - ---- 1/1/0/0/0 0/1 "GET /2 HTTP/1.1"',
    ],
    tailMs: 500,
    received: ['200 end', '200 end'],
  },
  {
    title: 'queue: client resets',
    config: H('  timeout queue 500', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), 50, RST)],
    tailMs: 600,
    log: [
      'fe bk/<NOSRV> 0/50/-1/-1/50 -1 0 - - CQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'fe bk/web1 0/0/0/300/300 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
        'fe bk/web1 0/250/0/300/550 200 51 - - CD-- 1/1/0/0/0 0/1 "GET /2 HTTP/1.1"',
      ],
      '3.0': [
        'fe bk/web1 0/0/0/300/300 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
        'fe bk/web1 0/250/0/300/550 200 51 - - CD-- 1/1/0/0/0 0/1 "GET /2 HTTP/1.1"',
      ],
    },
    received: ['200 end', 'reset'],
  },
  {
    title: 'queue: client closes, abortonclose',
    config: H('  timeout queue 500\n  option abortonclose', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), 50, FIN, CLOSED)],
    tailMs: 400,
    log: [
      'fe bk/<NOSRV> 0/50/-1/-1/50 -1 0 - - CQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end', '"" end'],
  },
  {
    title: 'queue: client resets, abortonclose',
    config: H('  timeout queue 500\n  option abortonclose', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), 50, RST)],
    tailMs: 600,
    log: [
      'fe bk/<NOSRV> 0/50/-1/-1/50 -1 0 - - CQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end', 'reset'],
  },
  {
    title: 'queue: two servers full, third waits in the backend',
    config: H('', q2),
    servers: { web1: slow(200), web2: slow(300) },
    clients: [
      cl(0, get('/1'), RESPONSE),
      cl(20, get('/2'), RESPONSE),
      cl(40, get('/3'), RESPONSE),
      cl(60, get('/4'), RESPONSE),
    ],
    tailMs: 700,
    log: [
      'fe bk/web1 0/0/0/200/200 200 51 - - ---- 4/4/3/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/<NOSRV> 0/200/-1/-1/200 503 217 - - sQ-- 3/3/2/0/0 0/2 "GET /4 HTTP/1.1"',
      'fe bk/web2 0/0/0/300/300 200 51 - - ---- 2/2/1/0/0 0/0 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/160/0/200/360 200 51 - - ---- 1/1/0/0/0 0/1 "GET /3 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '200 end', '503 end'],
  },
  {
    title: 'queue: source is queued at its server',
    config: H('  timeout queue 800', `  balance source\n${q2}`),
    servers: { web1: slow(200), web2: slow(200) },
    clients: [cl(0, get('/1'), RESPONSE), cl(20, get('/2'), RESPONSE), cl(40, get('/3'), RESPONSE)],
    tailMs: 700,
    log: [
      'fe bk/web2 0/0/0/200/200 200 51 - - ---- 3/3/2/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web2 0/180/0/200/380 200 51 - - ---- 2/2/1/0/0 1/0 "GET /2 HTTP/1.1"',
      'fe bk/web2 0/360/0/200/560 200 51 - - ---- 1/1/0/0/0 2/0 "GET /3 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '200 end'],
  },
  {
    title: 'queue: cookie queued at its server',
    config: H(
      '  timeout queue 800',
      '  cookie SRV insert\n  server web1 {{web1}} maxconn 1 cookie w1\n  server web2 {{web2}} maxconn 1 cookie w2',
    ),
    servers: { web1: slow(200), web2: slow(200) },
    clients: [
      cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(20, get('/2', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(40, get('/3'), RESPONSE),
    ],
    tailMs: 700,
    log: [
      'fe bk/web1 0/0/0/200/200 200 51 - - --VN 3/3/2/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web2 0/0/0/200/200 200 51 - - --NI 2/2/1/0/0 0/0 "GET /3 HTTP/1.1"',
      'fe bk/web1 0/180/0/200/380 200 51 - - --VN 1/1/0/0/0 1/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '200 end'],
  },
  {
    title: 'queue: maxqueue with cookie, no redispatch',
    config: H(
      '  timeout queue 800',
      '  cookie SRV insert\n  server web1 {{web1}} maxconn 1 maxqueue 1 cookie w1\n  server web2 {{web2}} maxconn 1 cookie w2',
    ),
    servers: { web1: slow(200), web2: slow(200) },
    clients: [
      cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(20, get('/2', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(40, get('/3', 'Cookie: SRV=w1\r\n'), RESPONSE),
    ],
    tailMs: 700,
    log: [
      'fe bk/web1 0/-1/-1/-1/0 503 217 - - SQVN 3/3/2/1/0 0/0 "GET /3 HTTP/1.1"',
      'fe bk/web1 0/0/0/200/200 200 51 - - --VN 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/180/0/200/380 200 51 - - --VN 1/1/0/0/0 1/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '503 end'],
  },
  {
    title: 'queue: maxqueue with cookie, redispatch',
    config: H(
      '  timeout queue 800\n  option redispatch',
      '  cookie SRV insert\n  server web1 {{web1}} maxconn 1 maxqueue 1 cookie w1\n  server web2 {{web2}} maxconn 1 cookie w2',
    ),
    servers: { web1: slow(200), web2: slow(200) },
    clients: [
      cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(20, get('/2', 'Cookie: SRV=w1\r\n'), RESPONSE),
      cl(40, get('/3', 'Cookie: SRV=w1\r\n'), RESPONSE),
    ],
    tailMs: 700,
    log: [
      'fe bk/web1 0/0/0/200/200 200 51 - - --VN 3/3/2/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web2 0/0/0/200/200 200 51 - - --DI 2/2/1/0/+0 0/0 "GET /3 HTTP/1.1"',
      'fe bk/web1 0/180/0/200/380 200 51 - - --VN 1/1/0/0/0 1/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end', '200 end'],
  },
  {
    title: 'queue: keep-alive holds no slot',
    config: H('', q),
    servers: { web1: slow(10) },
    clients: [cl(0, get('/1'), RESPONSE, 200), cl(50, get('/2'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/10/10 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/0/0/10/10 200 51 - - ---- 2/2/0/0/0 0/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end'],
  },
  {
    title: 'queue: timed out one does not count in the position',
    config: H('  timeout queue 100', q),
    servers: { web1: slow(300) },
    clients: [cl(0, get('/1'), RESPONSE), cl(50, get('/2'), RESPONSE), cl(220, get('/3'), RESPONSE)],
    tailMs: 500,
    log: [
      'fe bk/<NOSRV> 0/100/-1/-1/100 503 217 - - sQ-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/300/300 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/80/0/300/380 200 51 - - ---- 1/1/0/0/0 0/1 "GET /3 HTTP/1.1"',
    ],
    received: ['200 end', '503 end', '200 end'],
  },
  {
    title: 'frontend maxconn 1',
    config: H('', '  server web1 {{web1}}', '  maxconn 1'),
    servers: { web1: slow(100) },
    clients: [cl(0, get('/1'), RESPONSE, 50), cl(20, get('/2'), RESPONSE)],
    tailMs: 300,
    log: [
      'fe bk/web1 0/0/0/100/100 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/0/0/100/100 200 51 - - ---- 1/1/0/0/0 0/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end'],
  },
];

/** Servers that go down: what becomes of sessions, queues and sticky clients. */
import { CLOSED, type ClientScript, get, ok, RESPONSE, type Situation, type Step } from '../situation.ts';
import { httpConfig, tcpConfig } from './configs.ts';

const H = httpConfig(2000, 2000, 200);
const T = tcpConfig(2000, 2000, 200);
const cl = (atMs: number, ...steps: readonly Step[]): ClientScript => ({ atMs, steps });
const slow = (ms: number) => ({ onRequest: [[ms, ok()]] });
const chk = { untilMs: 150 };
const C = ' check port {{port:chk}} inter 100 fall 2';
const CK = 'Cookie: SRV=w1\r\n';

export const SERVERS_DOWN: readonly Situation[] = [
  {
    title: 'shutdown-sessions during request',
    config: H('  retries 0', `  server web1 {{web1}}${C} on-marked-down shutdown-sessions`),
    servers: { web1: slow(800), chk },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/0/-1/300 500 0 - - DC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'backend bk has no server available!',
        'fe bk/web1 0/0/0/-1/300 502 209 - - DH-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      ],
    },
    received: ['"" end'],
    receivedBy: { '2.6': ['502 end'] },
  },
  {
    title: 'shutdown-sessions during response',
    config: H('  retries 0', `  server web1 {{web1}}${C} on-marked-down shutdown-sessions`),
    servers: { web1: { onRequest: [['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello']] }, chk },
    clients: [cl(0, get('/1'), CLOSED)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/0/0/300 500 55 - - DC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'backend bk has no server available!',
        'fe bk/web1 0/0/0/0/300 200 55 - - DD-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      ],
    },
    received: ['200 end'],
  },
  {
    title: 'shutdown-sessions while connecting',
    config: H('  timeout connect 900', `  server web1 {{web1}}${C} on-marked-down shutdown-sessions`),
    servers: { web1: { mode: 'blackhole' }, chk },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/-1/-1/300 500 0 - - DC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'backend bk has no server available!',
        'fe bk/web1 0/0/-1/-1/300 -1 0 - - D--- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      ],
    },
    received: ['"" end'],
  },
  {
    title: 'shutdown-sessions while connecting, other server',
    config: H(
      '  timeout connect 900\n  option redispatch',
      `  server web1 {{web1}}${C} on-marked-down shutdown-sessions\n  server web2 {{web2}}`,
    ),
    servers: { web1: { mode: 'blackhole' }, chk, web2: slow(10) },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'fe bk/web1 0/0/-1/-1/300 500 0 - - DC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'fe bk/web1 0/0/-1/-1/300 -1 0 - - D--- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      ],
    },
    received: ['"" end'],
  },
  {
    title: 'shutdown-sessions tcp',
    config: T('', `  server web1 {{web1}}${C} on-marked-down shutdown-sessions`),
    servers: { web1: { onRequest: [['pong']] }, chk },
    clients: [cl(0, 'x', CLOSED)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/300 4 DC 1/1/0/0/0 0/0',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'backend bk has no server available!',
        'fe bk/web1 0/0/300 4 D- 1/1/0/0/0 0/0',
      ],
    },
    received: ['"pong" end'],
  },
  {
    title: 'shutdown-sessions idle keep-alive',
    config: H('', `  server web1 {{web1}}${C} on-marked-down shutdown-sessions`),
    servers: { web1: slow(10), chk },
    clients: [cl(0, get('/1'), RESPONSE, 500, get('/2'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/10/10 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 503 end'],
  },
  {
    title: 'survives DOWN',
    config: H('  retries 0', `  server web1 {{web1}}${C}`),
    servers: { web1: slow(800), chk },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/0/800/800 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end'],
  },
  {
    title: 'queued, last server goes down',
    config: H('  timeout queue 800', `  server web1 {{web1}}${C} maxconn 1`),
    servers: { web1: slow(800), chk },
    clients: [cl(0, get('/1'), RESPONSE), cl(20, get('/2'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 1 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/<NOSRV> 0/-1/-1/-1/280 503 217 - - SC-- 2/2/1/0/0 0/1 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/800/800 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
        'backend bk has no server available!',
        'fe bk/web1 0/0/0/800/800 200 51 - - ---- 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
        'fe bk/<NOSRV> 0/800/-1/-1/800 503 217 - - sQ-- 1/1/0/0/0 0/1 "GET /2 HTTP/1.1"',
      ],
    },
    received: ['200 end', '503 end'],
  },
  {
    title: 'connecting when DOWN, no shutdown',
    config: H('  timeout connect 400\n  option redispatch', `  server web1 {{web1}}${C}\n  server web2 {{web2}}`),
    servers: { web1: { mode: 'blackhole' }, chk, web2: slow(10) },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'fe bk/web2 0/400/0/10/410 200 51 - - ---- 1/1/0/0/+1 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end'],
  },
  {
    title: 'cookie to server in turn-around that goes DOWN',
    config: H(
      '  timeout connect 1000\n  option redispatch',
      `  cookie SRV insert\n  server web1 {{web1}}${C} cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: { mode: 'refuse' }, chk, web2: slow(10) },
    clients: [cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      'fe bk/web2 0/2000/0/10/2010 200 51 - - --DI 1/1/0/0/+2 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end'],
  },
  {
    title: 'queued by cookie, its server goes down, redispatch',
    config: H(
      '  timeout queue 800\n  option redispatch',
      `  cookie SRV insert\n  server web1 {{web1}}${C} maxconn 1 cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: slow(800), web2: slow(50), chk },
    clients: [cl(0, get('/1', CK), RESPONSE), cl(20, get('/2', CK), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 1 requeued, 0 remaining in queue.',
      'fe bk/web1 0/0/0/800/800 200 51 - - --VN 2/2/1/1/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/280/0/800/1080 200 51 - - --VN 1/1/0/0/0 1/0 "GET /2 HTTP/1.1"',
    ],
    logBy: {
      '2.6': [
        'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 1 requeued, 0 remaining in queue.',
        'fe bk/web2 0/280/0/50/330 200 51 - - --DI 2/2/1/0/+0 1/0 "GET /2 HTTP/1.1"',
        'fe bk/web1 0/0/0/800/800 200 51 - - --VN 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      ],
    },
    received: ['200 end', '200 end'],
  },
  {
    title: 'queued by cookie, its server goes down, no redispatch',
    config: H(
      '  timeout queue 600',
      `  cookie SRV insert\n  server web1 {{web1}}${C} maxconn 1 cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: slow(800), web2: slow(50), chk },
    clients: [cl(0, get('/1', CK), RESPONSE), cl(20, get('/2', CK), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 1 remaining in queue.',
      'fe bk/web1 0/600/-1/-1/600 503 217 - - sQVN 2/2/1/1/0 1/0 "GET /2 HTTP/1.1"',
      'fe bk/web1 0/0/0/800/800 200 51 - - --VN 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
    ],
    received: ['200 end', '503 end'],
  },
  {
    title: 'queued by cookie, server down, slot freed',
    config: H(
      '  timeout queue 1600',
      `  cookie SRV insert\n  server web1 {{web1}}${C} maxconn 1 cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: slow(700), web2: slow(50), chk },
    clients: [cl(0, get('/1', CK), RESPONSE), cl(20, get('/2', CK), RESPONSE)],
    log: [
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 1 remaining in queue.',
      'fe bk/web1 0/0/0/700/700 200 51 - - --VN 2/2/1/0/0 0/0 "GET /1 HTTP/1.1"',
      'fe bk/web1 0/680/0/700/1380 200 51 - - --VN 1/1/0/0/0 1/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end'],
  },
  {
    title: 'backup takes over',
    config: H('', `  server web1 {{web1}}${C}\n  server web2 {{web2}} backup`),
    servers: { web1: slow(10), web2: slow(10), chk },
    clients: [cl(0, get('/1'), RESPONSE), cl(600, get('/2'), RESPONSE)],
    log: [
      'fe bk/web1 0/0/0/10/10 200 51 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 1 backup servers left. Running on backup. 0 sessions active, 0 requeued, 0 remaining in queue.',
      'fe bk/web2 0/0/0/10/10 200 51 - - ---- 1/1/0/0/0 0/0 "GET /2 HTTP/1.1"',
    ],
    received: ['200 end', '200 end'],
  },
  {
    title: 'observe layer7: two wrong answers in a row mark the server down',
    config: H(
      '  option log-health-checks',
      '  server web1 {{web1}} check port {{port:chk}} inter 5000 observe layer7 error-limit 2 on-error mark-down',
    ),
    servers: { web1: { onRequest: [['HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n']] }, chk: {} },
    clients: [cl(100, get('/1'), RESPONSE), cl(200, get('/2'), RESPONSE), cl(300, get('/3'), RESPONSE)],
    log: [
      'Health check for server bk/web1 succeeded, reason: Layer4 check passed, check duration: 0ms, status: 3/3 UP.',
      'fe bk/web1 0/0/0/0/0 503 49 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'Health check for server bk/web1 failed, reason: Health analyze, info: "Detected 2 consecutive errors, last one was: Wrong http response", status: 0/2 DOWN.',
      'Server bk/web1 is DOWN. 0 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
      'fe bk/web1 0/0/0/0/0 503 49 - - ---- 1/1/0/0/0 0/0 "GET /2 HTTP/1.1"',
      'fe bk/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /3 HTTP/1.1"',
    ],
    received: ['503 end', '503 end', '503 end'],
  },
  {
    title: 'observe layer4: a refused connection is as bad as a failed check',
    config: H(
      '  option log-health-checks\n  retries 0',
      '  server web1 {{web1}} check port {{port:chk}} inter 5000 observe layer4 error-limit 1',
    ),
    servers: { web1: { mode: 'refuse' }, chk: {} },
    clients: [cl(100, get('/1'), RESPONSE), cl(200, get('/2'), RESPONSE)],
    log: [
      'Health check for server bk/web1 succeeded, reason: Layer4 check passed, check duration: 0ms, status: 3/3 UP.',
      'Health check for server bk/web1 failed, reason: Health analyze, info: "Detected 1 consecutive errors, last one was: L4 unsuccessful connection", status: 2/3 UP.',
      'fe bk/web1 0/0/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"',
      'Health check for server bk/web1 failed, reason: Health analyze, info: "Detected 1 consecutive errors, last one was: L4 unsuccessful connection", status: 1/3 UP.',
      'fe bk/web1 0/0/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /2 HTTP/1.1"',
    ],
    received: ['503 end', '503 end'],
  },
  {
    title: 'monitor-uri is answered before the rules and not logged, and fails with the last server',
    config: H(
      '',
      '  server web1 {{web1}} check port {{port:chk}} inter 100 fall 1',
      '  monitor-uri /up\n  monitor fail if { nbsrv(bk) lt 1 }\n  http-request deny',
    ),
    servers: { web1: slow(1), chk: { untilMs: 300 } },
    clients: [
      cl(50, get('/up'), RESPONSE, get('/up'), RESPONSE),
      cl(100, get('/up?'), RESPONSE),
      cl(600, get('/up'), RESPONSE),
    ],
    log: [
      'fe fe/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0 0/0 "GET /up? HTTP/1.1"',
      'Server bk/web1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      'backend bk has no server available!',
    ],
    received: ['200 200 end', '403 end', '503 end'],
  },
];

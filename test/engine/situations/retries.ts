/** Connections that fail: retries, the pause before them, redispatching. */
import { type ClientScript, get, ok, RESPONSE, type Situation, type Step } from '../situation.ts';
import { httpConfig } from './configs.ts';

const H = httpConfig(2000, 2000, 200);
const cl = (atMs: number, ...steps: readonly Step[]): ClientScript => ({ atMs, steps });
const slow = (ms: number) => ({ onRequest: [[ms, ok()]] });
const WRONG = ['HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'];
const CK = 'Cookie: SRV=w1\r\n';

export const RETRIES: readonly Situation[] = [
  {
    title: 'cookie A A A B',
    config: H(
      '  option redispatch',
      `  cookie SRV insert\n  server web1 {{web1}} cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: { mode: 'refuse' }, web2: slow(10) },
    clients: [cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE)],
    log: ['fe bk/web2 0/400/0/10/410 200 51 - - --DI 1/1/0/0/+3 0/0 "GET /1 HTTP/1.1"'],
    received: ['200 end'],
  },
  {
    title: 'cookie A A A A',
    config: H('', `  cookie SRV insert\n  server web1 {{web1}} cookie w1\n  server web2 {{web2}} cookie w2`),
    servers: { web1: { mode: 'refuse' }, web2: slow(10) },
    clients: [cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE)],
    log: ['fe bk/web1 0/0/-1/-1/600 503 217 - - SCVN 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'source A A A A',
    config: H('  option redispatch', `  balance source\n  server web1 {{web1}}\n  server web2 {{web2}}`),
    servers: { web1: { mode: 'refuse' }, web2: { mode: 'refuse' } },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: ['fe bk/web2 0/400/-1/-1/400 503 217 - - SC-- 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'redispatch 1, cookie',
    config: H(
      '  option redispatch 1',
      `  cookie SRV insert\n  server web1 {{web1}} cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: { mode: 'refuse' }, web2: slow(10) },
    clients: [cl(0, get('/1', 'Cookie: SRV=w1\r\n'), RESPONSE)],
    log: ['fe bk/web2 0/0/0/10/10 200 51 - - --DI 1/1/0/0/+1 0/0 "GET /1 HTTP/1.1"'],
    received: ['200 end'],
  },
  {
    title: 'retries 0',
    config: H('  retries 0'),
    servers: { web1: { mode: 'refuse' } },
    clients: [cl(0, get('/1'), RESPONSE)],
    log: ['fe bk/web1 0/0/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'source with refused server and redispatch',
    config: H('  option redispatch', `  balance source\n  server web1 {{web1}}\n  server web2 {{web2}}`),
    servers: { web1: slow(5), web2: { mode: 'refuse' } },
    clients: [cl(0, get(), RESPONSE)],
    log: ['fe bk/web2 0/400/-1/-1/400 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'retries 2 with redispatch 2, cookie',
    config: H(
      '  option redispatch 2\n  retries 4',
      `  cookie SRV insert\n  server web1 {{web1}} cookie w1\n  server web2 {{web2}} cookie w2`,
    ),
    servers: { web1: { mode: 'refuse' }, web2: { mode: 'refuse' } },
    clients: [cl(0, get('/', CK), RESPONSE)],
    log: ['fe bk/web2 0/200/-1/-1/200 503 217 - - SCDN 1/1/0/0/+4 0/0 "GET / HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'one server, redispatch',
    config: H('  option redispatch', `  server web1 {{web1}}`),
    servers: { web1: { mode: 'refuse' } },
    clients: [cl(0, get('/'), RESPONSE)],
    log: ['fe bk/web1 0/600/-1/-1/600 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'two backups, no active',
    config: H('  option redispatch', `  server web1 {{web1}} backup\n  server web2 {{web2}} backup`),
    servers: { web1: { mode: 'refuse' }, web2: slow(1) },
    clients: [cl(0, get('/'), RESPONSE)],
    log: ['fe bk/web1 0/600/-1/-1/600 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'retry-on: a status of retry-on: the same server once more',
    config: httpConfig(2000, 300, 200)('  retry-on 503', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [WRONG, [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web1 0/0/0/0/0 503 49 - - ---- 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['503 end'],
  },
  {
    title: 'retry-on: an empty answer',
    config: httpConfig(2000, 300, 200)('  retry-on empty-response', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [['<FIN>'], [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web1 0/0/0/-1/0 502 209 - - SH-- 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['502 end'],
  },
  {
    title: 'retry-on: an answer that is none',
    config: httpConfig(2000, 300, 200)('  retry-on junk-response', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [['junk\r\n\r\n'], [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web1 0/0/0/-1/0 502 209 - - PH-- 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['502 end'],
  },
  {
    title: 'retry-on: a late answer',
    config: httpConfig(2000, 300, 200)('  retry-on response-timeout', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [[], [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web1 0/0/900/-1/1200 504 198 - - sH-- 1/1/0/0/3 0/0 "GET /1 HTTP/1.1"'],
    received: ['504 end'],
  },
  {
    title: 'retry-on: with redispatch another server',
    config: httpConfig(
      2000,
      300,
      200,
    )('  retry-on 503\n  option redispatch', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [WRONG, [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web2 0/0/0/0/0 200 51 - - ---- 1/1/0/0/+1 0/0 "GET /1 HTTP/1.1"'],
    received: ['200 end'],
  },
  {
    title: 'retry-on: not for another status',
    config: httpConfig(2000, 300, 200)('  retry-on 502', '  server web1 {{web1}}\n  server web2 {{web2}}'),
    servers: { web1: { onRequest: [WRONG, [ok()]] }, web2: { onRequest: [[ok()]] } },
    clients: [{ atMs: 0, steps: [get('/1'), RESPONSE] }],
    log: ['fe bk/web1 0/0/0/0/0 503 49 - - ---- 1/1/0/0/0 0/0 "GET /1 HTTP/1.1"'],
    received: ['503 end'],
  },
];

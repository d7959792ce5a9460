/** Connections that fail: retries, the pause before them, redispatching. */
import { type ClientScript, get, ok, RESPONSE, type Situation, type Step } from '../situation.ts';
import { httpConfig } from './configs.ts';

const H = httpConfig(2000, 2000, 200);
const cl = (atMs: number, ...steps: readonly Step[]): ClientScript => ({ atMs, steps });
const slow = (ms: number) => ({ onRequest: [[ms, ok()]] });
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
];

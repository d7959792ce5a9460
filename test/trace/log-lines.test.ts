import { expect, test } from 'vitest';
import type { LogRecord } from '../../simulator/engine/io.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import { accessDate, requestLogLine } from '../../simulator/trace/log-lines.ts';
import { planOf } from '../engine/plans.ts';

const RECORD: LogRecord = {
  proxy: 0,
  stream: 1,
  frontend: 'fe',
  frontendTls: false,
  backend: 'bk',
  server: 'web1',
  mode: 'http',
  src: { host: '10.0.1.2', port: 33317 },
  dst: { host: '10.0.3.31', port: 8012 },
  acceptMs: 5000,
  endMs: 5109,
  timers: { Th: 0, Ti: 0, TR: 10, Tw: 0, Tc: 30, Tr: 69, Ta: 109, Tt: 109 },
  status: 200,
  bytesRead: 2750,
  bytesUploaded: 120,
  termination: '--NI',
  actconn: 1,
  feconn: 1,
  beconn: 1,
  srvconn: 1,
  retries: 0,
  redispatched: false,
  srvQueue: 0,
  backendQueue: 0,
  request: 'GET /index.html HTTP/1.1',
  requestCookie: '-',
  responseCookie: '-',
  capturedRequestHeaders: [],
  capturedResponseHeaders: [],
  custom: null,
};

/** 6 February 2009, 12:14:09.655 UTC is the engine's 5000. */
const dateOf = (ms: number) => Date.UTC(2009, 1, 6, 12, 14, 9, 655) + ms - 5000;

function planWith(lines: string): Plan {
  return planOf(
    `defaults\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\nfrontend fe\n  bind :80\n${lines}\n`,
  );
}

const cases: readonly [title: string, lines: string, changes: Partial<LogRecord>, line: string][] = [
  [
    'HTTP',
    '  mode http\n  option httplog',
    {},
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe bk/web1 10/0/30/69/109 200 2750 - - --NI 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"',
  ],
  [
    'captured headers between braces, escaped',
    '  mode http\n  option httplog',
    { capturedRequestHeaders: ['example.test', 'a|b{c'], capturedResponseHeaders: ['x'] },
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe bk/web1 10/0/30/69/109 200 2750 - - --NI 1/1/1/1/0 0/0 {example.test|a#7Cb#7Bc} {x} "GET /index.html HTTP/1.1"',
  ],
  [
    'what cannot be printed in a request',
    '  mode http\n  option httplog',
    { request: 'GET /a"b#\u00e9\t HTTP/1.1' },
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe bk/web1 10/0/30/69/109 200 2750 - - --NI 1/1/1/1/0 0/0 "GET /a#22b#23#E9#09 HTTP/1.1"',
  ],
  [
    'TLS, a redispatch, queues',
    '  mode http\n  option httplog',
    { frontendTls: true, retries: 3, redispatched: true, srvQueue: 2, backendQueue: 5 },
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe~ bk/web1 10/0/30/69/109 200 2750 - - --NI 1/1/1/1/+3 2/5 "GET /index.html HTTP/1.1"',
  ],
  [
    'before the end',
    '  mode http\n  option httplog\n  option logasap',
    {},
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe bk/web1 10/0/30/69/+109 200 +2750 - - --NI 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"',
  ],
  [
    'TCP',
    '  mode tcp\n  option tcplog',
    { mode: 'tcp', termination: 'sD' },
    '10.0.1.2:33317 [06/Feb/2009:12:14:09.655] fe bk/web1 0/30/109 2750 sD 1/1/1/1/0 0/0',
  ],
  [
    'no format at all',
    '  mode tcp\n  log stdout format raw local0',
    { mode: 'tcp' },
    'Connect from 10.0.1.2:33317 to 10.0.3.31:8012 (fe/TCP)',
  ],
  ['a format of its own', '  mode http', { custom: 'as it is' }, 'as it is'],
];

test.each(cases)('%s', (_, lines, changes, line) => {
  expect(requestLogLine(planWith(lines), { ...RECORD, ...changes }, dateOf)).toBe(line);
});

test('dates are UTC, with milliseconds', () => {
  expect(accessDate(0)).toBe('01/Jan/1970:00:00:00.000');
  expect(accessDate(Date.UTC(2026, 11, 31, 23, 59, 59, 7))).toBe('31/Dec/2026:23:59:59.007');
});

import { expect, test } from 'vitest';
import type { Explanation } from '../../simulator/engine/io.ts';
import { duration, explanationText } from '../../simulator/trace/explain-text.ts';

const span = { file: 0, from: 0, to: 1 };
const spans = [span];
const acl = (over: object) => ({
  acl: 'is_api',
  negated: false,
  value: '/api/x',
  matched: true,
  pattern: '/api',
  span,
  ...over,
});

const cases: readonly (readonly [explanation: Explanation, text: string])[] = [
  [{ type: 'listener', listener: 0, proxyName: 'www', spans }, 'Accepted by www.'],
  [
    {
      type: 'rule',
      keyword: 'use_backend',
      text: 'use_backend api if is_api',
      outcome: 'taken',
      tests: [acl({})],
      spans,
    },
    '“use_backend api if is_api” was taken: is_api saw “/api/x” and matched “/api”.',
  ],
  [
    {
      type: 'rule',
      keyword: 'http-request',
      text: 'http-request deny if !is_api',
      outcome: 'not-taken',
      tests: [acl({ negated: true })],
      spans,
    },
    '“http-request deny if !is_api” was not taken: is_api saw “/api/x” and matched “/api”, and “!” turns that into false.',
  ],
  [
    {
      type: 'rule',
      keyword: 'http-request',
      text: 'http-request deny if x',
      outcome: 'not-taken',
      tests: [acl({ acl: 'x', value: null, matched: false, pattern: null })],
      spans,
    },
    '“http-request deny if x” was not taken: x found nothing to look at and did not match.',
  ],
  [
    { type: 'rule', keyword: 'http-request', text: 'http-request deny', outcome: 'taken', tests: [], spans },
    '“http-request deny” was taken, which has no condition.',
  ],
  [
    { type: 'rule', keyword: 'use_backend', text: 'b', outcome: 'not-reached', tests: [], spans },
    '“use_backend b” was not reached: an earlier rule had decided.',
  ],
  [
    { type: 'backend', backend: 'app', why: 'default_backend', spans },
    'Goes to backend app: no use_backend rule applied, and this is the default_backend.',
  ],
  [
    { type: 'backend', backend: 'www', why: 'none', spans },
    'No backend: no use_backend rule applied and there is no default_backend, so HAProxy answers 503.',
  ],
  [
    { type: 'persistence', kind: 'cookie', key: 'w1', server: 'web1', outcome: 'used', spans },
    'The cookie “w1” names web1, which can take it: balancing is not asked.',
  ],
  [
    { type: 'persistence', kind: 'cookie', key: null, server: null, outcome: 'absent', spans },
    'No persistence cookie in the request: balancing chooses.',
  ],
  [
    { type: 'persistence', kind: 'stick', key: '10.0.0.1', server: 'web2', outcome: 'stored', spans },
    'The stick table remembers “10.0.0.1” → web2.',
  ],
  [
    {
      type: 'balance',
      algorithm: 'leastconn',
      key: null,
      candidates: [
        { server: 'a', usable: true, state: 'UP', weight: 1, sessions: 1, figure: 'load 16' },
        { server: 'b', usable: false, state: 'DOWN', weight: 1, sessions: 0, figure: null },
      ],
      chosen: 'a',
      why: 'it has the fewest sessions',
      spans,
    },
    'balance leastconn: a, it has the fewest sessions. Candidates: a (weight 1, 1 session, load 16); b (not usable, DOWN).',
  ],
  [
    { type: 'balance', algorithm: 'source', key: '10.0.0.9', candidates: [], chosen: null, why: '', spans },
    'balance source by “10.0.0.9”: no server can take it.',
  ],
  [
    { type: 'queue', where: 'server', position: 3, why: 'web1 has its maxconn of 5', spans },
    'Waits in the server’s queue at position 3: web1 has its maxconn of 5.',
  ],
  [
    { type: 'retry', attempt: 1, of: 3, redispatch: false, waitMs: 1000, why: 'connection refused', spans },
    'Connection attempt failed: connection refused. Retry 1 of 3 after 1 s, on the same server.',
  ],
  [
    { type: 'retry', attempt: 3, of: 3, redispatch: true, waitMs: 0, why: 'timed out', spans },
    'Connection attempt failed: timed out. Retry 3 of 3 at once, on another server (option redispatch).',
  ],
  [{ type: 'response', status: 200, by: 'server', why: 'web1 answered', spans }, 'Response 200: web1 answered.'],
  [{ type: 'response', status: 200, by: 'server', why: '', spans }, 'Response 200.'],
  [
    { type: 'response', status: 503, by: 'haproxy', why: 'no server is available', spans },
    'HAProxy itself answers 503: no server is available.',
  ],
  [{ type: 'timeout', name: 'server', afterMs: 30_000, spans }, '“timeout server” ran out after 30 s.'],
  [
    { type: 'end', termination: 'SH--', meaning: 'the server closed before it answered', spans },
    'Ended with termination state SH--: the server closed before it answered.',
  ],
  [
    { type: 'health', server: 'app/web1', status: 'L4CON', counter: '2/3', spans },
    'Health of app/web1: L4CON, counter 2/3.',
  ],
];

test.each(cases)('%#', (explanation, text) => {
  expect(explanationText(explanation)).toBe(text);
});

test('bytes that would garble a page are shown as numbers, long values are cut', () => {
  const text = explanationText({
    type: 'persistence',
    kind: 'stick',
    key: `\x0b${'x'.repeat(200)}`,
    server: 'a',
    outcome: 'used',
    spans,
  });
  expect(text).toContain('\\x0bxxx');
  expect(text.length).toBeLessThan(180);
});

test.each([
  [0, '0 ms'],
  [0.5, '0.5 ms'],
  [20, '20 ms'],
  [1500, '1.5 s'],
  [90_000, '90 s'],
  [150_000, '2.5 min'],
] as const)('%d ms', (ms, text) => expect(duration(ms)).toBe(text));

/** Explanations, and the text of the configuration that they point at. */
import { expect, test } from 'vitest';
import type { Explanation, Input, Output } from '../../simulator/engine/io.ts';
import { createEngine, step } from '../../simulator/engine/step.ts';
import { planOf } from './plans.ts';

const CONFIG = `defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
frontend fe
  bind :80
  acl blocked path_beg /secret
  acl internal src 10.0.0.0/8
  http-request set-header x-seen yes
  http-request deny deny_status 404 if blocked !internal
  http-request return status 200
  use_backend images if { path_end .png }
  default_backend bk
backend images
  server img1 127.0.0.1:8003
backend bk
  balance leastconn
  cookie SRV insert
  server web1 127.0.0.1:8001 cookie w1 maxconn 1
  server web2 127.0.0.1:8002 cookie w2 maxconn 1
`;

function lineAt(config: string, offset: number): string {
  return config.slice(config.lastIndexOf('\n', offset) + 1, config.indexOf('\n', offset)).trim();
}

/** Explanations of one request, each with the lines that it points at. */
function explained(
  config: string,
  target: string,
  cookie = '',
  before: readonly Input[] = [],
): [Explanation, string[]][] {
  const plan = planOf(config);
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: true });
  const out: Output[] = [];
  for (const input of before) step(plan, state, 0, input, out);
  out.length = 0;
  const src = { host: '192.0.2.7', port: 1234 };
  step(plan, state, 0, { type: 'accepted', client: 99, listener: 0, src, dst: { host: '127.0.0.1', port: 80 } }, out);
  const headers = cookie === '' ? [] : [{ name: 'cookie', value: cookie }];
  const head = { method: 'GET', target, version: '1.1' as const, headers };
  step(plan, state, 0, { type: 'requestHead', client: 99, head, body: 'none', headBytes: 50 }, out);
  return out.flatMap((output): [Explanation, string[]][] => {
    if (output.type !== 'explain') return [];
    const { explanation } = output;
    return [[explanation, explanation.spans.map((span) => lineAt(config, span.from))]];
  });
}

const WITHOUT_RETURN = CONFIG.replace('  http-request return status 200\n', '');

test('rules: looked at, taken, not reached; what every ACL saw', () => {
  const found = explained(CONFIG, '/secret/a').filter(([explanation]) => explanation.type === 'rule');
  const said = found.map(([explanation, spans]) => [explanation.type === 'rule' ? explanation.outcome : '', ...spans]);
  expect(said).toEqual([
    ['taken', 'http-request set-header x-seen yes'],
    [
      'taken',
      'http-request deny deny_status 404 if blocked !internal',
      'acl blocked path_beg /secret',
      'acl internal src 10.0.0.0/8',
    ],
    ['not-reached', 'http-request return status 200'],
  ]);
  const deny = found[1]![0];
  expect(
    deny.type === 'rule' && deny.tests.map(({ acl, negated, value, matched }) => [acl, negated, value, matched]),
  ).toEqual([
    ['blocked', false, '/secret/a', true],
    ['internal', true, '192.0.2.7', false],
  ]);
});

test('the backend: by use_backend, or by default', () => {
  const why = (target: string) =>
    explained(WITHOUT_RETURN, target).flatMap(([explanation, spans]) =>
      explanation.type === 'backend' ? [explanation.backend, explanation.why, spans[0]] : [],
    );
  expect(why('/a.png')).toEqual(['images', 'use_backend', 'use_backend images if { path_end .png }']);
  expect(why('/a')).toEqual(['bk', 'default_backend', 'default_backend bk']);
});

test('the balance: the candidates as they were, the algorithm, the chosen server', () => {
  const found = explained(WITHOUT_RETURN, '/a').find(([explanation]) => explanation.type === 'balance')!;
  const [balance, spans] = found;
  expect(
    balance.type === 'balance' && balance.candidates.map(({ server, usable, sessions }) => [server, usable, sessions]),
  ).toEqual([
    ['web1', true, 0],
    ['web2', true, 0],
  ]);
  expect(spans[0]).toBe('balance leastconn');
  const chosen = balance.type === 'balance' ? balance.chosen : null;
  expect(spans[1]).toContain(`server ${chosen} `);
});

test('a cookie decides before balancing; a full server makes it wait', () => {
  const busy: Input[] = [
    {
      type: 'accepted',
      client: 1,
      listener: 0,
      src: { host: '192.0.2.8', port: 1 },
      dst: { host: '127.0.0.1', port: 80 },
    },
    {
      type: 'requestHead',
      client: 1,
      head: { method: 'GET', target: '/', version: '1.1', headers: [{ name: 'cookie', value: 'SRV=w2' }] },
      body: 'none',
      headBytes: 50,
    },
  ];
  const found = explained(WITHOUT_RETURN, '/a', 'SRV=w2', busy);
  expect(found.some(([explanation]) => explanation.type === 'balance')).toBe(false);
  const persistence = found.find(([explanation]) => explanation.type === 'persistence')!;
  expect(persistence[0]).toMatchObject({ kind: 'cookie', key: 'w2', server: 'web2', outcome: 'used' });
  expect(persistence[1][0]).toBe('cookie SRV insert');
  const queue = found.find(([explanation]) => explanation.type === 'queue')!;
  expect(queue[0]).toMatchObject({ where: 'server', position: 1 });
  expect(queue[1][0]).toContain('server web2 ');
});

test('nothing is explained unless asked for', () => {
  const plan = planOf(CONFIG);
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const out: Output[] = [];
  const src = { host: '192.0.2.7', port: 1234 };
  step(plan, state, 0, { type: 'accepted', client: 1, listener: 0, src, dst: { host: '127.0.0.1', port: 80 } }, out);
  const head = { method: 'GET', target: '/secret', version: '1.1' as const, headers: [] };
  step(plan, state, 0, { type: 'requestHead', client: 1, head, body: 'none', headBytes: 50 }, out);
  expect(out.map((output) => output.type)).toEqual(['respond', 'nextRequest']);
});

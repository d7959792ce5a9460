import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../simulator/scenario/read.ts';
import { LIMITS } from '../../simulator/scenario/schema.ts';

/** What the reader says about a text, a line each: `line:column: message`. */
function said(text: string): string[] {
  return readScenario(text).problems.map((p) => `${p.line}:${p.column}: ${p.severity}: ${p.message}`);
}

const RICH = `title: Everything
seed: 42
duration: 2m
network: {clients: 2ms, servers: 500us}
clients:
  - name: browsers
    to: web
    users: 10
    think: {exponential: 500ms}
    from: [10.0.0.0/24, 192.0.2.7]
    host: www.example.org
    cookies: true
    timeout: 5s
    request:
      - GET /
      - {send: POST /login, weight: 3, body: 2k, headers: {Accept: text/html}, host: other.example.org}
  - name: api
    to: 127.0.0.1:8080
    rate: 90/m
    arrivals: poisson
    keepAlive: true
    requestsPerConnection: 5
    count: 1000
    start: 1s
    stop: 1m
    tls: {sni: api.example.org}
  - name: lab
    to: hl7
    feeds: 3
    every: 2s
    ackTimeout: 10s
    reconnect: 1s
    messages: [ADT^A01, {type: ORU^R01, weight: 5, bytes: 16k}]
servers:
  "*": &slow {service: {uniform: [5ms, 40ms]}, concurrency: 8}
  bk/web1: {<<: *slow, service: 20, responseBytes: 4k, status: 201, health: 404, headers: {set-cookie: a=b}}
  engine: {mllp: {ack: AE}, fault: slow, factor: 3}
faults:
  - {at: 10s, server: web1, do: hang, for: 5s}
  - {at: 20s, server: [web1, bk/web2], do: slow, factor: 20}
`;

test('everything that may be said is read', () => {
  const { scenario, problems } = readScenario(RICH);
  expect(problems).toEqual([]);
  const [browsers, api, lab] = scenario!.clients;
  expect(scenario).toMatchObject({ title: 'Everything', seed: 42, durationMs: 120_000 });
  expect(scenario!.network).toEqual({ clientsMs: 2, serversMs: 0.5 });
  expect(browsers).toMatchObject({
    to: { text: 'web', at: { line: 7, column: 9 } },
    traffic: { kind: 'closed', users: 10, think: { kind: 'exponential', meanMs: 500 } },
    keepAlive: true,
    cookies: true,
    patienceMs: 5000,
  });
  expect(browsers!.requests).toEqual([
    { weight: 1, method: 'GET', target: '/', version: '1.1', host: 'www.example.org', headers: [], bodyBytes: 0 },
    {
      weight: 3,
      method: 'POST',
      target: '/login',
      version: '1.1',
      host: 'other.example.org',
      headers: [['accept', 'text/html']],
      bodyBytes: 2048,
    },
  ]);
  expect(api).toMatchObject({
    traffic: { kind: 'open', ratePerSecond: 1.5, arrivals: 'poisson' },
    requestsPerConnection: 5,
    count: 1000,
    startMs: 1000,
    stopMs: 60_000,
    tls: { sni: 'api.example.org' },
  });
  expect(lab).toMatchObject({
    traffic: { kind: 'feed', feeds: 3, every: { kind: 'constant', ms: 2000 }, ackTimeoutMs: 10_000, reconnectMs: 1000 },
    messages: [
      { type: 'ADT^A01', weight: 1 },
      { type: 'ORU^R01', weight: 5, bytes: 16_384 },
    ],
  });
  const [any, web1, engine] = scenario!.servers;
  expect(any!.set).toEqual({ service: { kind: 'uniform', fromMs: 5, toMs: 40 }, concurrency: 8 });
  expect(web1!.set).toEqual({
    service: { kind: 'constant', ms: 20 },
    concurrency: 8,
    responseBytes: 4096,
    status: 201,
    health: { kind: 'status', status: 404 },
    headers: [['set-cookie', 'a=b']],
  });
  expect(engine!.set).toEqual({ mllp: { ack: 'AE' }, fault: 'slow', factor: 3 });
  expect(scenario!.faults[1]).toMatchObject({ atMs: 20_000, action: 'slow', factor: 20, forMs: null });
  expect(scenario!.faults[1]!.servers.map((s) => s.text)).toEqual(['web1', 'bk/web2']);
});

test('an empty text is an empty scenario', () => {
  for (const text of ['', '\n', '# nothing\n', '---\n']) {
    expect(readScenario(text)).toMatchObject({ problems: [], scenario: { clients: [], durationMs: 30_000, seed: 1 } });
  }
});

describe('what is wrong is said with its place', () => {
  const group = (lines: string) => `clients:\n  - name: a\n${lines.replace(/^/gm, '    ')}\n`;
  const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
    ['unknown key at the top', 'titel: x\n', ["1:1: error: unknown key 'titel' in a scenario: did you mean 'title'?"]],
    ['unknown key, nothing near', 'zebra: x\n', ["1:1: error: unknown key 'zebra' in a scenario"]],
    [
      'unknown key in a group',
      group('rate: 1/s\nkeepalive: true'),
      ["4:5: error: unknown key 'keepalive' in a group of clients: did you mean 'keepAlive'?"],
    ],
    [
      'a duration that is none',
      'duration: 10 seconds\n',
      [
        "1:11: error: expected a duration of at least 1ms, for example 500us, 20ms, 1.5s, 2m (a bare number is milliseconds), found '10 seconds'",
      ],
    ],
    ['a run that is too long', 'duration: 400d\n', ["1:11: error: expected a duration of at most 31d, found '400d'"]],
    [
      'a run that is far too long',
      'duration: 99999999999999999999s\n',
      ["1:11: error: expected a duration of at most 31d, found '99999999999999999999s'"],
    ],
    [
      'a rate that is none',
      group('rate: fast'),
      ["3:11: error: expected a rate, for example 20/s, 90/m or 1000/h (a bare number is per second), found 'fast'"],
    ],
    ['a rate of nothing', group('rate: 0/s'), ["3:11: error: expected a rate above 0, found '0/s'"]],
    [
      'an absurd rate',
      group('rate: 1000000000/s'),
      ["3:11: error: expected a rate of at most 1000000/s, found '1000000000/s'"],
    ],
    [
      'too many requests in all',
      `duration: 1d\n${group('rate: 100000/s')}`,
      [
        "3:11: error: 'a' would send 8,640,000,000 requests, more than 50,000,000: lower the rate, shorten the run or set 'count'",
      ],
    ],
    [
      'no kind of traffic',
      group('to: web'),
      [
        "2:5: error: expected one of 'rate' (open loop), 'users' (closed loop) or 'feeds' (persistent), found none of them",
      ],
    ],
    [
      'two kinds of traffic',
      group('rate: 1/s\nusers: 3'),
      [
        "2:5: error: expected one of 'rate' (open loop), 'users' (closed loop) or 'feeds' (persistent), found 'rate' and 'users'",
      ],
    ],
    [
      'a field of another kind of traffic',
      group('rate: 1/s\nthink: 1s'),
      ["4:12: error: 'think' goes with 'users', and this group has 'rate'"],
    ],
    [
      'a word that is not one of the choices',
      group('rate: 1/s\narrivals: poison'),
      ["4:15: error: expected one of constant, poisson (did you mean 'poisson'?), found 'poison'"],
    ],
    ['a boolean that is none', group('users: 1\ncookies: yes'), ["4:14: error: expected true or false, found 'yes'"]],
    ['a key without a value', 'seed:\n', ['1:6: error: expected a whole number from 0 to 4294967295, found nothing']],
    ['a key twice', 'seed: 1\nseed: 2\n', ["2:1: error: 'seed' is said twice here"]],
    ['a list where a map belongs', 'servers: [a]\n', ['1:10: error: expected servers, found a list']],
    ['a scenario that is no map', '- a\n', ['1:1: error: expected a scenario, found a list']],
    [
      'two groups of one name',
      'clients: [{name: a, rate: 1}, {name: a, rate: 1}]\n',
      ["1:38: error: two groups of clients are called 'a'"],
    ],
    [
      'a request line that is none',
      group('rate: 1\nrequest: GET / HTTP/3'),
      [
        "4:14: error: expected a request line such as 'GET /path', with HTTP/1.0 or HTTP/1.1 after it or nothing, found 'GET / HTTP/3'",
      ],
    ],
    [
      'an address that is none',
      group('rate: 1\nfrom: 10.0.0.256'),
      [
        "4:11: error: expected an address or network, for example 10.0.0.7, 10.0.0.0/24 or 2001:db8::/64, found '10.0.0.256'",
      ],
    ],
    [
      'an unknown distribution',
      'servers: {"*": {service: {unifrom: [1ms, 2ms]}}}\n',
      ["1:27: error: unknown distribution 'unifrom': did you mean 'uniform'?"],
    ],
    [
      'bounds in the wrong order',
      'servers: {"*": {service: {uniform: [9ms, 2ms]}}}\n',
      ['1:36: error: expected two durations, the shorter first: [5ms, 40ms], found a list'],
    ],
    [
      'a fault without a time',
      'faults:\n  - {server: web1, do: hang}\n',
      ["2:5: error: a fault needs 'at': When it happens."],
    ],
    [
      'an unknown fault',
      'faults:\n  - {at: 1s, server: web1, do: explode}\n',
      [
        "2:32: error: expected one of refuse, blackhole, hang, slow, http-500, revive, maint, drain, ready, found 'explode'",
      ],
    ],
    [
      'a factor for a fault that has none',
      'faults:\n  - {at: 1s, server: web1, do: hang, factor: 3}\n',
      ["2:46: error: 'factor' goes with 'do: slow'"],
    ],
    ['an alias without an anchor', 'network: *lan\n', ['1:10: error: no anchor &lan before this alias']],
    [
      'not YAML',
      'a: [1, 2\n',
      ['2:1: error: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['what is reserved', 'expect: {share: 3}\n', ["1:9: warning: 'expect' is kept for later and not looked at yet"]],
    [
      'one bad item does not hide the next',
      'clients:\n  - {name: a, rate: x}\n  - {name: b, users: x}\n',
      [
        "2:21: error: expected a rate, for example 20/s, 90/m or 1000/h (a bare number is per second), found 'x'",
        "3:22: error: expected a whole number from 1 to 100000, found 'x'",
      ],
    ],
  ];
  test.each(cases)('%s', (_title, text, expected) => {
    expect(said(text)).toEqual([...expected].sort(byPlace));
    expect(readScenario(text).scenario === null).toBe(expected.some((line) => line.includes(': error: ')));
  });
});

function byPlace(a: string, b: string): number {
  const [lineA = 0, columnA = 0] = a.split(':').map(Number);
  const [lineB = 0, columnB = 0] = b.split(':').map(Number);
  return lineA - lineB || columnA - columnB;
}

describe('no text does harm', () => {
  test('aliases that multiply are refused', () => {
    const lists = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++)
      lists.push(
        `b${i}: &b${i} [${Array(9)
          .fill(i === 1 ? '*a' : `*b${i - 1}`)
          .join(',')}]`,
      );
    expect(readScenario(lists.join('\n')).scenario).toBeNull();
    const requests = `x-r: &r [${'GET /a, '.repeat(900)}GET /]\n`;
    const bomb = `clients:\n  - &c {rate: 1, request: [${'GET /a, '.repeat(900)}GET /]}\n${'  - *c\n'.repeat(400)}`;
    expect(said(bomb)).toContainEqual(expect.stringContaining('too large'));
    expect(readScenario(requests).scenario).toBeNull();
  });

  test('a map merged into itself ends', () => {
    expect(readScenario('network: &n {clients: 1ms, <<: *n}\n').scenario).toBeNull();
  });

  test('deep nesting and long texts are answered', () => {
    for (const text of [
      '['.repeat(50_000),
      `a: ${'{a: '.repeat(20_000)}`,
      'x'.repeat(LIMITS.textBytes + 1),
      '- '.repeat(60_000),
    ]) {
      expect(readScenario(text).scenario).toBeNull();
    }
  });

  test('many keys are answered in bounded work', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(readScenario(text).problems).toHaveLength(100);
  });

  test('any text gives an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const { scenario, problems } = readScenario(text);
        return scenario !== null || problems.length > 0;
      }),
      { numRuns: 500 },
    );
  });

  test('damaged scenarios give an answer', () => {
    const edits = fc.array(
      fc.tuple(
        fc.nat(RICH.length - 1),
        fc.constantFrom('', '\t', '{', '}', '[', ':', '- ', '*a', '&a ', '\n', '"', '9'),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(edits, (places) => {
        let text = RICH;
        for (const [at, put] of places) text = text.slice(0, at) + put + text.slice(at + 1);
        const { scenario, problems } = readScenario(text);
        for (const p of problems) expect(Math.min(p.line, p.column, p.length)).toBeGreaterThan(0);
        return scenario !== null || problems.length > 0;
      }),
      { numRuns: 300 },
    );
  });
});

describe('the scenarios of the guide', () => {
  const chapters = readdirSync('content', { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('scenario.yaml'),
  );
  test.each(chapters)('%s has no problem', (file) => {
    expect(said(readFileSync(`content/${file}`, 'utf8'))).toEqual([]);
  });
});

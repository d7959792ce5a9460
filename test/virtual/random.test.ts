/**
 * Random worlds: any mixture of clients, servers and faults. Judged by what must hold in every run, whatever happens in
 * it: requests end once, counts agree between clients, HAProxy and servers, nothing is left behind, and time can be turned back.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrderOfId } from '../../simulator/engine/id-table.ts';
import { hashTrace, seek } from '../../simulator/trace/recording.ts';
import { HTTP_DEFAULTS, type Lab, lab } from './lab.ts';

/** The runs of `npm test` are always the same; `SEED=… RUNS=… vitest run test/virtual/random` makes fresh ones. */
const SEED = Number(process.env['SEED'] ?? 20_260_101);
const RUNS = Number(process.env['RUNS'] ?? 60);

/** Clients stop here; the run goes on long enough for every time-out and retransmission to end. */
const STOP = '4s';
const DURATION = '60s';

const duration = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((ms) => `${ms}ms`),
  fc.integer({ min: 1, max: 300 }).map((ms) => `{exponential: ${ms}ms}`),
  fc.integer({ min: 0, max: 200 }).map((ms) => `{uniform: [${ms}ms, ${ms + 100}ms]}`),
);

const httpClients = fc.record({
  traffic: fc.oneof(
    fc
      .record({ rate: fc.integer({ min: 1, max: 40 }), arrivals: fc.constantFrom('constant', 'poisson') })
      .map(({ rate, arrivals }) => `rate: ${rate}/s, arrivals: ${arrivals}`),
    fc
      .record({ users: fc.integer({ min: 1, max: 8 }), think: duration })
      .map(({ users, think }) => `users: ${users}, think: ${think}`),
  ),
  keepAlive: fc.boolean(),
  cookies: fc.boolean(),
  perConnection: fc.option(fc.integer({ min: 1, max: 5 })),
  timeout: fc.option(fc.integer({ min: 50, max: 3000 })),
  request: fc.constantFrom(
    'GET /',
    'POST /x',
    'HEAD /',
    '{send: POST /up, body: 3000}',
    'GET /api/y',
    'GET / HTTP/1.0',
  ),
});

const fault = fc.record({
  at: fc.integer({ min: 0, max: 6000 }),
  lasts: fc.option(fc.integer({ min: 1, max: 3000 })),
  server: fc.constantFrom('s1', 's2', 's3', '"*"'),
  action: fc.constantFrom('refuse', 'blackhole', 'hang', 'slow', 'http-500', 'maint', 'drain'),
});

const world = fc.record({
  seed: fc.nat(1_000_000),
  clients: fc.array(httpClients, { minLength: 1, maxLength: 3 }),
  faults: fc.array(fault, { maxLength: 5 }),
  service: duration,
  concurrency: fc.integer({ min: 1, max: 6 }),
  serverKeepAlive: fc.boolean(),
  latency: fc.constantFrom('0', '1ms', '25ms'),
  balance: fc.constantFrom('roundrobin', 'leastconn', 'source', 'first', 'random'),
  options: fc.subarray([
    'option redispatch',
    'option httpchk GET /health',
    'option abortonclose',
    'option httpclose',
    'option http-server-close',
    'cookie SRV insert indirect nocache',
    'stick-table type ip size 1k expire 2s\n    stick on src',
    'http-reuse never',
    'http-reuse always',
    'retries 1',
    'option allbackups',
    'timeout queue 300ms',
  ]),
  maxconn: fc.option(fc.integer({ min: 1, max: 6 })),
  onMarked: fc.boolean(),
});

type WorldSpec = typeof world extends fc.Arbitrary<infer T> ? T : never;

function configOf(w: WorldSpec): string {
  const limit = w.maxconn === null ? '' : ` maxconn ${w.maxconn}`;
  const marked = w.onMarked ? ' on-marked-down shutdown-sessions' : '';
  const server = (n: number, more = '') => `    server s${n} 192.0.2.${n}:80 cookie c${n}${more}\n`;
  return `${HTTP_DEFAULTS.replace('server 5s', 'server 2s').replace('client 10s', 'client 3s')}
    timeout http-keep-alive 700ms
frontend www
    bind :80
    default_backend app
backend app
    balance ${w.balance}
    ${w.options.join('\n    ')}
    default-server check inter 300ms fall 2 rise 2${limit}${marked}
${server(1)}${server(2)}${server(3, ' backup')}`;
}

function scenarioOf(w: WorldSpec): string {
  const clients = w.clients.map((c, i) => {
    const more = [
      `keepAlive: ${c.keepAlive}`,
      `cookies: ${c.cookies}`,
      ...(c.perConnection === null ? [] : [`requestsPerConnection: ${c.perConnection}`]),
      ...(c.timeout === null ? [] : [`timeout: ${c.timeout}ms`]),
    ];
    return `  - {name: g${i}, ${c.traffic}, stop: ${STOP}, request: ${c.request}, ${more.join(', ')}}\n`;
  });
  const faults = w.faults.map(
    (f) =>
      `  - {at: ${f.at}ms, server: ${f.server}, do: ${f.action}${f.lasts === null ? '' : `, for: ${f.lasts}ms`}}\n`,
  );
  return `seed: ${w.seed}
duration: ${DURATION}
network: {clients: ${w.latency}, servers: ${w.latency}}
clients:
${clients.join('')}servers:
  "*": {service: ${w.service}, concurrency: ${w.concurrency}, keepAlive: ${w.serverKeepAlive}}
${faults.length === 0 ? '' : `faults:\n${faults.join('')}`}`;
}

/** What must hold when everybody has stopped and every time-out has run. */
function judge(run: Lab): void {
  const state = run.state();
  const ids = run.ended.map((e) => e.request);
  expect(new Set(ids).size, 'a request ended twice').toBe(ids.length);
  state.metrics.groups.forEach((group, index) => {
    expect(run.ended.filter((e) => e.group === index).length, 'requests that never ended').toBe(group.started);
    expect(group.answered + group.unanswered).toBe(group.started);
  });
  const streams = run.log.map((r) => r.stream).filter((s) => s > 0);
  expect(new Set(streams).size, 'a stream was logged twice').toBe(streams.length);
  expect(state.engine.streams.size, 'streams left').toBe(0);
  expect(
    inOrderOfId(state.clients).filter((c) => c.flight !== 0),
    'clients that wait for ever',
  ).toEqual([]);
  // connections that the engine knows are those of the wire, apart from probes and from what is closing
  const links = inOrderOfId(state.links).filter((l) => l.id > 0 && l.near === 'open');
  expect(links.map((l) => l.id)).toEqual(inOrderOfId(state.engine.conns).map(({ id }) => id));
  for (const proxy of state.engine.proxies) {
    expect([proxy.beconn, proxy.queuedTotal, proxy.served]).toEqual([0, 0, 0]);
    for (const server of proxy.servers) {
      expect([server.served, server.current, server.queue.length]).toEqual([0, 0, 0]);
    }
  }
  for (const door of state.doors) expect(door.waiting).toEqual([]);
}

test('whatever happens, requests end once and nothing is left behind', () => {
  fc.assert(
    fc.property(world, (w) => {
      const run = lab(configOf(w), scenarioOf(w));
      run.to();
      judge(run);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 600_000);

test('whatever happens, it happens again', () => {
  fc.assert(
    fc.property(world, fc.nat(8000), (w, ms) => {
      const run = lab(configOf(w), scenarioOf(w));
      run.recording.spacing = 500;
      run.to(8000);
      const hash = hashTrace(run.recording);
      const state = JSON.stringify(run.state().metrics);
      seek(run.recording, ms * 1000, 10_000_000);
      seek(run.recording, 8_000_000, 10_000_000);
      expect(JSON.stringify(run.state().metrics)).toBe(state);
      expect(hashTrace(run.recording)).toBe(hash);
    }),
    { seed: SEED, numRuns: Math.ceil(RUNS / 3) },
  );
}, 600_000);

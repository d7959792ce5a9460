/** Random worlds in TCP mode: feeds and plain connections, any faults. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrderOfId } from '../../simulator/engine/id-table.ts';
import { lab } from './lab.ts';

/** The runs of `npm test` are always the same; `SEED=… RUNS=… vitest run test/virtual/random` makes fresh ones. */
const SEED = Number(process.env['SEED'] ?? 20_260_102);
const RUNS = Number(process.env['RUNS'] ?? 60);

const fault = fc.record({
  at: fc.integer({ min: 0, max: 6000 }),
  lasts: fc.option(fc.integer({ min: 1, max: 3000 })),
  server: fc.constantFrom('e1', 'e2', '"*"'),
  action: fc.constantFrom('refuse', 'blackhole', 'hang', 'slow', 'http-500', 'maint', 'drain'),
});

const world = fc.record({
  seed: fc.nat(1_000_000),
  feeds: fc.integer({ min: 1, max: 5 }),
  every: fc.integer({ min: 0, max: 500 }),
  ackTimeout: fc.integer({ min: 100, max: 3000 }),
  reconnect: fc.integer({ min: 1, max: 800 }),
  visitors: fc.option(fc.integer({ min: 1, max: 30 })),
  faults: fc.array(fault, { maxLength: 5 }),
  service: fc.integer({ min: 0, max: 300 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  balance: fc.constantFrom('roundrobin', 'leastconn', 'source'),
  options: fc.subarray(['option redispatch', 'option tcp-check', 'retries 1', 'option abortonclose']),
  marked: fc.constantFrom('', ' on-marked-down shutdown-sessions', ' on-marked-up shutdown-backup-sessions'),
  maxconn: fc.option(fc.integer({ min: 1, max: 3 })),
});

type WorldSpec = typeof world extends fc.Arbitrary<infer T> ? T : never;

function textsOf(w: WorldSpec): readonly [config: string, scenario: string] {
  const limit = w.maxconn === null ? '' : ` maxconn ${w.maxconn}`;
  const config = `defaults
    log stdout format raw local0
    mode tcp
    option tcplog
    timeout connect 500ms
    timeout queue 400ms
    timeout client 4s
    timeout server 4s
frontend hl7
    bind :2575
    default_backend engines
backend engines
    balance ${w.balance}
    ${w.options.join('\n    ')}
    default-server check inter 300ms fall 2 rise 2${limit}
    server e1 192.0.2.1:2575${w.marked}
    server e2 192.0.2.2:2575 backup${w.marked}
`;
  const visitors =
    w.visitors === null
      ? ''
      : `  - {name: visitors, rate: ${w.visitors}/s, arrivals: poisson, stop: 5s, timeout: 2s}\n`;
  const faults = w.faults.map(
    (f) =>
      `  - {at: ${f.at}ms, server: ${f.server}, do: ${f.action}${f.lasts === null ? '' : `, for: ${f.lasts}ms`}}\n`,
  );
  const scenario = `seed: ${w.seed}
duration: 30s
clients:
  - {name: feeds, feeds: ${w.feeds}, every: ${w.every}ms, ackTimeout: ${w.ackTimeout}ms, reconnect: ${w.reconnect}ms, stop: 8s}
${visitors}servers:
  "*": {service: {exponential: ${w.service}ms}, concurrency: ${w.concurrency}}
${faults.length === 0 ? '' : `faults:\n${faults.join('')}`}`;
  return [config, scenario];
}

test('a feed has one message outstanding, and none is lost while it can be sent', () => {
  fc.assert(
    fc.property(world, (w) => {
      const run = lab(...textsOf(w));
      run.to();
      const state = run.state();
      const [feeds, visitors] = state.metrics.groups;
      expect(feeds!.unanswered).toBe(0);
      const outstanding = state.actors.filter((actor) => actor.outstanding).length;
      expect(feeds!.started - feeds!.answered).toBe(outstanding);
      // a message is acknowledged by the server that processed it: never more acknowledgements than work done
      for (const actor of state.actors)
        if (!actor.outstanding && actor.message > 0) expect(actor.processed).toBeGreaterThan(0);
      if (visitors !== undefined) {
        expect(visitors.answered + visitors.unanswered).toBe(visitors.started);
        expect(run.ended.filter((e) => e.group === 1)).toHaveLength(visitors.started);
      }
      const streams = run.log.map((r) => r.stream);
      expect(new Set(streams).size, 'a stream was logged twice').toBe(streams.length);
      const links = inOrderOfId(state.links).filter((l) => l.id > 0 && l.near === 'open');
      const known = inOrderOfId(state.engine.conns)
        .filter((c) => c.connected)
        .map((c) => c.id);
      expect(links.map((l) => l.id)).toEqual(known.sort((a, b) => a - b));
      for (const stream of inOrderOfId(state.engine.streams)) {
        const client = inOrderOfId(state.clients).find((c) => c.id === stream.client);
        expect(client?.nearOpen, 'a stream without its client').toBe(true);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 600_000);

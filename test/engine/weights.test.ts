/**
 * Weights are respected: whatever the weights, every server gets its share of requests that come one after the other,
 * to within the bounds of its algorithm; and a weight that is changed counts from then on.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Output } from '../../simulator/engine/io.ts';
import { createEngine, step } from '../../simulator/engine/step.ts';
import { planOf } from './plans.ts';

/** The runs of `npm test` are always the same; `SEED=… RUNS=… vitest run test/engine/weights` makes fresh ones. */
const SEED = Number(process.env['SEED'] ?? 20_260_101);
const RUNS = Number(process.env['RUNS'] ?? 60);

const configOf = (balance: string, weights: readonly number[]) => `
defaults
  mode tcp
  timeout client 10s
  timeout server 10s
  timeout connect 1s
listen fe
  bind :80
  balance ${balance}
${weights.map((weight, at) => `  server s${at} 127.0.0.1:${8001 + at} weight ${weight}`).join('\n')}
`;

/** So many connections, one after the other; how many each server had. */
function shares(balance: string, before: readonly number[], after: readonly number[], count: number): number[] {
  const plan = planOf(configOf(balance, before), '3.2');
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const got = before.map(() => 0);
  let now = 0;
  const tell = (input: Parameters<typeof step>[3]): Output[] => {
    const out: Output[] = [];
    step(plan, state, now, input, out);
    return out;
  };
  after.forEach((weight, server) => {
    if (weight !== before[server]) tell({ type: 'command', command: { type: 'set-weight', proxy: 0, server, weight } });
  });
  for (let client = 1; client <= count; client++) {
    now += 5;
    const src = { host: `10.${(client >> 8) & 255}.${client & 255}.7`, port: 1000 };
    const out = tell({ type: 'accepted', client, listener: 0, src, dst: { host: '127.0.0.1', port: 80 } });
    const connect = out.find((output) => output.type === 'connect');
    if (connect?.type !== 'connect') throw new Error(`no connection for client ${client}`);
    got[connect.server]!++;
    tell({ type: 'connected', conn: connect.conn });
    tell({ type: 'serverClosed', conn: connect.conn, how: 'end' });
    tell({ type: 'clientClosed', client, how: 'end' });
  }
  expect(state.streams.size).toBe(0);
  return got;
}

const weights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

// a server's share is never off by more than the number of servers: the round it is in may not be over
for (const balance of ['roundrobin', 'static-rr']) {
  test(`${balance}: everybody has its share`, () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 400 }), (list, count) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const got = shares(balance, list, list, count);
        expect(got.reduce((sum, n) => sum + n, 0)).toBe(count);
        got.forEach((n, at) => {
          const due = (count * list[at]!) / total;
          expect(Math.abs(n - due), `s${at} had ${n}, its share is ${due}`).toBeLessThanOrEqual(list.length);
        });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
}

test('roundrobin: weights that are changed count from then on, and 0 takes no traffic', () => {
  fc.assert(
    fc.property(weights, fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 8 }), (before, drawn) => {
      const after = before.map((_, at) => (at === 0 ? Math.max(1, drawn[0]!) : drawn[at]!));
      const total = after.reduce((sum, weight) => sum + weight, 0);
      const got = shares('roundrobin', before, after, 300);
      // places taken with the old weights are kept until their turn has come
      const slack = after.length + Math.max(...before, ...after);
      got.forEach((n, at) => {
        if (after[at] === 0) expect(n).toBe(0);
        const due = (300 * after[at]!) / total;
        expect(Math.abs(n - due), `s${at} had ${n}, its share is ${due}`).toBeLessThanOrEqual(slack);
      });
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

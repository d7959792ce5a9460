/** Server states as bars on the time axis, and the counts of checks on their way to another state. */
import { expect, test } from 'vitest';
import type { Topology, Transition } from '../../simulator/worker-api.ts';
import { lanesOf } from '../../src/views/lanes.ts';
import { pendingCount } from '../../src/views/states.ts';

const topology: Topology = {
  clients: [],
  frontends: [],
  backends: [
    {
      proxy: 1,
      name: 'app',
      mode: 'http',
      algorithm: 'roundrobin',
      servers: [{ index: 0, name: 'web1', address: '192.0.2.11:8080', backup: false, checked: true, weight: 1 }],
    },
  ],
} as unknown as Topology;

const at = (atMs: number, kind: 'state' | 'fault', from: string, to: string): Transition => ({
  atMs,
  proxy: 1,
  server: 0,
  kind,
  from,
  to,
  reason: '',
});
const count = (atMs: number, label: string | null) => ({ atMs, proxy: 1, server: 0, label });

test('a count lasts until the next one, and at most until the state changes or until now', () => {
  const [lane] = lanesOf(
    topology,
    [at(1000, 'fault', 'ok', 'refuse'), at(4000, 'state', 'UP', 'DOWN')],
    [count(2000, '2/3'), count(3000, '1/3'), count(9000, '1/2'), count(12_000, null)],
    10_000,
  );
  expect(lane?.bars.map((b) => [b.fromMs, b.toMs, b.label])).toEqual([
    [0, 4000, 'UP'],
    [4000, 10_000, 'DOWN'],
  ]);
  expect(lane?.counts.map((b) => [b.fromMs, b.toMs, b.label])).toEqual([
    [2000, 3000, '2/3'],
    [3000, 4000, '1/3'],
    [9000, 10_000, '1/2'],
  ]);
  expect(lane?.marks).toEqual([{ atMs: 1000, label: 'killed' }]);
});

test.for([
  ['UP', '3/3', 'L7OK', null],
  ['UP', '1/3', null, null],
  ['UP', '2/3', 'L4CON', '2/3'],
  ['DOWN', '0/2', 'L4CON', null],
  ['DOWN', '1/2', 'L7OK', '1/2'],
  ['MAINT', '0/2', 'L4CON', null],
  ['UP', null, null, null],
] as const)('%s with %s after %s: %s', ([state, health, lastCheck, expected]) => {
  expect(pendingCount({ state, health, lastCheck })).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import type { Topology } from '../../simulator/worker-api.ts';
import { hiddenText, shownOf } from '../../src/views/shown.ts';

/** Frontends `f0`…, each with a backend of its own; the clients go to `to`. */
function world(frontends: number, serversEach: number, to: string): Topology {
  const each = Array.from({ length: frontends }, (_, i) => i);
  return {
    clients: [{ id: 0, name: 'users', kind: 'open', to }],
    frontends: each.map((i) => ({ proxy: 2 * i, name: `f${i}`, binds: [`:${8000 + i}`], backends: [2 * i + 1] })),
    backends: each.map((i) => ({
      proxy: 2 * i + 1,
      name: `b${i}`,
      algorithm: 'roundrobin',
      mode: 'http',
      servers: Array.from({ length: serversEach }, (_, index) => ({
        index,
        name: `s${index}`,
        backup: false,
        checked: true,
      })),
    })),
  } as unknown as Topology;
}

describe('what is drawn', () => {
  test('a usual configuration is drawn whole', () => {
    const topology = world(3, 4, 'f1');
    const shown = shownOf(topology);
    expect(shown.topology).toEqual(topology);
    expect(hiddenText(shown)).toBeNull();
  });

  test('of a large one, what the clients reach is among what is drawn', () => {
    const shown = shownOf(world(300, 9, 'f200'));
    expect(shown.topology.frontends.map((f) => f.name)).toContain('f200');
    expect(shown.topology.backends.map((b) => b.name)).toContain('b200');
    expect(shown.topology.frontends).toHaveLength(12);
    expect(shown.topology.backends.flatMap((b) => b.servers).length).toBeLessThanOrEqual(40);
    expect(hiddenText(shown)).toBe('Not drawn: 288 backends and 2660 servers more. They run all the same.');
  });

  test('one backend with many servers keeps the first of them', () => {
    const shown = shownOf(world(1, 1000, 'f0'));
    expect(shown.topology.backends[0]!.servers.map((s) => s.index)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(hiddenText(shown)).toBe('Not drawn: 960 servers more. They run all the same.');
  });
});

import { describe, expect, test } from 'vitest';
import { drawing, drawnOf, OTHER_SERVERS } from '../../simulator/drawn.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import type { Topology } from '../../simulator/worker-api.ts';
import { hiddenText } from '../../src/views/shown.ts';

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
    const shown = drawnOf(topology);
    expect(shown.topology).toEqual(topology);
    expect(hiddenText(shown)).toBeNull();
  });

  test('of a large one, what the clients reach is among what is drawn', () => {
    const shown = drawnOf(world(300, 9, 'f200'));
    expect(shown.topology.frontends.map((f) => f.name)).toContain('f200');
    expect(shown.topology.backends.map((b) => b.name)).toContain('b200');
    expect(shown.topology.frontends).toHaveLength(12);
    expect(shown.topology.backends.flatMap((b) => b.servers).length).toBeLessThanOrEqual(12);
    expect(hiddenText(shown)).toBe('Not drawn: 288 backends and 2688 servers more. They run all the same.');
  });

  test('one backend with many servers keeps the first of them', () => {
    const shown = drawnOf(world(1, 1000, 'f0'));
    expect(shown.topology.backends[0]!.servers.map((s) => s.index)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(hiddenText(shown)).toBe('Not drawn: 988 servers more. They run all the same.');
  });

  test('a page is told of what it draws, and where everything else happened', async () => {
    const servers = Array.from({ length: 60 }, (_, i) => `  server s${i} 10.0.0.${i + 1}:80`).join('\n');
    const rest = '  timeout client 1s\n  timeout server 1s\n  timeout connect 1s';
    const config = `listen l\n  bind :80\n  mode http\n${rest}\n${servers}\n`;
    const [whole, page] = [createSimulator(), drawing(createSimulator())];
    for (const simulator of [whole, page]) await simulator.load({ config, scenario: '', version: '3.2' });
    const [all, drawn] = [await whole.advance(20_000), await page.advance(20_000)];
    const others = drawn.servers.filter((s) => s.server === OTHER_SERVERS);
    expect(drawn.servers).toHaveLength(13);
    expect(others).toHaveLength(1);
    const total = (servers: typeof all.servers): number => servers.reduce((sum, s) => sum + s.total, 0);
    expect(total(drawn.servers)).toBe(total(all.servers));
    expect(total(others)).toBeGreaterThan(0);
    const places = drawn.requests.map((r) => r.place);
    expect(new Set(drawn.requests.filter((r) => (r.server ?? 0) >= 12).map((r) => r.place))).not.toContain(undefined);
    expect(places).toContain(undefined);
    expect(places).toContain('l/s20');
  });

  test('and of all of a usual one', async () => {
    const config = 'listen l\n  bind :80\n  server s 10.0.0.1:80\n';
    const [whole, page] = [createSimulator(), drawing(createSimulator())];
    const request = { config, scenario: '', version: '3.2' } as const;
    expect(await page.load(request)).toEqual(await whole.load(request));
    expect(await page.advance(500)).toEqual(await whole.advance(500));
  });
});

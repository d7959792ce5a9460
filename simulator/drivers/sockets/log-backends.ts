/**
 * Backends in `mode log`: which of their servers gets a message. `sticky` keeps to the first of a queue of servers; one that
 * goes leaves the queue, one that comes stands last. Manual, "balance" in mode log.
 */

import { HASH_FUNCTIONS } from '../../engine/balance/hash.ts';
import { convert } from '../../engine/sample/evaluate.ts';
import { asText } from '../../engine/sample/value.ts';
import { isUsable } from '../../engine/server-state.ts';
import type { EngineState, ServerState } from '../../engine/state.ts';
import type { BackendPlan, Plan } from '../../plan/plan.ts';

export interface LogBackends {
  /** The address of the server that gets `text`, with `udp@` or `tcp@` in front; null: nobody does. */
  choose(backend: string, text: string): string | null;
  /** A server came or went. */
  changed(proxy: number, server: number): void;
}

interface Place {
  readonly plan: BackendPlan;
  readonly proxy: number;
  next: number;
  /** Indexes of usable servers in the order in which they came. */
  queue: number[];
}

export function createLogBackends(plan: Plan, stateOf: () => EngineState | null): LogBackends {
  const places = new Map<string, Place>();
  for (const proxy of plan.proxies) {
    if (proxy.mode !== 'log' || proxy.backend === null) continue;
    places.set(proxy.name, {
      plan: proxy.backend,
      proxy: proxy.id,
      next: 0,
      queue: proxy.backend.servers.filter((server) => !server.disabled).map((server) => server.index),
    });
  }
  const serverOf = (place: Place, index: number): ServerState | undefined =>
    stateOf()?.proxies[place.proxy]?.servers[index];
  const usable = (place: Place, index: number) => {
    const server = serverOf(place, index);
    return server === undefined || isUsable(server);
  };
  return {
    choose(backend, text) {
      const place = places.get(backend);
      if (place === undefined) return null;
      const up = place.queue.filter((index) => usable(place, index));
      const active = up.filter((index) => !place.plan.servers[index]!.backup);
      const index = pick(place, active.length > 0 ? active : up, text);
      if (index === null) return null;
      const server = place.plan.servers[index]!;
      return `${server.datagrams === true ? 'udp' : 'tcp'}@${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port ?? 514}`;
    },
    changed(proxy, server) {
      for (const place of places.values()) {
        if (place.proxy !== proxy) continue;
        place.queue = place.queue.filter((index) => index !== server);
        if (usable(place, server)) place.queue.push(server);
      }
    },
  };
}

function pick(place: Place, from: readonly number[], text: string): number | null {
  if (from.length === 0) return null;
  const { algorithm, key } = place.plan.balance;
  if (algorithm === 'sticky') return from[0]!;
  const ordered = [...from].sort((a, b) => a - b);
  if (algorithm === 'log-hash' && key?.type === 'hash') {
    const value = convert(key.expr, { type: 'string', text }, null);
    if (value !== null) {
      const hash = (HASH_FUNCTIONS[place.plan.hashType.fn] ?? HASH_FUNCTIONS['sdbm']!)(asText(value));
      return ordered[hash % ordered.length]!;
    }
  }
  place.next = (place.next + 1) % ordered.length;
  return ordered[place.next]!;
}

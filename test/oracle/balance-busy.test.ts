/**
 * Choices among busy servers: connections are opened and closed at random, weights and states change, some servers have
 * a maxconn; what HAProxy chooses is compared with ours. From 3.2 on leastconn breaks ties at random: there the choice
 * must have the load of ours, which goes on from HAProxy's.
 */
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom, nextBelow } from '../../simulator/engine/random.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { createPool, type Pool, type PoolSpec, type ServerSpec } from '../engine/balance/pool-model.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePorts } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const SEED = Number(process.env.SEED ?? 20260902);
const random = createRandom(SEED);
const below = (bound: number) => nextBelow(random, bound);
const oneOf = <T>(list: readonly T[]) => list[below(list.length)]!;
const MOST_SERVERS = 5;

interface Case {
  readonly name: string;
  readonly spec: PoolSpec;
  /** Seed of the case's own operations. */
  readonly seed: number;
}

function cases(version: Version): Case[] {
  const found: Case[] = [];
  for (const balance of ['leastconn', 'roundrobin', 'first', 'static-rr']) {
    for (let n = 0; n < (balance === 'leastconn' ? 10 : 3); n++) {
      const weights = oneOf([[1], [1, 2, 3], [1, 10, 100, 256]]);
      const limited = n % 3 === 1 && !(balance === 'leastconn' && randomTies(version));
      const servers: ServerSpec[] = Array.from({ length: 2 + below(MOST_SERVERS - 1) }, () => ({
        weight: oneOf(weights),
        backup: n % 4 === 3 && below(3) === 0,
        ...(limited ? { maxconn: 1 + below(4) } : {}),
      }));
      const spec = { balance, servers, version, allbackups: below(2) === 0 };
      found.push({ name: `${balance} ${n}${limited ? ' with maxconn' : ''}`, spec, seed: 1 + below(1e9) });
    }
  }
  return found;
}

function randomTies(version: Version): boolean {
  return version === '3.2' || version === '3.4';
}

function configuration(list: readonly Case[], ports: readonly number[], servers: readonly number[]): string {
  const lines = ['defaults', '  mode tcp', '  timeout client 20s', '  timeout server 20s', '  timeout connect 5s'];
  for (const [n, { spec }] of list.entries()) {
    lines.push(`listen p${n}`, `  bind 127.0.0.1:${ports[n]}`, `  balance ${spec.balance}`);
    if (spec.allbackups) lines.push('  option allbackups');
    for (const [m, server] of spec.servers.entries()) {
      const limit = server.maxconn ? ` maxconn ${server.maxconn}` : '';
      lines.push(
        `  server s${m + 1} 127.0.0.1:${servers[m]} weight ${server.weight}${limit}${server.backup ? ' backup' : ''}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A server that says its number to everyone, and closes when the other side does. */
function namingServer(number: number): Promise<net.Server> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write(String(number));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function open(port: number): Promise<{ socket: net.Socket; server: number }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without a server')));
    socket.once('data', (data) => resolve({ socket, server: Number(data.toString()) }));
  });
}

/** Waits until HAProxy itself counts that many connections on the pool's servers. */
async function settle(haproxy: RunningHaproxy, pool: number, count: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const rows = (await haproxy.command(`show stat p${pool} 4 -1`)).split('\n').slice(1);
    if (rows.reduce((sum, row) => sum + Number(row.split(',')[4]), 0) === count) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`pool ${pool} never came to ${count} connections`);
}

const loadOf = (pool: Pool, server: number) => {
  const figure = pool.balance.figure(pool.plan, pool.proxy, server - 1);
  return figure === null ? Number.POSITIVE_INFINITY : Number(/\d+$/.exec(figure)?.[0]);
};

async function play(test: Case, haproxy: RunningHaproxy, n: number, port: number): Promise<string | null> {
  const own = createRandom(test.seed);
  const draw = (bound: number) => nextBelow(own, bound);
  const pool = createPool(test.spec);
  const count = test.spec.servers.length;
  const held: { socket: net.Socket; server: number }[] = [];
  const story: string[] = [];
  const part = (what: string) => `${JSON.stringify(test.spec)}\n${[...story.slice(-20), what].join('\n')}`;
  try {
    for (let step = 0; step < 90; step++) {
      const dice = draw(20);
      if (dice === 0 && test.spec.balance !== 'static-rr') {
        const server = 1 + draw(count);
        const weight = [0, 1, 2, 5, 50, 256][draw(6)]!;
        await haproxy.command(`set weight p${n}/s${server} ${weight}`);
        pool.setWeight(server, weight);
        story.push(`weight s${server} ${weight}`);
      } else if (dice === 1) {
        const server = 1 + draw(count);
        const admin = (['ready', 'ready', 'drain', 'maint'] as const)[draw(4)]!;
        await haproxy.command(`set server p${n}/s${server} state ${admin}`);
        pool.setAdmin(server, admin);
        story.push(`${admin} s${server}`);
      } else if (dice < 8 && held.length > 0) {
        const [gone] = held.splice(draw(held.length), 1);
        gone!.socket.removeAllListeners('close');
        gone!.socket.end();
        await settle(haproxy, n, held.length);
        pool.drop(gone!.server);
        story.push(`close one of s${gone!.server}`);
      } else {
        const before = structuredClone(pool.proxy);
        const mine = pool.pick();
        if (mine === 0 || isFull(pool, mine)) {
          Object.assign(pool.proxy, before);
          continue; // it would queue, or fail
        }
        const connection = await open(port).catch(() => null);
        if (!connection) return part(`HAProxy none, ours s${mine}`);
        held.push(connection);
        if (randomTies(test.spec.version!) && test.spec.balance === 'leastconn') {
          if (loadOf(pool, connection.server) !== loadOf(pool, mine))
            return part(`HAProxy s${connection.server}, ours s${mine}`);
        } else {
          if (mine !== connection.server) return part(`HAProxy s${connection.server}, ours s${mine}`);
        }
        takeOn(pool, connection.server);
        story.push(`open: s${connection.server}`);
      }
    }
    return null;
  } finally {
    for (const { socket } of held) socket.removeAllListeners('close').destroy();
  }
}

/** A single backup is chosen even when it is full. */
function isFull(pool: Pool, server: number): boolean {
  const limit = pool.plan.servers[server - 1]!.maxconn;
  return limit !== null && pool.proxy.servers[server - 1]!.served >= limit;
}

function takeOn(pool: Pool, server: number): void {
  pool.proxy.servers[server - 1]!.served++;
  pool.balance.onTake(pool.plan, pool.proxy, server - 1);
}

describeWithEveryHaproxy(`balancing among busy servers (seed ${SEED})`, ({ path, version }) => {
  const list = cases(version.split('.').slice(0, 2).join('.') as Version);
  let haproxy: RunningHaproxy;
  let servers: net.Server[];
  let ports: number[];

  beforeAll(async () => {
    servers = await Promise.all(Array.from({ length: MOST_SERVERS }, (_, n) => namingServer(n + 1)));
    ports = await freePorts(list.length);
    const serverPorts = servers.map((server) => (server.address() as net.AddressInfo).port);
    haproxy = await startHaproxy(configuration(list, ports, serverPorts), { binary: path });
  });
  afterAll(async () => {
    await haproxy?.stop();
    for (const server of servers ?? []) server.close();
  });

  for (const [n, test] of list.entries()) {
    it(`${version}: ${test.name}`, async () => {
      expect(await play(test, haproxy, n, ports[n]!)).toBe(null);
    });
  }
});

/** Sequences that HAProxy was seen to choose (`test/oracle/balance-*.test.ts` asks it again). */
import { expect, it } from 'vitest';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import type { HashKey } from '../../../simulator/plan/plan.ts';
import { createPool, type Pool, type PoolSpec } from './pool-model.ts';

const weights = (...list: number[]) => list.map((weight) => ({ weight }));

/** Picks `count` times and writes the server numbers in a row. */
function row(pool: Pool, count: number): string {
  return Array.from({ length: count }, () => pool.pick()).join('');
}

function check(title: string, spec: PoolSpec, expected: string, prepare: (pool: Pool) => void = () => {}): void {
  it(title, () => {
    const pool = createPool(spec);
    prepare(pool);
    expect(row(pool, expected.length)).toBe(expected);
  });
}

check('roundrobin, equal weights', { balance: 'roundrobin', servers: weights(1, 1, 1) }, '123123123');
check('roundrobin, 3:1:2', { balance: 'roundrobin', servers: weights(3, 1, 2) }, '131213131213');
check(
  'roundrobin, a backup serves when the last active server is gone',
  { balance: 'roundrobin', servers: [{}, { backup: true }, { backup: true }] },
  '2222',
  (pool) => pool.setRunning(1, 'stopped'),
);
check(
  'roundrobin, option allbackups',
  { balance: 'roundrobin', servers: [{}, { backup: true }, { backup: true }], allbackups: true },
  '2323',
  (pool) => pool.setRunning(1, 'stopped'),
);
check('roundrobin, weight 0 takes nothing', { balance: 'roundrobin', servers: weights(1, 0, 1) }, '1313');
check('static-rr, 3:1:2', { balance: 'static-rr', servers: weights(3, 1, 2) }, '113123113123');
check('first, by id and not by order', { balance: 'first', servers: [{ id: 9 }, { id: 4 }] }, '222');
check('nobody left', { balance: 'roundrobin', servers: weights(1, 1) }, '00', (pool) => {
  pool.setAdmin(1, 'maint');
  pool.setRunning(2, 'stopped');
});

it('leastconn: least loaded for its weight; among equals the longest waiting (up to 3.1)', () => {
  const pool = createPool({ balance: 'leastconn', servers: weights(1, 1, 2) });
  expect(Array.from({ length: 8 }, () => pool.take()).join('')).toBe('12333123');
  pool.drop(2);
  expect(pool.take()).toBe(2);
});

it('leastconn from 3.2 on: any of the least loaded, every one of them some time', () => {
  const firsts = new Set<number>();
  for (let seed = 1; seed < 60; seed++) {
    const pool = createPool({ balance: 'leastconn', servers: weights(1, 1, 1), version: '3.2', seed });
    firsts.add(pool.take());
    const seen = new Set([...firsts, pool.take(), pool.take()]);
    expect(pool.proxy.servers.map((server) => server.served)).toEqual([1, 1, 1]);
    expect(seen.size).toBe(3);
  }
  expect([...firsts].sort()).toEqual([1, 2, 3]);
});

it('random: shares by weight, the less busy of two', () => {
  const pool = createPool({ balance: 'random', servers: weights(1, 3), draws: 1 });
  const counts = [0, 0, 0];
  for (let n = 0; n < 4000; n++) counts[pool.pick()]!++;
  expect(counts[2]! / counts[1]!).toBeGreaterThan(2);
  expect(counts[2]! / counts[1]!).toBeLessThan(4.5);
  const two = createPool({ balance: 'random', servers: weights(1, 1), draws: 2 });
  for (let n = 0; n < 200; n++) two.take();
  expect(Math.abs(two.proxy.servers[0]!.served - two.proxy.servers[1]!.served)).toBeLessThan(20);
});

it('source: the same client, the same server; another one when a server goes', () => {
  const pool = createPool({ balance: 'source', servers: weights(1, 1, 1) });
  const of = (src: string) => pool.pick({ src });
  const clients = Array.from({ length: 64 }, (_, n) => `10.1.2.${n}`);
  const before = clients.map(of);
  expect(clients.map(of)).toEqual(before);
  expect(new Set(before).size).toBe(3);
  pool.setRunning(3, 'stopped');
  const moved = clients.filter((client, n) => before[n] !== 3 && of(client) !== before[n]);
  expect(moved.length).toBeGreaterThan(0);
});

it('source with hash-type consistent: only the clients of the lost server move', () => {
  const pool = createPool({ balance: 'source', servers: weights(1, 1, 1), consistent: true });
  const clients = Array.from({ length: 64 }, (_, n) => `10.1.2.${n}`);
  const before = clients.map((src) => pool.pick({ src }));
  pool.setRunning(3, 'stopped');
  for (const [n, src] of clients.entries()) if (before[n] !== 3) expect(pool.pick({ src })).toBe(before[n]);
});

it('hash-balance-factor bounds the load of a hot key', () => {
  const pool = createPool({ balance: 'source', servers: weights(1, 1, 1), consistent: true, hashBalanceFactor: 150 });
  for (let n = 0; n < 30; n++) pool.take({ src: '10.0.0.1' });
  expect(Math.max(...pool.proxy.servers.map((server) => server.served))).toBeLessThanOrEqual(15);
});

it('figures name what the choice was made by', () => {
  const figure = (balance: string, server: number) => {
    const pool = createPool({ balance, servers: weights(3, 1, 2) });
    pool.take();
    return pool.balance.figure(pool.plan, pool.proxy, server - 1);
  };
  expect(figure('roundrobin', 1)).toBe('position 98 (now 97)');
  expect(figure('leastconn', 1)).toBe('load 170');
  expect(figure('static-rr', 2)).toBe('3 places ahead on the map of 6');
  expect(figure('first', 2)).toBe('id 2');
});

/** `balance uri`, `hash-type consistent`, three servers: where the targets /u0, /u1 … go. */
function checkRing(version: Version, hashKey: HashKey, expected: string): void {
  it(`hash-key ${hashKey ?? 'not said'}, ${version}`, () => {
    const servers = [{ hashKey }, { hashKey }, { hashKey }];
    const key = { type: 'uri', whole: false, pathOnly: false, lengthBytes: null, depth: null } as const;
    const pool = createPool({ balance: 'uri', key, servers, consistent: true, avalanche: true, version });
    expect(Array.from(expected, (_, n) => pool.pick({ target: `/u${n}` })).join('')).toBe(expected);
  });
}

checkRing('3.0', null, '1122323123232331311321123233312311123122');
checkRing('3.0', 'addr', '3331112313213323232123333121331123331321');
checkRing('3.2', null, '1212312133132212313333211213333211331323');
checkRing('3.2', 'id', '1212312133132212313333211213333211331323');
checkRing('3.2', 'addr', '3331112313213323232123333121331123331321');
checkRing('3.2', 'addr-port', '3331222123133331231123133232233323132322');
checkRing('3.4', 'id32', '1232311222133233211221322223122321112232');
checkRing('3.4', 'guid', '2323231312113323323322223332311312133131');

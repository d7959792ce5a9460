/**
 * `balance random(N)`: how often HAProxy draws each server, beside how often Drydock does. Where the two draw alike, all
 * the shares lie within intervals that, taken together, hold in 999 of 1000 runs.
 */
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool, type PoolSpec } from '../engine/balance/pool-model.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePorts } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { versionOf } from './versions.ts';

const POOLS: readonly { readonly draws: number; readonly weights: readonly number[] }[] = [
  { draws: 1, weights: [1, 2, 3, 4] },
  { draws: 2, weights: [1, 1, 1, 1, 1] },
  { draws: 3, weights: [10, 1, 1] },
  { draws: 2, weights: [256, 128, 16] },
];
const REQUESTS = 1200;
const OURS = 40_000;
/** One run in so many may fail by chance alone. */
const ONE_IN = 1000;
const SHARES = POOLS.reduce((sum, { weights }) => sum + weights.length, 0);
/** So many standard deviations: a normal tail is smaller than `2 exp(-z²/2)`, and there are as many of them as shares. */
const DEVIATIONS = Math.sqrt(2 * Math.log(2 * SHARES * ONE_IN));

function configuration(port: number, answersPort: number): string {
  const pools = POOLS.map(({ draws, weights }, n) => {
    const servers = weights.map((weight, at) => `  server s${at + 1} 127.0.0.1:${answersPort} weight ${weight}\n`);
    return `backend p${n}\n  balance random(${draws})\n  http-response set-header x-server %[srv_id]\n${servers.join('')}`;
  });
  return `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind 127.0.0.1:${port}
  use_backend %[req.hdr(x-pool)]
listen answers
  bind 127.0.0.1:${answersPort}
  http-request return status 200
${pools.join('')}`;
}

/** How often each server answered, of requests in a row on one connection: none is ever busy. */
function drawn(port: number, pool: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const counts = POOLS[pool]!.weights.map(() => 0);
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    let answers = 0;
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const ids = [...text.matchAll(/x-server: (\d+)\r\n/g)];
      for (const [, id] of ids) counts[Number(id) - 1]!++;
      const last = ids.at(-1);
      if (last) text = text.slice(last.index + last[0].length);
      answers += ids.length;
      if (answers < REQUESTS) return;
      socket.destroy();
      resolve(counts);
    });
    socket.write(`GET / HTTP/1.1\r\nhost: x\r\nx-pool: p${pool}\r\n\r\n`.repeat(REQUESTS));
  });
}

describeWithEveryHaproxy('random draws', (found) => {
  let haproxy: RunningHaproxy;
  let port = 0;
  beforeAll(async () => {
    const [first, second] = (await freePorts(2)) as [number, number];
    port = first;
    haproxy = await startHaproxy(configuration(first, second), { binary: found.path });
  });
  afterAll(() => haproxy?.stop());

  it.each(POOLS.map((pool, n) => [`random(${pool.draws}), weights ${pool.weights.join(' ')}`, n] as const))(
    '%s',
    async (_title, n) => {
      const { draws, weights } = POOLS[n]!;
      const spec: PoolSpec = {
        balance: 'random',
        draws,
        servers: weights.map((weight) => ({ weight })),
        version: versionOf(found),
      };
      const pool = createPool(spec);
      const ours = weights.map(() => 0);
      for (let count = 0; count < OURS; count++) ours[pool.pick() - 1]!++;
      const theirs = await drawn(port, n);
      expect(theirs.reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
      const wrong = weights.flatMap((_, at) => {
        const both = (ours[at]! + theirs[at]!) / (OURS + REQUESTS);
        const deviation = Math.sqrt(both * (1 - both) * (1 / OURS + 1 / REQUESTS));
        const off = Math.abs(ours[at]! / OURS - theirs[at]! / REQUESTS);
        return off <= DEVIATIONS * deviation
          ? []
          : [`s${at + 1}: HAProxy ${theirs[at]} of ${REQUESTS}, Drydock ${ours[at]} of ${OURS}`];
      });
      expect(wrong).toEqual([]);
    },
  );
});

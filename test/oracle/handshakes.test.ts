/**
 * Who does not come through a handshake (PROXY header, TLS): when HAProxy and `drydock haproxy` give up, how they close,
 * and what they log. Both are asked by the same clients at the same time.
 */
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { key, pem } from '../engine/tls/cases.ts';
import { CLIENTS, HEADER, handshakeConfiguration, LISTENERS, type Steps } from '../engine/tls/handshake-cases.ts';
import { quietPorts } from '../sockets/support.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const DRYDOCK = fileURLToPath(new URL('../../simulator/cli/drydock-haproxy', import.meta.url));

const running = new Set<RunningHaproxy>();
afterEach(async () => {
  await Promise.all([...running].map((one) => one.stop()));
  running.clear();
});

interface Seen {
  readonly end: string;
  readonly afterMs: number;
  readonly log: string;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function ask(one: RunningHaproxy, port: number, steps: Steps): Promise<Seen> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let end = '';
  const startMs = performance.now();
  let afterMs = 0;
  const ended = new Promise<void>((resolve) => {
    const done = (how: string) => {
      end ||= how;
      afterMs ||= performance.now() - startMs;
      resolve();
    };
    socket.on('data', () => undefined);
    socket.on('end', () => done('end'));
    socket.on('error', () => done('reset'));
    socket.on('close', () => done('closed'));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const source = `127.0.0.1:${socket.localPort}`;
  for (const step of steps) {
    if (typeof step === 'number') await sleep(step);
    else if (step === 'FIN') socket.end();
    else if (step === 'RST') socket.resetAndDestroy();
    else if (!socket.destroyed) socket.write(step, 'latin1');
  }
  await Promise.race([ended, sleep(2500)]);
  socket.destroy();
  await sleep(50);
  const names = steps.includes(HEADER) ? '192.0.2.1:1001' : source;
  const line = one.log.find((text) => text.startsWith(`${names} [`)) ?? '';
  return { end, afterMs, log: line.replace(/^\S+ \[[^\]]+\] /, '').replace(/ \(error:.*\)$/, '') };
}

describeWithEveryHaproxy('handshakes that fail', ({ path, version }) => {
  test('end at the same time, in the same way and with the same line', async () => {
    const start = async (binary: string, hs: boolean) => {
      const ports = await quietPorts(LISTENERS.length);
      const files = { 'server.pem': `${pem('server')}${key('server')}` };
      const one = await startHaproxy(handshakeConfiguration(ports, hs), { binary, files });
      running.add(one);
      return { one, ports };
    };
    const sides = [await start(path, !version.startsWith('2.')), await start(DRYDOCK, true)] as const;
    const seen = await Promise.all(
      sides.map(({ one, ports }) =>
        Promise.all(CLIENTS.map(([listener, , steps]) => ask(one, ports[LISTENERS.indexOf(listener)]!, steps))),
      ),
    );
    const [theirs, ours] = seen as [Seen[], Seen[]];
    const differences = CLIENTS.flatMap(([listener, name], at) => {
      const [they, we] = [theirs[at]!, ours[at]!];
      const same = they.end === we.end && they.log === we.log && Math.abs(they.afterMs - we.afterMs) < 150;
      return same ? [] : [{ name: `${listener}: ${name}`, they, we }];
    });
    expect(differences).toEqual([]);
    // lines in a form of their own do not begin with an address
    const own = sides.map(({ one }) =>
      one.log
        .filter((line) => line.startsWith('custom'))
        .map(inTens)
        .sort(),
    );
    expect(own[0]!.length).toBe(CLIENTS.filter(([listener]) => listener === 'custom').length);
    expect(own[1]).toEqual(own[0]);
  }, 20_000);
});

/** Times in tens of milliseconds, those of nothing as they are. */
const inTens = (line: string): string => line.replace(/(\d+)$/, (ms) => `${Math.round(Number(ms) / 50) * 50}`);

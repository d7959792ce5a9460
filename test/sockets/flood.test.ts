/** More clients than the process may have file descriptors for. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { pause, startDrydock } from '../../scripts/soak/drydock.ts';
import { eventually, get, HTTP_DEFAULTS, quietPorts } from './support.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const isLinux = process.platform === 'linux';

it.runIf(isLinux)('turns away whom it has no descriptors for, says so, and recovers', { timeout: 60_000 }, async () => {
  const origin: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => origin.close());
  const [port = 0] = await quietPorts(1);
  const config = `${HTTP_DEFAULTS.replace(/5s/g, '30s')}frontend web\n  bind 127.0.0.1:${port}\n  default_backend app\nbackend app\n  server s 127.0.0.1:${(origin.address() as { port: number }).port}\n`;
  const drydock = await startDrydock(config, [], [], 200);
  cleanups.push(() => drydock.stop());
  expect((await get(port)).body).toBe('ok');
  const before = drydock.usage()!.descriptors;
  const sockets: Socket[] = Array.from({ length: 300 }, () => connect({ port, host: '127.0.0.1' }));
  let turnedAway = 0;
  for (const socket of sockets) {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      turnedAway++;
    });
    socket.resume();
  }
  await eventually(() => turnedAway >= 200, 'most are turned away', 10_000);
  const isSaid = /Proxy web turns clients away: \d+ are connected/g;
  await eventually(() => isSaid.test(drydock.said()), 'it says so');
  await pause(500);
  // those that are connected are served, though the servers' connections need descriptors too
  const served = sockets.filter((socket) => !socket.destroyed);
  expect(served.length).toBeGreaterThan(30);
  const answers: number[] = [];
  for (const [i, socket] of served.entries()) {
    socket.on('data', () => answers.push(i));
    socket.write('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
  }
  await eventually(() => new Set(answers).size === served.length, 'all of them are answered', 10_000);
  for (const socket of sockets) socket.destroy();
  await pause(300);
  expect((await get(port)).body).toBe('ok');
  await eventually(() => drydock.usage()!.descriptors <= before + served.length, 'descriptors are given back');
  expect(drydock.said().match(isSaid)!.length).toBeLessThan(10);
});

/** SIGUSR2: the configuration is read again, and nobody who is connected, or connects, notices. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Drydock, startDrydock } from '../../scripts/soak/drydock.ts';
import { reloads } from '../../scripts/soak/reloads.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { client, get, HTTP_DEFAULTS, origin, quietPorts } from './support.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(config: string, ...args: string[]): Promise<Drydock> {
  const drydock = await startDrydock(config, [], args);
  cleanups.push(() => drydock.stop());
  return drydock;
}

const answering = (port: number, text: string, more = '') =>
  `${more}${HTTP_DEFAULTS}frontend web\n  bind 127.0.0.1:${port}\n  http-request return status 200 content-type text/plain string "${text}"\n`;

describe('a reload', () => {
  it('under a thousand requests a second loses none of them, three times over', async () => {
    const seen = await reloads({ reloads: 3, perSecond: 1000, everyMs: 300 });
    expect(seen.failures).toEqual([]);
    expect(seen.answered).toBe(seen.sent);
    expect(seen.sent).toBeGreaterThan(900);
    expect([...seen.byGeneration.keys()]).toEqual(['0', '1', '2', '3']);
    // a connection in TCP mode lives through all of them
    expect(seen.echoed[0]).toBe(seen.echoed[1]);
  });

  it('changes what is answered, opens and closes listeners, and keeps the runtime socket', async () => {
    const [one = 0, two = 0] = await quietPorts(2);
    const folder = temporaryFolder();
    cleanups.push(() => folder.remove());
    const socket = join(folder.path, 'admin.sock');
    const global = `global\n  stats socket ${socket} level admin\n`;
    const drydock = await start(answering(one, 'first', global));
    expect((await get(one)).body).toBe('first');
    drydock.write(`${answering(one, 'second', global)}  bind 127.0.0.1:${two}\n`);
    await drydock.reload();
    expect((await get(one)).body).toBe('second');
    expect((await get(two)).body).toBe('second');
    drydock.write(answering(two, 'third', global));
    await drydock.reload();
    expect((await get(two)).body).toBe('third');
    expect((await get(one)).status).toBe(0); // refused
    expect(existsSync(socket)).toBe(true);
  });

  it('with errors is not taken', async () => {
    const [port = 0] = await quietPorts(1);
    const drydock = await start(answering(port, 'first'));
    drydock.write(answering(port, 'second').replace('bind', 'bound'));
    drydock.child.kill('SIGUSR2');
    while (!drydock.said().includes('not reloaded')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(drydock.said()).toContain("'bound'");
    expect((await get(port)).body).toBe('first');
    drydock.write(answering(port, 'third'));
    await drydock.reload();
    expect((await get(port)).body).toBe('third');
  });

  it('from every address to one, and back, with the same port; what fails behind that changes nothing', async () => {
    const [port = 0, taken = 0] = await quietPorts(2);
    const other = await origin(taken, () => undefined);
    cleanups.push(() => other.close());
    const at = (address: string, text: string) => answering(port, text).replace('127.0.0.1:', address);
    const drydock = await start(at('*:', 'every'));
    const open = await client(port);
    drydock.write(at('127.0.0.1:', 'one'));
    await drydock.reload();
    expect((await get(port)).body).toBe('one');
    drydock.write(at('*:', 'every again'));
    await drydock.reload();
    expect((await get(port)).body).toBe('every again');
    // the one who was there all the time is still served by what was there then
    open.say('GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n');
    await open.over();
    expect(open.heard()).toContain('every');
    drydock.write(`${at('127.0.0.1:', 'never')}  bind 127.0.0.1:${taken}\n`);
    drydock.child.kill('SIGUSR2');
    while (!drydock.said().includes('not reloaded')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(drydock.said()).toContain('in use by another program');
    expect((await get(port)).body).toBe('every again');
  });

  it('is asked for with drydock reload', async () => {
    const [port = 0] = await quietPorts(1);
    const folder = temporaryFolder();
    cleanups.push(() => folder.remove());
    const pidFile = join(folder.path, 'drydock.pid');
    const drydock = await start(answering(port, 'first'), '--pid-file', pidFile);
    drydock.write(answering(port, 'second'));
    expect(spawnSync(process.execPath, [CLI, 'reload', '--pid-file', pidFile]).status).toBe(0);
    while (!drydock.said().includes('run: reloaded')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await get(port)).body).toBe('second');
    expect(await drydock.stop()).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
    const gone = spawnSync(process.execPath, [CLI, 'reload', String(drydock.child.pid)], { encoding: 'utf8' });
    expect([gone.status, gone.stderr]).toEqual([1, `drydock reload: there is no process ${drydock.child.pid}\n`]);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { client, get, HTTP_DEFAULTS, origin, pause, TCP_DEFAULTS, withPorts } from '../sockets/support.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Drydock {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<{ readonly status: number | null; readonly signal: string | null }>;
}

/** Starts `drydock run` and waits until it serves or has ended. */
async function start(text: string, ...args: string[]): Promise<Drydock> {
  const folder = temporaryFolder({ 'h.cfg': text });
  const child = spawn(process.execPath, [CLI, 'run', '-f', 'h.cfg', ...args], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    err += String(data);
  });
  const ended = once(child, 'close').then(([status, signal]) => ({ status, signal }));
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await ended;
    folder.remove();
  });
  for (let tries = 0; tries < 1000 && !err.includes('drydock run: pid') && child.exitCode === null; tries++)
    await pause(10);
  return { child, out: () => out, err: () => err, ended };
}

describe('drydock run', () => {
  it('says what listens where, serves, logs, and stops softly on SIGUSR1', async () => {
    const { text, ports } = await withPorts(
      `${HTTP_DEFAULTS}frontend web\n  bind 127.0.0.1:$front name main\n  default_backend app\nbackend app\n  server a 127.0.0.1:$a\n`,
    );
    const server = await origin(ports['a']!, (socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    );
    cleanups.push(() => server.close());
    const drydock = await start(text);
    expect(drydock.err()).toContain(`drydock run: frontend web listens on http://127.0.0.1:${ports['front']}\n`);
    expect((await get(ports['front']!, '/path')).body).toBe('ok');
    drydock.child.kill('SIGUSR1');
    expect(await drydock.ended).toEqual({ status: 0, signal: null });
    const [line, ...rest] = drydock.out().split('\n');
    expect(line).toMatch(
      /^127\.0\.0\.1:\d+ \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] web app\/a \d+\/\d+\/\d+\/\d+\/\d+ 200 \d+ - - ---- 1\/1\/0\/0\/0 0\/0 "GET \/path HTTP\/1\.1"$/,
    );
    expect(rest).toEqual([
      'Proxy web stopped (cumulated conns: FE: 1, BE: 0).',
      'Proxy app stopped (cumulated conns: FE: 0, BE: 1).',
      '',
    ]);
    expect(drydock.err()).toContain(
      `[WARNING]  (${drydock.child.pid}) : Proxy web stopped (cumulated conns: FE: 1, BE: 0).\n`,
    );
  });

  it('logs the local time', async () => {
    const { text, ports } = await withPorts(`${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  http-request deny\n`);
    const drydock = await start(text);
    const before = Date.now();
    await get(ports['front']!);
    drydock.child.kill('SIGUSR1');
    await drydock.ended;
    const [, day, month, year, time] = /\[(\d\d)\/(\w+)\/(\d+):([\d:.]+)\]/.exec(drydock.out())!;
    const logged = new Date(`${month} ${day}, ${year} ${time}`).getTime();
    expect(Math.abs(logged - before)).toBeLessThan(5000);
  });

  it('logs nothing without a log line, and everything with --log', async () => {
    const config = `${HTTP_DEFAULTS.replace(/^global\n.*\n/, '').replace('  log global\n', '')}listen l\n  bind 127.0.0.1:$front\n  http-request deny\n`;
    for (const args of [[], ['--log']]) {
      const { text, ports } = await withPorts(config);
      const drydock = await start(text, ...args);
      await get(ports['front']!);
      drydock.child.kill('SIGUSR1');
      await drydock.ended;
      expect(drydock.out().includes('"GET / HTTP/1.1"')).toBe(args.length > 0);
    }
  });

  it('finishes what is under way on SIGTERM, and ends at once on a second signal or SIGINT', async () => {
    const tcp = `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  server a 127.0.0.1:$a\n`;
    for (const second of ['SIGTERM', 'SIGINT', 'SIGUSR1'] as const) {
      const { text, ports } = await withPorts(tcp);
      const server = await origin(ports['a']!, (socket) => socket.on('data', (data) => socket.write(data)));
      cleanups.push(() => server.close());
      const drydock = await start(text);
      const c = await client(ports['front']!);
      c.say('one');
      await c.until((heard) => heard === 'one');
      drydock.child.kill('SIGTERM');
      await pause(150);
      c.say('two');
      await c.until((heard) => heard === 'onetwo');
      expect(drydock.err()).toContain('drydock run: stopping; 1 connection still open\n');
      drydock.child.kill(second);
      expect(await drydock.ended).toEqual({ status: 0, signal: null });
      await c.over();
      c.socket.destroy();
    }
  });

  it('passes bytes of the configuration through as they are', async () => {
    const { text, ports } = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  http-request return status 200 content-type text/plain string "käse" hdr x-name "naïve"\n`,
    );
    await start(text);
    const answer = await get(ports['front']!);
    expect(Buffer.from(answer.body, 'latin1').toString('utf8')).toBe('käse');
    expect(Buffer.from(answer.head, 'latin1').toString('utf8')).toContain('x-name: naïve');
  });

  it('takes ACL patterns from files', async () => {
    const folder = temporaryFolder({ 'bad.lst': '# paths\n/one\n/two\n' });
    cleanups.push(folder.remove);
    const { text, ports } = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  http-request deny if { path -f ${folder.path}/bad.lst }\n  http-request return status 200\n`,
    );
    await start(text);
    expect((await get(ports['front']!, '/two')).status).toBe(403);
    expect((await get(ports['front']!, '/three')).status).toBe(200);
  });
});

describe('drydock run refuses in one clear line', () => {
  const listen = (bind: string, more = '') =>
    `${TCP_DEFAULTS}listen l\n  bind ${bind}\n  server a 127.0.0.1:1${more}\n`;

  it('an address that is in use, and lets go of the others', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    cleanups.push(() => void holder.close());
    const { port } = holder.address() as { port: number };
    const { text, ports } = await withPorts(
      `${TCP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  bind 127.0.0.1:${port}\n  server a 127.0.0.1:1\n`,
    );
    const drydock = await start(text);
    expect(await drydock.ended).toEqual({ status: 1, signal: null });
    expect(drydock.err()).toBe(
      `h.cfg:11: error: listen l: cannot listen on 127.0.0.1:${port}: the address is in use by another program\n`,
    );
    expect(drydock.out()).toBe('');
    const again = createServer().listen(ports['front'], '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('an address that this machine does not have', async () => {
    const drydock = await start(listen('192.0.2.1:8080'));
    expect(await drydock.ended).toEqual({ status: 1, signal: null });
    expect(drydock.err()).toBe(
      'h.cfg:10: error: listen l: cannot listen on 192.0.2.1:8080: this machine does not have that address\n',
    );
  });

  it('a certificate that cannot be read', async () => {
    const { text } = await withPorts(listen('127.0.0.1:$front ssl crt /nowhere/site.pem'));
    const drydock = await start(text);
    expect((await drydock.ended).status).toBe(1);
    expect(drydock.err()).toMatch(/h\.cfg:10.*error: .*\/nowhere\/site\.pem.*\n/);
  });

  it('a name that does not resolve', async () => {
    const { text } = await withPorts(listen('127.0.0.1:$front', '\n  server b no-such-host.invalid:80'));
    const drydock = await start(text);
    expect((await drydock.ended).status).toBe(1);
    expect(drydock.err()).toMatch(
      /h\.cfg:12: error: server l\/b: the name 'no-such-host\.invalid' does not resolve \(\w+\)\n$/,
    );
  });

  it('a configuration with an error, and one without a listener', async () => {
    const wrong = await start(listen('127.0.0.1:1').replace('bind', 'bund'));
    expect((await wrong.ended).status).toBe(1);
    expect(wrong.err()).toContain("h.cfg:10:3: error: unknown keyword 'bund'");
    expect(wrong.err()).toMatch(/HAProxy 3\.2: fatal errors found in configuration: .*\n$/);
    const nothing = await start('global\n  maxconn 10\n');
    expect((await nothing.ended).status).toBe(2);
  });

  it('a pattern file that is not there', async () => {
    const { text } = await withPorts(
      `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  http-request deny if { path -f /nowhere/list }\n`,
    );
    const drydock = await start(text);
    expect((await drydock.ended).status).toBe(1);
    expect(drydock.err()).toMatch(/error: .*\/nowhere\/list/);
  });
});

/**
 * Stick tables that are shared by two processes: one is Drydock, the other each HAProxy there is, or Drydock too. What one
 * counts the other shows, in the same words; whoever was away is told; who begins anew asks for everything.
 */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { get, pause, quietPorts } from '../sockets/support.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const DRYDOCK = fileURLToPath(new URL('../../simulator/cli/drydock-haproxy', import.meta.url));

const running = new Set<RunningHaproxy>();
afterEach(async () => {
  await Promise.all([...running].map((one) => one.stop()));
  running.clear();
});

interface Ports {
  readonly a: number;
  readonly b: number;
  readonly front: Readonly<Record<'a' | 'b', number>>;
  readonly origin: Readonly<Record<'a' | 'b', number>>;
}

async function ports(): Promise<Ports> {
  const [a = 0, b = 0, frontA = 0, frontB = 0, originA = 0, originB = 0] = await quietPorts(6);
  return { a, b, front: { a: frontA, b: frontB }, origin: { a: originA, b: originB } };
}

const configuration = (me: 'a' | 'b', { a, b, front, origin }: Ports) => `
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s

peers others
  peer a 127.0.0.1:${a}
  peer b 127.0.0.1:${b}
  table own type integer size 100 expire 1h store gpt0,http_req_cnt

backend texts
  stick-table type string len 20 size 100 expire 1h store gpc0,gpc0_rate(1h),http_req_cnt,http_req_rate(1h),bytes_out_cnt,conn_cur,http_err_cnt peers others
backend addresses
  stick-table type ip size 100 expire 1h store gpc(3),gpt(2),gpc_rate(2,1h) peers others
backend six
  stick-table type ipv6 size 100 expire 1h store gpc1 peers others
backend bytes
  stick-table type binary len 8 size 100 expire 1h store conn_cnt peers others

frontend web
  bind 127.0.0.1:${front[me]}
  http-request track-sc0 path table texts
  http-request sc-inc-gpc0(0)
  http-request track-sc1 src table addresses
  http-request sc-inc-gpc(1,1)
  http-request sc-set-gpt(0,1) 77
  http-request track-sc2 url_param(n) table others/own if { url_param(n) -m found }
  http-request track-sc2 req.hdr(x-bytes),hex table bytes if { req.hdr(x-bytes) -m found }
  http-request track-sc2 req.hdr(x-six) table six if { req.hdr(x-six) -m found }
  use_backend sticky if { path_beg /sticky }
  http-request return status 200 content-type text/plain string "from ${me}" unless { path_beg /sticky }
backend sticky
  stick-table type string size 100 expire 1h peers others
  stick on path
  server one 127.0.0.1:${origin[me]}
  server two 127.0.0.1:${origin[me]}
frontend origin
  bind 127.0.0.1:${origin[me]}
  http-request return status 200
`;

async function start(binary: string, me: 'a' | 'b', where: Ports): Promise<RunningHaproxy> {
  const one = await startHaproxy(configuration(me, where), { binary, args: ['-L', me] });
  running.add(one);
  return one;
}

async function stop(one: RunningHaproxy): Promise<void> {
  running.delete(one);
  one.signal('SIGKILL');
  await one.stop();
}

const TABLES = ['texts', 'addresses', 'six', 'bytes', 'sticky', 'others/own'];

/** What a process shows of its tables, without what differs from one to the next: addresses, times, its own connections. */
async function shown(one: RunningHaproxy): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const table of TABLES) {
    const said = (await one.command(`show table ${table}`)).split('\n').filter((line) => line !== '');
    const entries = said.slice(1).map((line) =>
      line
        .replace(/^0x[0-9a-f]+: /, '')
        .replace(/ use=\d+ exp=\d+/, '')
        .replace(/ shard=\d+/, '')
        .replace(/conn_cur=\d+/, 'conn_cur'),
    );
    lines.push(`${table}: ${said.length - 1}`, ...entries.sort());
  }
  return lines;
}

/** Waits until both show the same, which is returned. */
async function agreed(
  one: RunningHaproxy,
  other: RunningHaproxy,
  withinMs: number,
  entries: number,
): Promise<readonly string[]> {
  for (const until = Date.now() + withinMs; ; await pause(100)) {
    const [mine, theirs] = [await shown(one), await shown(other)];
    const isEqual = mine.join('\n') === theirs.join('\n') && mine.length === entries + TABLES.length;
    if (isEqual) return mine;
    if (Date.now() > until) {
      expect(mine).toEqual(theirs);
      expect(mine.length).toBe(entries + TABLES.length);
    }
  }
}

async function ask(port: number, path: string, header = ''): Promise<void> {
  const { connect } = await import('node:net');
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('data', () => undefined);
    socket.on('close', () => resolve());
    socket.write(`GET ${path} HTTP/1.1\r\nhost: h\r\n${header}connection: close\r\n\r\n`);
  });
}

function exchange(name: string, first: () => string, second: () => string): void {
  test(`${name}: what each counts, the other knows`, async () => {
    const where = await ports();
    const a = await start(first(), 'a', where);
    const b = await start(second(), 'b', where);
    const front = where.front;
    for (const path of ['/one', '/one', '/two?n=5', '/two?n=4294967295']) await ask(front.a, path);
    await agreed(a, b, 8000, 5);
    await ask(front.b, '/one');
    await ask(front.b, '/three/and/longer/than/twenty', 'x-six: 2001:db8::7\r\n');
    await ask(front.b, '/one', 'x-bytes: ABCDEFGH12\r\n');
    const known = await agreed(a, b, 8000, 8);
    expect(known.find((line) => line.startsWith('key=/one '))).toContain('gpc0=4 gpc0_rate(3600000)=4');
    // names of servers are told once, then by number
    for (const path of ['/sticky/1', '/sticky/2', '/sticky/3', '/sticky/4']) await ask(front.a, path);
    const withServers = await agreed(a, b, 8000, 16);
    expect(withServers.some((line) => /key=\/sticky\/2 .*server_key=two/.test(line))).toBe(true);
  }, 40_000);

  test(`${name}: who was away is told, and who begins anew learns everything`, async () => {
    const where = await ports();
    const a = await start(first(), 'a', where);
    let b = await start(second(), 'b', where);
    const { front } = where;
    for (let n = 0; n < 30; n++) await ask(front.a, `/before/${n}`);
    await agreed(a, b, 8000, 31);
    await stop(b);
    for (let n = 0; n < 5; n++) await ask(front.a, `/away/${n}`);
    b = await start(second(), 'b', where);
    // five seconds for a process of its own name, then it asks
    await agreed(a, b, 15_000, 36);
    await ask(front.b, '/before/3');
    const known = await agreed(a, b, 8000, 36);
    expect(known.find((line) => line.startsWith('key=/before/3 '))).toContain('gpc0=2');
  }, 60_000);
}

describe('peers', () => {
  exchange(
    'Drydock and Drydock',
    () => DRYDOCK,
    () => DRYDOCK,
  );

  test('a reload keeps what was counted, and the others', async () => {
    const where = await ports();
    const a = await start(DRYDOCK, 'a', where);
    const b = await start(DRYDOCK, 'b', where);
    await ask(where.front.a, '/one');
    await agreed(a, b, 8000, 2);
    a.signal('SIGUSR2');
    for (let tries = 0; !a.messages().includes('reloaded') && tries < 500; tries++) await pause(10);
    expect(await agreed(a, b, 8000, 2)).toContainEqual(expect.stringMatching(/^key=\/one .*gpc0=1 /));
    await ask(where.front.b, '/one');
    await ask(where.front.a, '/two');
    expect(await agreed(a, b, 8000, 3)).toContainEqual(expect.stringMatching(/^key=\/one .*gpc0=2 /));
  }, 40_000);
});

describeWithEveryHaproxy('peers', ({ path }) => {
  exchange(
    'Drydock and HAProxy',
    () => DRYDOCK,
    () => path,
  );
  exchange(
    'HAProxy and Drydock',
    () => path,
    () => DRYDOCK,
  );
});

test('a peer is not met by others: what is wrong with a greeting is answered', async () => {
  const where = await ports();
  await start(DRYDOCK, 'a', where);
  const { connect } = await import('node:net');
  const answer = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(where.a, '127.0.0.1');
      let heard = '';
      socket.on('data', (data) => {
        heard += String(data);
      });
      socket.on('close', () => resolve(heard));
      socket.write(text, 'latin1');
    });
  expect(await answer('GET / HTTP/1.1\r\n\r\n\n')).toBe('501\n');
  expect(await answer('HAProxyS 3.0\na\nb 1 1\n')).toBe('502\n');
  expect(await answer('HAProxyS 2.1\nzzz\nb 1 1\n')).toBe('503\n');
  expect(await answer('HAProxyS 2.1\na\nzzz 1 1\n')).toBe('504\n');
  // a message that cannot be read ends the connection, with a word about it
  expect(await answer('HAProxyS 2.1\na\nb 1 1\n\x0a\x82\x03\x01\x09x')).toBe('200\n\x01\x00');
  expect(await answer('HAProxyS 2.1\na\nb 1 1\n\x0a\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff')).toBe(
    '200\n\x01\x01',
  );
  expect((await get(where.front.a, '/still')).status).toBe(200);
});

/** What checks make of servers, in virtual time; `test/oracle/health.test.ts` asks HAProxy the same. */
import { expect, it } from 'vitest';
import { planOf } from '../plans.ts';
import { type CheckServer, CheckWorld, type RuntimeOrder, type Turn } from './check-world.ts';

const OK: CheckServer = { answers: 'HTTP/1.0 200 OK\r\n\r\n', closes: 'end' };
const BAD: CheckServer = { answers: 'HTTP/1.0 503 No\r\n\r\n', closes: 'end' };

interface Case {
  readonly title: string;
  readonly lines: string;
  readonly servers: Readonly<Record<string, CheckServer>>;
  readonly turns?: readonly Turn[];
  readonly orders?: readonly RuntimeOrder[];
  readonly version?: '2.6' | '3.2';
  /** `time text`, the text shortened to its beginning. */
  readonly says: readonly string[];
  readonly starts?: Readonly<Record<string, readonly number[]>>;
}

function check(test: Case): void {
  it(test.title, () => {
    const text = `defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend f\n  bind :8080\nbackend b\n${test.lines}`;
    const run = new CheckWorld(planOf(text, test.version), test.servers, test.turns, test.orders).run(10_000);
    const said = [...run.lines.values()].flat().sort((x, y) => x.atMs - y.atMs);
    expect(said.map(({ atMs, text: line }) => `${atMs} ${line.replace(/\. \d active.*/, '')}`)).toEqual(test.says);
    for (const [name, times] of Object.entries(test.starts ?? {}))
      expect(run.starts.get(name)!.slice(0, times.length)).toEqual(times);
  });
}

check({
  title: 'a server is down at its first failure after the start, then up after rise successes',
  lines: '  option httpchk\n  server s 127.0.0.1:1 check inter 1s rise 3 fall 5\n',
  servers: { 'b/s': BAD },
  turns: [{ atMs: 2500, server: 'b/s', becomes: OK }],
  says: [
    '0 Server b/s is DOWN, reason: Layer7 wrong status, code: 503, info: "No", check duration: 0ms',
    '0 backend b has no server available!',
    '5000 Server b/s is UP, reason: Layer7 check passed, code: 200, check duration: 0ms',
  ],
});

check({
  title: 'fall failures in a row, fastinter between them, downinter behind them',
  lines:
    '  option httpchk\n  server s 127.0.0.1:1 check inter 2s fastinter 300 downinter 700 rise 2 fall 3\n  server t 127.0.0.1:2\n',
  servers: { 'b/s': OK },
  turns: [
    { atMs: 1000, server: 'b/s', becomes: BAD },
    { atMs: 4000, server: 'b/s', becomes: OK },
  ],
  says: [
    '2600 Server b/s is DOWN, reason: Layer7 wrong status, code: 503, info: "No", check duration: 0ms',
    '4300 Server b/s is UP, reason: Layer7 check passed, code: 200, check duration: 0ms',
  ],
  starts: { 'b/s': [0, 2000, 2300, 2600, 3300, 4000, 4300, 6300] },
});

check({
  title: 'one failure in between is forgiven',
  lines: '  option httpchk\n  server s 127.0.0.1:1 check inter 1s fall 2\n',
  servers: { 'b/s': OK },
  turns: [
    { atMs: 1500, server: 'b/s', becomes: BAD },
    { atMs: 2500, server: 'b/s', becomes: OK },
  ],
  says: [],
});

check({
  title: 'timeout check up to 2.8 ends nothing before the connection could have timed out',
  version: '2.6',
  lines: '  option httpchk\n  timeout check 200\n  server s 127.0.0.1:1 check inter 2s\n',
  servers: { 'b/s': {} },
  says: [
    '1000 Server b/s is DOWN, reason: Layer7 timeout, check duration: 1000ms',
    '1000 backend b has no server available!',
  ],
});

check({
  title: 'timeout check since 3.0 counts from the connection',
  lines: '  option httpchk\n  timeout check 200\n  server s 127.0.0.1:1 check inter 2s\n',
  servers: { 'b/s': {} },
  says: [
    '200 Server b/s is DOWN, reason: Layer7 timeout, check duration: 200ms',
    '200 backend b has no server available!',
  ],
});

check({
  title: 'maintenance forgets what checks had found',
  lines: '  option httpchk\n  server s 127.0.0.1:1 check inter 1s\n  server t 127.0.0.1:2\n',
  servers: { 'b/s': BAD },
  orders: [
    { atMs: 1500, server: 'b/s', state: 'maint' },
    { atMs: 3500, server: 'b/s', state: 'ready' },
  ],
  says: [
    '0 Server b/s is DOWN, reason: Layer7 wrong status, code: 503, info: "No", check duration: 0ms',
    '1500 Server b/s was DOWN and now enters maintenance.',
    '3500 Server b/s is UP/READY (leaving forced maintenance).',
    '4000 Server b/s is DOWN, reason: Layer7 wrong status, code: 503, info: "No", check duration: 0ms',
  ],
  starts: { 'b/s': [0, 1000, 4000] },
});

check({
  title: 'nine servers start over the shortest interval, the first at once',
  lines: `  option httpchk\n  default-server check inter 3s\n${Array.from({ length: 9 }, (_, n) => `  server s${n + 1} 127.0.0.1:1\n`).join('')}`,
  servers: Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`b/s${n + 1}`, OK])),
  says: [],
  starts: { 'b/s1': [0, 3000], 'b/s2': [333, 3333], 'b/s9': [2666, 5666] },
});

it('a check whose server answers after its time is over counts as timed out, once', () => {
  const text =
    'defaults\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nlisten l\n  bind :8080\n  option tcp-check\n  tcp-check expect string A\n  server s 127.0.0.1:1 check inter 500\n  server t 127.0.0.1:2\n';
  const run = new CheckWorld(planOf(text), { 'l/s': {} }).run(3000);
  expect(run.lines.get('l/s')!.map(({ text: line }) => line.slice(0, 40))).toEqual([
    'Server l/s is DOWN, reason: Layer7 timeo',
  ]);
  expect(run.starts.get('l/s')).toEqual([0, 1000, 2000, 3000]);
});

/**
 * What HAProxy says about servers by their health checks, and when it checks them, compared with ours: the same
 * configuration, the same servers, once with the program on loopback, once with the engine in virtual time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { CHECK_CASES, checkConfiguration } from '../engine/health/check-cases.ts';
import { type CheckServer, CheckWorld, type RuntimeOrder, type Turn } from '../engine/health/check-world.ts';
import { planOf } from '../engine/plans.ts';
import { startHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A listening socket whose queue is full: what connects to it waits. */
const HOLE = `
import socket, time
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0)
port = s.getsockname()[1]
held = []
for i in range(3):
    c = socket.socket(); c.setblocking(False)
    try: c.connect(('127.0.0.1', port))
    except BlockingIOError: pass
    held.append(c)
print(port, flush=True)
time.sleep(30)
`;

/** Real servers that do what a CheckServer says, and note when they are connected to. */
class Servers {
  readonly starts = new Map<string, number[]>();
  private readonly open: net.Server[] = [];
  private readonly children: ChildProcess[] = [];
  private readonly now = new Map<string, CheckServer>();

  async start(name: string, behaviour: CheckServer): Promise<string> {
    this.now.set(name, behaviour);
    if (behaviour.connect === 'hole') return `127.0.0.1:${await this.hole()}`;
    if (behaviour.connect === 'refuse') return '127.0.0.1:1';
    const server = net.createServer({ allowHalfOpen: true }, (socket) => this.accepted(name, socket));
    this.open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  turn(name: string, behaviour: CheckServer): void {
    this.now.set(name, behaviour);
  }

  private accepted(name: string, socket: net.Socket): void {
    this.starts.set(name, [...(this.starts.get(name) ?? []), performance.now()]);
    const { greets, answers, closes, closesAtOnce } = this.now.get(name)!;
    const finish = () => {
      if (closes === 'end') socket.end();
      if (closes === 'reset') socket.resetAndDestroy();
    };
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    if (greets !== undefined) {
      socket.write(greets, 'latin1');
      finish();
    } else if (closesAtOnce) finish();
    socket.on('data', () => {
      if (greets !== undefined || socket.destroyed) return;
      if (answers !== undefined) socket.write(answers, 'latin1');
      finish();
    });
  }

  private async hole(): Promise<number> {
    const child = spawn('python3', ['-c', HOLE], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.children.push(child);
    return new Promise((resolve) => child.stdout!.once('data', (data) => resolve(Number(data))));
  }

  close(): void {
    for (const server of this.open) server.close();
    for (const child of this.children) child.kill('SIGKILL');
  }
}

/** Durations are compared by themselves; and 3.4.7 prints a stale error behind ECONNREFUSED. */
function comparable(line: string): string {
  return line.replace(/(returned by OS) \([\w ]+\)/, '$1').replace(/duration: \d+ms/, 'duration: Nms');
}

/** Most that a check takes longer on a busy machine. */
const SLACK_MS = 300;

/** Durations in lines that are equal but for them: ours, and HAProxy's a little later. */
function sameDurations(mine: readonly string[], real: readonly string[]): void {
  const durations = (lines: readonly string[]) =>
    lines.flatMap((line) => /duration: (\d+)ms/.exec(line)?.[1] ?? []).map(Number);
  for (const [at, ms] of durations(mine).entries()) {
    const realMs = durations(real)[at]!;
    expect(realMs, real.join('\n')).toBeGreaterThan(ms - 20);
    expect(realMs, real.join('\n')).toBeLessThan(ms + SLACK_MS);
  }
}

function aboutServers(log: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of log) {
    const name = /server (\S+\/s\d*)/i.exec(line)?.[1];
    if (name) found.set(name, [...(found.get(name) ?? []), line]);
  }
  return found;
}

const versionOf = (text: string) => text.split('.').slice(0, 2).join('.') as Version;
/** HAProxy wants something to listen on. */
const front = async () =>
  `listen front\n  bind 127.0.0.1:${await freePort()}\n  mode tcp\n  timeout client 1s\n  timeout connect 1s\n  timeout server 1s\n`;

describeWithEveryHaproxy('what checks conclude', ({ path, version }) => {
  for (const logChecks of [false, true]) {
    const title = `${version}${logChecks ? ', option log-health-checks' : ''}`;
    const servers = new Servers();
    let theirs: Map<string, string[]>;
    let ours: ReturnType<CheckWorld['run']>;

    beforeAll(async () => {
      const addresses = new Map<string, string>();
      for (const { name, server } of CHECK_CASES) addresses.set(name, await servers.start(`${name}/s`, server));
      const text = checkConfiguration(CHECK_CASES, (name) => addresses.get(name)!, logChecks) + (await front());
      const haproxy = await startHaproxy(text, { binary: path });
      await sleep(1500);
      theirs = aboutServers(haproxy.log);
      await haproxy.stop();
      const behaviours = Object.fromEntries(CHECK_CASES.map(({ name, server }) => [`${name}/s`, server]));
      ours = new CheckWorld(planOf(text, versionOf(version)), behaviours).run(1450);
    });
    afterAll(() => servers.close());

    for (const { name } of CHECK_CASES) {
      it(`${title}: ${name}`, () => {
        const mine = (ours.lines.get(`${name}/s`) ?? [])
          .map(({ text }) => text)
          .filter((line) => !line.startsWith('backend'));
        const real = theirs.get(`${name}/s`) ?? [];
        expect(mine.map(comparable)).toEqual(real.map(comparable));
        sameDurations(mine, real);
      });
    }
  }
});

interface Timeline {
  readonly title: string;
  /** Only these know it. */
  readonly versions?: readonly string[];
  readonly config: string;
  readonly servers: Readonly<Record<string, CheckServer>>;
  readonly turns?: readonly Turn[];
  readonly orders?: readonly RuntimeOrder[];
  readonly untilMs: number;
}

const OK: CheckServer = { answers: 'HTTP/1.0 200 OK\r\n\r\n', closes: 'end' };
const BAD: CheckServer = { answers: 'HTTP/1.0 500 No\r\n\r\n', closes: 'end' };
const SILENT: CheckServer = {};
const defaults =
  'defaults\n  mode http\n  log global\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n';

const TIMELINES: readonly Timeline[] = [
  {
    title: 'inter, fastinter, downinter, rise, fall',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 300 fastinter 100 downinter 200 rise 3 fall 2\n`,
    servers: { 'b/s1': OK },
    turns: [
      { atMs: 700, server: 'b/s1', becomes: BAD },
      { atMs: 1450, server: 'b/s1', becomes: OK },
    ],
    untilMs: 2600,
  },
  {
    title: 'the first checks are spread over the shortest interval of a second or more',
    config: `${defaults}backend b\n  option httpchk\n  default-server check inter 1200\n  server s1 {s1}\n  server s2 {s2}\n  server s3 {s3} inter 2400\nbackend c\n  option httpchk\n  server s4 {s4} check inter 1000\n  server s5 {s5} check inter 400\n`,
    servers: { 'b/s1': OK, 'b/s2': OK, 'b/s3': OK, 'c/s4': OK, 'c/s5': OK },
    untilMs: 2500,
  },
  {
    title: 'with fastinter the first interval is that one: the counter is not at its top yet',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 1000 fastinter 200\n  server s2 {s2} check inter 1000 fastinter 200\n`,
    servers: { 'b/s1': OK, 'b/s2': OK },
    untilMs: 1500,
  },
  {
    title: 'a time-out takes its time, and then the interval',
    config: `${defaults}backend b\n  option httpchk\n  timeout check 150\n  timeout connect 100\n  server s1 {s1} check inter 300 fall 2\n`,
    servers: { 'b/s1': SILENT },
    untilMs: 1600,
  },
  {
    title: 'without timeout check, the interval is the time-out',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 250 fall 3\n`,
    servers: { 'b/s1': SILENT },
    untilMs: 1800,
  },
  {
    title: 'maintenance: no checks; back from it the server is up until a check fails',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200 fall 2 rise 2\n  server s2 {s2}\n`,
    servers: { 'b/s1': BAD },
    orders: [
      { atMs: 500, server: 'b/s1', state: 'maint' },
      { atMs: 1100, server: 'b/s1', state: 'ready' },
    ],
    untilMs: 1900,
  },
  {
    title: 'draining servers are checked on',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200 fall 2 rise 2\n  server s2 {s2}\n`,
    servers: { 'b/s1': OK },
    orders: [
      { atMs: 300, server: 'b/s1', state: 'drain' },
      { atMs: 900, server: 'b/s1', state: 'ready' },
    ],
    turns: [{ atMs: 650, server: 'b/s1', becomes: BAD }],
    untilMs: 1700,
  },
  {
    title: 'a 404 of a server that is down is a failure, of one that is up a good-bye',
    config: `${defaults}backend b\n  option httpchk\n  http-check disable-on-404\n  server s1 {s1} check inter 150 fall 2 rise 2\n`,
    servers: { 'b/s1': OK },
    turns: [
      { atMs: 400, server: 'b/s1', becomes: { answers: 'HTTP/1.0 404 Not Found\r\n\r\n', closes: 'end' } },
      { atMs: 800, server: 'b/s1', becomes: OK },
      { atMs: 1200, server: 'b/s1', becomes: BAD },
      { atMs: 1700, server: 'b/s1', becomes: { answers: 'HTTP/1.0 404 Not Found\r\n\r\n', closes: 'end' } },
    ],
    untilMs: 2200,
  },
  {
    title: 'the last server drains, and is paused',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200\n`,
    servers: { 'b/s1': OK },
    orders: [
      { atMs: 300, server: 'b/s1', state: 'drain' },
      { atMs: 500, server: 'b/s1', state: 'maint' },
      { atMs: 700, server: 'b/s1', state: 'drain' },
      { atMs: 900, server: 'b/s1', state: 'ready' },
      { atMs: 1100, server: 'b/s1', state: 'maint' },
      { atMs: 1300, server: 'b/s1', state: 'ready' },
    ],
    untilMs: 1600,
  },
  {
    title: 'servers that track another one',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200 fall 2 rise 2\n  server s2 {s2} track s1\n  server s3 {s3}\nbackend c\n  server s4 {s4} track b/s1\n  server s5 {s5}\n`,
    servers: { 'b/s1': OK },
    turns: [
      { atMs: 500, server: 'b/s1', becomes: BAD },
      { atMs: 1100, server: 'b/s1', becomes: OK },
    ],
    orders: [
      { atMs: 1700, server: 'b/s1', state: 'drain' },
      { atMs: 1800, server: 'b/s1', state: 'maint' },
      { atMs: 1900, server: 'c/s4', state: 'ready' },
      { atMs: 2000, server: 'b/s1', state: 'ready' },
      { atMs: 2050, server: 'c/s4', state: 'maint' },
      { atMs: 2100, server: 'c/s4', state: 'ready' },
    ],
    untilMs: 2150,
  },
  ...(['fully-up', 'up', 'down', 'fully-down'] as const).map((state) => ({
    title: `init-state ${state}`,
    versions: ['3.2', '3.4'],
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200 fall 2 rise 2 init-state ${state}\n  server s2 {s2}\n`,
    servers: { 'b/s1': OK },
    turns: [{ atMs: 700, server: 'b/s1', becomes: BAD }],
    untilMs: 1300,
  })),
  {
    title: 'backups',
    config: `${defaults}backend b\n  option httpchk\n  server s1 {s1} check inter 200 fall 2 rise 2\n  server s2 {s2} check inter 200 backup\n`,
    servers: { 'b/s1': OK, 'b/s2': OK },
    turns: [
      { atMs: 500, server: 'b/s1', becomes: BAD },
      { atMs: 1100, server: 'b/s1', becomes: OK },
    ],
    untilMs: 1900,
  },
];

/** Of an interval, on a busy machine; a test that fails is tried again. */
const TOLERANCE_MS = 50;

async function playReal(timeline: Timeline, binary: string): Promise<{ log: string[]; starts: Map<string, number[]> }> {
  const servers = new Servers();
  let text = timeline.config;
  for (const [name, behaviour] of Object.entries(timeline.servers)) {
    text = text.replace(`{${name.split('/')[1]}}`, await servers.start(name, behaviour));
  }
  text = text.replace(/\{s\d\}/g, '127.0.0.1:1');
  const haproxy = await startHaproxy(text + (await front()), { binary });
  try {
    // the clock begins with the first check, which HAProxy makes as soon as it runs
    const deadline = Date.now() + 3000;
    while (servers.starts.size === 0 && Date.now() < deadline) await sleep(1);
    const begin = Math.min(...[...servers.starts.values()].flat());
    const until = (atMs: number) => sleep(Math.max(0, begin + atMs - performance.now()));
    const acts = [
      ...(timeline.turns ?? []).map((turn) => ({
        atMs: turn.atMs,
        run: async () => servers.turn(turn.server, turn.becomes),
      })),
      ...(timeline.orders ?? []).map((order) => ({
        atMs: order.atMs,
        run: async () => void (await haproxy.command(`set server ${order.server} state ${order.state}`)),
      })),
    ].sort((x, y) => x.atMs - y.atMs);
    for (const act of acts) {
      await until(act.atMs);
      await act.run();
    }
    await until(timeline.untilMs);
    const starts = new Map(
      [...servers.starts].map(([name, times]) => [
        name,
        times.map((ms) => ms - begin).filter((ms) => ms <= timeline.untilMs),
      ]),
    );
    return { log: [...haproxy.log], starts };
  } finally {
    await haproxy.stop();
    servers.close();
  }
}

describeWithEveryHaproxy('when checks are made', ({ path, version }) => {
  // all of them at once; one that a busy machine spoilt is played again alone
  const played = new Map<Timeline, Promise<Awaited<ReturnType<typeof playReal>>>>();
  beforeAll(async () => {
    for (const timeline of TIMELINES) played.set(timeline, playReal(timeline, path));
    await Promise.allSettled(played.values());
  });
  for (const timeline of TIMELINES) {
    if (timeline.versions && !timeline.versions.includes(versionOf(version))) continue;
    it(`${version}: ${timeline.title}`, { retry: 3 }, async () => {
      const first = played.get(timeline);
      played.delete(timeline);
      const real = await (first ?? playReal(timeline, path));
      const config = timeline.config.replace(/\{s(\d)\}/g, '127.0.0.1:100$1');
      const ours = new CheckWorld(
        planOf(config + (await front()), versionOf(version)),
        timeline.servers,
        timeline.turns,
        timeline.orders,
      ).run(timeline.untilMs);
      const mine = [...ours.lines.values()]
        .flat()
        .sort((x, y) => x.atMs - y.atMs)
        .map(({ text }) => comparable(text));
      expect(mine).toEqual(real.log.filter((line) => /server/i.test(line)).map(comparable));
      for (const [name, times] of real.starts) {
        const expected = ours.starts.get(name)!;
        // the last one may fall on either side of the end
        expect(Math.abs(times.length - expected.length)).toBeLessThanOrEqual(1);
        for (let at = 1; at < Math.min(times.length, expected.length); at++) {
          const gapMs = times[at]! - times[at - 1]!;
          const wantedMs = expected[at]! - expected[at - 1]!;
          const story = `${name}, check ${at}: ${times.map(Math.round)}, ours ${expected}`;
          expect(Math.abs(gapMs - wantedMs), story).toBeLessThan(TOLERANCE_MS);
        }
        expect(Math.abs(times[0]! - expected[0]!), `first check of ${name}`).toBeLessThan(TOLERANCE_MS);
      }
    });
  }
});

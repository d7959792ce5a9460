import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import type { Frame, LoadResult, SimulatorApi } from '../../simulator/worker-api.ts';
import { HTTP_DEFAULTS } from './lab.ts';

const CONFIG = `${HTTP_DEFAULTS}
frontend www
    bind :80
    acl is_api path_beg /api
    use_backend api if is_api
    default_backend app
backend app
    balance roundrobin
    option httpchk GET /
    default-server check inter 500ms fall 2 rise 2
    server web1 192.0.2.1:80
    server web2 192.0.2.2:80
backend api
    server api1 192.0.2.9:80 maxconn 1
`;
const SCENARIO = `
duration: 20s
seed: 5
network: {clients: 10ms, servers: 5ms}
clients:
  - {name: browsers, rate: 10/s, request: [GET /, {send: GET /api/x, weight: 1}]}
servers: {"*": {service: {uniform: [20ms, 80ms]}}}
`;

let api: SimulatorApi;
let loaded: LoadResult;

async function load(config = CONFIG, scenario = SCENARIO, seed?: number): Promise<LoadResult> {
  const request = { config, scenario, version: '3.2' as const };
  return api.load(seed === undefined ? request : { ...request, seed });
}

beforeEach(async () => {
  api = createSimulator();
  loaded = await load();
});

/** Advances in small steps and puts the frames' lists together, as a page does. */
async function play(
  toMs: number,
  stepMs = 97,
): Promise<{ last: Frame; log: string[]; series: number[]; transitions: string[] }> {
  const log: string[] = [];
  const series: number[] = [];
  const transitions: string[] = [];
  for (let at = 0; ; at = Math.min(toMs, at + stepMs)) {
    const last = await api.advance(at);
    log.push(...last.log.map((l) => l.text));
    series.push(...last.series.map((p) => p.atMs));
    transitions.push(...last.transitions.map((t) => `${t.atMs} ${t.kind} ${t.to}`));
    if (at >= toMs) return { last, log, series, transitions };
  }
}

test('what was loaded is described', () => {
  expect(loaded).toMatchObject({ ok: true, seed: 5, durationMs: 20_000, scenarioProblems: [] });
  expect(loaded.topology).toMatchObject({
    clients: [{ id: 0, name: 'browsers', kind: 'open', to: 'www' }],
    frontends: [{ name: 'www', mode: 'http', binds: [':80'], backends: [2, 1] }],
    backends: [
      {
        name: 'app',
        algorithm: 'roundrobin',
        servers: [{ name: 'web1', address: '192.0.2.1:80', checked: true }, { name: 'web2' }],
      },
      { name: 'api', servers: [{ name: 'api1', maxconn: 1, checked: false }] },
    ],
  });
});

test('frames follow one another without gaps or repetitions', async () => {
  const { last, log, series } = await play(10_000);
  expect(last.nowMs).toBe(10_000);
  expect(last.ended).toBe(false);
  expect(series).toEqual(Array.from({ length: 100 }, (_, i) => (i + 1) * 100));
  expect(new Set(log).size).toBe(log.length);
  expect(log.length).toBeGreaterThanOrEqual(95);
  expect(last.totals.started).toBe(101);
  // logged when HAProxy has sent the answer, completed when the client has it
  expect(log.length - last.totals.completed).toBeLessThanOrEqual(1);
  const end = await api.advance(1e9);
  expect([end.nowMs, end.ended]).toEqual([20_000, true]);
});

test('requests in flight go through their phases, each with a time and an end', async () => {
  const seen = new Map<number, string[]>();
  for (let at = 0; at < 3000; at += 1) {
    const { flights, flightsTotal, nowMs } = await api.advance(at);
    expect(flightsTotal).toBe(flights.length);
    for (const f of flights) {
      const phases = seen.get(f.id) ?? [];
      if (phases.at(-1) !== f.phase) phases.push(f.phase);
      seen.set(f.id, phases);
      expect(f.sinceMs).toBeLessThanOrEqual(nowMs);
      if (f.untilMs !== null) expect(f.untilMs).toBeGreaterThanOrEqual(nowMs);
      expect(f.stream > 0).toBe(f.phase !== 'to-frontend');
      expect(f.label).toMatch(/^GET \//);
    }
  }
  const finished = [...seen.values()].slice(0, 20);
  for (const phases of finished) {
    expect(phases.filter((p) => p !== 'queued')).toEqual([
      'to-frontend',
      'connecting',
      'to-server',
      'at-server',
      'to-client',
    ]);
  }
});

test('a feed that waits for its next message is shown, connected to its server', async () => {
  await load(readFileSync('content/hl7/haproxy.cfg', 'utf8'), readFileSync('content/hl7/scenario.yaml', 'utf8'));
  let waiting = 0;
  for (let at = 1000; at < 6000; at += 250) {
    const { flights } = await api.advance(at);
    expect(flights).toHaveLength(2);
    waiting += flights.filter((f) => f.phase === 'connected').length;
    for (const f of flights) expect([f.backend, f.server]).toEqual([1, 0]);
  }
  expect(waiting).toBeGreaterThan(10);
});

describe('time can be turned back', () => {
  test('a frame after a seek is complete, and going on from there repeats what was seen', async () => {
    const first = await play(8000);
    const back = await api.seek(3000);
    expect(back).toMatchObject({ nowMs: 3000, reset: true });
    expect(back.log.map((l) => l.text)).toEqual(first.log.slice(0, back.log.length));
    expect(back.series).toHaveLength(30);
    const again = await api.advance(8000);
    expect([...back.log, ...again.log].map((l) => l.text)).toEqual(first.log);
    expect(again.flights).toEqual(first.last.flights);
    expect(again.servers).toEqual(first.last.servers);
    expect(again.totals).toEqual(first.last.totals);
  });

  test('the hash is that of the way up to now', async () => {
    await api.advance(8000);
    const whole = await api.hash();
    await api.seek(4000);
    const half = await api.hash();
    expect(half).not.toBe(whole);
    await api.advance(8000);
    expect(await api.hash()).toBe(whole);
    expect(whole).toMatch(/^[0-9a-f]{64}$/);
  });

  test('no time that was never seen can be gone to', async () => {
    await api.advance(2000);
    expect((await api.seek(9000)).nowMs).toBe(2000);
    expect((await api.seek(-5)).nowMs).toBe(0);
    expect((await api.seek(Number.NaN)).nowMs).toBe(0);
  });
});

describe('breaking things', () => {
  test('a killed server goes down, the mark is on the time axis, and it comes back', async () => {
    await api.advance(3000);
    await api.inject({ proxy: 1, server: 0, fault: 'refuse' });
    const broken = await api.advance(6000);
    expect(broken.transitions.map((t) => `${t.kind} ${t.server} ${t.from}>${t.to}`)).toEqual([
      'fault 0 ok>refuse',
      'state 0 UP>DOWN',
    ]);
    expect(broken.servers.find((s) => s.proxy === 1 && s.server === 0)).toMatchObject({
      state: 'DOWN',
      fault: 'refuse',
      lastCheck: 'L4CON',
    });
    await api.inject({ proxy: 1, server: 0, fault: 'none' });
    const whole = await api.advance(9000);
    expect(whole.servers[0]).toMatchObject({ state: 'UP', fault: 'ok', health: '2/2' });
    // back to before: the server is whole; forth again: it breaks again
    expect((await api.seek(2000)).servers[0]).toMatchObject({ state: 'UP', fault: 'ok' });
    expect((await api.seek(5000)).servers[0]).toMatchObject({ state: 'DOWN', fault: 'refuse' });
  });

  test('a fault injected in the past replaces the future', async () => {
    await api.advance(3000);
    await api.inject({ proxy: 1, server: 0, fault: 'refuse' });
    await api.advance(6000);
    await api.seek(1000);
    await api.inject({ proxy: 1, server: 1, fault: 'hang' });
    expect((await api.seek(6000)).nowMs).toBe(1000);
    const other = await api.advance(6000);
    expect(other.servers[0]).toMatchObject({ fault: 'ok', state: 'UP' });
    expect(other.servers[1]).toMatchObject({ fault: 'hang', state: 'DOWN' });
  });

  test('a server that is not there', async () => {
    await expect(api.inject({ proxy: 1, server: 7, fault: 'hang' })).rejects.toThrow(/no server 7/);
    await expect(api.inject({ proxy: 0, server: 0, fault: 'hang' })).rejects.toThrow(/no server 0/);
  });
});

describe('stories', () => {
  test('every decision is told in order, with the lines that decided', async () => {
    const { log } = await api.advance(5000);
    const line = log.find((l) => l.text.includes('GET /api/x'))!;
    const story = (await api.story(line.stream!))!;
    expect(story.log).toBe(line.text);
    expect(story.summary).toMatch(
      /^GET \/api\/x HTTP\/1\.1 from 198\.51\.100\.\d+: server api1 of backend api, status 200, .*---- ?\.$|----\.$/,
    );
    const texts = story.steps.map((s) => s.text).join('\n');
    expect(texts).toContain('Accepted by www.');
    expect(texts).toContain('use_backend');
    expect(texts).toContain('Goes to backend api');
    expect(texts).toContain('api1');
    expect(texts).toContain('Ended with termination state ----');
    const times = story.steps.map((s) => s.atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const rule = story.steps.find((s) => s.explanation.type === 'rule')!.explanation;
    const [span] = rule.spans;
    expect(CONFIG.slice(span!.from, span!.to)).toMatch(/use_backend api if is_api/);
  });

  test('telling a story changes nothing', async () => {
    await api.advance(5000);
    const before = await api.hash();
    await api.story(3);
    const frame = await api.advance(5000);
    expect(frame.nowMs).toBe(5000);
    expect(await api.hash()).toBe(before);
  });

  test('a stream that is not over, one that never was', async () => {
    await api.advance(5000);
    for (let at = 5000; ; at++) {
      const flight = (await api.advance(at)).flights.find((f) => f.phase === 'at-server');
      if (flight === undefined) continue;
      const story = (await api.story(flight.stream))!;
      expect(story.log).toBeNull();
      expect(story.summary).toBe('Still under way.');
      expect(story.steps.length).toBeGreaterThan(1);
      break;
    }
    expect(await api.story(0)).toBeNull();
    expect(await api.story(1_000_000)).toBeNull();
  });
});

test('requests are listed although the configuration logs nothing', async () => {
  await load(CONFIG.replace(/ {4}log .*\n| {4}option httplog\n/g, ''));
  const frame = await api.advance(5000);
  expect(frame.log.filter((l) => l.kind === 'request')).toEqual([]);
  expect(frame.requests.length).toBeGreaterThan(40);
  const [request] = frame.requests;
  expect(request).toMatchObject({ index: 0, client: 0, status: 200, ok: true });
  const story = (await api.story(request!.stream))!;
  expect(story.steps.length).toBeGreaterThan(1);
  expect(story.summary).toMatch(
    /^Ended: server \w+\d, status 200, termination state ----\. The configuration does not log it\.$/,
  );
});

test('single steps show something new each time', async () => {
  let previous = '';
  for (let i = 0; i < 40; i++) {
    const { nowMs, flights, servers } = await api.stepOnce();
    const picture = JSON.stringify([nowMs, flights, servers]);
    expect(picture).not.toBe(previous);
    previous = picture;
  }
});

describe('what is wrong is said, and nothing runs', () => {
  test('in the configuration', async () => {
    const result = await load('frontend www\n    bind :80\n    default_backend nowhere\n');
    expect(result.ok).toBe(false);
    expect(result.diagnostics.some((d) => d.severity === 'error')).toBe(true);
    await expect(api.advance(1)).rejects.toThrow(/nothing is loaded/);
  });

  const wrong: readonly (readonly [scenario: string, problem: string])[] = [
    ['clients: [{rate: 1/s, to: wwww}]\n', "1:27: no frontend 'wwww' (did you mean 'www'?): the frontends are www"],
    ['clients: [{rate: 1/s, to: ":81"}]\n', "1:27: no bind at ':81': it listens on :80"],
    ['clients: [{feeds: 1}]\n', "1:11: 'clients1' has feeds, and they need a frontend in mode tcp"],
    ['servers: {wbe1: {service: 1s}}\n', "1:11: no server 'wbe1' in the configuration: did you mean 'web1'?"],
    [
      'faults: [{at: 1s, server: app/web3, do: hang}]\n',
      "1:27: no server 'app/web3' in the configuration: did you mean 'app/web1'?",
    ],
  ];
  test.each(wrong)('in the scenario: %s', async (scenario, problem) => {
    const result = await load(CONFIG, scenario);
    expect(result.ok).toBe(false);
    expect(result.scenarioProblems.map((p) => `${p.line}:${p.column}: ${p.message}`)).toEqual([problem]);
  });
});

test('without a scenario, clients are made up for every frontend', async () => {
  const http = await load(CONFIG, '');
  expect(http.topology!.clients).toEqual([{ id: 0, name: 'clients of www', kind: 'open', to: 'www' }]);
  expect((await api.advance(5000)).totals.completed).toBeGreaterThan(90);
  const hl7 = await load(readFileSync('content/hl7/haproxy.cfg', 'utf8'), '');
  expect(hl7.topology!.clients.map((c) => c.kind)).toEqual(['feed']);
  expect((await api.advance(5000)).totals.completed).toBeGreaterThan(8);
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrderOfId } from '../../simulator/engine/id-table.ts';
import { hashTrace, inject, seek } from '../../simulator/trace/recording.ts';
import { HTTP_DEFAULTS, lab } from './lab.ts';

const WEB = `${HTTP_DEFAULTS}
frontend www
    bind :80
    default_backend app
backend app
    balance roundrobin
    option redispatch
    retries 2
    option httpchk GET /health
    default-server check inter 500ms fall 2 rise 2 maxconn 5
    server web1 192.0.2.1:80
    server web2 192.0.2.2:80
    server web3 192.0.2.3:80
`;

const BUSY = `
seed: 3
duration: 12s
clients:
  - {name: visitors, rate: 60/s, arrivals: poisson, stop: 8s}
  - {name: users, users: 8, think: {exponential: 100ms}, cookies: true, stop: 8s, timeout: 900ms}
  - {name: keepers, rate: 20/s, keepAlive: true, requestsPerConnection: 7, stop: 8s}
servers:
  "*": {service: {exponential: 60ms}, concurrency: 4}
faults:
  - {at: 2s, server: web1, do: refuse, for: 1500ms}
  - {at: 3s, server: web2, do: hang, for: 2s}
  - {at: 4s, server: web3, do: blackhole, for: 1s}
  - {at: 6s, server: web1, do: slow, factor: 30, for: 1s}
  - {at: 7s, server: web2, do: http-500, for: 500ms}
`;

const GUIDE = ['home', 'installation', 'keep-alive', 'network-load-balancing', 'hl7', 'testing'];
const guide = (name: string) =>
  [readFileSync(`content/${name}/haproxy.cfg`, 'utf8'), readFileSync(`content/${name}/scenario.yaml`, 'utf8')] as const;

describe('the same seed gives the same run, another seed another', () => {
  test.each(['busy', ...GUIDE])('%s', (name) => {
    const [config, scenario] = name === 'busy' ? [WEB, BUSY] : guide(name);
    const hash = (seed: number) => {
      const run = lab(config, scenario, seed);
      run.to();
      return hashTrace(run.recording);
    };
    const first = hash(11);
    expect(hash(11)).toBe(first);
    expect(hash(12)).not.toBe(first);
  });
});

describe('going to a time by way of snapshots is the same as running there', () => {
  const straight = lab(WEB, BUSY);
  test('busy', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12_000), { minLength: 1, maxLength: 5 }), (visits) => {
        const rewound = lab(WEB, BUSY);
        rewound.recording.spacing = 2000;
        rewound.to();
        for (const ms of visits) seek(rewound.recording, ms * 1000, 10_000_000);
        seek(straight.recording, 0, 10_000_000);
        straight.to(visits.at(-1)!);
        expect(rewound.state()).toEqual(straight.state());
        expect(rewound.recording.marks).toEqual(straight.recording.marks);
      }),
      { numRuns: 6 },
    );
  });

  test('the size of the steps does not matter', () => {
    const small = lab(WEB, BUSY);
    for (let ms = 0; ms <= 12_000; ms += 17) small.to(ms);
    small.to();
    const large = lab(WEB, BUSY);
    large.to();
    expect(small.state()).toEqual(large.state());
    expect(small.recording.points).toEqual(large.recording.points);
  });
});

describe('every request ends exactly once', () => {
  test.each([1, 2, 3, 4, 5])('seed %i', (seed) => {
    const run = lab(WEB, BUSY, seed);
    run.to();
    const requests = run.ended.map((e) => e.request);
    expect(new Set(requests).size).toBe(requests.length);
    let started = 0;
    for (const [index, group] of run.state().metrics.groups.entries()) {
      started += group.started;
      expect(run.ended.filter((e) => e.group === index)).toHaveLength(group.started);
      expect(group.answered + group.unanswered).toBe(group.started);
    }
    expect(started).toBeGreaterThan(500);
    // a stream is logged once; nothing is left behind when everybody has gone
    const streams = run.log.map((record) => record.stream);
    expect(new Set(streams).size).toBe(streams.length);
    expect(run.state().engine.streams.size).toBe(0);
    expect(inOrderOfId(run.state().clients).filter((c) => c.flight !== 0)).toEqual([]);
    for (const proxy of run.state().engine.proxies) {
      expect([proxy.beconn, proxy.queuedTotal, proxy.served]).toEqual([0, 0, 0]);
      for (const server of proxy.servers)
        expect([server.served, server.current, server.queue.length]).toEqual([0, 0, 0]);
    }
  });
});

test('a change in one group of clients does not shift the others', () => {
  const scenario = (extra: string) => `
duration: 5s
clients:
  - {name: a, rate: 20/s, arrivals: poisson}
${extra}`;
  const times = (extra: string) => {
    const run = lab(WEB, scenario(extra));
    run.to();
    return run.ended.filter((e) => e.group === 0).map((e) => Math.round(e.atMs * 1000 - e.latencyUs));
  };
  const alone = times('');
  expect(alone.length).toBeGreaterThan(50);
  expect(times('  - {name: b, rate: 30/s, arrivals: poisson}\n').sort((x, y) => x - y)).toEqual(
    alone.sort((x, y) => x - y),
  );
});

test('an injected fault happens again after a rewind, until something else is injected', () => {
  const run = lab(WEB, 'duration: 10s\nclients: [{name: a, rate: 50/s}]\n');
  const refuse = { machine: 0, action: 'refuse', factor: 1, proxy: 1, server: 0 } as const;
  run.to(2345.678);
  inject(run.recording, refuse);
  run.to(9000);
  const before = run.changes();
  expect(before.some((line) => line.includes('app/web1 UP>DOWN'))).toBe(true);
  seek(run.recording, 1_000_000, 10_000_000);
  expect(run.changes()).toEqual([]);
  seek(run.recording, 9_000_000, 10_000_000);
  expect(run.changes()).toEqual(before);
  seek(run.recording, 2_000_000, 10_000_000);
  inject(run.recording, { ...refuse, machine: 1, server: 1 });
  run.to(9000);
  const after = run.changes();
  expect(after.some((line) => line.includes('web1'))).toBe(false);
  expect(after.some((line) => line.includes('app/web2 UP>DOWN'))).toBe(true);
});

describe('no scenario runs for ever', () => {
  test.each([
    [
      'a closed loop without any delay',
      'duration: 1h\nnetwork: {clients: 0, servers: 0}\nclients: [{name: a, users: 3}]\nservers: {"*": {service: 0}}\n',
    ],
    ['a rate beyond what can be done', 'duration: 50s\nclients: [{name: a, rate: 1000000/s}]\n'],
    [
      'a feed that is always cut',
      'duration: 1d\nclients: [{name: a, users: 100, think: 0}]\nservers: {"*": {fault: refuse, service: 0}}\n',
    ],
  ])('%s: a call does a bounded amount of work', (_title, scenario) => {
    const run = lab(WEB, scenario);
    const before = run.state().events;
    run.recording.world.run(run.state(), run.runnable.durationUs, 5000, {
      log() {},
      serverState() {},
      fault() {},
      explained() {},
      ended() {},
      point() {},
    });
    expect(run.state().events - before).toBe(5000);
  });
});

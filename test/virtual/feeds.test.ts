import { describe, expect, test } from 'vitest';
import { lab } from './lab.ts';

const HL7 = (extra = '') => `defaults
    log stdout format raw local0
    mode tcp
    option tcplog
    option redispatch
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout check 1s
frontend hl7
    bind :2575
    default_backend engines
backend engines
    option tcp-check
    tcp-check connect linger
    tcp-check send-binary 0b4d53487c5e7e5c267c484150524f58597c4c427c4d4c4c507c484c377c32303235303130313030303030307c7c4e4d515e4e30317c4843317c507c322e350d1c0d
    tcp-check expect min-recv 20 ! rbinary 4D53417C(4145|4152|4345|4352)
    tcp-check expect rbinary 4D53417C4[13]41
    default-server check inter 1s fall 3 rise 2 ${extra}
    server engine1 192.0.2.41:2575 on-marked-up shutdown-backup-sessions
    server engine2 192.0.2.42:2575 backup
`;

const scenario = (faults: string, servers = '') => `
duration: 60s
clients: [{name: feed, feeds: 1, every: 500ms, ackTimeout: 20s, reconnect: 1s}]
servers: {"*": {service: 20ms, concurrency: 1}${servers}}
faults: [${faults}]
`;

function play(faults: string, extra = '', servers = '') {
  const run = lab(HL7(extra), scenario(faults, servers));
  run.to();
  const { started, answered, unanswered, resent, duplicates } = run.state().metrics.groups[0]!;
  return { run, started, answered, unanswered, resent, duplicates };
}

test('a feed is one long connection with one message outstanding', () => {
  const { run, started, answered, resent, duplicates } = play('');
  expect(run.log).toEqual([]);
  expect(run.state().engine.streams.size).toBe(1);
  expect(started).toBeGreaterThan(100);
  expect(started - answered).toBeLessThanOrEqual(1);
  expect([resent, duplicates]).toEqual([0, 0]);
  expect(run.changes()).toEqual([]);
});

describe('an engine that stops acknowledging', () => {
  test('with shutdown-sessions the feed moves at DOWN, and comes back at UP', () => {
    const { run, resent, answered, started } = play(
      '{at: 10.2s, server: engine1, do: hang, for: 20s}',
      'on-marked-down shutdown-sessions',
    );
    expect(run.log.map((r) => [r.server, r.termination])).toEqual([
      ['engine1', 'DC'],
      ['engine2', 'UC'],
    ]);
    expect(run.log[0]!.endMs).toBeCloseTo(run.when('engines/engine1', 'DOWN'), 0);
    expect(run.log[1]!.endMs).toBeCloseTo(run.when('engines/engine1', 'UP', 20_000), 0);
    expect(resent).toBe(1);
    expect(started - answered).toBeLessThanOrEqual(1);
  });

  test('without it the sender waits for its own acknowledgement timeout', () => {
    const { run, resent } = play('{at: 10.2s, server: engine1, do: hang, for: 25s}');
    // 20 s without an acknowledgement, 1 s until it connects again; the backup serves it then
    const slowest = Math.max(...run.ended.map((e) => e.latencyUs)) / 1000;
    expect(slowest).toBeGreaterThan(21_000);
    expect(slowest).toBeLessThan(21_100);
    // the sender's end is passed on, and the session waits for the engine's: it goes on at 35.2 s
    expect(run.log.map((r) => [r.server, r.termination, Math.round(r.endMs / 100)])).toContainEqual([
      'engine1',
      '--',
      352,
    ]);
    expect(resent).toBe(1);
  });

  test('a message that was processed but not acknowledged is processed twice', () => {
    const { duplicates, resent } = play('{at: 10.2s, server: engine1, do: hang, for: 25s}');
    // the hung engine goes on with what it had read
    expect([resent, duplicates]).toEqual([1, 1]);
  });
});

test('what a hung engine had received is processed when it goes on, though the feed was cut and has moved', () => {
  const faults = '{at: 10.2s, server: engine1, do: hang, for: 20s}';
  const { duplicates, resent } = play(faults, 'on-marked-down shutdown-sessions');
  expect([resent, duplicates]).toEqual([1, 1]);
});

test('a killed engine cuts the feed at once, and redispatch finds the backup before the checks do', () => {
  const { run, resent, duplicates } = play('{at: 10.2s, server: engine1, do: refuse, for: 20s}');
  expect(run.log[0]!.endMs).toBeGreaterThan(10_200);
  expect(run.log[0]!.endMs).toBeLessThan(10_210);
  expect(resent + duplicates).toBeLessThanOrEqual(1);
  expect(run.state().metrics.groups[0]!.started - run.state().metrics.groups[0]!.answered).toBeLessThanOrEqual(1);
});

test('negative acknowledgements: the checks take the engine down, and the feed counts failures', () => {
  const { run } = play('{at: 10.2s, server: engine1, do: http-500, for: 20s}');
  expect(run.changes().join('\n')).toMatch(
    /engine1 UP>DOWN Layer7 wrong status|engine1 UP>DOWN Layer7 invalid response/,
  );
  expect(run.state().metrics.groups[0]!.failed).toBeGreaterThan(0);
});

test('an engine that never acknowledges is found by the check', () => {
  const { run } = play('', '', ', engine1: {mllp: {ack: none}}');
  expect(run.changes()[0]).toMatch(/engine1 UP>DOWN Layer7 timeout/);
});

import { describe, expect, test } from 'vitest';
import { HTTP_DEFAULTS, lab } from './lab.ts';

const config = (check: string, more = '') => `${HTTP_DEFAULTS.replace('connect 1s', 'connect 300ms')}
    timeout check 300ms
frontend www
    bind :80
    default_backend app
backend app
    ${check}
    ${more}
    default-server check inter 1s fall 3 rise 2
    server web1 192.0.2.1:80
    server web2 192.0.2.2:80
`;

const scenario = (fault: string, clients = '') => `
duration: 40s
clients: [${clients}]
faults:
  - {at: 10s, server: web1, ${fault}, for: 10s}
`;

describe('what the checks find, and when', () => {
  // from the failure to DOWN: less than one interval to the first failed probe, two more intervals, and the probe's own time
  const cases: readonly (readonly [fault: string, check: string, reason: RegExp, probeMs: number])[] = [
    ['do: refuse', '', /Layer4 connection problem/, 2],
    ['do: refuse', 'option httpchk GET /', /Layer4 connection problem/, 2],
    ['do: blackhole', '', /Layer4 timeout/, 300],
    ['do: blackhole', 'option httpchk GET /', /Layer4 timeout/, 300],
    ['do: hang', 'option httpchk GET /', /Layer7 timeout/, 300],
    ['do: slow, factor: 1000', 'option httpchk GET /', /Layer7 timeout/, 300],
    ['do: http-500', 'option httpchk GET /', /Layer7 wrong status/, 5],
  ];
  test.each(cases)('%s, %s', (fault, check, reason, probeMs) => {
    const run = lab(config(check), scenario(fault));
    run.to();
    const lines = run.changes().filter((line) => !line.includes('fault'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/app\/web1 UP>DOWN/);
    expect(lines[0]).toMatch(reason);
    expect(lines[1]).toMatch(/app\/web1 DOWN>UP/);
    const downMs = run.when('app/web1', 'DOWN') - 10_000;
    expect(downMs).toBeGreaterThanOrEqual(2000);
    expect(downMs).toBeLessThanOrEqual(3000 + 3 * probeMs);
    const upMs = run.when('app/web1', 'UP') - 20_000;
    expect(upMs).toBeGreaterThanOrEqual(1000);
    expect(upMs).toBeLessThanOrEqual(2000 + 3 * probeMs);
  });

  test.each(['do: hang', 'do: http-500', 'do: slow, factor: 1000'])(
    '%s is not seen by a plain connect check',
    (fault) => {
      const run = lab(config(''), scenario(fault));
      run.to();
      expect(run.changes().filter((line) => !line.includes('fault'))).toEqual([]);
    },
  );

  test('option log-health-checks is heard in the log and not on the time axis', () => {
    const run = lab(config('option log-health-checks'), scenario('do: refuse'));
    run.to();
    const lines = run.serverLines();
    expect(lines.filter((line) => line.startsWith('Health check for server app/web1 failed'))).toHaveLength(3);
    expect(run.changes().filter((line) => !line.includes('fault'))).toHaveLength(2);
  });

  test('a health answer of its own', () => {
    const run = lab(config('option httpchk GET /'), 'duration: 8s\nservers: {web2: {health: 404}}\n');
    run.to();
    expect(run.changes().join()).toMatch(/app\/web2 UP>DOWN Layer7 wrong status/);
  });
});

describe('what requests see', () => {
  /** One request every 100 ms, five seconds of service, killed in the middle. */
  const request = (fault: string, more = '') => {
    const run = lab(
      config('', more).replaceAll(' check inter 1s fall 3 rise 2', ''),
      `
duration: 30s
clients: [{name: a, rate: 10/s, start: 9500ms, count: 8}]
servers: {"*": {service: 1s}}
faults: [{at: 10s, server: "*", ${fault}}]
`,
    );
    run.to();
    return run.log.map((r) => `${r.status} ${r.termination} ${r.retries}`);
  };

  test('killed: requests under way get 502, later ones 503 after their retries', () => {
    const seen = request('do: refuse');
    expect(seen.slice(0, 5)).toEqual(Array(5).fill('502 SH-- 0'));
    expect(seen.slice(5)).toEqual(Array(3).fill('503 SC-- 3'));
  });
  test('hung: 504 when timeout server ends', () => {
    expect(request('do: hang')).toEqual(Array(8).fill('504 sH-- 0'));
  });
  test('black hole: those under way wait for timeout server, new ones for timeout connect, again and again', () => {
    const seen = request('do: blackhole');
    expect(seen.filter((s) => s === '504 sH-- 0')).toHaveLength(5);
    expect(seen.filter((s) => s === '503 sC-- 3')).toHaveLength(3);
  });
  test('a server that answers 500 is passed on', () => {
    expect(request('do: http-500').slice(5)).toEqual(Array(3).fill('500 ---- 0'));
  });
  test('a process that is stopped and goes on loses nothing', () => {
    const run = lab(
      config('').replaceAll(' check inter 1s fall 3 rise 2', ''),
      `
duration: 20s
clients: [{name: a, rate: 10/s, start: 9500ms, count: 8}]
servers: {"*": {service: 1s}}
faults: [{at: 10s, server: "*", do: hang, for: 3s}]
`,
    );
    run.to();
    expect(run.log.map((r) => r.status)).toEqual(Array(8).fill(200));
    expect(Math.max(...run.ended.map((e) => e.latencyUs))).toBeGreaterThan(3_000_000);
  });
});

describe('a black hole that ends: TCP sends again', () => {
  test('a connection attempt comes through with its first retransmission, one second after it began', () => {
    const run = lab(
      config('')
        .replaceAll(' check inter 1s fall 3 rise 2', '')
        .replace('timeout connect 300ms', 'timeout connect 10s'),
      `
duration: 20s
network: {clients: 1ms, servers: 1ms}
clients: [{name: a, rate: 1/s, start: 5s, count: 1}]
servers: {"*": {service: 10ms}}
faults: [{at: 4s, server: "*", do: blackhole, for: 1500ms}]
`,
    );
    run.to();
    const [record] = run.log;
    expect([record!.status, record!.termination]).toEqual([200, '----']);
    expect(record!.timers.Tc).toBeGreaterThanOrEqual(1000);
    expect(record!.timers.Tc).toBeLessThanOrEqual(1005);
  });
});

describe('operators', () => {
  test('drain keeps what is there and takes nothing new; ready ends it', () => {
    const run = lab(
      config(''),
      `
duration: 20s
clients: [{name: a, rate: 20/s}]
faults: [{at: 5s, server: web1, do: drain, for: 5s}]
`,
    );
    run.to();
    const between = run.log.filter((r) => r.acceptMs > 5100 && r.acceptMs < 10_000).map((r) => r.server);
    expect(new Set(between)).toEqual(new Set(['web2']));
    expect(run.when('app/web1', 'DRAIN')).toBe(5000);
    expect(run.when('app/web1', 'UP', 5001)).toBe(10_000);
  });
});

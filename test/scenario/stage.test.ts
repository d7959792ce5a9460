import { describe, expect, test } from 'vitest';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../simulator/plan/build.ts';
import { readScenario } from '../../simulator/scenario/read.ts';
import { type Stage, stageScenario } from '../../simulator/scenario/stage.ts';

const CONFIG = `defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
frontend web
    bind 192.0.2.80:80
    bind [2001:db8::80]:8080
    default_backend app
frontend raw
    mode tcp
    bind :5000
    default_backend tcp
backend app
    server s1 10.0.0.1:80
    server s2 10.0.0.2:80
backend app2
    server s1 10.0.0.1:80
    server other 10.0.0.9:80
backend tcp
    mode tcp
    server s1 10.0.0.7:5000
`;

function stage(scenario: string): { readonly stage: Stage | null; readonly problems: readonly string[] } {
  const files = [{ name: 'haproxy.cfg', text: CONFIG }];
  const { scenario: read, problems } = readScenario(scenario);
  expect(problems).toEqual([]);
  const result = stageScenario(read!, plan(analyse(files, { version: '3.2' }).config));
  return { stage: result.stage, problems: result.problems.map((p) => `${p.line}:${p.column}: ${p.message}`) };
}

describe('clients find their frontend', () => {
  test.each([
    ['web', { listener: 0, mode: 'http', dst: { host: '192.0.2.80', port: 80 } }],
    ['":8080"', { listener: 1, mode: 'http', dst: { host: '2001:db8::80', port: 8080 } }],
    ['"[2001:db8::80]:8080"', { listener: 1 }],
    ['192.0.2.80:80', { listener: 0 }],
    ['raw', { listener: 2, mode: 'tcp', dst: { host: '192.0.2.1', port: 5000 } }],
    ['"*:5000"', { listener: 2 }],
  ])('to: %s', (to, expected) => {
    expect(stage(`clients: [{rate: 1, to: ${to}}]\n`).stage!.groups[0]).toMatchObject(expected);
  });

  test.each([
    ['clients: [{rate: 1}]', "1:11: 'clients1' needs 'to', the frontend it talks to: the frontends are web, raw"],
    ['clients: [{rate: 1, to: app}]', "1:25: no frontend 'app': the frontends are web, raw"],
    [
      'clients: [{rate: 1, to: 192.0.2.81:80}]',
      "1:25: no bind at '192.0.2.81:80': it listens on 192.0.2.80:80, 2001:db8::80:8080, :5000",
    ],
  ])('%s', (scenario, problem) => {
    const result = stage(`${scenario}\n`);
    expect(result.stage).toBeNull();
    expect(result.problems).toEqual([problem]);
  });
});

describe('servers', () => {
  const service = (ms: number) => ({ kind: 'constant', ms });

  test('the more exact pattern wins, whatever the order', () => {
    const { machines } = stage(
      'servers: {app/s1: {service: 4}, s1: {service: 3, status: 201}, app/*: {service: 2, concurrency: 7}, "*": {service: 1}}\n',
    ).stage!;
    expect(machines.map((m) => [m.name, m.behaviour.service, m.behaviour.status, m.behaviour.concurrency])).toEqual([
      ['app/s1', service(4), 201, 7],
      ['app/s2', service(2), 200, 7],
      ['app2/other', service(1), 200, null],
      ['tcp/s1', service(3), 201, null],
    ]);
  });

  test('servers with one address are one machine', () => {
    const { machineOf, faults } = stage('faults: [{at: 1s, server: s1, do: hang}]\n').stage!;
    expect(machineOf).toEqual([[], [], [0, 1], [0, 2], [3]]);
    // s1 stands in three backends on two machines
    expect(faults.map((f) => f.machine)).toEqual([0, 3]);
  });

  test('an operator acts on every server line', () => {
    const { faults } = stage('faults: [{at: 1s, server: s1, do: maint}]\n').stage!;
    expect(faults.map((f) => [f.proxy, f.server])).toEqual([
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  test('servers that feeds reach speak MLLP', () => {
    const { machines } = stage('clients: [{feeds: 1, to: raw}]\n').stage!;
    expect(machines.map((m) => m.speaks)).toEqual(['http', 'http', 'http', 'mllp']);
    const told = stage('clients: [{feeds: 1, to: raw}]\nservers: {tcp/s1: {mllp: false}}\n').stage!;
    expect(told.machines[3]!.speaks).toBe('tcp');
  });

  test('faults are in order of time', () => {
    const { faults } = stage('faults: [{at: 3s, server: s2, do: hang}, {at: 1s, server: other, do: slow}]\n').stage!;
    expect(faults.map((f) => [f.atMs, f.action])).toEqual([
      [1000, 'slow'],
      [3000, 'hang'],
    ]);
  });
});

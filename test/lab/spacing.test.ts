/** The generator's judgement of a scenario: what has nothing to do with each other is far enough apart, or it is not. */
import { expect, test } from 'vitest';
import { isSturdy } from '../../simulator/lab/generate/sturdy.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan as planOf } from '../../simulator/plan/build.ts';
import { readScenario } from '../../simulator/scenario/read.ts';
import { stageScenario } from '../../simulator/scenario/stage.ts';

interface Case {
  readonly what: string;
  /** More lines of the defaults, and the servers' options. */
  readonly defaults?: string;
  readonly server?: string;
  readonly clients: readonly string[];
  readonly service?: string;
  readonly fault?: string;
  readonly good: boolean;
}

const client = (number: number, startMs: number, more = '') =>
  `{ name: c${number}, to: www, start: ${startMs}ms, users: 1, think: 10ms, count: 1, from: 127.0.1.${number}, ${more}request: { send: GET / } }`;

const CASES: readonly Case[] = [
  { what: 'two requests far apart', clients: [client(1, 200), client(2, 400)], good: true },
  { what: 'two requests 30 ms apart', clients: [client(1, 200), client(2, 230)], good: false },
  {
    what: 'a response in the millisecond of a maintenance, which sets none free',
    clients: [client(1, 200)],
    service: '200ms',
    fault: 'maint',
    good: false,
  },
  {
    what: 'a response of a server that hung, in the millisecond in which it goes on',
    clients: [client(1, 500)],
    fault: 'hang, for: 300ms',
    good: true,
  },
  {
    what: 'a time-out of the queue a few milliseconds before the server comes free',
    defaults: 'timeout queue 190ms',
    server: 'maxconn 1',
    clients: [client(1, 200), client(2, 310)],
    service: '305ms',
    good: false,
  },
  {
    what: 'a time-out of the queue long before the server comes free',
    defaults: 'timeout queue 100ms',
    server: 'maxconn 1',
    clients: [client(1, 200), client(2, 310)],
    service: '305ms',
    good: true,
  },
  {
    what: 'a check in the midst of a request, where that decides how many connections are kept',
    server: 'check inter 300ms',
    clients: [client(1, 310), client(2, 450), client(3, 750)],
    good: false,
  },
];

test.each(CASES)('$what: $good', ({ defaults = '', server = '', clients, service = '2ms', fault, good }) => {
  const text = `global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 1s
  timeout client 10s
  timeout server 10s
  ${defaults}
frontend www
  bind 127.0.0.1:8080
  default_backend app
backend app
  server s1 127.0.1.1:80 ${server}
`;
  const scenario = `duration: 1200ms
clients:
${clients.map((one) => `  - ${one}\n`).join('')}servers:
  app/s1: { service: ${service} }
faults: [${fault === undefined ? '' : `{ at: 400ms, server: app/s1, do: ${fault} }`}]
`;
  const plan = planOf(analyse([{ name: 'haproxy.cfg', text }], { version: '3.2' }).config);
  const read = readScenario(scenario);
  expect(read.problems).toEqual([]);
  const { stage } = stageScenario(read.scenario!, plan);
  expect(isSturdy(plan, stage!)).toBe(good);
});

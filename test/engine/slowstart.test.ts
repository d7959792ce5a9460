/** Slow start: weights as `show stat` printed them, asked of HAProxy 2.6, 3.0 and 3.2; and what `maxconn` allows meanwhile. */
import { expect, it } from 'vitest';
import { createEngine } from '../../simulator/engine/create.ts';
import type { Input, Output } from '../../simulator/engine/io.ts';
import { slotLimit } from '../../simulator/engine/slots.ts';
import { nextDeadline, step } from '../../simulator/engine/step.ts';
import { serverLogLines } from '../../simulator/trace/log-lines.ts';
import { planOf } from './plans.ts';

const DEFAULTS = 'defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 2s\n';

function play(config: string) {
  const plan = planOf(`${DEFAULTS}${config}`);
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const log: string[] = [];
  const tell = (atMs: number, input: Input) => {
    const out: Output[] = [];
    step(plan, state, atMs, input, out);
    for (const output of out) if (output.type === 'serverState') log.push(...serverLogLines(plan, output.change));
  };
  const until = (atMs: number) => {
    for (let due = nextDeadline(state); due !== null && due <= atMs; due = nextDeadline(state)) {
      tell(due, { type: 'deadline' });
    }
  };
  const order = (atMs: number, command: Extract<Input, { type: 'command' }>['command']) => {
    until(atMs);
    tell(atMs, { type: 'command', command });
  };
  return { plan, state, log, until, order, server: state.proxies[0]!.servers[0]! };
}

function check(
  title: string,
  config: string,
  story: readonly (readonly [number, string])[],
  log: readonly string[],
): void {
  it(title, () => {
    const { state, server, until, order, log: lines } = play(config);
    for (const [atMs, what] of story) {
      const [word, value] = what.split(' ');
      if (word === 'ready' || word === 'maint') {
        order(atMs, { type: 'set-state', proxy: 0, server: 0, state: word });
      } else if (word === 'set') order(atMs, { type: 'set-weight', proxy: 0, server: 0, weight: Number(value) });
      else {
        until(atMs);
        expect(`${atMs} weight ${Math.ceil(server.effectiveWeight / 16)}`).toBe(`${atMs} ${what}`);
      }
    }
    expect(state.proxies[0]!.warming).toBe(0);
    expect(lines).toEqual(log);
  });
}

const listen = (balance: string) =>
  `listen l\n  bind :80\n  balance ${balance}\n  server a 127.0.0.1:81 weight 10 slowstart 5s maxconn 20\n  server b 127.0.0.1:81\n`;

check(
  'weights grow with the seconds since the server came up; another weight is scaled at once',
  listen('roundrobin'),
  [
    [300, 'maint'],
    [400, 'ready'],
    [400, 'weight 1'],
    [1200, 'weight 1'],
    [1600, 'weight 3'],
    [1650, 'set 20'],
    [2000, 'weight 5'],
    [2410, 'weight 9'],
    [3210, 'weight 9'],
    [3610, 'weight 13'],
    [4410, 'weight 17'],
    [5210, 'weight 17'],
    [5610, 'weight 20'],
  ],
  [
    'Server l/a is going DOWN for maintenance. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
    'Server l/a is UP/READY (leaving forced maintenance).',
    'Server l/a is UP. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  ],
);

check(
  'servers on a map have their whole weight at once, and keep it',
  listen('static-rr'),
  [
    [300, 'maint'],
    [400, 'ready'],
    [500, 'weight 10'],
    [600, 'set 20'],
    [700, 'weight 10'],
    [800, 'set 0'],
    [900, 'weight 0'],
    [1000, 'set 10'],
    [1100, 'weight 10'],
    [6000, 'weight 10'],
  ],
  [
    'Server l/a is going DOWN for maintenance. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
    'Server l/a is UP/READY (leaving forced maintenance).',
    'Server l/a is UP. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  ],
);

it('maxconn grows too, from one', () => {
  const { plan, state, server, until, order } = play(listen('roundrobin'));
  order(300, { type: 'set-state', proxy: 0, server: 0, state: 'maint' });
  order(400, { type: 'set-state', proxy: 0, server: 0, state: 'ready' });
  const limits: (number | null)[] = [];
  for (const atMs of [500, 1500, 2500, 3500, 4500, 5500]) {
    until(atMs);
    limits.push(slotLimit(plan.proxies[0]!.backend!, state.proxies[0]!, server.index));
  }
  expect(limits).toEqual([1, 4, 8, 12, 16, 20]);
});

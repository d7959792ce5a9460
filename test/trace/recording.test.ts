import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, nextBelow, type Random } from '../../simulator/scenario/random.ts';
import type { Observer } from '../../simulator/trace/observer.ts';
import {
  advance,
  createRecording,
  hashTrace,
  inject,
  type Recording,
  type Runnable,
  seek,
  stepOne,
} from '../../simulator/trace/recording.ts';

/** A world that is only a number that moves, so that rewinding is tested apart from what is simulated. */
interface Toy {
  nowUs: number;
  events: number;
  dueUs: number;
  value: number;
  readonly random: Random;
}

const DURATION = 6000;

function happen(toy: Toy, observer: Observer): void {
  toy.nowUs = toy.dueUs;
  toy.events++;
  toy.value = (toy.value * 31 + nextBelow(toy.random, 1000)) % 1_000_003;
  // often several at one instant: positions between them must be told apart
  toy.dueUs += nextBelow(toy.random, 3);
  observer.ended(toy.nowUs / 1000, {
    group: 0,
    client: 0,
    request: toy.events,
    stream: 0,
    proxy: 0,
    server: 0,
    status: toy.value,
    ok: true,
    latencyUs: 0,
  });
}

const world: Runnable<Toy, number> = {
  durationUs: DURATION,
  create: () => ({ nowUs: 0, events: 0, dueUs: 1, value: 1, random: createRandom(5, 'toy') }),
  run(toy, untilUs, maxEvents, observer) {
    for (let left = maxEvents; ; left--) {
      if (toy.dueUs > untilUs) break;
      if (left <= 0) return false;
      happen(toy, observer);
    }
    toy.nowUs = Math.max(toy.nowUs, untilUs);
    return true;
  },
  inject(toy, injection, observer) {
    toy.value = (toy.value + injection * 7919) % 1_000_003;
    observer.fault(toy.nowUs / 1000, { proxy: 0, server: 0, from: 'ok', to: String(injection), reason: '' });
  },
  explain() {},
  position: ({ nowUs, events }) => ({ nowUs, events }),
  nextDueUs: ({ dueUs }) => dueUs,
  lastStream: () => 0,
};

function toAt(recording: Recording<Toy, number>, untilUs: number): void {
  while (!advance(recording, untilUs, 1_000_000));
}

function seen(recording: Recording<Toy, number>): string {
  return JSON.stringify([recording.state, recording.marks]);
}

/** A recording that takes a snapshot every few happenings, so that a short run has many. */
function fresh(spacing = 300): Recording<Toy, number> {
  const recording = createRecording(world);
  recording.spacing = spacing;
  return recording;
}

describe('going back and forth', () => {
  test('gives the same state at the same time, whatever the way there', () => {
    const straight = fresh(1_000_000);
    const times = fc.array(fc.nat(DURATION), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(times, (visits) => {
        const recording = fresh();
        toAt(recording, DURATION);
        for (const atUs of visits) seek(recording, atUs, 1_000_000);
        const last = visits.at(-1)!;
        seek(straight, 0, 1);
        toAt(straight, last);
        expect(seen(recording)).toBe(seen(straight));
        expect(hashTrace(recording)).toBe(hashTrace(straight));
      }),
      { numRuns: 60 },
    );
  });

  test('small budgets only make it slower', () => {
    const one = fresh();
    while (!advance(one, 5000, 7));
    const other = fresh();
    toAt(other, 5000);
    expect(seen(one)).toBe(seen(other));
  });

  test('single steps come to the same', () => {
    const one = fresh();
    while (stepOne(one, 3000));
    const other = fresh();
    toAt(other, 3000);
    expect(seen(one)).toBe(seen(other));
  });
});

describe('injecting', () => {
  test('injections happen again at their exact place, also between two happenings of one instant', () => {
    const plan = fc.array(fc.record({ steps: fc.integer({ min: 1, max: 300 }), value: fc.nat(50) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(plan, fc.nat(DURATION), (injections, detour) => {
        const recording = fresh(150);
        for (const { steps, value } of injections) {
          for (let i = 0; i < steps; i++) stepOne(recording, DURATION);
          inject(recording, value);
        }
        toAt(recording, DURATION);
        const before = [seen(recording), hashTrace(recording)];
        seek(recording, detour, 1_000_000);
        seek(recording, DURATION, 1_000_000);
        expect([seen(recording), hashTrace(recording)]).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  test('an injection after a rewind cuts the future that was seen', () => {
    const recording = fresh();
    toAt(recording, 1000);
    inject(recording, 1);
    toAt(recording, 5500);
    inject(recording, 2);
    toAt(recording, DURATION);
    seek(recording, 4000, 1_000_000);
    inject(recording, 3);
    toAt(recording, DURATION);
    expect(recording.injections.map((i) => i.injection)).toEqual([1, 3]);
    expect(recording.states.map((s) => s.kind === 'fault' && s.change.to)).toEqual(['1', '3']);
    const direct = fresh();
    toAt(direct, 1000);
    inject(direct, 1);
    toAt(direct, 4000);
    inject(direct, 3);
    toAt(direct, DURATION);
    expect(seen(recording)).toBe(seen(direct));
  });

  test('an injection right at a place that was reached by rewinding keeps the ones before it', () => {
    const recording = fresh();
    toAt(recording, 2000);
    inject(recording, 1);
    inject(recording, 2);
    toAt(recording, 3000);
    seek(recording, 2000, 1_000_000);
    expect(recording.injected).toBe(2);
    inject(recording, 3);
    expect(recording.injections.map((i) => i.injection)).toEqual([1, 2, 3]);
  });
});

test('snapshots are thinned: their number stays bounded, the first stays', () => {
  const recording = fresh(10);
  toAt(recording, DURATION);
  expect(recording.snapshots.length).toBeLessThanOrEqual(64);
  expect(recording.snapshots[0]!.position.events).toBe(0);
  const gaps = recording.snapshots.slice(1).map((s, i) => s.position.events - recording.snapshots[i]!.position.events);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(recording.spacing);
});

/**
 * Where HAProxy draws at random and the server drawn refuses, nobody sees the draw. The replay is then tried with guesses,
 * bettered one at a time, until everything else agrees: a run is explained when there is one legal course of chance that
 * leads to all that was seen.
 */
import type { Plan } from '../plan/plan.ts';
import { createRandom, nextBelow, type Random } from '../scenario/random.ts';
import type { Stage } from '../scenario/stage.ts';
import { compare, type Finding } from './compare.ts';
import { type Guesses, replay } from './replay.ts';
import type { Tape } from './tape.ts';

const TRIES = 600;
/** So often without anything better, and it begins anew. */
const PATIENCE = 60;

/** The findings of the replay that agrees best. */
export function explainRun(plan: Plan, stage: Stage, tape: Tape): readonly Finding[] {
  let best = compare(plan, tape, replay(plan, stage, tape, new Map()));
  const doors = closedDoors(tape);
  const tried = failedAttempts(tape);
  if (distance(best) === 0 || doors.length === 0 || tried.length === 0 || !drawsAtRandom(plan)) return best;
  const random = createRandom(1, 'guesses');
  let guesses: Guesses = new Map();
  let score = Number.POSITIVE_INFINITY;
  for (let tries = 0, idle = 0; tries < TRIES && distance(best) > 0; tries++) {
    const fresh = idle > PATIENCE || score === Number.POSITIVE_INFINITY;
    const changed = new Map(fresh ? [] : guesses);
    for (const { id, failures } of fresh ? tried : [tried[nextBelow(random, tried.length)]!]) {
      changed.set(id, guess(stage, doors, failures, random));
    }
    const found = compare(plan, tape, replay(plan, stage, tape, changed));
    const now = distance(found);
    idle = fresh || now < score ? 0 : idle + 1;
    if (!fresh && now > score) continue;
    guesses = changed;
    score = now;
    if (score < distance(best)) best = found;
  }
  return best;
}

/** Requests that HAProxy had to try more than once, or in vain, and how often that went wrong; the log tells. */
function failedAttempts(tape: Tape): readonly { readonly id: string; readonly failures: number }[] {
  return tape.clients.flatMap(({ src, acts }) => {
    const lines = tape.log.filter(({ text }) => text.startsWith(`${src.host}:${src.port} `));
    const sends = acts.flatMap((act) => (act.type === 'send' ? [act.id] : []));
    return sends.flatMap((id, index) => {
      const line = lines[index]?.text;
      // no line so far: it is still being tried
      const retries = line === undefined ? 3 : Number(/\d+\/\d+\/\d+\/\d+\/\+?(\d+) \d+\/\d+/.exec(line)?.[1] ?? 0);
      const inVain = line !== undefined && / SC/.test(line) && !line.includes('<NOSRV>') ? 1 : 0;
      const failures = retries + inVain;
      return failures === 0 ? [] : [{ id, failures }];
    });
  });
}

function closedDoors(tape: Tape): readonly number[] {
  return [...new Set(tape.doors.filter(({ open }) => !open).map(({ machine }) => machine))];
}

/** Chance has a say in where requests go. */
export function drawsAtRandom(plan: Plan): boolean {
  return plan.proxies.some(({ backend }) => {
    const algorithm = backend?.balance.algorithm;
    return algorithm === 'random' || (algorithm === 'leastconn' && plan.behaviour.leastconnTies === 'random');
  });
}

/** Servers that were tried, in order. A retry of the same server is no new draw: there may be fewer than failures. */
function guess(
  stage: Stage,
  doors: readonly number[],
  failures: number,
  random: Random,
): { proxy: number; server: number }[] {
  const servers = doors.flatMap((machine) => stage.machines[machine]!.servers);
  const draws = nextBelow(random, 2) === 0 ? failures : nextBelow(random, failures + 1);
  const tried: { proxy: number; server: number }[] = [];
  while (tried.length < draws) {
    const next = servers[nextBelow(random, servers.length)]!;
    // a redispatch looks for another server first
    if (servers.length === 1 || next !== tried.at(-1)) tried.push(next);
  }
  return tried;
}

/** How far from agreement: a number that is nearly right is better than one that is not. */
function distance(findings: readonly Finding[]): number {
  let sum = 0;
  for (const { parts } of findings) {
    for (const part of parts) {
      const numbers = /HAProxy (\d+), Drydock (\d+)$/.exec(part);
      sum += numbers === null ? 2 : 1 + Math.min(3, Math.abs(Number(numbers[1]) - Number(numbers[2])) / 4);
    }
  }
  return sum;
}

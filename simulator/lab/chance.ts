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

const TRIES = 400;
const MAX_UNSEEN = 5;

/** The findings of the replay that agrees best. */
export function explainRun(plan: Plan, stage: Stage, tape: Tape): readonly Finding[] {
  let guesses: Guesses = new Map();
  let findings = compare(plan, tape, replay(plan, stage, tape, guesses));
  let score = distance(findings);
  const doors = closedDoors(tape);
  const ids = [
    ...new Set(tape.clients.flatMap(({ acts }) => acts.flatMap((act) => (act.type === 'send' ? [act.id] : [])))),
  ];
  if (score === 0 || doors.length === 0 || ids.length === 0 || !drawsAtRandom(plan)) return findings;
  const random = createRandom(1, 'guesses');
  for (let tries = 0; tries < TRIES && score > 0; tries++) {
    const changed = new Map(guesses);
    for (let left = 1 + nextBelow(random, 2); left > 0; left--) {
      changed.set(ids[nextBelow(random, ids.length)]!, guess(stage, doors, random));
    }
    const found = compare(plan, tape, replay(plan, stage, tape, changed));
    const now = distance(found);
    if (now > score) continue;
    [guesses, findings, score] = [changed, found, now];
  }
  return findings;
}

function closedDoors(tape: Tape): readonly number[] {
  return [...new Set(tape.doors.filter(({ open }) => !open).map(({ machine }) => machine))];
}

function drawsAtRandom(plan: Plan): boolean {
  return plan.proxies.some(({ backend }) => {
    const algorithm = backend?.balance.algorithm;
    return algorithm === 'random' || (algorithm === 'leastconn' && plan.behaviour.leastconnTies === 'random');
  });
}

function guess(stage: Stage, doors: readonly number[], random: Random): { proxy: number; server: number }[] {
  const servers = doors.flatMap((machine) => stage.machines[machine]!.servers);
  return Array.from({ length: nextBelow(random, MAX_UNSEEN + 1) }, () => servers[nextBelow(random, servers.length)]!);
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

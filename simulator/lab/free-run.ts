/**
 * The free run: the same scenario in the virtual world, which knows nothing of the real one. Its changes of servers must
 * come at the times at which they came in reality, within one interval of the server's checks and a tenth of a second.
 */
import { createRunnable } from '../drivers/virtual/runnable.ts';
import type { ServerStateChange } from '../engine/io.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stage } from '../scenario/stage.ts';
import { serverLogLines } from '../trace/log-lines.ts';
import { NOBODY } from '../trace/observer.ts';
import type { Finding } from './compare.ts';
import type { Tape } from './tape.ts';

const EVENTS = 5_000_000;
/** Beside one interval. */
export const FREE_TOLERANCE_MS = 100;

interface Seen {
  readonly atMs: number;
  readonly what: string;
  readonly intervalMs: number;
}

export function compareFreely(plan: Plan, stage: Stage, tape: Tape): readonly Finding[] {
  const ours: Seen[] = [];
  const run = createRunnable(plan, { ...stage, scenario: quick(stage.scenario) }, stage.scenario.seed);
  run.run(run.create(), run.durationUs, EVENTS, {
    ...NOBODY,
    serverState(atMs, change) {
      if (change.administrative) return;
      const line = serverLogLines(plan, change)[0];
      const what = line === undefined ? null : transition(line);
      if (what !== null) ours.push({ atMs, what, intervalMs: intervalOf(plan, change) });
    },
  });
  const real = tape.log.flatMap(({ atMs, text }) => {
    const what = transition(text);
    return what === null || text.includes('forced') ? [] : [{ atMs, what }];
  });
  const left = new Map<string, Seen[]>();
  for (const seen of ours) left.set(seen.what, [...(left.get(seen.what) ?? []), seen]);
  const findings: Finding[] = [];
  const add = (haproxy: string | null, drydock: string | null, parts: readonly string[]) =>
    findings.push({ what: 'timing', agrees: parts.length === 0, haproxy, drydock, parts });
  for (const { atMs, what } of real) {
    const mine = left.get(what)?.shift();
    const text = `${what} at ${Math.round(atMs)} ms`;
    if (mine === undefined) {
      // the very last moments: it may come a little later in the other world
      if (atMs < tape.endMs - 2 * FREE_TOLERANCE_MS - slowest(plan)) add(text, null, ['not so in the free run']);
      continue;
    }
    const offMs = Math.abs(mine.atMs - atMs);
    const isNear = offMs <= mine.intervalMs + FREE_TOLERANCE_MS;
    add(text, `${what} at ${Math.round(mine.atMs)} ms`, isNear ? [] : [`${Math.round(offMs)} ms apart`]);
  }
  for (const rest of left.values()) {
    for (const { atMs, what } of rest) {
      if (atMs < tape.endMs - 2 * FREE_TOLERANCE_MS - slowest(plan)) {
        add(null, `${what} at ${Math.round(atMs)} ms`, ['only in the free run']);
      }
    }
  }
  return findings;
}

/** On loopback there is no way to speak of. */
function quick(scenario: Stage['scenario']): Stage['scenario'] {
  return { ...scenario, network: { clientsMs: 0, serversMs: 0 } };
}

function transition(line: string): string | null {
  const match = /^(?:Backup )?Server (\S+) is (UP|DOWN|stopping)[,.]/.exec(line);
  return match === null ? null : `${match[1]} ${match[2]}`;
}

function intervalOf(plan: Plan, { proxy, server }: ServerStateChange): number {
  return plan.proxies[proxy]!.backend!.servers[server]!.check?.interMs ?? 0;
}

function slowest(plan: Plan): number {
  const all = plan.proxies.flatMap((proxy) => proxy.backend?.servers.map(({ check }) => check?.interMs ?? 0) ?? []);
  return Math.max(0, ...all);
}

/**
 * Does a scenario end as it does whatever moment each thing takes? What has nothing to do with each other is to be 50 ms
 * apart, and that is not only what comes from outside: a time-out and a server coming free, a check and a request may meet
 * too. So the virtual world plays the scenario again and again, with clients, servers and faults a little earlier and later,
 * and everything that is compared has to stay as it was. Where the load balancer draws, other draws are tried as well.
 */
import { createRunnable } from '../../drivers/virtual/runnable.ts';
import type { Plan } from '../../plan/plan.ts';
import { createRandom, nextUnit } from '../../scenario/random.ts';
import type { Distribution } from '../../scenario/schema.ts';
import type { Stage, StageFault, StageGroup } from '../../scenario/stage.ts';
import { requestLogLine, serverLogLines } from '../../trace/log-lines.ts';
import { NOBODY } from '../../trace/observer.ts';
import { statRows } from '../../trace/show-stat.ts';
import { entryLine } from '../../trace/table-entry.ts';
import { drawsAtRandom } from '../chance.ts';
import { TAIL_MS } from '../tape.ts';
import { isWellSpaced } from './spacing.ts';

/**
 * By so much everything from outside moves against the load balancer's own clock, which its checks follow; with servers
 * late, a request that a check might meet does meet it in one of them.
 */
const SHIFTS_MS = [12, -12, 8, -8, 4, -4];
/** So often each thing moves by itself. */
const SHAKES = 4;
/** By so much each client and each fault moves by itself, at most, either way. */
const ALONE_MS = 8;
/** Servers answer a little late, clients think and wait a little longer; nobody is early by more than a moment. */
const EARLY_MS = 1;
const LATE_MS = 5;
/** Courses of chance that are tried where the load balancer draws. */
const COURSES = 5;
const EVENTS = 200_000;

type Between = (fromMs: number, toMs: number) => number;

/** Servers and thoughts last as long as they may; what moves either way stays. */
const latest: Between = (fromMs, toMs) => (fromMs === -toMs ? 0 : toMs);

/** What is not sturdy under any legal course of chance is no good. */
export function isSturdy(plan: Plan, stage: Stage): boolean {
  const { seed } = stage.scenario;
  const courses = drawsAtRandom(plan) ? COURSES : 1;
  return Array.from({ length: courses }, (_, index) => seed + index).every((course) => {
    if (!isWellSpaced(plan, stage, course)) return false;
    const random = createRandom(course, 'shaken');
    const before = outcome(plan, stage, course);
    const isAlike = (other: Stage) => outcome(plan, other, course) === before;
    const between: Between = (fromMs, toMs) => fromMs + (toMs - fromMs) * nextUnit(random);
    return (
      SHIFTS_MS.every((shiftMs) => isAlike(moved(stage, shiftMs, latest))) &&
      Array.from({ length: SHAKES }).every(() => isAlike(moved(stage, 0, between)))
    );
  });
}

/** Everything that is compared with the real HAProxy, but times. */
function outcome(plan: Plan, stage: Stage, seed: number): string {
  const durationMs = stage.scenario.durationMs + TAIL_MS;
  const scenario = { ...stage.scenario, durationMs, network: { clientsMs: 0, serversMs: 0 } };
  const run = createRunnable(plan, { ...stage, scenario }, seed);
  // lines of different clients, and of different servers, may change places
  const told: Record<string, string[]> = {};
  const tell = (who: string, line: string) => {
    told[who] ??= [];
    told[who].push(line);
  };
  const state = run.create();
  run.run(state, run.durationUs, EVENTS, {
    ...NOBODY,
    log(_, record) {
      tell(record.src.host, untimed(requestLogLine(plan, record, () => 0)));
    },
    serverState(_, change) {
      for (const line of serverLogLines(plan, change))
        tell(`${change.proxy}/${change.server}`, line.replace(DURATION, ''));
    },
  });
  const nowMs = Math.floor(run.durationUs / 1000);
  const { engine } = state;
  const tables = plan.tables.map((_, index) =>
    [...engine.tables[index]!.entries.values()].map((entry) =>
      entryLine(plan, index, entry, nowMs, 1).replace(SINKS, ''),
    ),
  );
  return JSON.stringify([Object.entries(told).sort(), statRows(plan, engine), tables.map((lines) => lines.sort())]);
}

const DURATION = /check duration: \d+ms/;
const SINKS = /0x[0-9a-f]+: | exp=\d+| \w+_rate\(\d+\)=\d+/g;

/** Without the client's port, the date and the timers, which are the fourth word of every format here. */
function untimed(line: string): string {
  const words = line.replace(/^(\S+):\d+ \[[^\]]*\] /, '$1 ').split(' ');
  words[3] = '';
  return words.join(' ');
}

/** @param shiftMs for all of it; @param between draws what each thing does by itself */
function moved(stage: Stage, shiftMs: number, between: Between): Stage {
  const alone = () => between(-ALONE_MS, ALONE_MS);
  const groups = stage.groups.map((staged): StageGroup => {
    const { group } = staged;
    const { traffic, patienceMs } = group;
    return {
      ...staged,
      group: {
        ...group,
        startMs: group.startMs + shiftMs + alone(),
        patienceMs: patienceMs === null ? null : patienceMs + between(0, LATE_MS),
        traffic: traffic.kind === 'closed' ? { ...traffic, think: late(traffic.think, between) } : traffic,
      },
    };
  });
  const machines = stage.machines.map((machine) => ({
    ...machine,
    behaviour: { ...machine.behaviour, service: late(machine.behaviour.service, between) },
  }));
  const faults = stage.faults.map((fault): StageFault => {
    const { atMs, forMs } = fault;
    return { ...fault, atMs: atMs + shiftMs + alone(), forMs: forMs === null ? null : forMs + alone() };
  });
  const durationMs = stage.scenario.durationMs + shiftMs + between(0, LATE_MS);
  return {
    ...stage,
    scenario: { ...stage.scenario, durationMs },
    groups,
    machines,
    faults: faults.sort((a, b) => a.atMs - b.atMs),
  };
}

function late(distribution: Distribution, between: Between): Distribution {
  if (distribution.kind !== 'constant') return distribution;
  return { kind: 'constant', ms: Math.max(0, distribution.ms + between(-EARLY_MS, LATE_MS)) };
}

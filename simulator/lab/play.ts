/** One real run: HAProxy, the lab's servers and clients, the faults and the operator, each at its time; all onto one tape. */
import type { Stage, StageFault } from '../scenario/stage.ts';
import { type Crowd, closeCrowd } from './client-conns.ts';
import { startGroup } from './clients.ts';
import { type Program, SOCKET, startHaproxy } from './haproxy.ts';
import { watchLateness } from './lateness.ts';
import type { MachinePorts, Mapping } from './mapping.ts';
import { closeMachine, openMachine, type RealMachine, type ServersTape, setFault, type Timeline } from './servers.ts';
import { type OperatorTape, type ProbeTape, TAIL_MS, type Tape } from './tape.ts';

export { SOCKET };

/** @throws with HAProxy's own words when it does not start */
export async function play(
  program: Program,
  mapping: Mapping,
  stage: Stage,
  files: Readonly<Record<string, string>>,
): Promise<Tape> {
  const clock = createTimeline();
  const servers: ServersTape = { conns: [], probes: [], doors: [] };
  const { seed, durationMs } = stage.scenario;
  const crowd: Crowd = { timeline: clock.timeline, tapes: [], durationMs, requests: 0, open: new Set() };
  const machines: RealMachine[] = [];
  const leave = await starting();
  for (const staged of stage.machines) {
    machines.push(await openMachine(staged, portsOf(mapping, staged.servers), seed, clock.timeline, servers));
  }
  const haproxy = await startHaproxy(program, mapping.text, files).finally(leave);
  shift(servers.probes, clock.start(haproxy.startedMs));
  const lateness = watchLateness(haproxy.pid);
  const operator: OperatorTape[] = [];
  try {
    stage.groups.forEach((group, index) => {
      startGroup(crowd, group, index, seed, { listener: group.listener, port: group.dst.port });
    });
    for (const fault of stage.faults) {
      clock.timeline.after(fault.atMs - clock.timeline.now(), () => apply(fault));
    }
    await clock.until(durationMs + TAIL_MS);
    const endMs = clock.timeline.now();
    const stat = await haproxy.command('show stat');
    const names = mapping.plan.tables.map(({ name }) => name);
    const tables: { name: string; atMs: number; text: string }[] = [];
    for (const name of names) {
      const atMs = clock.timeline.now();
      tables.push({ name, atMs, text: await haproxy.command(`show table ${name}`) });
    }
    const log = haproxy.log.map(({ atMs, text }) => ({ atMs: atMs - clock.zeroMs(), text }));
    const { conns, probes, doors } = servers;
    return {
      machines: stage.machines.map(({ name }) => name),
      clients: crowd.tapes,
      conns,
      probes,
      doors,
      operator,
      log,
      startedMs: 0,
      endMs,
      epochMs: Math.round(performance.timeOrigin + clock.zeroMs()),
      stat,
      tables,
      lateMs: Math.max(clock.lateMs(), lateness.worstMs()),
    };
  } finally {
    clock.stop();
    lateness.stop();
    closeCrowd(crowd);
    for (const machine of machines) closeMachine(machine);
    await haproxy.stop();
  }

  function apply(fault: StageFault): void {
    const { action, proxy, server, forMs } = fault;
    if (action === 'maint' || action === 'drain' || action === 'ready') {
      operate(proxy, server, action);
      if (forMs !== null) clock.timeline.after(forMs, () => operate(proxy, server, 'ready'));
      return;
    }
    const machine = machines[fault.machine]!;
    const { behaviour } = machine.staged;
    if (action === 'revive') setFault(machine, 'none', fault.factor);
    else setFault(machine, action, fault.factor);
    const { turn } = machine;
    if (forMs === null) return;
    clock.timeline.after(forMs, () => {
      if (machine.turn === turn) setFault(machine, behaviour.fault, behaviour.factor);
    });
  }

  function operate(proxy: number, server: number, state: OperatorTape['state']): void {
    operator.push({ atMs: clock.timeline.now(), proxy, server, state });
    const plan = mapping.plan.proxies[proxy]!;
    void haproxy.command(`set server ${plan.name}/${plan.backend!.servers[server]!.name} state ${state}`);
  }
}

let door: Promise<void> = Promise.resolve();

/** Of several runs one starts at a time: starting takes the processor, and first checks would be late. */
async function starting(): Promise<() => void> {
  const before = door;
  let leave = () => {};
  door = new Promise((resolve) => {
    leave = resolve;
  });
  await before;
  return leave;
}

/** HAProxy's first checks come before it is seen to be at work. */
function shift(probes: readonly ProbeTape[], byMs: number): void {
  for (const probe of probes) {
    probe.openedMs -= byMs;
    for (const reply of probe.replies) reply.atMs -= byMs;
    if (probe.close !== null) probe.close.atMs -= byMs;
    if (probe.cutMs !== null) probe.cutMs -= byMs;
  }
}

function portsOf(
  mapping: Mapping,
  servers: readonly { readonly proxy: number; readonly server: number }[],
): MachinePorts {
  const all = servers.map(({ proxy, server }) => mapping.servers[proxy]![server]!);
  return { port: all[0]!.port, checkPort: all.find(({ checkPort }) => checkPort !== null)?.checkPort ?? null };
}

/** A timer that fires this much too late has spoilt what depends on it; how late the latest was is told. */
function createTimeline() {
  let zero = performance.now();
  let over = false;
  let late = 0;
  const timers = new Set<NodeJS.Timeout>();
  const now = () => performance.now() - zero;
  const timeline: Timeline = {
    now,
    after(ms, what) {
      if (over) return;
      const dueMs = now() + Math.max(0, ms);
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          if (over) return;
          late = Math.max(late, now() - dueMs);
          what();
        },
        Math.max(0, ms),
      );
      timers.add(timer);
    },
  };
  return {
    timeline,
    /** Says how much later the new zero is. */
    start: (atMs: number) => {
      const later = atMs - zero;
      zero = atMs;
      return later;
    },
    zeroMs: () => zero,
    lateMs: () => late,
    until: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms - now()))),
    stop() {
      over = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The health checks of a replay: each check of the engine finds what HAProxy's check found at that time. */
import {
  closed,
  connected,
  connectFailed,
  createProbe,
  type Probe,
  type ProbeAction,
  received,
} from '../engine/health/probe.ts';
import type { Ending, Output, ProbeId } from '../engine/io.ts';
import { createEngine, nextDeadline, step } from '../engine/step.ts';
import type { CheckPlan, Plan } from '../plan/plan.ts';
import type { Stage } from '../scenario/stage.ts';
import { at, type Replay, tell } from './replay-world.ts';
import { isDoorOpen, type ProbeTape, type Tape } from './tape.ts';

/** A check of the engine. */
export interface Check {
  readonly atMs: number;
  readonly machine: number;
  /** `BACKEND/SERVER` */
  readonly server: string;
}

export interface ReplayProbes {
  /** Every check of the engine. */
  readonly checks: readonly Check[];
  /** How much later HAProxy was with a check than the engine, beside what it was with the one before. */
  readonly offsetsMs: readonly number[];
  start(output: Extract<Output, { readonly type: 'startProbe' }>): void;
  abort(probe: ProbeId): void;
  finish(): void;
}

/** So far apart may a check of HAProxy's and the same of the engine's be. */
export const CHECK_TOLERANCE_MS = 60;

/**
 * When HAProxy started, on the tape's clock: its first checks tell. Without checks, when it was seen to be at work.
 */
export function startOf(plan: Plan, stage: Stage, tape: Tape): number {
  const state = createEngine(plan, { seed: 0, startMs: 0, explain: false });
  const out: Output[] = [];
  const offsets: number[] = [];
  const known = new Set<number>();
  for (let steps = 0; steps < 1000; steps++) {
    const nextMs = nextDeadline(state);
    if (nextMs === null || nextMs > tape.endMs) break;
    out.length = 0;
    step(plan, state, nextMs, { type: 'deadline' }, out);
    for (const output of out) {
      if (output.type !== 'startProbe') continue;
      const machine = stage.machineOf[output.proxy]![output.server]!;
      const seen = tape.probes.find((probe) => probe.machine === machine);
      if (seen === undefined || known.has(machine)) continue;
      known.add(machine);
      if (seen.openedMs - nextMs < 200) offsets.push(seen.openedMs - nextMs);
    }
  }
  return Math.floor(offsets.length === 0 ? Math.min(0, tape.startedMs) : Math.min(...offsets));
}

interface Running {
  readonly id: ProbeId;
  readonly check: CheckPlan;
  readonly machine: Probe;
  /** `BACKEND/SERVER` */
  readonly server: string;
  /** HAProxy's, once it is connected. */
  seen: ProbeTape | null;
  over: boolean;
}

export function createReplayProbes(world: Replay): ReplayProbes {
  const { plan, stage, tape } = world;
  const running = new Map<ProbeId, Running>();
  const used = new Set<ProbeTape>();
  /** By machine: how much later than the engine HAProxy was with the last check. Every check counts from the one before. */
  const drifts = new Map<number, number>();
  const checks: Check[] = [];
  const offsetsMs: number[] = [];

  function carryOut(probe: Running, actions: readonly ProbeAction[]): void {
    for (const action of actions) {
      if (probe.over) return;
      if (action.type === 'step') tell(world, { type: 'probeStep', probe: probe.id, step: action.step });
      else if (action.type === 'end') {
        probe.over = true;
        compareEnds(probe, action.how);
        tell(world, { type: 'probeEnded', probe: probe.id, result: action.result });
      }
    }
  }

  /** With a reset or in good order: the one who is checked notices. */
  function compareEnds({ server, seen }: Running, how: Ending): void {
    if (seen === null || seen.cutHow === null || seen.cutHow === how) return;
    world.notes.push(
      `${server}: the check of ${Math.round(seen.openedMs)} ms: HAProxy's ${seen.cutHow}, Drydock's ${how}`,
    );
  }

  function follow(probe: Running, seen: ProbeTape): void {
    const { behaviour } = plan;
    const { check, machine } = probe;
    const when = (atMs: number, what: () => readonly ProbeAction[]) =>
      at(world, atMs, () => {
        if (!probe.over) carryOut(probe, what());
      });
    at(world, seen.openedMs, () => {
      if (probe.over) return;
      probe.seen = seen;
      tell(world, { type: 'probeConnected', probe: probe.id });
      carryOut(probe, connected(behaviour, check, machine));
      for (const { atMs, bytes } of seen.replies) when(atMs, () => received(behaviour, check, machine, bytes));
      const { close } = seen;
      // where HAProxy ended it, the server's own end came of that
      if (close !== null && seen.cutMs === null) when(close.atMs, () => closed(behaviour, check, machine, close.how));
    });
  }

  return {
    checks,
    offsetsMs,
    start({ probe: id, proxy, server, serverDown }) {
      const back = plan.proxies[proxy]!;
      const { check, name } = back.backend!.servers[server]!;
      const machine = stage.machineOf[proxy]![server]!;
      const full = `${back.name}/${name}`;
      const probe: Running = {
        id,
        check: check!,
        machine: createProbe(check!, serverDown),
        server: full,
        seen: null,
        over: false,
      };
      running.set(id, probe);
      checks.push({ atMs: world.nowMs, machine, server: full });
      const toleranceMs = Math.max(CHECK_TOLERANCE_MS, Math.min(100, 0.45 * check!.interMs));
      const isNear = (offMs: number) => Math.abs(offMs) <= toleranceMs;
      const drift = drifts.get(machine) ?? 0;
      const seen = tape.probes.find((one) => {
        const offMs = one.openedMs - world.nowMs;
        return one.machine === machine && !used.has(one) && (isNear(offMs) || isNear(offMs - drift));
      });
      if (seen !== undefined) {
        used.add(seen);
        // the first one says when HAProxy began: it is no measure
        if (drifts.has(machine)) offsetsMs.push(seen.openedMs - world.nowMs - drift);
        drifts.set(machine, seen.openedMs - world.nowMs);
        follow(probe, seen);
      } else if (!isDoorOpen(tape, machine, world.nowMs) || !isDoorOpen(tape, machine, world.nowMs + 5)) {
        at(world, world.nowMs, () => {
          if (!probe.over) carryOut(probe, connectFailed(plan.behaviour, check!, probe.machine, 'refused'));
        });
      } else if (check!.steps.length === 0) {
        // HAProxy resets a bare TCP check before its handshake is complete: the server never hears of it
        at(world, world.nowMs, () => {
          if (probe.over) return;
          tell(world, { type: 'probeConnected', probe: id });
          carryOut(probe, connected(plan.behaviour, check!, probe.machine));
        });
      } else if (world.nowMs < tape.endMs - CHECK_TOLERANCE_MS) {
        world.notes.push(`${full}: Drydock checks it at ${world.nowMs} ms, HAProxy does not`);
      }
    },
    abort(id) {
      const probe = running.get(id);
      if (probe !== undefined) probe.over = true;
    },
    finish() {
      for (const probe of tape.probes) {
        if (used.has(probe) || probe.openedMs > tape.endMs - CHECK_TOLERANCE_MS) continue;
        const { name } = stage.machines[probe.machine]!;
        world.notes.push(`${name}: HAProxy checked it at ${Math.round(probe.openedMs)} ms, Drydock did not`);
      }
    },
  };
}

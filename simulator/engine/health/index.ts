/**
 * Health checks: when they start, how long they may take, and what their results make of a server.
 *
 * The counter runs from 0 to rise + fall - 1; the server is up from `rise` on. A success of an up server, and the
 * `rise`th of a down one, sets it to the top; a failure takes one off, and below `rise` it falls to 0: DOWN. At the start
 * it stands at `rise`: up, but down at the first failure.
 * The interval is `inter` at the top, `downinter` at 0 of a server that is down, `fastinter` between, and counts from the
 * end of a check. First checks are spread: those of all servers of the process over the shortest interval of a second
 * or more (or a server's own, when that is longer).
 *
 * Facts: the manual, "check", "inter", "rise", "fall", "timeout check", "spread-checks"; HAProxy's check code; seen in
 * 2.6, 3.0 and 3.2.
 */
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import { choose } from '../choose.ts';
import { explain } from '../explain.ts';
import type { ProbeId, ProbeResult } from '../io.ts';
import { countPassingUse } from '../pool.ts';
import { describeChange, setRunning } from '../server.ts';
import { operState } from '../server-state.ts';
import type { Engine, ServerState } from '../state.ts';
import { arm, dueAt, newTimer, type Timers } from '../timers.ts';
import { agentAnswered } from './agent.ts';
import { count, counterText, initialHealth, passed, top } from './counter.ts';
import { timedOut } from './messages.ts';
import type { CheckState } from './state.ts';

/** Intervals below this are left out when the spread of the first checks is computed. */
const SPREAD_THRESHOLD_MS = 1000;
const NO_PROBE: ProbeId = 0;

export function createCheckState(
  plan: CheckPlan,
  proxy: number,
  server: number,
  timers: Timers,
  kind: 'check' | 'agent' = 'check',
): CheckState {
  return {
    health: initialHealth(plan),
    probe: NO_PROBE,
    timer: newTimer(timers, kind, proxy, server),
    startedMs: 0,
    connected: false,
    shakesHands: false,
    step: -1,
    last: null,
    lastDurationMs: 0,
    errors: 0,
    hurries: false,
    isOff: false,
  };
}

/** Arms the first check of every server. */
export function startChecks(engine: Engine): void {
  const { process } = engine.plan;
  const checked = checkedServers(engine);
  let spreadMs = 0;
  if (engine.plan.behaviour.checks.startsAt === 'zero')
    for (const { server, check } of checked) if (check.initState === null) server.check!.health = 0;
  for (const { server, check } of checked) {
    const ownMs = intervalMs(check, server);
    if (ownMs >= SPREAD_THRESHOLD_MS && (spreadMs === 0 || spreadMs > ownMs)) spreadMs = ownMs;
  }
  for (const [position, { server, check }] of checked.entries()) {
    const ownMs = intervalMs(check, server);
    const overMs = Math.min(Math.max(spreadMs, ownMs) + jitterMs(engine, ownMs), process.maxSpreadChecksMs ?? Infinity);
    arm(engine.state.timers, server.check!.timer, engine.nowMs + Math.floor((overMs * position) / checked.length));
  }
}

/** Arms the checks of a server that was added: an interval from now, but nothing is asked until they are enabled. */
export function addChecks(engine: Engine, server: ServerState): void {
  const plan = planOf(engine, server);
  for (const kind of ['check', 'agent'] as const) {
    const check = server[kind];
    if (!check) continue;
    check.isOff = true;
    arm(engine.state.timers, check.timer, engine.nowMs + plan[kind]!.interMs);
  }
}

interface Checked {
  readonly server: ServerState;
  readonly check: CheckPlan;
}

function checkedServers(engine: Engine): Checked[] {
  return engine.state.proxies.flatMap((proxy) =>
    proxy.servers.flatMap((server) => {
      const check = planOf(engine, server).check;
      return check && server.check ? [{ server, check }] : [];
    }),
  );
}

function planOf(engine: Engine, server: ServerState): ServerPlan {
  return engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!;
}

function intervalMs(plan: CheckPlan, server: ServerState): number {
  const { health } = server.check!;
  if (health === top(plan) && !server.check!.hurries) return plan.interMs;
  const isDown = server.running === 'stopped' || server.admin === 'maint';
  return isDown && health === 0 ? plan.downinterMs : plan.fastinterMs;
}

/** `spread-checks`: up to so many percent of the interval, earlier or later. */
function jitterMs(engine: Engine, ofMs: number): number {
  const range = Math.floor((ofMs * engine.plan.process.spreadChecksPercent) / 100);
  return range === 0 ? 0 : range - choose(engine, 'spread-checks', 2 * range + 1);
}

/** The timer of a server's check went off: it is to start, or its time is up. */
export function checkDue(engine: Engine, proxy: number, index: number): void {
  const server = engine.state.proxies[proxy]!.servers[index]!;
  const check = server.check!;
  const plan = planOf(engine, server).check!;
  if (check.probe === NO_PROBE) {
    if (check.isOff || server.admin === 'maint' || engine.plan.proxies[proxy]!.disabled || engine.state.stopping) {
      arm(engine.state.timers, check.timer, engine.nowMs + plan.interMs);
    } else start(engine, server, check, plan);
    return;
  }
  engine.out.push({ type: 'abortProbe', probe: check.probe });
  finish(engine, server, timedOut(engine.plan.behaviour.checks, plan, check.step, check));
}

function start(engine: Engine, server: ServerState, check: CheckState, plan: CheckPlan): void {
  const { state } = engine;
  countPassingUse(server);
  check.probe = state.nextProbe++;
  check.startedMs = engine.nowMs;
  check.connected = false;
  check.shakesHands = false;
  check.step = plan.steps[0]?.type === 'connect' ? 0 : -1;
  state.probes.set(check.probe, { proxy: server.proxy, server: server.index });
  arm(state.timers, check.timer, engine.nowMs + connectLimitMs(engine, server, plan));
  engine.out.push({
    type: 'startProbe',
    probe: check.probe,
    proxy: server.proxy,
    server: server.index,
    host: plan.host,
    port: plan.port ?? 0,
    serverDown: server.running === 'stopped',
  });
}

/** A connection may take an interval; with `timeout check`, no longer than `timeout connect` either. */
function connectLimitMs(engine: Engine, server: ServerState, plan: CheckPlan): number {
  const { timeoutCheckMs, timeoutConnectMs } = engine.plan.proxies[server.proxy]!.backend!;
  if (timeoutCheckMs === null || timeoutConnectMs === null) return plan.interMs;
  return Math.min(plan.interMs, timeoutConnectMs);
}

/** The probe's connection is there: from now on `timeout check` counts, if it is set. `awaitsTls`: a handshake goes first. */
export function probeConnected(engine: Engine, probe: ProbeId, awaitsTls: boolean): void {
  const server = serverOf(engine, probe);
  if (!server) return;
  const check = server.check!;
  check.shakesHands = awaitsTls;
  if (awaitsTls) return;
  check.connected = true;
  check.step = planOf(engine, server).check!.steps[0]?.type === 'connect' ? 1 : 0;
  const { timeoutCheckMs } = engine.plan.proxies[server.proxy]!.backend!;
  if (timeoutCheckMs === null) return;
  const atMs = engine.nowMs + timeoutCheckMs;
  const isLater = engine.plan.behaviour.checks.timeoutCheck === 'not-before-connect';
  const { timers } = engine.state;
  arm(timers, check.timer, isLater ? Math.max(atMs, dueAt(timers, check.timer) ?? atMs) : atMs);
}

/** The probe has come to a step: another connection begins a new time. */
export function probeStep(engine: Engine, probe: ProbeId, step: number): void {
  const server = serverOf(engine, probe);
  if (!server) return;
  const check = server.check!;
  const plan = planOf(engine, server).check!;
  check.step = step;
  if (plan.steps[step]?.type !== 'connect') return;
  check.connected = false;
  check.shakesHands = false;
  arm(engine.state.timers, check.timer, engine.nowMs + connectLimitMs(engine, server, plan));
}

export function probeEnded(engine: Engine, probe: ProbeId, result: ProbeResult): void {
  const asked = engine.state.probes.get(probe);
  if (asked?.agent) {
    agentAnswered(engine, probe, engine.state.proxies[asked.proxy]!.servers[asked.server]!, result);
    return;
  }
  const server = serverOf(engine, probe);
  if (server) finish(engine, server, result);
}

function serverOf(engine: Engine, probe: ProbeId): ServerState | null {
  const found = engine.state.probes.get(probe);
  return found && !found.agent ? engine.state.proxies[found.proxy]!.servers[found.server]! : null;
}

/** A probe is over: the counter moves, the server's state may follow, the next check is armed. */
function finish(engine: Engine, server: ServerState, result: ProbeResult): void {
  const check = server.check!;
  const plan = planOf(engine, server).check!;
  engine.state.probes.delete(check.probe);
  check.probe = NO_PROBE;
  const isNews = check.last?.status !== result.status;
  check.last = result;
  check.hurries = false;
  check.lastDurationMs = engine.nowMs - check.startedMs;
  const moved = count(check, plan, passed(result));
  // also one that takes back what a server that is down has won
  if (moved && !passed(result)) server.counters.failedChecks++;
  // what `observe` has counted is forgiven
  if (passed(result)) check.errors = 0;
  if (moved || isNews) report(engine, server, plan, result, check.lastDurationMs);
  if (server.admin !== 'maint') follow(engine, server, plan, result, check.lastDurationMs);
  const pauseMs = intervalMs(plan, server);
  arm(engine.state.timers, check.timer, engine.nowMs + pauseMs + jitterMs(engine, pauseMs));
}

/** As if a check had failed so (`observe`). */
export function suffer(engine: Engine, server: ServerState, result: ProbeResult): void {
  const check = server.check!;
  const plan = planOf(engine, server).check!;
  check.last = result;
  const moved = count(check, plan, false);
  if (moved) server.counters.failedChecks++;
  if (moved) report(engine, server, plan, result, null);
  if (server.admin !== 'maint') follow(engine, server, plan, result, null);
}

/** What the counter says becomes the server's state. */
function follow(
  engine: Engine,
  server: ServerState,
  plan: CheckPlan,
  result: ProbeResult,
  durationMs: number | null,
): void {
  const check = server.check!;
  const why = { reason: '', probe: result, durationMs };
  if (!passed(result)) {
    if (check.health === 0) setRunning(engine, server, 'stopped', why);
  } else if (check.health >= plan.rise) {
    const isLeaving = result.status === 'L7OKC';
    if (!isLeaving || server.running !== 'stopped') setRunning(engine, server, isLeaving ? 'stopping' : 'running', why);
  }
}

/** Says what a check found: in the log with `option log-health-checks`, and in explanations. */
function report(
  engine: Engine,
  server: ServerState,
  plan: CheckPlan,
  result: ProbeResult,
  durationMs: number | null,
): void {
  if (engine.plan.proxies[server.proxy]!.backend!.logHealthChecks) {
    const why = { reason: '', probe: result, durationMs };
    const unchanged = describeChange(engine, server, operState(server), why, false, 0);
    engine.out.push({ type: 'serverState', change: { ...unchanged, check: counterText(plan, server.check!, server) } });
  }
  if (!engine.state.explain) return;
  const { name, span } = planOf(engine, server);
  const step = result.step === undefined ? undefined : plan.steps[result.step];
  const spans = [...(step ? [step.span] : plan.span ? [plan.span] : []), span];
  const status = result.code === undefined ? result.status : `${result.status}/${result.code}`;
  explain(engine, null, server.proxy, {
    type: 'health',
    server: name,
    status,
    counter: counterText(plan, server.check!, server),
    spans,
  });
}

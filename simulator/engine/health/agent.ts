/**
 * Agents: a program beside the server is asked how it feels, and what it says in one line becomes the server's weight,
 * limit and state, beside what health checks find. An agent that does not answer changes nothing.
 * Facts: the manual, "agent-check", "agent-send", "agent-inter".
 */
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import { changeServer } from '../changes.ts';
import type { ProbeId, ProbeResult } from '../io.ts';
import { countPassingUse } from '../pool.ts';
import { describeChange, setAdmin, setRunning, setWeight } from '../server.ts';
import { operState } from '../server-state.ts';
import type { Engine, ServerState } from '../state.ts';
import { arm } from '../timers.ts';
import { counterText, top } from './counter.ts';

export function startAgents(engine: Engine): void {
  for (const { servers } of engine.state.proxies) {
    for (const server of servers) if (server.agent) arm(engine.state.timers, server.agent.timer, engine.nowMs);
  }
}

function planOf(engine: Engine, server: ServerState): ServerPlan {
  return engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!;
}

/** The agent's timer went off: it is to be asked, or has not answered in time. */
export function agentDue(engine: Engine, proxy: number, index: number): void {
  const { state } = engine;
  const server = state.proxies[proxy]!.servers[index]!;
  const agent = server.agent!;
  const plan = planOf(engine, server).agent!;
  if (agent.probe !== 0) {
    engine.out.push({ type: 'abortProbe', probe: agent.probe });
    over(engine, server, plan);
    return;
  }
  if (agent.isOff || state.stopping || engine.plan.proxies[proxy]!.disabled) {
    arm(state.timers, agent.timer, engine.nowMs + plan.interMs);
    return;
  }
  countPassingUse(server);
  agent.probe = state.nextProbe++;
  agent.startedMs = engine.nowMs;
  state.probes.set(agent.probe, { proxy, server: index, agent: true });
  arm(state.timers, agent.timer, engine.nowMs + plan.interMs);
  const { host } = plan;
  const port = plan.port ?? 0;
  engine.out.push({
    type: 'startProbe',
    probe: agent.probe,
    proxy,
    server: index,
    host,
    port,
    serverDown: false,
    agent: true,
  });
}

/** It has answered, or could not be asked, which is only said. */
export function agentAnswered(engine: Engine, probe: ProbeId, server: ServerState, result: ProbeResult): void {
  const agent = server.agent!;
  if (agent.probe !== probe) return;
  agent.lastDurationMs = engine.nowMs - agent.startedMs;
  over(engine, server, planOf(engine, server).agent!);
  if (result.status === 'L7OK') obey(engine, server, result.description ?? '');
  else report(engine, server, result);
}

/** As `option log-health-checks` wants it: what is another than the last time. */
function report(engine: Engine, server: ServerState, result: ProbeResult): void {
  const agent = server.agent!;
  const isNews = agent.last?.status !== result.status;
  agent.last = result;
  if (!isNews || !engine.plan.proxies[server.proxy]!.backend!.logHealthChecks) return;
  const why = { reason: '', probe: result, durationMs: agent.lastDurationMs };
  const change = describeChange(engine, server, operState(server), why, false, 0);
  const check = counterText(planOf(engine, server).agent!, agent, server);
  engine.out.push({ type: 'serverState', change: { ...change, check, agent: true } });
}

function over(engine: Engine, server: ServerState, plan: CheckPlan): void {
  const agent = server.agent!;
  engine.state.probes.delete(agent.probe);
  agent.probe = 0;
  arm(engine.state.timers, agent.timer, engine.nowMs + plan.interMs);
}

const DOWN = ['down', 'stopped', 'fail'];
const ADMIN = ['ready', 'drain', 'maint'];

interface Told {
  readonly weight: number | null;
  readonly limit: number | null;
  readonly admin: ServerState['admin'] | null;
  readonly health: string | null;
  /** What is said about the health: the description, or of a good one the first word that means nothing. */
  readonly remark: string;
}

/** Words in any order, of each kind the last one; one that begins with `#` begins a description. */
function listen(line: string): Told {
  const at = /(?:^|[ \t,])#[ \t]*/.exec(line);
  const words = (at === null ? line : line.slice(0, at.index)).split(/[ \t,\r\n]+/).filter((word) => word !== '');
  const lower = words.map((word) => word.toLowerCase());
  const last = (pattern: RegExp): number | null => {
    const found = lower.map((word) => pattern.exec(word)?.[1]).findLast((number) => number !== undefined);
    return found === undefined ? null : Number(found);
  };
  const health = lower.findLast((word) => word === 'up' || DOWN.includes(word)) ?? null;
  const isKnown = (word: string) =>
    word === 'up' || DOWN.includes(word) || ADMIN.includes(word) || /^\d.*%|^maxconn:|^weight:/.test(word);
  const odd = words[lower.findIndex((word) => !isKnown(word))];
  const description = at === null ? '' : line.slice(at.index + at[0].length).trim();
  return {
    weight: last(/^(?:weight:)?(\d+)%/),
    limit: last(/^maxconn:(\d+)$/),
    admin: (lower.findLast((word) => ADMIN.includes(word)) ?? null) as Told['admin'],
    health,
    remark: (description === '' || health === 'up') && odd !== undefined ? odd : description,
  };
}

/** The operator's state first, then weight and limit, then health. */
function obey(engine: Engine, server: ServerState, line: string): void {
  const { weight, limit, admin, health, remark } = listen(line);
  const plan = planOf(engine, server);
  if (admin !== null) setAdmin(engine, server, admin);
  if (weight !== null) setWeight(engine, server, Math.min(256, Math.ceil((plan.weight * weight) / 100)));
  if (limit !== null) {
    changeServer(engine.state, server.proxy, { ...plan, maxconn: limit === 0 ? null : limit });
  }
  const agent = server.agent!;
  if (health === null) {
    agent.last = null;
    return;
  }
  const isUp = health === 'up';
  agent.health = isUp ? top(plan.agent!) : 0;
  const description = `via agent : ${health}${remark === '' ? '' : ` (${remark})`}`;
  const probe: ProbeResult = { status: isUp ? 'L7OK' : 'L7STS', code: 0, description };
  report(engine, server, probe);
  const isFit = !server.check || !plan.check || server.check.health >= plan.check.rise;
  const why = { reason: '', probe, durationMs: agent.lastDurationMs };
  if (!isUp) setRunning(engine, server, 'stopped', why);
  else if (isFit) setRunning(engine, server, 'running', why);
}

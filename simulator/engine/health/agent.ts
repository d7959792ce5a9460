/**
 * Agents: a program beside the server is asked how it feels, and what it says in one line becomes the server's weight,
 * limit and state, beside what health checks find. An agent that does not answer changes nothing.
 * Facts: the manual, "agent-check", "agent-send", "agent-inter".
 */
import type { CheckPlan, ServerPlan } from '../../plan/plan.ts';
import { changeServer } from '../changes.ts';
import type { ProbeId, ProbeResult } from '../io.ts';
import { countPassingUse } from '../pool.ts';
import { setAdmin, setRunning, setWeight } from '../server.ts';
import type { Engine, ServerState } from '../state.ts';
import { arm } from '../timers.ts';

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
  if (state.stopping || engine.plan.proxies[proxy]!.disabled) {
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

/** It has answered, or could not be asked. */
export function agentAnswered(engine: Engine, probe: ProbeId, server: ServerState, result: ProbeResult): void {
  const agent = server.agent!;
  if (agent.probe !== probe) return;
  agent.last = result;
  agent.lastDurationMs = engine.nowMs - agent.startedMs;
  over(engine, server, planOf(engine, server).agent!);
  if (result.status === 'L7OK') obey(engine, server, result.description ?? '');
}

function over(engine: Engine, server: ServerState, plan: CheckPlan): void {
  const agent = server.agent!;
  engine.state.probes.delete(agent.probe);
  agent.probe = 0;
  arm(engine.state.timers, agent.timer, engine.nowMs + plan.interMs);
}

const DOWN = ['down', 'stopped', 'fail'];

/** Words in any order; a `#` begins a description. Weight and limit first, then the operator's state, then health. */
function obey(engine: Engine, server: ServerState, line: string): void {
  const [said = '', description = ''] = line.split('#', 2);
  const words = said.split(/[ \t,]+/).map((word) => word.toLowerCase());
  const percent = words.map((word) => /^(\d+)%$/.exec(word)?.[1]).find((number) => number !== undefined);
  const plan = planOf(engine, server);
  if (percent !== undefined) {
    setWeight(engine, server, Math.min(256, Math.ceil((plan.weight * Number(percent)) / 100)));
  }
  const limit = words.map((word) => /^maxconn:(\d+)$/.exec(word)?.[1]).find((number) => number !== undefined);
  if (limit !== undefined) {
    changeServer(engine.state, server.proxy, { ...plan, maxconn: Number(limit) === 0 ? null : Number(limit) });
  }
  const admin = words.find((word) => word === 'ready' || word === 'drain' || word === 'maint');
  if (admin !== undefined) setAdmin(engine, server, admin as ServerState['admin']);
  const state = words.find((word) => word === 'up' || DOWN.includes(word));
  if (state === undefined) return;
  const isUp = state === 'up';
  const isFit = !server.check || !plan.check || server.check.health >= plan.check.rise;
  const text = description.trim();
  const probe: ProbeResult = {
    status: isUp ? 'L7OK' : 'L7STS',
    code: 0,
    ...(isUp && text === '' ? {} : { description: text === '' ? state : `${state} (${text})` }),
  };
  const why = { reason: '', probe, durationMs: server.agent!.lastDurationMs };
  if (!isUp) setRunning(engine, server, 'stopped', why);
  else if (isFit) setRunning(engine, server, 'running', why);
}

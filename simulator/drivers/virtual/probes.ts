/**
 * Health checks in the virtual world: the engine's pure machine says what a probe does and what it concludes
 * (`engine/health/probe.ts`); here are its connections, over the same wire and to the same machines as requests.
 */

import { programEnded } from '../../engine/health/messages.ts';
import {
  closed,
  connected,
  connectFailed,
  createProbe,
  type Probe,
  type ProbeAction,
  received,
} from '../../engine/health/probe.ts';
import { byId, putById, removeById } from '../../engine/id-table.ts';
import type { Ending, Output, ProbeId } from '../../engine/io.ts';
import type { CheckPlan } from '../../plan/plan.ts';
import { closeLink, openLink, toMachine } from './links.ts';
import { PROGRAM_ASKS } from './messages.ts';
import { feed, type Sim } from './sim.ts';
import type { Link, Message } from './state.ts';

/** A probe under way. */
export interface ProbeState {
  readonly id: ProbeId;
  readonly proxy: number;
  readonly server: number;
  readonly machine: Probe;
  /** Its present connection; what earlier ones still say is not heard. */
  link: number;
}

export function startProbe(sim: Sim, output: Extract<Output, { readonly type: 'startProbe' }>): void {
  const { probe: id, proxy, server } = output;
  if (output.agent) {
    // no machine of this world has an agent
    feed(sim, { type: 'probeEnded', probe: id, result: { status: 'L4CON', description: 'Connection refused' } });
    return;
  }
  const machine = createProbe(checkOf(sim, proxy, server), output.serverDown);
  const probe: ProbeState = { id, proxy, server, machine, link: 0 };
  putById(sim.state.probes, id, probe);
  connect(sim, probe);
}

function checkOf(sim: Sim, proxy: number, server: number): CheckPlan {
  return sim.world.plan.proxies[proxy]!.backend!.servers[server]!.check!;
}

/** Links of probes have negative ids: the engine counts the others. */
function connect(sim: Sim, probe: ProbeState): void {
  const { id, proxy, server } = probe;
  probe.link = -sim.state.nextProbeLink++;
  openLink(sim, { id: probe.link, proxy, server, probe: id });
}

/** The engine's time for it is up. */
export function abortProbe(sim: Sim, id: ProbeId): void {
  const probe = byId(sim.state.probes, id);
  if (probe !== undefined) finish(sim, probe, 'reset');
}

function finish(sim: Sim, probe: ProbeState, how: Ending): void {
  removeById(sim.state.probes, probe.id);
  closeLink(sim, probe.link, how, false);
}

/** The probe whose present connection this is. */
function probeOn(sim: Sim, link: Link): ProbeState | undefined {
  const probe = byId(sim.state.probes, link.probe);
  return probe?.link === link.id ? probe : undefined;
}

export function probeConnected(sim: Sim, link: Link, ok: boolean): void {
  const probe = probeOn(sim, link);
  if (probe === undefined) return;
  const check = checkOf(sim, probe.proxy, probe.server);
  const { behaviour } = sim.world.plan;
  if (check.kind === 'external') {
    // the program asks the server: so it is reached as the server is
    if (ok) send(sim, probe, PROGRAM_ASKS);
    else conclude(sim, probe, 1);
  } else if (ok) {
    feed(sim, { type: 'probeConnected', probe: probe.id });
    carryOut(sim, probe, connected(behaviour, check, probe.machine));
  } else carryOut(sim, probe, connectFailed(behaviour, check, probe.machine, 'refused'));
}

export function probeAnswered(sim: Sim, link: Link, bytes: string): void {
  const probe = probeOn(sim, link);
  if (probe === undefined) return;
  const check = checkOf(sim, probe.proxy, probe.server);
  if (check.kind === 'external') conclude(sim, probe, Number(bytes));
  else carryOut(sim, probe, received(sim.world.plan.behaviour, check, probe.machine, bytes));
}

export function probeClosed(sim: Sim, link: Link, how: Ending): void {
  const probe = probeOn(sim, link);
  if (probe === undefined) return;
  const check = checkOf(sim, probe.proxy, probe.server);
  if (check.kind === 'external') conclude(sim, probe, 1);
  else carryOut(sim, probe, closed(sim.world.plan.behaviour, check, probe.machine, how));
}

/** A program has ended with this status. */
function conclude(sim: Sim, probe: ProbeState, code: number): void {
  finish(sim, probe, 'end');
  feed(sim, { type: 'probeEnded', probe: probe.id, result: programEnded(code) });
}

function carryOut(sim: Sim, probe: ProbeState, actions: readonly ProbeAction[]): void {
  for (const action of actions) {
    if (byId(sim.state.probes, probe.id) !== probe) return;
    switch (action.type) {
      case 'step':
        feed(sim, { type: 'probeStep', probe: probe.id, step: action.step });
        break;
      case 'send':
        send(sim, probe, action.bytes);
        break;
      case 'connect':
        closeLink(sim, probe.link, 'reset', false);
        connect(sim, probe);
        break;
      case 'end':
        finish(sim, probe, action.how);
        feed(sim, { type: 'probeEnded', probe: probe.id, result: action.result });
        break;
    }
  }
}

function send(sim: Sim, probe: ProbeState, data: string): void {
  const link = byId(sim.state.links, probe.link);
  const message: Message = { kind: 'probe', method: '', bytes: data.length, actor: -1, number: 0, data };
  if (link?.near === 'open') toMachine(sim, link, message);
}

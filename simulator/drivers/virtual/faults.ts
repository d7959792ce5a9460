/**
 * What breaks, as Linux would have it. `refuse`: the process is killed; its kernel ends the connections (with a reset
 * where data was unread) and refuses new ones. `blackhole`: packets to and from the machine are lost. `hang`: the process is stopped;
 * its kernel still accepts. `slow`, `http-500`: it works, badly.
 */
import { byId, emptyIdTable, inOrderOfId } from '../../engine/id-table.ts';
import type { FaultAction, FaultName } from '../../scenario/schema.ts';
import { clientOf, closeFar, sendAgain } from './links.ts';
import { beginWaiting } from './machines.ts';
import { after, feed, type Sim } from './sim.ts';
import type { Injection, MachineState } from './state.ts';

/** A fault of the scenario is due. */
export function onFault(sim: Sim, index: number): void {
  const fault = sim.world.stage.faults[index]!;
  const turn = apply(sim, fault);
  if (fault.forMs !== null) after(sim, Math.round(fault.forMs * 1000), { type: 'faultEnd', index, turn });
}

/** The end of a fault, unless another came in between. */
export function onFaultEnd(sim: Sim, index: number, turn: number): void {
  const fault = sim.world.stage.faults[index]!;
  if (isOperator(fault.action)) operate(sim, fault.proxy, fault.server, 'ready');
  else if (sim.state.machines[fault.machine]!.turn === turn) {
    const { behaviour } = sim.world.stage.machines[fault.machine]!;
    setFault(sim, fault.machine, behaviour.fault, behaviour.factor, 'the fault of the scenario is over');
  }
}

/** Something breaks now; gives the turn of the fault. */
export function apply(sim: Sim, { machine, action, factor, proxy, server }: Injection): number {
  if (action !== 'none' && isOperator(action)) {
    operate(sim, proxy, server, action);
    return 0;
  }
  const fault = action === 'revive' ? 'none' : (action as FaultName);
  setFault(sim, machine, fault, factor, fault === 'none' ? 'revived' : 'injected');
  return sim.state.machines[machine]!.turn;
}

function isOperator(action: FaultAction | 'none'): action is 'maint' | 'drain' | 'ready' {
  return action === 'maint' || action === 'drain' || action === 'ready';
}

function operate(sim: Sim, proxy: number, server: number, state: 'maint' | 'drain' | 'ready'): void {
  feed(sim, { type: 'command', command: { type: 'set-state', proxy, server, state } });
}

function setFault(sim: Sim, id: number, fault: FaultName, factor: number, reason: string): void {
  const machine = sim.state.machines[id]!;
  const before = machine.fault;
  machine.turn = ++sim.state.faultTurn;
  machine.factor = factor;
  if (before === fault) return;
  machine.sinceUs = sim.state.nowUs;
  if (before === 'hang') thaw(sim, machine);
  machine.fault = fault;
  for (const { proxy, server } of sim.world.stage.machines[id]!.servers) {
    sim.observer.fault(sim.state.nowUs / 1000, { proxy, server, from: nameOf(before), to: nameOf(fault), reason });
  }
  if (fault === 'refuse') kill(sim, id, machine, before === 'blackhole');
  if (fault === 'hang') freeze(sim, machine);
  if (before === 'blackhole') sendAgain(sim, machine);
  if (fault !== 'refuse') beginWaiting(sim, id);
}

export function nameOf(fault: FaultName): string {
  return fault === 'none' ? 'ok' : fault;
}

/** The kernel ends a dead process's connections: with a reset where something was not read, else in order. */
function kill(sim: Sim, id: number, machine: MachineState, wasUnreachable: boolean): void {
  const unread = new Set(machine.waiting.map((job) => job.link));
  emptyIdTable(machine.running);
  machine.waiting.length = 0;
  if (wasUnreachable) machine.lost.length = 0;
  for (const link of inOrderOfId(sim.state.links)) {
    if (link.machine !== id || link.far !== 'open') continue;
    link.jobs = 0;
    closeFar(sim, link, unread.has(link.id) || link.inBacklog ? 'reset' : 'end');
  }
}

function freeze(sim: Sim, machine: MachineState): void {
  for (const job of inOrderOfId(machine.running)) {
    job.leftUs = job.endUs - sim.state.nowUs;
    job.turn++;
    const link = byId(sim.state.links, job.link);
    const conn = link === undefined ? undefined : clientOf(sim, link);
    if (conn !== undefined) conn.untilUs = -1;
  }
}

function thaw(sim: Sim, machine: MachineState): void {
  const id = sim.state.machines.indexOf(machine);
  for (const job of inOrderOfId(machine.running)) {
    job.endUs = sim.state.nowUs + job.leftUs;
    after(sim, job.leftUs, { type: 'done', machine: id, job: job.id, turn: job.turn });
  }
  for (const link of inOrderOfId(sim.state.links)) if (link.machine === id) link.inBacklog = false;
  machine.backlog = 0;
  machine.fault = 'none';
  for (const link of inOrderOfId(sim.state.links)) {
    if (link.machine === id && link.eof && link.far === 'open' && link.jobs === 0) closeFar(sim, link, 'end');
  }
}

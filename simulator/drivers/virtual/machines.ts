/**
 * Servers: so many requests at once, each for its service time, others wait inside. A process that hangs keeps its
 * connections and its work and goes on when it is revived; a killed one loses both.
 */
import { byId, createIdTable, putById, removeById } from '../../engine/id-table.ts';
import { createRandom } from '../../scenario/random.ts';
import { sampleMs } from '../../scenario/sampling.ts';
import type { HealthAnswer } from '../../scenario/schema.ts';
import type { Machine } from '../../scenario/stage.ts';
import { messageProcessed } from './actors.ts';
import { enterPhase } from './clients.ts';
import { clientOf, closeFar, toHaproxy } from './links.ts';
import { hl7Acknowledgement, PROGRAM_ASKS, responseText } from './messages.ts';
import { after, type Sim } from './sim.ts';
import type { Job, Link, MachineState, Message, Reply, World } from './state.ts';

export function createMachines(world: World): readonly MachineState[] {
  return world.stage.machines.map(({ name, behaviour }) => ({
    random: createRandom(world.seed, `server/${name}`),
    fault: behaviour.fault,
    factor: behaviour.factor,
    sinceUs: 0,
    turn: 0,
    running: createIdTable(),
    waiting: [],
    backlog: 0,
    lost: [],
  }));
}

/** What becomes of a connection attempt. */
export function takesConnections(sim: Sim, id: number): 'accepted' | 'refused' | 'lost' {
  const machine = sim.state.machines[id]!;
  if (machine.fault === 'refuse') return 'refused';
  if (machine.fault === 'blackhole') return 'lost';
  const { backlog } = sim.world.stage.machines[id]!.behaviour;
  return machine.fault === 'hang' && machine.backlog >= backlog ? 'lost' : 'accepted';
}

/** A message is in the server's hands. */
export function enqueue(sim: Sim, link: Link, message: Message): void {
  const machine = sim.state.machines[link.machine]!;
  const job: Job = { id: sim.state.nextJob++, link: link.id, message, endUs: 0, leftUs: 0, turn: 0 };
  if (machine.fault === 'hang' || isBusy(sim, link.machine)) machine.waiting.push(job);
  else begin(sim, link.machine, job);
}

function isBusy(sim: Sim, id: number): boolean {
  const { concurrency } = sim.world.stage.machines[id]!.behaviour;
  return concurrency !== null && sim.state.machines[id]!.running.size >= concurrency;
}

/** A health check is answered at once by a healthy process: 1 ms, which `slow` multiplies like everything. */
const PROBE_SERVICE_MS = 1;

function begin(sim: Sim, id: number, job: Job): void {
  const machine = sim.state.machines[id]!;
  const { service } = sim.world.stage.machines[id]!.behaviour;
  const ms = job.message.kind === 'probe' ? PROBE_SERVICE_MS : sampleMs(service, machine.random);
  const us = Math.round(ms * 1000 * (machine.fault === 'slow' ? machine.factor : 1));
  job.endUs = sim.state.nowUs + us;
  putById(machine.running, job.id, job);
  after(sim, us, { type: 'done', machine: id, job: job.id, turn: job.turn });
  const link = byId(sim.state.links, job.link);
  const conn = link === undefined ? undefined : clientOf(sim, link);
  if (conn !== undefined) conn.untilUs = job.endUs;
}

export function onDone(sim: Sim, id: number, jobId: number, turn: number): void {
  const machine = sim.state.machines[id]!;
  const job = byId(machine.running, jobId);
  if (job === undefined || job.turn !== turn) return;
  removeById(machine.running, jobId);
  finish(sim, id, job);
  beginWaiting(sim, id);
}

/** Free hands take what waits, in order; also what came over connections that are gone: the kernel keeps what was received. */
export function beginWaiting(sim: Sim, id: number): void {
  const machine = sim.state.machines[id]!;
  while (machine.waiting.length > 0 && machine.fault !== 'hang' && !isBusy(sim, id)) {
    begin(sim, id, machine.waiting.shift()!);
  }
}

function finish(sim: Sim, id: number, job: Job): void {
  const { message } = job;
  const link = byId(sim.state.links, job.link);
  if (message.actor >= 0) messageProcessed(sim, message.actor, message.number);
  if (link === undefined || link.far !== 'open') return;
  link.jobs--;
  const reply = replyTo(sim.world.stage.machines[id]!, sim.state.machines[id]!, message);
  if (reply === 'close') {
    closeFar(sim, link, 'end');
    return;
  }
  if (reply !== null) {
    const conn = clientOf(sim, link);
    const { serversUs, clientsUs } = sim.world;
    if (conn !== undefined) enterPhase(sim, conn, 'to-client', serversUs + clientsUs);
    toHaproxy(sim, link, { type: 'reply', link: link.id, reply });
  }
  if (reply?.close) link.far = 'closed';
  else if (link.eof && link.jobs === 0) closeFar(sim, link, 'end');
}

/** What the server says to a message: a reply, nothing, or it closes. */
function replyTo(machine: Machine, state: MachineState, message: Message): Reply | 'close' | null {
  const failing = state.fault === 'http-500';
  if (message.kind === 'probe') return probeReply(machine, failing, message);
  const { behaviour, speaks } = machine;
  const { kind, method } = message;
  if (kind === 'http') {
    const status = failing ? 500 : behaviour.status;
    const close = !behaviour.keepAlive;
    return { kind, method, status, bytes: behaviour.responseBytes, ok: status < 500, data: '', close };
  }
  if (speaks === 'mllp') {
    // what comes first is not the byte that a message begins with: it waits for that
    if (machine.proxyHeader === 'ignored') return null;
    const code = failing ? 'AE' : (behaviour.mllp?.ack ?? 'AA');
    const ok = code === 'AA' || code === 'CA';
    return code === 'none' ? null : { kind, method, status: 0, bytes: ACK_BYTES, ok, data: '', close: false };
  }
  // a TCP service that fails has no words for it
  const { responseBytes: bytes } = behaviour;
  return failing ? 'close' : { kind, method, status: 0, bytes, ok: true, data: '', close: false };
}

const ACK_BYTES = hl7Acknowledgement('AA', '').length;

/** An exit status means to other checks whether all is well. */
function plainHealth(health: HealthAnswer): Exclude<HealthAnswer, { readonly kind: 'exit' }> {
  if (health.kind !== 'exit') return health;
  return health.code === 0 ? { kind: 'as-served' } : { kind: 'fail' };
}

/** What the program of an external check finds: its exit status, as the scenario says it, else whether all is well. */
function programReply({ behaviour }: Machine, failing: boolean, { kind, method }: Message): Reply {
  const { health, status } = behaviour;
  const found = health.kind === 'exit' ? health.code : health.kind === 'fail' ? 1 : 0;
  const served = health.kind === 'status' ? health.status : status;
  const code = failing ? 1 : found || (health.kind !== 'exit' && served >= 400 ? 1 : 0);
  return { kind, method, status: 0, bytes: 0, ok: true, data: String(code), close: false };
}

/** Health checks are answered in the language they are asked in. */
function probeReply(machine: Machine, failing: boolean, message: Message): Reply | 'close' | null {
  const { mllp, status: served } = machine.behaviour;
  const health = plainHealth(machine.behaviour.health);
  if (message.data === PROGRAM_ASKS) return programReply(machine, failing, message);
  const base = { kind: message.kind, method: message.method, status: 0, bytes: 0, ok: true };
  const http = /^([A-Z]+) \S+( HTTP\/1\.[01])?\r?\n/.exec(message.data);
  if (http !== null) {
    const status = failing ? 500 : health.kind === 'status' ? health.status : health.kind === 'fail' ? 503 : served;
    return { ...base, data: responseText(machine, status, http[1]!), close: true };
  }
  if (mllp !== null || message.data.startsWith('\x0b')) {
    const code = failing || health.kind !== 'as-served' ? 'AE' : (mllp?.ack ?? 'AA');
    return code === 'none' ? null : { ...base, data: hl7Acknowledgement(code, message.data), close: false };
  }
  return failing || health.kind !== 'as-served' ? 'close' : { ...base, data: `+PONG\r\n`, close: false };
}

/**
 * The replay: what clients, servers and the operator did in the real run is told to the engine at the times at which they
 * did it, and the engine has to decide what HAProxy decided. Nothing here decides anything: where the engine turns to a
 * server to which HAProxy did not turn, nothing comes back, and the difference is noted.
 *
 * What was done because of an answer waits for the engine's answer: our clocks are a moment apart.
 */

import type { LogRecord, Output, ServerStateChange } from '../engine/io.ts';
import type { EngineState } from '../engine/state.ts';
import { createEngine, nextDeadline } from '../engine/step.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stage } from '../scenario/stage.ts';
import { createReplayClients, type ReplayClients } from './replay-clients.ts';
import { type Check, createReplayProbes, type ReplayProbes, startOf } from './replay-probes.ts';
import { createReplayServers, type ReplayServers } from './replay-servers.ts';
import { at, type Guesses, type Replay, tell } from './replay-world.ts';
import type { Tape } from './tape.ts';

export type { Guesses };

/** What the engine made of a tape. */
export interface Replayed {
  readonly log: readonly { readonly atMs: number; readonly record: LogRecord }[];
  readonly changes: readonly { readonly atMs: number; readonly change: ServerStateChange }[];
  /** Where engine and tape part: the engine did something that HAProxy did not, or the other way round. */
  readonly notes: readonly string[];
  readonly state: EngineState;
  /** When the engine checked which machine. */
  readonly checks: readonly Check[];
  /** By how much HAProxy was later than the engine, in milliseconds, where both do something by their own clocks. */
  readonly checkOffsetsMs: readonly number[];
}

/** More steps than any scenario of a lab has: a replay that does not come to its end is a bug of ours. */
const MAX_STEPS = 1_000_000;

export function replay(plan: Plan, stage: Stage, tape: Tape, guesses: Guesses): Replayed {
  const startMs = startOf(plan, stage, tape);
  const state = createEngine(plan, { seed: 0, startMs: tape.epochMs + startMs, explain: false });
  state.given = new Map();
  const world: Replay = {
    plan,
    stage,
    tape,
    state,
    out: [],
    guesses,
    notes: [],
    nowMs: startMs,
    agenda: [],
    carrying: false,
    log: [],
    changes: [],
    perform: () => undefined,
    answered: () => undefined,
    said: () => undefined,
    requestOf: () => null,
  };
  const servers = createReplayServers(world);
  const clients = createReplayClients(world);
  const probes = createReplayProbes(world);
  world.answered = clients.answered;
  world.requestOf = clients.requestOf;
  world.said = servers.said;
  world.perform = (output) => carryOut(world, output, clients, servers, probes);
  for (const { atMs, proxy, server, state: to } of tape.operator) {
    at(world, atMs, () => tell(world, { type: 'command', command: { type: 'set-state', proxy, server, state: to } }));
  }
  run(world);
  probes.finish();
  servers.finish();
  clients.finish();
  const { checks, offsetsMs } = probes;
  return { log: world.log, changes: world.changes, notes: world.notes, state, checks, checkOffsetsMs: offsetsMs };
}

function run(world: Replay): void {
  const endMs = Math.floor(world.tape.endMs);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const next = world.agenda[0];
    const nextMs = next === undefined ? Number.POSITIVE_INFINITY : Math.max(world.nowMs, Math.floor(next.atMs));
    const deadlineMs = Math.max(
      world.nowMs,
      (nextDeadline(world.state) ?? Number.POSITIVE_INFINITY) - world.tape.epochMs,
    );
    const dueMs = Math.min(nextMs, deadlineMs);
    if (dueMs > endMs) return;
    world.nowMs = dueMs;
    if (nextMs <= deadlineMs) {
      world.agenda.shift();
      next!.what();
    } else tell(world, { type: 'deadline' });
  }
  throw new Error('the replay does not come to an end');
}

/** One switch; what only matters to bytes on a wire is left. */
function carryOut(
  world: Replay,
  output: Output,
  clients: ReplayClients,
  servers: ReplayServers,
  probes: ReplayProbes,
): void {
  switch (output.type) {
    case 'connect':
      servers.connect(output);
      return;
    case 'link':
      servers.link(output.conn, output.client);
      return;
    case 'forwardRequest':
    case 'replay':
      servers.request(output.conn, output.client, output.head);
      return;
    case 'closeServer':
      servers.close(output.conn, output.half === true);
      return;
    case 'respond':
      clients.answered(output.client);
      return;
    case 'nextRequest':
      clients.next(output.client);
      return;
    case 'closeClient':
      clients.closed(output.client);
      return;
    case 'startProbe':
      probes.start(output);
      return;
    case 'abortProbe':
      probes.abort(output.probe);
      return;
    case 'log':
      world.log.push({ atMs: world.nowMs, record: output.record });
      return;
    case 'serverState':
      world.changes.push({ atMs: world.nowMs, change: output.change });
      return;
    case 'pauseListener':
      clients.pause(output.listener);
      return;
    case 'resumeListener':
      clients.resume(output.listener);
      return;
    case 'forwardResponse':
    case 'serveStats':
    case 'passBack':
    case 'inform':
    case 'hold':
    case 'peek':
    case 'closeListener':
    case 'stopped':
    case 'explain':
      return;
    default:
      output satisfies never;
  }
}

/** What the parts of a replay share: the engine, the tape, and what is arranged for which time. */
import type { ClientId, Input, LogRecord, Output, ServerStateChange } from '../engine/io.ts';
import type { EngineState } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stage } from '../scenario/stage.ts';
import type { ClientAct, Tape } from './tape.ts';

/** By request: servers that HAProxy may have tried before it was seen anywhere. */
export type Guesses = ReadonlyMap<string, readonly { readonly proxy: number; readonly server: number }[]>;

export interface Arranged {
  readonly atMs: number;
  readonly what: () => void;
}

export interface Replay {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly tape: Tape;
  readonly state: EngineState;
  readonly out: Output[];
  readonly guesses: Guesses;
  /** Where engine and tape part. */
  readonly notes: string[];
  /** The time of what is happening. */
  nowMs: number;
  readonly agenda: Arranged[];
  carrying: boolean;
  readonly log: { readonly atMs: number; readonly record: LogRecord }[];
  readonly changes: { readonly atMs: number; readonly change: ServerStateChange }[];
  /** Set by the parts: carries out a command; a client has a whole answer; it has sent a message; what it sent last. */
  perform: (output: Output) => void;
  answered: (client: ClientId) => void;
  said: (client: ClientId) => void;
  requestOf: (client: ClientId) => ClientAct | null;
}

/** Arranges something for a time; for now when that has passed. What is arranged for one time happens in that order. */
export function at(world: Replay, atMs: number, what: () => void): void {
  const entry = { atMs: Math.max(atMs, world.nowMs), what };
  let place = world.agenda.length;
  while (place > 0 && world.agenda[place - 1]!.atMs > entry.atMs) place--;
  world.agenda.splice(place, 0, entry);
}

/** Tells the engine a fact, and carries out what it answers. */
export function tell(world: Replay, input: Input): void {
  step(world.plan, world.state, world.tape.epochMs + Math.floor(world.nowMs), input, world.out);
  if (world.carrying) return;
  world.carrying = true;
  for (let i = 0; i < world.out.length; i++) world.perform(world.out[i]!);
  world.out.length = 0;
  world.carrying = false;
}

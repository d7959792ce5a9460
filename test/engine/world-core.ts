/** What the halves of the virtual world share: its clock, its engine, who is there. */
import type { ClientId, Input, Output, ServerConnId } from '../../simulator/engine/io.ts';
import type { EngineState } from '../../simulator/engine/state.ts';
import { createEngine, step } from '../../simulator/engine/step.ts';
import type { Reader } from '../../simulator/http1/index.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import type { CLOSED, ClientScript, RESPONSE, ServerScript, Situation, Step } from './situation.ts';

/** What `{{name}}` stands for in virtual time. */
export function virtualAddresses(situation: Situation): Record<string, string> {
  const addresses: Record<string, string> = { fe: '127.0.0.1:80' };
  Object.keys(situation.servers).forEach((name, index) => {
    addresses[name] = `127.0.0.1:${8001 + index}`;
  });
  return addresses;
}

export interface FarClient {
  readonly id: ClientId;
  readonly script: ClientScript;
  readonly reader: Reader | null;
  accepted: boolean;
  /** Said while it waited to be accepted. */
  early: string[];
  at: number;
  waiting: '' | 'time' | typeof RESPONSE | typeof CLOSED;
  responses: number;
  taken: number;
  received: string;
  ended: '' | 'end' | 'reset';
  /** HAProxy has closed its whole side, or half of it. */
  closed: boolean;
  finished: boolean;
  head: { method: string; upgrade: boolean } | null;
  conn: ServerConnId;
  tcpHeld: string;
}

export interface FarServer {
  readonly id: ServerConnId;
  readonly name: string;
  readonly script: ServerScript;
  readonly reader: Reader | null;
  client: ClientId;
  requests: string[];
  /** Its response goes to the client: HAProxy did not answer in its place. */
  forwarding: boolean;
  /** Its response is complete. */
  whole: boolean;
  steps: Step[];
  running: boolean;
  /** Some of a response head was sent, and not all. */
  inHead: boolean;
  gone: boolean;
  count: number;
}

/** Events in order of their times, facts told to the engine one after the other, its commands carried out at once. */
export abstract class WorldCore {
  protected readonly situation: Situation;
  protected readonly plan: Plan;
  protected readonly state: EngineState;
  protected now = 0;
  protected readonly events: { at: number; run: () => void }[] = [];
  protected readonly clients = new Map<ClientId, FarClient>();
  protected readonly servers = new Map<ServerConnId, FarServer>();
  protected readonly outputs: Output[] = [];
  protected readonly connections: Record<string, string[][]> = {};
  protected readonly pending: Input[] = [];
  protected busy = false;

  constructor(situation: Situation, plan: Plan, explain: boolean) {
    this.situation = situation;
    this.plan = plan;
    this.state = createEngine(plan, { seed: 1, startMs: 0, explain });
    for (const name of Object.keys(situation.servers)) this.connections[name] = [];
  }

  protected later(at: number, run: () => void): void {
    let index = this.events.length;
    while (index > 0 && this.events[index - 1]!.at > at) index--;
    this.events.splice(index, 0, { at, run });
  }

  protected tell(input: Input): void {
    this.pending.push(input);
    if (this.busy) return;
    this.busy = true;
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const out: Output[] = [];
      step(this.plan, this.state, this.now, next, out);
      for (const output of out) {
        this.outputs.push(output);
        this.carryOut(output);
      }
    }
    this.busy = false;
  }

  protected abstract carryOut(output: Output): void;
}

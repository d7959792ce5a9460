/** Servers that only health checks talk to, in virtual time: the engine's checks against scripted answers. */
import { createEngine } from '../../../simulator/engine/create.ts';
import {
  closed,
  connected,
  connectFailed,
  createProbe,
  type Probe,
  type ProbeAction,
  received,
} from '../../../simulator/engine/health/probe.ts';
import type { Input, Output, ProbeId } from '../../../simulator/engine/io.ts';
import type { EngineState } from '../../../simulator/engine/state.ts';
import { nextDeadline, step } from '../../../simulator/engine/step.ts';
import type { CheckPlan, Plan } from '../../../simulator/plan/plan.ts';
import { serverLogLines } from '../../../simulator/trace/log-lines.ts';

/** What a server does with a check's connection. */
export interface CheckServer {
  /** Connections are refused, or never answered. */
  readonly connect?: 'refuse' | 'hole';
  /** Bytes that it says at once. */
  readonly greets?: string;
  /** Bytes that it answers to anything it hears. */
  readonly answers?: string;
  /** How it closes behind what it says (behind what it hears, when it says nothing); absent: it does not. */
  readonly closes?: 'end' | 'reset';
  /** It closes without waiting to hear anything. */
  readonly closesAtOnce?: boolean;
}

/** A change of mind: from that time on the server named `backend/server` behaves so. */
export interface Turn {
  readonly atMs: number;
  readonly server: string;
  readonly becomes: CheckServer;
}

export interface RuntimeOrder {
  readonly atMs: number;
  readonly server: string;
  readonly state: 'ready' | 'drain' | 'maint';
}

export interface CheckRun {
  /** Log lines about each server, `backend/server` → lines, with the time. */
  readonly lines: ReadonlyMap<string, readonly { readonly atMs: number; readonly text: string }[]>;
  /** When probes were started. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class CheckWorld {
  private readonly plan: Plan;
  private readonly servers: Map<string, CheckServer>;
  private readonly state: EngineState;
  private readonly events: Event[] = [];
  private readonly probes = new Map<ProbeId, { machine: Probe; check: CheckPlan; name: string }>();
  private readonly lines = new Map<string, { atMs: number; text: string }[]>();
  private readonly starts = new Map<string, number[]>();
  private now = 0;
  private order = 0;

  constructor(
    plan: Plan,
    servers: Readonly<Record<string, CheckServer>>,
    turns: readonly Turn[] = [],
    orders: readonly RuntimeOrder[] = [],
  ) {
    this.plan = plan;
    this.servers = new Map(Object.entries(servers));
    this.state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
    for (const turn of turns) this.at(turn.atMs, () => this.servers.set(turn.server, turn.becomes));
    for (const order of orders) {
      this.at(order.atMs, () => {
        const [proxyName, serverName] = order.server.split('/');
        const proxy = plan.proxies.findIndex((candidate) => candidate.name === proxyName);
        const server = plan.proxies[proxy]!.backend!.servers.findIndex((candidate) => candidate.name === serverName);
        this.tell({ type: 'command', command: { type: 'set-state', proxy, server, state: order.state } });
      });
    }
  }

  run(untilMs: number): CheckRun {
    for (let steps = 0; steps < 100_000; steps++) {
      const event = this.events[0];
      const deadline = nextDeadline(this.state) ?? Number.POSITIVE_INFINITY;
      const next = Math.min(event?.atMs ?? Number.POSITIVE_INFINITY, deadline);
      if (next > untilMs) break;
      this.now = Math.max(this.now, next);
      if (event && event.atMs <= deadline) {
        this.events.shift();
        event.run();
      } else this.tell({ type: 'deadline' });
    }
    return { lines: this.lines, starts: this.starts };
  }

  private at(atMs: number, run: () => void): void {
    const event = { atMs, order: this.order++, run };
    const index = this.events.findIndex((other) => other.atMs > atMs);
    if (index < 0) this.events.push(event);
    else this.events.splice(index, 0, event);
  }

  private tell(input: Input): void {
    const out: Output[] = [];
    step(this.plan, this.state, this.now, input, out);
    for (const output of out) this.perform(output);
  }

  private perform(output: Output): void {
    if (output.type === 'startProbe') {
      const server = this.plan.proxies[output.proxy]!.backend!.servers[output.server]!;
      const name = `${this.plan.proxies[output.proxy]!.name}/${server.name}`;
      this.starts.set(name, [...(this.starts.get(name) ?? []), this.now]);
      this.probes.set(output.probe, {
        machine: createProbe(server.check!, output.serverDown),
        check: server.check!,
        name,
      });
      this.connect(output.probe);
    } else if (output.type === 'abortProbe') this.probes.delete(output.probe);
    else if (output.type === 'serverState') {
      const { change } = output;
      const proxy = this.plan.proxies[change.proxy]!;
      const name = `${proxy.name}/${proxy.backend!.servers[change.server]!.name}`;
      const lines = serverLogLines(this.plan, change).map((text) => ({ atMs: this.now, text }));
      this.lines.set(name, [...(this.lines.get(name) ?? []), ...lines]);
    }
  }

  private connect(id: ProbeId): void {
    const { name } = this.probes.get(id)!;
    const server = this.servers.get(name) ?? { connect: 'refuse' };
    if (server.connect === 'hole') return;
    this.at(this.now, () => {
      const probe = this.probes.get(id);
      if (!probe) return;
      if (server.connect === 'refuse') {
        this.carryOut(id, connectFailed(this.plan.behaviour, probe.check, probe.machine, 'refused'));
        return;
      }
      this.tell({ type: 'probeConnected', probe: id });
      this.carryOut(id, connected(this.plan.behaviour, probe.check, probe.machine));
      if (server.greets !== undefined) this.say(id, server.greets, server.closes);
      else if (server.closesAtOnce) this.say(id, '', server.closes ?? 'end');
    });
  }

  private say(id: ProbeId, bytes: string, closes: CheckServer['closes']): void {
    const probe = this.probes.get(id);
    if (probe && bytes !== '') this.carryOut(id, received(this.plan.behaviour, probe.check, probe.machine, bytes));
    const still = this.probes.get(id);
    if (still && closes) this.carryOut(id, closed(this.plan.behaviour, still.check, still.machine, closes));
  }

  private carryOut(id: ProbeId, actions: readonly ProbeAction[]): void {
    for (const action of actions) {
      const probe = this.probes.get(id);
      if (!probe) return;
      if (action.type === 'step') this.tell({ type: 'probeStep', probe: id, step: action.step });
      else if (action.type === 'connect') this.connect(id);
      else if (action.type === 'end') {
        this.probes.delete(id);
        this.tell({ type: 'probeEnded', probe: id, result: action.result });
      } else {
        const server = this.servers.get(probe.name)!;
        const answers = server.answers ?? '';
        if (server.greets === undefined && (answers !== '' || server.closes))
          this.at(this.now, () => this.say(id, answers, server.closes));
      }
    }
  }
}

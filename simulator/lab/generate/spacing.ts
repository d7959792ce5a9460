/**
 * Is what has nothing to do with each other far enough apart? The virtual world plays the scenario; whatever comes from
 * outside of HAProxy, or strikes by the clock, is noted with whom it concerns. Two such things of different owners must
 * not be close: on a real machine nobody could say which of them comes first.
 */

import { createRunnable } from '../../drivers/virtual/runnable.ts';
import { byId } from '../../engine/id-table.ts';
import type { Input } from '../../engine/io.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FaultAction } from '../../scenario/schema.ts';
import type { Stage } from '../../scenario/stage.ts';
import { NOBODY } from '../../trace/observer.ts';
import { TAIL_MS } from '../tape.ts';

const APART_MS = 50;
/** What follows from something else follows within this. */
const AT_ONCE_MS = 3;
const EVENTS = 200_000;

interface Noted {
  readonly atMs: number;
  readonly owner: string;
  /** It follows from something, perhaps of another owner: at once is no conflict. */
  readonly follows: boolean;
}

/** @param seed of what the world and the load balancer draw */
export function isWellSpaced(plan: Plan, stage: Stage, seed: number): boolean {
  const noted: Noted[] = [];
  const endMs = stage.scenario.durationMs + TAIL_MS;
  const scenario = { ...stage.scenario, durationMs: endMs + APART_MS, network: { clientsMs: 0, serversMs: 0 } };
  const run = createRunnable(plan, { ...stage, scenario }, seed);
  const add = (atMs: number, owner: string, follows: boolean) => noted.push({ atMs, owner, follows });
  // when everything is counted
  add(endMs, 'the end', false);
  const faults = faultTimes(stage);
  for (const { atMs, owner } of faults) add(atMs, owner, false);
  const near = (some: readonly Fault[], atMs: number) => some.some((fault) => Math.abs(fault.atMs - atMs) < AT_ONCE_MS);
  const freeing = faults.filter(({ frees }) => frees);
  const probes: { readonly atMs: number; readonly owner: string }[] = [];
  const state = run.create();
  run.run(state, run.durationUs, EVENTS, {
    ...NOBODY,
    log(atMs, { src }) {
      // of several that end because of one fault, or of one change, nobody cares which is first
      add(atMs, `client ${src.host}:${src.port}`, true);
    },
    serverState(atMs, change) {
      if (change.check === undefined) add(atMs, `server ${change.proxy}/${change.server}`, near(faults, atMs));
    },
    fed(atMs, input) {
      const owner = ownerOf(input, state.engine);
      if (owner === null) return;
      if (input.type === 'probeConnected' || input.type === 'probeEnded') probes.push({ atMs, owner });
      else add(atMs, owner, FOLLOWS.has(input.type) || near(freeing, atMs));
    },
  });
  return (
    spaced(noted) && probes.every((probe) => faults.every((fault) => Math.abs(fault.atMs - probe.atMs) >= APART_MS))
  );
}

const FOLLOWS: ReadonlySet<Input['type']> = new Set(['connected', 'connectFailed', 'clientClosed', 'accepted']);

type Engine = ReturnType<ReturnType<typeof createRunnable>['create']>['engine'];

function ownerOf(input: Input, engine: Engine): string | null {
  switch (input.type) {
    case 'accepted':
      return `client ${input.src.host}:${input.src.port}`;
    case 'requestHead':
    case 'clientData':
    case 'clientClosed':
      return clientOwner(engine, input.client);
    case 'connected':
    case 'connectFailed':
    case 'responseHead':
    case 'response':
    case 'serverData':
    case 'serverClosed': {
      const stream = byId(engine.streams, byId(engine.conns, input.conn)?.stream ?? 0);
      return stream === undefined ? null : clientOwner(engine, stream.client);
    }
    case 'probeConnected':
    case 'probeEnded': {
      const found = engine.probes.get(input.probe);
      return found === undefined ? null : `server ${found.proxy}/${found.server}`;
    }
    default:
      return null;
  }
}

function clientOwner(engine: Engine, id: number): string | null {
  const client = byId(engine.clients, id);
  return client === undefined ? null : `client ${client.src.host}:${client.src.port}`;
}

interface Fault {
  readonly atMs: number;
  readonly owner: string;
  /** Connections end, or answers come, because of it. */
  readonly frees: boolean;
}

const FREEING: ReadonlySet<FaultAction> = new Set(['refuse', 'hang', 'revive']);

function faultTimes(stage: Stage): readonly Fault[] {
  return stage.faults.flatMap(({ atMs, forMs, action }, index) => {
    const [owner, frees] = [`fault ${index}`, FREEING.has(action)];
    const begins = { atMs, owner, frees };
    return forMs === null ? [begins] : [begins, { ...begins, atMs: atMs + forMs }];
  });
}

function spaced(noted: readonly Noted[]): boolean {
  const sorted = [...noted].sort((a, b) => a.atMs - b.atMs);
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i]!;
    for (let j = i + 1; j < sorted.length; j++) {
      const second = sorted[j]!;
      const gapMs = second.atMs - first.atMs;
      if (gapMs >= APART_MS) break;
      if (first.owner === second.owner) continue;
      const excused = gapMs <= AT_ONCE_MS && (first.follows || second.follows);
      if (!excused) return false;
    }
  }
  return true;
}

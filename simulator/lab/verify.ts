/** One scenario, verified: played against the real HAProxy, replayed in the engine, compared. */
import type { SourceFile, Version } from '../language/haproxy/config.ts';
import { readScenario } from '../scenario/read.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Stage, stageScenario } from '../scenario/stage.ts';
import type { AddressBlock } from '../scenario/values.ts';
import { explainRun } from './chance.ts';
import type { Finding } from './compare.ts';
import { compareFreely } from './free-run.ts';
import type { Program } from './haproxy.ts';
import { type Mapping, mapToLoopback } from './mapping.ts';
import { play, SOCKET } from './play.ts';
import type { Tape } from './tape.ts';

/** A configuration and what happens to it. */
export interface Case {
  readonly name: string;
  readonly config: SourceFile;
  readonly scenario: string;
}

export type Verdict =
  | {
      readonly outcome: 'compared';
      readonly findings: readonly Finding[];
      readonly changes: readonly string[];
      readonly tape: Tape;
      /** The mapped configuration. */
      readonly text: string;
    }
  /** It cannot be played. */
  | { readonly outcome: 'unplayable'; readonly problem: string };

/** A case that was played and is still to be judged: judging takes the processor, and other runs may be under way. */
export type Played =
  | { readonly ok: true; readonly mapping: Mapping; readonly stage: Stage; readonly tape: Tape }
  | { readonly ok: false; readonly problem: string };

export async function playCase(what: Case, version: Version, program: Program): Promise<Played> {
  const mapped = await mapToLoopback(what.config, version, SOCKET);
  if (!mapped.ok) return mapped;
  const { mapping } = mapped;
  const { scenario, problems } = readScenario(what.scenario);
  const staged = scenario === null ? null : stageScenario(onLoopback(scenario), mapping.plan);
  const stage = staged?.stage ?? null;
  if (stage === null) {
    const problem = [...problems, ...(staged?.problems ?? [])].find(({ severity }) => severity === 'error');
    return { ok: false, problem: problem?.message ?? 'the scenario does not fit the configuration' };
  }
  const unplayable = whyUnplayable(stage);
  if (unplayable !== null) return { ok: false, problem: unplayable };
  try {
    return { ok: true, mapping, stage, tape: await play(program, mapping, stage, {}) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Replays and compares. */
export function judge({ mapping, stage, tape }: Played & { readonly ok: true }): Verdict {
  const { plan, changes, text } = mapping;
  const findings = [...explainRun(plan, stage, tape), ...compareFreely(plan, stage, tape)];
  return { outcome: 'compared', findings, changes, tape, text };
}

/** One case from beginning to end. */
export async function verify(what: Case, version: Version, program: Program): Promise<Verdict> {
  const played = await playCase(what, version, program);
  return played.ok ? judge(played) : { outcome: 'unplayable', problem: played.problem };
}

/** Clients come from the loopback network: what is no address of it becomes one, by its last three bytes. */
function onLoopback(scenario: Scenario): Scenario {
  const move = (block: AddressBlock): AddressBlock => {
    const isLoopback = block.v6Prefix === null && Math.floor(block.first / 2 ** 24) === LOOPBACK;
    if (isLoopback) return block;
    const count = Math.min(block.count, 2 ** 16);
    const low = Math.min(block.first % 2 ** 24, 2 ** 24 - 2 - count);
    return { first: LOOPBACK * 2 ** 24 + Math.max(1, low), count, v6Prefix: null };
  };
  return { ...scenario, clients: scenario.clients.map((group) => ({ ...group, from: group.from.map(move) })) };
}

const LOOPBACK = 127;

export const differing = (findings: readonly Finding[]): number => findings.filter(({ agrees }) => !agrees).length;

/** What needs more than a machine's own sockets. */
function whyUnplayable(stage: Stage): string | null {
  for (const { group } of stage.groups) {
    if (group.tls !== null) return 'clients with TLS: the lab has none so far';
  }
  const odd = stage.machines.find(({ proxyHeader, speaks }) => proxyHeader === 'ignored' && speaks !== 'mllp');
  if (odd !== undefined)
    return `${odd.name} does not read the PROXY protocol: the lab has only HL7 engines of that kind`;
  const holes = stage.faults.some(({ action }) => action === 'blackhole');
  if (holes || stage.machines.some(({ behaviour }) => behaviour.fault === 'blackhole')) {
    return 'a black hole: loopback loses no packets';
  }
  return null;
}

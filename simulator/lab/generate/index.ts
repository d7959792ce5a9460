/**
 * The generator: by seed and number, a small random configuration with traffic and faults, in which what has nothing to
 * do with each other is at least 50 ms apart. The virtual world is asked whether that is so; if not, the dice are thrown again.
 */
import { analyse } from '../../language/haproxy/analyse.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { plan as planOf } from '../../plan/build.ts';
import { readScenario } from '../../scenario/read.ts';
import { stageScenario } from '../../scenario/stage.ts';
import { caseText } from '../case-file.ts';
import type { Case } from '../verify.ts';
import { makeConfiguration } from './configuration.ts';
import { createDice } from './dice.ts';
import { makeScenario } from './happenings.ts';
import { isSturdy } from './sturdy.ts';

export interface Generated extends Case {
  /** The whole as one file, which `drydock verify` takes. */
  readonly file: string;
  /** Throws of the dice. */
  readonly tries: number;
}

const MAX_TRIES = 300;
/** In the lab it logs, and only so its requests are seen to end. */
const LOGGED = 'global\n  log stdout format raw local0\n';

/** @throws when no throw of the dice was any good: a bug of the generator */
export function generate(seed: number, index: number, version: Version): Generated {
  let why = '';
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const dice = createDice(seed, `case/${index}/${tries}`);
    const config = makeConfiguration(dice);
    const name = `seed ${seed}, number ${index}`;
    const scenario = makeScenario(dice, config, `Generated, ${name}`, seed + index);
    const file = { name: `${name}, configuration`, text: config.text };
    const analysis = analyse([file], { version });
    const plan = planOf(analysis.config);
    const wrong = analysis.diagnostics.find((d) => d.severity === 'error');
    const read = readScenario(scenario);
    const staged = read.scenario === null ? null : stageScenario(read.scenario, plan);
    why =
      wrong?.message ??
      plan.notSimulated[0]?.message ??
      [...read.problems, ...(staged?.problems ?? [])][0]?.message ??
      'crowded';
    if (wrong !== undefined || plan.notSimulated.length > 0 || !staged?.stage) continue;
    if (!isSturdy(planOf(analyse([{ ...file, text: `${LOGGED}${file.text}` }], { version }).config), staged.stage))
      continue;
    return { name, config: file, scenario, file: caseText(config.text, scenario), tries };
  }
  throw new Error(`nothing could be generated for seed ${seed}, number ${index}: ${why}`);
}

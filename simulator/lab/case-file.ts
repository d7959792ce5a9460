/** What `drydock verify` takes: a scenario that brings its configuration along, or lies beside a haproxy.cfg. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readScenario } from '../scenario/read.ts';
import type { Case } from './verify.ts';

export type CaseRead = { readonly ok: true; readonly case: Case } | { readonly ok: false; readonly problem: string };

/** @param path a scenario file, or a folder with `scenario.yaml` and `haproxy.cfg`; absolute */
export function readCase(path: string, name: string): CaseRead {
  try {
    const file = statSync(path).isDirectory() ? join(path, 'scenario.yaml') : path;
    const scenario = readFileSync(file, 'utf8');
    const { configuration } = readScenario(scenario).scenario ?? {};
    const beside = join(dirname(file), 'haproxy.cfg');
    const config =
      configuration === undefined
        ? { name: 'haproxy.cfg', text: readFileSync(beside, 'latin1') }
        : { name: `${name}, configuration`, text: Buffer.from(configuration, 'utf8').toString('latin1') };
    return { ok: true, case: { name, config, scenario } };
  } catch (error) {
    return { ok: false, problem: `${name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A configuration and a scenario as one file. */
export function caseText(configuration: string, scenario: string): string {
  const lines = configuration.replace(/\n$/, '').split('\n');
  return `${scenario}configuration: |\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

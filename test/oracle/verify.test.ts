/**
 * The lab against the HAProxys there are: a handful of generated scenarios with a fixed seed (fresh ones are
 * `drydock verify --generate`), and the scenarios in which Drydock once differed.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { resultText } from '../../simulator/cli/verify-report.ts';
import { type Result, verifyAll } from '../../simulator/lab/batch.ts';
import { readCase } from '../../simulator/lab/case-file.ts';
import { generate } from '../../simulator/lab/generate/index.ts';
import type { Case } from '../../simulator/lab/verify.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { describeWith, describeWithEveryHaproxy, type FoundProgram } from '../support/programs.ts';

const SEED = 20;
const COUNT = 12;
const JOBS = 6;
const ATTEMPTS = 3;

const CASES = fileURLToPath(new URL('lab-cases/', import.meta.url));

function versionOf({ version }: FoundProgram): Version {
  const short = version.split('.').slice(0, 2).join('.');
  return (['2.6', '2.8', '3.0', '3.2', '3.4'] as const).find((known) => known === short) ?? '3.2';
}

/** What differs, in the words of the command; every result is looked at. */
async function differences(haproxy: FoundProgram, next: (index: number) => Case | null): Promise<string[]> {
  const results: Result<Case>[] = [];
  const options = { version: versionOf(haproxy), program: [haproxy.path] as const, jobs: JOBS, attempts: ATTEMPTS };
  await verifyAll(next, options, (result) => results.push(result));
  expect(results.length).toBeGreaterThan(0);
  return results.filter(({ agrees }) => !agrees).map((result) => resultText(result, false, false));
}

describeWith('haproxy', 'generated scenarios', (haproxy) => {
  test(`seed ${SEED}: the same decisions in ${COUNT} of them`, async () => {
    const next = (index: number) => (index < COUNT ? generate(SEED, index, versionOf(haproxy)) : null);
    expect(await differences(haproxy, next)).toEqual([]);
  });
});

describeWithEveryHaproxy('scenarios that differed once', (haproxy) => {
  test('the same decisions', async () => {
    const cases = readdirSync(CASES)
      .sort()
      .map((name) => {
        const read = readCase(`${CASES}${name}`, name);
        if (!read.ok) throw new Error(read.problem);
        return read.case;
      });
    expect(await differences(haproxy, (index) => cases[index] ?? null)).toEqual([]);
  });
});
